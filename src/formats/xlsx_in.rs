//! The first sheet of a workbook as rows (R53): streamed cell by cell, so that only its table of shared texts is in memory.

mod guard;
#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::rc::Rc;

use calamine::{DataRef, ExcelDateTime, ExcelDateTimeType, Reader, Xlsx, XlsxError};

use super::csv_in::{BadRow, HeaderError, Limits, Row, raw_of_cells};
use super::table_in::Item;
pub(super) use guard::check;

/// Up to here every whole number has a binary form of its own: 2 to the power of 53.
const LARGEST_WHOLE: f64 = 9_007_199_254_740_992.0;
/// The day after the last one of a calendar that begins in 1900, and of one that begins in 1904.
const ENDS: [f64; 2] = [2_958_466.0, 2_957_004.0];

/// Hands header and rows of the first sheet to `take`. A row's line is its number in the sheet. The workbook was checked when
/// it was sent; see [`check`].
pub(super) fn read<R: Read + Seek, E: From<HeaderError>>(
    file: R,
    limits: Limits,
    mut take: impl FnMut(Item) -> Result<ControlFlow<()>, E>,
) -> Result<(), E> {
    let furthest = Rc::new(Cell::new(0));
    let counted = Counted { file, at: 0, furthest: Rc::clone(&furthest) };
    let mut workbook: Xlsx<_> = Xlsx::new(counted).map_err(refusal)?;
    let name = workbook.sheet_names().first().cloned().ok_or(HeaderError::Empty)?;
    let mut cells = workbook.worksheet_cells_reader(&name).map_err(refusal)?;

    let mut columns: Option<usize> = None;
    let mut gathered = Gathered::new(limits);
    loop {
        let cell = cells.next_cell().map_err(refusal)?;
        let is_next = cell.as_ref().is_none_or(|cell| cell.get_position().0 != gathered.row);
        if is_next && gathered.is_filled {
            let flow = match columns {
                None => {
                    let names = gathered.names()?;
                    columns = Some(names.len());
                    take(Item::Header(names))?
                }
                Some(expected) => take(Item::Row(gathered.row(expected, furthest.get())))?,
            };
            if flow.is_break() {
                return Ok(());
            }
        }
        let Some(cell) = cell else { break };
        if is_next {
            gathered = Gathered::new(limits);
        }
        let (row, column) = cell.get_position();
        gathered.row = row;
        gathered.put(column as usize, cell.get_value());
    }
    if columns.is_some() { Ok(()) } else { Err(HeaderError::Empty.into()) }
}

/// The cells of one row of the sheet.
struct Gathered {
    row: u32,
    cells: Vec<String>,
    native: Vec<bool>,
    bytes: usize,
    /// Cells up to the last filled one, counted beyond the limit too.
    width: usize,
    is_filled: bool,
    limits: Limits,
}

impl Gathered {
    fn new(limits: Limits) -> Self {
        Self { row: u32::MAX, cells: Vec::new(), native: Vec::new(), bytes: 0, width: 0, is_filled: false, limits }
    }

    fn put(&mut self, column: usize, value: &DataRef<'_>) {
        let Some((text, is_native)) = text(value) else { return };
        self.is_filled = true;
        self.width = self.width.max(column + 1);
        self.bytes += text.len();
        if self.bytes > self.limits.row_bytes || column >= self.limits.columns {
            return;
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
            self.native.resize(column + 1, false);
        }
        (self.cells[column], self.native[column]) = (text, is_native);
    }

    fn names(&self) -> Result<Vec<String>, HeaderError> {
        match self.width {
            too_many if too_many > self.limits.columns => Err(HeaderError::TooManyColumns(too_many)),
            _ if self.bytes > self.limits.row_bytes => Err(HeaderError::TooLong),
            _ => Ok(self.cells.iter().map(|name| name.trim().to_owned()).collect()),
        }
    }

