//! Where the cells of a file come from, and which apostrophes before them are not theirs (R33).

use super::report::reason_column;
use crate::domain::import::cells::Cells;
use crate::formats::csv::starts_formula;

/// Where the cells of a file come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::formats) enum Origin {
    /// Somebody's own file: cells are what they are.
    Own,
    /// A report of ours: some cells have an apostrophe in front that is not theirs.
    Report,
    /// An export of ours with its guard on: cells that begin like a formula have an apostrophe in front that is not theirs.
    Guarded,
}

impl Origin {
    /// That of a file with these columns; a report is known by them, an export by what somebody says.
    pub(in crate::formats) fn of(headers: &[String], is_guarded: bool) -> Self {
        match reason_column(headers) {
            Some(_) => Self::Report,
            None if is_guarded => Self::Guarded,
            None => Self::Own,
        }
    }

    /// The names of the columns as they were.
    pub(in crate::formats) fn names(self, headers: Vec<String>) -> Vec<String> {
        match self {
            Self::Own => headers,
            Self::Report | Self::Guarded => headers.iter().map(|name| self.plain(name).trim().to_owned()).collect(),
        }
    }

    /// The cells of a row as they were.
    pub(in crate::formats) fn cells(self, cells: Cells) -> Cells {
        match self {
            Self::Own => cells,
            Self::Report | Self::Guarded => cells.iter().map(|cell| self.plain(cell)).collect(),
        }
    }

    /// A cell without the apostrophe that was put before it, and as it is where none was. A report puts one more before those
    /// that were there already; an export leaves these alone.
    fn plain(self, cell: &str) -> &str {
        let is_foreign = |rest: &&str| match self {
            Self::Own => false,
            Self::Report => starts_formula(rest.trim_start_matches('\'')),
            Self::Guarded => starts_formula(rest),
        };
        cell.strip_prefix('\'').filter(is_foreign).unwrap_or(cell)
    }
}

/// Whether a cell has an apostrophe in front, and if so whether the guard of an export may have put it there.
pub(in crate::formats) fn looks_guarded(cell: &str) -> Option<bool> {
    cell.strip_prefix('\'').map(starts_formula)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_loses_the_apostrophes_that_its_guard_put_in_and_no_others() {
        let cells = Cells::from_iter(["'=1", "''=1", "'tis", "'", "=1", "'\tx", "'＝1"]);
        let read: Vec<String> = Origin::Guarded.cells(cells).iter().map(str::to_owned).collect();
        assert_eq!(read, ["=1", "''=1", "'tis", "'", "=1", "\tx", "＝1"]);
        let names = ["'+A", "'B"].map(str::to_owned);
        assert_eq!(Origin::of(&names, true).names(names.to_vec()), ["+A", "'B"]);
        assert_eq!(Origin::of(&names, false).names(names.to_vec()), names);
        let report = ["A", "Problem found by Waybill"].map(str::to_owned);
        assert_eq!(Origin::of(&report, true), Origin::Report);
    }
}
