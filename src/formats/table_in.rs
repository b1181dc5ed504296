//! A file of rows, CSV or XLSX: its first bytes say which. Streamed, in flat memory whatever its size (R53).

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::ControlFlow;

use super::csv::Separator;
use super::csv_in::{BadRow, CsvReader, HeaderError, Limits, Origin, Row, looks_guarded, reason_column};
use super::xlsx_in;
use crate::domain::import::cells::Cells;

/// How every zip archive starts, and so every workbook.
const ZIP: &[u8; 4] = b"PK\x03\x04";

/// How a workbook of the old kind starts, and one that is protected by a password.
const OLE: &[u8; 4] = b"\xd0\xcf\x11\xe0";

/// So many bytes tell whether a file is text.
const LOOKED_AT: usize = 8_192;

/// So many bytes tell whether text is UTF-8.
const READ_AS_TEXT: usize = 256 * 1024;

/// A workbook whose sheet is broken within so many rows is refused where that many are looked at: there is next to nothing to be had
/// from it.
const EARLY: usize = 10;

/// Rows beyond those that are wanted in any case are given as long as all of them together are small, in bytes.
const SAMPLE: usize = 1024 * 1024;

/// How files begin that are no text: PDF, pictures, archives, old workbooks, databases, programs.
const BINARY: [&[u8]; 14] = [
    b"%PDF-",
    b"%!PS",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF87a",
    b"GIF89a",
    b"\x1f\x8b",
    b"BZh",
    b"7z\xbc\xaf",
    b"Rar!\x1a",
    b"\xfd7zXZ",
    OLE,
    b"SQLite format 3\0",
    b"\x7fELF",
];

/// How text begins that is no table, in whatever case: a page that was saved instead of a file, a document.
const MARKUP: [&[u8]; 8] = [b"<!doctype", b"<html", b"<head", b"<body", b"<table", b"<!--", b"<?xml", b"{\\rtf"];

/// What a file holds, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// The name of the sheet, where a workbook has several: before anything else.
    Sheet(String),
    /// The names of the columns, without the blanks around them: always before the rows.
    Header(Vec<String>),
    /// A row, good or bad.
    Row(Row),
}

/// Hands the header and then each row of a file to `take` until that has seen enough. The cells of a guarded file lose the
/// apostrophes that an export of ours put before what looks like a formula (R33).
///
/// # Errors
/// The file cannot be imported or read on; or what `take` answers.
pub fn read<R: Read + Seek, E: From<HeaderError>>(
    mut file: R,
    limits: Limits,
    is_guarded: bool,
    mut take: impl FnMut(Item) -> Result<ControlFlow<()>, E>,
) -> Result<(), E> {
    if is_workbook(&mut file)? {
        return xlsx_in::read(file, limits, is_guarded, take);
    }
    let mut rows = CsvReader::new(file, limits).guarded(is_guarded);
    if take(Item::Header(rows.headers()?))?.is_break() {
        return Ok(());
    }
    for row in rows {
        if take(Item::Row(row.map_err(HeaderError::Read)?))?.is_break() {
            break;
        }
    }
    Ok(())
}

/// The names of the columns and the first rows of a file that was just sent. A workbook is unpacked once, without keeping
/// anything, to see that it holds no more than a reader can take: later readers rely on that.
///
/// # Errors
/// The file cannot be imported, has no rows or could not be read.
pub fn first_rows(mut file: File, limits: Limits, most: usize) -> Result<Beginning, HeaderError> {
    if is_workbook(&mut file)? {
        xlsx_in::check(&mut file)?;
    } else if is_foreign(&beginning(&mut file, LOOKED_AT)?) {
        let is_old = beginning(&mut file, OLE.len())? == OLE;
        return Err(if is_old { HeaderError::OldWorkbook } else { HeaderError::NotCsv });
    } else if is_in_other_encoding(&beginning(&mut file, READ_AS_TEXT)?) {
        return Err(HeaderError::NotUtf8);
    }
    sample(file, limits, most, most)
}

