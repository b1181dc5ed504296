//! Properties that nobody has a use for: no record has a value, and no view and no segment names them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::change::is_used;
use super::{PropertySaved, archive_property, property};
use crate::db::QueryResult;
use crate::db::connection::DbConn;
use crate::db::schema::{segments, views};
use crate::db::views::filter_of;
use crate::domain::record::{Sort, SortKey};
use crate::domain::viewer::Actor;

/// Puts those of these properties away that nobody has a use for, and answers how many. One that is unique or names records
/// is meant to be there.
///
/// # Errors
/// When it cannot be written.
pub fn archive_unused(c: &mut DbConn, object_id: i64, ids: &[i64], by: &Actor, now: DateTime<Utc>) -> QueryResult<i64> {
    let mut archived = 0;
    for id in ids {
        let known = property(c, object_id, *id)?;
        let is_plain = known.is_some_and(|known| !known.is_archived && !known.is_unique && !known.names_record);
        if is_plain
            && !is_used(c, object_id, *id)?
            && !is_named(c, object_id, *id)?
            && archive_property(c, object_id, *id, by, now)? == PropertySaved::Done(*id)
        {
            archived += 1;
        }
    }
    Ok(archived)
}

/// Whether a view shows, sorts or filters by it, or a segment filters by it.
fn is_named(c: &mut DbConn, object_id: i64, id: i64) -> QueryResult<bool> {
    let broken = |e: serde_json::Error| diesel::result::Error::DeserializationError(e.into());
    let saved: Vec<(String, String, String)> = views::table
        .filter(views::object_id.eq(object_id).and(views::deleted_at.is_null()))
        .select((views::filter, views::sort, views::shown_columns))
        .load(c)?;
    for (filter, sort, columns) in saved {
        let sort: Sort = serde_json::from_str(&sort).map_err(broken)?;
        let columns: Vec<i64> = serde_json::from_str(&columns).map_err(broken)?;
        let sorts = matches!(sort.key, SortKey::Property(by) if by == id);
        if sorts || columns.contains(&id) || filter_of(&filter)?.property_ids().contains(&id) {
            return Ok(true);
        }
    }
    let filters: Vec<String> = segments::table
        .filter(segments::object_id.eq(object_id).and(segments::deleted_at.is_null()))
        .select(segments::filter)
        .load(c)?;
    for filter in filters {
        if filter_of(&filter)?.property_ids().contains(&id) {
            return Ok(true);
        }
    }
    Ok(false)
}
