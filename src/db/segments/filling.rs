//! A static segment that begins with the records of a selection: making and filling it are one transaction, so that nobody
//! meets it half made.

use chrono::{DateTime, Utc};

use super::members::{Found, add_found};
use super::{NewSegment, by_id, create};
use crate::db::bulk_actions::{self, NewBulkAction};
use crate::db::connection::DbConn;
use crate::db::record::Outdated;
use crate::db::records;
use crate::db::{Db, DbError, QueryResult};
use crate::domain::bulk_action::{AT_ONCE, Deed};
use crate::domain::record::Selection;
use crate::domain::viewer::Viewer;

/// The records that a segment begins with.
#[derive(Debug, Clone)]
pub enum Filling {
    /// Few: they are added at once.
    Now {
        /// What they belong to, asked again where they are added.
        selection: Selection,
        /// Their keys, as many at a time as are added at a time.
        parts: Vec<Vec<i64>>,
    },
    /// Many: a bulk action adds them.
    Later {
        /// Its key in URLs.
        public_id: String,
        /// Which records.
        selection: Selection,
        /// How many they are.
        records: i64,
        /// The newest record when they were counted.
        until_id: i64,
    },
}

/// How a segment was filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filled {
    /// With so many records.
    Now(i64),
    /// A bulk action with this key in URLs does it.
    Later(String),
}

/// Looks for the records of a selection, before the transaction that adds them: that may take long. The key is that of the
/// bulk action, should they be many.
///
/// # Errors
/// When a query fails.
pub fn find_filling(db: &Db, selection: Selection, public_id: String) -> Result<Filling, DbError> {
    let (until_id, records) =
        db.read_now(|c| Ok((records::newest(c, selection.object_id)?, records::count(c, &selection)?)))?;
    if records > AT_ONCE {
        return Ok(Filling::Later { public_id, selection, records, until_id });
    }
    let (mut after, mut parts) = (0, Vec::new());
    loop {
        let part = db.read_now(|c| records::part(c, &selection, after, until_id))?;
        if !part.ids.is_empty() {
            parts.push(part.ids);
        }
        match part.last {
            Some(last) => after = last,
            None => return Ok(Filling::Now { selection, parts }),
        }
    }
}

/// Makes a static segment with what it begins with; it is the viewer's. Where the records are added at once, nothing is made when
/// what the viewer was let at them by is outdated; a bulk action asks that itself.
///
/// # Errors
/// When it cannot be written.
pub fn create_filled(
    c: &mut DbConn,
    viewer: &Viewer,
    new: &NewSegment,
    filling: Filling,
    now: DateTime<Utc>,
) -> QueryResult<Result<Filled, Outdated>> {
    match filling {
        Filling::Now { selection, parts } => {
            // This locks the object before the owner of the segment, as whoever changes records does: two who wait for each
            // other would both wait forever.
            if let Some(what) = bulk_actions::outdated(c, viewer, &selection)? {
                return Ok(Err(what));
            }
            let id = create(c, viewer, new, now)?;
            let segment = by_id(c, id)?.ok_or(diesel::result::Error::NotFound)?;
            let mut added = 0;
            for ids in parts {
                let ids = bulk_actions::still_fitting(c, &selection, &ids)?;
                if !ids.is_empty()
                    && let Found::Changed(n) = add_found(c, viewer, &segment, &ids, now)?
                {
                    added += n;
                }
            }
            Ok(Ok(Filled::Now(added)))
        }
        Filling::Later { public_id, selection, records, until_id } => {
            let segment_id = create(c, viewer, new, now)?;
            let asked = NewBulkAction { public_id, selection, records, until_id, deed: Deed::Add { segment_id } };
            bulk_actions::request(c, &asked, viewer, now).map(|action| Ok(Filled::Later(action)))
        }
    }
}
