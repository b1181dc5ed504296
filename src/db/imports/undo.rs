//! Undoing an import within 7 days: what it added goes, what it changed comes back, unless somebody has touched it since. The
//! properties that it made are put away, unless somebody uses them.
//!
//! Each batch is one transaction that also says how far it came, so a crash repeats nothing. The lease and the fencing token
//! are those of the import, which is over by then.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;

use super::rights::{may_be_undone, stop_undo};
use super::{event, find};
use crate::db::connection::DbConn;
use crate::db::records::matching::{Found, by_id, holders, lock, same};
use crate::db::records::{self, Change, NewRecord, Rewrite, values_of};
use crate::db::schema::{imports, record_changes, records as rows, segment_members, segments};
use crate::db::segments::remove_members;
use crate::db::{QueryResult, Ts, audit, objects};
use crate::domain::audit::Action;
use crate::domain::import::{Import, UndoState};
use crate::domain::record::Property;
use crate::domain::viewer::Actor;

const LEASE: Duration = Duration::seconds(30);
/// So many attempts in a row that get nowhere end an undoing.
const FRUITLESS: i32 = 3;
/// Records of one transaction.
const BATCH: i64 = 500;

/// What became of a wish to undo an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AskedUndo {
    /// It is going to be undone.
    Done,
    /// It was asked for before.
    Already,
    /// The 7 days are over, or there is nothing to undo.
    TooLate,
}

/// Whether there is more of an undoing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undoing {
    /// There is.
    More,
    /// It is over, or another worker has it.
    Over,
}

/// Asks for an import to be undone. That the asker may is the caller's to know; that it is not too late is asked here.
///
/// # Errors
/// When it cannot be written.
pub fn ask_undo(c: &mut DbConn, id: i64, by: &Actor, now: DateTime<Utc>) -> QueryResult<AskedUndo> {
    let ended = imports::state.eq_any(["done", "failed", "cancelled"]);
    let in_time = imports::finished_at.gt(Ts::from(Import::undo_from(now)));
    let has_effect = imports::rows_added.gt(0).or(imports::rows_updated.gt(0)).or(imports::made_property_ids.ne("[]"));
    let is_open = imports::undo_state.is_null().or(imports::undo_state.eq("failed"));
    let changed = diesel::update(imports::table.find(id).filter(ended.and(in_time).and(has_effect).and(is_open)))
        .set((
            imports::undo_state.eq(UndoState::Queued.as_str()),
            imports::undo_by_id.eq(by.id),
            imports::undo_by_name.eq(by.name.as_deref().unwrap_or_default()),
            imports::undo_at.eq(Ts::from(now)),
            imports::undo_reason.eq(None::<String>),
            imports::undo_stopped_by_name.eq(None::<String>),
            imports::fruitless.eq(0),
            imports::lease_until.eq(None::<Ts>),
        ))
        .execute(c)?;
    if changed == 1 {
        return audit::record(c, &event(Action::ImportUndoRequested, by, id, now)).map(|()| AskedUndo::Done);
    }
    let has_undo = find(c, id)?.is_some_and(|import| import.undo.is_some());
    Ok(if has_undo { AskedUndo::Already } else { AskedUndo::TooLate })
}

/// Takes the next undoing that waits, or whose worker fell silent.
///
/// # Errors
/// When it cannot be written.
pub fn claim_undo(c: &mut DbConn, now: DateTime<Utc>) -> QueryResult<Option<Import>> {
    let due = || {
        let lapsed = imports::undo_state.eq("running").and(imports::lease_until.lt(Ts::from(now)));
        imports::undo_state.eq("queued").or(lapsed)
    };
    let first: Option<i64> = imports::table.filter(due()).order(imports::id).select(imports::id).first(c).optional()?;
    let Some(id) = first else { return Ok(None) };
    let taken: Option<i32> = diesel::update(imports::table.find(id).filter(due()))
        .set((
            imports::undo_state.eq(UndoState::Running.as_str()),
            imports::attempt.eq(imports::attempt + 1),
            imports::fruitless.eq(imports::fruitless + 1),
            imports::lease_until.eq(Ts::from(now + LEASE)),
        ))
        .returning(imports::fruitless)
        .get_result(c)
        .optional()?;
    let Some(fruitless) = taken else { return Ok(None) };
    let Some(import) = find(c, id)? else { return Ok(None) };
    if fruitless > FRUITLESS {
        fail_undo(c, &import, now)?;
        return Ok(None);
    }
    Ok(Some(import))
}

