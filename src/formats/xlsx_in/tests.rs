mod sheets;
mod zeros;

use std::io::{self, Cursor, SeekFrom, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::guard::check_within;
use super::*;

const STYLES: &str = "<cellXfs count=\"3\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"46\"/></cellXfs>";

/// A workbook with this sheet and these shared texts.
fn workbook(sheet: &str, texts: &str) -> Cursor<Vec<u8>> {
    workbook_of(&[("One", "visible", sheet)], texts, STYLES)
}

/// A workbook with these sheets, each with its name and its state.
fn workbook_of(sheets: &[(&str, &str, &str)], texts: &str, styles: &str) -> Cursor<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let (mut listed, mut related, mut bodies) = (Vec::new(), Vec::new(), Vec::new());
    for (n, (name, state, rows)) in (1..).zip(sheets) {
        listed.push(format!("<sheet name=\"{name}\" sheetId=\"{n}\" state=\"{state}\" r:id=\"rId{n}\"/>"));
        let target = format!("worksheets/sheet{n}.xml");
        related.push(format!("<Relationship Id=\"rId{n}\" Type=\"{office}/worksheet\" Target=\"{target}\"/>"));
        let body = format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>");
        bodies.push((format!("xl/{target}"), body));
    }
    let (listed, related) = (listed.concat(), related.concat());
    let files = [
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
            format!("<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets>{listed}</sheets></workbook>"),
        ),
        ("xl/_rels/workbook.xml.rels", format!("<Relationships xmlns=\"{relations}\">{related}</Relationships>")),
        ("xl/styles.xml", format!("<styleSheet xmlns=\"{main}\">{styles}</styleSheet>")),
        ("xl/sharedStrings.xml", format!("<sst xmlns=\"{main}\">{texts}</sst>")),
    ];
    let files = files.map(|(name, text)| (name.to_owned(), text));
    for (name, text) in files.into_iter().chain(bodies) {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    let mut file = zip.finish().unwrap();
    file.set_position(0);
    file
}