/// How a file begins.
#[derive(Debug)]
pub struct Beginning {
    /// The name of the sheet, where a workbook has several.
    pub sheet: Option<String>,
    /// The names of the columns.
    pub headers: Vec<String>,
    /// The first rows.
    pub rows: Vec<Row>,
}

impl Beginning {
    /// Whether some cells or names look as the guard of an export writes them (`None`: none does), and if so whether it may be
    /// taken for granted: most apostrophes in front do (nothing is taken off the others, such as 's-Hertogenbosch), and no
    /// workbook, where an export has no guard, holds them.
    pub fn guard(&self) -> Option<bool> {
        if reason_column(&self.headers).is_some() {
            return None;
        }
        let cells = self.rows.iter().filter_map(|row| row.outcome.as_ref().ok()).flat_map(Cells::iter);
        let all: Vec<bool> = self.headers.iter().map(String::as_str).chain(cells).filter_map(looks_guarded).collect();
        let is_csv = self.rows.iter().all(|row| row.natures.is_empty());
        let guarded = all.iter().filter(|is_guarded| **is_guarded).count();
        (guarded > 0).then(|| is_csv && guarded * 2 > all.len())
    }

    /// The names of the columns as those of a guarded file.
    pub fn unguarded_headers(&self) -> Vec<String> {
        Origin::Guarded.names(self.headers.clone())
    }

    /// The beginning of a guarded file.
    pub fn unguarded(mut self) -> Self {
        self.headers = self.unguarded_headers();
        for row in &mut self.rows {
            if let Ok(cells) = &mut row.outcome {
                *cells = Origin::Guarded.cells(std::mem::take(cells));
            }
        }
        self
    }
}

/// How many cells and names of columns begin as the guard of an export writes them. A report of ours has apostrophes of its own,
/// which are taken off in any case.
///
/// # Errors
/// The file cannot be imported or could not be read.
pub fn guarded_cells(file: File, limits: Limits) -> Result<usize, HeaderError> {
    let mut found = 0;
    read(file, limits, false, |item| {
        match item {
            Item::Sheet(_) => {}
            Item::Header(names) if reason_column(&names).is_some() => return Ok(ControlFlow::Break(())),
            Item::Header(names) => found += guarded(names.iter().map(String::as_str)),
            Item::Row(row) => found += row.outcome.as_ref().map_or(0, |cells| guarded(cells.iter())),
        }
        Ok::<_, HeaderError>(ControlFlow::Continue(()))
    })?;
    Ok(found)
}

fn guarded<'a>(texts: impl Iterator<Item = &'a str>) -> usize {
    texts.filter(|text| looks_guarded(text) == Some(true)).count()
}

