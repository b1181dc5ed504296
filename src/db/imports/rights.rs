//! Whether an import may still be done, or undone: asked in the transaction of each batch, and at once where a right is taken
//! away (R5).

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::{OPEN, counts, event, find};
use crate::db::connection::DbConn;
use crate::db::schema::{imports, properties};
use crate::db::{QueryResult, Ts, audit, objects, users};
use crate::domain::audit::Action;
use crate::domain::export::{CancelReason, State};
use crate::domain::import::columns::sensitive_column;
use crate::domain::import::{Import, UndoState};
use crate::domain::user::User;
use crate::domain::viewer::Actor;

/// Ends what a user may not have done any more: open imports are cancelled, open undoings fail and can be asked for again by
/// somebody who may. What they have done stays. Answers how many those were. The user stands in the database as the change
/// of rights leaves them.
///
/// # Errors
/// When it cannot be written.
pub fn stop_without_right(c: &mut DbConn, user_id: i64, by: &Actor, now: DateTime<Utc>) -> QueryResult<usize> {
    let mut stopped = 0;
    let open: Vec<i64> = imports::table
        .filter(imports::user_id.eq(user_id).and(imports::state.eq_any(OPEN)))
        .order(imports::id)
        .select(imports::id)
        .load(c)?;
    for id in open {
        if let Some(import) = find(c, id)?
            && !may_go_on(c, &import)?
        {
            stopped += cancel_for(c, &import, by, now)?;
        }
    }
    let undone: Vec<i64> = imports::table
        .filter(imports::undo_by_id.eq(user_id).and(imports::undo_state.eq_any(OPEN)))
        .order(imports::id)
        .select(imports::id)
        .load(c)?;
    for id in undone {
        if let Some(import) = find(c, id)?
            && !may_be_undone(c, &import)?
        {
            stop_undo(c, id, by, now)?;
            stopped += 1;
        }
    }
    Ok(stopped)
}

fn cancel_for(c: &mut DbConn, import: &Import, by: &Actor, now: DateTime<Utc>) -> QueryResult<usize> {
    let changed = diesel::update(imports::table.find(import.id).filter(imports::state.eq_any(OPEN)))
        .set((
            imports::state.eq(State::Cancelled.as_str()),
            imports::cancelled_by_name.eq(by.name.as_deref()),
            imports::cancel_reason.eq(CancelReason::Rights.as_str()),
            imports::finished_at.eq(Ts::from(now)),
            imports::lease_until.eq(None::<Ts>),
        ))
        .execute(c)?;
    if changed == 1 {
        note(c, import, by, now)?;
    }
    Ok(changed)
}

/// The line of the trail that says that an import was cancelled for want of a right.
pub(super) fn note(c: &mut DbConn, import: &Import, by: &Actor, now: DateTime<Utc>) -> QueryResult<()> {
    // Counted again: a batch may have been committed since the import was read.
    let mut facts = find(c, import.id)?.as_ref().map(counts).unwrap_or_default();
    facts["reason"] = serde_json::json!(CancelReason::Rights.as_str());
    audit::record(c, &event(Action::ImportCancelled, by, import.id, now).with(facts))
}

/// Ends an undoing that is not over; what is undone stays undone.
pub(super) fn stop_undo(c: &mut DbConn, id: i64, by: &Actor, now: DateTime<Utc>) -> QueryResult<()> {
    let changed = diesel::update(imports::table.find(id).filter(imports::undo_state.eq_any(OPEN)))
        .set((
            imports::undo_state.eq(UndoState::Failed.as_str()),
            imports::undo_reason.eq(CancelReason::Rights.as_str()),
            imports::undo_stopped_by_name.eq(by.name.as_deref()),
            imports::lease_until.eq(None::<Ts>),
        ))
        .execute(c)?;
    if changed == 0 {
        return Ok(());
    }
    let facts = serde_json::json!({ "reason": CancelReason::Rights.as_str() });
    audit::record(c, &event(Action::ImportUndoFailed, by, id, now).with(facts))
}

/// Whether whoever started an import still has the rights that it takes.
pub(super) fn may_go_on(c: &mut DbConn, import: &Import) -> QueryResult<bool> {
    let Some(id) = import.user_id else { return is_of_command_line(c, import.id) };
    let Some(user) = users::find(c, id)?.filter(|user| may_import_into(user, import)) else { return Ok(false) };
    if import.mode.changes_records() && !user.rights.may_edit() {
        return Ok(false);
    }
    Ok(user.rights.may_see_sensitive() || !holds_sensitive(c, import)?)
}

/// Whether whoever asked for an undoing still has the rights that it takes.
pub(super) fn may_be_undone(c: &mut DbConn, import: &Import) -> QueryResult<bool> {
    let asker = match import.undo.as_ref().and_then(|undo| undo.by_id) {
        Some(id) => users::find(c, id)?,
        None => None,
    };
    asker.map_or(Ok(false), |user| may_undo(c, &user, import))
}

/// Whether somebody may undo an import: it removes and changes records, and puts back values that may be sensitive by now (R8).
///
/// # Errors
/// When the query fails.
pub fn may_undo(c: &mut DbConn, user: &User, import: &Import) -> QueryResult<bool> {
    let may_change = may_import_into(user, import) && user.rights.may_edit();
    Ok(may_change && (user.rights.may_see_sensitive() || !holds_sensitive(c, import)?))
}

/// An import as somebody may be told of it: without the right, not even that a sensitive value was changed since (R8).
pub(super) fn as_told_to(c: &mut DbConn, user: &User, mut import: Import) -> QueryResult<Import> {
    let has_kept = import.undo.as_ref().is_some_and(|undo| undo.kept > 0);
    if has_kept
        && !user.rights.may_see_sensitive()
        && holds_sensitive(c, &import)?
        && let Some(undo) = &mut import.undo
    {
        undo.kept = 0;
    }
    Ok(import)
}

fn may_import_into(user: &User, import: &Import) -> bool {
    user.is_active() && user.rights.may_import() && user.may_use(import.object_id)
}

/// The command line is no user: whoever has the machine has every right. A user always has an address, even a deleted one.
fn is_of_command_line(c: &mut DbConn, id: i64) -> QueryResult<bool> {
    let nobodys = imports::table.find(id).filter(imports::user_id.is_null().and(imports::user_email.eq("")));
    diesel::select(diesel::dsl::exists(nobodys.select(imports::id))).get_result(c)
}

/// Whether a column of an import goes into a property that is sensitive by now, or belongs to one although it goes elsewhere:
/// the property may have become so since, and its values are sensitive wherever they are written (R8).
///
/// # Errors
/// When the query fails.
pub fn holds_sensitive(c: &mut DbConn, import: &Import) -> QueryResult<bool> {
    // Archived ones too: what was written into them may come back with them.
    let ids = import.property_ids.clone();
    let sensitive = properties::table.filter(properties::id.eq_any(ids).and(properties::is_sensitive.eq(true)));
    if diesel::select(diesel::dsl::exists(sensitive.select(properties::id))).get_result(c)? {
        return Ok(true);
    }
    let known = objects::properties(c, import.object_id)?;
    Ok(sensitive_column(&import.options.headings, &known).is_some())
}
