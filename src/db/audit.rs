//! The append-only trail: lines are written in the transaction that they tell of, and never changed.

use diesel::prelude::*;

use super::connection::DbConn;
use super::schema::audit_events;
use super::{QueryResult, Ts};
use crate::domain::audit::Event;

/// Writes one line.
///
/// # Errors
/// When it cannot be written; the transaction fails with it (SECURITY.md D1: fail closed).
pub fn record(c: &mut DbConn, event: &Event) -> QueryResult<()> {
    let actor = &event.actor;
    diesel::insert_into(audit_events::table)
        .values((
            audit_events::at.eq(Ts::from(event.at)),
            audit_events::action.eq(event.action.as_str()),
            audit_events::actor_id.eq(actor.id),
            audit_events::actor_name.eq(actor.name.as_deref()),
            audit_events::actor_email.eq(actor.email.as_deref()),
            audit_events::ip.eq(actor.ip.map(|ip| ip.to_string())),
            audit_events::request_id.eq(actor.request_id.as_deref()),
            audit_events::subject_kind.eq(event.subject.map(crate::domain::audit::Subject::kind)),
            audit_events::subject_id.eq(event.subject.and_then(crate::domain::audit::Subject::id)),
            audit_events::detail.eq(event.detail.to_string()),
        ))
        .execute(c)
        .map(|_| ())
}

/// The actions on one subject, oldest first: what tests and the start-up check read.
///
/// # Errors
/// When the query fails.
pub fn actions(c: &mut DbConn, kind: &str, id: i64) -> QueryResult<Vec<String>> {
    audit_events::table
        .filter(audit_events::subject_kind.eq(kind).and(audit_events::subject_id.eq(id)))
        .order(audit_events::id)
        .select(audit_events::action)
        .load(c)
}

/// How many lines of one action there are.
///
/// # Errors
/// When the query fails.
pub fn count(c: &mut DbConn, action: crate::domain::audit::Action) -> QueryResult<i64> {
    audit_events::table.filter(audit_events::action.eq(action.as_str())).count().get_result(c)
}