/// How a file begins that [`first_rows`] found good: so many rows at least, and more of them as long as they are small.
///
/// # Errors
/// As [`first_rows`].
pub fn sample(file: File, limits: Limits, least: usize, most: usize) -> Result<Beginning, HeaderError> {
    let (mut sheet, mut headers, mut rows, mut bytes) = (None, Vec::new(), Vec::new(), 0);
    read(file, limits, false, |item| {
        match item {
            Item::Sheet(name) => sheet = Some(name),
            Item::Header(names) => headers = names,
            Item::Row(row) if row.outcome == Err(BadRow::Broken) && rows.len() < EARLY => {
                return Err(HeaderError::Workbook(format!("it breaks off behind row {}", row.line)));
            }
            Item::Row(row) => {
                bytes += row.outcome.as_ref().map_or(row.raw.len(), |cells| cells.bytes() + cells.len());
                rows.push(row);
            }
        }
        let is_enough = rows.len() >= most || (rows.len() >= least && bytes >= SAMPLE);
        Ok(if is_enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    })?;
    if rows.is_empty() { Err(HeaderError::Empty) } else { Ok(Beginning { sheet, headers, rows }) }
}

/// What parts the cells of a file, which is then as if nobody had read it. A workbook and a file of one column have no such sign.
///
/// # Errors
/// The file cannot be imported or could not be read.
pub fn separator<R: Read + Seek>(file: &mut R) -> Result<Option<Separator>, HeaderError> {
    if is_workbook(file)? {
        return Ok(None);
    }
    let mut rows = CsvReader::new(&mut *file, Limits::default());
    let columns = rows.headers()?.len();
    let separator = rows.separator();
    file.seek(SeekFrom::Start(0))?;
    Ok((columns > 1).then_some(separator))
}

fn is_workbook<R: Read + Seek>(file: &mut R) -> Result<bool, HeaderError> {
    Ok(beginning(file, ZIP.len())? == ZIP)
}

/// The first bytes of a file, which is then as if nobody had read it.
fn beginning<R: Read + Seek>(file: &mut R, most: usize) -> Result<Vec<u8>, HeaderError> {
    let mut start = Vec::with_capacity(most);
    file.by_ref().take(most as u64).read_to_end(&mut start)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(start)
}

/// Whether a file is something else than rows of text: many such files begin with a line that would do as a heading.
fn is_foreign(start: &[u8]) -> bool {
    let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
    let begins = |sign: &&[u8]| text.get(..sign.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(sign));
    if BINARY.iter().any(|sign| start.starts_with(sign)) || MARKUP.iter().any(begins) {
        return true;
    }
    // Nobody types so many; one or two are a slip in a row, which is reported as that row.
    let controls = start.iter().filter(|b| b.is_ascii_control() && !matches!(b, b'\t' | b'\n' | b'\r')).count();
    controls > 8 && controls * 10 > start.len()
}

/// Whether the rows at the beginning of a file are text, but not in UTF-8: of those that are more than ASCII, most are broken.
/// Where most are whole, a broken one is a fault of its row, which is reported as that row.
fn is_in_other_encoding(start: &[u8]) -> bool {
    // The last row may be cut within a sign.
    let last = if start.len() < READ_AS_TEXT { None } else { start.iter().rposition(|b| *b == b'\n') };
    let rows = start[..last.unwrap_or(start.len())].split(|b| *b == b'\n').filter(|row| !row.is_ascii());
    let (whole, broken): (Vec<&[u8]>, Vec<&[u8]>) = rows.partition(|row| std::str::from_utf8(row).is_ok());
    broken.len() > whole.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_in_another_encoding_is_known_by_its_broken_rows() {
        for other in [b"Nom\nM\xfcller\n".as_slice(), b"caf\xe9", b"\xe9t\xe9;na\xefve;\xc3\xa9\n"] {
            assert!(is_in_other_encoding(other), "{:?}", String::from_utf8_lossy(other));
        }
        let mut cut = b"a\n".repeat(READ_AS_TEXT / 2);
        cut[READ_AS_TEXT - 1] = b'\xc3';
        for text in [b"Nom\n".as_slice(), "Müller\nLi\n".as_bytes(), b"\xc3\xa9\nM\xfcller\n", b"", &cut] {
            assert!(!is_in_other_encoding(text), "{} bytes", text.len());
        }
    }

    #[test]
    fn what_is_no_table_is_known_by_its_first_bytes() {
        let noise: Vec<u8> = (0..=255).cycle().take(4_000).collect();
        for foreign in [
            b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj".as_slice(),
            b"\xef\xbb\xbf \r\n<!DocType HTML><html>",
            b"<HTML><body>",
            b"<?xml version=\"1.0\"?>",
            b"{\\rtf1\\ansi",
            b"\xff\xd8\xff\xe0JFIF",
            b"GIF89a",
            b"\x1f\x8b\x08",
            &noise,
        ] {
            assert!(is_foreign(foreign), "{:?}", String::from_utf8_lossy(foreign));
        }
    }

    #[test]
    fn a_table_is_not_taken_for_something_else() {
        for table in [
            "Email\na@b.example\n".as_bytes(),
            b"\xef\xbb\xbfNom;Pr\xc3\xa9nom\n",
            b"<price,%\n1,2\n",
            b"a\0b\n\0\n",
            b"caf\xe9\n",
            b"",
        ] {
            assert!(!is_foreign(table), "{:?}", String::from_utf8_lossy(table));
        }
    }
}
