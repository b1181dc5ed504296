//! The installation: one organisation with a name, and the hold of large exports.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::connection::DbConn;
use super::schema::account;
use super::{QueryResult, Ts, audit};
use crate::domain::audit::{Action, Event, Subject};
use crate::domain::hold::Hold;
use crate::domain::viewer::Actor;

/// Lays the one row; called by the setup alone.
///
/// # Errors
/// A unique violation when the installation is set up already.
pub fn create(c: &mut DbConn, name: &str, hold: Hold, now: DateTime<Utc>) -> QueryResult<()> {
    diesel::insert_into(account::table)
        .values((
            account::id.eq(1),
            account::name.eq(name),
            account::large_export_hold_seconds.eq(hold.seconds()),
            account::created_at.eq(Ts::from(now)),
        ))
        .execute(c)
        .map(|_| ())
}

/// The organisation's name; `None` before the setup.
///
/// # Errors
/// When the query fails.
pub fn name(c: &mut DbConn) -> QueryResult<Option<String>> {
    account::table.find(1).select(account::name).first(c).optional()
}

/// How long large exports wait (R16).
///
/// # Errors
/// When the query fails.
pub fn hold(c: &mut DbConn) -> QueryResult<Hold> {
    let seconds: Option<i64> =
        account::table.find(1).select(account::large_export_hold_seconds).get_result(c).optional()?;
    Ok(seconds.and_then(|s| u32::try_from(s).ok()).and_then(Hold::from_seconds).unwrap_or(Hold::DEFAULT))
}

/// Sets how long large exports wait (R16), if that still is what its editor saw; the error is what it is by now. Exports that are
/// held already keep their time.
///
/// # Errors
/// When it cannot be written.
pub fn set_hold(
    c: &mut DbConn,
    seen: Hold,
    hold: Hold,
    by: &Actor,
    now: DateTime<Utc>,
) -> QueryResult<Result<(), Hold>> {
    let unchanged = account::table.find(1).filter(account::large_export_hold_seconds.eq(seen.seconds()));
    let changed = diesel::update(unchanged).set(account::large_export_hold_seconds.eq(hold.seconds())).execute(c)?;
    if changed == 0 {
        let current = self::hold(c)?;
        return Ok(if current == hold { Ok(()) } else { Err(current) });
    }
    if seen != hold {
        let detail = serde_json::json!({ "before_seconds": seen.seconds(), "after_seconds": hold.seconds() });
        audit::record(c, &Event::new(Action::HoldChanged, by.clone(), now).about(Subject::Account).with(detail))?;
    }
    Ok(Ok(()))
}

/// Takes the row of the account, and with it SQLite's write lock, until the transaction ends: whether changes are possible
/// now.
///
/// # Errors
/// When they are not.
pub fn probe(c: &mut DbConn) -> QueryResult<()> {
    diesel::update(account::table.find(1)).set(account::id.eq(1)).execute(c).map(|_| ())
}
