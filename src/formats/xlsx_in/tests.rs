use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::guard::check_within;
use super::*;

const SHEET: &str = "xl/worksheets/sheet1.xml";

/// A workbook with this sheet and these shared texts.
fn workbook(sheet: &str, texts: &str) -> Cursor<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    for (name, text) in [
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>".to_owned(),
        ),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{relations}\"><Relationship Id=\"rId1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"One\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{relations}\"><Relationship Id=\"rId1\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/styles.xml",
            format!(
                "<styleSheet xmlns=\"{main}\"><cellXfs count=\"3\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"46\"/></cellXfs></styleSheet>"
            ),
        ),
        ("xl/sharedStrings.xml", format!("<sst xmlns=\"{main}\">{texts}</sst>")),
        (SHEET, format!("<worksheet xmlns=\"{main}\"><sheetData>{sheet}</sheetData></worksheet>")),
    ] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    let mut file = zip.finish().unwrap();
    file.set_position(0);
    file
}

fn rows(file: Cursor<Vec<u8>>) -> Result<Vec<Item>, HeaderError> {
    let mut items = Vec::new();
    read(file, Limits::default(), |item| {
        items.push(item);
        Ok::<_, HeaderError>(ControlFlow::Continue(()))
    })?;
    Ok(items)
}

#[test]
fn cells_become_texts_and_empty_rows_are_none() {
    let sheet = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"C1\" t=\"inlineStr\"><is><t> Born </t></is></c></row>\
        <row r=\"3\"><c r=\"A3\"><v>0.30000000000000004</v></c><c r=\"B3\" t=\"b\"><v>1</v></c><c r=\"C3\" s=\"1\"><v>45946</v></c></row>\
        <row r=\"4\"><c r=\"A4\" s=\"1\"/></row>\
        <row r=\"7\"><c r=\"A7\" t=\"str\"><v>06000</v></c><c r=\"D7\"><v>1</v></c></row>";
    let mut file = workbook(sheet, "<si><t>Score</t></si>");
    check(&mut file).unwrap();
    let items = rows(file).unwrap();
    assert_eq!(items[0], Item::Header(vec!["Score".into(), String::new(), "Born".into()]));
    let Item::Row(row) = &items[1] else { panic!("{items:?}") };
    let cells = row.outcome.clone().unwrap();
    assert_eq!(
        (row.line, cells, row.native.clone()),
        (3, ["0.3", "true", "2025-10-16"].into_iter().collect(), vec![true; 3])
    );
    let Item::Row(row) = &items[2] else { panic!("{items:?}") };
    assert_eq!(row.outcome, Err(BadRow::TooManyCells { expected: 3, found: 4 }));
    assert_eq!((row.line, row.raw.as_str()), (7, "06000,,,1"));
    assert_eq!(items.len(), 3);
}

/// What becomes of one cell below a header.
fn cell(cell: &str) -> String {
    let sheet = format!("<row r=\"1\"><c r=\"A1\" t=\"str\"><v>A</v></c></row><row r=\"2\">{cell}</row>");
    let items = rows(workbook(&sheet, "")).unwrap();
    let Some(Item::Row(row)) = items.get(1) else { panic!("{items:?}") };
    row.outcome.clone().unwrap().iter().collect()
}

#[test]
fn a_whole_number_keeps_all_of_its_digits() {
    for (value, expected) in [
        ("4111111111111111", "4111111111111111"),
        ("-9007199254740991", "-9007199254740991"),
        ("0.30000000000000004", "0.3"),
        ("12", "12"),
    ] {
        assert_eq!(cell(&format!("<c r=\"A2\"><v>{value}</v></c>")), expected);
    }
}

#[test]
fn a_duration_of_more_than_a_day_keeps_its_days() {
    for (value, expected) in
        [("1.25", "30:00:00"), ("0.5", "12:00:00"), ("-0.25", "-06:00:00"), ("5.2083333333333333E-2", "01:15:00")]
    {
        assert_eq!(cell(&format!("<c r=\"A2\" s=\"2\"><v>{value}</v></c>")), expected);
    }
}

#[test]
fn a_day_outside_the_calendar_stays_a_number() {
    for (value, expected) in [
        ("-1", "-1"),
        ("2958466", "2958466"),
        ("2958465", "9999-12-31"),
        ("20251016", "20251016"),
        ("45946.5", "2025-10-16 12:00:00"),
    ] {
        assert_eq!(cell(&format!("<c r=\"A2\" s=\"1\"><v>{value}</v></c>")), expected);
    }
}

#[test]
fn what_unpacks_to_too_much_is_refused_before_it_is_read() {
    let cell = "<row><c t=\"str\"><v>abcdefgh</v></c></row>";
    let many = workbook(&cell.repeat(100_000), "");
    assert!(check_within(&mut many.clone(), 64 * 1024, 1 << 30).is_ok(), "cells are streamed, however many");
    assert!(matches!(check_within(&mut many.clone(), 1 << 30, 1 << 20), Err(HeaderError::TooLarge)));
    let texts = workbook(cell, &"<si><t>abcdefgh</t></si>".repeat(10_000));
    assert!(matches!(check_within(&mut texts.clone(), 64 * 1024, 1 << 30), Err(HeaderError::TooLarge)));
    let long = "a".repeat(3 << 20);
    for hidden in [
        format!("<row><c t=\"str\"><v>{long}</v></c></row>"),
        format!("<row><c t=\"str\"><v>a</v></c></row><!-- <c >{long} -->"),
        format!("<row r=\"><c >{long}\"></row>"),
    ] {
        let outcome = check_within(&mut workbook(&hidden, ""), 1 << 20, 1 << 30);
        assert!(matches!(outcome, Err(HeaderError::TooLarge)), "{outcome:?}");
    }
}

#[test]
fn what_is_no_workbook_is_named_so() {
    for bytes in [b"PK\x03\x04nonsense".to_vec(), workbook("", "").into_inner()[..300].to_vec()] {
        assert!(matches!(check(&mut Cursor::new(bytes.clone())), Err(HeaderError::Workbook(_))));
        assert!(matches!(rows(Cursor::new(bytes)), Err(HeaderError::Workbook(_))));
    }
    assert!(matches!(rows(workbook("<row r=\"1\"><c r=\"A1\"/></row>", "")), Err(HeaderError::Empty)));
}
