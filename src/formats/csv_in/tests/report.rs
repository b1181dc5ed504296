use super::*;
use crate::domain::lang::Lang;
use crate::domain::property::PropertyType;

/// A report of these rows.
fn report(columns: &[(&str, PropertyType)], problems: impl IntoIterator<Item = ProblemRow>) -> String {
    report_with(Separator::Comma, columns, problems)
}

fn report_with(
    separator: Separator,
    columns: &[(&str, PropertyType)],
    problems: impl IntoIterator<Item = ProblemRow>,
) -> String {
    let columns: Vec<(String, PropertyType)> = columns.iter().map(|(label, kind)| ((*label).into(), *kind)).collect();
    let mut out = Vec::new();
    write_problem_report(&mut out, Lang::En, separator, &columns, problems).unwrap();
    String::from_utf8(out).unwrap()
}

fn problem(raw: impl Into<String>, is_one_text: bool) -> ProblemRow {
    ProblemRow { raw: raw.into(), is_one_text, reason: "Enter \"1\"".into() }
}

#[test]
fn a_problem_report_is_defused_csv() {
    let problems = [problem("=1+1,-2", false), problem("a,b,c", false), problem("a,b", true), problem("x", false)];
    let expected = "\u{feff}'+A,B,Problem found by Waybill\r\n'=1+1,-2,\"Enter \"\"1\"\"\"\r\n\
                    a,\"b,c\",\"Enter \"\"1\"\"\"\r\n\"a,b\",,\"Enter \"\"1\"\"\"\r\nx,,\"Enter \"\"1\"\"\"\r\n";
    assert_eq!(report(&[("+A", PropertyType::Text), ("B", PropertyType::Number)], problems), expected);
}

#[test]
fn a_formula_in_a_number_or_date_column_is_defused_in_the_report() {
    let columns = [PropertyType::Number, PropertyType::Date, PropertyType::DateTime, PropertyType::Phone];
    let problem = |raw: &str, is_one_text| ProblemRow { reason: "Enter".into(), ..problem(raw, is_one_text) };
    let problems = [
        problem("=A1,=B1,@C1,+1+1", false),
        problem("-1+cmd,-1,+1,+33 6 12", false),
        problem("-1234.5,2025-10-16,,", false),
        problem("\"-1 234,5\",,,", false),
        problem("-2", true),
    ];
    let expected = "\u{feff}A,A,A,A,Problem found by Waybill\r\n'=A1,'=B1,'@C1,'+1+1,Enter\r\n\
                    '-1+cmd,'-1,'+1,+33 6 12,Enter\r\n-1234.5,2025-10-16,,,Enter\r\n\
                    \"-1 234,5\",,,,Enter\r\n'-2,,,,Enter\r\n";
    assert_eq!(report(&columns.map(|kind| ("A", kind)), problems), expected);
}

#[test]
fn a_report_is_read_with_its_own_separator_whatever_its_columns_are_called() {
    let names = ["Last, first, second", "A;B;C;D", "\"E\""].map(|label| (label, PropertyType::Text));
    for separator in Separator::ALL {
        let text = report_with(separator, &names, [problem("\"a,b\",c;d,e\tf", false)]);
        let mut reader = CsvReader::new(text.as_bytes(), Limits::default());
        assert_eq!(reader.headers().unwrap()[..3], names.map(|(label, _)| label), "{separator:?}");
        assert_eq!(reader.separator(), separator);
        let cells = reader.next().unwrap().unwrap().outcome.unwrap();
        assert_eq!(cells.iter().take(3).collect::<Vec<_>>(), ["a,b", "c;d", "e\tf"], "{separator:?}");
    }
}

#[test]
fn a_row_of_which_nothing_is_offered_stays_empty_beside_its_reason() {
    let expected = "\u{feff}A,B,Problem found by Waybill\r\n,,\"Enter \"\"1\"\"\"\r\n";
    assert_eq!(report(&[("A", PropertyType::Text), ("B", PropertyType::Text)], [problem("", true)]), expected);
}

#[test]
fn a_report_of_a_report_has_one_column_of_reasons_and_one_apostrophe() {
    let columns = ["A", "B", "Problème relevé par Waybill"].map(|label| (label, PropertyType::Text));
    let first = report(&columns[..2], [problem("=1,x", false), problem("=1", false)]);
    let read = rows(&first);
    let kept = |row: &Row| problem(row.outcome.as_ref().map_or_else(|_| row.raw.clone(), raw_of_cells), false);
    assert_eq!(report(&columns, read.iter().map(kept)), first);
    // A cell too many, as before, and one too few.
    let broken = first.replace("x,", "x,y,").replace("'=1,,", "'=1,");
    let again = report(&columns, rows(broken).iter().map(kept));
    assert!(again.contains("\r\n'=1,\"x,y\",\"Enter") && again.contains("\r\n'=1,\"Enter"), "{again}");
    assert!(again.starts_with("\u{feff}A,B,Problem found by Waybill\r\n"));
}

#[test]
fn only_a_report_of_ours_loses_apostrophes() {
    for (header, cell) in [
        ("A,Problem found by Waybill", "=1"),
        ("A;Problème relevé par Waybill", "=1"),
        ("A,Problem found by Waybill,,", "=1"),
        ("A,Problem", "'=1"),
        ("Problem found by Waybill,A", "'=1"),
    ] {
        let separator = if header.contains(';') { ";" } else { "," };
        let rest = separator.repeat(header.matches(separator).count());
        let row = rows(format!("{header}\n'=1{rest}\n")).remove(0);
        assert_eq!(row.outcome.unwrap().iter().next(), Some(cell), "{header}");
    }
    let mut reader = CsvReader::new("'+A,''=B,'c,Problem found by Waybill\n".as_bytes(), Limits::default());
    assert_eq!(reader.headers().unwrap(), ["+A", "'=B", "'c", "Problem found by Waybill"]);
}

#[test]
fn an_apostrophe_that_was_there_comes_back_as_one() {
    let texts = ["=1", "'=1", "''=1", "'tis", "'", "''", "\t=", "'\r\n'", "＝1", "'＝1"];
    for cell in texts.into_iter().chain(["-5", "'-5", "+33 6 12", "'+33 6 12"]) {
        for kind in [PropertyType::Text, PropertyType::Number, PropertyType::Phone, PropertyType::Date] {
            let text = report(&[("A", kind)], [problem(raw_of_cells(&Cells::from_iter([cell])), false)]);
            let read = rows(&text).remove(0).outcome.unwrap();
            assert_eq!(read.iter().next(), Some(cell), "{kind}: {text}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 1_000 } else { 20_000 }))]

    #[test]
    fn a_report_that_is_imported_again_has_the_cells_that_the_rows_had(
        cells in (1..5_usize).prop_flat_map(|n| {
            prop::collection::vec(prop::collection::vec("[a-z1 ,;\"\r\n\t'=+@é＝-]{0,8}", n), 1..6)
        }),
        kind in prop::sample::select(vec![PropertyType::Text, PropertyType::Number, PropertyType::Phone]),
    ) {
        let columns = vec![("A", kind); cells[0].len()];
        let problems = cells.iter().map(|row| problem(raw_of_cells(&row.iter().collect()), false));
        let mut read = Vec::new();
        for row in rows(report(&columns, problems)) {
            let row = row.outcome.unwrap();
            read.push(row.iter().take(columns.len()).map(str::to_owned).collect::<Vec<_>>());
        }
        prop_assert_eq!(read, cells);
    }
}
