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

/// Until when sign-in pauses for a subject (an address typed and a client's address, hashed together); `None` when it may go on.
///
/// # Errors
/// When the query fails.
pub fn paused_until(c: &mut DbConn, subject: &str, now: DateTime<Utc>) -> QueryResult<Option<DateTime<Utc>>> {
    let recent: Vec<Ts> = sign_in_failures::table
        .filter(sign_in_failures::subject.eq(subject).and(sign_in_failures::at.gt(Ts::from(now - PAUSE))))
        .order(sign_in_failures::at.desc())
        .limit(FAILURES)
        .select(sign_in_failures::at)
        .load(c)?;
    let full = i64::try_from(recent.len()).unwrap_or(FAILURES) >= FAILURES;
    Ok(recent.first().filter(|_| full).map(|last| last.0 + PAUSE))
}

/// Counts a failure; answers how many there are within the pause now.
///
/// # Errors
/// When it cannot be written.
pub fn failed(c: &mut DbConn, subject: &str, now: DateTime<Utc>) -> QueryResult<i64> {
    diesel::insert_into(sign_in_failures::table)
        .values((sign_in_failures::subject.eq(subject), sign_in_failures::at.eq(Ts::from(now))))
        .execute(c)?;
    sign_in_failures::table
        .filter(sign_in_failures::subject.eq(subject).and(sign_in_failures::at.gt(Ts::from(now - PAUSE))))
        .count()
        .get_result(c)
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
