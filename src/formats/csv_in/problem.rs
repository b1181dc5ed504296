//! What can be wrong with a row (R53), and how much of it is shown.

use memchr::memchr;
use thiserror::Error;

use super::line::{Flaw, Line};
use crate::domain::import::cells::Cells;
use crate::formats::csv::Separator;

/// Most characters of a row that a problem report shows.
pub const RAW_CHARACTERS: usize = 10_000;

/// Bytes that hold as many characters as are shown.
pub(super) const RAW_BYTES: usize = RAW_CHARACTERS * 4;

/// Why a row cannot be imported. The rows after it still can.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BadRow {
    /// More cells than the header.
    #[error("{found} cells instead of {expected}")]
    TooManyCells {
        /// Cells of the header.
        expected: usize,
        /// Cells of the row.
        found: usize,
    },
    /// Fewer cells than the header.
    #[error("{found} cells instead of {expected}")]
    TooFewCells {
        /// Cells of the header.
        expected: usize,
        /// Cells of the row.
        found: usize,
    },
    /// Not UTF-8.
    #[error("not UTF-8")]
    NotUtf8,
    /// The row was passed over without being held in memory.
    #[error("too long")]
    TooLong,
    /// The quote never closes: everything from this row to the end of the file is this one bad row.
    #[error("the quote that opens on line {line} never closes")]
    UnclosedQuote {
        /// The line on which it opens, from 1.
        line: u64,
    },
    /// Text after a closing quote.
    #[error("text after a closing quote")]
    StrayQuote,
    /// A NUL, which PostgreSQL would refuse.
    #[error("holds a NUL character")]
    Nul,
}

impl BadRow {
    /// The message for the visitor. Its arguments are `expected` and `found`, or `line`.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::TooManyCells { .. } => "imp-row-many-cells",
            Self::TooFewCells { .. } => "imp-row-few-cells",
            Self::NotUtf8 => "imp-row-utf8",
            Self::TooLong => "imp-row-long",
            Self::UnclosedQuote { .. } => "imp-row-open-quote",
            Self::StrayQuote => "imp-row-stray-quote",
            Self::Nul => "imp-row-nul",
        }
    }
}

/// What is wrong with a line before anyone looks at its cells.
pub(super) fn check(line: &Line<'_>) -> Result<(), BadRow> {
    match line.flaw {
        Some(Flaw::OpenQuote(line)) => return Err(BadRow::UnclosedQuote { line }),
        Some(Flaw::TooLong) => return Err(BadRow::TooLong),
        Some(Flaw::StrayQuote) | None => {}
    }
    if std::str::from_utf8(line.bytes).is_err() {
        return Err(BadRow::NotUtf8);
    }
    if memchr(0, line.bytes).is_some() {
        return Err(BadRow::Nul);
    }
    if line.flaw.is_some() { Err(BadRow::StrayQuote) } else { Ok(()) }
}

/// The start of a row as text. A NUL becomes U+FFFD as well: no database column takes it.
pub(super) fn raw_of_bytes(bytes: &[u8]) -> String {
    let shown = &bytes[..bytes.len().min(RAW_BYTES)];
    String::from_utf8_lossy(shown).chars().take(RAW_CHARACTERS).map(visible).collect()
}

/// The start of a row that has the wrong number of cells, with commas between them whatever the file's separator is.
pub(super) fn raw_of_parted(bytes: &[u8], separator: Separator) -> String {
    let shown = &bytes[..bytes.len().min(RAW_BYTES)];
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator.byte()).from_reader(shown);
    match reader.byte_records().next() {
        Some(Ok(row)) => raw_of_cells(&row.iter().map(String::from_utf8_lossy).collect()),
        _ => raw_of_bytes(bytes),
    }
}

/// The text of a well-formed row whose values turned out to be wrong, for the problem report.
#[must_use]
pub fn raw_of_cells(cells: &Cells) -> String {
    let mut raw = String::new();
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            raw.push(',');
        }
        if cell.contains([',', '"', '\r', '\n']) {
            raw.extend(["\"", &cell.replace('"', "\"\""), "\""]);
        } else {
            raw.push_str(cell);
        }
        if raw.len() > RAW_BYTES {
            break;
        }
    }
    raw.chars().take(RAW_CHARACTERS).map(visible).collect()
}

fn visible(sign: char) -> char {
    if sign == '\0' { char::REPLACEMENT_CHARACTER } else { sign }
}
