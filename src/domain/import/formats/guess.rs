//! The formats of a file, guessed from its first rows.

use std::borrow::Cow;

use super::{DateFormat, NumberFormat};
use crate::domain::import::kinds::TELLING;
use crate::domain::property::PropertyType;

/// The first cells of a column. Days and numbers that a workbook knows by itself are none of them: no format reads those.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen<'a> {
    /// What its values are, where its heading says so.
    pub kind: Option<PropertyType>,
    /// Its cells.
    pub texts: Vec<&'a str>,
}

/// The formats that read the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guess {
    /// That of days.
    pub dates: DateFormat,
    /// Each of the days may have the month first as well: it was guessed that it has not.
    pub may_have_month_first: bool,
    /// That of numbers.
    pub numbers: NumberFormat,
    /// Another format reads each of the numbers too, and some as another number.
    pub may_be_other_numbers: bool,
}

/// What the columns say of days and of numbers: those that hold them, as their headings or all their first cells tell. A text
/// that looks like a number says nothing.
pub fn guess(columns: &[Seen<'_>]) -> Guess {
    let is_day = |kind| matches!(kind, PropertyType::Date | PropertyType::DateTime);
    let days = cells(columns, is_day, are_days);
    // ISO is read in every file, so it says nothing of the others.
    let dates = best(&DateFormat::ALL, |format| match format {
        DateFormat::Iso => 0,
        format => days.iter().filter(|cell| begins_with_day(format, cell)).count(),
    });
    let quantities = cells(columns, |kind| kind == PropertyType::Number, are_numbers);
    let numbers = best(&NumberFormat::ALL, |format| quantities.iter().filter(|c| format.normal(c).is_some()).count());
    Guess {
        dates,
        may_have_month_first: dates == DateFormat::DaySlash && may_have_month_first(&days),
        numbers,
        may_be_other_numbers: may_be_others(numbers, &quantities),
    }
}

/// The filled cells of the columns that hold such values.
fn cells<'a>(
    columns: &[Seen<'a>],
    is_such: impl Fn(PropertyType) -> bool,
    look_such: impl Fn(&[&str]) -> bool,
) -> Vec<&'a str> {
    let mut all = Vec::new();
    for column in columns {
        let filled: Vec<&str> = column.texts.iter().map(|text| text.trim()).filter(|text| !text.is_empty()).collect();
        let first = &filled[..filled.len().min(TELLING)];
        if column.kind.map_or_else(|| look_such(first), &is_such) {
            all.extend(filled);
        }
    }
    all
}

/// Whether most of these cells are days in some format.
fn are_days(first: &[&str]) -> bool {
    let is_one = |cell: &&&str| DateFormat::ALL.into_iter().any(|format| begins_with_day(format, cell));
    first.iter().filter(is_one).count() * 2 > first.len()
}

/// Whether one format reads all of these cells.
fn are_numbers(first: &[&str]) -> bool {
    NumberFormat::ALL.into_iter().any(|format| first.iter().all(|cell| format.normal(cell).is_some()))
}

/// Whether there are days, all of which may be written with the day first as well as with the month first.
fn may_have_month_first(days: &[&str]) -> bool {
    let ways = |cell: &&str| [DateFormat::DaySlash, DateFormat::MonthSlash].map(|format| begins_with_day(format, cell));
    let mut days = days.iter().map(ways).filter(|ways| ways.contains(&true)).peekable();
    days.peek().is_some() && days.all(|ways| ways == [true; 2])
}

