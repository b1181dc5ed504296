//! A sheet of a workbook as rows (R53): streamed cell by cell, so that only its table of shared texts is in memory.

mod content;
mod guard;
mod places;
mod sheets;
mod source;
#[cfg(test)]
mod tests;
mod zeros;

use std::io::{Read, Seek};
use std::ops::ControlFlow;

use calamine::{Reader, Xlsx, XlsxError};
use zip::ZipArchive;

use super::csv_in::{BadRow, CellNature, HeaderError, Limits, Origin, Row, raw_of_cells};
use super::table_in::Item;
use content::Content;
pub(super) use guard::check;
use places::Places;
use source::Source;
use zeros::Zeros;

/// What comes next in a sheet.
enum Next {
    Cell {
        row: u32,
        column: u32,
        /// `None` where it is empty.
        content: Option<Content>,
    },
    /// It is broken: nothing after this can be read.
    Broken,
    End,
}

/// Hands header and rows of a sheet to `take`: of the first that is shown and has cells, whose name comes before them where
/// there are others. A row's line is its number in the sheet. The workbook was checked when it was sent; see [`check`].
pub(super) fn read<R: Read + Seek, E: From<HeaderError>>(
    file: R,
    limits: Limits,
    is_guarded: bool,
    mut take: impl FnMut(Item) -> Result<ControlFlow<()>, E>,
) -> Result<(), E> {
    let source = Source::new(file);
    let mut archive = ZipArchive::new(source.reader()).map_err(|e| refusal(&source, &e))?;
    let mut workbook: Xlsx<_> = Xlsx::new(source.reader()).map_err(|e| refusal(&source, &e))?;
    let name = sheets::first_filled(&mut workbook, &source)?;
    if workbook.sheets_metadata().len() > 1 && take(Item::Sheet(name.clone()))?.is_break() {
        return Ok(());
    }
    let mut cells = workbook.worksheet_cells_reader(&name).map_err(|e| refusal(&source, &e))?;
    let (sheet, mut unread) = (source.reached(), Some(&mut archive));
    let (mut places, mut answers) = (None::<Places<'_, _>>, 0);
    // The reader of cells does not say what style one has.
    let zeros = Zeros::of(cells.styles());
    if zeros.is_some()
        && let Some(archive) = unread.take()
    {
        places = Places::new(archive, sheet);
    }
    let mut ask = || -> Result<Next, HeaderError> {
        let answer = cells.next_cell_with_formula_metadata();
        source.check()?;
        answers += 1;
        match answer {
            Ok(Some(cell)) => {
                let (row, column) = cell.pos;
                let mut content = Content::of(&cell.value, cell.formula.is_some());
                if let (Some(zeros), Some(places)) = (&zeros, &mut places)
                    && places.of(answers) == Some(cell.pos)
                    && let Some(Content::Text(text, nature @ CellNature::Native)) = &mut content
                    && let Some(shown) = zeros.before(text, places.style())
                {
                    (*text, *nature) = (shown, CellNature::Text);
                }
                Ok(Next::Cell { row, column, content })
            }
            Ok(None) => Ok(Next::End),
            Err(error) if is_of_one_cell(&error) => {
                if let Some(archive) = unread.take() {
                    places = Places::new(archive, sheet);
                }
                let place = places.as_mut().and_then(|places| places.of(answers));
                source.check()?;
                let cell = |(row, column)| Next::Cell { row, column, content: Some(Content::Unreadable) };
                Ok(place.map_or(Next::Broken, cell))
            }
            Err(_) => Ok(Next::Broken),
        }
    };

    let mut ready: Option<(usize, Origin)> = None;
    let mut gathered = Gathered::new(limits);
    loop {
        let next = ask()?;
        if matches!(next, Next::Broken) {
            gathered.spoil(BadRow::Broken);
        }
        let is_over = !matches!(next, Next::Cell { row, .. } if row == gathered.row);
        let is_row = gathered.is_filled || ready.is_some_and(|(expected, _)| gathered.lacks_value(expected));
        if is_over && is_row {
            let flow = match ready {
                None => {
                    let names = gathered.names()?;
                    let origin = Origin::of(&names, is_guarded);
                    ready = Some((names.len(), origin));
                    take(Item::Header(origin.names(names)))?
                }
                Some((expected, origin)) => take(Item::Row(gathered.row(expected, origin, source.reached())))?,
            };
            if flow.is_break() {
                return Ok(());
            }
        }
        let Next::Cell { row, column, content } = next else { break };
        if is_over {
            gathered = Gathered::new(limits);
        }
        gathered.row = row;
        if let Some(content) = content {
            gathered.put(column as usize, content);
        }
    }
    if ready.is_some() { Ok(()) } else { Err(HeaderError::Empty.into()) }
}

/// The cells of one row of the sheet.
struct Gathered {
    row: u32,
    cells: Vec<String>,
    natures: Vec<CellNature>,
    bytes: usize,
    /// Cells up to the last filled one, counted beyond the limit too.
    width: usize,
    is_filled: bool,
    /// What no look at its cells would tell.
    bad: Option<BadRow>,
    limits: Limits,
}

impl Gathered {
    fn new(limits: Limits) -> Self {
        Self {
            row: u32::MAX,
            cells: Vec::new(),
            natures: Vec::new(),
            bytes: 0,
            width: 0,
            is_filled: false,
            bad: None,
            limits,
        }
    }

    fn put(&mut self, column: usize, content: Content) {
        let (text, nature) = match content {
            Content::Text(text, nature) => (text, nature),
            // The reader may put the cells after it into wrong columns, so the row is bad wherever it stands.
            Content::Unreadable => return self.spoil(BadRow::Unreadable { column }),
        };
        // A formula without a value beside the table is as good as empty.
        if nature != CellNature::Formula {
            self.is_filled = true;
            self.width = self.width.max(column + 1);
        }
        self.bytes += text.len();
        if self.bytes > self.limits.row_bytes || column >= self.limits.columns {
            return;
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
            self.natures.resize(column + 1, CellNature::Text);
        }
        (self.cells[column], self.natures[column]) = (text, nature);
    }

    /// The first thing that is wrong stays.
    fn spoil(&mut self, bad: BadRow) {
        self.is_filled = true;
        if self.bad.is_none() {
            self.bad = Some(bad);
        }
    }

    /// Whether one of the columns has a formula without a value.
    fn lacks_value(&self, columns: usize) -> bool {
        self.natures.iter().take(columns).any(|nature| *nature == CellNature::Formula)
    }

    fn names(&self) -> Result<Vec<String>, HeaderError> {
        if let Some(bad) = &self.bad {
            return Err(HeaderError::Workbook(format!("its header: {bad}")));
        }
        match self.width {
            too_many if too_many > self.limits.columns => Err(HeaderError::TooManyColumns(too_many)),
            _ if self.bytes > self.limits.row_bytes => Err(HeaderError::TooLong),
            _ => Ok(self.cells.iter().take(self.width).map(|name| name.trim().to_owned()).collect()),
        }
    }

    /// A sheet leaves empty cells out: a short row is a whole one. Cells right of the columns belong to none.
    fn row(&mut self, expected: usize, origin: Origin, bytes_read: u64) -> Row {
        let line = u64::from(self.row) + 1;
        let too_many = BadRow::TooManyCells { expected, found: self.width };
        let bad = match self.bad.take() {
            Some(BadRow::Broken) => Some(BadRow::Broken),
            // Not all of it is here, which its problem has to say before anything else.
            _ if self.bytes > self.limits.row_bytes => Some(BadRow::TooLong),
            _ if self.width > self.limits.columns => Some(too_many),
            Some(bad) => Some(bad),
            None if self.width > expected => Some(too_many),
            None => None,
        };
        if let Some(bad) = bad {
            // Of a row that breaks off nothing: whoever mends the report and imports it must not lose what is missing here.
            let whole = if bad == BadRow::Broken { 0 } else { self.cells.len().min(self.width) };
            let raw = raw_of_cells(&origin.cells(self.cells.iter().take(whole).collect()));
            let natures = self.natures.iter().take(whole).copied().collect();
            return Row { line, outcome: Err(bad), raw, bytes_read, natures };
        }
        self.cells.resize(expected, String::new());
        self.natures.resize(expected, CellNature::Text);
        let natures = std::mem::take(&mut self.natures);
        let cells = origin.cells(self.cells.iter().collect());
        Row { line, outcome: Ok(cells), raw: String::new(), bytes_read, natures }
    }
}

/// Whether an error is about one cell, so that those after it can be read. What is left is the XML itself, or the archive.
fn is_of_one_cell(error: &XlsxError) -> bool {
    !matches!(
        error,
        XlsxError::Io(_)
            | XlsxError::Zip(_)
            | XlsxError::Xml(_)
            | XlsxError::XmlAttr(_)
            | XlsxError::XmlEof(_)
            | XlsxError::Encoding(_)
    )
}

fn refusal<R>(source: &Source<R>, error: &impl ToString) -> HeaderError {
    source.check().map_or_else(HeaderError::Read, |()| HeaderError::Workbook(error.to_string()))
}
