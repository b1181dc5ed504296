//! Who works on an export: claiming it, showing signs of life, giving it back. `attempt` is the fencing token: whoever lost
//! the lease changes nothing any more (F1, F2, F7).

use chrono::{DateTime, Duration, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Integer;

use super::{Limits, Row, is_open, is_running};
use crate::db::connection::DbConn;
use crate::db::schema::{exports, users};
use crate::db::{QueryResult, Ts};
use crate::domain::export::{Export, State};

/// How long a worker may be silent.
pub const LEASE: Duration = Duration::seconds(30);
/// How many attempts may go wrong before an export fails: its worker fell silent or met an error. One that was given back, or
/// held, did not go wrong.
pub const MAX_ATTEMPTS: i32 = 3;
/// After so many of them were taken over, the attempt that goes on is the last.
pub(super) const MAX_TAKEN_OVER: i32 = MAX_ATTEMPTS - 1;
/// Candidates that are looked at in one claim.
const LOOKED_AT: i64 = 100;

const QUEUED: &str = "queued";
const RUNNING: &str = "running";

/// What may be claimed: queued and not put off; held until now or let go; or left by a worker that fell silent. Said twice in a claim, in
/// the search and again in the UPDATE, so that two workers cannot both have it.
macro_rules! claimable {
    ($now:expr) => {
        exports::state.eq(QUEUED).and(exports::not_before.is_null().or(exports::not_before.le($now))).or(exports::state
            .eq(RUNNING)
            .and(exports::lease_until.is_null())
            .and(exports::not_before.is_null().or(exports::not_before.le($now)))
            .or(exports::state
                .eq(RUNNING)
                .and(exports::lease_until.lt($now))
                .and(exports::taken_over.lt(MAX_TAKEN_OVER))))
    };
}

/// Takes the oldest export that is due and whose user has no other one running (R36); `None` when there is none.
///
/// # Errors
/// When it cannot be written.
pub fn claim(c: &mut DbConn, limits: Limits, now: DateTime<Utc>) -> QueryResult<Option<Export>> {
    let at = Ts::from(now);
    let mut passed_over = users_at_their_limit(c, limits, now)?;
    let due: Vec<(i64, Option<i64>)> = exports::table
        .filter(is_open())
        .filter(claimable!(at))
        .filter(exports::user_id.is_null().or(exports::user_id.ne_all(passed_over.clone())))
        .order(exports::id)
        .limit(LOOKED_AT)
        .select((exports::id, exports::user_id))
        .load(c)?;
    for (id, user_id) in due {
        if let Some(user_id) = user_id {
            if passed_over.contains(&user_id) {
                continue;
            }
            if !is_alone_with(c, user_id)? || running_of(c, user_id, now)? >= limits.running {
                passed_over.push(user_id);
                continue;
            }
        }
        let taken = diesel::update(exports::table.find(id).filter(claimable!(at)))
            .set((
                exports::state.eq(RUNNING),
                exports::attempt.eq(exports::attempt + 1),
                // Whoever gives an export back, or holds it, lets go of the lease.
                exports::taken_over.eq(sql::<Integer>("taken_over + CASE WHEN lease_until IS NULL THEN 0 ELSE 1 END")),
                exports::lease_until.eq(Ts::from(now + LEASE)),
                exports::records_done.eq(0),
            ))
            .execute(c)?;
        if taken == 1 {
            diesel::update(exports::table.find(id).filter(exports::started_at.is_null()))
                .set(exports::started_at.eq(at))
                .execute(c)?;
            return exports::table.find(id).select(Row::as_select()).first::<Row>(c)?.read().map(Some);
        }
    }
    Ok(None)
}

/// PostgreSQL only: two workers could each take another export of one user; the lock on the user lets one of them look
/// further. SQLite has one writer anyway.
fn is_alone_with(c: &mut DbConn, user_id: i64) -> QueryResult<bool> {
    match c {
        DbConn::Pg(c) => users::table
            .find(user_id)
            .select(users::id)
            .for_no_key_update()
            .skip_locked()
            .first::<i64>(c)
            .optional()
            .map(|user| user.is_some()),
        DbConn::Sqlite(_) => Ok(true),
    }
}

fn users_at_their_limit(c: &mut DbConn, limits: Limits, now: DateTime<Utc>) -> QueryResult<Vec<i64>> {
    // As many rows as there are workers, so they are counted here.
    let running: Vec<Option<i64>> = exports::table
        .filter(is_running().and(exports::lease_until.ge(Ts::from(now))))
        .select(exports::user_id)
        .load(c)?;
    let of = |user: i64| running.iter().filter(|id| **id == Some(user)).count();
    let mut full: Vec<i64> = running
        .iter()
        .flatten()
        .copied()
        .filter(|user| i64::try_from(of(*user)).unwrap_or(i64::MAX) >= limits.running)
        .collect();
    full.sort_unstable();
    full.dedup();
    Ok(full)
}

fn running_of(c: &mut DbConn, user_id: i64, now: DateTime<Utc>) -> QueryResult<i64> {
    exports::table
        .filter(is_running().and(exports::lease_until.ge(Ts::from(now))))
        .filter(exports::user_id.eq(user_id))
        .count()
        .get_result(c)
}

/// The rows of one attempt that still has its lease: what every later move of a worker is guarded by.
macro_rules! held_by {
    ($id:expr, $attempt:expr) => {
        exports::table
            .find($id)
            .filter(exports::state.eq("running"))
            .filter(exports::attempt.eq($attempt))
            .filter(exports::lease_until.is_not_null())
    };
}
pub(super) use held_by;

/// Progress, a sign of life and the question whether to go on, in one statement: `false` means cancelled or lost, so stop
/// and remove the file.
///
/// # Errors
/// When it cannot be written.
pub fn beat(c: &mut DbConn, id: i64, attempt: i32, records_done: i64, now: DateTime<Utc>) -> QueryResult<bool> {
    let changed = diesel::update(held_by!(id, attempt))
        .set((exports::records_done.eq(records_done), exports::lease_until.eq(Ts::from(now + LEASE))))
        .execute(c)?;
    Ok(changed == 1)
}

/// As [`beat`] without progress: while the work does not look around, as on a slow disk or in an upload.
///
/// # Errors
/// When it cannot be written.
pub fn keep(c: &mut DbConn, id: i64, attempt: i32, now: DateTime<Utc>) -> QueryResult<bool> {
    let changed =
        diesel::update(held_by!(id, attempt)).set(exports::lease_until.eq(Ts::from(now + LEASE))).execute(c)?;
    Ok(changed == 1)
}

/// Puts an export back into the queue, because its worker is told to stop.
///
/// # Errors
/// When it cannot be written.
pub fn give_back(c: &mut DbConn, id: i64, attempt: i32) -> QueryResult<bool> {
    let changed = diesel::update(held_by!(id, attempt))
        .set((
            exports::state.eq(State::Queued.as_str()),
            exports::lease_until.eq(None::<Ts>),
            exports::records_done.eq(0),
        ))
        .execute(c)?;
    Ok(changed == 1)
}

/// Lets the lease lapse at the time given, so that the export is tried again then; `false` also when this was its last attempt.
///
/// # Errors
/// When it cannot be written.
pub fn try_again_at(c: &mut DbConn, id: i64, attempt: i32, at: DateTime<Utc>) -> QueryResult<bool> {
    let changed = diesel::update(held_by!(id, attempt).filter(exports::taken_over.lt(MAX_TAKEN_OVER)))
        .set(exports::lease_until.eq(Ts::from(at)))
        .execute(c)?;
    Ok(changed == 1)
}

/// Lets every lease lapse: for the start of a process that knows to be the only one (F5). Answers how many there were.
///
/// # Errors
/// When it cannot be written.
pub fn reclaim_all(c: &mut DbConn, now: DateTime<Utc>) -> QueryResult<usize> {
    diesel::update(exports::table.filter(is_running().and(exports::lease_until.ge(Ts::from(now)))))
        .set(exports::lease_until.eq(Ts::lapsed(now)))
        .execute(c)
}

/// The attempts that are being written now, by public id: whose files in the making are to be kept.
///
/// # Errors
/// When the query fails.
pub fn in_the_making(c: &mut DbConn) -> QueryResult<Vec<(String, i32)>> {
    exports::table
        .filter(is_running().and(exports::lease_until.is_not_null()))
        .select((exports::public_id, exports::attempt))
        .load(c)
}