/// Whether another format takes all these numbers as well, and not all for the same: nobody knows what `1,234` is.
fn may_be_others(numbers: NumberFormat, cells: &[&str]) -> bool {
    let read: Vec<(&str, Cow<'_, str>)> =
        cells.iter().filter_map(|cell| numbers.normal(cell).map(|number| (*cell, number))).collect();
    NumberFormat::ALL.into_iter().any(|other| {
        let is_another = |(cell, number): &(&str, Cow<'_, str>)| other.normal(cell).map(|others| others != *number);
        let all: Option<Vec<bool>> = read.iter().map(is_another).collect();
        all.is_some_and(|all| all.contains(&true))
    })
}

/// Whether a cell begins with a day in this format that exists.
fn begins_with_day(format: DateFormat, cell: &str) -> bool {
    let day = cell.split([' ', 'T']).next().unwrap_or_default();
    let iso = if format == DateFormat::Iso { Some(day.to_owned()) } else { format.to_iso(day) };
    iso.is_some_and(|iso| PropertyType::Date.parse_value(&iso, &[]).is_ok_and(|day| !day.is_empty()))
}

/// The first of those that score highest.
fn best<T: Copy>(all: &[T], score: impl Fn(T) -> usize) -> T {
    let mut best = (all[0], score(all[0]));
    for candidate in &all[1..] {
        let reached = score(*candidate);
        if reached > best.1 {
            best = (*candidate, reached);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column<'a>(kind: Option<PropertyType>, texts: &[&'a str]) -> Seen<'a> {
        Seen { kind, texts: texts.to_vec() }
    }

    #[test]
    fn formats_are_guessed_from_what_can_only_be_one() {
        let of = |cells: [&str; 2]| {
            let guess = guess(&cells.map(|cell| column(None, &[cell, ""])));
            (guess.dates, guess.numbers)
        };
        assert_eq!(of(["Zoë", "12.5"]), (DateFormat::Iso, NumberFormat::CommaPoint));
        assert_eq!(of(["16/10/2025", "1 234,5"]), (DateFormat::DaySlash, NumberFormat::SpaceComma));
        assert_eq!(of(["10/16/2025", "1,234"]), (DateFormat::MonthSlash, NumberFormat::CommaPoint));
        assert_eq!(of(["16.10.2025", "1.234,50"]), (DateFormat::DayDot, NumberFormat::PointComma));
    }

    #[test]
    fn only_columns_that_hold_numbers_say_how_the_file_writes_them() {
        let (number, text) = (Some(PropertyType::Number), Some(PropertyType::Text));
        let weights = column(number, &["1.234", "3", "2.375", "0.5"]);
        for shoes in
            [column(text, &["42,5", "38", "39,5", "40,5", "41,5"]), column(None, &["42,5", "41,5 wide", "37,5"])]
        {
            assert_eq!(guess(&[shoes, weights.clone()]).numbers, NumberFormat::CommaPoint);
        }
        let shoes = column(None, &["42,5", "41,5", "37,5", "38,5"]);
        assert_eq!(guess(&[shoes, weights]).numbers, NumberFormat::PointComma, "they look like numbers throughout");
    }

    #[test]
    fn iso_days_do_not_outvote_days_that_need_a_format() {
        let iso = || column(Some(PropertyType::Date), &["2025-01-11", "2025-01-12", "2025-01-13"]);
        let born = column(None, &["13/01/1980"]);
        assert_eq!(guess(&[iso(), iso(), born]).dates, DateFormat::DaySlash);
        let note = column(Some(PropertyType::Text), &["13/01/1980"]);
        assert_eq!(guess(&[iso(), note]).dates, DateFormat::Iso);
    }

    #[test]
    fn a_month_may_come_first_where_each_day_could_be_one() {
        for (cells, expected) in [
            (["01/02/2025", "Zoë", "3/4/2025 08:00"].as_slice(), true),
            (&["01/02/2025", "16/10/2025"], false),
            (&["01/02/2025", "10/16/2025"], false),
            (&["2025-02-01", "01.02.2025", ""], false),
        ] {
            assert_eq!(guess(&[column(Some(PropertyType::Date), cells)]).may_have_month_first, expected, "{cells:?}");
        }
    }

    #[test]
    fn thousands_may_be_decimals_where_each_number_could_have_either() {
        for (cells, expected) in [
            (["1,234", "12,500", "7"].as_slice(), true),
            (&["1.234", "12.500", "3.000"], true),
            (&["1.234", "12.50"], false),
            (&["1.234", "0.750"], false),
            (&["1 234,5", "3,125"], false),
            (&["1", "-2", "30"], false),
            (&[], false),
        ] {
            let guess = guess(&[column(Some(PropertyType::Number), cells)]);
            assert_eq!(guess.may_be_other_numbers, expected, "{cells:?}");
        }
    }
}
