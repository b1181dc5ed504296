//! The problem rows as a CSV file for the visitor (R53), defused against formulas (R33).

use std::borrow::Cow;
use std::io::{self, Write};

use csv::{Terminator, WriterBuilder};

use crate::formats::csv::{CsvOptions, starts_formula};

/// Writes the problem rows: the line of the file, the reason in words, and the row as it was.
///
/// `headings` are the names of these three columns. Rows go out as they come, so memory stays flat.
///
/// # Errors
/// Writing to `out` failed.
pub fn write_problem_report<W: Write>(
    mut out: W,
    options: CsvOptions,
    headings: [&str; 3],
    problems: impl IntoIterator<Item = (u64, String, String)>,
) -> io::Result<()> {
    if options.byte_order_mark {
        out.write_all("\u{feff}".as_bytes())?;
    }
    let mut csv =
        WriterBuilder::new().delimiter(options.separator.byte()).terminator(Terminator::CRLF).from_writer(out);
    csv.write_record(headings.map(|heading| defused(heading, options.guard)).iter().map(AsRef::as_ref))?;
    for (line, reason, raw) in problems {
        let line = line.to_string();
        csv.write_record([line.as_str(), &defused(&reason, options.guard), &defused(&raw, options.guard)])?;
    }
    csv.flush()
}

fn defused(text: &str, guard: bool) -> Cow<'_, str> {
    if guard && starts_formula(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}
