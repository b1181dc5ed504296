//! The fast way through a flat JSON object whose values are strings.

use std::borrow::Cow;

use memchr::memchr;

use super::quotes::Quotes;

/// Calls `place` for each key and puts the value there. `None` when the text is anything but a flat
/// object of strings with plain keys; `out` is then half filled.
pub(super) fn scan_flat<'a>(
    json: &'a str,
    place: impl Fn(&[u8]) -> Option<usize>,
    out: &mut [Cow<'a, str>],
) -> Option<()> {
    let bytes = json.as_bytes();
    let mut quotes = Quotes::of(bytes);
    let (mut before, mut sign) = (0, b'{');
    while let Some(key_open) = quotes.next() {
        let (key_close, open, close) = (quotes.next()?, quotes.next()?, quotes.next()?);
        if !is_between(bytes, before, key_open, sign) || !is_between(bytes, key_close + 1, open, b':') {
            return None;
        }
        let key = bytes.get(key_open + 1..key_close)?;
        if let Some(cell) = place(key).and_then(|place| out.get_mut(place)) {
            let text = json.get(open + 1..close)?;
            *cell = if quotes.has_escape(open, close) {
                Cow::Owned(decoded(json, open, close)?)
            } else {
                Cow::Borrowed(text)
            };
        } else if key.contains(&b'\\') {
            return None;
        }
        (before, sign) = (close + 1, b',');
    }
    (quotes.is_whole() && sign == b',' && bytes.get(before..)?.trim_ascii() == b"}").then_some(())
}

/// The string between two quotes.
pub(super) fn decoded(json: &str, open: usize, close: usize) -> Option<String> {
    unescaped(json.get(open + 1..close)?).or_else(|| serde_json::from_str(json.get(open..=close)?).ok())
}

/// Whether there is this sign between two places, and else only blanks.
#[inline]
fn is_between(bytes: &[u8], start: usize, end: usize, sign: u8) -> bool {
    (bytes.get(start) == Some(&sign) && start.wrapping_add(1) == end) || is_between_blanks(bytes, start, end, sign)
}

#[cold]
fn is_between_blanks(bytes: &[u8], start: usize, end: usize, sign: u8) -> bool {
    bytes.get(start..end).is_some_and(|between| between.trim_ascii() == [sign])
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
    plain.push_str(rest);
    Some(plain)
}