/// Undoes the next part: first what was added, then what was added to the segment, then what was changed, newest first; at
/// last the properties that were made for it and that nobody uses.
///
/// # Errors
/// When it cannot be written; nothing of the part is undone then.
pub fn undo_batch(
    c: &mut DbConn,
    import: &Import,
    properties: &[Property],
    now: DateTime<Utc>,
) -> QueryResult<Undoing> {
    lock(c, import.object_id)?;
    let held = imports::table.find(import.id).filter(imports::attempt.eq(import.attempt));
    let place: Option<(i64, Option<i64>)> = diesel::update(held.filter(imports::undo_state.eq("running")))
        .set((imports::lease_until.eq(Ts::from(now + LEASE)), imports::fruitless.eq(0)))
        .returning((imports::undo_record_id, imports::undo_change_id))
        .get_result(c)
        .optional()?;
    let Some((record_id, change_id)) = place else { return Ok(Undoing::Over) };
    if !may_be_undone(c, import)? {
        return stop_undo(c, import.id, &Actor::system(), now).map(|()| Undoing::Over);
    }
    if remove_added(c, import, record_id, now)?
        || remove_from_segment(c, import, now)?
        || restore_changed(c, import, properties, change_id, now)?
    {
        return Ok(Undoing::More);
    }
    let archived = objects::archive_unused(c, import.object_id, &import.made_property_ids, &asker(import), now)?;
    diesel::update(imports::table.find(import.id))
        .set((
            imports::undo_state.eq(UndoState::Done.as_str()),
            imports::undo_archived.eq(archived),
            imports::lease_until.eq(None::<Ts>),
        ))
        .execute(c)?;
    let facts = match find(c, import.id)?.and_then(|import| import.undo) {
        Some(undo) => serde_json::json!({ "undone": undo.done, "kept": undo.kept, "archived": undo.archived }),
        None => serde_json::Value::Null,
    };
    audit::record(c, &event(Action::ImportUndone, &asker(import), import.id, now).with(facts))?;
    Ok(Undoing::Over)
}

/// Ends an undoing that cannot go on; what is undone stays undone, and it can be asked for again.
///
/// # Errors
/// When it cannot be written.
pub fn fail_undo(c: &mut DbConn, import: &Import, now: DateTime<Utc>) -> QueryResult<()> {
    let held = imports::table.find(import.id).filter(imports::attempt.eq(import.attempt));
    let changed = diesel::update(held.filter(imports::undo_state.eq("running")))
        .set((imports::undo_state.eq(UndoState::Failed.as_str()), imports::lease_until.eq(None::<Ts>)))
        .execute(c)?;
    if changed == 1 {
        audit::record(c, &event(Action::ImportUndoFailed, &asker(import), import.id, now))?;
    }
    Ok(())
}

