//! An import: one CSV file whose rows become records.

use chrono::{DateTime, Utc};

use super::export::State;

/// One row of the list of imports. The states are those of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Key in the database.
    pub id: i64,
    /// Key in URLs.
    pub public_id: String,
    /// Whose records they become.
    pub object_id: i64,
    /// That object's internal name.
    pub object_name: String,
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
    /// Why it failed: a message key and its argument.
    pub failure: Option<(String, String)>,
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
