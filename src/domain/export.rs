//! An export: one request to write records to a file; a job, a file and a log entry at once.

mod cancelled;
mod details;
mod file;
mod labels;
mod request;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use self::cancelled::{CancelReason, Lost};
pub use self::details::{Details, ListedDetails, LogRequest};
pub use self::file::{FileKind, Format, Shape, Values};
pub use self::labels::Labels;
pub use self::request::{Column, HeaderNames, Request, Separator};
use super::record::ObjectLabels;

/// Where an export stands (R37). Every move between these is one conditional UPDATE.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Waits for a worker.
    Queued,
    /// A worker writes it, or it is held (R16).
    Running,
    /// The file is published.
    Done,
    /// It could not go on; the reason is kept.
    Failed,
    /// Somebody cancelled it; there is no file, ever (R22).
    Cancelled,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 5] = [Self::Queued, Self::Running, Self::Done, Self::Failed, Self::Cancelled];

    /// The stored text form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads the stored text form.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Not yet at an end: it can be cancelled.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Queued | Self::Running)
    }
}

/// What kind of place an export was made from (R20). Kept apart as the history rule needs it (R24).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// An object's index page.
    Object,
    /// A saved view.
    View,
    /// A segment.
    Segment,
    /// The export log itself.
    Log,
}

impl SourceKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Object, Self::View, Self::Segment, Self::Log];

    /// The stored text form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Object => "object",
            Self::View => "view",
            Self::Segment => "segment",
            Self::Log => "log",
        }
    }

    /// Reads the stored text form.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Whether exports of this kind ever have a download history (R24).
    pub fn has_history(self) -> bool {
        !matches!(self, Self::Log)
    }
}

/// Where an export was asked for, as it was then (R20, R31).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// What kind of place.
    pub kind: SourceKind,
    /// Its name: an object's internal one, a view's or segment's own.
    pub name: String,
    /// The key of a view or segment in addresses.
    pub public_id: Option<String>,
}

impl Source {
    /// The index page of an object, by its internal name.
    pub fn object(name: &str) -> Self {
        Self { kind: SourceKind::Object, name: name.to_owned(), public_id: None }
    }

    /// The export log itself. Pages say in words whose rows of it these are, so the name is for the row alone.
    pub fn log() -> Self {
        Self { kind: SourceKind::Log, name: "export_log".to_owned(), public_id: None }
    }
}

/// Why an export failed. The stored code; the page has a sentence for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureCode {
    /// The disk is full.
    Disk,
    /// The snapshot would have lasted longer than 30 minutes (R31).
    TooSlow,
    /// Three workers in turn stopped answering.
    LostWorker,
    /// Anything else; the detail is a reference into the log.
    Other,
}

impl FailureCode {
    /// Every code.
    pub const ALL: [Self; 4] = [Self::Disk, Self::TooSlow, Self::LostWorker, Self::Other];

    /// The stored text form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Disk => "disk",
            Self::TooSlow => "too_slow",
            Self::LostWorker => "lost_worker",
            Self::Other => "other",
        }
    }

    /// Reads the stored text form; what a newer version stored reads as [`Self::Other`].
    pub fn from_text(text: &str) -> Self {
        match text {
            "disk" => Self::Disk,
            "too_slow" => Self::TooSlow,
            "lost_worker" => Self::LostWorker,
            _ => Self::Other,
        }
    }
}

/// One row of the export log: what a list tells of it, and in `D` what else is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export<D = Details> {
    /// Key in the database; newer exports have larger ones.
    pub id: i64,
    /// Key in URLs.
    pub public_id: String,
    /// The file's name with its extension.
    pub name: String,
    /// What kind of place it was made from.
    pub source_kind: SourceKind,
    /// That place's name then; for an object its internal name.
    pub source_name: String,
    /// The object whose records these are.
    pub object_id: Option<i64>,
    /// What that object was called then, where it is an own one (R20, R26); an older row does not say.
    pub object_labels: Option<ObjectLabels>,
    /// Contains sensitive properties (R34).
    pub is_sensitive: bool,
    /// Who asked for it, as long as that user exists.
    pub user_id: Option<i64>,
    /// Name of that user then.
    pub user_name: String,
    /// Where it stands.
    pub state: State,
    /// Until when the worker that has it may be silent.
    pub lease_until: Option<DateTime<Utc>>,
    /// A held export starts then (R16).
    pub not_before: Option<DateTime<Utc>>,
    /// Records in the file; while open, the number to be exported (R20).
    pub records: i64,
    /// Records written so far.
    pub records_done: i64,
    /// The size of its file in bytes.
    pub file_bytes: Option<i64>,
    /// When it was asked for.
    pub requested_at: DateTime<Utc>,
    /// When it came to an end, whichever.
    pub finished_at: Option<DateTime<Utc>>,
    /// Until when the file can be downloaded (R23).
    pub expires_at: Option<DateTime<Utc>>,
    /// Who cancelled it.
    pub cancelled_by_name: Option<String>,
    /// Why it was cancelled.
    pub cancel_reason: Option<CancelReason>,
    /// Which right was taken away, where it was cancelled for one; older rows do not say (R5).
    pub cancel_right: Option<Lost>,
    /// Who deleted the file early (R28).
    pub deleted_by_name: Option<String>,
    /// When.
    pub deleted_at: Option<DateTime<Utc>>,
    /// Why it failed.
    pub failure: Option<(FailureCode, String)>,
    /// A super admin downloaded the file over the web (R24).
    pub has_history: bool,
    /// What else is known.
    pub details: D,
}

impl<D> Export<D> {
    /// Whether its download history may be opened (R24): the right kind of source, nothing sensitive, and a super admin
    /// has downloaded it.
    pub fn shows_history(&self) -> bool {
        self.source_kind.has_history() && !self.is_sensitive && self.has_history
    }

    /// For how many whole days its file could be downloaded (R23); the setting may be another one since.
    pub fn days_kept(&self) -> Option<i64> {
        Some((self.expires_at? - self.finished_at?).num_days())
    }

    /// Waits for its hold to pass (R16).
    pub fn is_held(&self, now: DateTime<Utc>) -> bool {
        self.state == State::Running && self.lease_until.is_none() && self.not_before.is_some_and(|at| at > now)
    }
}
