//! An import: one CSV file or workbook whose rows become records or change some (R53).

pub mod cells;
pub mod columns;
pub mod formats;
pub mod headings;
pub mod kinds;
pub mod mode;
mod problem;

use chrono::{DateTime, Duration, Utc};

use super::export::{CancelReason, State};
use super::record::Object;
use formats::Options;
use mode::Mode;
pub use problem::{Circumstance, Fault, PART_CHARACTERS, Problem, has_length_of_part};

/// How long after its end an import can be undone: 7 days, to the second.
const UNDO_FOR: Duration = Duration::hours(168);

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
    /// The property of each column, as settled when the import was started; 0 is a column that is left out.
    pub property_ids: Vec<i64>,
    /// What a row may do.
    pub mode: Mode,
    /// What records are matched by, in the modes that match.
    pub key_property_id: Option<i64>,
    /// How the file is written.
    pub options: Options,
    /// The static segment that the records are added to.
    pub segment_id: Option<i64>,
    /// How many properties were made for it.
    pub new_properties: i64,
    /// Which those are; an import from before they were noted names none.
    pub made_property_ids: Vec<i64>,
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
    /// Rows that changed a record.
    pub rows_updated: i64,
    /// Rows that the mode passes over, or that would change nothing.
    pub rows_skipped: i64,
    /// Rows that could not be imported, each with a reason.
    pub rows_bad: i64,
    /// When it was asked for.
    pub requested_at: DateTime<Utc>,
    /// When a worker took it.
    pub started_at: Option<DateTime<Utc>>,
    /// When it came to an end.
    pub finished_at: Option<DateTime<Utc>>,
    /// Who cancelled it.
    pub cancelled_by_name: Option<String>,
    /// Why it was cancelled.
    pub cancel_reason: Option<CancelReason>,
    /// Why it failed.
    pub failure: Option<ImportFailure>,
    /// Its undoing, once somebody asked for it.
    pub undo: Option<Undo>,
}

/// An import on its way back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undo {
    /// Where it stands.
    pub state: UndoState,
    /// Who asked for it.
    pub by_id: Option<i64>,
    /// Name of that user then.
    pub by_name: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Records that are gone again or as they were.
    pub done: i64,
    /// Records that somebody changed since; what was changed stays.
    pub kept: i64,
    /// Properties that it had made and that were put away again.
    pub archived: i64,
    /// It failed because whoever asked for it lost the right to it (R5).
    pub lost_right: bool,
    /// Who took that right away.
    pub stopped_by_name: Option<String>,
}

/// Where an undoing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UndoState {
    /// Asked for.
    Queued,
    /// A worker has it.
    Running,
    /// Over.
    Done,
    /// Something went wrong; it can be asked for again.
    Failed,
}

impl UndoState {
    /// The stored text form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    /// Reads the stored text form.
    pub fn from_text(text: &str) -> Option<Self> {
        [Self::Queued, Self::Running, Self::Done, Self::Failed].into_iter().find(|state| state.as_str() == text)
    }

    /// Whether it is still to be done.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Queued | Self::Running)
    }
}

impl Import {
    /// The file's name without its ending.
    pub fn stem(&self) -> &str {
        self.file_name.rsplit_once('.').map_or(self.file_name.as_str(), |(stem, _)| stem)
    }

    /// Until when it can be undone: it has come to an end, left something behind and was not undone yet.
    pub fn undo_until(&self) -> Option<DateTime<Utc>> {
        let is_untouched = self.undo.as_ref().is_none_or(|undo| undo.state == UndoState::Failed);
        self.finished_at.filter(|_| is_untouched && self.has_effect() && !self.state.is_open()).map(|at| at + UNDO_FOR)
    }

    /// Whether it left something behind: records, values, properties, or members of a segment. A record that a skipped row
    /// stands for becomes a member too.
    fn has_effect(&self) -> bool {
        let may_have_members = self.segment_id.is_some() && self.rows_skipped > 0;
        self.rows_added > 0 || self.rows_updated > 0 || !self.made_property_ids.is_empty() || may_have_members
    }

    /// The moment before which an import must not have ended to be undone now.
    pub fn undo_from(now: DateTime<Utc>) -> DateTime<Utc> {
        now - UNDO_FOR
    }

    /// Whether anything about it can still change by itself.
    pub fn is_moving(&self) -> bool {
        self.state.is_open() || self.undo.as_ref().is_some_and(|undo| undo.state.is_open())
    }

    /// Its state in one word, as pages compare it with what they show.
    pub fn live_state(&self) -> &'static str {
        match self.undo.as_ref().map(|undo| undo.state) {
            Some(UndoState::Queued | UndoState::Running) => "undoing",
            Some(UndoState::Done) => "undone",
            Some(UndoState::Failed) => "undo-failed",
            None => self.state.as_str(),
        }
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
