//! Taking away again what an import added: records, and members of its segment.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::{BATCH, count, read_change};
use crate::db::QueryResult;
use crate::db::connection::DbConn;
use crate::db::records::matching::{Found, by_id};
use crate::db::records::{self, values_of};
use crate::db::schema::{imports, record_changes, records as rows, segment_members, segments};
use crate::db::segments::remove_members;
use crate::domain::import::Import;

/// Removes the next records that the import added, except those that somebody changed since; `false` when there are none.
pub(super) fn remove_added(c: &mut DbConn, import: &Import, after: i64, now: DateTime<Utc>) -> QueryResult<bool> {
    let keys = (imports::first_record_id, imports::last_record_id);
    let (Some(first), Some(last)) =
        imports::table.find(import.id).select(keys).first::<(Option<i64>, Option<i64>)>(c)?
    else {
        return Ok(false);
    };
    let ids: Vec<i64> = rows::table
        .filter(rows::id.between(first.max(after + 1), last).and(rows::import_id.eq(import.id)))
        .order(rows::id)
        .limit(BATCH)
        .select(rows::id)
        .load(c)?;
    let Some(last) = ids.last().copied() else { return Ok(false) };
    // Locked before it is asked who changed them: a change that is being written is waited for.
    let found = by_id(c, &ids)?;
    let touched = touched(c, import.id, &found)?;
    let (kept, gone): (Vec<i64>, Vec<i64>) =
        found.into_iter().map(|record| record.id).partition(|id| touched.contains(id));
    let static_ones: Vec<i64> = segments::table
        .filter(segments::object_id.eq(import.object_id).and(segments::kind.eq("static")))
        .select(segments::id)
        .load(c)?;
    for segment in static_ones {
        let members: Vec<i64> = segment_members::table
            .filter(segment_members::segment_id.eq(segment).and(segment_members::removed_in.is_null()))
            .filter(segment_members::record_id.eq_any(gone.clone()))
            .select(segment_members::record_id)
            .load(c)?;
        if !members.is_empty() {
            remove_members(c, segment, &members, now)?;
        }
    }
    let removed = records::remove(c, import.object_id, &gone)?;
    count(c, import.id, removed, i64::try_from(kept.len()).unwrap_or(i64::MAX))?;
    diesel::update(imports::table.find(import.id)).set(imports::undo_record_id.eq(last)).execute(c)?;
    Ok(true)
}

/// Those of the records that have something else now than the import left in them. One that was changed and has the same
/// values again, as when a later import was undone, was touched by nobody.
fn touched(c: &mut DbConn, import_id: i64, found: &[Found]) -> QueryResult<HashSet<i64>> {
    let ids: Vec<i64> = found.iter().map(|record| record.id).collect();
    let noted: Vec<(i64, Option<i64>, String)> = record_changes::table
        .filter(record_changes::record_id.eq_any(ids))
        .order(record_changes::id)
        .select((record_changes::record_id, record_changes::import_id, record_changes::changes))
        .load(c)?;
    // What the import left, as far as others changed it: what it wrote last, or what they found.
    let mut left: HashMap<(i64, i64), String> = HashMap::new();
    for (record, by, json) in noted {
        for (property, [old, new]) in read_change(&json)? {
            if by == Some(import_id) {
                left.insert((record, property), new);
            } else {
                left.entry((record, property)).or_insert(old);
            }
        }
    }
    let mut touched = HashSet::new();
    for record in found {
        let values = values_of(&record.props)?;
        let has = |property: i64| values.iter().find(|(id, _)| *id == property).map_or("", |(_, value)| value.as_str());
        if left.iter().any(|((id, property), value)| *id == record.id && has(*property) != value) {
            touched.insert(record.id);
        }
    }
    Ok(touched)
}

/// Takes the next records out of the segment that the import put there; `false` when there are none. Those that the import
/// added and that are kept stay members: they are kept as somebody made use of them.
pub(super) fn remove_from_segment(c: &mut DbConn, import: &Import, now: DateTime<Utc>) -> QueryResult<bool> {
    let Some(segment) = import.segment_id else { return Ok(false) };
    let kept = rows::table.filter(rows::id.eq(segment_members::record_id).and(rows::import_id.eq(import.id)));
    let members: Vec<i64> = segment_members::table
        .filter(segment_members::import_id.eq(import.id).and(segment_members::removed_in.is_null()))
        .filter(diesel::dsl::not(diesel::dsl::exists(kept)))
        .limit(BATCH)
        .select(segment_members::record_id)
        .load(c)?;
    // Nothing is removed from a segment that was deleted since; it would be asked for again and again.
    Ok(!members.is_empty() && remove_members(c, segment, &members, now)? > 0)
}
