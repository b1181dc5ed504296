//! Puts a sample record together, each value in its canonical text.

use chrono::{DateTime, Datelike, Duration, NaiveDate, Timelike, Utc};

use super::random::Random;
use crate::domain::fold::fold;

/// A record as pairs of property id and canonical value; empty values are absent.
pub(super) type Values = Vec<(i64, String)>;

/// Adds a value unless it is empty.
pub(super) fn put(values: &mut Values, property: i64, value: impl Into<String>) {
    let value = value.into();
    if !value.is_empty() {
        values.push((property, value));
    }
}

/// Fills a pattern: `#` becomes a digit, `@` a capital letter, `%` a house number.
pub(super) fn filled(pattern: &str, random: &mut Random) -> String {
    let mut text = String::with_capacity(pattern.len() + 4);
    for c in pattern.chars() {
        match c {
            '#' => text.push(offset(b'0', random.below(10))),
            '@' => text.push(offset(b'A', random.below(26))),
            '%' => text.push_str(&random.between(1, 198).to_string()),
            _ => text.push(c),
        }
    }
    text
}

fn offset(first: u8, by: u64) -> char {
    char::from(first + u8::try_from(by).unwrap_or(0))
}

/// The text of an entry as its people write it. Entries in other scripts carry a Latin spelling behind a bar.
pub(super) fn written(entry: &'static str) -> &'static str {
    entry.split_once('|').map_or(entry, |(native, _)| native)
}

/// The Latin spelling of an entry.
pub(super) fn latin(entry: &'static str) -> &'static str {
    entry.split_once('|').map_or(entry, |(_, latin)| latin)
}

/// Small letters, digits and single hyphens, for e-mails and domains. Apostrophes go, everything else parts words.
pub(super) fn slug(text: &str) -> String {
    let mut slug = fold(text);
    slug.retain(|c| c != '\'' && c != '"' && c != '.');
    if slug.bytes().all(|b| b.is_ascii_lowercase()) {
        return slug;
    }
    let words = slug.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.fold(String::with_capacity(slug.len()), |mut joined, word| {
        if !joined.is_empty() {
            joined.push('-');
        }
        joined.push_str(word);
        joined
    })
}

/// `2025-10-16`. Written by hand: chrono's own formatting takes most of the time of a record.
pub(super) fn day(date: NaiveDate) -> String {
    let mut text = String::with_capacity(10);
    push_day(&mut text, date);
    text
}

/// `2025-10-16T08:19:00Z`.
pub(super) fn moment(at: DateTime<Utc>) -> String {
    let mut text = String::with_capacity(20);
    push_day(&mut text, at.date_naive());
    for (sign, part) in [('T', at.hour()), (':', at.minute()), (':', at.second())] {
        text.push(sign);
        push_two(&mut text, part);
    }
    text.push('Z');
    text
}

fn push_day(text: &mut String, date: NaiveDate) {
    let year = u32::try_from(date.year()).unwrap_or(0);
    push_two(text, year / 100 % 100);
    push_two(text, year % 100);
    text.push('-');
    push_two(text, date.month());
    text.push('-');
    push_two(text, date.day());
}

fn push_two(text: &mut String, number: u32) {
    text.push(offset(b'0', u64::from(number / 10)));
    text.push(offset(b'0', u64::from(number % 10)));
}

/// A moment of the last `days` days, recent ones more often, mostly in office hours.
pub(super) fn lately(random: &mut Random, now: DateTime<Utc>, days: i64) -> DateTime<Utc> {
    let most = random.between(0, days);
    let ago = Duration::days(random.between(0, most));
    let hour = if random.chance(92) { random.between(6, 17) } else { random.between(0, 23) };
    let of_day = Duration::seconds(hour * 3_600 + random.between(0, 3_599));
    let start = now.date_naive().and_hms_opt(0, 0, 0).map_or(now, |start| start.and_utc());
    // What would be later today was yesterday.
    let at = start - ago + of_day;
    if at > now { at - Duration::days(1) } else { at }
}

/// A number of hundredths: `1234.5`, `-12`, `0.75`.
pub(super) fn hundredths(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let (whole, rest) = (number.abs() / 100, number.abs() % 100);
    match (rest, rest % 10) {
        (0, _) => format!("{sign}{whole}"),
        (_, 0) => format!("{sign}{whole}.{}", rest / 10),
        _ => format!("{sign}{whole}.{rest:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_hold_nothing_an_address_would_not() {
        for (text, expected) in [
            ("O’Neill", "oneill"),
            ("François-Xavier", "francois-xavier"),
            ("Smith \"Bill\"", "smith-bill"),
            ("Norðurskip ehf.", "nordurskip-ehf"),
            ("Transports Garonne & Fils", "transports-garonne-fils"),
            ("İşletmeleri", "isletmeleri"),
        ] {
            assert_eq!(slug(text), expected);
        }
    }

    #[test]
    fn hundredths_have_no_zeros_that_say_nothing() {
        for (number, text) in
            [(0, "0"), (5, "0.05"), (50, "0.5"), (-1_250, "-12.5"), (123_400, "1234"), (123_456, "1234.56")]
        {
            assert_eq!(hundredths(number), text);
        }
    }

    #[test]
    fn what_happened_lately_is_never_in_the_future() {
        let now = DateTime::from_timestamp(1_760_000_000, 0).unwrap();
        let mut random = Random::new(5);
        assert!((0..10_000).all(|_| (now - Duration::days(42)..=now).contains(&lately(&mut random, now, 40))));
    }
}
