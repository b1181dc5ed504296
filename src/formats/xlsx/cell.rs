//! One cell, typed by its property (R32, R33). A value that is none of its type, as old data may hold, is text.

use chrono::{Datelike, NaiveDate};

use super::text::{fitting, push_text};
use crate::domain::property::PropertyType;

/// The day before serial number 1, as Excel counts since it takes 1900 for a leap year; right from March 1900 on.
const DAY_ZERO: i32 = 693_594;
/// 1 March 1900, the first day whose number every program reads alike.
const FIRST_DAY: i32 = 61;
/// Digits that survive a spreadsheet.
const MOST_DIGITS: usize = 15;

/// A column: how its cells begin, and what they hold.
#[derive(Debug, Clone)]
pub(super) struct Column {
    /// `<c r="AB`
    opening: Vec<u8>,
    kind: PropertyType,
}

impl Column {
    /// The column at this place, counted from 0.
    pub(super) fn new(place: usize, kind: PropertyType) -> Self {
        Self { opening: format!("<c r=\"{}", letters(place)).into_bytes(), kind }
    }

    /// Writes a cell of the row with this number, and says whether its text was cut.
    #[inline]
    pub(super) fn push(&self, value: &str, row: &[u8], out: &mut Vec<u8>) -> bool {
        if value.is_empty() {
            return false;
        }
        out.extend_from_slice(&self.opening);
        out.extend_from_slice(row);
        match self.kind {
            PropertyType::Number if is_number(value) => push_number(b"\"><v>", value.as_bytes(), out),
            PropertyType::Date => match serial(value) {
                Some(day) => push_number(b"\" s=\"1\"><v>", day.to_string().as_bytes(), out),
                None => return push_inline(b"\" t=\"inlineStr\"><is>", value, out),
            },
            PropertyType::DateTime => match moment(value) {
                Some(moment) => push_number(b"\" s=\"2\"><v>", moment.as_bytes(), out),
                None => return push_inline(b"\" t=\"inlineStr\"><is>", value, out),
            },
            PropertyType::Boolean if value == "true" => out.extend_from_slice(b"\" t=\"b\"><v>1</v></c>"),
            PropertyType::Boolean if value == "false" => out.extend_from_slice(b"\" t=\"b\"><v>0</v></c>"),
            _ => return push_inline(b"\" t=\"inlineStr\"><is>", value, out),
        }
        false
    }

    /// Writes the label, bold.
    pub(super) fn push_label(&self, label: &str, row: &[u8], out: &mut Vec<u8>) -> bool {
        out.extend_from_slice(&self.opening);
        out.extend_from_slice(row);
        push_inline(b"\" s=\"3\" t=\"inlineStr\"><is>", label, out)
    }

    /// Characters that most of its values need, and its label too.
    pub(super) fn width(&self, label: &str) -> usize {
        let for_values = match self.kind {
            PropertyType::Boolean => 8,
            PropertyType::Date | PropertyType::Number => 12,
            PropertyType::Phone | PropertyType::Choice => 18,
            PropertyType::DateTime => 20,
            PropertyType::Text | PropertyType::Choices => 24,
            PropertyType::Email | PropertyType::Url => 32,
        };
        for_values.max(label.chars().count() + 2).min(60)
    }
}

#[inline]
fn push_number(opening: &[u8], number: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(opening);
    out.extend_from_slice(number);
    out.extend_from_slice(b"</v></c>");
}

#[inline]
fn push_inline(opening: &[u8], value: &str, out: &mut Vec<u8>) -> bool {
    let (text, was_cut) = fitting(value);
    out.extend_from_slice(opening);
    push_text(text, out);
    out.extend_from_slice(b"</is></c>");
    was_cut
}

