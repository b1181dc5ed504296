//! A file of rows, CSV or XLSX: its first bytes say which. Streamed, in flat memory whatever its size (R53).

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::ControlFlow;

use super::csv_in::{CsvReader, HeaderError, Limits, Row};
use super::xlsx_in;

/// How every zip archive starts, and so every workbook.
const ZIP: &[u8; 4] = b"PK\x03\x04";

/// What a file holds, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// The names of the columns, without the blanks around them: always the first.
    Header(Vec<String>),
    /// A row, good or bad.
    Row(Row),
}

/// Hands the header and then each row of a file to `take` until that has seen enough.
///
/// # Errors
/// The file cannot be imported or read on; or what `take` answers.
pub fn read<R: Read + Seek, E: From<HeaderError>>(
    mut file: R,
    limits: Limits,
    mut take: impl FnMut(Item) -> Result<ControlFlow<()>, E>,
) -> Result<(), E> {
    if is_workbook(&mut file)? {
        return xlsx_in::read(file, limits, take);
    }
    let mut rows = CsvReader::new(file, limits);
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
pub fn first_rows(mut file: File, limits: Limits, most: usize) -> Result<(Vec<String>, Vec<Row>), HeaderError> {
    if is_workbook(&mut file)? {
        xlsx_in::check(&mut file)?;
    }
    preview(file, limits, most)
}

/// The same of a file that was looked at before.
///
/// # Errors
/// As [`first_rows`].
pub fn preview(file: File, limits: Limits, most: usize) -> Result<(Vec<String>, Vec<Row>), HeaderError> {
    let (mut headers, mut rows) = (Vec::new(), Vec::new());
    read(file, limits, |item| {
        match item {
            Item::Header(names) => headers = names,
            Item::Row(row) => rows.push(row),
        }
        Ok::<_, HeaderError>(if rows.len() < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
    })?;
    if rows.is_empty() { Err(HeaderError::Empty) } else { Ok((headers, rows)) }
}

fn is_workbook<R: Read + Seek>(file: &mut R) -> Result<bool, HeaderError> {
    let mut start = Vec::with_capacity(ZIP.len());
    file.by_ref().take(ZIP.len() as u64).read_to_end(&mut start)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(start == ZIP)
}
