//! Deleting records. Files of exports made before keep what they hold; the log and the trail stay (R27).

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::list;
use super::still::has_same_rights;
use crate::db::connection::{DbConn, both};
use crate::db::records::matching;
use crate::db::schema::objects;
use crate::db::{QueryResult, audit};
use crate::domain::audit::{Action, Event, Subject};
use crate::domain::viewer::Viewer;

/// Deletes records of an object with their history, up to a few thousand at a time, and keeps the object's count right.
/// Answers how many there were.
///
/// # Errors
/// When it cannot be written; all are there then.
pub fn delete(c: &mut DbConn, viewer: &Viewer, object_id: i64, ids: &[i64], now: DateTime<Utc>) -> QueryResult<i64> {
    // The object before its records, as imports do: two who wait for each other would both wait forever.
    matching::lock(c, object_id)?;
    let ids = list(ids);
    let mut execute = |sql: String| both!(c, |c| diesel::sql_query(sql).execute(c));
    // What a record's values were must not outlive the record.
    execute(format!("DELETE FROM record_changes WHERE object_id = {object_id} AND record_id IN ({ids})"))?;
    let deleted = execute(format!("DELETE FROM records WHERE object_id = {object_id} AND id IN ({ids})"))?;
    let deleted = i64::try_from(deleted).unwrap_or(i64::MAX);
    if deleted > 0 {
        diesel::update(objects::table.find(object_id))
            .set(objects::record_count.eq(objects::record_count - deleted))
            .execute(c)?;
        let detail = serde_json::json!({ "records": deleted });
        audit::record(
            c,
            &Event::new(Action::RecordsDeleted, viewer.actor(), now).about(Subject::Object(object_id)).with(detail),
        )?;
    }
    Ok(deleted)
}

/// Deletes one record, and answers whether it was there; `None` when its editor's rights are not what they were (R5).
///
/// # Errors
/// When it cannot be written; it is there then.
pub fn delete_one(
    c: &mut DbConn,
    viewer: &Viewer,
    object_id: i64,
    id: i64,
    now: DateTime<Utc>,
) -> QueryResult<Option<bool>> {
    matching::lock(c, object_id)?;
    if !has_same_rights(c, viewer)? {
        return Ok(None);
    }
    let is_there = crate::db::objects::by_id(c, object_id)?.is_some_and(|object| !object.is_archived);
    Ok(Some(is_there && delete(c, viewer, object_id, &[id], now)? > 0))
}
