//! Text as a cell of a workbook holds it: cut where spreadsheets would cut it, escaped where XML or they would misread it.

/// Most characters of a cell, counted as spreadsheets do: in UTF-16 (R32).
pub(super) const MOST_UNITS: usize = 32_767;

/// The text as far as a cell can hold it, and whether that is less than all of it. No character is cut in two.
#[inline]
pub(super) fn fitting(text: &str) -> (&str, bool) {
    // No character has more units of UTF-16 than bytes of UTF-8.
    if text.len() <= MOST_UNITS { (text, false) } else { cut(text) }
}

#[cold]
fn cut(text: &str) -> (&str, bool) {
    let mut units = 0;
    for (at, c) in text.char_indices() {
        units += c.len_utf16();
        if units > MOST_UNITS {
            return (&text[..at], true);
        }
    }
    (text, false)
}

/// Writes `<t>…</t>`. White space at the ends is kept, which needs to be said.
#[inline]
pub(super) fn push_text(text: &str, out: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    let is_blank = |b: Option<&u8>| b.is_some_and(|b| *b <= b' ');
    let open: &[u8] =
        if is_blank(bytes.first()) || is_blank(bytes.last()) { b"<t xml:space=\"preserve\">" } else { b"<t>" };
    out.extend_from_slice(open);
    push_escaped(text, out);
    out.extend_from_slice(b"</t>");
}

/// Writes text between two tags.
#[inline]
pub(super) fn push_escaped(text: &str, out: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    if is_plain(bytes) {
        out.extend_from_slice(bytes);
    } else {
        push_slowly(bytes, out);
    }
}

const LOW: u64 = u64::from_le_bytes([0x01; 8]);
const HIGH: u64 = u64::from_le_bytes([0x80; 8]);

/// Whether nothing in it needs a closer look; eight bytes at a time, as in `csv/encode.rs`.
#[inline]
fn is_plain(bytes: &[u8]) -> bool {
    if let Some(end) = bytes.last_chunk::<8>() {
        let (words, _) = bytes.as_chunks::<8>();
        let found = words.iter().fold(0, |found, word| found | suspects(u64::from_le_bytes(*word)));
        return (found | suspects(u64::from_le_bytes(*end))) & HIGH == 0;
    }
    // Filled up with letters, which are harmless.
    let mut word = [b'a'; 8];
    word[..bytes.len()].copy_from_slice(bytes);
    suspects(u64::from_le_bytes(word)) & HIGH == 0
}

/// The high bit of each byte that is `&`, `<`, `>`, `_`, a control character or the first of U+FFFE and U+FFFF; of some
/// byte of the word at least, which is all that is asked.
#[inline]
const fn suspects(word: u64) -> u64 {
    const fn is(word: u64, sign: u8) -> u64 {
        let word = word ^ u64::from_le_bytes([sign; 8]);
        word.wrapping_sub(LOW) & !word
    }
    let control = word.wrapping_sub(u64::from_le_bytes([b' '; 8])) & !word;
    control | is(word, b'&') | is(word, b'<') | is(word, b'>') | is(word, b'_') | is(word, 0xef)
}

#[cold]
fn push_slowly(bytes: &[u8], out: &mut Vec<u8>) {
    let mut written = 0;
    let mut at = 0;
    while at < bytes.len() {
        let (escape, length): (&[u8], usize) = match bytes[at] {
            b'&' => (b"&amp;", 1),
            b'<' => (b"&lt;", 1),
            b'>' => (b"&gt;", 1),
            // As it is, XML would read it as a line feed.
            b'\r' => (b"&#13;", 1),
            // A reader would take what follows for an escape.
            b'_' if is_escape(&bytes[at..]) => (b"_x005F_", 1),
            0xef if bytes[at..].starts_with("\u{fffe}".as_bytes()) => (b"_xFFFE_", 3),
            0xef if bytes[at..].starts_with("\u{ffff}".as_bytes()) => (b"_xFFFF_", 3),
            control @ (..=0x08 | 0x0b | 0x0c | 0x0e..=0x1f) => {
                out.extend_from_slice(&bytes[written..at]);
                out.extend_from_slice(format!("_x{control:04X}_").as_bytes());
                at += 1;
                written = at;
                continue;
            }
            _ => {
                at += 1;
                continue;
            }
        };
        out.extend_from_slice(&bytes[written..at]);
        out.extend_from_slice(escape);
        at += length;
        written = at;
    }
    out.extend_from_slice(&bytes[written..]);
}

/// Begins, once it is written, with `_x0041_`: how a workbook writes a character that XML cannot hold. What closes it may be
/// the `_` with which the next escape will begin.
fn is_escape(bytes: &[u8]) -> bool {
    let [b'_', b'x', a, b, c, d, rest @ ..] = bytes else { return false };
    [a, b, c, d].into_iter().all(u8::is_ascii_hexdigit) && begins_with_underscore(rest)
}

/// Whether what is written for these bytes begins with `_`: because they do, or because an escape takes their place.
fn begins_with_underscore(bytes: &[u8]) -> bool {
    bytes.first().is_some_and(|byte| matches!(byte, b'_' | ..=0x08 | 0x0b | 0x0c | 0x0e..=0x1f))
        || ["\u{fffe}", "\u{ffff}"].iter().any(|none| bytes.starts_with(none.as_bytes()))
}
