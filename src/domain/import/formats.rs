//! How a file writes days and numbers: stated once for the whole file, guessed from its first rows (R53).

mod clock;
mod guess;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

pub use self::guess::{Guess, Seen, guess};
use crate::domain::export::Separator;
use crate::domain::lang::Lang;
use crate::domain::property::{Choice, Lookup, PropertyType, ValueError};

/// How a file writes days. ISO is understood in every file: it cannot be mistaken for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateFormat {
    /// `2025-10-16`
    #[default]
    Iso,
    /// `16/10/2025`
    DaySlash,
    /// `10/16/2025`
    MonthSlash,
    /// `16.10.2025`
    DayDot,
    /// `16-10-2025`
    DayDash,
    /// `2025/10/16`
    YearSlash,
}

/// How a file writes numbers; grouping is never needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberFormat {
    /// `1,234.5`
    #[default]
    CommaPoint,
    /// `1 234,5`, with any kind of space
    SpaceComma,
    /// `1.234,5`
    PointComma,
    /// `1’234.5`
    QuotePoint,
}

/// How a file is written, and what its columns are called.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Options {
    /// Its days.
    #[serde(default)]
    pub dates: DateFormat,
    /// Its numbers.
    #[serde(default)]
    pub numbers: NumberFormat,
    /// Its columns.
    #[serde(default)]
    pub headings: Vec<String>,
    /// What parts its cells; a workbook and a file of one column have no such sign.
    #[serde(default)]
    pub separator: Option<Separator>,
    /// Its cells and headings have an apostrophe before what a spreadsheet would run as a formula, which is not theirs.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_guarded: bool,
    /// Its language: labels of choices in this one count first.
    #[serde(default)]
    pub lang: Lang,
}

impl DateFormat {
    /// Every format; the first of several that fit is the one that is guessed.
    pub const ALL: [Self; 6] =
        [Self::Iso, Self::DaySlash, Self::MonthSlash, Self::DayDot, Self::DayDash, Self::YearSlash];

    /// The name in forms and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Iso => "iso",
            Self::DaySlash => "day-slash",
            Self::MonthSlash => "month-slash",
            Self::DayDot => "day-dot",
            Self::DayDash => "day-dash",
            Self::YearSlash => "year-slash",
        }
    }

    /// Reads the name.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == text)
    }

    /// 16 October 2025, so written.
    pub fn sample(self) -> &'static str {
        match self {
            Self::Iso => "2025-10-16",
            Self::DaySlash => "16/10/2025",
            Self::MonthSlash => "10/16/2025",
            Self::DayDot => "16.10.2025",
            Self::DayDash => "16-10-2025",
            Self::YearSlash => "2025/10/16",
        }
    }

    /// A day in ISO form, if its parts are digits in the right places; whether it exists is judged later.
    fn to_iso(self, day: &str) -> Option<String> {
        let (sign, order) = match self {
            Self::Iso => return None,
            Self::DaySlash => ('/', [2, 1, 0]),
            Self::MonthSlash => ('/', [2, 0, 1]),
            Self::DayDot => ('.', [2, 1, 0]),
            Self::DayDash => ('-', [2, 1, 0]),
            Self::YearSlash => ('/', [0, 1, 2]),
        };
        let parts: Vec<&str> = day.split(sign).collect();
        if parts.len() != 3 || parts.iter().any(|part| part.is_empty() || !part.bytes().all(|b| b.is_ascii_digit())) {
            return None;
        }
        let [year, month, day] = order.map(|at| parts[at]);
        (year.len() == 4 && month.len() <= 2 && day.len() <= 2).then(|| format!("{year}-{month:0>2}-{day:0>2}"))
    }

    /// A day in the form that properties take; what stands behind it stays, and is judged later.
    fn normal(self, value: &str) -> Option<String> {
        let (day, time) = match value.find([' ', 'T']) {
            Some(at) => value.split_at(at),
            None => (value, ""),
        };
        self.to_iso(day).map(|day| format!("{day}{time}"))
    }

    /// A moment that is not written in the form that properties take, in that form.
    fn moment(self, value: &str) -> Option<String> {
        let (day, time) = value.split_at(value.find([' ', 'T'])?);
        let day = self.to_iso(day).unwrap_or_else(|| day.to_owned());
        Some(format!("{day}{}", clock::plain(time).as_deref().unwrap_or(time)))
    }
}

