//! Dates and moments in ISO form. Values are compared as text, so every one has the same width.

use std::borrow::Cow;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Utc};

/// A date `YYYY-MM-DD` that exists.
pub(super) fn date(text: &str) -> Option<Cow<'_, str>> {
    calendar_date(text).map(|_| Cow::Borrowed(text))
}

/// RFC 3339, or `YYYY-MM-DD HH:MM[:SS]` (also with a `T`, as HTML forms send it) taken as UTC.
///
/// The answer is in UTC and cut to the second: fractions of different length do not sort as text.
pub(super) fn date_time(text: &str) -> Option<Cow<'_, str>> {
    calendar_date(text.get(..10)?)?;
    if is_canonical_time(&text[10..]) {
        return Some(Cow::Borrowed(text));
    }
    let moment = DateTime::parse_from_rfc3339(text)
        .map(|moment| moment.with_timezone(&Utc))
        .ok()
        .or_else(|| without_zone(text))?;
    // An offset may carry a moment into the year -1 or 10000, which no longer sort as text.
    (0..=9999).contains(&moment.year()).then(|| moment.format("%Y-%m-%dT%H:%M:%SZ").to_string().into())
}

/// `T08:30:00Z`: nothing to change. A leap second is for the slow way to judge.
fn is_canonical_time(time: &str) -> bool {
    let [b'T', h1, h2, b':', m1, m2, b':', s1, s2, b'Z'] = time.as_bytes() else { return false };
    let below = |tens: &u8, ones: &u8, limit: u8| {
        tens.is_ascii_digit() && ones.is_ascii_digit() && (tens - b'0') * 10 + (ones - b'0') < limit
    };
    below(h1, h2, 24) && below(m1, m2, 60) && below(s1, s2, 60)
}

fn calendar_date(text: &str) -> Option<NaiveDate> {
    // Digits at their places: a number parser alone takes `+2025-1-5` as well.
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else { return None };
    let number = |digits: &[&u8]| {
        digits.iter().try_fold(0, |n: u32, digit| digit.is_ascii_digit().then(|| n * 10 + u32::from(**digit - b'0')))
    };
    let year = i32::try_from(number(&[y1, y2, y3, y4])?).ok()?;
    NaiveDate::from_ymd_opt(year, number(&[m1, m2])?, number(&[d1, d2])?)
}

fn without_zone(text: &str) -> Option<DateTime<Utc>> {
    let format = match (text.len(), text.as_bytes().get(10)?) {
        (16, b' ') => "%Y-%m-%d %H:%M",
        (16, b'T') => "%Y-%m-%dT%H:%M",
        (19, b' ') => "%Y-%m-%d %H:%M:%S",
        (19, b'T') => "%Y-%m-%dT%H:%M:%S",
        _ => return None,
    };
    NaiveDateTime::parse_from_str(text, format).ok().map(|moment| moment.and_utc())
}
