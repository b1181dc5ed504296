mod header;
mod report;
mod size;

use std::io::Read;

use proptest::prelude::*;

use super::*;

/// A source that gives a few bytes at a time, as a slow upload does.
struct Trickle<'a>(&'a [u8], usize);

impl Read for Trickle<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let len = self.0.len().min(self.1).min(into.len());
        into[..len].copy_from_slice(&self.0[..len]);
        self.0 = &self.0[len..];
        Ok(len)
    }
}

fn rows_within(row_bytes: usize, file: impl AsRef<[u8]>) -> Vec<Row> {
    let read = CsvReader::new(file.as_ref(), Limits { row_bytes, ..Limits::default() });
    read.collect::<Result<_, _>>().unwrap()
}

fn rows(file: impl AsRef<[u8]>) -> Vec<Row> {
    rows_within(1_000_000, file)
}

/// Line and cells, or line and problem.
fn told(file: impl AsRef<[u8]>) -> Vec<(u64, Result<String, BadRow>)> {
    rows(file)
        .into_iter()
        .map(|row| (row.line, row.outcome.map(|cells| cells.iter().collect::<Vec<_>>().join("|"))))
        .collect()
}

fn good(line: u64, cells: &str) -> (u64, Result<String, BadRow>) {
    (line, Ok(cells.to_owned()))
}

#[test]
fn rows_come_with_their_cells_and_lines() {
    assert_eq!(told("a,b\n1,2\n\n\n\"\",\n x ,5\" pipe"), [good(2, "1|2"), good(5, "|"), good(6, " x |5\" pipe")]);
    assert_eq!(told("a\n\"\"\n"), [good(2, "")]);
    assert_eq!(told("a,b\n"), []);
}

#[test]
fn lines_are_counted_through_multi_line_cells_and_all_line_ends() {
    let file = "a,b\r\n\"1\r\n2\n3\r4\",\"\r\"\r\n5,6\r7,8\n\r\n9,\"x\"\"\n\"\r\n10,11";
    let expected = [good(2, "1\r\n2\n3\r4|\r"), good(7, "5|6"), good(8, "7|8"), good(10, "9|x\"\n"), good(12, "10|11")];
    assert_eq!(told(file), expected);
}

#[test]
fn a_bad_row_in_the_middle_does_not_stop_the_rest() {
    let file = b"a,b\n1,2\n3\n4,5,6\n\xff,7\n8,\0\n\"9\"x,0\n1,2\n";
    let few = BadRow::TooFewCells { expected: 2, found: 1 };
    let many = BadRow::TooManyCells { expected: 2, found: 3 };
    let expected = [
        good(2, "1|2"),
        (3, Err(few)),
        (4, Err(many)),
        (5, Err(BadRow::NotUtf8)),
        (6, Err(BadRow::Nul)),
        (7, Err(BadRow::StrayQuote)),
        good(8, "1|2"),
    ];
    assert_eq!(told(file), expected);
    let raws: Vec<_> = rows(file).into_iter().map(|row| row.raw).collect();
    assert_eq!(raws, ["", "3", "4,5,6", "\u{fffd},7", "8,\u{fffd}", "\"9\"x,0", ""]);
}

#[test]
fn empty_cells_behind_the_columns_are_none() {
    let many = BadRow::TooManyCells { expected: 2, found: 4 };
    let expected = [good(2, "1|2"), good(3, "|"), (4, Err(many)), good(5, "5|6")];
    assert_eq!(told("a,b\n1,2,,,\n,,\n3,4,,x\n5,6,\"\", \n"), expected);
}

#[test]
fn a_row_of_ten_thousand_cells_is_counted_to_the_end() {
    let file = format!("a,b\n{}\n1,2\n", ",".repeat(9_999));
    assert_eq!(told(file), [(2, Err(BadRow::TooManyCells { expected: 2, found: 10_000 })), good(3, "1|2")]);
}

#[test]
fn an_unclosed_quote_is_reported_where_it_opens_and_takes_the_rest() {
    let found = rows("a,b\n1,2\n\"x\ny\",\"open\n3,4\n5,6\n");
    assert_eq!(found.len(), 2);
    assert_eq!((found[1].line, &found[1].outcome), (3, &Err(BadRow::UnclosedQuote { line: 4 })));
    assert_eq!(found[1].raw, "\"x\ny\",\"open\n3,4\n5,6\n");
}

#[test]
fn a_mark_inside_the_file_belongs_to_its_cell() {
    assert_eq!(told("a\n\u{feff}x\n"), [good(2, "\u{feff}x")]);
}

#[test]
fn rows_asked_for_without_the_header_start_after_it() {
    let mut reader = CsvReader::new("a\nb\n".as_bytes(), Limits::default());
    assert_eq!(reader.next().unwrap().unwrap().line, 2);
    assert_eq!(reader.headers().unwrap(), ["a"]);
    assert!(CsvReader::new("".as_bytes(), Limits::default()).next().unwrap().is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 1_000 } else { 50_000 }))]

    #[test]
    fn what_the_csv_crate_writes_is_read(
        cells in (1..5_usize).prop_flat_map(|n| prop::collection::vec(prop::collection::vec("[a-z ,;\"\r\né]{0,8}", n), 1..6)),
        step in 1..9_usize,
    ) {
        let mut writer = ::csv::Writer::from_writer(Vec::new());
        writer.write_record(vec!["h"; cells[0].len()]).unwrap();
        for row in &cells {
            writer.write_record(row).unwrap();
        }
        let file = writer.into_inner().unwrap();
        let found: Vec<Row> = CsvReader::new(Trickle(&file, step), Limits::default()).collect::<Result<_, _>>().unwrap();
        prop_assert_eq!(found.last().map(|row| row.bytes_read), Some(file.len() as u64));
        let found: Vec<Vec<String>> =
            found.into_iter().map(|row| row.outcome.unwrap().iter().map(str::to_owned).collect()).collect();
        prop_assert_eq!(found, cells);
    }

    #[test]
    fn any_bytes_are_read_alike_in_any_pieces_and_to_the_end(
        body in prop::collection::vec(prop::sample::select(b"a,;\"\"\r\n\n\xff\0".to_vec()), 0..60),
        step in 1..9_usize,
        row_bytes in 4..30_usize,
    ) {
        let file = [b"a,b\n".as_slice(), &body].concat();
        let limits = Limits { row_bytes, columns: 10 };
        // How much of a long row is shown depends on how much of it was ever held.
        let without_raw = |row: io::Result<Row>| row.map(|row| Row { raw: String::new(), ..row }).unwrap();
        let whole: Vec<Row> = CsvReader::new(file.as_slice(), limits).map(without_raw).collect();
        let mut pieces = CsvReader::new(Trickle(&file, step), limits);
        pieces.splitter.chunk = 4;
        let found: Vec<Row> = pieces.by_ref().map(without_raw).collect();
        prop_assert_eq!(found, whole);
        prop_assert_eq!(pieces.bytes_read(), file.len() as u64);
    }
}
