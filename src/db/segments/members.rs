//! Members of static segments. Each change raises the segment's version by one: a member counts from the version that added
//! it until the one that removed it, so that an export can name the members of one moment (R31).

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::db::connection::{DbConn, both};
use crate::db::schema::segments;
use crate::db::{QueryResult, Ts};

/// Most keys of one statement.
const CHUNK: usize = 2_000;

/// Adds records to a static segment, inside the caller's transaction: those that are members already stay as they are, those
/// of another object are left out. Answers how many were added.
///
/// # Errors
/// When it cannot be written.
pub fn add_members(c: &mut DbConn, segment_id: i64, ids: &[i64], now: DateTime<Utc>) -> QueryResult<i64> {
    let Some((object_id, version)) = next_version(c, segment_id, now)? else { return Ok(0) };
    let mut added = 0;
    for ids in ids.chunks(CHUNK) {
        added += execute(
            c,
            &format!(
                "INSERT INTO segment_members (segment_id, record_id, added_in) SELECT {segment_id}, id, {version} \
                 FROM records WHERE object_id = {object_id} AND id IN ({}) AND NOT EXISTS (SELECT 1 FROM segment_members \
                 WHERE segment_id = {segment_id} AND record_id = records.id AND removed_in IS NULL)",
                list(ids)
            ),
        )?;
    }
    Ok(added)
}

/// Removes records from a static segment, inside the caller's transaction; the records stay. Answers how many were removed.
///
/// # Errors
/// When it cannot be written.
pub fn remove_members(c: &mut DbConn, segment_id: i64, ids: &[i64], now: DateTime<Utc>) -> QueryResult<i64> {
    let Some((_, version)) = next_version(c, segment_id, now)? else { return Ok(0) };
    let mut removed = 0;
    for ids in ids.chunks(CHUNK) {
        removed += execute(
            c,
            &format!(
                "UPDATE segment_members SET removed_in = {version} WHERE segment_id = {segment_id} \
                 AND removed_in IS NULL AND record_id IN ({})",
                list(ids)
            ),
        )?;
    }
    Ok(removed)
}

/// Raises the version of a static segment and answers its object and the new version; `None` when there is no such segment.
/// The row stays locked until the transaction ends, so that two changes cannot share a version.
fn next_version(c: &mut DbConn, segment_id: i64, now: DateTime<Utc>) -> QueryResult<Option<(i64, i64)>> {
    diesel::update(
        segments::table
            .filter(segments::id.eq(segment_id).and(segments::deleted_at.is_null()))
            .filter(segments::kind.eq("static")),
    )
    .set((segments::version.eq(segments::version + 1), segments::updated_at.eq(Ts::from(now))))
    .returning((segments::object_id, segments::version))
    .get_result(c)
    .optional()
}

/// Keys for a statement: numbers of ours, never what somebody typed.
fn list(ids: &[i64]) -> String {
    ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",")
}

fn execute(c: &mut DbConn, sql: &str) -> QueryResult<i64> {
    let changed = both!(c, |c| diesel::sql_query(sql).execute(c))?;
    Ok(i64::try_from(changed).unwrap_or(i64::MAX))
}
