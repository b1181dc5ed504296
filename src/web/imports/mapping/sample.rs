//! What the first rows of a file say about how it is written and what its columns hold.

use std::iter;

use crate::domain::import::columns::Choice;
use crate::domain::import::formats::{self, Guess, Options, Seen};
use crate::domain::import::kinds;
use crate::domain::property::PropertyType;
use crate::domain::record::Property;
use crate::formats::csv_in::{CellNature, Row};

/// What was guessed.
pub(super) struct Sample {
    /// How the file writes days and numbers.
    pub(super) formats: Guess,
    /// The kind of each column.
    pub(super) kinds: Vec<PropertyType>,
}

impl Sample {
    /// Bad rows say nothing, and neither do cells whose text is no value. `named` is what the headings say.
    pub(super) fn of(named: &[Option<Choice>], properties: &[Property], rows: &[Row]) -> Self {
        let rows: Vec<Vec<(&str, CellNature)>> = rows.iter().filter_map(values).collect();
        let cells = |at: usize| rows.iter().filter_map(move |row| row.get(at)).copied();
        // A workbook knows its numbers and days by itself: how texts are written says nothing of them.
        let texts = |at: usize| cells(at).filter(|(_, nature)| *nature == CellNature::Text).map(|(cell, _)| cell);
        let seen: Vec<Seen<'_>> = named
            .iter()
            .enumerate()
            .filter(|(_, choice)| **choice != Some(Choice::Skip))
            .map(|(at, choice)| Seen { kind: kind_of(choice.as_ref(), properties), texts: texts(at).collect() })
            .collect();
        let formats = formats::guess(&seen);
        let options = Options { dates: formats.dates, numbers: formats.numbers, ..Options::default() };
        let kind = |at: usize| kinds::guess(cells(at).map(|(cell, _)| cell), &options);
        Self { formats, kinds: (0..named.len()).map(kind).collect() }
    }
}

/// What the property of a column holds, where its heading names one.
fn kind_of(choice: Option<&Choice>, properties: &[Property]) -> Option<PropertyType> {
    let Some(Choice::Known(id)) = choice else { return None };
    properties.iter().find(|property| property.id == *id).map(|property| property.kind)
}

fn values(row: &Row) -> Option<Vec<(&str, CellNature)>> {
    let natures = row.natures.iter().copied().chain(iter::repeat(CellNature::Text));
    let cells = row.outcome.as_ref().ok()?.iter().zip(natures);
    Some(cells.map(|(cell, nature)| (if nature.is_value() { cell } else { "" }, nature)).collect())
}
