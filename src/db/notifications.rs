//! The bell: what a user was told in the app.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::connection::{DbConn, both};
use super::schema::{exports, notifications};
use super::{QueryResult, Ts};
use crate::domain::mail::{Detail, MailKind};
use crate::domain::user::User;

/// One notification and the export that it tells of.
#[derive(Debug, Clone)]
pub struct Notification {
    /// Key in the database.
    pub id: i64,
    /// What it tells.
    pub kind: MailKind,
    /// Frozen facts.
    pub detail: Detail,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Whether it was followed.
    pub is_read: bool,
    /// The export's key in URLs.
    pub export_public_id: String,
    /// The export's file name.
    pub export_name: String,
    /// Who made the export.
    pub exporter: String,
    /// Records of the export.
    pub records: i64,
}

/// What the bell shows.
#[derive(Debug, Clone)]
pub struct Latest {
    /// How many are unread.
    pub unread: i64,
    /// The last five.
    pub items: Vec<Notification>,
}

type Backend = <DbConn as Connection>::Backend;

type Row = (i64, String, String, Ts, Option<Ts>, String, String, String, i64);

fn read(row: Row) -> Option<Notification> {
    let (id, kind, detail, created_at, read_at, export_public_id, export_name, exporter, records) = row;
    Some(Notification {
        id,
        kind: MailKind::from_text(&kind)?,
        detail: serde_json::from_str(&detail).unwrap_or_default(),
        created_at: created_at.0,
        is_read: read_at.is_some(),
        export_public_id,
        export_name,
        exporter,
        records,
    })
}

/// What a user was told of, as the beginning of a query: of exports of objects that are open to them (R6).
macro_rules! told {
    ($user:expr) => {{
        let told = notifications::table
            .inner_join(exports::table.on(exports::id.eq(notifications::export_id)))
            .filter(notifications::user_id.eq($user.id))
            .into_boxed::<Backend>();
        match $user.objects.clone().filter(|_| !$user.rights.super_admin) {
            Some(objects) => told.filter(exports::object_id.is_null().or(exports::object_id.eq_any(objects))),
            None => told,
        }
    }};
}

/// The notifications of a user, newest first.
///
/// # Errors
/// When the query fails.
pub fn of_user(c: &mut DbConn, user: &User, limit: i64) -> QueryResult<Vec<Notification>> {
    let rows: Vec<Row> = told!(user)
        .order(notifications::id.desc())
        .limit(limit)
        .select((
            notifications::id,
            notifications::kind,
            notifications::detail,
            notifications::created_at,
            notifications::read_at,
            exports::public_id,
            exports::name,
            exports::user_name,
            exports::records,
        ))
        .load(c)?;
    Ok(rows.into_iter().filter_map(read).collect())
}

/// The last five and the number of unread ones.
///
/// # Errors
/// When the query fails.
pub fn latest(c: &mut DbConn, user: &User) -> QueryResult<Latest> {
    let unread = told!(user).filter(notifications::read_at.is_null()).count().get_result(c)?;
    Ok(Latest { unread, items: of_user(c, user, 5)? })
}

/// Marks one of a user's notifications as read and answers the export it leads to.
///
/// # Errors
/// When the query fails.
pub fn follow(c: &mut DbConn, user_id: i64, id: i64, now: DateTime<Utc>) -> QueryResult<Option<String>> {
    let own = notifications::table.filter(notifications::id.eq(id).and(notifications::user_id.eq(user_id)));
    let export: Option<i64> = own.select(notifications::export_id).first(c).optional()?;
    let Some(export) = export else { return Ok(None) };
    diesel::update(notifications::table.filter(notifications::id.eq(id).and(notifications::read_at.is_null())))
        .set(notifications::read_at.eq(Ts::from(now)))
        .execute(c)?;
    exports::table.find(export).select(exports::public_id).first(c).optional()
}

/// Marks all of a user's notifications as read.
///
/// # Errors
/// When it cannot be written.
pub fn read_all(c: &mut DbConn, user_id: i64, now: DateTime<Utc>) -> QueryResult<usize> {
    diesel::update(
        notifications::table.filter(notifications::user_id.eq(user_id).and(notifications::read_at.is_null())),
    )
    .set(notifications::read_at.eq(Ts::from(now)))
    .execute(c)
}

/// Puts a notification into a user's bell, once per export and kind.
///
/// # Errors
/// When it cannot be written.
pub fn push(
    c: &mut DbConn,
    user_id: i64,
    kind: MailKind,
    export_id: i64,
    detail: &Detail,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let values = (
        notifications::user_id.eq(user_id),
        notifications::kind.eq(kind.as_str()),
        notifications::export_id.eq(export_id),
        notifications::detail.eq(serde_json::to_string(detail).unwrap_or_default()),
        notifications::created_at.eq(Ts::from(now)),
    );
    let written =
        both!(c, |c| diesel::insert_into(notifications::table).values(values).on_conflict_do_nothing().execute(c))?;
    Ok(written == 1)
}
