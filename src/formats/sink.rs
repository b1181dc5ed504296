//! Where the records of an export go, whatever its format: one file, or several in a zip (R32).

use std::borrow::Cow;
use std::io::{self, Write};
use std::mem;

use chrono::{DateTime, Utc};
use zip::ZipWriter;
use zip::write::StreamWriter;

use super::csv::{CsvFile, CsvOptions, CsvWriter};
use super::hashed::Counted;
use super::packing;
use super::xlsx::{Book, XlsxWriter};
use crate::domain::export::{FileKind, Format, Request, Shape};
use crate::domain::export_name;

#[cfg(test)]
mod tests;

/// A part above 4 GiB is more than many programs unpack, so the next one begins before.
const PART_AT_MOST: u64 = 0xf000_0000;

type Archive<W> = ZipWriter<StreamWriter<W>>;

/// Takes the records of an export one by one, and never turns back in what it writes.
pub struct Sink<W: Write> {
    plan: Plan,
    shape: Shape,
    target: Target<W>,
    /// Parts begun so far.
    parts: i64,
    records_in_part: i64,
    cut_cells: i64,
    part_at_most: u64,
}

/// What was written.
#[derive(Debug)]
pub struct Sunk<W> {
    /// The stream.
    pub out: W,
    /// What it is now.
    pub kind: FileKind,
    /// Files of the format in it.
    pub parts: i64,
    /// Cells that were too long for their format.
    pub cut_cells: i64,
}

enum Target<W: Write> {
    One(Part<W>),
    Packed(Box<Part<Counted<Archive<W>>>>),
    /// After an error.
    Gone,
}

enum Part<W: Write> {
    Csv(CsvFile<W>),
    Xlsx(Box<XlsxWriter<W>>),
}

/// What every part has in common.
struct Plan {
    format: Format,
    csv: CsvWriter,
    book: Book,
    stem: String,
}

impl<W: Write> Sink<W> {
    /// Begins the file of a request for so many records, asked for under this name then.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn new(out: W, request: &Request, name: &str, asked_at: DateTime<Utc>, records: i64) -> io::Result<Self> {
        let stem = export_name::stem(name).to_owned();
        let kinds: Vec<_> = request.columns.iter().map(|column| column.kind).collect();
        let options =
            CsvOptions { separator: request.separator, byte_order_mark: request.byte_order_mark, guard: request.guard };
        let plan = Plan {
            format: request.format,
            csv: CsvWriter::new(options, &kinds),
            book: Book {
                sheet: request.sheet.clone(),
                title: stem.clone(),
                created: asked_at,
                headers: request.columns.iter().map(|column| column.header.clone()).collect(),
                kinds,
            },
            stem,
        };
        let shape = request.shape(records);
        let target = match shape.kind {
            FileKind::Csv | FileKind::Xlsx => Target::One(plan.begin(out)?),
            FileKind::Zip => {
                Target::Packed(Box::new(plan.begin_packed(ZipWriter::new_stream(out), plan.part(&shape, 1))?))
            }
        };
        Ok(Self { plan, shape, target, parts: 1, records_in_part: 0, cut_cells: 0, part_at_most: PART_AT_MOST })
    }

    /// Writes one record.
    ///
    /// # Errors
    /// When it cannot be written, or there are more of them than were counted.
    pub fn write_record(&mut self, cells: &[Cow<'_, str>]) -> io::Result<()> {
        if self.records_in_part == self.shape.records_per_file || self.is_part_full() {
            self.next_part()?;
        }
        self.records_in_part += 1;
        match &mut self.target {
            Target::One(part) => part.write_record(cells),
            Target::Packed(part) => part.write_record(cells),
            Target::Gone => Err(gone()),
        }
    }

    /// Ends the file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> io::Result<Sunk<W>> {
        let out = match mem::replace(&mut self.target, Target::Gone) {
            Target::One(part) => part.finish(&mut self.cut_cells)?,
            Target::Packed(part) => part.finish(&mut self.cut_cells)?.out.finish()?.into_inner(),
            Target::Gone => return Err(gone()),
        };
        Ok(Sunk { out, kind: self.shape.kind, parts: self.parts, cut_cells: self.cut_cells })
    }

    fn is_part_full(&self) -> bool {
        matches!(&self.target, Target::Packed(part) if part.out().is_some_and(|out| out.bytes > self.part_at_most))
    }

    fn next_part(&mut self) -> io::Result<()> {
        let Target::Packed(part) = mem::replace(&mut self.target, Target::Gone) else {
            return Err(io::Error::other("there are more records than were counted"));
        };
        let archive = part.finish(&mut self.cut_cells)?.out;
        (self.parts, self.records_in_part) = (self.parts + 1, 0);
        self.target = Target::Packed(Box::new(self.plan.begin_packed(archive, Some(self.parts))?));
        Ok(())
    }
}

impl Plan {
    /// The number of a part; a lone one has none.
    fn part(&self, shape: &Shape, part: i64) -> Option<i64> {
        (shape.parts > 1).then_some(part)
    }

    fn begin<W: Write>(&self, out: W) -> io::Result<Part<W>> {
        Ok(match self.format {
            Format::Csv => Part::Csv(CsvFile::new(out, self.csv.clone(), &self.book.headers)),
            Format::Xlsx => Part::Xlsx(Box::new(XlsxWriter::new(out, self.book.clone())?)),
        })
    }

    fn begin_packed<W: Write>(&self, mut zip: Archive<W>, part: Option<i64>) -> io::Result<Part<Counted<Archive<W>>>> {
        let kind = match self.format {
            Format::Csv => FileKind::Csv,
            Format::Xlsx => FileKind::Xlsx,
        };
        zip.start_file(export_name::name_in_zip(&self.stem, kind, part), packing::options(self.book.created))?;
        self.begin(Counted { out: zip, bytes: 0 })
    }
}

impl<W: Write> Part<W> {
    fn write_record(&mut self, cells: &[Cow<'_, str>]) -> io::Result<()> {
        match self {
            Self::Csv(file) => file.write_record(cells),
            Self::Xlsx(workbook) => workbook.write_record(cells),
        }
    }

    fn finish(self, cut_cells: &mut i64) -> io::Result<W> {
        match self {
            Self::Csv(file) => file.finish(),
            Self::Xlsx(workbook) => {
                let (out, cut) = workbook.finish()?;
                *cut_cells += cut;
                Ok(out)
            }
        }
    }

    fn out(&self) -> Option<&W> {
        match self {
            Self::Csv(file) => Some(file.out()),
            Self::Xlsx(workbook) => workbook.out(),
        }
    }
}

fn gone() -> io::Error {
    io::Error::other("the file was given up after an error")
}
