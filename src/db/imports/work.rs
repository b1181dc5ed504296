//! What a worker does with an import: take it, add rows, bring it to an end.
//!
//! Each batch is committed together with how far it reaches in the file, so that whoever goes on after a crash neither
//! loses nor doubles a row. `attempt` is the fencing token: a worker whose lease ran out changes nothing any more.

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;

use super::apply::{Applied, Good, apply};
use super::rights::may_go_on;
use super::{counts, event, find};
use crate::db::connection::{DbConn, both};
use crate::db::records::{self, NewRecord};
use crate::db::schema::{import_problems, imports, records as rows};
use crate::db::segments::add_members;
use crate::db::{QueryResult, Ts, audit};
use crate::domain::audit::Action;
use crate::domain::export::{CancelReason, State};
use crate::domain::import::cells::Cells;
use crate::domain::import::{Import, ImportFailure, Problem};
use crate::domain::record::Property;
use crate::domain::viewer::Actor;

/// How long a worker may be silent before another takes its import.
const LEASE: Duration = Duration::seconds(30);

/// So many attempts in a row that take no row at all end an import: the next would not fare better.
const FRUITLESS: i32 = 3;

/// Rows read since the last batch.
#[derive(Debug, Clone, Default)]
pub struct Batch {
    /// Those that become records, whatever there is already.
    pub records: Vec<NewRecord>,
    /// Those that are matched with records first.
    pub matched: Vec<Good>,
    /// Those that cannot be imported.
    pub problems: Vec<Problem>,
    /// Rows read.
    pub rows: i64,
    /// Bytes of the file read up to the last of them.
    pub bytes_done: i64,
}

/// Whether a worker goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Going {
    /// The import is still this worker's.
    On,
    /// It was cancelled, or another worker has it; nothing was written.
    Over,
}

/// Takes the next import that waits, or whose worker fell silent.
///
/// # Errors
/// When the query fails.
pub fn claim_next(c: &mut DbConn, now: DateTime<Utc>) -> QueryResult<Option<Import>> {
    let due: Vec<i64> = imports::table
        .filter(
            imports::state
                .eq(State::Queued.as_str())
                .or(imports::state.eq(State::Running.as_str()).and(imports::lease_until.lt(Ts::from(now)))),
        )
        .order(imports::id)
        .limit(10)
        .select(imports::id)
        .load(c)?;
    for id in due {
        if let Some(import) = claim(c, id, now)? {
            return Ok(Some(import));
        }
    }
    Ok(None)
}

/// Takes one import, if nobody has it. One that was interrupted too often without getting anywhere ends here.
///
/// # Errors
/// When it cannot be written.
pub fn claim(c: &mut DbConn, id: i64, now: DateTime<Utc>) -> QueryResult<Option<Import>> {
    let free = imports::table.find(id).filter(
        imports::state
            .eq(State::Queued.as_str())
            .or(imports::state.eq(State::Running.as_str()).and(imports::lease_until.lt(Ts::from(now)))),
    );
    let taken: Option<(i32, i32)> = diesel::update(free)
        .set((
            imports::state.eq(State::Running.as_str()),
            imports::attempt.eq(imports::attempt + 1),
            imports::fruitless.eq(imports::fruitless + 1),
            imports::lease_until.eq(Ts::from(now + LEASE)),
        ))
        .returning((imports::attempt, imports::fruitless))
        .get_result(c)
        .optional()?;
    let Some((attempt, fruitless)) = taken else { return Ok(None) };
    if fruitless > FRUITLESS {
        fail(c, id, attempt, ImportFailure::Attempts, now)?;
        return Ok(None);
    }
    diesel::update(imports::table.find(id).filter(imports::started_at.is_null()))
        .set(imports::started_at.eq(Ts::from(now)))
        .execute(c)?;
    let facts = serde_json::json!({ "attempt": attempt });
    audit::record(c, &event(Action::ImportStarted, &Actor::system(), id, now).with(facts))?;
    find(c, id)
}

