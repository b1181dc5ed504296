//! Records to CSV: RFC 4180 with CRLF (R32), defused against formulas (R33).

mod encode;
mod file;
mod guard;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

pub use crate::domain::export::Separator;
use crate::domain::property::PropertyType;

use encode::push_cell;
pub use file::CsvFile;
use guard::Guard;
pub(super) use guard::is_plain_phone;
pub use guard::starts_formula;

/// How a CSV file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CsvOptions {
    /// The sign between two cells.
    pub separator: Separator,
    /// Starts the file with a byte order mark; without it Excel garbles accents.
    pub byte_order_mark: bool,
    /// Defuses formulas (R33). Off is for machines only.
    pub guard: bool,
}

impl Default for CsvOptions {
    fn default() -> Self {
        Self { separator: Separator::Comma, byte_order_mark: true, guard: true }
    }
}

/// Turns records into lines of CSV. It holds no data, so memory is the caller's buffer (R32).
#[derive(Clone, Debug)]
pub struct CsvWriter {
    separator: u8,
    byte_order_mark: bool,
    header_guard: Guard,
    guards: Vec<Guard>,
}

impl CsvWriter {
    /// A writer for records with these columns, in this order.
    #[must_use]
    pub fn new(options: CsvOptions, columns: &[PropertyType]) -> Self {
        let guard_for = |guard| if options.guard { guard } else { Guard::Nothing };
        Self {
            separator: options.separator.byte(),
            byte_order_mark: options.byte_order_mark,
            header_guard: guard_for(Guard::Text),
            guards: columns.iter().map(|column| guard_for(Guard::of(*column))).collect(),
        }
    }

    /// Writes the start of a file: the byte order mark if wanted, and the labels of the columns.
    pub fn write_header(&self, labels: &[String], out: &mut Vec<u8>) {
        if self.byte_order_mark {
            out.extend_from_slice("\u{feff}".as_bytes());
        }
        self.write_line(labels.iter().map(|label| (self.header_guard, label.as_str())), out);
    }

    /// Writes one record. A cell beyond the columns counts as text.
    pub fn write_record(&self, cells: &[Cow<'_, str>], out: &mut Vec<u8>) {
        let guard = |at| self.guards.get(at).copied().unwrap_or(self.header_guard);
        self.write_line(cells.iter().enumerate().map(|(at, cell)| (guard(at), cell.as_ref())), out);
    }

    fn write_line<'a>(&self, cells: impl Iterator<Item = (Guard, &'a str)>, out: &mut Vec<u8>) {
        let before = out.len();
        for (guard, cell) in cells {
            push_cell(cell, guard.applies_to(cell), self.separator, out);
            out.push(self.separator);
        }
        if out.len() > before {
            out.pop();
        }
        if out.len() == before {
            // One empty cell: an empty line would vanish on reading.
            out.extend_from_slice(b"\"\"");
        }
        out.extend_from_slice(b"\r\n");
    }
}
