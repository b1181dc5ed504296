//! A whole CSV file on its way to a stream.

use std::borrow::Cow;
use std::io::{self, Write};

use super::CsvWriter;

/// What is gathered before it is written.
const BUFFER: usize = 64 * 1024;

/// Writes one file, its labels first.
pub struct CsvFile<W: Write> {
    writer: CsvWriter,
    buffer: Vec<u8>,
    out: W,
}

impl<W: Write> CsvFile<W> {
    /// Begins a file.
    pub fn new(out: W, writer: CsvWriter, headers: &[String]) -> Self {
        let mut buffer = Vec::with_capacity(BUFFER + BUFFER / 4);
        writer.write_header(headers, &mut buffer);
        Self { writer, buffer, out }
    }

    /// Writes one record.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_record(&mut self, cells: &[Cow<'_, str>]) -> io::Result<()> {
        self.writer.write_record(cells, &mut self.buffer);
        if self.buffer.len() >= BUFFER { self.flush() } else { Ok(()) }
    }

    /// The stream, which lacks what is gathered.
    pub fn out(&self) -> &W {
        &self.out
    }

    /// Writes what is left, and answers the stream.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> io::Result<W> {
        self.flush()?;
        Ok(self.out)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.write_all(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }
}
