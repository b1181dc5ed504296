//! What can be wrong with a row (R53), and what is kept of it: the whole row where it can be held and parted into cells, so that
//! a report can be mended and imported without losing text.

use memchr::memchr;
use thiserror::Error;

use super::line::{Flaw, Line};
use super::origin::Origin;
use crate::domain::import::cells::Cells;
use crate::domain::import::{PART_CHARACTERS, has_length_of_part};
use crate::formats::csv::Separator;

/// Bytes that hold one character more than a part of a row has, whatever they are.
pub(super) const PART_BYTES: usize = (PART_CHARACTERS + 1) * 4;

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
    /// A cell of a workbook cannot be read.
    #[error("the cell in column {column} cannot be read")]
    Unreadable {
        /// Its column, from 0.
        column: usize,
    },
    /// The sheet is broken in this row or behind it: everything from this row to its end is this one bad row.
    #[error("the sheet is broken from here on")]
    Broken,
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
            Self::Unreadable { .. } => "imp-row-cell",
            Self::Broken => "imp-row-broken",
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

/// What is kept of a bad row: its cells with commas between them whatever the file's separator is, where they can be told apart
/// and are not too many to be held; else its text, of which a row that has no end or is too long keeps a part.
pub(super) fn raw_of_line(
    line: &Line<'_>,
    bad: &BadRow,
    separator: Separator,
    most_cells: usize,
    origin: Origin,
) -> String {
    match bad {
        BadRow::TooManyCells { found, .. } if *found > most_cells => part_of(line.bytes),
        BadRow::TooManyCells { .. } | BadRow::TooFewCells { .. } => raw_of_parted(line.bytes, separator, origin),
        BadRow::TooLong | BadRow::UnclosedQuote { .. } => part_of(line.bytes),
        // The last two are faults of workbooks.
        BadRow::NotUtf8 | BadRow::StrayQuote | BadRow::Nul | BadRow::Unreadable { .. } | BadRow::Broken => {
            whole(visible(String::from_utf8_lossy(line.bytes).into()))
        }
    }
}

/// The start of a row, or all of a short one.
fn part_of(bytes: &[u8]) -> String {
    let text = visible(String::from_utf8_lossy(&bytes[..bytes.len().min(PART_BYTES)]).into());
    match text.char_indices().nth(PART_CHARACTERS) {
        Some((end, _)) => text[..end].to_owned(),
        None => whole(text),
    }
}

fn raw_of_parted(bytes: &[u8], separator: Separator, origin: Origin) -> String {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator.byte()).from_reader(bytes);
    match reader.byte_records().next() {
        Some(Ok(row)) => raw_of_cells(&origin.cells(row.iter().map(String::from_utf8_lossy).collect())),
        _ => whole(visible(String::from_utf8_lossy(bytes).into())),
    }
}

/// The text of a well-formed row whose values turned out to be wrong, for the problem report.
#[must_use]
pub fn raw_of_cells(cells: &Cells) -> String {
    let mut raw = String::with_capacity(cells.bytes() + cells.len());
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            raw.push(',');
        }
        // A mark at the beginning would be taken for that of a file.
        if cell.contains([',', '"', '\r', '\n', '\u{feff}']) {
            raw.extend(["\"", &cell.replace('"', "\"\""), "\""]);
        } else {
            raw.push_str(cell);
        }
    }
    whole(visible(raw))
}

/// A whole row that happens to be as long as a part of one ends in a line end, which belongs to no cell.
fn whole(mut text: String) -> String {
    if has_length_of_part(&text) {
        text.push('\n');
    }
    text
}

/// A NUL becomes U+FFFD, as bytes do that are no text: no database column takes it.
fn visible(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text }
}
