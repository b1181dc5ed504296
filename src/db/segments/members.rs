//! Members of static segments. Each change raises the segment's version by one: a member counts from the version that added
//! it until the one that removed it, so that an export can name the members of one moment (R31).

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::{Segment, note, refusal};
use crate::db::connection::{DbConn, both};
use crate::db::schema::segments;
use crate::db::{QueryResult, Ts};
use crate::domain::audit::Action;
use crate::domain::segment::SegmentKind;
use crate::domain::view::Outcome;
use crate::domain::viewer::Viewer;

/// Most keys of one statement.
const CHUNK: usize = 2_000;

/// What a count of members stops at.
pub(crate) const COUNTED: i64 = 10_000;

/// What became of a wish to add or remove members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// So many were added or removed; those that were there already, or were not, do not count.
    Changed(i64),
    /// Nothing was: why.
    Not(Outcome),
}

/// Adds records to a static segment, inside the caller's transaction: those that are members already stay as they are, those
/// of another object are left out. Answers how many were added. The caller writes the line of the trail.
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
/// The caller writes the line of the trail.
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

/// Adds records to a segment that the viewer may change, with its line in the trail.
///
/// # Errors
/// When it cannot be written.
pub fn add_found(
    c: &mut DbConn,
    viewer: &Viewer,
    segment: &Segment,
    ids: &[i64],
    now: DateTime<Utc>,
) -> QueryResult<Found> {
    if let Some(refused) = refusal(c, viewer, segment)? {
        return Ok(Found::Not(refused));
    }
    let added = add_members(c, segment.id, ids, now)?;
    let detail = serde_json::json!({ "name": segment.name, "added": added, "asked": ids.len() });
    note(c, Action::MembersAdded, viewer, segment.id, detail, now)?;
    Ok(Found::Changed(added))
}

/// Removes records from a segment that the viewer may change, with its line in the trail.
///
/// # Errors
/// When it cannot be written.
pub fn remove_found(
    c: &mut DbConn,
    viewer: &Viewer,
    segment: &Segment,
    ids: &[i64],
    now: DateTime<Utc>,
) -> QueryResult<Found> {
    if let Some(refused) = refusal(c, viewer, segment)? {
        return Ok(Found::Not(refused));
    }
    let removed = remove_members(c, segment.id, ids, now)?;
    let detail = serde_json::json!({ "name": segment.name, "removed": removed, "asked": ids.len() });
    note(c, Action::MembersRemoved, viewer, segment.id, detail, now)?;
    Ok(Found::Changed(removed))
}

/// How many records the static segments of an object hold now, as (segment, count): counting stops at one more than 10,000.
/// Members whose record is gone do not count.
///
/// # Errors
/// When the query fails.
pub fn member_counts(c: &mut DbConn, segment_ids: &[i64]) -> QueryResult<Vec<(i64, i64)>> {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let mut counts = Vec::with_capacity(segment_ids.len());
    for id in segment_ids {
        let sql = format!(
            "SELECT count(*) AS n FROM (SELECT 1 FROM segment_members JOIN records ON records.id = record_id \
             WHERE segment_id = {id} AND removed_in IS NULL LIMIT {}) AS found",
            COUNTED + 1
        );
        let count: Count = both!(c, |c| diesel::sql_query(sql).get_result(c))?;
        counts.push((*id, count.n));
    }
    Ok(counts)
}

/// Raises the version of a static segment and answers its object and the new version; `None` when there is no such segment.
/// The row stays locked until the transaction ends, so that two changes cannot share a version.
fn next_version(c: &mut DbConn, segment_id: i64, now: DateTime<Utc>) -> QueryResult<Option<(i64, i64)>> {
    diesel::update(
        segments::table
            .filter(segments::id.eq(segment_id).and(segments::deleted_at.is_null()))
            .filter(segments::kind.eq(SegmentKind::Static.as_str())),
    )
    .set((segments::version.eq(segments::version + 1), segments::updated_at.eq(Ts::from(now))))
    .returning((segments::object_id, segments::version))
    .get_result(c)
    .optional()
}

fn execute(c: &mut DbConn, sql: &str) -> QueryResult<i64> {
    let changed = both!(c, |c| diesel::sql_query(sql).execute(c))?;
    Ok(i64::try_from(changed).unwrap_or(i64::MAX))
}

/// Keys as SQL reads them: SQLite takes no array. They are numbers, so nothing that was typed gets in.
fn list(ids: &[i64]) -> String {
    if ids.is_empty() {
        return "NULL".to_owned();
    }
    ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",")
}
