//! What the first rows of a file say about how it is written and what its columns hold.

use crate::domain::import::formats::{self, DateFormat, NumberFormat, Options};
use crate::domain::import::kinds;
use crate::domain::property::PropertyType;
use crate::formats::csv_in::Row;

/// What was guessed.
pub(super) struct Sample {
    pub(super) dates: DateFormat,
    /// The day may be the month: it was guessed.
    pub(super) may_have_month_first: bool,
    pub(super) numbers: NumberFormat,
    /// The kind of each column.
    pub(super) kinds: Vec<PropertyType>,
}

impl Sample {
    /// Bad rows say nothing, and neither do cells whose text is no value.
    pub(super) fn of(columns: usize, rows: &[Row]) -> Self {
        let rows: Vec<Vec<&str>> = rows.iter().filter_map(values).collect();
        let (dates, numbers) = formats::guess(rows.iter().flatten().copied());
        let options = Options { dates, numbers, ..Options::default() };
        let kind = |at: usize| kinds::guess(rows.iter().filter_map(|row| row.get(at)).copied(), &options);
        let may_have_month_first =
            dates == DateFormat::DaySlash && formats::may_have_month_first(rows.iter().flatten().copied());
        Self { dates, may_have_month_first, numbers, kinds: (0..columns).map(kind).collect() }
    }
}

fn values(row: &Row) -> Option<Vec<&str>> {
    let cells = row.outcome.as_ref().ok()?;
    let is_value = |at: usize| row.natures.get(at).is_none_or(|nature| nature.is_value());
    Some(cells.iter().enumerate().map(|(at, cell)| if is_value(at) { cell } else { "" }).collect())
}
