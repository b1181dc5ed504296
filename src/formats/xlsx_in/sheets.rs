//! Which sheet of a workbook is read.

use std::io::{Read, Seek};

use calamine::{Reader, Sheet, SheetType, SheetVisible, Xlsx};

use super::content::Content;
use super::refusal;
use super::source::{Source, SourceReader};
use crate::formats::csv_in::HeaderError;

/// The name of the first sheet that is shown and has a cell that is not empty.
pub(super) fn first_filled<R: Read + Seek>(
    workbook: &mut Xlsx<SourceReader<R>>,
    source: &Source<R>,
) -> Result<String, HeaderError> {
    let is_shown = |sheet: &&Sheet| sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet;
    let shown = workbook.sheets_metadata().iter().filter(is_shown);
    let names: Vec<String> = shown.map(|sheet| sheet.name.clone()).collect();
    for name in names {
        if is_filled(workbook, source, &name)? {
            return Ok(name);
        }
    }
    Err(HeaderError::Empty)
}

fn is_filled<R: Read + Seek>(
    workbook: &mut Xlsx<SourceReader<R>>,
    source: &Source<R>,
    name: &str,
) -> Result<bool, HeaderError> {
    let mut cells = workbook.worksheet_cells_reader(name).map_err(|e| refusal(source, &e))?;
    loop {
        let answer = cells.next_cell();
        source.check()?;
        match answer {
            Ok(None) => return Ok(false),
            Ok(Some(cell)) if Content::of(cell.get_value(), false).is_none() => {}
            // A sheet that cannot be read is not passed over: whoever reads it says what is wrong with it.
            Ok(Some(_)) | Err(_) => return Ok(true),
        }
    }
}
