//! One cell, quoted only where it must be. Most of the time of an export is spent here.

use memchr::memchr;

const LOW: u64 = u64::from_le_bytes([0x01; 8]);
const HIGH: u64 = u64::from_le_bytes([0x80; 8]);

/// Writes a cell, with an apostrophe in front when it is defused.
#[inline]
pub(super) fn push_cell(cell: &str, defused: bool, separator: u8, out: &mut Vec<u8>) {
    let bytes = cell.as_bytes();
    if needs_quotes(bytes, separator) {
        push_quoted(bytes, defused, out);
        return;
    }
    if defused {
        out.push(b'\'');
    }
    out.extend_from_slice(bytes);
}

#[cold]
fn push_quoted(mut bytes: &[u8], defused: bool, out: &mut Vec<u8>) {
    out.reserve(bytes.len() + 3);
    out.push(b'"');
    if defused {
        out.push(b'\'');
    }
    while let Some(at) = memchr(b'"', bytes) {
        out.extend_from_slice(&bytes[..=at]);
        out.push(b'"');
        bytes = &bytes[at + 1..];
    }
    out.extend_from_slice(bytes);
    out.push(b'"');
}

/// Whether a cell holds a separator, a quote or a line end, or has a space at one of its ends.
///
/// Eight bytes at a time; the last word overlaps the one before, and a shorter cell is spread over
/// one word, which may hold a byte twice and zeros that match nothing.
#[inline]
fn needs_quotes(bytes: &[u8], separator: u8) -> bool {
    let signs = Signs::new(separator);
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else {
        return false;
    };
    if *first == b' ' || *last == b' ' {
        return true;
    }
    if let Some(end) = bytes.last_chunk::<8>() {
        let (words, _) = bytes.as_chunks::<8>();
        let found = words.iter().fold(0, |found, word| found | signs.find(u64::from_le_bytes(*word)));
        return (found | signs.find(u64::from_le_bytes(*end))) != 0;
    }
    let word = match (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        (Some(start), Some(end)) => u64::from(u32::from_le_bytes(*start)) | u64::from(u32::from_le_bytes(*end)) << 32,
        _ => u64::from_le_bytes([*first, bytes[bytes.len() / 2], *last, 0, 0, 0, 0, 0]),
    };
    signs.find(word) != 0
}

/// The signs that ask for quotes, each repeated over a word.
struct Signs {
    separator: u64,
}

impl Signs {
    #[inline]
    fn new(separator: u8) -> Self {
        Self { separator: u64::from_le_bytes([separator; 8]) }
    }

    /// Not zero when one of the eight bytes is such a sign.
    #[inline]
    fn find(&self, word: u64) -> u64 {
        const QUOTE: u64 = u64::from_le_bytes([b'"'; 8]);
        const CR: u64 = u64::from_le_bytes([b'\r'; 8]);
        const LF: u64 = u64::from_le_bytes([b'\n'; 8]);
        (zeros(word ^ self.separator) | zeros(word ^ QUOTE) | zeros(word ^ CR) | zeros(word ^ LF)) & HIGH
    }
}

/// The high bit of a byte that is zero; other high bits only where some byte is zero.
#[inline]
const fn zeros(word: u64) -> u64 {
    word.wrapping_sub(LOW) & !word
}
