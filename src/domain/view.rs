//! Views: what an index page shows, saved under a name (R52).

use chrono::{DateTime, Utc};

use super::filter::Filter;
use super::record::Sort;
use super::viewer::Viewer;

/// A saved view of an object's index page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// Key in the database.
    pub id: i64,
    /// Key in URLs.
    pub public_id: String,
    /// Whose records it shows.
    pub object_id: i64,
    /// What its tab is called.
    pub name: String,
    /// Who made it; `None` when that user is gone.
    pub owner_id: Option<i64>,
    /// Their name at that time.
    pub owner_name: String,
    /// Seen by everybody who may see the object; otherwise by its owner and super admins.
    pub is_shared: bool,
    /// Quick search.
    pub search: String,
    /// The filter as it was chosen, not settled: "in the last 30 days" moves on.
    pub filter: Filter,
    /// The order.
    pub sort: Sort,
    /// Keys of the properties shown, in their order; empty shows the object's own choice.
    pub columns: Vec<i64>,
    /// How often what it shows was saved: who saves names the version that they have seen.
    pub version: i64,
    /// When it was saved first.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// What is saved in a view besides its name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ViewContent {
    /// Quick search.
    pub search: String,
    /// The filter as it was chosen.
    pub filter: Filter,
    /// The order.
    pub sort: Sort,
    /// Keys of the properties shown.
    pub columns: Vec<i64>,
}

/// What became of a wish to change something that belongs to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is changed.
    Done,
    /// The viewer sees it but it is somebody else's.
    NotAllowed,
    /// There is none, or the viewer may not see it.
    Unknown,
    /// Somebody else has changed it since the viewer saw it; nothing was written.
    Overtaken,
}

impl View {
    /// What it shows.
    pub fn content(&self) -> ViewContent {
        ViewContent {
            search: self.search.clone(),
            filter: self.filter.clone(),
            sort: self.sort,
            columns: self.columns.clone(),
        }
    }

    /// Its owner and super admins rename, save, share and delete it.
    pub fn may_be_changed_by(&self, viewer: &Viewer) -> bool {
        is_theirs(self.owner_id, viewer)
    }
}

/// Whether what this user owns may be changed by a viewer.
pub(super) fn is_theirs(owner_id: Option<i64>, viewer: &Viewer) -> bool {
    viewer.is_super_admin() || owner_id == Some(viewer.user.id)
}
