use super::*;

fn header(file: impl AsRef<[u8]>) -> Result<Vec<String>, HeaderError> {
    CsvReader::new(file.as_ref(), Limits::default()).headers()
}

#[test]
fn the_header_names_the_columns_without_mark_and_blanks() {
    assert_eq!(header("\u{feff} Name ,\"E-mail, work\",\r\n").unwrap(), ["Name", "E-mail, work", ""]);
    assert_eq!(header("\r\n\n Name\n").unwrap(), ["Name"]);
}

#[test]
fn the_separator_is_guessed_from_the_header() {
    for (file, separator) in [
        ("a,b;c,d\n", Separator::Comma),
        ("a;b;\"c,,,,d\"\n", Separator::Semicolon),
        ("a\tb\t;,\n", Separator::Tab),
        ("a\n;;;\n", Separator::Comma),
        ("\n\na;b\n", Separator::Semicolon),
        ("\u{feff}a;b", Separator::Semicolon),
    ] {
        let mut reader = CsvReader::new(file.as_bytes(), Limits::default());
        reader.headers().unwrap();
        assert_eq!(reader.separator(), separator, "{file:?}");
    }
    assert_eq!(told("a;b\n1,5;2\n"), [good(2, "1,5|2")]);
}

#[test]
fn a_file_that_is_no_csv_is_refused() {
    let binaries: [&[u8]; 7] = [
        b"PK\x03\x04rest",
        b"\xff\xfea\0",
        b"\xfe\xff\0a",
        b"a\0b,c\n",
        b"\x89PNG\r\n\x1a\n\0\0",
        b"\xd0\xcf\x11\xe0\0",
        b"\"\x7fELF\0",
    ];
    for file in binaries {
        assert!(matches!(header(file), Err(HeaderError::NotCsv)), "{file:?}");
    }
}

#[test]
fn each_broken_header_has_its_own_error() {
    for file in ["", "\u{feff}", "\r\n\n"] {
        assert!(matches!(header(file), Err(HeaderError::Empty)), "{file:?}");
    }
    assert!(matches!(header(b"Pr\xe9nom,Nom\n"), Err(HeaderError::NotUtf8)));
    assert!(matches!(header("a,\"b\n1,2\n"), Err(HeaderError::UnclosedQuote { line: 1 })));
    assert!(matches!(header("a,\"b\"c\n"), Err(HeaderError::StrayQuote)));
    let mut reader = CsvReader::new("abcdef\n".as_bytes(), Limits { row_bytes: 5, columns: 1 });
    assert!(matches!(reader.headers(), Err(HeaderError::TooLong)));
}

#[test]
fn a_thousand_columns_are_the_most() {
    assert_eq!(header(",".repeat(999)).unwrap().len(), 1_000);
    assert!(matches!(header(",".repeat(1_000)), Err(HeaderError::TooManyColumns(1_001))));
    assert!(matches!(header(",".repeat(9_999)), Err(HeaderError::TooManyColumns(10_000))));
}

#[test]
fn a_header_alone_is_no_file_to_import() {
    assert!(matches!(headers_of_rows("a,b\r\n".as_bytes()), Err(HeaderError::Empty)));
    assert_eq!(headers_of_rows("a,b\r\n1,2".as_bytes()).unwrap(), ["a", "b"]);
}
