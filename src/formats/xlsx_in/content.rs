//! What a cell of a sheet says, as text.

use calamine::{DataRef, ExcelDateTime, ExcelDateTimeType};

use crate::formats::csv_in::CellNature;

/// Up to here every whole number has a binary form of its own: 2 to the power of 53.
const LARGEST_WHOLE: f64 = 9_007_199_254_740_992.0;
/// The day after the last one of a calendar that begins in 1900, and of one that begins in 1904.
const ENDS: [f64; 2] = [2_958_466.0, 2_957_004.0];

/// What a cell holds.
pub(super) enum Content {
    Text(String, CellNature),
    Unreadable,
}

impl Content {
    /// A cell as text, and whether it is more than text: numbers with a decimal point, days in ISO form, `true` and `false`. `None`
    /// is an empty cell.
    pub(super) fn of(value: &DataRef<'_>, has_formula: bool) -> Option<Self> {
        let (text, nature) = match value {
            DataRef::Empty if has_formula => return Some(Self::Text(String::new(), CellNature::Formula)),
            DataRef::Empty => return None,
            DataRef::Int(n) => (n.to_string(), CellNature::Native),
            DataRef::Float(n) => (number(*n), CellNature::Native),
            DataRef::Bool(yes) => (yes.to_string(), CellNature::Native),
            DataRef::DateTime(moment) => (moment_text(moment), CellNature::Native),
            DataRef::DateTimeIso(moment) => (moment.trim_end_matches("T00:00:00").to_owned(), CellNature::Native),
            DataRef::DurationIso(text) | DataRef::String(text) => (text.clone(), CellNature::Text),
            DataRef::SharedString(text) => ((*text).to_owned(), CellNature::Text),
            DataRef::Error(error) => (error.to_string(), CellNature::Error),
        };
        (!text.is_empty()).then_some(Self::Text(text, nature))
    }
}

/// A sheet keeps 15 significant digits; what stands behind them is the noise of binary fractions. A whole number has none: a
/// card number that another program wrote stays as it is.
fn number(n: f64) -> String {
    if n.fract() == 0.0 && n.abs() <= LARGEST_WHOLE {
        return n.to_string();
    }
    format!("{n:.14e}").parse::<f64>().map_or_else(|_| n.to_string(), |rounded| rounded.to_string())
}

/// A moment or a duration. What lies outside the calendar stays the number that it is, which no date property takes: the
/// reader would make the first or the last day of it.
fn moment_text(moment: &ExcelDateTime) -> String {
    let serial = moment.as_f64();
    if moment.is_duration() {
        return duration(serial);
    }
    let is_1904 = *moment == ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, true);
    if !(0.0..ENDS[usize::from(is_1904)]).contains(&serial) {
        return number(serial);
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    if serial < 1.0 {
        return format!("{hour:02}:{minute:02}:{second:02}");
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) { date } else { format!("{date} {hour:02}:{minute:02}:{second:02}") }
}

/// Hours, minutes and seconds, the days among the hours: 1.25 is `30:00:00`.
fn duration(days: f64) -> String {
    let seconds = (days.abs() * 86_400.0).round();
    if !seconds.is_finite() {
        return number(days);
    }
    let sign = if days < 0.0 { "-" } else { "" };
    let hours = (seconds / 3600.0).floor();
    let (minute, second) = ((seconds % 3600.0 / 60.0).floor(), seconds % 60.0);
    format!("{sign}{hours:02.0}:{minute:02.0}:{second:02.0}")
}
