//! What the columns of a file hold: turns a row into values or into a problem.

use std::borrow::Cow;

use crate::db::imports::{Batch, Good};
use crate::db::records::{Maker, NewRecord};
use crate::domain::import::cells::Cells;
use crate::domain::import::headings::headings;
use crate::domain::import::kinds::is_quantity;
use crate::domain::import::{Circumstance, Fault, Import, Problem};
use crate::domain::property::{PropertyType, ValueError};
use crate::domain::record::Property;
use crate::formats::csv_in::{BadRow, CellNature, Row, cells_of_raw, is_of_one_text, raw_of_cells, reason_column};

/// What a row takes beside its text.
const ROOM_OF_ROW: usize = 400;

/// The values of a row, each with its property.
type Values<'c> = Vec<(i64, Cow<'c, str>)>;

/// The property of each column; `None` where it is left out.
pub(super) struct Columns<'a> {
    import: &'a Import,
    headings: Vec<String>,
    places: Vec<Option<&'a Property>>,
    /// Where a report of ours has its reasons.
    reasons: Option<usize>,
    maker: Maker,
    /// Records that are written: their room is used again.
    pub(super) spare: Vec<NewRecord>,
    /// Rows are compared with what is there before anything is written.
    is_matched: bool,
}

impl<'a> Columns<'a> {
    /// `None` when the file or the properties are no longer those that the columns were matched with.
    pub(super) fn new(headers: &[String], properties: &'a [Property], import: &'a Import) -> Option<Self> {
        let of = |id: &i64| match id {
            0 => Some(None),
            id => properties.iter().find(|property| property.id == *id).map(Some),
        };
        let columns = import.property_ids.iter().map(of).collect::<Option<Vec<_>>>()?;
        let has_unique = columns.iter().flatten().any(|property| property.is_unique);
        (columns.len() == headers.len()).then(|| Self {
            import,
            headings: headings(headers),
            places: columns,
            reasons: reason_column(headers),
            maker: Maker::new(properties),
            spare: Vec::new(),
            is_matched: has_unique || import.mode.matches_records(),
        })
    }

    /// Puts a row where it belongs; answers how much room it takes.
    pub(super) fn take(&mut self, row: Row, batch: &mut Batch) -> usize {
        let line = i64::try_from(row.line).unwrap_or(i64::MAX);
        let cells = match row.outcome {
            Ok(cells) => cells,
            Err(bad) => {
                let room = row.raw.len();
                let of_workbook = if row.natures.is_empty() { None } else { cells_of_raw(&row.raw) };
                let raw = match of_workbook {
                    Some(cells) => raw_of_cells(&self.written(cells.iter().collect(), &row.natures)),
                    None => row.raw,
                };
                batch.problems.push(problem(line, bad.key(), &self.circumstance(&bad), raw));
                return room;
            }
        };
        if self.is_one_text(&cells) {
            let room = cells.bytes();
            batch.problems.push(problem(line, "imp-row-one-text", &Circumstance::default(), raw_of_cells(&cells)));
            return room;
        }
        let room = cells.bytes() + ROOM_OF_ROW;
        match self.values(&cells, &row.natures) {
            Ok(values) if values.is_empty() => {
                let raw = raw_of_cells(&self.written(cells, &row.natures));
                batch.problems.push(problem(line, "bad-empty", &Circumstance::default(), raw));
            }
            Ok(values) if self.is_matched => {
                let values = values.into_iter().map(|(id, value)| (id, value.into_owned())).collect();
                batch.matched.push(Good { line, values, cells: self.written(cells, &row.natures) });
            }
            Ok(values) => {
                let mut record = self.spare.pop().unwrap_or_default();
                self.maker.make_in(&values, &mut record);
                batch.records.push(record);
            }
            Err(faults) => {
                let (key, circumstance) = Circumstance::of_faults(faults);
                let raw = raw_of_cells(&self.written(cells, &row.natures));
                batch.problems.push(problem(line, &key, &circumstance, raw));
            }
        }
        room
    }

