//! Links that let their holder choose a password: invitations (7 days) and resets (1 hour), each good for once (R60).
//!
//! The token in the link is never stored. A row holds a random nonce; only with the server's secret key can the token be made
//! from it, so a copy of the database opens no account.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;

use super::connection::DbConn;
use super::schema::{access_links, mails};
use super::{QueryResult, Ts, users};
use crate::domain::user::User;
use crate::secret::SecretKey;

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    /// The first password of somebody invited.
    Invitation,
    /// A new password for one that was forgotten.
    Reset,
}

impl LinkKind {
    /// The stored text form; also the purpose that its tokens are made for.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Reset => "reset",
        }
    }

    /// How long it works.
    pub fn lifetime(self) -> Duration {
        match self {
            Self::Invitation => Duration::days(7),
            Self::Reset => Duration::hours(1),
        }
    }
}

/// A link that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessLink {
    /// What it is for.
    pub kind: LinkKind,
    /// Its random part.
    pub nonce: String,
    /// Whose password it sets.
    pub user_id: i64,
    /// From when on it does not work any more; moved up when a newer link takes its place.
    pub expires_at: DateTime<Utc>,
    /// When it was used.
    pub used_at: Option<DateTime<Utc>>,
}

impl AccessLink {
    /// Neither used nor expired.
    pub fn works(&self, now: DateTime<Utc>) -> bool {
        self.used_at.is_none() && now < self.expires_at
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = access_links)]
struct Row {
    kind: String,
    nonce: String,
    user_id: i64,
    expires_at: Ts,
    used_at: Option<Ts>,
}

impl From<Row> for AccessLink {
    fn from(row: Row) -> Self {
        Self {
            kind: if row.kind == LinkKind::Invitation.as_str() { LinkKind::Invitation } else { LinkKind::Reset },
            nonce: row.nonce,
            user_id: row.user_id,
            expires_at: row.expires_at.0,
            used_at: row.used_at.map(|at| at.0),
        }
    }
}

/// What stands in the link after `/invitation/` or `/reset/`: the nonce, and the proof that this server made it.
pub fn token(key: &SecretKey, link: &AccessLink) -> String {
    format!("{}.{}", link.nonce, key.token(link.kind.as_str(), &link.nonce))
}

/// The nonce of a token that this server made for this purpose.
pub fn nonce_of<'a>(key: &SecretKey, kind: LinkKind, token: &'a str) -> Option<&'a str> {
    let (nonce, proof) = token.split_once('.')?;
    key.verifies(kind.as_str(), nonce, proof).then_some(nonce)
}

/// Writes a link down and answers its key. Older links of the same kind die.
///
/// # Errors
/// When it cannot be written.
pub fn create(c: &mut DbConn, kind: LinkKind, user_id: i64, nonce: &str, now: DateTime<Utc>) -> QueryResult<i64> {
    let older = access_links::table
        .filter(access_links::user_id.eq(user_id))
        .filter(access_links::kind.eq(kind.as_str()))
        .select(access_links::id)
        .load(c)?;
    expire(c, older, now)?;
    diesel::insert_into(access_links::table)
        .values((
            access_links::kind.eq(kind.as_str()),
            access_links::user_id.eq(user_id),
            access_links::nonce.eq(nonce),
            access_links::created_at.eq(Ts::from(now)),
            access_links::expires_at.eq(Ts::from(now + kind.lifetime())),
        ))
        .returning(access_links::id)
        .get_result(c)
}

/// Ends every link of a user.
///
/// # Errors
/// When it cannot be written.
pub fn end_all(c: &mut DbConn, user_id: i64, now: DateTime<Utc>) -> QueryResult<()> {
    let ids = access_links::table.filter(access_links::user_id.eq(user_id)).select(access_links::id).load(c)?;
    expire(c, ids, now)
}

fn expire(c: &mut DbConn, ids: Vec<i64>, now: DateTime<Utc>) -> QueryResult<()> {
    let open = access_links::table
        .filter(access_links::id.eq_any(ids))
        .filter(access_links::used_at.is_null())
        .filter(access_links::expires_at.gt(Ts::from(now)));
    diesel::update(open).set(access_links::expires_at.eq(Ts::from(now))).execute(c).map(|_| ())
}

/// One link, for the mail that carries it.
///
/// # Errors
/// When the query fails.
pub fn find(c: &mut DbConn, id: i64) -> QueryResult<Option<AccessLink>> {
    access_links::table.find(id).select(Row::as_select()).first(c).optional().map(|row| row.map(AccessLink::from))
}

/// The user behind a link that works now; nobody whose sign-in was taken away.
///
/// # Errors
/// When the query fails.
pub fn holder(c: &mut DbConn, kind: LinkKind, nonce: &str, now: DateTime<Utc>) -> QueryResult<Option<User>> {
    let link: Option<Row> = access_links::table
        .filter(access_links::kind.eq(kind.as_str()))
        .filter(access_links::nonce.eq(nonce))
        .select(Row::as_select())
        .first(c)
        .optional()?;
    match link.map(AccessLink::from).filter(|link| link.works(now)) {
        Some(link) => Ok(users::find(c, link.user_id)?.filter(|user| user.deactivated_at.is_none())),
        None => Ok(None),
    }
}

/// Whose a link is, whether it works or not.
///
/// # Errors
/// When the query fails.
pub fn user_of(c: &mut DbConn, kind: LinkKind, nonce: &str) -> QueryResult<Option<i64>> {
    access_links::table
        .filter(access_links::kind.eq(kind.as_str()))
        .filter(access_links::nonce.eq(nonce))
        .select(access_links::user_id)
        .first(c)
        .optional()
}

/// Uses a link up and answers whose it is; `None` when it does not work (any more). Of two at once one wins.
///
/// # Errors
/// When it cannot be written.
pub fn use_up(c: &mut DbConn, kind: LinkKind, nonce: &str, now: DateTime<Utc>) -> QueryResult<Option<i64>> {
    let open = access_links::table
        .filter(access_links::kind.eq(kind.as_str()))
        .filter(access_links::nonce.eq(nonce))
        .filter(access_links::used_at.is_null())
        .filter(access_links::expires_at.gt(Ts::from(now)));
    diesel::update(open)
        .set(access_links::used_at.eq(Ts::from(now)))
        .returning(access_links::user_id)
        .get_result(c)
        .optional()
}

/// Until when the newest link of a kind works, per user.
///
/// # Errors
/// When the query fails.
pub fn expiries(c: &mut DbConn, kind: LinkKind) -> QueryResult<HashMap<i64, DateTime<Utc>>> {
    let rows: Vec<(i64, Ts)> = access_links::table
        .filter(access_links::kind.eq(kind.as_str()))
        .filter(access_links::used_at.is_null())
        .order(access_links::id)
        .select((access_links::user_id, access_links::expires_at))
        .load(c)?;
    Ok(rows.into_iter().map(|(user_id, at)| (user_id, at.0)).collect())
}

/// The address that a link was mailed to; `None` when no mail carries it.
///
/// # Errors
/// When the query fails.
pub fn mailed_to(c: &mut DbConn, id: i64) -> QueryResult<Option<String>> {
    mails::table.filter(mails::link_id.eq(id)).select(mails::to_address).first(c).optional()
}
