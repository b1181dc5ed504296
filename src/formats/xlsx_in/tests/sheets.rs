use super::*;

/// The name that is told of the sheet, and the cells of its rows.
fn read_of(sheets: &[(&str, &str, &str)]) -> Result<(Option<String>, Vec<String>), HeaderError> {
    let (mut sheet, mut texts) = (None, Vec::new());
    for item in rows(workbook_of(sheets, "", STYLES))? {
        match item {
            Item::Sheet(name) => sheet = Some(name),
            Item::Header(names) => texts.push(names.join("|")),
            Item::Row(row) => texts.push(row.outcome.unwrap().iter().collect()),
        }
    }
    Ok((sheet, texts))
}

#[test]
fn the_first_sheet_that_is_shown_and_has_cells_is_read_and_named_among_others() {
    let filled = format!("<row>{}</row><row>{}</row>", good("A1"), good("A2"));
    let blank = "<row r=\"1\"><c r=\"A1\" s=\"1\"/><c r=\"B1\"><f>A1</f></c></row>";
    let texts = || vec!["x".to_owned(); 2];
    let told = |name: &str| (Some(name.to_owned()), texts());
    assert_eq!(read_of(&[("One", "visible", filled.as_str())]).unwrap(), (None, texts()), "there is no other");
    let other = "<row><c t=\"str\"><v>other</v></c></row>";
    for before in [("Notes", "hidden", other), ("Lists", "veryHidden", other), ("Sheet1", "visible", blank)] {
        let sheets = [before, ("Kunden", "visible", filled.as_str()), ("Last", "visible", other)];
        assert_eq!(read_of(&sheets).unwrap(), told("Kunden"), "{before:?}");
    }
    let nothing = read_of(&[("Sheet1", "visible", blank), ("Sheet2", "visible", ""), ("Lists", "hidden", other)]);
    assert!(matches!(nothing, Err(HeaderError::Empty)), "{nothing:?}");
}

#[test]
fn a_sheet_that_cannot_be_read_is_not_passed_over() {
    let row = |cell: String| format!("<row>{cell}</row>");
    let (spoilt, whole) = (row(odd("A1")) + &row(good("A2")), row(good("A1")));
    let outcome = read_of(&[("One", "visible", spoilt.as_str()), ("Two", "visible", whole.as_str())]);
    assert!(matches!(outcome, Err(HeaderError::Workbook(_))), "{outcome:?}");
}

#[test]
fn a_number_whose_format_is_only_zeros_keeps_those_in_front_as_a_text() {
    let styles = "<numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"00000\"/></numFmts>\
        <cellXfs count=\"4\"><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/><xf numFmtId=\"1\"/><xf numFmtId=\"2\"/></cellXfs>";
    let cell = |style: u32, value: &str| format!("<c s=\"{style}\"><v>{value}</v></c>");
    let sheet = [
        format!("<row r=\"1\">{}{}{}{}</row>", good("A1"), good("B1"), good("C1"), good("D1")),
        format!("<row r=\"2\">{}{}{}{}</row>", cell(1, "1000"), cell(2, "1000"), cell(3, "1000"), cell(0, "1000")),
        format!("<row r=\"3\">{}{}{}{}</row>", cell(1, "75001"), cell(1, "1.5"), cell(1, "-7"), cell(1, "0")),
        format!("<row r=\"4\">{}{}</row>", odd("A4"), good("B4")),
        format!("<row r=\"9\">{}<c r=\"C9\" s=\"1\"><f>A2</f><v>42</v></c></row>", good("B9")),
    ];
    let items = rows(workbook_of(&[("One", "visible", sheet.concat().as_str())], "", styles)).unwrap();
    let rows: Vec<Row> = items
        .into_iter()
        .filter_map(|item| match item {
            Item::Row(row) => Some(row),
            Item::Sheet(_) | Item::Header(_) => None,
        })
        .collect();
    let cells = |row: &Row| row.outcome.clone().map(|cells| cells.iter().collect::<Vec<_>>().join("|"));
    let (text, native) = (CellNature::Text, CellNature::Native);
    assert_eq!(cells(&rows[0]), Ok("01000|1000|1000|1000".to_owned()));
    assert_eq!(rows[0].natures, [text, native, native, native]);
    assert_eq!(cells(&rows[1]), Ok("75001|1.5|-7|00000".to_owned()));
    assert_eq!(rows[1].natures, [native, native, native, text]);
    assert_eq!(cells(&rows[2]), Err(BadRow::Unreadable { column: 0 }));
    assert_eq!(cells(&rows[3]), Ok("|x|00042|".to_owned()));
}
