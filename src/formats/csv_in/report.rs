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
    let labels: Vec<String> = columns.iter().map(|(label, _)| label.clone()).chain([reason.to_owned()]).collect();
    let mut line = Vec::new();
    CsvWriter::new(options, &[]).write_header(&labels, &mut line);
    out.write_all(&line)?;
    for problem in problems {
        let mut cells = cells(&problem, columns.len());
        let kinds: Vec<PropertyType> =
            cells.iter().zip(columns).map(|(cell, (_, kind))| defused_as(cell, *kind, problem.is_one_text)).collect();
        cells.push(problem.reason);
        let cells: Vec<Cow<'_, str>> = cells.into_iter().map(Cow::Owned).collect();
        line.clear();
        CsvWriter::new(options, &kinds).write_record(&cells, &mut line);
        out.write_all(&line)?;
    }
    out.flush()
}

/// What a cell is defused as. What its column takes says nothing about it: the cell may be bad because it is no such value.
fn defused_as(cell: &str, column: PropertyType, is_one_text: bool) -> PropertyType {
    match column {
        PropertyType::Number if !is_one_text && is_plain_number(cell) => PropertyType::Number,
        PropertyType::Phone if !is_one_text => PropertyType::Phone,
        _ => PropertyType::Text,
    }
}

/// A sign, digits and what parts them: nothing that could name a function or a cell.
fn is_plain_number(cell: &str) -> bool {
    let digits = cell.strip_prefix(['+', '-']).unwrap_or(cell);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| {
            c.is_ascii_digit() || matches!(c, '.' | ',' | ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’')
        })
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