    /// A sheet leaves empty cells out: a short row is a whole one. Cells right of the columns belong to none.
    fn row(&mut self, expected: usize, bytes_read: u64) -> Row {
        let line = u64::from(self.row) + 1;
        let bad = match () {
            () if self.bytes > self.limits.row_bytes => Some(BadRow::TooLong),
            () if self.width > expected => Some(BadRow::TooManyCells { expected, found: self.width }),
            () => None,
        };
        if let Some(bad) = bad {
            let raw = raw_of_cells(&self.cells.iter().collect());
            return Row { line, outcome: Err(bad), raw, bytes_read, native: Vec::new() };
        }
        self.cells.resize(expected, String::new());
        self.native.resize(expected, false);
        let native = std::mem::take(&mut self.native);
        Row { line, outcome: Ok(self.cells.iter().collect()), raw: String::new(), bytes_read, native }
    }
}

/// A cell as text, and whether it is more than text: numbers with a decimal point, days in ISO form, `true` and `false`. `None`
/// is an empty cell.
fn text(value: &DataRef<'_>) -> Option<(String, bool)> {
    let (text, is_native) = match value {
        DataRef::Empty => return None,
        DataRef::Int(n) => (n.to_string(), true),
        DataRef::Float(n) => (number(*n), true),
        DataRef::Bool(yes) => (yes.to_string(), true),
        DataRef::DateTime(moment) => (moment_text(moment), true),
        DataRef::DateTimeIso(moment) => (moment.trim_end_matches("T00:00:00").to_owned(), true),
        DataRef::DurationIso(text) | DataRef::String(text) => (text.clone(), false),
        DataRef::SharedString(text) => ((*text).to_owned(), false),
        DataRef::Error(error) => (error.to_string(), false),
    };
    (!text.is_empty()).then_some((text, is_native))
}

/// A sheet keeps 15 significant digits; what stands behind them is the noise of binary fractions. A whole number has none: a
/// card number that another program wrote stays as it is.
fn number(n: f64) -> String {
    if n.fract() == 0.0 && n.abs() <= LARGEST_WHOLE {
        return n.to_string();
    }
    format!("{n:.14e}").parse::<f64>().map_or_else(|_| n.to_string(), |rounded| rounded.to_string())
}

/// A moment or a duration. What lies outside the calendar stays the number that it is, which no date property takes: the
/// reader would make the first or the last day of it.
fn moment_text(moment: &ExcelDateTime) -> String {
    let serial = moment.as_f64();
    if moment.is_duration() {
        return duration(serial);
    }
    let is_1904 = *moment == ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, true);
    if !(0.0..ENDS[usize::from(is_1904)]).contains(&serial) {
        return number(serial);
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    if serial < 1.0 {
        return format!("{hour:02}:{minute:02}:{second:02}");
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) { date } else { format!("{date} {hour:02}:{minute:02}:{second:02}") }
}

/// Hours, minutes and seconds, the days among the hours: 1.25 is `30:00:00`.
fn duration(days: f64) -> String {
    let seconds = (days.abs() * 86_400.0).round();
    if !seconds.is_finite() {
        return number(days);
    }
    let sign = if days < 0.0 { "-" } else { "" };
    let hours = (seconds / 3600.0).floor();
    let (minute, second) = ((seconds % 3600.0 / 60.0).floor(), seconds % 60.0);
    format!("{sign}{hours:02.0}:{minute:02.0}:{second:02.0}")
}

fn refusal(error: XlsxError) -> HeaderError {
    match error {
        XlsxError::Io(error) => HeaderError::Read(error),
        other => HeaderError::Workbook(other.to_string()),
    }
}

/// The file, and how far into it the reading has come: there is no other measure of progress inside an archive.
struct Counted<R> {
    file: R,
    at: u64,
    furthest: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.at += read as u64;
        self.furthest.set(self.at);
        Ok(read)
    }
}

impl<R: Seek> Seek for Counted<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = self.file.seek(to)?;
        Ok(self.at)
    }
}
