//! Bulk actions: reading them, and every move of their state, each one conditional UPDATE (R52).

mod judge;
mod request;
mod still;
mod tell;
mod work;

use chrono::{DateTime, Utc};
use diesel::prelude::*;

pub use request::{NewBulkAction, request};
pub use still::{outdated, still_fitting};
pub use work::{Going, batch, beat, claim_next, fail, give_back, reclaim_all};

use super::connection::DbConn;
use super::records::From;
use super::schema::{bulk_actions, segments};
use super::{QueryResult, Ts, audit, objects};
use crate::domain::audit::{Action, Event, Subject};
use crate::domain::bulk_action::{About, BulkAction, BulkActionFailure, Deed};
use crate::domain::export::{CancelReason, State};
use crate::domain::record::Property;
use crate::domain::viewer::{Actor, Viewer};

type Backend = <DbConn as Connection>::Backend;

/// The states in which a bulk action can still be cancelled.
const OPEN: [&str; 2] = ["queued", "running"];

/// Rows of a page of the list.
pub const PAGE_ROWS: usize = 25;

#[derive(Queryable, Selectable)]
#[diesel(table_name = bulk_actions)]
struct Row {
    id: i64,
    public_id: String,
    object_id: i64,
    kind: String,
    property_id: Option<i64>,
    value: Option<String>,
    segment_id: Option<i64>,
    selection: String,
    until_id: i64,
    user_id: Option<i64>,
    user_name: String,
    request_ip: Option<String>,
    request_id: String,
    state: String,
    attempt: i32,
    reached_id: i64,
    records: i64,
    records_done: i64,
    records_changed: i64,
    records_skipped: i64,
    records_refused: i64,
    requested_at: Ts,
    finished_at: Option<Ts>,
    cancelled_by_name: Option<String>,
    failure_code: Option<String>,
    cancel_reason: Option<String>,
}

impl Row {
    fn read(self, c: &mut DbConn) -> QueryResult<BulkAction> {
        let broken = |id: i64, what: &str| {
            diesel::result::Error::DeserializationError(format!("bulk action {id}: {what} cannot be read").into())
        };
        let deed = Deed::from_parts(&self.kind, self.property_id, self.value, self.segment_id)
            .ok_or_else(|| broken(self.id, "kind"))?;
        let property = property(c, self.object_id, &deed)?;
        Ok(BulkAction {
            about: about(c, &deed, property.as_ref())?,
            property,
            object: objects::by_id(c, self.object_id)?.ok_or_else(|| broken(self.id, "object"))?,
            deed,
            selection: serde_json::from_str(&self.selection).map_err(|_| broken(self.id, "selection"))?,
            state: State::from_text(&self.state).ok_or_else(|| broken(self.id, "state"))?,
            id: self.id,
            public_id: self.public_id,
            object_id: self.object_id,
            until_id: self.until_id,
            user_id: self.user_id,
            user_name: self.user_name,
            request_ip: self.request_ip,
            request_id: self.request_id,
            attempt: self.attempt,
            reached_id: self.reached_id,
            records: self.records,
            records_done: self.records_done,
            records_changed: self.records_changed,
            records_skipped: self.records_skipped,
            records_refused: self.records_refused,
            requested_at: self.requested_at.0,
            finished_at: self.finished_at.map(|at| at.0),
            cancelled_by_name: self.cancelled_by_name,
            cancel_reason: self.cancel_reason.as_deref().map(CancelReason::from_text),
            failure: self.failure_code.map(|code| BulkActionFailure::from_text(&code)),
        })
    }
}

/// The property that a deed changes, put away or not.
fn property(c: &mut DbConn, object_id: i64, deed: &Deed) -> QueryResult<Option<Property>> {
    let Some(id) = deed.property_id() else { return Ok(None) };
    objects::property(c, object_id, id)?.ok_or(diesel::result::Error::NotFound).map(Some)
}

/// What a deed is done with, put away or not.
fn about(c: &mut DbConn, deed: &Deed, property: Option<&Property>) -> QueryResult<About> {
    if let Some(property) = property {
        return Ok(About::Property(property.label_en.clone(), property.label_fr.clone()));
    }
    match deed.segment_id() {
        Some(id) => segments::table.find(id).select(segments::name).first(c).map(About::Segment),
        None => Ok(About::Records),
    }
}

/// One bulk action by key: for workers, which act for the program and not for a viewer.
///
/// # Errors
/// When the query fails.
pub fn find(c: &mut DbConn, id: i64) -> QueryResult<Option<BulkAction>> {
    let row: Option<Row> = bulk_actions::table.find(id).select(Row::as_select()).first(c).optional()?;
    row.map(|row| row.read(c)).transpose()
}

/// One bulk action that the viewer may see: a super admin sees everybody's, others see their own (R7), of objects that are
/// open to them (R6).
///
/// # Errors
/// When the query fails.
pub fn find_visible_to(c: &mut DbConn, viewer: &Viewer, public_id: &str) -> QueryResult<Option<BulkAction>> {
    let row: Option<Row> = visible_to(viewer)
        .filter(bulk_actions::public_id.eq(public_id))
        .select(Row::as_select())
        .first(c)
        .optional()?;
    row.map(|row| row.read(c)).transpose()
}

