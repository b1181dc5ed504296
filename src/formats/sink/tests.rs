use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::*;
use crate::domain::export::{Column, HeaderNames, Separator, Values};
use crate::domain::property::PropertyType;
use crate::domain::record::Selection;

fn request(format: Format, records_per_file: Option<i64>) -> Request {
    Request {
        named: Vec::new(),
        selection: Selection::all(1),
        columns: vec![Column {
            property_id: 1,
            name: "first_name".into(),
            header: "Name".into(),
            kind: PropertyType::Text,
            is_sensitive: false,
            labels: BTreeMap::new(),
        }],
        header: HeaderNames::En,
        separator: Separator::Comma,
        byte_order_mark: false,
        guard: true,
        log: None,
        format,
        values: Values::Internal,
        zip: false,
        sheet: "Contacts".into(),
        records_per_file,
    }
}

fn sink(request: &Request, records: i64) -> Sink<Vec<u8>> {
    Sink::new(Vec::new(), request, "été.csv", DateTime::UNIX_EPOCH, records).unwrap()
}

fn filled(request: &Request, records: i64) -> Sunk<Vec<u8>> {
    let mut sink = sink(request, records);
    for n in 1..=records {
        sink.write_record(&[Cow::Owned(format!("Name {n}"))]).unwrap();
    }
    sink.finish().unwrap()
}

fn unpacked(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut file = archive.by_index(at).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

#[test]
fn above_the_limit_numbered_parts_with_their_labels_lie_in_one_zip() {
    let sunk = filled(&request(Format::Csv, Some(2)), 5);
    assert_eq!((sunk.kind, sunk.parts), (FileKind::Zip, 3));
    let csv = |text: &str| text.replace(' ', "\r\n").replace('_', " ").into_bytes();
    assert_eq!(
        unpacked(&sunk.out),
        [
            ("été-1.csv".to_owned(), csv("Name Name_1 Name_2 ")),
            ("été-2.csv".to_owned(), csv("Name Name_3 Name_4 ")),
            ("été-3.csv".to_owned(), csv("Name Name_5 ")),
        ]
    );
}

#[test]
fn parts_of_a_workbook_are_workbooks() {
    let sunk = filled(&request(Format::Xlsx, Some(2)), 3);
    let parts = unpacked(&sunk.out);
    assert_eq!(parts.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["été-1.xlsx", "été-2.xlsx"]);
    assert!(unpacked(&parts[1].1).iter().any(|(name, _)| name == "xl/worksheets/sheet1.xml"));
}

#[test]
fn a_lone_packed_file_has_no_number() {
    let sunk = filled(&Request { zip: true, ..request(Format::Csv, None) }, 1);
    assert_eq!((sunk.kind, sunk.parts), (FileKind::Zip, 1));
    assert_eq!(unpacked(&sunk.out), [("été.csv".to_owned(), b"Name\r\nName 1\r\n".to_vec())]);
}

#[test]
fn a_part_that_would_be_too_large_ends_before_its_last_record() {
    let request = Request { zip: true, ..request(Format::Csv, None) };
    let mut sink = sink(&request, 3);
    sink.part_at_most = 1024 * 1024;
    let long = "x".repeat(1024 * 1024);
    for _ in 0..3 {
        sink.write_record(&[Cow::Borrowed(long.as_str())]).unwrap();
    }
    let sunk = sink.finish().unwrap();
    assert_eq!(sunk.parts, 3);
    let names: Vec<String> = unpacked(&sunk.out).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["été.csv", "été-2.csv", "été-3.csv"]);
}

#[test]
fn more_records_than_were_counted_are_refused() {
    let mut sink = sink(&request(Format::Csv, Some(1)), 1);
    let record = [Cow::Borrowed("a")];
    sink.write_record(&record).unwrap();
    assert!(sink.write_record(&record).is_err());
    assert!(sink.write_record(&record).is_err());
    assert!(sink.finish().is_err());
}
