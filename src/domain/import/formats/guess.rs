//! The formats of a file, guessed from its first rows.

use super::{DateFormat, NumberFormat};
use crate::domain::property::PropertyType;

/// The formats that read the most of these cells.
pub fn guess<'a>(cells: impl Iterator<Item = &'a str> + Clone) -> (DateFormat, NumberFormat) {
    let cells = cells.map(str::trim).filter(|cell| cell.bytes().any(|b| b.is_ascii_digit()));
    let dates = best(&DateFormat::ALL, |format| cells.clone().filter(|cell| begins_with_day(format, cell)).count());
    let numbers = best(&NumberFormat::ALL, |format| cells.clone().filter(|c| format.normal(c).is_some()).count());
    (dates, numbers)
}

/// Whether these cells have days, all of which may be written with the day first as well as with the month first: of the two
/// [`guess`] takes the day.
pub fn may_have_month_first<'a>(cells: impl Iterator<Item = &'a str>) -> bool {
    let orders = [DateFormat::DaySlash, DateFormat::MonthSlash];
    let ways = |cell: &str| orders.map(|format| begins_with_day(format, cell));
    let mut days = cells.map(|cell| ways(cell.trim())).filter(|ways| ways.contains(&true)).peekable();
    days.peek().is_some() && days.all(|ways| ways == [true; 2])
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

    #[test]
    fn formats_are_guessed_from_what_can_only_be_one() {
        let of = |cells: &[&str]| guess(cells.iter().copied());
        assert_eq!(of(&["Zoë", "", "12.5"]), (DateFormat::Iso, NumberFormat::CommaPoint));
        assert_eq!(of(&["16/10/2025", "1 234,5"]), (DateFormat::DaySlash, NumberFormat::SpaceComma));
        assert_eq!(of(&["10/16/2025", "1,234"]), (DateFormat::MonthSlash, NumberFormat::CommaPoint));
        assert_eq!(of(&["16.10.2025", "1.234,50"]), (DateFormat::DayDot, NumberFormat::PointComma));
    }

    #[test]
    fn a_month_may_come_first_where_each_day_could_be_one() {
        for (cells, expected) in [
            (["01/02/2025", "Zoë", "3/4/2025 08:00"].as_slice(), true),
            (&["01/02/2025", "16/10/2025"], false),
            (&["01/02/2025", "10/16/2025"], false),
            (&["2025-02-01", "01.02.2025", ""], false),
        ] {
            assert_eq!(may_have_month_first(cells.iter().copied()), expected, "{cells:?}");
        }
    }
}
