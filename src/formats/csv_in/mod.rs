//! CSV back to records (R53): streamed, in flat memory whatever the size of the file.
//!
//! `splitter` finds where rows end, `cells` takes one apart, `header` decides what kind of file it
//! is, `origin` which apostrophes are not its own, `problem` names what is wrong, `report` writes the problem rows for the
//! visitor and knows such a file again.

mod cells;
mod header;
mod line;
mod origin;
mod problem;
mod report;
mod splitter;
#[cfg(test)]
mod tests;

use std::io::{self, Read};

use cells::CellParser;
pub use header::HeaderError;
use line::Line;
pub(super) use origin::{Origin, looks_guarded};
pub use problem::{BadRow, raw_of_cells};
pub use report::{ProblemRow, cells_of_raw, is_of_one_text, is_reason, reason_column, write_problem_report};
use splitter::Splitter;

use super::csv::Separator;
use crate::domain::import::cells::Cells;
use crate::domain::import::columns::MAX_COLUMNS;

/// How much an import takes (R53).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Longest row in bytes, without its line end. A longer one is a bad row.
    pub row_bytes: usize,
    /// Most columns a file may have.
    pub columns: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { row_bytes: 16 * 1024 * 1024, columns: MAX_COLUMNS }
    }
}

/// One row of the file, good or bad. Wholly empty lines are no rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The line of the file on which the row starts; the first line is 1.
    pub line: u64,
    /// As many cells as there are columns, or what is wrong.
    pub outcome: Result<Cells, BadRow>,
    /// The text of a bad row, or a part of it where the whole cannot be held. Empty for a good one, whose text
    /// [`raw_of_cells`] gives back.
    pub raw: String,
    /// Bytes of the file read up to the end of this row.
    pub bytes_read: u64,
    /// What each cell is, of a bad row each that `raw` has; a CSV file has texts only, so it is empty there.
    pub natures: Vec<CellNature>,
}

/// What a cell is: a workbook has more than texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum CellNature {
    /// A text.
    #[default]
    Text,
    /// A number, a day or a truth value.
    Native,
    /// An error such as `#N/A`, which is the text of the cell.
    Error,
    /// A formula that no spreadsheet has computed yet: the cell is empty, but was not meant to be.
    Formula,
}

impl CellNature {
    /// Whether the text of the cell is a value.
    #[must_use]
    pub const fn is_value(self) -> bool {
        matches!(self, Self::Text | Self::Native)
    }
}

/// The names of the columns of a file that has at least one row.
///
/// # Errors
/// This is no CSV file that can be imported, it has a header only, or reading failed.
pub fn headers_of_rows(read: impl Read) -> Result<Vec<String>, HeaderError> {
    let mut rows = CsvReader::new(read, Limits::default());
    let headers = rows.headers()?;
    match rows.next() {
        None => Err(HeaderError::Empty),
        Some(row) => row.map(|_| headers).map_err(HeaderError::Read),
    }
}

/// Reads a CSV file: the header first, then one row at a time.
pub struct CsvReader<R> {
    splitter: Splitter<R>,
    limits: Limits,
    is_guarded: bool,
    ready: Option<Ready>,
}

/// What the header told.
struct Ready {
    columns: Vec<String>,
    cells: CellParser,
    origin: Origin,
}

impl<R: Read> CsvReader<R> {
    /// A reader of this file. Nothing is read yet.
    pub fn new(read: R, limits: Limits) -> Self {
        Self { splitter: Splitter::new(read, limits.row_bytes), limits, is_guarded: false, ready: None }
    }

    /// The same for a file whose cells and names have an apostrophe before what looks like a formula, which is not theirs.
    #[must_use]
    pub fn guarded(self, is_guarded: bool) -> Self {
        Self { is_guarded, ..self }
    }

    /// The names of the columns, without the blanks around them. Asking again gives the same.
    ///
    /// # Errors
    /// This is no CSV file that can be imported, or reading failed.
    pub fn headers(&mut self) -> Result<Vec<String>, HeaderError> {
        if let Some(ready) = &self.ready {
            return Ok(ready.columns.clone());
        }
        let (columns, cells) = header::read(&mut self.splitter, self.limits)?;
        let origin = Origin::of(&columns, self.is_guarded);
        let columns = origin.names(columns);
        self.ready = Some(Ready { columns: columns.clone(), cells, origin });
        Ok(columns)
    }

    /// The sign between two cells, guessed from the header line.
    #[must_use]
    pub fn separator(&self) -> Separator {
        self.splitter.separator()
    }

    /// Bytes of the file read so far, up to the end of the last row.
    #[must_use]
    pub fn bytes_read(&self) -> u64 {
        self.splitter.bytes_read()
    }

    fn read_row(&mut self) -> io::Result<Option<Row>> {
        if self.ready.is_none() {
            self.headers().map_err(io::Error::other)?;
        }
        let Some(ready) = &mut self.ready else {
            return Ok(None);
        };
        let separator = self.splitter.separator();
        let Some(line) = self.splitter.next_line()? else {
            return Ok(None);
        };
        let outcome = row_cells(&line, ready, self.limits.columns);
        let raw = match &outcome {
            Ok(_) => String::new(),
            Err(bad) => problem::raw_of_line(&line, bad, separator, self.limits.columns, ready.origin),
        };
        Ok(Some(Row { line: line.number, outcome, raw, bytes_read: line.bytes_read, natures: Vec::new() }))
    }
}

/// A row is bad, but reading goes on. An error is about the file itself: the rows after it are lost.
impl<R: Read> Iterator for CsvReader<R> {
    type Item = io::Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read_row().transpose()
    }
}

fn row_cells(line: &Line<'_>, ready: &mut Ready, most: usize) -> Result<Cells, BadRow> {
    problem::check(line)?;
    let expected = ready.columns.len();
    let cells = match ready.cells.parse(line.bytes, expected) {
        Ok(cells) => cells,
        Err(found) => {
            without_surplus(line, ready, most.max(expected)).ok_or(BadRow::TooManyCells { expected, found })?
        }
    };
    match cells.len() {
        found if found < expected => Err(BadRow::TooFewCells { expected, found }),
        _ => Ok(ready.origin.cells(cells)),
    }
}

/// A row without the cells behind its columns, where none of those says anything: some programs write the empty ones as well.
fn without_surplus(line: &Line<'_>, ready: &mut Ready, most: usize) -> Option<Cells> {
    let expected = ready.columns.len();
    let cells = ready.cells.parse(line.bytes, most).ok()?;
    let says_nothing = cells.iter().skip(expected).all(|cell| cell.trim().is_empty());
    says_nothing.then(|| cells.iter().take(expected).collect())
}
