//! Segments: records that belong together, by a filter or picked one by one (R52).

use std::str::FromStr;

use chrono::{DateTime, Utc};

use super::filter::Filter;
use super::record::Members;
use super::view::is_theirs;
use super::viewer::Viewer;

/// How a record comes to be in a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SegmentKind {
    /// By fitting its search and filter, at every moment anew.
    Active,
    /// By being added, until it is removed.
    Static,
}

/// A segment of an object's records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Key in the database.
    pub id: i64,
    /// Key in URLs.
    pub public_id: String,
    /// Whose records it holds.
    pub object_id: i64,
    /// What it is called.
    pub name: String,
    /// By filter or by membership.
    pub kind: SegmentKind,
    /// Who made it; `None` when that user is gone.
    pub owner_id: Option<i64>,
    /// Their name at that time.
    pub owner_name: String,
    /// Seen by everybody who may see the object; otherwise by its owner and super admins.
    pub is_shared: bool,
    /// Quick search of an active one.
    pub search: String,
    /// Filter of an active one, not settled.
    pub filter: Filter,
    /// How often the members of a static one, or the filter of an active one, have changed.
    pub version: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When its name, its filter or its members last changed.
    pub updated_at: DateTime<Utc>,
}

impl Segment {
    /// Its members as they are now, for a selection; `None` for an active one.
    pub fn members(&self) -> Option<Members> {
        (self.kind == SegmentKind::Static).then_some(Members { segment_id: self.id, version: self.version })
    }

    /// Its owner and super admins rename, save, share, fill and delete it.
    pub fn may_be_changed_by(&self, viewer: &Viewer) -> bool {
        is_theirs(self.owner_id, viewer)
    }
}

impl SegmentKind {
    /// The text form in the database and in forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Static => "static",
        }
    }
}

/// A text that names no kind of segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such kind of segment")]
pub struct UnknownSegmentKind;

impl FromStr for SegmentKind {
    type Err = UnknownSegmentKind;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Active, Self::Static].into_iter().find(|kind| kind.as_str() == text).ok_or(UnknownSegmentKind)
    }
}