/// A, B, …, Z, AA, …
fn letters(place: usize) -> String {
    let mut letters = Vec::new();
    let mut left = place + 1;
    while left > 0 {
        left -= 1;
        letters.push(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"[left % 26]);
        left /= 26;
    }
    letters.iter().rev().map(|letter| char::from(*letter)).collect()
}

/// A plain decimal number that a spreadsheet keeps to the last digit.
fn is_number(value: &str) -> bool {
    let digits = value.strip_prefix('-').unwrap_or(value);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !are_digits(whole) || !are_digits(fraction) || digits.len() > 100 {
        return false;
    }
    if digits.len() <= MOST_DIGITS {
        return true;
    }
    let all: String = digits.chars().filter(char::is_ascii_digit).collect();
    let kept = if digits.contains('.') { all.as_str() } else { all.trim_end_matches('0') };
    kept.trim_start_matches('0').len() <= MOST_DIGITS
}

/// The number of a day `YYYY-MM-DD`.
fn serial(value: &str) -> Option<i32> {
    let digits = |from: usize, to: usize| -> Option<u32> {
        value.as_bytes().get(from..to)?.iter().try_fold(0, |n, b| Some(n * 10 + char::from(*b).to_digit(10)?))
    };
    let is_day = value.len() == 10 && value.as_bytes()[4] == b'-' && value.as_bytes()[7] == b'-';
    if !is_day {
        return None;
    }
    let day = NaiveDate::from_ymd_opt(i32::try_from(digits(0, 4)?).ok()?, digits(5, 7)?, digits(8, 10)?)?;
    Some(day.num_days_from_ce() - DAY_ZERO).filter(|serial| *serial >= FIRST_DAY)
}

/// The number of a moment `YYYY-MM-DDTHH:MM:SSZ`: its day and the part of the day that is over, to the microsecond.
fn moment(value: &str) -> Option<String> {
    let (day, time) = value.strip_suffix('Z')?.split_once('T')?;
    let day = serial(day)?;
    let two = |at: usize, below: u64| -> Option<u64> {
        let two = time.get(at..at + 2).filter(|two| two.bytes().all(|b| b.is_ascii_digit()))?;
        two.parse().ok().filter(|n| *n < below)
    };
    let is_time = time.len() == 8 && time.as_bytes()[2] == b':' && time.as_bytes()[5] == b':';
    if !is_time {
        return None;
    }
    let seconds = two(0, 24)? * 3_600 + two(3, 60)? * 60 + two(6, 60)?;
    let part = (seconds * 100_000_000_000 + 43_200) / 86_400;
    let text = format!("{day}.{part:011}");
    Some(text.trim_end_matches('0').trim_end_matches('.').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_lettered_as_in_a_spreadsheet() {
        assert_eq!(
            [0, 25, 26, 51, 52, 701, 702, 16_383].map(letters),
            ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD"]
        );
    }

    #[test]
    fn days_and_moments_have_the_numbers_of_excel() {
        assert_eq!(serial("1900-03-01"), Some(61));
        assert_eq!(serial("1970-01-01"), Some(25_569));
        assert_eq!(serial("2025-10-16"), Some(45_946));
        assert_eq!(serial("9999-12-31"), Some(2_958_465));
        for none in ["1900-02-28", "0001-01-01", "2025-02-30", "2025-1-1", "20251016", "", "é025-10-16"] {
            assert_eq!(serial(none), None, "{none}");
        }
        assert_eq!(moment("2025-10-16T00:00:00Z").as_deref(), Some("45946"));
        assert_eq!(moment("2025-10-16T12:00:00Z").as_deref(), Some("45946.5"));
        assert_eq!(moment("2025-10-16T23:59:59Z").as_deref(), Some("45946.99998842593"));
        for none in ["1899-12-31T12:00:00Z", "2025-10-16 12:00:00", "2025-10-16T24:00:00Z", "2025-10-16T12:00Z"] {
            assert_eq!(moment(none), None, "{none}");
        }
    }

    #[test]
    fn a_number_is_one_that_keeps_its_digits() {
        for number in ["0", "-1234.5", "123456789012345", "1000000000000000000", "0.00000000000000012", "-0.5"] {
            assert!(is_number(number), "{number}");
        }
        for text in ["", "-", "1,5", "1e5", "+1", "1.", ".5", "1234567890123456", "12345678.12345678", "0x1", "٣"] {
            assert!(!is_number(text), "{text}");
        }
    }
}