    /// The values of a row that are not empty, or all that are none: their reasons and their columns.
    fn values<'c>(&self, cells: &'c Cells, natures: &[CellNature]) -> Result<Values<'c>, Vec<Fault>>
    where
        'a: 'c,
    {
        let mut values = Vec::with_capacity(cells.len());
        let mut faults = Vec::new();
        for (at, (cell, property)) in cells.iter().zip(&self.places).enumerate() {
            let Some(property) = property else { continue };
            match self.value(property, cell, natures.get(at).copied().unwrap_or_default()) {
                Ok(value) if value.is_empty() => {}
                Ok(value) => values.push((property.id, value)),
                Err((key, sample)) => {
                    faults.push(Fault {
                        code: key.to_owned(),
                        column: self.headings[at].clone(),
                        sample: sample.to_owned(),
                    });
                }
            }
        }
        if faults.is_empty() { Ok(values) } else { Err(faults) }
    }

    /// The value that a cell holds, or the reason why it holds none, with its sample.
    fn value<'c>(
        &self,
        property: &'c Property,
        cell: &'c str,
        nature: CellNature,
    ) -> Result<Cow<'c, str>, (&'static str, &'c str)> {
        match nature {
            CellNature::Error => return Err(("imp-bad-error", cell)),
            CellNature::Formula => return Err(("imp-bad-formula", "")),
            CellNature::Text | CellNature::Native => {}
        }
        let is_native = nature == CellNature::Native;
        let options = &self.import.options;
        let value = options
            .canonical(property.kind, &property.choices, cell, is_native)
            .or_else(|e| self.archived(property, cell, e))
            .map_err(|e| options.expectation(e).unwrap_or((e.key(), "")))?;
        if !is_native && self.would_change(property, cell) { Err(("imp-bad-code", "")) } else { Ok(value) }
    }

    /// The value of a cell that names an archived choice: the record that the row is matched with may have it, which is seen
    /// where the row is written.
    fn archived<'c>(
        &self,
        property: &'c Property,
        cell: &'c str,
        error: ValueError,
    ) -> Result<Cow<'c, str>, ValueError> {
        if error != ValueError::NotAChoice || !self.import.mode.matches_records() {
            return Err(error);
        }
        property.kind.read_value(cell, &property.choices, self.import.options.lookup(true))
    }

    /// Whether a text is more than the number that it would become. Of a property that was there before, somebody has said
    /// that it holds numbers; of one that was made for this file, its first rows did.
    fn would_change(&self, property: &Property, cell: &str) -> bool {
        property.kind == PropertyType::Number
            && !is_quantity(cell.trim())
            && self.import.made_property_ids.contains(&property.id)
    }

    /// Whether a row of a report is the whole text of one that could not be parted into cells, as it was: the reason says so, and
    /// nobody has filled another cell.
    fn is_one_text(&self, cells: &Cells) -> bool {
        let Some(reasons) = self.reasons else { return false };
        let is_filled = |(at, cell): &(usize, &str)| *at != reasons && !cell.trim().is_empty();
        let mut filled = cells.iter().enumerate().filter(is_filled);
        let is_first_alone = filled.next().is_some_and(|(at, _)| at == 0) && filled.next().is_none();
        is_first_alone && cells.iter().nth(reasons).is_some_and(is_of_one_text)
    }

    /// The cells for the report, which has texts only: what a workbook knew by itself is written as the file's formats read it.
    fn written(&self, cells: Cells, natures: &[CellNature]) -> Cells {
        if !natures.contains(&CellNature::Native) {
            return cells;
        }
        let kind_of = |at: usize| self.places.get(at).copied().flatten().map(|property| property.kind);
        cells
            .iter()
            .zip(natures.iter().chain(std::iter::repeat(&CellNature::Text)))
            .enumerate()
            .map(|(at, (cell, nature))| match kind_of(at).filter(|_| *nature == CellNature::Native) {
                Some(kind) => self.import.options.written(kind, cell),
                None => Cow::Borrowed(cell),
            })
            .collect()
    }

    fn circumstance(&self, bad: &BadRow) -> Circumstance {
        let number = |n: usize| i64::try_from(n).ok();
        match bad {
            BadRow::TooManyCells { expected, found } | BadRow::TooFewCells { expected, found } => {
                Circumstance { expected: number(*expected), found: number(*found), ..Circumstance::default() }
            }
            BadRow::UnclosedQuote { line } => {
                Circumstance { line: i64::try_from(*line).ok(), ..Circumstance::default() }
            }
            BadRow::Unreadable { column } => {
                let column = self.headings.get(*column).cloned().unwrap_or_default();
                Circumstance { column, ..Circumstance::default() }
            }
            BadRow::NotUtf8 | BadRow::TooLong | BadRow::StrayQuote | BadRow::Nul | BadRow::Broken => {
                Circumstance::default()
            }
        }
    }
}

fn problem(line: i64, key: &str, circumstance: &Circumstance, raw: String) -> Problem {
    Problem { line, code: key.to_owned(), detail: serde_json::to_string(circumstance).unwrap_or_default(), raw }
}
