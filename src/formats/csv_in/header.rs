//! The first line: is this CSV at all, what separates its cells, and what are its columns called?

use std::io::{self, Read};

use memchr::memchr;
use thiserror::Error;

use super::Limits;
use super::cells::CellParser;
use super::problem::{self, BadRow};
use super::splitter::Splitter;
use crate::formats::csv::Separator;

/// Why a file cannot be imported at all (R53).
#[derive(Debug, Error)]
pub enum HeaderError {
    /// Nothing in it, or nothing but blank lines.
    #[error("the file is empty")]
    Empty,
    /// A spreadsheet, an archive, UTF-16: anything but text in UTF-8.
    #[error("not a CSV file")]
    NotCsv,
    /// The first row is not UTF-8.
    #[error("the header is not UTF-8")]
    NotUtf8,
    /// More columns than are taken; how many there are.
    #[error("{0} columns")]
    TooManyColumns(usize),
    /// The first row is longer than a row may be.
    #[error("the header is too long")]
    TooLong,
    /// A quote in the first row never closes.
    #[error("the quote that opens in the header on line {line} never closes")]
    UnclosedQuote {
        /// The line on which it opens, from 1.
        line: u64,
    },
    /// Text after a closing quote in the first row.
    #[error("text after a closing quote in the header")]
    StrayQuote,
    /// A workbook that is broken.
    #[error("not a workbook that can be read: {0}")]
    Workbook(String),
    /// A zip archive of something else than the parts of a workbook.
    #[error("an archive that is no workbook")]
    Archive,
    /// A workbook of the old kind, or one that is protected by a password.
    #[error("an old or a protected workbook")]
    OldWorkbook,
    /// A workbook that would unpack to more than it may.
    #[error("the workbook unpacks to too much")]
    TooLarge,
    /// The file could not be read: no fault of its content.
    #[error("the file could not be read")]
    Read(#[from] io::Error),
}

impl HeaderError {
    /// The message for the visitor; `None` when it is no fault of the file. `TooManyColumns` has the
    /// argument `n`, `UnclosedQuote` has `line`.
    #[must_use]
    pub const fn key(&self) -> Option<&'static str> {
        match self {
            Self::Empty => Some("imp-err-empty"),
            Self::NotCsv => Some("imp-err-type"),
            Self::NotUtf8 => Some("imp-err-utf8"),
            Self::TooManyColumns(_) => Some("imp-err-columns"),
            Self::TooLong => Some("imp-err-header-long"),
            Self::UnclosedQuote { .. } => Some("imp-err-header-quote"),
            Self::StrayQuote => Some("imp-err-header-stray"),
            Self::Workbook(_) => Some("imp-err-workbook"),
            Self::Archive => Some("imp-err-archive"),
            Self::OldWorkbook => Some("imp-err-old-workbook"),
            Self::TooLarge => Some("imp-err-workbook-large"),
            Self::Read(_) => None,
        }
    }
}

/// Reads the header and leaves the splitter at the first row.
pub(super) fn read<R: Read>(
    splitter: &mut Splitter<R>,
    limits: Limits,
) -> Result<(Vec<String>, CellParser), HeaderError> {
    let start = splitter.peek()?;
    let is_binary = memchr(0, start).is_some();
    if [b"PK\x03\x04".as_slice(), b"\xff\xfe", b"\xfe\xff"].iter().any(|magic| start.starts_with(magic)) {
        return Err(HeaderError::NotCsv);
    }
    let mark = if start.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let stated = stated_separator(&start[mark..]);
    let separator = stated.unwrap_or_else(|| guess_separator(&start[mark..]));
    splitter.begin(mark, separator);
    if stated.is_some() {
        splitter.next_line()?;
    }

    let line = splitter.next_line()?.ok_or(HeaderError::Empty)?;
    match problem::check(&line) {
        Ok(()) => {}
        // A header that cannot be read in a file with NULs: a picture or a program, not a typing error.
        Err(_) if is_binary => return Err(HeaderError::NotCsv),
        Err(BadRow::UnclosedQuote { line }) => return Err(HeaderError::UnclosedQuote { line }),
        Err(BadRow::TooLong) => return Err(HeaderError::TooLong),
        Err(BadRow::StrayQuote) => return Err(HeaderError::StrayQuote),
        Err(BadRow::NotUtf8) => return Err(HeaderError::NotUtf8),
        Err(
            BadRow::Nul
            | BadRow::TooManyCells { .. }
            | BadRow::TooFewCells { .. }
            | BadRow::Unreadable { .. }
            | BadRow::Broken,
        ) => return Err(HeaderError::NotCsv),
    }
    let mut cells = CellParser::new(separator.byte());
    let names = cells.parse(line.bytes, limits.columns).map_err(HeaderError::TooManyColumns)?;
    Ok((names.iter().map(|name| name.trim().to_owned()).collect(), cells))
}

/// What a first line such as `sep=;` says, which Excel writes and reads: it is no header.
fn stated_separator(start: &[u8]) -> Option<Separator> {
    let end = start.iter().position(|b| matches!(b, b'\r' | b'\n'))?;
    let sign = start[..end].strip_prefix(b"sep=").or_else(|| start[..end].strip_prefix(b"SEP="))?;
    [Separator::Comma, Separator::Semicolon, Separator::Tab].into_iter().find(|known| sign == [known.byte()])
}

/// The candidate that stands most often in the first line that is not empty, outside quotes; a comma
/// when in doubt.
fn guess_separator(start: &[u8]) -> Separator {
    let first = start.iter().position(|b| !matches!(b, b'\r' | b'\n')).unwrap_or(start.len());
    let (mut commas, mut semicolons, mut tabs, mut quoted) = (0, 0, 0, false);
    for sign in &start[first..] {
        match sign {
            b'"' => quoted = !quoted,
            b'\r' | b'\n' if !quoted => break,
            b',' if !quoted => commas += 1,
            b';' if !quoted => semicolons += 1,
            b'\t' if !quoted => tabs += 1,
            _ => {}
        }
    }
    match (semicolons > commas, tabs > commas.max(semicolons)) {
        (_, true) => Separator::Tab,
        (true, false) => Separator::Semicolon,
        (false, false) => Separator::Comma,
    }
}
