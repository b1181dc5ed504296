//! What was read of a selection before, asked again where it is written.

use crate::db::connection::DbConn;
use crate::db::record::{Outdated, has_same_rights};
use crate::db::records::{self, matching};
use crate::db::{QueryResult, objects};
use crate::domain::record::Selection;
use crate::domain::viewer::Viewer;

/// What is outdated of that by which somebody was let at a selection; `None` when nothing is: their rights, its object, and that
/// they may know which records it holds (R5, R8). The object and its properties stay so until the transaction ends.
///
/// # Errors
/// When the query fails.
pub fn outdated(c: &mut DbConn, viewer: &Viewer, selection: &Selection) -> QueryResult<Option<Outdated>> {
    // The object before its records, as imports do: two who wait for each other would both wait forever.
    matching::lock(c, selection.object_id)?;
    if !has_same_rights(c, viewer)? {
        return Ok(Some(Outdated::Rights));
    }
    let object = objects::by_id(c, selection.object_id)?.filter(|object| !object.is_archived);
    let Some(object) = object else { return Ok(Some(Outdated::Properties)) };
    let is_paused = object.is_search_paused && selection.reads_search();
    let is_hidden = is_paused || selection.is_sensitive(&objects::every_property(c, object.id)?);
    Ok((is_hidden && !viewer.user.rights.may_see_sensitive()).then_some(Outdated::Properties))
}

/// Of the records of one part, those that the selection still holds. They and their object stay as they are until the
/// transaction ends, so whatever is done with them is done with what was meant.
///
/// # Errors
/// When the query fails.
pub fn still_fitting(c: &mut DbConn, selection: &Selection, ids: &[i64]) -> QueryResult<Vec<i64>> {
    // None at all would limit nothing.
    let (Some(first), Some(last)) = (ids.iter().min(), ids.iter().max()) else { return Ok(Vec::new()) };
    // The object before its records, as imports do: two who wait for each other would both wait forever.
    matching::lock(c, selection.object_id)?;
    // SQLite has one writer anyway; on PostgreSQL somebody may be changing a single record.
    if matches!(c, DbConn::Pg(_)) {
        matching::by_id(c, ids)?;
    }
    let among = Selection { only: ids.to_vec(), ..selection.clone() };
    Ok(records::part(c, &among, first.saturating_sub(1), *last)?.ids)
}
