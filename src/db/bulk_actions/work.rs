//! What a worker does with a bulk action: take it, do a batch, bring it to an end.
//!
//! Each batch is one transaction: the records, their history, the line of the trail, and how far the action has come. Whoever
//! goes on after a crash neither loses nor doubles a record. `attempt` is the fencing token: a worker whose lease ran out
//! changes nothing any more. The last batch also ends the action, so that a cancel comes before it or too late.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Integer;

use super::judge::{Allowed, judge};
use super::still::still_fitting;
use super::tell::tell_asker;
use super::{OPEN, counts, event, find};
use crate::db::connection::DbConn;
use crate::db::records::{Part, matching::lock};
use crate::db::schema::{bulk_actions, objects as objects_table};
use crate::db::segments::{self, Found};
use crate::db::{QueryResult, Ts, audit, record};
use crate::domain::audit::Action;
use crate::domain::bulk_action::{BulkAction, BulkActionFailure, Deed};
use crate::domain::export::State;
use crate::domain::viewer::Actor;

/// How long a worker may be silent before another takes its action: longer than one part of a filter that fits few of many
/// millions takes to read.
const LEASE: Duration = Duration::seconds(60);

/// So many attempts in a row that get nowhere end an action: the next would not fare better.
const FRUITLESS: i32 = 3;

/// Whether a worker goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Going {
    /// The action is still this worker's.
    On,
    /// It has come to its end, or another worker has it.
    Over,
}

/// Takes the next action that waits, or whose worker fell silent. Actions on one object come one after the other, in the
/// order in which they were asked for: what was asked last is what remains.
///
/// # Errors
/// When the query fails.
pub fn claim_next(c: &mut DbConn, now: DateTime<Utc>) -> QueryResult<Option<BulkAction>> {
    let open: Vec<(i64, i64)> = bulk_actions::table
        .inner_join(objects_table::table.on(objects_table::id.eq(bulk_actions::object_id)))
        .filter(bulk_actions::state.eq_any(OPEN))
        // What search reads is being derived anew: nobody's search means what it says until that is through.
        .filter(objects_table::is_search_paused.eq(false))
        .order(bulk_actions::id)
        .select((bulk_actions::id, bulk_actions::object_id))
        .load(c)?;
    let mut seen = BTreeSet::new();
    for (id, object_id) in open {
        if seen.insert(object_id)
            && let Some(action) = claim(c, id, now)?
        {
            return Ok(Some(action));
        }
    }
    Ok(None)
}

fn claim(c: &mut DbConn, id: i64, now: DateTime<Utc>) -> QueryResult<Option<BulkAction>> {
    let lapsed = bulk_actions::state.eq(State::Running.as_str()).and(bulk_actions::lease_until.lt(Ts::from(now)));
    let free = bulk_actions::table.find(id).filter(bulk_actions::state.eq(State::Queued.as_str()).or(lapsed));
    let taken: Option<(i32, i32)> = diesel::update(free)
        .set((
            bulk_actions::state.eq(State::Running.as_str()),
            bulk_actions::attempt.eq(bulk_actions::attempt + 1),
            bulk_actions::fruitless.eq(bulk_actions::fruitless + 1),
            bulk_actions::lease_until.eq(Ts::from(now + LEASE)),
        ))
        .returning((bulk_actions::attempt, bulk_actions::fruitless))
        .get_result(c)
        .optional()?;
    let Some((attempt, fruitless)) = taken else { return Ok(None) };
    if fruitless > FRUITLESS {
        fail(c, id, attempt, BulkActionFailure::Attempts, now)?;
        return Ok(None);
    }
    diesel::update(bulk_actions::table.find(id).filter(bulk_actions::started_at.is_null()))
        .set(bulk_actions::started_at.eq(Ts::from(now)))
        .execute(c)?;
    let facts = serde_json::json!({ "attempt": attempt });
    audit::record(c, &event(Action::BulkActionStarted, &Actor::system(), id, now).with(facts))?;
    find(c, id)
}

