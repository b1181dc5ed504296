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

/// A kind, and whether a cell looks like one of it.
type Guess = (PropertyType, fn(&str) -> bool);

/// The narrowest kind that takes every filled cell; text when there is none. A digit string that a number would change,
/// such as a postal code with a zero in front, stays text.
pub fn guess<'a>(cells: impl Iterator<Item = &'a str>, options: &Options) -> PropertyType {
    let cells: Vec<&str> = cells.map(str::trim).filter(|cell| !cell.is_empty()).collect();
    if cells.is_empty() {
        return PropertyType::Text;
    }
    let all = |kind: PropertyType, looks: fn(&str) -> bool| {
        cells.iter().all(|cell| {
            looks(cell) && [true, false].iter().any(|native| options.canonical(kind, &[], cell, *native).is_ok())
        })
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
    guesses.into_iter().find(|(kind, looks)| all(*kind, *looks)).map_or(PropertyType::Text, |(kind, _)| kind)
}

fn is_quantity(cell: &str) -> bool {
    let digits = cell.trim_start_matches(['-', '+']);
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
}