fn rows(file: impl Read + Seek) -> Result<Vec<Item>, HeaderError> {
    let mut items = Vec::new();
    read(file, Limits::default(), false, |item| {
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
        (row.line, cells, row.natures.clone()),
        (3, ["0.3", "true", "2025-10-16"].into_iter().collect(), vec![CellNature::Native; 3])
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

/// Line and cells of each row below the header, or line and problem.
fn told(sheet: &str) -> Vec<(u64, Result<String, BadRow>)> {
    let items = rows(workbook(sheet, "")).unwrap();
    let told = items.into_iter().filter_map(|item| match item {
        Item::Sheet(_) | Item::Header(_) => None,
        Item::Row(row) => Some((row.line, row.outcome.map(|cells| cells.iter().collect::<Vec<_>>().join("|")))),
    });
    told.collect()
}

/// A cell with a text, and one that nobody can read.
fn good(at: &str) -> String {
    format!("<c r=\"{at}\" t=\"str\"><v>x</v></c>")
}

fn odd(at: &str) -> String {
    format!("<c r=\"{at}\" t=\"s\"><v>99</v></c>")
}

#[test]
fn a_cell_that_cannot_be_read_spoils_its_own_row_wherever_it_stands_and_no_other() {
    let row = |cells: &[String]| format!("<row>{}</row>", cells.concat());
    let sheet = [
        row(&[good("A1"), good("B1"), good("C1")]),
        row(&[good("A2"), odd("B2"), good("C2")]),
        row(&[good("A3"), good("B3"), odd("C3")]),
        row(&[good("A4")]),
        row(&[odd("A5"), good("B5")]),
        "<row/>".to_owned(),
        "<!-- <row><c r=\"A1\"> ' -->".to_owned(),
        row(&[odd("B7")]),
        row(&["<c r=\"A8\" note='>\"<c >' t=\"?\"><v>1</v></c>".to_owned()]),
        row(&[odd("A9"), odd("C9"), good("D9")]),
        row(&[good("C10")]),
        row(&[odd("C11")]),
    ];
    let spoilt = |column| Err(BadRow::Unreadable { column });
    let expected = [
        (2, spoilt(1)),
        (3, spoilt(2)),
        (4, Ok("x||".to_owned())),
        (5, spoilt(0)),
        (7, spoilt(1)),
        (8, spoilt(0)),
        (9, spoilt(0)),
        (10, Ok("||x".to_owned())),
        (11, spoilt(2)),
    ];
    assert_eq!(told(&sheet.concat()), expected);
}

#[test]
fn a_cell_that_cannot_be_read_is_found_in_a_sheet_that_numbers_nothing() {
    let sheet = "<row><c t=\"str\"><v>A</v></c><c t=\"str\"><v>B</v></c></row>\
        <row><c t=\"?\"><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c><c><v>4</v></c></row>\
        <row><c><v>5</v></c><c t=\"?\"/><c t=\"n\"><v>six</v></c></row><row><c><v>7</v></c></row>";
    let spoilt = |column| Err(BadRow::Unreadable { column });
    let expected = [(2, spoilt(0)), (3, Ok("3|4".to_owned())), (4, spoilt(2)), (5, Ok("7|".to_owned()))];
    assert_eq!(told(sheet), expected);
}

#[test]
fn a_sheet_that_breaks_off_gives_the_rows_before_and_says_where() {
    let row = |n: u32| format!("<row>{}{}</row>", good(&format!("A{n}")), good(&format!("B{n}")));
    let broken = "<row><c r=\"A5\" t=\"str\"><v>&nosuch;</v></c></row>";
    let sheet = [row(1), row(2), row(3), row(4), broken.to_owned(), row(6)].concat();
    let good = || Ok("x|x".to_owned());
    assert_eq!(told(&sheet), [(2, good()), (3, good()), (4, Err(BadRow::Broken))]);
    assert!(matches!(rows(workbook(broken, "")), Err(HeaderError::Workbook(_))), "not even a header");
}

#[test]
fn an_error_and_a_formula_without_a_value_are_no_values() {
    let sheet = [
        format!("<row>{}{}</row>", good("A1"), good("B1")),
        "<row><c r=\"A2\" t=\"e\"><f>1/0</f><v>#DIV/0!</v></c><c r=\"B2\"><f>A1</f></c></row>".to_owned(),
        format!("<row>{}<c r=\"B3\" t=\"str\"><f>\"\"</f><v></v></c></row>", good("A3")),
        "<row><c r=\"A4\"><v>1</v></c><c r=\"C4\"><f>A4</f><v></v></c></row>".to_owned(),
    ];
    let items = rows(workbook(&sheet.concat(), "")).unwrap();
    let natures = |item: &Item| match item {
        Item::Row(row) => row.natures.clone(),
        Item::Sheet(_) | Item::Header(_) => Vec::new(),
    };
    assert_eq!(natures(&items[1]), [CellNature::Error, CellNature::Formula]);
    assert_eq!(natures(&items[2]), [CellNature::Text, CellNature::Text], "a formula may well say nothing");
    assert_eq!(natures(&items[3]), [CellNature::Native, CellNature::Text], "beside the table it is in no column");
    let texts: Vec<String> = told(&sheet.concat()).into_iter().map(|(_, row)| row.unwrap()).collect();
    assert_eq!(texts, ["#DIV/0!|", "x|", "1|"]);
}

#[test]
fn a_formula_without_a_value_beside_the_table_makes_no_row_and_no_cell() {
    let beside = |row: u32| format!("<c r=\"D{row}\"><f>A1</f></c>");
    let sheet = [
        format!("<row>{}{}{}</row>", good("A1"), good("B1"), beside(1)),
        format!("<row r=\"2\">{}</row>", beside(2)),
        format!("<row r=\"3\">{}{}{}</row>", good("A3"), odd("B3"), beside(3)),
        "<row r=\"4\"><c r=\"B4\"><f>A1</f></c></row>".to_owned(),
    ];
    let items = rows(workbook(&sheet.concat(), "")).unwrap();
    assert!(matches!(&items[0], Item::Header(names) if names.len() == 2));
    let told: Vec<(u64, &str)> = items[1..]
        .iter()
        .filter_map(|item| match item {
            Item::Row(row) => Some((row.line, row.raw.as_str())),
            Item::Sheet(_) | Item::Header(_) => None,
        })
        .collect();
    assert_eq!(told, [(3, "x"), (4, "")]);
}

#[test]
fn a_row_that_is_not_all_there_says_so_whatever_else_is_wrong_with_it() {
    let header = format!("<row>{}{}</row>", good("A1"), good("B1"));
    let long = "x".repeat(600);
    let text = |at: &str| format!("<c r=\"{at}\" t=\"str\"><v>{long}</v></c>");
    let sheet = format!("{header}<row r=\"2\">{}{}{}</row>", odd("A2"), text("B2"), text("C2"));
    let mut found = Vec::new();
    let limits = Limits { row_bytes: 1_000, ..Limits::default() };
    read(workbook(&sheet, ""), limits, false, |item| {
        found.push(item);
        Ok::<_, HeaderError>(ControlFlow::Continue(()))
    })
    .unwrap();
    assert!(matches!(&found[1], Item::Row(Row { outcome: Err(BadRow::TooLong), .. })), "{found:?}");
}

/// A file that fails after so many reads.
struct Failing {
    file: Cursor<Vec<u8>>,
    reads_left: usize,
}

impl Read for Failing {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let Some(left) = self.reads_left.checked_sub(1) else { return Err(io::Error::other("the disk is gone")) };
        self.reads_left = left;
        // Few bytes at a time, as there is little to read in all.
        let most = into.len().min(50);
        self.file.read(&mut into[..most])
    }
}

impl Seek for Failing {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

#[test]
fn an_error_of_the_file_comes_back_as_itself_whoever_reads_when_it_comes() {
    let sheet = format!("<row>{}</row><row>{}{}</row>", good("A1"), odd("A2"), good("B3"));
    let file = workbook(&sheet, "<si><t>a</t></si>");
    let mut reads_left = 0;
    while let Err(error) = rows(Failing { file: file.clone(), reads_left }) {
        let is_itself = matches!(&error, HeaderError::Read(e) if e.to_string() == "the disk is gone");
        assert!(is_itself, "{reads_left}: {error:?}");
        reads_left += 1;
    }
    assert!(reads_left > 20, "{reads_left}");
}

#[test]
fn what_is_no_workbook_is_named_so() {
    for bytes in [b"PK\x03\x04nonsense".to_vec(), workbook("", "").into_inner()[..300].to_vec()] {
        assert!(matches!(check(&mut Cursor::new(bytes.clone())), Err(HeaderError::Workbook(_))));
        assert!(matches!(rows(Cursor::new(bytes)), Err(HeaderError::Workbook(_))));
    }
    assert!(matches!(rows(workbook("<row r=\"1\"><c r=\"A1\"/></row>", "")), Err(HeaderError::Empty)));
    let mut packed = ZipWriter::new(Cursor::new(Vec::new()));
    packed.start_file("contacts.csv", SimpleFileOptions::default()).unwrap();
    packed.write_all(b"Email\na@b.example\n").unwrap();
    assert!(matches!(check(&mut packed.finish().unwrap()), Err(HeaderError::Archive)));
}