/// Says that the worker is still there, and how far it has read.
///
/// # Errors
/// When it cannot be written.
pub fn beat(c: &mut DbConn, id: i64, attempt: i32, now: DateTime<Utc>) -> QueryResult<Going> {
    let changed = diesel::update(held(id, attempt)).set(imports::lease_until.eq(Ts::from(now + LEASE))).execute(c)?;
    Ok(going(changed))
}

/// Lets go of an import, or of its undoing, before the lease is over: whoever looks next goes on from the last batch.
///
/// # Errors
/// When it cannot be written.
pub fn give_back(c: &mut DbConn, id: i64, attempt: i32, now: DateTime<Utc>) -> QueryResult<()> {
    let held = imports::table.find(id).filter(imports::attempt.eq(attempt)).filter(imports::lease_until.is_not_null());
    diesel::update(held).set(imports::lease_until.eq(Ts::lapsed(now))).execute(c).map(|_| ())
}

/// Lets the leases of all imports and undoings lapse: whoever had them is dead. Answers how many there were.
///
/// # Errors
/// When it cannot be written.
pub fn reclaim_all(c: &mut DbConn, now: DateTime<Utc>) -> QueryResult<usize> {
    diesel::update(imports::table.filter(imports::lease_until.ge(Ts::from(now))))
        .set(imports::lease_until.eq(Ts::lapsed(now)))
        .execute(c)
}

/// Adds a batch: what its rows do, its problems and how far it reaches stand or fall together. `raw` writes the cells of a
/// row for the report.
///
/// # Errors
/// When it cannot be written; nothing of it is kept then.
pub fn add_batch(
    c: &mut DbConn,
    import: &Import,
    properties: &[Property],
    batch: &Batch,
    raw: fn(&Cells) -> String,
    now: DateTime<Utc>,
) -> QueryResult<Going> {
    if !may_go_on(c, import)? {
        return cancel_without_right(c, import, now);
    }
    let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    // First of all: whoever no longer holds the import must not touch a record.
    let changed = diesel::update(held(import.id, import.attempt))
        .set((
            imports::lease_until.eq(Ts::from(now + LEASE)),
            imports::fruitless.eq(0),
            imports::bytes_done.eq(batch.bytes_done),
            imports::rows_done.eq(imports::rows_done + batch.rows),
        ))
        .execute(c)?;
    if going(changed) == Going::Over {
        return Ok(Going::Over);
    }
    let mut applied = if batch.matched.is_empty() {
        let added = number(batch.records.len());
        let keys = match added {
            0 => None,
            _ => Some(records::insert(c, import.object_id, Some(import.id), &batch.records, now)?),
        };
        Applied { added, keys, ..Applied::default() }
    } else {
        apply(c, import, properties, &batch.matched, raw, now)?
    };
    applied.problems.extend_from_slice(&batch.problems);
    applied.problems.sort_by_key(|problem| problem.line);
    diesel::update(imports::table.find(import.id))
        .set((
            imports::rows_added.eq(imports::rows_added + applied.added),
            imports::rows_updated.eq(imports::rows_updated + applied.updated),
            imports::rows_skipped.eq(imports::rows_skipped + applied.skipped),
            imports::rows_bad.eq(imports::rows_bad + number(applied.problems.len())),
        ))
        .execute(c)?;
    if let Some(keys) = applied.keys {
        note_keys(c, import.id, keys)?;
    }
    if let Some(segment) = import.segment_id {
        add_to_segment(c, import.id, segment, &applied, now)?;
    }
    for problem in &applied.problems {
        diesel::insert_into(import_problems::table)
            .values((
                import_problems::import_id.eq(import.id),
                import_problems::line.eq(problem.line),
                import_problems::code.eq(&problem.code),
                import_problems::detail.eq(&problem.detail),
                import_problems::raw.eq(&problem.raw),
            ))
            .execute(c)?;
    }
    Ok(Going::On)
}

/// Notes between which keys the records of an import lie, so that undoing it need not look at all others.
fn note_keys(c: &mut DbConn, import_id: i64, keys: records::Added) -> QueryResult<()> {
    diesel::update(imports::table.find(import_id).filter(imports::first_record_id.is_null()))
        .set(imports::first_record_id.eq(keys.first))
        .execute(c)?;
    diesel::update(imports::table.find(import_id)).set(imports::last_record_id.eq(keys.last)).execute(c).map(|_| ())
}

