//! Dates and moments in ISO form. Values are compared as text, so every one has the same width.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Utc};

/// A date `YYYY-MM-DD` that exists.
pub(super) fn date(text: &str) -> Option<String> {
    calendar_date(text).map(|day| day.to_string())
}

/// RFC 3339, or `YYYY-MM-DD HH:MM[:SS]` (also with a `T`, as HTML forms send it) taken as UTC.
///
/// The answer is in UTC and cut to the second: fractions of different length do not sort as text.
pub(super) fn date_time(text: &str) -> Option<String> {
    calendar_date(text.get(..10)?)?;
    let moment = DateTime::parse_from_rfc3339(text)
        .map(|moment| moment.with_timezone(&Utc))
        .ok()
        .or_else(|| without_zone(text))?;
    // An offset may carry a moment into the year -1 or 10000, which no longer sort as text.
    (0..=9999).contains(&moment.year()).then(|| moment.format("%Y-%m-%dT%H:%M:%SZ").to_string())
}

fn calendar_date(text: &str) -> Option<NaiveDate> {
    // chrono alone takes `+2025-1-5` as well.
    let has_shape = text.len() == 10
        && text.bytes().enumerate().all(|(at, b)| if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() });
    has_shape.then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten()
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