/// Says that the worker is still there, and up to which record it has found nothing more to do.
///
/// # Errors
/// When it cannot be written.
pub fn beat(c: &mut DbConn, action: &BulkAction, reached: i64, now: DateTime<Utc>) -> QueryResult<Going> {
    let changed = diesel::update(held(action.id, action.attempt))
        .set((
            bulk_actions::lease_until.eq(Ts::from(now + LEASE)),
            bulk_actions::fruitless.eq(0),
            bulk_actions::reached_id.eq(reached),
        ))
        .execute(c)?;
    Ok(going(changed))
}

/// Says only that the worker is still there.
fn hold(c: &mut DbConn, action: &BulkAction, now: DateTime<Utc>) -> QueryResult<Going> {
    let changed = diesel::update(held(action.id, action.attempt))
        .set((bulk_actions::lease_until.eq(Ts::from(now + LEASE)), bulk_actions::fruitless.eq(0)))
        .execute(c)?;
    Ok(going(changed))
}

/// Does one part of an action; the part that has no next one ends it. The part was read before this transaction: whatever no
/// longer fits by now is left alone and not counted.
///
/// # Errors
/// When it cannot be written; nothing of it is kept then.
pub fn batch(c: &mut DbConn, action: &BulkAction, part: &Part, now: DateTime<Utc>) -> QueryResult<Going> {
    // First of all: whoever no longer holds the action must not touch a record.
    if hold(c, action, now)? == Going::Over {
        return Ok(Going::Over);
    }
    // Before the properties are read: a change of them comes before this batch or after it.
    lock(c, action.object_id)?;
    if action.selection.reads_search() && is_search_paused(c, action.object_id)? {
        return put_back(c, action);
    }
    let (ids, done) = match judge(c, action)? {
        Ok(allowed) => {
            let ids = still_fitting(c, &action.selection, &part.ids)?;
            let done = act(c, action, &allowed, &ids, now)?;
            (ids, done)
        }
        Err(failure) => (Vec::new(), Err(failure)),
    };
    let Done { changed, refused } = match done {
        Ok(done) => done,
        Err(failure) => return fail(c, action.id, action.attempt, failure, now).map(|_| Going::Over),
    };
    let met = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    diesel::update(bulk_actions::table.find(action.id))
        .set((
            // Behind the whole part, whatever of it still fitted: what comes next goes on from there.
            bulk_actions::reached_id.eq(part.last.unwrap_or(action.until_id)),
            bulk_actions::records_done.eq(bulk_actions::records_done + met),
            bulk_actions::records_changed.eq(bulk_actions::records_changed + changed),
            bulk_actions::records_refused.eq(bulk_actions::records_refused + refused),
            bulk_actions::records_skipped.eq(bulk_actions::records_skipped + (met - changed - refused)),
        ))
        .execute(c)?;
    if part.last.is_some() {
        return Ok(Going::On);
    }
    end(c, action.id, action.attempt, State::Done, None, now).map(|_| Going::Over)
}

/// Lets the leases of all bulk actions lapse: whoever had them is dead. Answers how many there were.
///
/// # Errors
/// When it cannot be written.
pub fn reclaim_all(c: &mut DbConn, now: DateTime<Utc>) -> QueryResult<usize> {
    diesel::update(bulk_actions::table.filter(bulk_actions::lease_until.ge(Ts::from(now))))
        .set(bulk_actions::lease_until.eq(Ts::lapsed(now)))
        .execute(c)
}

/// Lets go of an action before the lease is over: whoever looks next goes on behind the last record that it dealt with.
/// The attempt did not fail: it does not count towards those that get nowhere.
///
/// # Errors
/// When it cannot be written.
pub fn give_back(c: &mut DbConn, action: &BulkAction, now: DateTime<Utc>) -> QueryResult<()> {
    let fruitless = sql::<Integer>("CASE WHEN fruitless > 0 THEN fruitless - 1 ELSE 0 END");
    diesel::update(held(action.id, action.attempt))
        .set((bulk_actions::lease_until.eq(Ts::lapsed(now)), bulk_actions::fruitless.eq(fruitless)))
        .execute(c)
        .map(|_| ())
}