impl NumberFormat {
    /// Every format; the first of several that fit is the one that is guessed.
    pub const ALL: [Self; 4] = [Self::CommaPoint, Self::SpaceComma, Self::PointComma, Self::QuotePoint];

    /// The name in forms and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CommaPoint => "comma-point",
            Self::SpaceComma => "space-comma",
            Self::PointComma => "point-comma",
            Self::QuotePoint => "quote-point",
        }
    }

    /// Reads the name.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == text)
    }

    /// A number so written.
    pub fn sample(self) -> &'static str {
        match self {
            Self::CommaPoint => "1,234.5",
            Self::SpaceComma => "1 234,5",
            Self::PointComma => "1.234,5",
            Self::QuotePoint => "1’234.5",
        }
    }

    /// The number with a point and no groups. Groups have three digits, or what looks like one is none: "1,5" is not 15. The
    /// first of several does not begin with 0: "0,750" is not 750.
    fn normal(self, value: &str) -> Option<Cow<'_, str>> {
        if !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) {
            return Some(value.into());
        }
        let (groups, point): (&[char], char) = match self {
            Self::CommaPoint => (&[','], '.'),
            Self::SpaceComma => (&[' ', '\u{a0}', '\u{202f}', '\u{2009}'], ','),
            Self::PointComma => (&['.'], ','),
            Self::QuotePoint => (&['\'', '’'], '.'),
        };
        let negative = value.strip_prefix(['-', '\u{2212}']);
        let (sign, digits) = match negative {
            Some(digits) => ("-", digits),
            None => ("", value.strip_prefix('+').unwrap_or(value)),
        };
        let (whole, fraction) = digits.split_once(point).unwrap_or((digits, ""));
        let parts: Vec<&str> = whole.split(groups).collect();
        let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        let begins_well = (1..=3).contains(&parts[0].len()) && !parts[0].starts_with('0');
        let is_grouped = parts.len() == 1 || (begins_well && parts[1..].iter().all(|part| part.len() == 3));
        let is_number = is_grouped && parts.iter().all(|part| is_digits(part)) && is_digits(fraction);
        let has_digits = !whole.is_empty() || !fraction.is_empty();
        (is_number && has_digits).then(|| {
            let dot = if digits.contains(point) { "." } else { "" };
            format!("{sign}{}{dot}{fraction}", parts.concat()).into()
        })
    }

    /// A number with a point and no groups, so written.
    fn written(self, plain: &str) -> Cow<'_, str> {
        let is_number = plain.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'.'));
        match self {
            Self::SpaceComma | Self::PointComma if is_number => plain.replace('.', ",").into(),
            _ => plain.into(),
        }
    }
}