/// A page of the list, newest first: those older than one, or newer; and whether there are more that way.
///
/// # Errors
/// When the query fails.
pub fn list(c: &mut DbConn, viewer: &Viewer, from: From) -> QueryResult<(Vec<BulkAction>, bool)> {
    let limit = i64::try_from(PAGE_ROWS + 1).unwrap_or(i64::MAX);
    let mine = visible_to(viewer).select(Row::as_select()).limit(limit);
    let mut rows: Vec<Row> = match from {
        From::Start => mine.order(bulk_actions::id.desc()).load(c)?,
        From::After(id) => mine.filter(bulk_actions::id.lt(id)).order(bulk_actions::id.desc()).load(c)?,
        From::Before(id) => mine.filter(bulk_actions::id.gt(id)).order(bulk_actions::id.asc()).load(c)?,
    };
    let has_more = rows.len() > PAGE_ROWS;
    rows.truncate(PAGE_ROWS);
    rows.sort_by_key(|row| std::cmp::Reverse(row.id));
    let list = rows.into_iter().map(|row| row.read(c)).collect::<QueryResult<_>>()?;
    Ok((list, has_more))
}

/// The bulk actions under way that somebody asked for in an object: what the object's page tells them of.
///
/// # Errors
/// When the query fails.
pub fn under_way(c: &mut DbConn, user_id: i64, object_id: i64) -> QueryResult<Vec<BulkAction>> {
    let rows: Vec<Row> = bulk_actions::table
        .filter(bulk_actions::user_id.eq(user_id).and(bulk_actions::object_id.eq(object_id)))
        .filter(bulk_actions::state.eq_any(OPEN))
        .order(bulk_actions::id)
        .limit(5)
        .select(Row::as_select())
        .load(c)?;
    rows.into_iter().map(|row| row.read(c)).collect()
}

/// What became of a wish to cancel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cancel {
    /// Cancelled now.
    Done,
    /// It was cancelled before; nothing was added.
    Already,
    /// It had come to another end first.
    TooLate,
}

/// Cancels a bulk action that is queued or running; what it changed stays. Its worker finds out at the next batch.
///
/// # Errors
/// When it cannot be written; nothing is cancelled then.
pub fn cancel(c: &mut DbConn, id: i64, by: &Actor, now: DateTime<Utc>) -> QueryResult<Cancel> {
    cancel_for(c, id, CancelReason::Asked, by, now)
}

/// Cancels the open bulk actions of a user who may not have them done any more (R5); answers how many those were. The user
/// stands in the database as the change of rights leaves them.
///
/// # Errors
/// When it cannot be written.
pub fn cancel_without_right(c: &mut DbConn, user_id: i64, by: &Actor, now: DateTime<Utc>) -> QueryResult<usize> {
    let open: Vec<i64> = bulk_actions::table
        .filter(bulk_actions::user_id.eq(user_id).and(bulk_actions::state.eq_any(OPEN)))
        .order(bulk_actions::id)
        .select(bulk_actions::id)
        .load(c)?;
    let mut cancelled = 0;
    for id in open {
        if let Some(action) = find(c, id)?
            && matches!(judge::judge(c, &action)?, Err(BulkActionFailure::Right))
            && cancel_for(c, id, CancelReason::Rights, by, now)? == Cancel::Done
        {
            cancelled += 1;
        }
    }
    Ok(cancelled)
}

fn cancel_for(c: &mut DbConn, id: i64, reason: CancelReason, by: &Actor, now: DateTime<Utc>) -> QueryResult<Cancel> {
    let changed = diesel::update(bulk_actions::table.find(id).filter(bulk_actions::state.eq_any(OPEN)))
        .set((
            bulk_actions::state.eq(State::Cancelled.as_str()),
            bulk_actions::cancelled_by_name.eq(by.name.as_deref()),
            bulk_actions::cancel_reason.eq(reason.as_str()),
            bulk_actions::finished_at.eq(Ts::from(now)),
            bulk_actions::lease_until.eq(None::<Ts>),
            bulk_actions::value.eq(None::<String>),
        ))
        .execute(c)?;
    let Some(action) = find(c, id)? else { return Err(diesel::result::Error::NotFound) };
    match (changed, action.state) {
        (1, _) => {
            let mut facts = counts(&action);
            facts["reason"] = serde_json::json!(reason.as_str());
            audit::record(c, &event(Action::BulkActionCancelled, by, id, now).with(facts))?;
            tell::tell_asker(c, &action, by, now).map(|()| Cancel::Done)
        }
        (_, State::Cancelled) => Ok(Cancel::Already),
        _ => Ok(Cancel::TooLate),
    }
}

/// Whether any is queued or running.
///
/// # Errors
/// When the query fails.
pub fn is_any_open(c: &mut DbConn) -> QueryResult<bool> {
    let open = bulk_actions::table.filter(bulk_actions::state.eq_any(OPEN)).select(bulk_actions::id);
    diesel::select(diesel::dsl::exists(open)).get_result(c)
}

fn visible_to(viewer: &Viewer) -> bulk_actions::BoxedQuery<'static, Backend> {
    let all = bulk_actions::table.into_boxed();
    if viewer.is_super_admin() {
        return all;
    }
    let own = all.filter(bulk_actions::user_id.eq(viewer.user.id));
    match &viewer.user.objects {
        Some(objects) => own.filter(bulk_actions::object_id.eq_any(objects.clone())),
        None => own,
    }
}

/// What a bulk action came to, for the trail.
fn counts(action: &BulkAction) -> serde_json::Value {
    serde_json::json!({
        "kind": action.deed.as_str(), "records": action.records, "done": action.records_done,
        "changed": action.records_changed, "skipped": action.records_skipped, "refused": action.records_refused
    })
}

fn event(action: Action, by: &Actor, id: i64, now: DateTime<Utc>) -> Event {
    Event::new(action, by.clone(), now).about(Subject::BulkAction(id))
}
