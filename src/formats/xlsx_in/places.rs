//! Where the cells of a sheet stand and in which style, read beside the cells themselves: of one that cannot be read, their
//! reader does not say where it stands, and of none in which style.

use std::io::{BufRead, BufReader, Read, Seek};

use zip::ZipArchive;
use zip::read::ZipFile;

/// The places of a sheet, one after the other.
pub(super) struct Places<'a, R: Read> {
    sheet: BufReader<ZipFile<'a, R>>,
    tag: Vec<u8>,
    is_among_cells: bool,
    row: u32,
    column: u32,
    style: usize,
    answers: u64,
}

impl<'a, R: Read + Seek> Places<'a, R> {
    /// Those of the sheet whose bytes lie around this place of the archive.
    pub(super) fn new(archive: &'a mut ZipArchive<R>, around: u64) -> Option<Self> {
        let part = |at: usize| archive.by_index_data(at).ok().map(|part| (part.header_start(), at));
        let (_, at) = (0..archive.len()).filter_map(part).filter(|(start, _)| *start < around).max()?;
        let sheet = BufReader::new(archive.by_index(at).ok()?);
        Some(Self { sheet, tag: Vec::new(), is_among_cells: false, row: 0, column: 0, style: 0, answers: 0 })
    }

    /// Row and column, from 0, that the reader of cells speaks of in this answer, the first of which is 1. Answers are asked
    /// for in their order. `None` where the sheet cannot be read either.
    pub(super) fn of(&mut self, answer: u64) -> Option<(u32, u32)> {
        loop {
            let place = self.following()?;
            self.answers += 1;
            if self.answers >= answer {
                return Some(place);
            }
        }
    }

    /// The style of the cell in the last answer.
    pub(super) fn style(&self) -> usize {
        self.style
    }

    /// The next place of which the reader says something: a cell, or a row whose number is none.
    fn following(&mut self) -> Option<(u32, u32)> {
        loop {
            self.read_tag()?;
            let tag = String::from_utf8_lossy(&self.tag);
            let end = tag.strip_prefix('/');
            let name = end.unwrap_or(&tag).split(|c: char| c.is_ascii_whitespace() || c == '/').next()?;
            let number = attribute(&tag, "r").map(place);
            match (name.rsplit(':').next()?, end.is_some()) {
                ("sheetData", is_end) => self.is_among_cells = !is_end,
                _ if !self.is_among_cells => {}
                ("row", true) => (self.row, self.column) = (self.row.saturating_add(1), 0),
                ("row", false) => {
                    if let Some(Some((row, _))) = number {
                        self.row = row;
                    }
                    let here = (self.row, 0);
                    if tag.ends_with('/') {
                        (self.row, self.column) = (self.row.saturating_add(1), 0);
                    }
                    if number == Some(None) {
                        return Some(here);
                    }
                }
                ("c", false) => {
                    let stated = number.flatten().and_then(|(row, column)| Some((row, column?)));
                    let (row, column) = stated.unwrap_or((self.row, self.column));
                    self.column = column.saturating_add(1);
                    self.style = attribute(&tag, "s").and_then(|style| style.parse().ok()).unwrap_or(0);
                    return Some((row, column));
                }
                _ => {}
            }
        }
    }

    /// Reads the next tag, without the brackets around it.
    fn read_tag(&mut self) -> Option<()> {
        self.sheet.skip_until(b'<').ok()?;
        self.tag.clear();
        let mut quote = None;
        loop {
            let before = self.tag.len();
            if self.sheet.read_until(b'>', &mut self.tag).ok()? == 0 {
                return None;
            }
            quote = self.tag[before..].iter().fold(quote, |quote, byte| match (quote, byte) {
                (None, b'"' | b'\'') => Some(*byte),
                (Some(open), byte) if open == *byte => None,
                (quote, _) => quote,
            });
            let is_whole = match () {
                () if self.tag.starts_with(b"!--") => self.tag.ends_with(b"-->"),
                () if self.tag.starts_with(b"![CDATA[") => self.tag.ends_with(b"]]>"),
                () => quote.is_none(),
            };
            if is_whole {
                self.tag.pop();
                return Some(());
            }
        }
    }
}

/// The value of an attribute of a tag.
fn attribute<'t>(tag: &'t str, wanted: &str) -> Option<&'t str> {
    let (_, mut rest) = tag.split_once(|c: char| c.is_ascii_whitespace())?;
    loop {
        let (name, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, next) = after[1..].split_once(quote)?;
        if name.trim() == wanted {
            return Some(value);
        }
        rest = next;
    }
}

/// `AB12` as the row 11 and the column 27; the number of a row has no column.
fn place(text: &str) -> Option<(u32, Option<u32>)> {
    let (letters, digits) = text.split_at(text.find(|c: char| c.is_ascii_digit())?);
    let row = digits.parse::<u32>().ok()?.checked_sub(1)?;
    let column = letters.bytes().try_fold(0_u32, |column, letter| {
        let place = u32::from(letter.to_ascii_uppercase()).checked_sub(64).filter(|place| (1..=26).contains(place))?;
        column.checked_mul(26)?.checked_add(place)
    })?;
    Some((row, column.checked_sub(1)))
}
