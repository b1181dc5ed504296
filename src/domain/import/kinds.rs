//! What kind of value a column holds, guessed from its first rows (R53).

use super::formats::Options;
use crate::domain::property::PropertyType;

/// The kinds that a property made on the way can have: choices would need their list first.
pub const OFFERED: [PropertyType; 8] = [
    PropertyType::Text,
    PropertyType::Number,
    PropertyType::Date,
    PropertyType::DateTime,
    PropertyType::Boolean,
    PropertyType::Email,
    PropertyType::Phone,
    PropertyType::Url,
];

/// So many filled cells tell what a column holds: a wrong one further down is one to report.
const TELLING: usize = 10;

/// A kind, and whether a cell looks like one of it.
type Guess = (PropertyType, fn(&str) -> bool);

/// The narrowest kind that takes each of the first filled cells; text when there is none. What seems to be numbers stays text
/// when a number would change any of the cells, or has no room for its digits: those are codes, such as postal codes with a
/// zero in front.
pub fn guess<'a>(cells: impl Iterator<Item = &'a str>, options: &Options) -> PropertyType {
    let cells: Vec<&str> = cells.map(str::trim).filter(|cell| !cell.is_empty()).collect();
    let first = &cells[..cells.len().min(TELLING)];
    if first.is_empty() {
        return PropertyType::Text;
    }
    let takes = |kind: PropertyType, cell: &str| {
        [true, false].iter().any(|native| options.canonical(kind, &[], cell, *native).is_ok())
    };
    let all = |kind: PropertyType, looks: fn(&str) -> bool| first.iter().all(|cell| looks(cell) && takes(kind, cell));
    let is_code = |cell: &&str| {
        !is_quantity(cell) || (cell.bytes().all(|b| b.is_ascii_digit()) && !takes(PropertyType::Number, cell))
    };
    let guesses: [Guess; 7] = [
        (PropertyType::Boolean, |cell| cell.chars().all(char::is_alphabetic)),
        (PropertyType::Email, |_| true),
        (PropertyType::Url, |cell| cell.contains("://")),
        (PropertyType::Date, |_| true),
        (PropertyType::DateTime, |_| true),
        (PropertyType::Number, is_quantity),
        (PropertyType::Phone, |cell| {
            cell.bytes().filter(u8::is_ascii_digit).count() >= 8 && !cell.bytes().all(|b| b.is_ascii_digit())
        }),
    ];
    match guesses.into_iter().find(|(kind, looks)| all(*kind, *looks)) {
        Some((PropertyType::Number, _)) if cells.iter().any(is_code) => PropertyType::Text,
        found => found.map_or(PropertyType::Text, |(kind, _)| kind),
    }
}

/// Whether a number says all that this text says: zeros and a plus sign in front would be lost.
pub fn is_quantity(cell: &str) -> bool {
    let digits = cell.trim_start_matches(['-', '+', '\u{2212}']);
    let is_plain_zero = |rest: &str| rest.is_empty() || !rest.starts_with(|c: char| c.is_ascii_digit());
    !cell.starts_with('+') && digits.strip_prefix('0').is_none_or(is_plain_zero)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_guessed_and_codes_stay_text() {
        let of = |cells: &[&str]| guess(cells.iter().copied(), &Options::default());
        for (cells, kind) in [
            (["a@b.example", ""].as_slice(), PropertyType::Email),
            (&["yes", "Non"], PropertyType::Boolean),
            (&["https://a.example"], PropertyType::Url),
            (&["2025-10-16", "2025-10-17"], PropertyType::Date),
            (&["2025-10-16 08:00"], PropertyType::DateTime),
            (&["12", "0.5", "-3"], PropertyType::Number),
            (&["06000", "75001"], PropertyType::Text),
            (&["+33 6 12 34 56 78"], PropertyType::Phone),
            (&["blue", "12"], PropertyType::Text),
            (&[""], PropertyType::Text),
        ] {
            assert_eq!(of(cells), kind, "{cells:?}");
        }
    }

    #[test]
    fn a_code_further_down_makes_a_column_of_numbers_text_and_a_wrong_value_does_not() {
        let of = |last: &str| {
            let cells = std::iter::repeat_n("12", 500).chain([last]);
            guess(cells, &Options::default())
        };
        for (last, kind) in [
            ("0.5", PropertyType::Number),
            ("a lot", PropertyType::Number),
            ("007", PropertyType::Text),
            ("+33612345678", PropertyType::Text),
            ("4111111111111111", PropertyType::Text),
        ] {
            assert_eq!(of(last), kind, "{last}");
        }
    }
}
