//! Sessions (R61): one row per signed-in browser; visitors who are not signed in have none.

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;

use super::connection::{DbConn, both};
use super::schema::sessions;
use super::{QueryResult, Ts};

/// Idle time after which a session ends.
const IDLE: Duration = Duration::hours(8);
/// Age at which a session ends.
const ABSOLUTE: Duration = Duration::hours(24);
/// Both, with "Keep me signed in".
const KEPT: Duration = Duration::days(30);

/// A session as its owner sees it in the list.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = sessions)]
pub struct SessionRow {
    /// Key in URLs.
    pub public_id: String,
    /// Whose it is.
    pub user_id: i64,
    /// Whether it lasts 30 days.
    pub keep_signed_in: bool,
    /// Address at sign-in.
    pub ip: Option<String>,
    /// Browser at sign-in.
    pub user_agent: String,
    created_at: Ts,
    last_seen_at: Ts,
    state: String,
}

impl SessionRow {
    /// When it began.
    pub fn created_at(&self) -> DateTime<Utc> {
        self.created_at.0
    }

    /// When it was last used.
    pub fn last_seen_at(&self) -> DateTime<Utc> {
        self.last_seen_at.0
    }

    /// The JSON that the session middleware keeps.
    pub fn state(&self) -> &str {
        &self.state
    }

    /// Neither idle nor old beyond its limits (R61).
    pub fn is_alive(&self, now: DateTime<Utc>) -> bool {
        let (idle, absolute) = if self.keep_signed_in { (KEPT, KEPT) } else { (IDLE, ABSOLUTE) };
        now < self.last_seen_at.0 + idle && now < self.created_at.0 + absolute
    }
}

/// A session to be created.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// Key in URLs, also in the session's state.
    pub public_id: String,
    /// SHA-256 of the cookie's key: a copy of the database opens no session.
    pub key_hash: String,
    /// Whether it lasts 30 days.
    pub keep_signed_in: bool,
    /// Address at sign-in.
    pub ip: Option<String>,
    /// Browser at sign-in, cut to 500 characters.
    pub user_agent: String,
}

/// Adds a session of a user, with nothing in its state yet. It belongs into the transaction that lets the user in: what ends
/// sessions afterwards finds this one too.
///
/// # Errors
/// When it cannot be written.
pub fn create(c: &mut DbConn, user_id: i64, session: &NewSession, now: DateTime<Utc>) -> QueryResult<()> {
    diesel::insert_into(sessions::table)
        .values((
            sessions::public_id.eq(&session.public_id),
            sessions::key_hash.eq(&session.key_hash),
            sessions::user_id.eq(user_id),
            sessions::state.eq("{}"),
            sessions::keep_signed_in.eq(session.keep_signed_in),
            sessions::ip.eq(session.ip.as_deref()),
            sessions::user_agent.eq(session.user_agent.chars().take(500).collect::<String>()),
            sessions::created_at.eq(Ts::from(now)),
            sessions::last_seen_at.eq(Ts::from(now)),
        ))
        .execute(c)
        .map(|_| ())
}

/// The living session behind a cookie.
///
/// # Errors
/// When the query fails.
pub fn find(c: &mut DbConn, key_hash: &str, now: DateTime<Utc>) -> QueryResult<Option<SessionRow>> {
    let row: Option<SessionRow> = both!(c, |c| {
        sessions::table.filter(sessions::key_hash.eq(key_hash)).select(SessionRow::as_select()).get_result(c)
    })
    .optional()?;
    Ok(row.filter(|row| row.is_alive(now)))
}

/// Replaces the state of a session that is still there; `false` when it was ended meanwhile, so that a running request
/// cannot bring it back (SECURITY.md 0.6).
///
/// # Errors
/// When it cannot be written.
pub fn update(c: &mut DbConn, key_hash: &str, state: &str) -> QueryResult<bool> {
    diesel::update(sessions::table.filter(sessions::key_hash.eq(key_hash)))
        .set(sessions::state.eq(state))
        .execute(c)
        .map(|n| n == 1)
}

/// Notes that a session was used; the caller does so at most once a minute.
///
/// # Errors
/// When it cannot be written.
pub fn touch(c: &mut DbConn, public_id: &str, now: DateTime<Utc>) -> QueryResult<()> {
    diesel::update(sessions::table.filter(sessions::public_id.eq(public_id)))
        .set(sessions::last_seen_at.eq(Ts::from(now)))
        .execute(c)
        .map(|_| ())
}

/// Ends the session behind a cookie.
///
/// # Errors
/// When it cannot be written.
pub fn end(c: &mut DbConn, key_hash: &str) -> QueryResult<()> {
    diesel::delete(sessions::table.filter(sessions::key_hash.eq(key_hash))).execute(c).map(|_| ())
}

/// Ends one session of one user; `false` when it is not theirs or gone.
///
/// # Errors
/// When it cannot be written.
pub fn end_own(c: &mut DbConn, user_id: i64, public_id: &str) -> QueryResult<bool> {
    diesel::delete(sessions::table.filter(sessions::user_id.eq(user_id).and(sessions::public_id.eq(public_id))))
        .execute(c)
        .map(|n| n == 1)
}

/// Ends every session of a user, but for one; answers how many those were.
///
/// # Errors
/// When it cannot be written.
pub fn end_all(c: &mut DbConn, user_id: i64, but: Option<&str>) -> QueryResult<usize> {
    diesel::delete(
        sessions::table.filter(sessions::user_id.eq(user_id).and(sessions::public_id.ne(but.unwrap_or_default()))),
    )
    .execute(c)
}

/// The living sessions of a user, last used first.
///
/// # Errors
/// When the query fails.
pub fn of_user(c: &mut DbConn, user_id: i64, now: DateTime<Utc>) -> QueryResult<Vec<SessionRow>> {
    let rows: Vec<SessionRow> = sessions::table
        .filter(sessions::user_id.eq(user_id))
        .order(sessions::last_seen_at.desc())
        .select(SessionRow::as_select())
        .load(c)?;
    Ok(rows.into_iter().filter(|row| row.is_alive(now)).collect())
}

/// Removes rows that can no longer be alive.
///
/// # Errors
/// When it cannot be written.
pub fn purge(c: &mut DbConn, now: DateTime<Utc>) -> QueryResult<usize> {
    diesel::delete(sessions::table.filter(
        sessions::last_seen_at.le(Ts::from(now - KEPT)).or(sessions::created_at.le(Ts::from(now - KEPT))).or(
            sessions::keep_signed_in.eq(false).and(
                sessions::last_seen_at.le(Ts::from(now - IDLE)).or(sessions::created_at.le(Ts::from(now - ABSOLUTE))),
            ),
        ),
    ))
    .execute(c)
}
