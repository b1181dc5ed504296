//! A bulk action: one change of so many records that it is done in the background (R52).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::export::{CancelReason, State};
use super::lang::Lang;
use super::record::{Object, Property, Selection};

/// Most records that are changed while the visitor waits: about half a second. More become a bulk action.
pub const AT_ONCE: i64 = 2_000;

/// What is done with each record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// One property gets a value.
    Edit {
        /// The property.
        property_id: i64,
        /// Its value in canonical form, empty to remove it. Once the action has come to its end it is not known any more.
        value: String,
    },
    /// It is deleted, with its history.
    Delete,
    /// It is added to a static segment.
    Add {
        /// The segment.
        segment_id: i64,
    },
    /// It is removed from a static segment.
    Remove {
        /// The segment.
        segment_id: i64,
    },
}

impl Deed {
    /// The stored text form of what kind it is.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Edit { .. } => "edit",
            Self::Delete => "delete",
            Self::Add { .. } => "add",
            Self::Remove { .. } => "remove",
        }
    }

    /// Reads the stored form; `None` when it is incomplete.
    pub fn from_parts(
        kind: &str,
        property_id: Option<i64>,
        value: Option<String>,
        segment_id: Option<i64>,
    ) -> Option<Self> {
        Some(match kind {
            "edit" => Self::Edit { property_id: property_id?, value: value.unwrap_or_default() },
            "delete" => Self::Delete,
            "add" => Self::Add { segment_id: segment_id? },
            "remove" => Self::Remove { segment_id: segment_id? },
            _ => return None,
        })
    }

    /// The property that gets a value.
    pub fn property_id(&self) -> Option<i64> {
        match self {
            Self::Edit { property_id, .. } => Some(*property_id),
            _ => None,
        }
    }

    /// The value it gets.
    pub fn value(&self) -> Option<&str> {
        match self {
            Self::Edit { value, .. } => Some(value),
            _ => None,
        }
    }

    /// The segment whose members change.
    pub fn segment_id(&self) -> Option<i64> {
        match self {
            Self::Add { segment_id } | Self::Remove { segment_id } => Some(*segment_id),
            _ => None,
        }
    }

    /// Whether the records themselves change, which takes the right to edit.
    pub fn changes_records(&self) -> bool {
        matches!(self, Self::Edit { .. } | Self::Delete)
    }
}

/// What a bulk action is done with, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// Nothing but the records.
    Records,
    /// A property, by its labels in English and French.
    Property(String, String),
    /// A segment.
    Segment(String),
}

impl About {
    /// The name in one language.
    pub fn name(&self, lang: Lang) -> &str {
        match (self, lang) {
            (Self::Records, _) => "",
            (Self::Property(en, _), Lang::En) => en,
            (Self::Property(_, fr), Lang::Fr) => fr,
            (Self::Segment(name), _) => name,
        }
    }
}

/// What a bulk action does, by name, as a notification keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// The kind of deed, in its stored form.
    pub kind: String,
    /// What it is done with, in English,
    pub en: String,
    /// and in French.
    pub fr: String,
}

impl Named {
    /// As an action is called now.
    pub fn of(action: &BulkAction) -> Self {
        Self {
            kind: action.deed.as_str().to_owned(),
            en: action.about.name(Lang::En).to_owned(),
            fr: action.about.name(Lang::Fr).to_owned(),
        }
    }

    /// The name in one language.
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Fr => &self.fr,
        }
    }
}

/// A bulk action. The states are those of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkAction {
    /// Key in the database.
    pub id: i64,
    /// Key in URLs.
    pub public_id: String,
    /// Whose records are changed.
    pub object_id: i64,
    /// That object, put away or not.
    pub object: Object,
    /// What is done.
    pub deed: Deed,
    /// The same by name.
    pub about: About,
    /// The property that gets a value, put away or not.
    pub property: Option<Property>,
    /// Which records, settled when it was asked for.
    pub selection: Selection,
    /// The newest record then: what was made later is not meant.
    pub until_id: i64,
    /// Who asked for it, as long as that user exists.
    pub user_id: Option<i64>,
    /// Name of that user then.
    pub user_name: String,
    /// From which address it was asked for.
    pub request_ip: Option<String>,
    /// In which request.
    pub request_id: String,
    /// Where it stands.
    pub state: State,
    /// How often a worker took it; also the fencing token.
    pub attempt: i32,
    /// Every record up to this key is done.
    pub reached_id: i64,
    /// Records that were asked for.
    pub records: i64,
    /// Records that are done, however.
    pub records_done: i64,
    /// Those of them that changed.
    pub records_changed: i64,
    /// Those that were so already.
    pub records_skipped: i64,
    /// Those that would have shared a unique value.
    pub records_refused: i64,
    /// When it was asked for.
    pub requested_at: DateTime<Utc>,
    /// When it came to an end.
    pub finished_at: Option<DateTime<Utc>>,
    /// Who cancelled it.
    pub cancelled_by_name: Option<String>,
    /// Why it was cancelled.
    pub cancel_reason: Option<CancelReason>,
    /// Why it could not go on.
    pub failure: Option<BulkActionFailure>,
}

/// Why a bulk action could not go on. What it had changed stays changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BulkActionFailure {
    /// Whoever asked for it lost a right that it takes, or the object (R5).
    Right,
    /// The property is gone, or takes no such value any more.
    Property,
    /// The segment is gone, or somebody else's.
    Segment,
    /// More records match than the question said; nothing was deleted.
    More,
    /// It was interrupted again and again without getting anywhere.
    Attempts,
    /// The disk or the database is full.
    Disk,
    /// Anything else; the log has the cause under the action's id.
    Other,
}

impl BulkActionFailure {
    /// The stored text form, which is also the key of its message.
    pub fn key(self) -> &'static str {
        match self {
            Self::Right => "bulk-failed-right",
            Self::Property => "bulk-failed-property",
            Self::Segment => "bulk-failed-segment",
            Self::More => "bulk-failed-more",
            Self::Attempts => "bulk-failed-attempts",
            Self::Disk => "bulk-failed-disk",
            Self::Other => "bulk-failed-generic",
        }
    }

    /// Reads the stored text form.
    pub fn from_text(text: &str) -> Self {
        [Self::Right, Self::Property, Self::Segment, Self::More, Self::Attempts, Self::Disk]
            .into_iter()
            .find(|known| known.key() == text)
            .unwrap_or(Self::Other)
    }
}