/// Removes the next records that the import added, except those that somebody changed since; `false` when there are none.
fn remove_added(c: &mut DbConn, import: &Import, after: i64, now: DateTime<Utc>) -> QueryResult<bool> {
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
fn remove_from_segment(c: &mut DbConn, import: &Import, now: DateTime<Utc>) -> QueryResult<bool> {
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

/// Gives the next changed records their values back where they still have what the import wrote; `false` when there are none.
fn restore_changed(
    c: &mut DbConn,
    import: &Import,
    properties: &[Property],
    before: Option<i64>,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let noted: Vec<(i64, i64, String)> = record_changes::table
        .filter(record_changes::import_id.eq(import.id))
        .filter(record_changes::id.lt(before.unwrap_or(i64::MAX)))
        .order(record_changes::id.desc())
        .limit(BATCH)
        .select((record_changes::id, record_changes::record_id, record_changes::changes))
        .load(c)?;
    let Some(last) = noted.last().map(|(id, ..)| *id) else { return Ok(false) };
    let ids: Vec<i64> = noted.iter().map(|(_, record, _)| *record).collect();
    let found = by_id(c, &ids)?;
    // Those that the import added itself and that were kept stay whole.
    let own: HashSet<i64> = rows::table
        .filter(rows::import_id.eq(import.id).and(rows::id.eq_any(ids)))
        .select(rows::id)
        .load(c)?
        .into_iter()
        .collect();
    let (mut rewrites, mut changes, mut kept) = (Vec::new(), Vec::new(), 0);
    for record in found.into_iter().filter(|record| !own.contains(&record.id)) {
        let mut values = values_of(&record.props)?;
        let mut restored: Vec<(i64, String, String)> = Vec::new();
        let mut is_kept = false;
        for (_, _, json) in noted.iter().filter(|(_, id, _)| *id == record.id) {
            for (property, [old, new]) in read_change(json)? {
                let now_is = values.iter().find(|(id, _)| *id == property).map_or("", |(_, value)| value.as_str());
                if now_is != new || is_taken(c, import.object_id, properties, property, &old, record.id)? {
                    is_kept = true;
                    continue;
                }
                values.retain(|(id, _)| *id != property);
                values.push((property, old.clone()));
                match restored.iter_mut().find(|(id, ..)| *id == property) {
                    Some((_, _, to)) => *to = old,
                    None => restored.push((property, new, old)),
                }
            }
        }
        kept += i64::from(is_kept);
        if !restored.is_empty() {
            rewrites.push(Rewrite { id: record.id, new: NewRecord::from_values(properties, &values) });
            changes.push(Change { record_id: record.id, values: restored });
        }
    }
    records::rewrite(c, &rewrites, now)?;
    let asker = asker(import);
    let by = (asker.id, asker.name.as_deref().unwrap_or_default());
    records::note_changes(c, import.object_id, &changes, by, None, now)?;
    count(c, import.id, i64::try_from(rewrites.len()).unwrap_or(i64::MAX), kept)?;
    diesel::update(imports::table.find(import.id)).set(imports::undo_change_id.eq(last)).execute(c)?;
    Ok(true)
}

/// Whether another record has got a unique value that is to come back.
fn is_taken(
    c: &mut DbConn,
    object_id: i64,
    properties: &[Property],
    property: i64,
    old: &str,
    record: i64,
) -> QueryResult<bool> {
    let unique = properties.iter().find(|known| known.id == property && known.is_unique);
    let Some(unique) = unique.filter(|_| !old.is_empty()) else { return Ok(false) };
    let wanted = same(unique, old);
    for other in holders(c, object_id, unique, std::slice::from_ref(&wanted))? {
        let theirs = values_of(&other.props)?.into_iter().find(|(id, _)| *id == property);
        if other.id != record && theirs.is_some_and(|(_, value)| same(unique, &value) == wanted) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn count(c: &mut DbConn, id: i64, done: i64, kept: i64) -> QueryResult<()> {
    diesel::update(imports::table.find(id))
        .set((imports::undo_done.eq(imports::undo_done + done), imports::undo_kept.eq(imports::undo_kept + kept)))
        .execute(c)
        .map(|_| ())
}

/// `{"p3":["old","new"]}`.
fn read_change(json: &str) -> QueryResult<Vec<(i64, [String; 2])>> {
    let map: std::collections::BTreeMap<String, [String; 2]> =
        serde_json::from_str(json).map_err(|e| diesel::result::Error::DeserializationError(e.into()))?;
    Ok(map.into_iter().filter_map(|(key, pair)| Some((key.strip_prefix('p')?.parse().ok()?, pair))).collect())
}

/// Whoever asked for the undoing.
fn asker(import: &Import) -> Actor {
    match &import.undo {
        Some(undo) => Actor { id: undo.by_id, name: Some(undo.by_name.clone()), ..Actor::system() },
        None => Actor::system(),
    }
}
