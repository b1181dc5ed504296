//! Records to a workbook, row by row: nothing of it is held but a buffer and the window of the compression (R32).
//!
//! Text stands in its cell and not in a table of shared strings, which would have to be held. Cells are typed by their
//! property: numbers, days, moments (in UTC) and truth values are what they are, everything else is text, so a phone
//! number, a postal code and a formula stay as they were typed and nothing is prefixed (R33).

mod cell;
mod package;
#[cfg(test)]
mod tests;
mod text;

use std::borrow::Cow;
use std::io::{self, Write};

use chrono::{DateTime, Utc};
use zip::ZipWriter;
use zip::write::{SimpleFileOptions, StreamWriter};

use super::packing;
use crate::domain::property::PropertyType;
use cell::Column;

/// What is gathered before it is compressed: small enough to stay in the processor's cache.
const BUFFER: usize = 64 * 1024;
/// A part of a workbook above 4 GiB is more than most programs read, so the records go on in a further sheet before.
const SHEET_AT_MOST: u64 = 0xf000_0000;

/// What a workbook is besides its records.
#[derive(Debug, Clone)]
pub struct Book {
    /// What its sheet is called, as far as sheets may be called so.
    pub sheet: String,
    /// Its title in the document's properties.
    pub title: String,
    /// When it was asked for.
    pub created: DateTime<Utc>,
    /// The labels of its columns.
    pub headers: Vec<String>,
    /// What the columns hold.
    pub kinds: Vec<PropertyType>,
}

/// Writes one workbook to a stream, never turning back.
pub struct XlsxWriter<W: Write> {
    book: Book,
    columns: Vec<Column>,
    zip: ZipWriter<StreamWriter<W>>,
    options: SimpleFileOptions,
    rows: Vec<u8>,
    /// Rows of this sheet, with the labels.
    row: u32,
    sheets: usize,
    sheet_bytes: u64,
    sheet_at_most: u64,
    cut_cells: i64,
}

impl<W: Write> XlsxWriter<W> {
    /// Begins a workbook.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn new(out: W, book: Book) -> io::Result<Self> {
        let columns = book.kinds.iter().enumerate().map(|(place, kind)| Column::new(place, *kind)).collect();
        let mut writer = Self {
            columns,
            zip: ZipWriter::new_stream(out),
            options: packing::options(book.created),
            rows: Vec::with_capacity(BUFFER + BUFFER / 4),
            row: 0,
            sheets: 0,
            sheet_bytes: 0,
            sheet_at_most: SHEET_AT_MOST,
            cut_cells: 0,
            book,
        };
        let properties = package::properties(&writer.book.title, writer.book.created);
        writer.part("docProps/core.xml", &properties)?;
        writer.part("_rels/.rels", package::RELATIONSHIPS.as_bytes())?;
        writer.part("xl/styles.xml", package::STYLES.as_bytes())?;
        writer.begin_sheet()?;
        Ok(writer)
    }

    /// Writes one record.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_record(&mut self, cells: &[Cow<'_, str>]) -> io::Result<()> {
        let before = self.rows.len();
        let mut cut = self.push_row(cells);
        if self.sheet_bytes + self.rows.len() as u64 > self.sheet_at_most && self.row > 2 {
            self.rows.truncate(before);
            self.end_sheet()?;
            self.begin_sheet()?;
            cut = self.push_row(cells);
        }
        self.cut_cells += cut;
        if self.rows.len() >= BUFFER { self.flush() } else { Ok(()) }
    }

    /// The stream, which lacks what is gathered.
    pub fn out(&self) -> Option<&W> {
        self.zip.get_ref().map(StreamWriter::get_ref)
    }

    /// Ends the workbook; answers the stream and the number of cells that were cut.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> io::Result<(W, i64)> {
        self.end_sheet()?;
        let names: Vec<String> = (1..=self.sheets).map(|n| package::sheet_name(&self.book.sheet, n)).collect();
        self.part("xl/workbook.xml", &package::workbook(&names))?;
        self.part("xl/_rels/workbook.xml.rels", &package::workbook_relationships(self.sheets))?;
        self.part("[Content_Types].xml", &package::content_types(self.sheets))?;
        Ok((self.zip.finish()?.into_inner(), self.cut_cells))
    }

    fn part(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.zip.start_file(name, self.options)?;
        self.zip.write_all(bytes)
    }

    fn push_row(&mut self, cells: &[Cow<'_, str>]) -> i64 {
        self.row += 1;
        let row = self.row.to_string();
        let out = &mut self.rows;
        out.extend_from_slice(b"<row r=\"");
        out.extend_from_slice(row.as_bytes());
        out.extend_from_slice(b"\">");
        let mut cut = 0;
        for (column, cell) in self.columns.iter().zip(cells) {
            cut += i64::from(column.push(cell, row.as_bytes(), out));
        }
        out.extend_from_slice(b"</row>");
        cut
    }

    /// The labels are bold and stay in sight.
    fn begin_sheet(&mut self) -> io::Result<()> {
        (self.sheets, self.row, self.sheet_bytes) = (self.sheets + 1, 1, 0);
        self.zip.start_file(format!("xl/worksheets/sheet{}.xml", self.sheets), self.options)?;
        let out = &mut self.rows;
        out.extend_from_slice(
            b"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetViews><sheetView workbookViewId=\"0\">\
<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/><selection pane=\"bottomLeft\"/>\
</sheetView></sheetViews><sheetFormatPr defaultRowHeight=\"15\"/>",
        );
        let labelled = || self.columns.iter().zip(&self.book.headers);
        if !self.columns.is_empty() {
            out.extend_from_slice(b"<cols>");
            for ((column, label), n) in labelled().zip(1..) {
                let width = column.width(label);
                write!(out, "<col min=\"{n}\" max=\"{n}\" width=\"{width}\" customWidth=\"1\"/>")?;
            }
            out.extend_from_slice(b"</cols>");
        }
        out.extend_from_slice(b"<sheetData><row r=\"1\">");
        let mut cut = 0;
        for (column, label) in labelled() {
            cut += i64::from(column.push_label(label, b"1", out));
        }
        out.extend_from_slice(b"</row>");
        self.cut_cells += cut;
        self.flush()
    }

    fn end_sheet(&mut self) -> io::Result<()> {
        self.rows.extend_from_slice(b"</sheetData></worksheet>");
        self.flush()
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sheet_bytes += self.rows.len() as u64;
        self.zip.write_all(&self.rows)?;
        self.rows.clear();
        Ok(())
    }
}
