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
