use super::*;

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
