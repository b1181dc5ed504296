//! Workbooks that unpack to more than they seem: a small file can hold gigabytes of nothing (a zip bomb). What an archive says
//! of its own sizes is not believed: every entry is unpacked once, and only counted.

use std::io::{Read, Seek, SeekFrom};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::formats::csv_in::HeaderError;

/// Most entries of an archive.
const ENTRIES: usize = 10_000;
/// Most bytes of all entries that a reader holds in memory: texts, styles, relations.
const HELD: u64 = 128 * 1024 * 1024;
/// Most bytes of an archive unpacked.
const ALL: u64 = 8 * 1024 * 1024 * 1024;
/// Most bytes between the beginnings of two cells: a cell holds 32,767 characters, each written in at most a dozen bytes.
const CELL: u64 = 1024 * 1024;

/// Refuses a workbook that no reader should open, and leaves the file at its beginning.
pub(in crate::formats) fn check<R: Read + Seek>(file: &mut R) -> Result<(), HeaderError> {
    check_within(file, HELD, ALL)
}

pub(super) fn check_within<R: Read + Seek>(file: &mut R, held: u64, all: u64) -> Result<(), HeaderError> {
    let mut archive = ZipArchive::new(&mut *file).map_err(refusal)?;
    if archive.len() > ENTRIES {
        return Err(HeaderError::TooLarge);
    }
    if !archive.file_names().any(|name| name.is_ok_and(|name| is_of_workbook(&name))) {
        return Err(HeaderError::Archive);
    }
    let (mut held_left, mut left) = (held, all);
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).map_err(refusal)?;
        let name = entry.name().map_err(refusal)?.to_lowercase();
        // A reader streams sheets, which are made of cells, and holds everything else that it looks at.
        let ends = [".rels", "sharedstrings.xml", "styles.xml", "workbook.xml", "theme1.xml", "content_types].xml"];
        let mut is_held = name.strip_suffix(".xml").is_none() || ends.iter().any(|ending| name.ends_with(ending));
        let (mut chunk, mut cells, mut size) = (vec![0; 64 * 1024], Cells::default(), 0);
        loop {
            let read = entry.read(&mut chunk).map_err(|e| HeaderError::Workbook(e.to_string()))?;
            if read == 0 {
                break;
            }
            let bytes = read as u64;
            size += bytes;
            left = left.checked_sub(bytes).ok_or(HeaderError::TooLarge)?;
            if is_held {
                held_left = held_left.checked_sub(bytes).ok_or(HeaderError::TooLarge)?;
            } else if !cells.are_small(&chunk[..read]) {
                is_held = true;
                held_left = held_left.checked_sub(size).ok_or(HeaderError::TooLarge)?;
            }
        }
    }
    file.seek(SeekFrom::Start(0))?;
    Ok(())
}

/// Whether XML is a sheet of cells of ordinary size. Not a judge of XML: what is unusual counts as large.
#[derive(Default)]
struct Cells {
    place: Place,
    /// The name of the tag, as far as it matters.
    name: Vec<u8>,
    /// Bytes since the last cell or row began.
    since: u64,
    seen: u64,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Place {
    #[default]
    Text,
    Name,
    Tag,
    Quoted(u8),
}

impl Cells {
    fn are_small(&mut self, chunk: &[u8]) -> bool {
        for byte in chunk {
            self.seen += 1;
            self.since += 1;
            self.place = match (self.place, *byte) {
                (Place::Text, b'<') => {
                    self.name.clear();
                    Place::Name
                }
                (Place::Name, b' ' | b'>' | b'\n' | b'\r' | b'\t') => {
                    let local = self.name.rsplit(|b| *b == b':').next().unwrap_or_default();
                    if local == b"c" || local == b"row" {
                        self.since = 0;
                    }
                    if *byte == b'>' { Place::Text } else { Place::Tag }
                }
                // A comment or the like may hide any number of bytes; only the declaration in front is usual.
                (Place::Name, b'!') if self.name.is_empty() => return false,
                (Place::Name, b'?') if self.name.is_empty() && self.seen > 8 => return false,
                (Place::Name, letter) if self.name.len() < 64 => {
                    self.name.push(letter);
                    Place::Name
                }
                (Place::Name, _) | (Place::Tag, b'<') => return false,
                (Place::Tag, quote @ (b'"' | b'\'')) => Place::Quoted(quote),
                (Place::Tag, b'>') => Place::Text,
                (Place::Quoted(quote), byte) if byte == quote => Place::Tag,
                (place, _) => place,
            };
            if self.since > CELL {
                return false;
            }
        }
        true
    }
}

/// Whether a part of an archive is that in which a workbook lists its sheets.
fn is_of_workbook(name: &str) -> bool {
    name.to_lowercase().replace('\\', "/").ends_with("xl/workbook.xml")
}

fn refusal(error: ZipError) -> HeaderError {
    match error {
        ZipError::Io(error) => HeaderError::Read(error),
        other => HeaderError::Workbook(other.to_string()),
    }
}
