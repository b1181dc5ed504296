//! The problem rows as a CSV file for the visitor (R53), defused against formulas (R33): each row as it was, cell by cell,
//! and the reason in the last column, so that the corrected file can be imported as it is. Whoever reads such a file again
//! knows it by that column, takes the apostrophes off that were put in, and sees which rows could not be parted into cells.

use std::borrow::Cow;
use std::io::{self, Write};

use csv::ReaderBuilder;

use crate::domain::lang::Lang;
use crate::domain::property::PropertyType;
use crate::formats::csv::{CsvOptions, CsvWriter, Separator, is_plain_phone, starts_formula};
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
    separator: Separator,
    columns: &[(String, PropertyType)],
    problems: impl IntoIterator<Item = ProblemRow>,
) -> io::Result<()> {
    let (columns, is_again) = match columns {
        [own @ .., (last, _)] if is_reason(last) => (own, true),
        all => (all, false),
    };
    // Cells are defused here, in a way that can be undone.
    let writer = CsvWriter::new(CsvOptions { guard: false, separator, ..CsvOptions::default() }, &[]);
    let labels = columns.iter().map(|(label, _)| label.clone()).chain([reason(lang)]);
    out.write_all(header(labels, separator).as_bytes())?;
    let mut line = Vec::new();
    for ProblemRow { raw, is_one_text, reason } in problems {
        let kinds = columns.iter().map(|(_, kind)| if is_one_text { PropertyType::Text } else { *kind });
        let cells = cells(raw, is_one_text, columns.len(), is_again, separator).into_iter().zip(kinds);
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

/// The place of the reasons in a report of ours: the last column that has a name. `None` is any other file.
pub fn reason_column(headers: &[String]) -> Option<usize> {
    headers.iter().rposition(|name| !name.is_empty()).filter(|at| is_reason(&headers[*at]))
}

/// Whether a reason says that its row could not be parted into cells, in whatever language the report was.
pub fn is_of_one_text(reason: &str) -> bool {
    Lang::ALL.into_iter().any(|lang| reason.contains(&say(lang, "imp-row-one-text")))
}

fn reason(lang: Lang) -> String {
    say(lang, "imp-report-reason")
}

fn say(lang: Lang, key: &'static str) -> String {
    Locale::new(lang, chrono_tz::UTC).say(key).to_string()
}

/// The names of the columns, in quotes where they hold what parts the cells of other files: whoever reads the report finds out
/// from them what parts its own.
fn header(labels: impl Iterator<Item = String>, separator: Separator) -> String {
    let mut header = String::from("\u{feff}");
    for (at, label) in labels.enumerate() {
        let label = defused(label, PropertyType::Text);
        if at > 0 {
            header.push(char::from(separator.byte()));
        }
        if label.contains([',', ';', '\t', '"', '\r', '\n']) {
            header.extend(["\"", &label.replace('"', "\"\""), "\""]);
        } else {
            header.push_str(&label);
        }
    }
    header.push_str("\r\n");
    header
}

/// A cell that no spreadsheet runs. That its column takes numbers or phone numbers is not enough: the cell may be bad because it
/// is no such value. What has apostrophes before such a beginning already gets one more, so that whoever reads the report can
/// tell them apart.
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

/// A sign, digits and what parts them: nothing that could name a function or a cell.
fn is_plain_number(cell: &str) -> bool {
    let digits = cell.strip_prefix(['+', '-']).unwrap_or(cell);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| {
            c.is_ascii_digit() || matches!(c, '.' | ',' | ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’')
        })
}

/// As many cells as there are columns. What is too much stays in the last one, with its separators: one that should have been
/// quoted is the usual reason. A row of an earlier report ends with its earlier reason, which goes.
fn cells(raw: String, is_one_text: bool, columns: usize, is_again: bool, separator: Separator) -> Vec<String> {
    let parted = if is_one_text { None } else { cells_of_raw(&raw) };
    let mut cells = parted.unwrap_or_else(|| vec![raw]);
    if is_again && cells.len() > columns {
        cells.pop();
    }
    if columns > 0 && cells.len() > columns {
        let surplus = cells.split_off(columns - 1).join(&char::from(separator.byte()).to_string());
        cells.push(surplus);
    }
    cells.resize(columns, String::new());
    cells
}

/// The cells of a row as [`super::raw_of_cells`] wrote it.
pub fn cells_of_raw(raw: &str) -> Option<Vec<String>> {
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(raw.as_bytes());
    let row = reader.records().next()?.ok()?;
    Some(row.iter().map(str::to_owned).collect())
}
