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
    /// What else is wrong with the row.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Fault>,
    /// So many values are wrong beyond those.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub beyond: i64,
}

/// A value that its property does not take.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Message key of the reason.
    pub code: String,
    /// Heading of its column.
    pub column: String,
    /// As in [`Circumstance::sample`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sample: String,
}

/// Faults of a row that are told one by one.
const MAX_FAULTS: usize = 20;

impl Circumstance {
    /// That of a row with some wrong values, and the message key of the first.
    pub fn of_faults(faults: Vec<Fault>) -> (String, Self) {
        let beyond = i64::try_from(faults.len().saturating_sub(MAX_FAULTS)).unwrap_or(i64::MAX);
        let mut faults = faults.into_iter().take(MAX_FAULTS);
        let Fault { code, column, sample } = faults.next().unwrap_or_default();
        (code, Self { column, sample, others: faults.collect(), beyond, ..Self::default() })
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference over")]
fn is_zero(n: &i64) -> bool {
    *n == 0
}

/// Message keys of every reason why a row can be refused.
const REASONS: [&str; 31] = [
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
    "imp-bad-two-choices",
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
    /// Everything that is wrong with the row: the message that says so, and what it needs.
    pub fn faults(&self) -> Vec<(&'static str, Circumstance)> {
        let mut first = self.circumstance();
        let others = std::mem::take(&mut first.others);
        let beyond = std::mem::take(&mut first.beyond);
        let others = others.into_iter().map(|Fault { code, column, sample }| {
            (reason(&code), Circumstance { column, sample, ..Circumstance::default() })
        });
        let mut faults: Vec<_> = std::iter::once((reason(&self.code), first)).chain(others).collect();
        if beyond > 0 {
            faults.push(("imp-bad-beyond", Circumstance { found: Some(beyond), ..Circumstance::default() }));
        }
        faults
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

/// The message of a reason.
fn reason(code: &str) -> &'static str {
    REASONS.into_iter().find(|key| *key == code).unwrap_or("imp-bad-other")
}

/// Whether a text has as many characters as are kept of a row that is not kept whole.
pub fn has_length_of_part(text: &str) -> bool {
    text.len() >= PART_CHARACTERS && text.chars().count() == PART_CHARACTERS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_faults_of_a_row_are_told_one_by_one_and_the_others_are_counted() {
        let fault = |n: usize| Fault { code: "imp-bad-number".into(), column: n.to_string(), sample: String::new() };
        let told = |n: usize| {
            let (code, circumstance) = Circumstance::of_faults((0..n).map(fault).collect());
            let detail = serde_json::to_string(&circumstance).unwrap();
            Problem { line: 2, code, detail, raw: String::new() }.faults()
        };
        assert_eq!(told(1).len(), 1);
        let twenty = told(20);
        assert!(twenty.len() == 20 && twenty.iter().all(|(key, _)| *key == "imp-bad-number"));
        assert_eq!(twenty[19].1.column, "19");
        let more = told(23);
        assert_eq!((more.len(), more[20].0, more[20].1.found), (21, "imp-bad-beyond", Some(3)));
    }

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
