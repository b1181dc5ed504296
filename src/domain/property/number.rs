//! Numbers in plain decimal form.

use std::borrow::Cow;

/// Most digits a number may have. An index on a `numeric` refuses far longer ones.
const MAX_DIGITS: usize = 100;

/// Most significant digits: so many survive a spreadsheet, and so many every database and program compares alike. A longer
/// number is an identifier, and those are text.
const MAX_SIGNIFICANT: usize = 15;

/// `-1234.5`: no grouping, no exponent. Zeros that say nothing go, so that one number has one text.
pub(super) fn decimal(text: &str) -> Option<Cow<'_, str>> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = digits.bytes().any(|b| b.is_ascii_digit())
        && whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit())
        && digits.len() <= MAX_DIGITS;
    if !is_number {
        return None;
    }
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    if significant(whole, fraction) > MAX_SIGNIFICANT {
        return None;
    }
    let sign = if negative && !(whole.is_empty() && fraction.is_empty()) { "-" } else { "" };
    let whole = if whole.is_empty() { "0" } else { whole };
    let point = if fraction.is_empty() { "" } else { "." };
    let parts = [sign, whole, point, fraction];
    Some(if is_made_of(text, parts) { Cow::Borrowed(text) } else { Cow::Owned(parts.concat()) })
}

/// Whether a text is a plain number that only has more significant digits than one may have.
pub fn has_too_many_digits(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_plain = whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit());
    is_plain && significant(whole.trim_start_matches('0'), fraction.trim_end_matches('0')) > MAX_SIGNIFICANT
}

/// Whether a text is these parts, one behind the other.
fn is_made_of(text: &str, parts: [&str; 4]) -> bool {
    parts.iter().try_fold(text, |rest, part| rest.strip_prefix(part)).is_some_and(str::is_empty)
}

/// Digits between the first and the last that is not zero.
fn significant(whole: &str, fraction: &str) -> usize {
    match (whole.is_empty(), fraction.is_empty()) {
        (true, _) => fraction.trim_start_matches('0').len(),
        (false, true) => whole.trim_end_matches('0').len(),
        (false, false) => whole.len() + fraction.len(),
    }
}
