use super::*;
use crate::domain::import::PART_CHARACTERS;

#[test]
fn a_row_may_be_as_long_as_the_limit_and_no_longer() {
    for end in ["\n", "\r\n", "\r", ""] {
        let file = format!("a\n12345{end}");
        assert_eq!(rows_within(5, &file)[0].outcome, Ok(Cells::from_iter(["12345"])));
        let file = format!("a\n123456{end}");
        assert_eq!(rows_within(5, &file)[0].outcome, Err(BadRow::TooLong));
    }
}

/// A file of one row that never ends in a line end, as large as wanted, made while it is read.
fn endless(start: &'static str, filler: u8, len: u64, end: &'static str) -> impl Read {
    start.as_bytes().chain(io::repeat(filler).take(len)).chain(end.as_bytes())
}

#[test]
fn a_long_row_is_passed_over_without_being_held() {
    let len = 5_000_000;
    let mut reader =
        CsvReader::new(endless("a,b\n\"", b'\n', len, "\"\r\n1,2\n"), Limits { row_bytes: 100_000, columns: 10 });
    let long = reader.next().unwrap().unwrap();
    assert_eq!((long.line, long.outcome, long.raw.len()), (2, Err(BadRow::TooLong), PART_CHARACTERS));
    assert_eq!(long.bytes_read, 4 + 1 + len + 3);
    let next = reader.next().unwrap().unwrap();
    assert_eq!((next.line, next.outcome), (len + 3, Ok(Cells::from_iter(["1", "2"]))));
    assert!(reader.next().is_none());
    assert!(reader.splitter.buffer.capacity() < 1_000_000, "{}", reader.splitter.buffer.capacity());
}

#[test]
fn an_unclosed_quote_in_a_large_file_is_not_held() {
    let mut reader =
        CsvReader::new(endless("a,b\n1,\"", b'x', 5_000_000, ""), Limits { row_bytes: 100_000, columns: 10 });
    let open = reader.next().unwrap().unwrap();
    assert_eq!((open.outcome, open.bytes_read), (Err(BadRow::UnclosedQuote { line: 2 }), 5_000_007));
    assert!(reader.next().is_none());
    assert!(reader.splitter.buffer.capacity() < 1_000_000);
}

#[test]
fn a_row_is_kept_whole_where_it_can_be_held() {
    for sign in ["é", "😀", "\u{fffd}", "a"] {
        for of in [PART_CHARACTERS - 1, PART_CHARACTERS + 1, 40_000] {
            let cell = sign.repeat(of);
            assert_eq!(rows(format!("a,b\n{cell}\n"))[0].raw, cell);
            assert_eq!(rows(format!("a,b\n\"x\"y{cell}\n"))[0].raw, format!("\"x\"y{cell}"));
            assert_eq!(raw_of_cells(&Cells::from_iter([cell.as_str(), "b"])), format!("{cell},b"));
        }
    }
    assert_eq!(raw_of_cells(&Cells::from_iter(["a\"b", "c\n", "d\0"])), "\"a\"\"b\",\"c\n\",d\u{fffd}");
}

#[test]
fn a_whole_row_is_never_just_as_long_as_a_part_of_one() {
    let cell = "é".repeat(PART_CHARACTERS);
    for file in [format!("a,b\n{cell}\n"), format!("a,b\n\"x\"{}\n", &cell[6..])] {
        let raw = rows(&file).remove(0).raw;
        assert_eq!((raw.chars().count(), raw.ends_with('\n')), (PART_CHARACTERS + 1, true));
    }
    for of in [PART_CHARACTERS, PART_CHARACTERS + 5, 60_000] {
        for sign in ["é", "😀"] {
            let row = rows(format!("a,b\n\"{}", sign.repeat(of))).remove(0);
            assert_eq!(row.outcome, Err(BadRow::UnclosedQuote { line: 2 }));
            assert_eq!(row.raw.chars().count(), PART_CHARACTERS);
        }
    }
}

#[test]
fn of_a_row_of_more_cells_than_may_be_a_part_is_kept() {
    let row = rows(format!("a,b\n{}\n", ",".repeat(50_000))).remove(0);
    assert_eq!(row.outcome, Err(BadRow::TooManyCells { expected: 2, found: 50_001 }));
    assert_eq!(row.raw.len(), PART_CHARACTERS);
}
