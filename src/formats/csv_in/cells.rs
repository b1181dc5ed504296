//! One row taken apart into its cells.

use crate::domain::import::cells::Cells;
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

/// Takes rows apart. Its buffers are as long as the longest row so far.
pub(super) struct CellParser {
    reader: Reader,
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl CellParser {
    pub(super) fn new(separator: u8) -> Self {
        let mut reader = ReaderBuilder::new().delimiter(separator).build();
        // At its very first call the reader drops a byte order mark; ours is already gone.
        reader.read_record(b"\n", &mut [0], &mut [0]);
        Self { reader, text: Vec::new(), ends: Vec::new() }
    }

    /// The cells of one well-formed row, or how many there are when more than `most`.
    pub(super) fn parse(&mut self, row: &[u8], most: usize) -> Result<Cells, usize> {
        let (Self { reader, text, ends }, mut rest) = (self, row);
        if text.len() <= row.len() {
            text.resize(row.len() + 1, 0);
        }
        ends.resize(most + 1, 0);
        let (mut written, mut found, mut surplus) = (0, 0, 0);
        loop {
            // The row has lost its line end; without one the reader would wait for more.
            let input = if rest.is_empty() { b"\n" } else { rest };
            let (outcome, read, wrote, cells) = reader.read_record(input, &mut text[written..], &mut ends[found..]);
            rest = rest.get(read..).unwrap_or_default();
            written += wrote;
            found += cells;
            match outcome {
                ReadRecordResult::InputEmpty => {}
                // Cells beyond the limit are only counted, in the same place again and again.
                ReadRecordResult::OutputEndsFull | ReadRecordResult::OutputFull => {
                    (surplus, found) = (surplus + found, 0);
                }
                ReadRecordResult::Record | ReadRecordResult::End => break,
            }
        }
        if surplus + found > most {
            return Err(surplus + found);
        }
        // The row is UTF-8 and was cut at ASCII signs only: this is text, and no end is within a character.
        let text = str::from_utf8(&text[..written]).unwrap_or_default();
        Ok(Cells::new(text.to_owned(), &ends[..found]).unwrap_or_default())
    }
}
