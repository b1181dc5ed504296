//! Undoing an import within 7 days: what it added goes, what it changed comes back, unless somebody has touched it since. The
//! properties that it made are put away, unless somebody uses them.
//!
//! Each batch is one transaction that also says how far it came, so a crash repeats nothing. The lease and the fencing token
//! are those of the import, which is over by then.

mod added;
mod changed;

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;

use self::added::{remove_added, remove_from_segment};
use self::changed::restore_changed;
use super::rights::{may_be_undone, stop_undo};
use super::{event, find};
use crate::db::connection::DbConn;
use crate::db::records::matching::lock;
use crate::db::schema::imports;
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
    // As `Import::undo_until` has it.
    let may_have_members = imports::segment_id.is_not_null().and(imports::rows_skipped.gt(0));
    let has_records = imports::rows_added.gt(0).or(imports::rows_updated.gt(0));
    let has_effect = has_records.or(imports::made_property_ids.ne("[]")).or(may_have_members);
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