/// Adds the records of a batch to a segment, and notes which of them are members through this import: undoing it takes those
/// out again, and not those that were there.
fn add_to_segment(
    c: &mut DbConn,
    import_id: i64,
    segment: i64,
    applied: &Applied,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let mut ids: Vec<i64> = match applied.keys {
        None => Vec::new(),
        Some(keys) => rows::table
            .filter(rows::id.between(keys.first, keys.last).and(rows::import_id.eq(import_id)))
            .select(rows::id)
            .load(c)?,
    };
    ids.extend(&applied.met);
    if ids.is_empty() || add_members(c, segment, &ids, now)? == 0 {
        return Ok(());
    }
    for ids in ids.chunks(2_000) {
        let list = ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
        let sql = format!(
            "UPDATE segment_members SET import_id = {import_id} WHERE segment_id = {segment} AND record_id IN ({list}) \
             AND removed_in IS NULL AND added_in = (SELECT version FROM segments WHERE id = {segment})"
        );
        both!(c, |c| diesel::sql_query(sql).execute(c))?;
    }
    Ok(())
}

/// Cancels an import whose user lost a right that it takes; what it added stays (R5).
fn cancel_without_right(c: &mut DbConn, import: &Import, now: DateTime<Utc>) -> QueryResult<Going> {
    let changed = diesel::update(held(import.id, import.attempt))
        .set((
            imports::state.eq(State::Cancelled.as_str()),
            imports::cancel_reason.eq(CancelReason::Rights.as_str()),
            imports::finished_at.eq(Ts::from(now)),
            imports::lease_until.eq(None::<Ts>),
        ))
        .execute(c)?;
    if going(changed) == Going::On {
        super::rights::note(c, import, &Actor::system(), now)?;
    }
    Ok(Going::Over)
}

/// Brings an import to its end.
///
/// # Errors
/// When it cannot be written.
pub fn finish(c: &mut DbConn, id: i64, attempt: i32, now: DateTime<Utc>) -> QueryResult<Going> {
    let changed = diesel::update(held(id, attempt))
        .set((
            imports::state.eq(State::Done.as_str()),
            imports::finished_at.eq(Ts::from(now)),
            imports::lease_until.eq(None::<Ts>),
        ))
        .execute(c)?;
    end(c, id, changed, Action::ImportFinished, None, now)
}

/// Ends an import that cannot go on; what it added stays.
///
/// # Errors
/// When it cannot be written.
pub fn fail(c: &mut DbConn, id: i64, attempt: i32, failure: ImportFailure, now: DateTime<Utc>) -> QueryResult<Going> {
    let changed = diesel::update(held(id, attempt))
        .set((
            imports::state.eq(State::Failed.as_str()),
            imports::failure_code.eq(failure.key()),
            imports::finished_at.eq(Ts::from(now)),
            imports::lease_until.eq(None::<Ts>),
        ))
        .execute(c)?;
    end(c, id, changed, Action::ImportFailed, Some(failure), now)
}

fn end(
    c: &mut DbConn,
    id: i64,
    changed: usize,
    action: Action,
    failure: Option<ImportFailure>,
    now: DateTime<Utc>,
) -> QueryResult<Going> {
    if let (Going::On, Some(import)) = (going(changed), find(c, id)?) {
        let mut facts = counts(&import);
        facts["reason"] = serde_json::json!(failure.map(ImportFailure::key));
        audit::record(c, &event(action, &Actor::system(), id, now).with(facts))?;
    }
    Ok(going(changed))
}

/// The import as long as this attempt holds it.
#[diesel::dsl::auto_type(no_type_alias)]
fn held(id: i64, attempt: i32) -> _ {
    let running: &'static str = "running";
    imports::table.filter(imports::id.eq(id)).filter(imports::attempt.eq(attempt)).filter(imports::state.eq(running))
}

fn going(changed: usize) -> Going {
    if changed == 1 { Going::On } else { Going::Over }
}