impl Options {
    /// The canonical form of a cell. A native one comes from a workbook, which knows days and numbers by itself: it is ISO
    /// with a decimal point, whatever the texts of the file look like.
    ///
    /// # Errors
    /// The cell is no value of this type.
    pub fn canonical<'a>(
        &self,
        kind: PropertyType,
        choices: &'a [Choice],
        cell: &'a str,
        is_native: bool,
    ) -> Result<Cow<'a, str>, ValueError> {
        let trimmed = cell.trim();
        let normal = match kind {
            _ if trimmed.is_empty() => None,
            PropertyType::DateTime if is_native && is_day(trimmed) => Some(at_midnight(trimmed)),
            _ if is_native => None,
            PropertyType::Number => match self.numbers.normal(trimmed).ok_or(ValueError::NotANumber)? {
                Cow::Borrowed(_) => None,
                Cow::Owned(normal) => Some(normal),
            },
            PropertyType::Date => self.dates.normal(trimmed),
            _ => None,
        };
        let parsed = |normal: &str| kind.parse_value(normal, &[]).map(|value| value.into_owned().into());
        if let Some(normal) = normal {
            return parsed(&normal);
        }
        match kind.read_value(cell, choices, self.lookup(false)) {
            Err(error) if kind == PropertyType::DateTime && !is_native => {
                self.dates.moment(trimmed).map_or(Err(error), |moment| parsed(&moment))
            }
            read => read,
        }
    }

    /// How the choices of a cell are looked for; a record may keep an archived one that it has.
    pub fn lookup(&self, takes_archived: bool) -> Lookup {
        Lookup { lang: self.lang, takes_archived, is_of_file: true }
    }

    /// A native cell as a text that [`canonical`](Self::canonical) reads back to the same value.
    pub fn written<'a>(&self, kind: PropertyType, cell: &'a str) -> Cow<'a, str> {
        match kind {
            PropertyType::Number => self.numbers.written(cell),
            PropertyType::DateTime if is_day(cell) => at_midnight(cell).into(),
            _ => cell.into(),
        }
    }

    /// What a refused value should have looked like: the message and its sample; `None` where the type alone says it.
    pub fn expectation(&self, error: ValueError) -> Option<(&'static str, &'static str)> {
        match error {
            ValueError::NotANumber if self.numbers != NumberFormat::default() => {
                Some(("imp-bad-number-as", self.numbers.sample()))
            }
            ValueError::NotADate if self.dates != DateFormat::Iso => Some(("imp-bad-date-as", self.dates.sample())),
            ValueError::NotADateTime if self.dates != DateFormat::Iso => {
                Some(("imp-bad-datetime-as", self.dates.sample()))
            }
            _ => None,
        }
    }
}

/// Whether a native cell is a day without a time.
fn is_day(cell: &str) -> bool {
    cell.len() == 10 && PropertyType::Date.parse_value(cell, &[]).is_ok()
}

