//! The problem rows as a CSV file for the visitor (R53), defused against formulas (R33): each row as it was, cell by cell,
//! and the reason in the last column, so that the corrected file can be imported as it is. Whoever reads such a file again
//! knows it by that column, and takes the apostrophes off that were put in.

use std::borrow::Cow;
use std::io::{self, Write};

use csv::ReaderBuilder;

use crate::domain::import::cells::Cells;
use crate::domain::lang::Lang;
use crate::domain::property::PropertyType;
use crate::formats::csv::{CsvOptions, CsvWriter, is_plain_phone, starts_formula};
use crate::i18n::Locale;

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

/// Writes the problem rows below the file's own columns; the last column says why. The reasons of a report that was itself
/// imported are out of date, so the new ones stand in their place. Rows go out as they come, so memory stays flat.
///
/// # Errors
/// Writing to `out` failed.
pub fn write_problem_report<W: Write>(
    mut out: W,
    lang: Lang,
    columns: &[(String, PropertyType)],
    problems: impl IntoIterator<Item = ProblemRow>,
) -> io::Result<()> {
    let (columns, is_again) = match columns {
        [own @ .., (last, _)] if is_reason(last) => (own, true),
        all => (all, false),
    };
    // Cells are defused here, in a way that can be undone.
    let writer = CsvWriter::new(CsvOptions { guard: false, ..CsvOptions::default() }, &[]);
    let labels = columns.iter().map(|(label, _)| label.clone()).chain([reason(lang)]);
    let labels: Vec<String> = labels.map(|label| defused(label, PropertyType::Text)).collect();
    let mut line = Vec::new();
    writer.write_header(&labels, &mut line);
    out.write_all(&line)?;
    for ProblemRow { raw, is_one_text, reason } in problems {
        let kinds = columns.iter().map(|(_, kind)| if is_one_text { PropertyType::Text } else { *kind });
        let cells = cells(raw, is_one_text, columns.len(), is_again).into_iter().zip(kinds);
        let last = (reason, PropertyType::Text);
        let cells: Vec<Cow<'_, str>> =
            cells.chain([last]).map(|(cell, kind)| Cow::Owned(defused(cell, kind))).collect();
        line.clear();
        writer.write_record(&cells, &mut line);
        out.write_all(&line)?;
    }
    out.flush()
}

/// Whether a column is called like that of the reasons, in whatever language the report was.
pub fn is_reason(heading: &str) -> bool {
    Lang::ALL.into_iter().any(|lang| heading == reason(lang))
}

fn reason(lang: Lang) -> String {
    Locale::new(lang, chrono_tz::UTC).say("imp-report-reason").to_string()
}

/// Where the cells of a file come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::formats) enum Origin {
    /// Somebody's own file: cells are what they are.
    Own,
    /// A report of ours: some cells have an apostrophe in front that is not theirs.
    Report,
}

impl Origin {
    /// That of a file with these columns.
    pub(in crate::formats) fn of(headers: &[String]) -> Self {
        let last = headers.iter().rfind(|name| !name.is_empty());
        if last.is_some_and(|name| is_reason(name)) { Self::Report } else { Self::Own }
    }

    /// The names of the columns as they were.
    pub(in crate::formats) fn names(self, headers: Vec<String>) -> Vec<String> {
        match self {
            Self::Own => headers,
            Self::Report => headers.iter().map(|name| plain(name).trim().to_owned()).collect(),
        }
    }

    /// The cells of a row as they were.
    pub(in crate::formats) fn cells(self, cells: Cells) -> Cells {
        match self {
            Self::Own => cells,
            Self::Report => cells.iter().map(plain).collect(),
        }
    }
}

/// A cell that no spreadsheet runs. That its column takes numbers or phone numbers is not enough: the cell may be bad because it
/// is no such value. What has apostrophes before such a beginning already gets one more, so that [`plain`] can tell them apart.
fn defused(mut cell: String, column: PropertyType) -> String {
    let is_harmless = match column {
        PropertyType::Number => is_plain_number(&cell),
        PropertyType::Phone => is_plain_phone(&cell),
        _ => false,
    };
    if !is_harmless && starts_formula(cell.trim_start_matches('\'')) {
        cell.insert(0, '\'');
    }
    cell
}

/// A cell without the apostrophe that [`defused`] put before it, and as it is where that put none.
fn plain(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if starts_formula(rest.trim_start_matches('\'')) => rest,
        _ => cell,
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

/// As many cells as there are columns. What is too much stays in the last one, with its commas: a comma that should have
/// been quoted is the usual reason. A row of an earlier report ends with its earlier reason, which goes.
fn cells(raw: String, is_one_text: bool, columns: usize, is_again: bool) -> Vec<String> {
    let parted = if is_one_text { None } else { part(&raw) };
    let mut cells = parted.unwrap_or_else(|| vec![raw]);
    if is_again && cells.len() > columns {
        cells.pop();
    }
    if columns > 0 && cells.len() > columns {
        let surplus = cells.split_off(columns - 1).join(",");
        cells.push(surplus);
    }
    cells.resize(columns, String::new());
    cells
}

/// The cells of a row with commas between them.
fn part(raw: &str) -> Option<Vec<String>> {
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(raw.as_bytes());
    let row = reader.records().next()?.ok()?;
    Some(row.iter().map(str::to_owned).collect())
}
