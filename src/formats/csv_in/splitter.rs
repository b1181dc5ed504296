//! Finds where rows end: a quote may hide any number of line ends, and a row any number of bytes.

use std::io::{self, Read};

use memchr::{memchr, memchr3};

use super::line::{Flaw, Line, line_ends};
use super::problem::PART_BYTES;
use crate::formats::csv::Separator;

/// Read at once. Memory stays below twice the longest row allowed, plus this.
const CHUNK: usize = 256 * 1024;

/// Where the scan is within a row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Outside quotes. A quote at the very next byte opens a cell only when the flag is set;
    /// elsewhere it is an ordinary sign, as in `5" pipe`.
    Plain {
        at_cell_start: bool,
    },
    Quoted,
    /// After a quote inside quotes: half of a doubled one, or the end of the cell.
    AfterQuote,
}

pub(super) struct Splitter<R> {
    read: R,
    row_limit: usize,
    separator: Separator,
    /// Read at once.
    pub(super) chunk: usize,
    pub(super) buffer: Vec<u8>,
    /// The row being looked at starts here …
    start: usize,
    /// … is scanned up to here …
    next: usize,
    /// … and the bytes read end here.
    end: usize,
    /// Bytes of the file that have left the buffer.
    dropped: u64,
    /// The start of a row that is too long to be held.
    head: Option<Vec<u8>>,
    /// The line on which the next row starts.
    line: u64,
}

impl<R: Read> Splitter<R> {
    pub(super) fn new(read: R, row_limit: usize) -> Self {
        Self {
            read,
            row_limit,
            separator: Separator::Comma,
            chunk: CHUNK,
            buffer: Vec::new(),
            start: 0,
            next: 0,
            end: 0,
            dropped: 0,
            head: None,
            line: 1,
        }
    }

    /// The first bytes of the file: a whole buffer unless the file is shorter.
    pub(super) fn peek(&mut self) -> io::Result<&[u8]> {
        while self.end < self.chunk && self.fill()? {}
        Ok(&self.buffer[..self.end])
    }

    /// Passes over a byte order mark and settles what separates cells.
    pub(super) fn begin(&mut self, mark: usize, separator: Separator) {
        (self.start, self.next, self.separator) = (mark, mark, separator);
    }

    pub(super) const fn separator(&self) -> Separator {
        self.separator
    }

    pub(super) const fn bytes_read(&self) -> u64 {
        self.dropped + self.start as u64
    }

    /// The next row that is not an empty line.
    pub(super) fn next_line(&mut self) -> io::Result<Option<Line<'_>>> {
        self.head = None;
        if !self.skip_empty_lines()? {
            return Ok(None);
        }
        let number = self.line;
        let flaw = self.scan()?;
        let len = self.next - self.start;
        self.pass_line_end()?;
        let row = self.start..self.start + len;
        self.start = self.next;

        let (bytes, is_long) = match &self.head {
            Some(head) => (head.as_slice(), true),
            None => (&self.buffer[row], len > self.row_limit),
        };
        let flaw = match flaw {
            // That it never ends says more than that it is long.
            Some(Flaw::OpenQuote(line)) => Some(Flaw::OpenQuote(line)),
            _ if is_long => Some(Flaw::TooLong),
            other => other,
        };
        Ok(Some(Line { bytes, number, flaw, bytes_read: self.bytes_read() }))
    }

    /// Whether a row follows.
    fn skip_empty_lines(&mut self) -> io::Result<bool> {
        loop {
            if self.next == self.end && !self.more()? {
                return Ok(false);
            }
            if !matches!(self.buffer[self.next], b'\r' | b'\n') {
                return Ok(true);
            }
            self.pass_line_end()?;
            self.start = self.next;
        }
    }

    /// Goes on to the line end that ends the row, or to the end of the file.
    fn scan(&mut self) -> io::Result<Option<Flaw>> {
        let separator = self.separator.byte();
        let mut place = Place::Plain { at_cell_start: true };
        let (mut opened_on, mut stray, mut after_cr) = (self.line, None, false);
        loop {
            if self.next == self.end && !self.more()? {
                return Ok(if place == Place::Quoted { Some(Flaw::OpenQuote(opened_on)) } else { stray });
            }
            let ahead = &self.buffer[self.next..self.end];
            place = match place {
                Place::Plain { at_cell_start } => match memchr3(b'"', b'\r', b'\n', ahead) {
                    None => {
                        let at_cell_start = ahead.last() == Some(&separator);
                        self.next = self.end;
                        Place::Plain { at_cell_start }
                    }
                    Some(at) if ahead[at] == b'"' => {
                        let opens = at.checked_sub(1).map_or(at_cell_start, |before| ahead[before] == separator);
                        self.next += at + 1;
                        if opens {
                            opened_on = self.line;
                            Place::Quoted
                        } else {
                            Place::Plain { at_cell_start: false }
                        }
                    }
                    Some(at) => {
                        self.next += at;
                        return Ok(stray);
                    }
                },
                Place::Quoted => {
                    let quote = memchr(b'"', ahead);
                    let inside = &ahead[..quote.unwrap_or(ahead.len())];
                    self.line += line_ends(inside, &mut after_cr);
                    self.next += inside.len();
                    if quote.is_some() {
                        self.next += 1;
                        after_cr = false;
                        Place::AfterQuote
                    } else {
                        Place::Quoted
                    }
                }
                Place::AfterQuote => match ahead[0] {
                    b'"' => {
                        self.next += 1;
                        Place::Quoted
                    }
                    b'\r' | b'\n' => Place::Plain { at_cell_start: false },
                    sign => {
                        if sign != separator {
                            stray = Some(Flaw::StrayQuote);
                        }
                        self.next += 1;
                        Place::Plain { at_cell_start: sign == separator }
                    }
                },
            };
        }
    }

    /// Passes over LF, CRLF or a lone CR, if there is one.
    fn pass_line_end(&mut self) -> io::Result<()> {
        if self.next == self.end {
            return Ok(());
        }
        let sign = self.buffer[self.next];
        self.next += 1;
        self.line += 1;
        if sign == b'\r' && (self.next < self.end || self.more()?) && self.buffer[self.next] == b'\n' {
            self.next += 1;
        }
        Ok(())
    }

    /// Reads on when the scan has reached the end of the buffer: the row moves to the front, or out
    /// when it is too long to be held. `false` at the end of the file.
    fn more(&mut self) -> io::Result<bool> {
        let held = self.start..self.end;
        // One more than the limit: its line end may already be here.
        if self.head.is_some() || held.len() > self.row_limit.saturating_add(1) {
            if self.head.is_none() {
                let shown = held.len().min(PART_BYTES);
                self.head = Some(self.buffer[held][..shown].to_vec());
            }
            self.dropped += self.end as u64;
            (self.start, self.next, self.end) = (0, 0, 0);
        } else if self.start > 0 {
            self.dropped += self.start as u64;
            self.next -= self.start;
            self.end = held.len();
            self.buffer.copy_within(held, 0);
            self.start = 0;
        }
        self.fill()
    }

    fn fill(&mut self) -> io::Result<bool> {
        if self.end == self.buffer.len() {
            self.buffer.resize(self.end + self.chunk, 0);
        }
        loop {
            match self.read.read(&mut self.buffer[self.end..]) {
                Ok(read) => {
                    self.end += read;
                    return Ok(read > 0);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}
