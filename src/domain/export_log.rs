//! What the export log can be asked for (R20), and what an export of the log itself takes of it.

mod column;
mod selection;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use self::column::{LogCells, LogColumn};
pub use self::selection::{LogNames, LogScope, LogSelection};
use super::export::SourceKind;
use super::standing::Standing;

/// Which rows of the log, in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LogFilter {
    /// Part of the file's name as typed; empty takes every name.
    pub name: String,
    /// Where it was exported from.
    pub source: Option<LogSource>,
    /// Public id of the user who exported; for super admins.
    pub user: Option<String>,
    /// How it stands.
    pub state: Option<LogState>,
    /// Asked for at this moment or later.
    pub from: Option<DateTime<Utc>>,
    /// Asked for before this moment.
    pub until: Option<DateTime<Utc>>,
    /// More records than this.
    pub more: Option<i64>,
    /// Fewer records than this.
    pub less: Option<i64>,
    /// The order.
    pub sort: LogSort,
}

impl LogFilter {
    /// Whether it takes every row, in whatever order.
    pub fn is_whole(&self) -> bool {
        *self == Self { sort: self.sort, ..Self::default() }
    }
}

/// Where an export was made from, as the filter offers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogSource {
    /// Records of one object, by its internal name, whatever view or segment chose them.
    Object(String),
    /// Every place of one kind.
    Kind(SourceKind),
}

impl LogSource {
    /// Reads the form's text form: a kind, or else the name of an object.
    pub fn from_text(text: &str) -> Option<Self> {
        match text {
            "" => None,
            _ => Some(SourceKind::from_text(text).map_or_else(|| Self::Object(text.to_owned()), Self::Kind)),
        }
    }

    /// The form's text form.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Object(name) => name,
            Self::Kind(kind) => kind.as_str(),
        }
    }
}

/// A state as people see it (R37): held is processing, expired and deleted are derived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogState {
    /// Waits for a worker.
    Queued,
    /// Being written, or held.
    Processing,
    /// Can be downloaded.
    Ready,
    /// Cancelled.
    Cancelled,
    /// Failed.
    Failed,
    /// Its 30 days are over.
    Expired,
    /// Its file was deleted early.
    Deleted,
}

impl LogState {
    /// Every state, in the order of the form.
    pub const ALL: [Self; 7] =
        [Self::Queued, Self::Processing, Self::Ready, Self::Cancelled, Self::Failed, Self::Expired, Self::Deleted];

    /// The form's text form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Processing => "processing",
            Self::Ready => "ready",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Deleted => "deleted",
        }
    }

    /// Reads the form's text form.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Whether few rows of a long log are in it, of one object as of all: most are done, and ready or expired.
    pub fn is_of_few(self) -> bool {
        !matches!(self, Self::Ready | Self::Expired)
    }

    /// The state that a row is in, held or not.
    pub fn of(standing: Standing) -> Self {
        match standing {
            Standing::Queued => Self::Queued,
            Standing::Held(_) | Standing::Processing => Self::Processing,
            Standing::Ready(_) => Self::Ready,
            Standing::Cancelled => Self::Cancelled,
            Standing::Failed => Self::Failed,
            Standing::Expired => Self::Expired,
            Standing::Deleted => Self::Deleted,
        }
    }
}

/// The order of the log. Ties are broken by age, so that pages never overlap.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogSort {
    /// Newest first.
    #[default]
    Newest,
    /// Oldest first.
    Oldest,
    /// Most records first.
    Most,
    /// Fewest records first.
    Fewest,
}

impl LogSort {
    /// Every order, in that of the form.
    pub const ALL: [Self; 4] = [Self::Newest, Self::Oldest, Self::Most, Self::Fewest];

    /// The form's text form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Oldest => "oldest",
            Self::Most => "most",
            Self::Fewest => "fewest",
        }
    }

    /// Reads the form's text form; anything else is newest first.
    pub fn from_text(text: &str) -> Self {
        Self::ALL.into_iter().find(|sort| sort.as_str() == text).unwrap_or_default()
    }

    /// Whether the number of records comes before age.
    pub fn is_by_records(self) -> bool {
        matches!(self, Self::Most | Self::Fewest)
    }

    /// Largest first.
    pub fn is_descending(self) -> bool {
        matches!(self, Self::Newest | Self::Most)
    }
}

/// Which page of the log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum LogPlace {
    /// The first.
    #[default]
    First,
    /// The rows that follow this export in the order asked for.
    After(String),
    /// The rows that precede it.
    Before(String),
    /// The page that holds this export, newest first and without filters.
    Around(String),
}