fn at_midnight(day: &str) -> String {
    format!("{day} 00:00")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(dates: DateFormat, numbers: NumberFormat) -> Options {
        Options { dates, numbers, ..Options::default() }
    }

    fn read(options: Options, kind: PropertyType, text: &str) -> Result<String, ValueError> {
        options.canonical(kind, &[], text, false).map(Cow::into_owned)
    }

    #[test]
    fn each_format_reads_its_own_numbers_and_no_others() {
        let read = |format, text: &str| read(options(DateFormat::Iso, format), PropertyType::Number, text);
        for format in NumberFormat::ALL {
            assert_eq!(read(format, format.sample()).as_deref(), Ok("1234.5"), "{format:?}");
            assert_eq!(read(format, " -1234 ").as_deref(), Ok("-1234"), "{format:?}");
            for wrong in ["", "-", "1e5", "12,34,567", "1.2.3", "a"] {
                assert!(read(format, wrong).is_err() || wrong.is_empty(), "{format:?} {wrong:?}");
            }
        }
        assert_eq!(read(NumberFormat::CommaPoint, "1,5"), Err(ValueError::NotANumber));
        assert_eq!(read(NumberFormat::SpaceComma, "1\u{202f}234\u{a0}567,25").as_deref(), Ok("1234567.25"));
        assert_eq!(read(NumberFormat::PointComma, "1.234").as_deref(), Ok("1234"));
    }

    #[test]
    fn a_group_that_begins_with_zero_is_no_group() {
        let read = |format, text: &str| read(options(DateFormat::Iso, format), PropertyType::Number, text);
        for (format, text) in [
            (NumberFormat::CommaPoint, "0,750"),
            (NumberFormat::CommaPoint, "-0,750"),
            (NumberFormat::CommaPoint, "012,345"),
            (NumberFormat::PointComma, "0.750"),
        ] {
            assert_eq!(read(format, text), Err(ValueError::NotANumber), "{format:?} {text:?}");
        }
        assert_eq!(read(NumberFormat::SpaceComma, "0,750").as_deref(), Ok("0.75"));
        assert_eq!(read(NumberFormat::CommaPoint, "10,000.5").as_deref(), Ok("10000.5"));
    }

    #[test]
    fn each_format_reads_its_own_days_and_iso_beside_them() {
        let read = |format, kind: PropertyType, text: &str| read(options(format, NumberFormat::default()), kind, text);
        for format in DateFormat::ALL {
            assert_eq!(read(format, PropertyType::Date, format.sample()).as_deref(), Ok("2025-10-16"), "{format:?}");
            assert_eq!(read(format, PropertyType::Date, "2025-10-16").as_deref(), Ok("2025-10-16"), "{format:?}");
            let moment = format!("{} 08:19", format.sample());
            assert_eq!(read(format, PropertyType::DateTime, &moment).as_deref(), Ok("2025-10-16T08:19:00Z"));
        }
        assert_eq!(read(DateFormat::DaySlash, PropertyType::Date, "1/2/2025").as_deref(), Ok("2025-02-01"));
        let american = read(DateFormat::MonthSlash, PropertyType::DateTime, "10/16/2025 8:30 PM");
        assert_eq!(american.as_deref(), Ok("2025-10-16T20:30:00Z"));
        let zoned = read(DateFormat::Iso, PropertyType::DateTime, "2025-10-16T08:30+0200");
        assert_eq!(zoned.as_deref(), Ok("2025-10-16T06:30:00Z"));
        for wrong in ["2025-10-16 8", "2025-10-16 25:00", "2025-10-16 08:30+0260", "16/10/2025 8:30", "8:30"] {
            assert!(read(DateFormat::MonthSlash, PropertyType::DateTime, wrong).is_err(), "{wrong}");
        }
        assert!(read(DateFormat::DaySlash, PropertyType::Date, "10/16/2025").is_err());
        assert!(read(DateFormat::DayDot, PropertyType::Date, "31.02.2025").is_err());
        assert!(read(DateFormat::DayDot, PropertyType::Date, "16.10.25").is_err());
    }

    #[test]
    fn native_cells_are_read_by_their_own_rule() {
        let file = options(DateFormat::DayDot, NumberFormat::PointComma);
        assert_eq!(file.canonical(PropertyType::Number, &[], "1.234", true).as_deref(), Ok("1.234"));
        assert_eq!(file.canonical(PropertyType::Number, &[], "1.234", false).as_deref(), Ok("1234"));
        let midnight = file.canonical(PropertyType::DateTime, &[], "2025-10-16", true);
        assert_eq!(midnight.as_deref(), Ok("2025-10-16T00:00:00Z"));
    }

    #[test]
    fn native_cells_are_written_as_the_formats_of_the_file_read_them() {
        let (number, moment) = (PropertyType::Number, PropertyType::DateTime);
        for (kind, cell) in [
            (number, "1.234"),
            (number, "-0.5"),
            (number, "1234567"),
            (PropertyType::Text, "1.234"),
            (PropertyType::Date, "2025-10-16"),
            (moment, "2025-10-16"),
            (moment, "2025-10-16 08:19:00"),
        ] {
            for (dates, numbers) in DateFormat::ALL.into_iter().flat_map(|d| NumberFormat::ALL.map(|n| (d, n))) {
                let file = options(dates, numbers);
                let written = file.written(kind, cell);
                let value = file.canonical(kind, &[], cell, true);
                assert!(value.is_ok(), "{kind} {cell}");
                assert_eq!(file.canonical(kind, &[], &written, false), value, "{kind} {cell} {dates:?} {numbers:?}");
            }
        }
    }
}
