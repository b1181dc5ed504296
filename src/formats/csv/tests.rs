use std::borrow::Cow;

use proptest::prelude::*;

use super::*;

const DANGEROUS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
const PLAIN: CsvOptions = CsvOptions { separator: Separator::Comma, byte_order_mark: false, guard: true };

fn line(options: CsvOptions, columns: &[PropertyType], cells: &[&str]) -> String {
    let mut out = Vec::new();
    let cells: Vec<_> = cells.iter().map(|cell| Cow::Borrowed(*cell)).collect();
    CsvWriter::new(options, columns).write_record(&cells, &mut out);
    String::from_utf8(out).unwrap()
}

fn read_back(separator: Separator, bytes: &[u8]) -> Vec<Vec<String>> {
    let mut reader =
        ::csv::ReaderBuilder::new().delimiter(separator.byte()).has_headers(false).flexible(true).from_reader(bytes);
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// The only cell of a record, after a spreadsheet has read it.
fn cell(column: PropertyType, text: &str) -> String {
    read_back(Separator::Comma, line(PLAIN, &[column], &[text]).as_bytes())[0][0].clone()
}

#[test]
fn a_file_starts_with_the_mark_and_the_labels() {
    let writer = CsvWriter::new(CsvOptions::default(), &[PropertyType::Text; 2]);
    let mut out = Vec::new();
    writer.write_header(&["Name".into(), "Née, le".into()], &mut out);
    assert_eq!(out, "\u{feff}Name,\"Née, le\"\r\n".as_bytes());
}

#[test]
fn quotes_stand_only_where_they_must() {
    let text = PropertyType::Text;
    for bare in ["a", "it's", "a b", "é", "a;b", "a\tb", "", "a b c d e f g h i j"] {
        assert_eq!(line(PLAIN, &[text], &[bare, "x"]), format!("{bare},x\r\n"));
    }
    for quoted in
        ["a,b", "a\rb", "a\nb", " a", "a ", ",", "long enough for words, and more", "0123456,", ",123456", "012,"]
    {
        assert_eq!(line(PLAIN, &[text], &[quoted, "x"]), format!("\"{quoted}\",x\r\n"));
    }
    assert_eq!(line(PLAIN, &[text], &["5\" \"x\""]), "\"5\"\" \"\"x\"\"\"\r\n");
}

#[test]
fn each_separator_is_quoted_where_it_separates() {
    let with = |separator| CsvOptions { separator, ..PLAIN };
    assert_eq!(line(with(Separator::Semicolon), &[], &["a;b", "c,d"]), "\"a;b\";c,d\r\n");
    assert_eq!(line(with(Separator::Tab), &[], &["a\tb", "c,d"]), "\"a\tb\"\tc,d\r\n");
}

#[test]
fn a_lone_empty_cell_does_not_vanish() {
    assert_eq!(line(PLAIN, &[PropertyType::Text], &[""]), "\"\"\r\n");
    assert_eq!(line(PLAIN, &[PropertyType::Text; 2], &["", ""]), ",\r\n");
}

#[test]
fn a_record_without_cells_takes_nothing_from_the_line_before() {
    let mut out = b"before\r\n".to_vec();
    CsvWriter::new(PLAIN, &[]).write_record(&[], &mut out);
    assert_eq!(out, b"before\r\n\"\"\r\n");
}

#[test]
fn text_that_starts_like_a_formula_gets_an_apostrophe() {
    use PropertyType::{Boolean, Choice, Choices, Email, Text, Url};
    for column in [Text, Email, Url, Choice, Choices, Boolean] {
        for first in DANGEROUS {
            for rest in ["", "1+1", "cmd|' /C calc'!A0", "a\r\nb,\"c\"\n=d"] {
                assert_eq!(cell(column, &format!("{first}{rest}")), format!("'{first}{rest}"), "{column}");
            }
        }
    }
}

#[test]
fn a_cell_beyond_the_columns_is_defused_as_well() {
    assert_eq!(line(PLAIN, &[PropertyType::Number], &["-1", "-1"]), "-1,'-1\r\n");
}

#[test]
fn a_header_is_defused_like_a_cell() {
    for first in DANGEROUS {
        let mut out = Vec::new();
        CsvWriter::new(PLAIN, &[PropertyType::Number]).write_header(&[format!("{first}1")], &mut out);
        assert_eq!(read_back(Separator::Comma, &out)[0][0], format!("'{first}1"));
    }
}

#[test]
fn a_harmless_first_character_is_left_alone() {
    for text in ["a=1", "1-1", "'=1", "！a", "ﬁ", " =1", "#"] {
        assert_eq!(cell(PropertyType::Text, text), text);
    }
}

#[test]
fn numbers_and_dates_are_left_alone() {
    for column in [PropertyType::Number, PropertyType::Date, PropertyType::DateTime] {
        assert_eq!(cell(column, "-1234.5"), "-1234.5");
    }
}

#[test]
fn a_phone_is_left_alone_only_when_it_can_be_nothing_else() {
    for phone in ["+33 6 (0) 1.23", "+1", "01-23", "(0)1", "*100#"] {
        assert_eq!(cell(PropertyType::Phone, phone), phone);
    }
    for sum in
        ["+1-1", "+1 cmd", "+", "+ 1", "+(1)", "+1+1", "+1/2", "+1x2", "=1", "-1", "@1", "＋1", "\t1", "+1\n", "+1é"]
    {
        assert_eq!(cell(PropertyType::Phone, sum), format!("'{sum}"));
    }
}

#[test]
fn without_the_guard_nothing_is_prefixed() {
    let options = CsvOptions { guard: false, ..PLAIN };
    for first in DANGEROUS {
        let text = format!("{first}1");
        let out = line(options, &[PropertyType::Text], &[&text, &text]);
        assert_eq!(read_back(Separator::Comma, out.as_bytes())[0], [text.clone(), text]);
    }
}

fn any_cell() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z ,;\t\"\r\n=+@é＝-]{0,40}", "\\PC{0,20}", any::<String>()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 1_000 } else { 20_000 }))]

    #[test]
    fn what_is_written_is_read_back(
        rows in (1..6_usize).prop_flat_map(|n| prop::collection::vec(prop::collection::vec(any_cell(), n), 1..5)),
        separator in prop_oneof![Just(Separator::Comma), Just(Separator::Semicolon), Just(Separator::Tab)],
        guard: bool,
    ) {
        let columns = vec![PropertyType::Text; rows[0].len()];
        let writer = CsvWriter::new(CsvOptions { separator, byte_order_mark: true, guard }, &columns);
        let mut out = Vec::new();
        writer.write_header(&rows[0], &mut out);
        for row in &rows {
            writer.write_record(&row.iter().map(|cell| Cow::Borrowed(cell.as_str())).collect::<Vec<_>>(), &mut out);
        }
        let expected: Vec<Vec<String>> = rows.iter().take(1).chain(&rows).map(|row| {
            row.iter().map(|cell| {
                let defused = guard && cell.starts_with(DANGEROUS);
                format!("{}{cell}", if defused { "'" } else { "" })
            }).collect()
        }).collect();
        prop_assert_eq!(read_back(separator, &out), expected);
    }
}
