//! Sign-in throttling (R61): counted in the database, so that it survives a restart and holds across processes.

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;

use super::connection::DbConn;
use super::schema::sign_in_failures;
use super::{QueryResult, Ts};

/// Failures after which sign-in pauses.
pub const FAILURES: i64 = 5;
/// How long it pauses, and how long a failure counts.
pub const PAUSE: Duration = Duration::minutes(15);

/// One more try of a subject (an address typed and a client's address, hashed together).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    /// It may go on.
    Allowed {
        /// Should it fail, nothing more is allowed for a while.
        is_last: bool,
    },
    /// Too many before it; how long to wait.
    Paused(Duration),
}

/// Counts a try as failed before it is made, so that a hundred guesses at once are no more than one after the other; a success
/// is forgotten again ([`forget`]).
///
/// # Errors
/// When it cannot be written.
pub fn attempt(c: &mut DbConn, subject: &str, now: DateTime<Utc>) -> QueryResult<Attempt> {
    // SQLite has one writer at a time; on PostgreSQL two tries at once would not see each other's row.
    if let DbConn::Pg(c) = c {
        diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))")
            .bind::<diesel::sql_types::Text, _>(subject)
            .execute(c)?;
    }
    let recent: Vec<Ts> = sign_in_failures::table
        .filter(sign_in_failures::subject.eq(subject).and(sign_in_failures::at.gt(Ts::from(now - PAUSE))))
        .order(sign_in_failures::at.desc())
        .limit(FAILURES)
        .select(sign_in_failures::at)
        .load(c)?;
    let before = i64::try_from(recent.len()).unwrap_or(FAILURES);
    if let Some(last) = recent.first().filter(|_| before >= FAILURES) {
        return Ok(Attempt::Paused(last.0 + PAUSE - now));
    }
    diesel::insert_into(sign_in_failures::table)
        .values((sign_in_failures::subject.eq(subject), sign_in_failures::at.eq(Ts::from(now))))
        .execute(c)?;
    Ok(Attempt::Allowed { is_last: before + 1 >= FAILURES })
}

/// Forgets the failures of a subject that signed in.
///
/// # Errors
/// When it cannot be written.
pub fn forget(c: &mut DbConn, subject: &str) -> QueryResult<()> {
    diesel::delete(sign_in_failures::table.filter(sign_in_failures::subject.eq(subject))).execute(c).map(|_| ())
}

/// Removes what no longer counts.
///
/// # Errors
/// When it cannot be written.
pub fn purge(c: &mut DbConn, now: DateTime<Utc>) -> QueryResult<usize> {
    diesel::delete(sign_in_failures::table.filter(sign_in_failures::at.le(Ts::from(now - PAUSE)))).execute(c)
}
