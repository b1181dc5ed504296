use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};
use chrono::TimeZone;
use zip::ZipArchive;

use super::*;

fn book(kinds: &[PropertyType]) -> Book {
    Book {
        sheet: "Contacts".into(),
        title: "Été <2025>".into(),
        created: Utc.with_ymd_and_hms(2025, 10, 16, 8, 23, 0).unwrap(),
        headers: kinds.iter().map(|kind| format!("The {kind}")).collect(),
        kinds: kinds.to_vec(),
    }
}

fn written(book: Book, sheet_at_most: u64, records: &[Vec<&str>]) -> (Vec<u8>, i64) {
    let mut writer = XlsxWriter::new(Vec::new(), book).unwrap();
    writer.sheet_at_most = sheet_at_most;
    for record in records {
        let cells: Vec<Cow<'_, str>> = record.iter().map(|cell| Cow::Borrowed(*cell)).collect();
        writer.write_record(&cells).unwrap();
    }
    writer.finish().unwrap()
}

/// The sheets as a reader of workbooks finds them.
fn read(bytes: &[u8]) -> Vec<(String, Vec<Vec<Data>>)> {
    let mut workbook: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let sheets = workbook.worksheets();
    sheets.into_iter().map(|(name, range)| (name, range.rows().map(<[Data]>::to_vec).collect())).collect()
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn words(text: &str) -> Data {
    Data::String(text.to_owned())
}

fn of_one_text(text: &str) -> Data {
    let (bytes, _) = written(book(&[PropertyType::Text]), SHEET_AT_MOST, &[vec![text]]);
    read(&bytes)[0].1[1][0].clone()
}

#[test]
fn each_value_arrives_as_what_its_property_is() {
    let record = vec![
        "Zoë 李 🚢",
        "-1234.5",
        "2025-10-16",
        "2025-10-16T08:23:00Z",
        "true",
        "won",
        "a;b",
        "zoe@halle.example",
        "+33 6 12 34 56 78",
        "https://halle.example/?a=1&b=2",
    ];
    let (bytes, cut) = written(book(&PropertyType::ALL), SHEET_AT_MOST, std::slice::from_ref(&record));
    let sheets = read(&bytes);
    assert_eq!((sheets.len(), sheets[0].0.as_str(), cut), (1, "Contacts", 0));
    let rows = &sheets[0].1;
    assert_eq!((&rows[0][0], &rows[0][3], rows.len()), (&words("The text"), &words("The datetime"), 2));
    let cells = &rows[1];
    assert_eq!(cells[1], Data::Float(-1234.5));
    for (place, moment) in [(2, "2025-10-16 00:00:00"), (3, "2025-10-16 08:23:00")] {
        let Data::DateTime(at) = cells[place] else { panic!("{:?} is no moment", cells[place]) };
        assert_eq!(at.to_ymd_hms_milli(), as_parts(moment), "{moment}");
    }
    assert_eq!(cells[4], Data::Bool(true));
    for place in [0, 5, 6, 7, 8, 9] {
        assert_eq!(cells[place], words(record[place]));
    }
}

fn as_parts(moment: &str) -> (u16, u8, u8, u8, u8, u8, u16) {
    let n = |from: usize, to: usize| moment[from..to].parse::<u16>().unwrap();
    let small = |from, to| u8::try_from(n(from, to)).unwrap();
    (n(0, 4), small(5, 7), small(8, 10), small(11, 13), small(14, 16), small(17, 19), 0)
}

#[test]
fn text_stays_text_and_nothing_is_prefixed() {
    for text in ["0612345678", "00750", "12345678901234567890", "=1+1", "@x", "-5", "+33", "TRUE", "2025-10-16", "1e5"]
    {
        assert_eq!(of_one_text(text), words(text), "{text}");
    }
    for text in ["two\nlines", "\ttab", " spaces ", "a\r\nb", "\"quoted\" & <b>", "]]>", "a_b", "&amp;", "\u{ef}"] {
        assert_eq!(of_one_text(text), words(text), "{text:?}");
    }
}

#[test]
fn what_is_none_of_its_type_is_text() {
    let kinds = [PropertyType::Number, PropertyType::Date, PropertyType::DateTime, PropertyType::Boolean];
    let record = vec!["1234567890123456", "1899-12-31", "0001-01-01T00:00:00Z", "maybe"];
    let (bytes, _) = written(book(&kinds), SHEET_AT_MOST, std::slice::from_ref(&record));
    assert_eq!(read(&bytes)[0].1[1], record.into_iter().map(words).collect::<Vec<_>>());
}

#[test]
fn characters_that_xml_cannot_hold_are_escaped_and_escapes_too() {
    let escaped = |text: &str| {
        let mut out = Vec::new();
        text::push_escaped(text, &mut out);
        String::from_utf8(out).unwrap()
    };
    assert_eq!(escaped("a\u{1}b\u{1f}"), "a_x0001_b_x001F_");
    assert_eq!(escaped("\u{fffe}\u{ffff}\u{fffd}"), "_xFFFE__xFFFF_\u{fffd}");
    assert_eq!(escaped("_x0041_x0042_ _x41_ _X0041_ a_x"), "_x005F_x0041_x005F_x0042_ _x41_ _X0041_ a_x");
    // The escape that follows brings the `_` that closes them.
    assert_eq!(escaped("_x0041\u{1}"), "_x005F_x0041_x0001_");
    assert_eq!(escaped("_x0041\u{ffff}_x0042\u{fffe}"), "_x005F_x0041_xFFFF__x005F_x0042_xFFFE_");
    assert_eq!(escaped("_x0041\n _x0041\u{fffd} _x0041"), "_x0041\n _x0041\u{fffd} _x0041");
    assert_eq!(escaped("a\r\nb\tc"), "a&#13;\nb\tc");
    assert_eq!(
        escaped("long enough for two words, with nothing in it: é李"),
        "long enough for two words, with nothing in it: é李"
    );
    for c in (0..=0x2_ffff).filter_map(char::from_u32) {
        let plain = c >= ' ' && !matches!(c, '&' | '<' | '>' | '\u{fffe}' | '\u{ffff}') || matches!(c, '\t' | '\n');
        let text = format!("abcdefgh{c}");
        assert_eq!(escaped(&text) == text, plain, "{c:?}");
    }
}

#[test]
fn a_cell_is_cut_at_the_length_that_spreadsheets_hold_and_counted() {
    let (fits, long) = ("é".repeat(32_767), "x".repeat(40_000));
    // Two units each: an odd place would fall into the middle of one.
    let ships = "🚢".repeat(20_000);
    let kinds = [PropertyType::Text; 3];
    let (bytes, cut) = written(book(&kinds), SHEET_AT_MOST, &[vec![&fits, &long, &ships]]);
    assert_eq!(cut, 2);
    assert_eq!(read(&bytes)[0].1[1], [words(&fits), words(&long[..32_767]), words(&"🚢".repeat(16_383))]);
}

#[test]
fn labels_are_bold_and_stay_in_sight_and_columns_have_a_width() {
    let (bytes, _) = written(book(&[PropertyType::Date, PropertyType::Text]), SHEET_AT_MOST, &[]);
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(
        sheet.contains("<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>"),
        "{sheet}"
    );
    assert!(sheet.contains("<c r=\"B1\" s=\"3\" t=\"inlineStr\">"), "{sheet}");
    assert!(sheet.contains("<col min=\"1\" max=\"1\" width=\"12\" customWidth=\"1\"/>"), "{sheet}");
    let properties = part(&bytes, "docProps/core.xml");
    for words in ["<dc:title>Été &lt;2025&gt;<", "<dc:creator>Waybill<", ">2025-10-16T08:23:00Z<"] {
        assert!(properties.contains(words), "{properties}");
    }
}

#[test]
fn a_sheet_that_would_be_too_large_goes_on_in_another() {
    let records: Vec<Vec<&str>> = (0..30).map(|_| vec!["some words of a value"]).collect();
    let (bytes, _) = written(book(&[PropertyType::Text]), 1_200, &records);
    let sheets = read(&bytes);
    assert!(sheets.len() > 2, "{}", sheets.len());
    assert_eq!((sheets[0].0.as_str(), sheets[1].0.as_str()), ("Contacts", "Contacts (2)"));
    assert!(sheets.iter().all(|(_, rows)| rows[0][0] == words("The text")));
    assert_eq!(sheets.iter().map(|(_, rows)| rows.len() - 1).sum::<usize>(), 30);
}

#[test]
fn a_sheet_has_a_name_that_spreadsheets_take() {
    let named = |wish: &str| package::sheet_name(wish, 1);
    assert_eq!(named("Entreprises"), "Entreprises");
    assert_eq!(named("a/b\\c:d*e?f[g]\"h"), "abcdefgh");
    assert_eq!(named("''"), "Export");
    assert_eq!(named(""), "Export");
    assert_eq!(named("History"), "History_");
    assert_eq!(named(&"é".repeat(40)), "é".repeat(31));
    assert_eq!(package::sheet_name(&"x".repeat(40), 2), format!("{} (2)", "x".repeat(27)));
}
