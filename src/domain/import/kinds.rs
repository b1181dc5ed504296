//! What kind of value a column holds, guessed from its first rows (R53).

use std::net::Ipv4Addr;
use std::ops::RangeInclusive;

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
pub(super) const TELLING: usize = 10;

/// Digits of a phone number that begins with a plus sign, a zero or a bracket, and of one that doesn't: more of them are the
/// number of something else.
const PHONE: RangeInclusive<usize> = 8..=15;
const LOCAL_PHONE: RangeInclusive<usize> = 8..=12;

/// A kind, and whether a cell looks like one of it.
type Guess = (PropertyType, fn(&str) -> bool);

/// The narrowest kind that takes each of the first filled cells; text when there is none. What seems to be numbers stays text
/// when a number would change any of the cells, or has no room for its digits: those are codes, such as postal codes with a
/// zero in front. Where most cells are days, the others are wrong ones to report.
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
        (PropertyType::Phone, is_phone_like),
    ];
    let most = |kind: &PropertyType| first.iter().filter(|cell| takes(*kind, cell)).count() * 2 > first.len();
    match guesses.into_iter().find(|(kind, looks)| all(*kind, *looks)) {
        Some((PropertyType::Number, _)) if cells.iter().any(is_code) => PropertyType::Text,
        Some((kind, _)) => kind,
        None => [PropertyType::Date, PropertyType::DateTime].into_iter().find(most).unwrap_or_default(),
    }
}

/// Whether a text is written as people write phone numbers, and not as they write something else of as many digits.
fn is_phone_like(cell: &str) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    let usual = if cell.starts_with(['+', '0', '(']) { PHONE } else { LOCAL_PHONE };
    let begins_well = cell.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '('));
    let is_plain = cell.bytes().all(|b| b.is_ascii_digit());
    let groups: Vec<usize> = cell.split(['/', '.', '-', ' ']).map(str::len).collect();
    let is_other = match groups.as_slice() {
        // A day that may not exist, whatever its order; an ISBN of ten digits.
        [4, 1 | 2, 1 | 2] | [1 | 2, 1 | 2, 4] | [_, _, _, 1] => true,
        _ => is_address(cell) || is_coordinates(cell),
    };
    begins_well && usual.contains(&digits) && !is_plain && !is_other
}

/// The address of a machine or of a network.
fn is_address(cell: &str) -> bool {
    cell.split('/').next().is_some_and(|address| address.parse::<Ipv4Addr>().is_ok())
}

/// A latitude, a longitude or both.
fn is_coordinates(cell: &str) -> bool {
    cell.split_whitespace().all(|part| part.matches('.').count() == 1 && is_quantity(part))
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
    use crate::domain::import::formats::DateFormat;

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
    fn phone_numbers_are_guessed_only_where_they_could_be_nothing_else() {
        let of = |cells: &[&str]| guess(cells.iter().copied(), &Options::default());
        for phones in [
            ["+33 6 12 34 56 78", "06 12 34 56 78"],
            ["+33612345678", "+353 1 679 4321"],
            ["(555) 123-4567", "555-123-4567"],
            ["06.12.34.56.78", "021.123.45.67"],
            ["1-800-555-1234", "6123 4567"],
        ] {
            assert_eq!(of(&phones), PropertyType::Phone, "{phones:?}");
        }
        for other in [
            "31/02/2025",
            "0000-00-00",
            "31.02.2025",
            "2025/13/45",
            "16 10 2025",
            "192.168.10.20",
            "192.168.10.0/24",
            "978-2-07-036822-8",
            "2-07-036822-8",
            "0-306-40615-2",
            "732 829 320 00074",
            "4111 1111 1111 1111",
            "48.8566140000000001 2.3522219",
            "48.8566 -2.3522",
            "0612345678",
            "12-34",
        ] {
            assert_eq!(of(&[other]), PropertyType::Text, "{other:?}");
            assert_eq!(of(&["+33 6 12 34 56 78", other]), PropertyType::Text, "{other:?}");
        }
    }

    #[test]
    fn a_column_of_which_most_cells_are_days_holds_days() {
        let options = Options { dates: DateFormat::DaySlash, ..Options::default() };
        for (cells, kind) in [
            (["16/10/2025", "31/02/2025", "01/02/2025"].as_slice(), PropertyType::Date),
            (&["2025-10-16", "0000-00-00", "2025-10-17"], PropertyType::Date),
            (&["2025-10-16", "soon", "17/10/2025"], PropertyType::Date),
            (&["16/10/2025 08:00", "16/10/2025 09:00", "31/02/2025 09:00"], PropertyType::DateTime),
            (&["2025-10-16", "soon"], PropertyType::Text),
            (&["16/10/2025", "10.16.2025", "2025-99-99"], PropertyType::Text),
        ] {
            assert_eq!(guess(cells.iter().copied(), &options), kind, "{cells:?}");
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