/// What search reads is being derived anew since the action was taken: it waits as one that nobody took yet, and goes on
/// behind the last record that it dealt with.
fn put_back(c: &mut DbConn, action: &BulkAction) -> QueryResult<Going> {
    diesel::update(held(action.id, action.attempt))
        .set((bulk_actions::state.eq(State::Queued.as_str()), bulk_actions::lease_until.eq(None::<Ts>)))
        .execute(c)
        .map(|_| Going::Over)
}

fn is_search_paused(c: &mut DbConn, object_id: i64) -> QueryResult<bool> {
    objects_table::table.find(object_id).select(objects_table::is_search_paused).first(c)
}

/// What a batch did; the rest of its records were so already.
struct Done {
    changed: i64,
    refused: i64,
}

fn act(
    c: &mut DbConn,
    action: &BulkAction,
    allowed: &Allowed,
    ids: &[i64],
    now: DateTime<Utc>,
) -> QueryResult<Result<Done, BulkActionFailure>> {
    let (viewer, object_id) = (&allowed.viewer, action.object_id);
    if ids.is_empty() {
        return Ok(Ok(Done { changed: 0, refused: 0 }));
    }
    let changed = match &action.deed {
        Deed::Edit { property_id, value } => {
            let change = (*property_id, value.as_str());
            let edited = record::edit_many(c, viewer, object_id, &allowed.properties, ids, change, now)?;
            return Ok(Ok(Done { changed: edited.changed, refused: edited.refused }));
        }
        Deed::Delete => record::delete(c, viewer, object_id, ids, now)?,
        Deed::Add { segment_id } | Deed::Remove { segment_id } => {
            let found = match segments::by_id(c, *segment_id)? {
                Some(segment) if matches!(action.deed, Deed::Add { .. }) => {
                    segments::add_found(c, viewer, &segment, ids, now)?
                }
                Some(segment) => segments::remove_found(c, viewer, &segment, ids, now)?,
                None => return Ok(Err(BulkActionFailure::Segment)),
            };
            match found {
                Found::Changed(n) => n,
                Found::Not(_) => return Ok(Err(BulkActionFailure::Segment)),
            }
        }
    };
    Ok(Ok(Done { changed, refused: 0 }))
}

/// Ends an action that cannot go on; what it changed stays.
///
/// # Errors
/// When it cannot be written.
pub fn fail(
    c: &mut DbConn,
    id: i64,
    attempt: i32,
    failure: BulkActionFailure,
    now: DateTime<Utc>,
) -> QueryResult<Going> {
    end(c, id, attempt, State::Failed, Some(failure), now)
}

fn end(
    c: &mut DbConn,
    id: i64,
    attempt: i32,
    state: State,
    failure: Option<BulkActionFailure>,
    now: DateTime<Utc>,
) -> QueryResult<Going> {
    let changed = diesel::update(held(id, attempt))
        .set((
            bulk_actions::state.eq(state.as_str()),
            bulk_actions::failure_code.eq(failure.map(BulkActionFailure::key)),
            bulk_actions::finished_at.eq(Ts::from(now)),
            bulk_actions::lease_until.eq(None::<Ts>),
            // What the value was must not outlive the records.
            bulk_actions::value.eq(None::<String>),
        ))
        .execute(c)?;
    if let (Going::On, Some(action)) = (going(changed), find(c, id)?) {
        let mut facts = counts(&action);
        facts["reason"] = serde_json::json!(failure.map(BulkActionFailure::key));
        let what = if failure.is_some() { Action::BulkActionFailed } else { Action::BulkActionFinished };
        audit::record(c, &event(what, &Actor::system(), id, now).with(facts))?;
        tell_asker(c, &action, &Actor::system(), now)?;
    }
    Ok(going(changed))
}

/// The action as long as this attempt holds it.
#[diesel::dsl::auto_type(no_type_alias)]
fn held(id: i64, attempt: i32) -> _ {
    let running: &'static str = "running";
    bulk_actions::table
        .filter(bulk_actions::id.eq(id))
        .filter(bulk_actions::attempt.eq(attempt))
        .filter(bulk_actions::state.eq(running))
}

fn going(changed: usize) -> Going {
    if changed == 1 { Going::On } else { Going::Over }
}
