//! An import: one CSV file whose rows become records.

pub mod columns;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::export::State;
use super::record::Object;

/// One row of the list of imports. The states are those of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Key in the database.
    pub id: i64,
    /// Key in URLs.
    pub public_id: String,
    /// Whose records they become.
    pub object_id: i64,
    /// That object, put away or not.
    pub object: Object,
    /// The file's name as it was uploaded.
    pub file_name: String,
    /// Where the upload lies until it is read.
    pub upload_key: String,
    /// Its size in bytes.
    pub file_bytes: i64,
    /// Who uploaded it, as long as that user exists.
    pub user_id: Option<i64>,
    /// Name of that user then.
    pub user_name: String,
    /// The property of each column, as settled when the file was taken.
    pub property_ids: Vec<i64>,
    /// How many properties were made for it.
    pub new_properties: i64,
    /// Where it stands.
    pub state: State,
    /// How often a worker took it; also the fencing token.
    pub attempt: i32,
    /// Bytes read so far.
    pub bytes_done: i64,
    /// Rows read so far.
    pub rows_done: i64,
    /// Rows that became records.
    pub rows_added: i64,
    /// Rows that did not, each with a reason.
    pub rows_bad: i64,
    /// When it was asked for.
    pub requested_at: DateTime<Utc>,
    /// When a worker took it.
    pub started_at: Option<DateTime<Utc>>,
    /// When it came to an end.
    pub finished_at: Option<DateTime<Utc>>,
    /// Who cancelled it.
    pub cancelled_by_name: Option<String>,
    /// Why it failed.
    pub failure: Option<ImportFailure>,
}

/// A row that did not become a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Line of the file on which the row starts, from 1.
    pub line: i64,
    /// Message key of the reason.
    pub code: String,
    /// Its argument: a column, a number.
    pub detail: String,
    /// The row as it was, cut to 10,000 characters.
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
}

/// Message keys of every reason why a row can be refused.
const REASONS: [&str; 18] = [
    "bad-empty",
    "imp-bad-number",
    "imp-bad-date",
    "imp-bad-datetime",
    "imp-bad-boolean",
    "imp-bad-email",
    "imp-bad-phone",
    "imp-bad-url",
    "imp-bad-choice",
    "imp-bad-nul",
    "imp-bad-long",
    "imp-row-many-cells",
    "imp-row-few-cells",
    "imp-row-utf8",
    "imp-row-long",
    "imp-row-open-quote",
    "imp-row-stray-quote",
    "imp-row-nul",
];

impl Problem {
    /// The message that says what is wrong.
    pub fn key(&self) -> &'static str {
        REASONS.into_iter().find(|key| *key == self.code).unwrap_or("imp-bad-other")
    }

    /// What the message needs.
    pub fn circumstance(&self) -> Circumstance {
        serde_json::from_str(&self.detail).unwrap_or_default()
    }
}

/// Why an import could not go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportFailure {
    /// The disk or the database is full.
    Disk,
    /// It was interrupted again and again without taking a single row.
    Attempts,
    /// The upload is gone or cannot be read.
    File,
    /// A row has a value that another record has already, and the property is unique (R50).
    Shared,
    /// Anything else; the log has the cause under the import's id.
    Other,
}

impl ImportFailure {
    /// The stored text form, which is also the key of its message.
    pub fn key(self) -> &'static str {
        match self {
            Self::Disk => "imp-failed-disk",
            Self::Attempts => "imp-failed-attempts",
            Self::File => "imp-failed-file",
            Self::Shared => "imp-failed-shared",
            Self::Other => "imp-failed-generic",
        }
    }

    /// Reads the stored text form.
    pub fn from_text(text: &str) -> Self {
        [Self::Disk, Self::Attempts, Self::File, Self::Shared]
            .into_iter()
            .find(|known| known.key() == text)
            .unwrap_or(Self::Other)
    }
}
