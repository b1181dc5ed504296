//! The fast way through a flat JSON object whose values are strings.

use std::borrow::Cow;

use memchr::memchr;

const LOW: u64 = u64::from_le_bytes([0x01; 8]);
const HIGH: u64 = u64::from_le_bytes([0x80; 8]);

/// Calls `place` for each key and puts the value there. `None` when the text is anything but a flat
/// object of strings with plain keys; `out` is then half filled.
#[inline]
pub(super) fn scan_flat<'a>(
    json: &'a str,
    place: impl Fn(&[u8]) -> Option<usize>,
    out: &mut [Cow<'a, str>],
) -> Option<()> {
    let bytes = json.as_bytes();
    let mut at = after(bytes, 0, b'{')?;
    if bytes.get(at) == Some(&b'}') {
        return is_end(bytes, at + 1);
    }
    loop {
        let key = at + 1;
        let key_end = key + plain_prefix(bytes.get(key..)?);
        if bytes[at] != b'"' || bytes.get(key_end) != Some(&b'"') {
            return None;
        }
        at = after(bytes, key_end + 1, b':')?;
        let wanted = place(&bytes[key..key_end]);
        let (value, end) = string(json, at, wanted.is_some())?;
        if let Some(place) = wanted {
            out[place] = value;
        }
        at = skip_blanks(bytes, end);
        match bytes.get(at)? {
            b',' => at = skip_blanks(bytes, at + 1),
            b'}' => return is_end(bytes, at + 1),
            _ => return None,
        }
    }
}

/// The string whose opening quote is at `open`, and the place after its closing quote. An unwanted
/// one is passed over without being decoded.
#[inline]
pub(super) fn string(json: &str, open: usize, wanted: bool) -> Option<(Cow<'_, str>, usize)> {
    let bytes = json.as_bytes();
    if bytes.get(open) != Some(&b'"') {
        return None;
    }
    let start = open + 1;
    let mut end = start + plain_prefix(bytes.get(start..)?);
    if bytes.get(end) == Some(&b'"') {
        return Some((Cow::Borrowed(json.get(start..end)?), end + 1));
    }
    while bytes.get(end) == Some(&b'\\') {
        // The escaped sign itself is one byte that must not be looked at.
        end += 2;
        end += plain_prefix(bytes.get(end..)?);
    }
    if bytes.get(end) != Some(&b'"') {
        return None;
    }
    let value = match (wanted, json.get(open..=end)?) {
        (false, _) => String::new(),
        (true, quoted) => unescaped(&quoted[1..quoted.len() - 1]).or_else(|| serde_json::from_str(quoted).ok())?,
    };
    Some((Cow::Owned(value), end + 1))
}

/// The text without its escapes, where each is one letter long.
fn unescaped(text: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr(b'\\', rest.as_bytes()) {
        plain.push_str(&rest[..at]);
        plain.push(match rest.as_bytes().get(at + 1)? {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            _ => return None,
        });
        rest = &rest[at + 2..];
    }
    // A control character that is not escaped is for somebody else to refuse.
    if text.bytes().any(|b| b < b' ') {
        return None;
    }
    plain.push_str(rest);
    Some(plain)
}

/// How many bytes come before the first quote, backslash or control character, eight at a time.
#[inline]
pub(super) fn plain_prefix(bytes: &[u8]) -> usize {
    const QUOTE: u64 = u64::from_le_bytes([b'"'; 8]);
    const BACKSLASH: u64 = u64::from_le_bytes([b'\\'; 8]);
    const SPACE: u64 = u64::from_le_bytes([b' '; 8]);
    let (words, rest) = bytes.as_chunks::<8>();
    for (at, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let (quote, backslash) = (word ^ QUOTE, word ^ BACKSLASH);
        // A borrow can only mark bytes above a true hit, so the lowest mark is always right.
        let found = quote.wrapping_sub(LOW) & !quote
            | backslash.wrapping_sub(LOW) & !backslash
            | word.wrapping_sub(SPACE) & !word;
        if found & HIGH != 0 {
            return at * 8 + (found & HIGH).trailing_zeros() as usize / 8;
        }
    }
    let tail = rest.iter().position(|b| matches!(b, b'"' | b'\\' | 0..=0x1f)).unwrap_or(rest.len());
    words.len() * 8 + tail
}

/// The place of the next sign after `sign`, with blanks around `sign` allowed.
#[inline]
fn after(bytes: &[u8], at: usize, sign: u8) -> Option<usize> {
    let at = skip_blanks(bytes, at);
    (bytes.get(at) == Some(&sign)).then(|| skip_blanks(bytes, at + 1))
}

#[inline]
fn skip_blanks(bytes: &[u8], mut at: usize) -> usize {
    while matches!(bytes.get(at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
        at += 1;
    }
    at
}

fn is_end(bytes: &[u8], at: usize) -> Option<()> {
    (skip_blanks(bytes, at) == bytes.len()).then_some(())
}
