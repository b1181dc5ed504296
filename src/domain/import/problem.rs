//! A row that an import could not take, and why.

use serde::{Deserialize, Serialize};

use super::columns::MAX_COLUMNS;

/// Characters that are kept of a row which cannot be kept whole. A whole row never has just as many: see
/// [`Problem::is_cut`].
pub const PART_CHARACTERS: usize = 10_000;

/// A row that did not become a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Line of the file on which the row starts, from 1.
    pub line: i64,
    /// Message key of the reason.
    pub code: String,
    /// Its argument: a column, a number.
    pub detail: String,
    /// The row as it was, or a part of it; empty where nobody asked for it.
    pub raw: String,
}

/// What a problem's reason needs besides its message key; kept as JSON in [`Problem::detail`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Circumstance {
    /// Heading of the column whose value is wrong; empty when the whole row is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub column: String,
    /// Cells that the header promises.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<i64>,
    /// Cells that the row has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<i64>,
    /// The line on which a quote opens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<i64>,
    /// How the file was said to write such a value, or the error that stands in its place.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sample: String,
}

/// Message keys of every reason why a row can be refused.
const REASONS: [&str; 30] = [
    "bad-empty",
    "imp-bad-key",
    "imp-bad-several",
    "imp-bad-taken",
    "imp-bad-number",
    "imp-bad-number-as",
    "imp-bad-date",
    "imp-bad-date-as",
    "imp-bad-datetime-as",
    "imp-bad-datetime",
    "imp-bad-boolean",
    "imp-bad-email",
    "imp-bad-phone",
    "imp-bad-url",
    "imp-bad-choice",
    "imp-bad-nul",
    "imp-bad-long",
    "imp-bad-code",
    "imp-bad-error",
    "imp-bad-formula",
    "imp-row-many-cells",
    "imp-row-few-cells",
    "imp-row-utf8",
    "imp-row-long",
    "imp-row-open-quote",
    "imp-row-stray-quote",
    "imp-row-nul",
    "imp-row-cell",
    "imp-row-broken",
    "imp-row-one-text",
];

impl Problem {
    /// The message that says what is wrong.
    pub fn key(&self) -> &'static str {
        REASONS.into_iter().find(|key| *key == self.code).unwrap_or("imp-bad-other")
    }

    /// Whether the row as it was kept is one whole text that cannot be parted into cells.
    pub fn is_one_text(&self) -> bool {
        ["imp-row-utf8", "imp-row-long", "imp-row-open-quote", "imp-row-stray-quote", "imp-row-nul"]
            .contains(&self.code.as_str())
    }

    /// Whether only a part of the row was kept: it is longer than a row may be, has more cells than a file may have columns,
    /// or takes the rest of the file with it. Rows of imports from before rows were kept whole end after as many characters.
    pub fn is_cut(&self) -> bool {
        let most = i64::try_from(MAX_COLUMNS).unwrap_or(i64::MAX);
        self.code == "imp-row-long"
            || self.circumstance().found.is_some_and(|found| found > most)
            || has_length_of_part(&self.raw)
    }

    /// What the message needs.
    pub fn circumstance(&self) -> Circumstance {
        serde_json::from_str(&self.detail).unwrap_or_default()
    }
}

/// Whether a text has as many characters as are kept of a row that is not kept whole.
pub fn has_length_of_part(text: &str) -> bool {
    text.len() >= PART_CHARACTERS && text.chars().count() == PART_CHARACTERS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(code: &str, detail: &str, raw: String) -> Problem {
        Problem { line: 2, code: code.into(), detail: detail.into(), raw }
    }

    #[test]
    fn a_part_of_a_row_is_known_by_its_length_and_by_what_is_wrong_with_it() {
        let of_length = |n: usize| problem("imp-bad-number", "", "é".repeat(n));
        assert!(of_length(PART_CHARACTERS).is_cut());
        assert!(!of_length(PART_CHARACTERS - 1).is_cut() && !of_length(PART_CHARACTERS + 1).is_cut());
        assert!(problem("imp-row-long", "", "a".into()).is_cut());
        let of_cells = |found: usize| problem("imp-row-many-cells", &format!("{{\"found\":{found}}}"), "a".into());
        assert!(of_cells(MAX_COLUMNS + 1).is_cut() && !of_cells(MAX_COLUMNS).is_cut());
    }
}
