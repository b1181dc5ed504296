//! The problem rows as a CSV file for the visitor (R53), defused against formulas (R33): each row as it was, cell by cell,
//! and the reason in the last column, so that the corrected file can be imported as it is.

use std::borrow::Cow;
use std::io::{self, Write};

use csv::ReaderBuilder;

use crate::domain::property::PropertyType;
use crate::formats::csv::{CsvOptions, CsvWriter};

/// A row that was not imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProblemRow {
    /// The row as [`super::raw_of_cells`] wrote it, or as it stood in the file.
    pub raw: String,
    /// It could not be parted into cells: all of it goes into the first.
    pub is_one_text: bool,
    /// What is wrong, in words.
    pub reason: String,
}

/// Writes the problem rows below the file's own columns; the last column, called `reason`, says why. Rows go out as they
/// come, so memory stays flat.
///
/// # Errors
/// Writing to `out` failed.
pub fn write_problem_report<W: Write>(
    mut out: W,
    options: CsvOptions,
    columns: &[(String, PropertyType)],
    reason: &str,
    problems: impl IntoIterator<Item = ProblemRow>,
) -> io::Result<()> {
    let kinds: Vec<PropertyType> = columns.iter().map(|(_, kind)| *kind).chain([PropertyType::Text]).collect();
    let labels: Vec<String> = columns.iter().map(|(label, _)| label.clone()).chain([reason.to_owned()]).collect();
    let writer = CsvWriter::new(options, &kinds);
    let mut line = Vec::new();
    writer.write_header(&labels, &mut line);
    out.write_all(&line)?;
    for problem in problems {
        let mut cells = cells(&problem, columns.len());
        cells.push(problem.reason);
        let cells: Vec<Cow<'_, str>> = cells.into_iter().map(Cow::Owned).collect();
        line.clear();
        writer.write_record(&cells, &mut line);
        out.write_all(&line)?;
    }
    out.flush()
}

/// As many cells as the file has columns. What is too much stays in the last one, with its commas: a comma that should have
/// been quoted is the usual reason.
fn cells(problem: &ProblemRow, columns: usize) -> Vec<String> {
    let parted = if problem.is_one_text { None } else { part(&problem.raw) };
    let mut cells = parted.unwrap_or_else(|| vec![problem.raw.clone()]);
    if columns > 0 && cells.len() > columns {
        let surplus = cells.split_off(columns - 1).join(",");
        cells.push(surplus);
    }
    cells.resize(columns, String::new());
    cells
}

/// The cells of a row with commas between them; a text that was cut inside quotes ends there.
fn part(raw: &str) -> Option<Vec<String>> {
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(raw.as_bytes());
    let row = reader.records().next()?.ok()?;
    Some(row.iter().map(str::to_owned).collect())
}
