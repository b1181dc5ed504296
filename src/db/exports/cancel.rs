//! Cancelling: final at once. The worker only finds out, and whoever commits first, cancel or finish, wins (R22).

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::rights::{Needs, lost, lost_by_exporter};
use super::{OPEN, Row, is_open};
use crate::db::connection::DbConn;
use crate::db::schema::exports;
use crate::db::{QueryResult, Ts, audit, outbox};
use crate::domain::audit::{Action, Event, Subject};
use crate::domain::export::{CancelReason, Export, Lost, State};
use crate::domain::mail::MailKind;
use crate::domain::user::User;
use crate::domain::viewer::Actor;

/// What became of a wish to cancel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cancel {
    /// Cancelled now.
    Done,
    /// It was cancelled before; nothing was added.
    Already,
    /// It had come to another end first; here is how it stands.
    TooLate(Box<Export>),
    /// There is no such export.
    Unknown,
}

/// Cancels an export that is queued, held or running. The trail entry and the owner's mail are part of the same transaction.
///
/// # Errors
/// When it cannot be written; nothing is cancelled then.
pub fn cancel(c: &mut DbConn, public_id: &str, by: &Actor, now: DateTime<Utc>) -> QueryResult<Cancel> {
    let changed =
        diesel::update(exports::table.filter(exports::public_id.eq(public_id)).filter(exports::state.eq_any(OPEN)))
            .set((
                exports::state.eq(State::Cancelled.as_str()),
                exports::cancelled_by_id.eq(by.id),
                exports::cancelled_by_name.eq(by.name.as_deref()),
                exports::cancel_reason.eq(CancelReason::Asked.as_str()),
                exports::finished_at.eq(Ts::from(now)),
                exports::lease_until.eq(None::<Ts>),
            ))
            .execute(c)?;
    let Some(row) =
        exports::table.filter(exports::public_id.eq(public_id)).select(Row::as_select()).first(c).optional()?
    else {
        return Ok(Cancel::Unknown);
    };
    let export = row.read()?;
    match (changed, export.state) {
        (1, _) => {
            leave_trace(c, &export, by, now)?;
            Ok(Cancel::Done)
        }
        (_, State::Cancelled) => Ok(Cancel::Already),
        _ => Ok(Cancel::TooLate(Box::new(export))),
    }
}

/// Cancels every open export for which a user lacks a right: the sign-in, the right to export, its object, what is sensitive,
/// rows of other people's in the log (R5, R6); answers how many those were. `user` is as the change leaves it.
///
/// # Errors
/// When it cannot be written.
pub fn cancel_of_user(c: &mut DbConn, user: &User, by: &Actor, now: DateTime<Utc>) -> QueryResult<usize> {
    let open: Vec<Row> = exports::table
        .filter(exports::user_id.eq(user.id))
        .filter(is_open())
        .order(exports::id)
        .select(Row::as_select())
        .load(c)?;
    let mut cancelled = 0;
    for row in open {
        let export = row.read()?;
        if let Some(lost) = lost(Some(user), Needs::of(&export)) {
            cancelled += usize::from(cancel_for(c, export.id, lost, by, now)?);
        }
    }
    Ok(cancelled)
}

/// Cancels every open export of an object in which something has become sensitive that its exporter may not see (R5, R8). Nobody
/// took a right from them, so nobody is named.
///
/// # Errors
/// When it cannot be written.
pub fn cancel_of_object(c: &mut DbConn, object_id: i64, now: DateTime<Utc>) -> QueryResult<()> {
    let open: Vec<Row> = exports::table
        .filter(exports::object_id.eq(object_id))
        .filter(is_open())
        .order(exports::id)
        .select(Row::as_select())
        .load(c)?;
    for row in open {
        let export = row.read()?;
        if let Some(lost) = lost_by_exporter(c, &export)? {
            cancel_for(c, export.id, lost, &Actor::system(), now)?;
        }
    }
    Ok(())
}

/// Cancels an export that is still open, because a right to it is missing.
fn cancel_for(c: &mut DbConn, id: i64, lost: Lost, by: &Actor, now: DateTime<Utc>) -> QueryResult<bool> {
    let changed = diesel::update(exports::table.find(id).filter(exports::state.eq_any(OPEN)))
        .set((
            exports::state.eq(State::Cancelled.as_str()),
            exports::cancelled_by_id.eq(by.id),
            exports::cancelled_by_name.eq(by.name.as_deref()),
            exports::cancel_reason.eq(CancelReason::Rights.as_str()),
            exports::cancel_right.eq(lost.as_str()),
            exports::finished_at.eq(Ts::from(now)),
            exports::lease_until.eq(None::<Ts>),
        ))
        .execute(c)?;
    if changed == 1 {
        let export = exports::table.find(id).select(Row::as_select()).first::<Row>(c)?.read()?;
        leave_trace(c, &export, by, now)?;
    }
    Ok(changed == 1)
}

/// Its line in the trail, and its exporter told. `export` is cancelled already.
pub(super) fn leave_trace(c: &mut DbConn, export: &Export, by: &Actor, now: DateTime<Utc>) -> QueryResult<()> {
    let mut detail = serde_json::json!({
        "reason": export.cancel_reason.map(CancelReason::as_str),
        "records": export.records,
        "records_done": export.records_done,
    });
    if let Some(lost) = export.cancel_right {
        detail["right"] = serde_json::json!(lost.as_str());
    }
    audit::record(
        c,
        &Event::new(Action::ExportCancelled, by.clone(), now).about(Subject::Export(export.id)).with(detail),
    )?;
    outbox::tell_exporter(c, export, MailKind::Cancelled, by, now)
}
