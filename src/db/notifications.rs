//! The bell: what a user was told in the app.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::connection::{DbConn, both};
use super::schema::{bulk_actions, exports, notifications};
use super::verbatim::{first, limited};
use super::{QueryResult, Ts};
use crate::domain::bulk_action::Named;
use crate::domain::export::{CancelReason, Lost};
use crate::domain::mail::{Detail, MailKind};
use crate::domain::user::User;

/// What a notification tells of.
#[derive(Debug, Clone)]
pub enum About {
    /// An export.
    Export(ToldExport),
    /// A bulk action.
    BulkAction(Named),
}

/// What the bell says of an export.
#[derive(Debug, Clone)]
pub struct ToldExport {
    /// Its key in URLs.
    pub public_id: String,
    /// Its file name.
    pub name: String,
    /// Who made it.
    pub exporter: String,
    /// Its records.
    pub records: i64,
    /// Why it was cancelled.
    pub cancel_reason: Option<CancelReason>,
    /// Which right was taken away, where it was cancelled for one.
    pub cancel_right: Option<Lost>,
}

/// One notification.
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
    /// What it tells of.
    pub about: About,
}

/// Where a notification leads, by key in URLs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// To an export in the log.
    Export(String),
    /// To the page of a bulk action.
    BulkAction(String),
}

/// What the bell shows.
#[derive(Debug, Clone)]
pub struct Latest {
    /// How many are unread.
    pub unread: i64,
    /// The last five.
    pub items: Vec<Notification>,
}

/// How many the bell shows.
const SHOWN: i64 = 5;

#[derive(Queryable, Selectable)]
#[diesel(table_name = notifications)]
struct Row {
    id: i64,
    kind: String,
    detail: String,
    created_at: Ts,
    read_at: Option<Ts>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = exports)]
struct ExportRow {
    public_id: String,
    name: String,
    user_name: String,
    records: i64,
    cancel_reason: Option<String>,
    cancel_right: Option<String>,
}

type Told = (Row, Option<ExportRow>);

fn read((row, export): Told) -> Option<Notification> {
    let detail: Detail = serde_json::from_str(&row.detail).unwrap_or_default();
    let about = match export {
        Some(export) => About::Export(ToldExport {
            public_id: export.public_id,
            name: export.name,
            exporter: export.user_name,
            records: export.records,
            cancel_reason: export.cancel_reason.as_deref().map(CancelReason::from_text),
            cancel_right: export.cancel_right.as_deref().and_then(Lost::from_text),
        }),
        None => About::BulkAction(detail.bulk_action.clone().unwrap_or_default()),
    };
    Some(Notification {
        id: row.id,
        kind: MailKind::from_text(&row.kind)?,
        detail,
        created_at: row.created_at.0,
        is_read: row.read_at.is_some(),
        about,
    })
}

/// What a user was told of, as the beginning of a query.
macro_rules! told {
    ($user:expr) => {
        notifications::table
            .left_join(exports::table.on(exports::id.nullable().eq(notifications::export_id)))
            .left_join(bulk_actions::table.on(bulk_actions::id.nullable().eq(notifications::bulk_action_id)))
            .filter(notifications::user_id.eq($user.id))
    };
}

/// Of that, what is about no export of others: who is super admin no more sees one's own (R2, R7).
macro_rules! told_of_own {
    ($user:expr) => {
        told!($user).filter(notifications::export_id.is_null().or(exports::user_id.eq($user.id)))
    };
}

/// Of that, what is about some objects (R6).
macro_rules! told_of_own_in {
    ($user:expr, $objects:expr) => {
        told_of_own!($user)
            .filter(exports::object_id.is_null().or(exports::object_id.eq_any($objects)))
            .filter(notifications::bulk_action_id.is_null().or(bulk_actions::object_id.eq_any($objects)))
    };
}

/// The newest of that first, with all that is said of them.
macro_rules! newest {
    ($told:expr) => {
        $told.order(notifications::id.desc()).select(Told::as_select())
    };
}

/// What a user is told of.
enum Reach<'a> {
    Everything,
    Own,
    OwnIn(&'a [i64]),
}

fn reach_of(user: &User) -> Reach<'_> {
    match &user.objects {
        _ if user.rights.super_admin => Reach::Everything,
        None => Reach::Own,
        Some(objects) => Reach::OwnIn(objects),
    }
}

/// The notifications of a user, newest first.
///
/// # Errors
/// When the query fails.
pub fn of_user(c: &mut DbConn, user: &User, limit: i64) -> QueryResult<Vec<Notification>> {
    let rows: Vec<Told> = match reach_of(user) {
        Reach::Everything => limited(newest!(told!(user)), limit).load(c)?,
        Reach::Own => limited(newest!(told_of_own!(user)), limit).load(c)?,
        Reach::OwnIn(objects) => limited(newest!(told_of_own_in!(user, objects)), limit).load(c)?,
    };
    Ok(rows.into_iter().filter_map(read).collect())
}

/// The last five and the number of unread ones.
///
/// # Errors
/// When the query fails.
pub fn latest(c: &mut DbConn, user: &User) -> QueryResult<Latest> {
    let is_unread = notifications::read_at.is_null();
    let (unread, items): (i64, Vec<Told>) = match reach_of(user) {
        Reach::Everything => (
            both!(c, |c| told!(user).filter(is_unread).count().get_result(c))?,
            both!(c, |c| first::<SHOWN, _>(newest!(told!(user))).load(c))?,
        ),
        Reach::Own => (
            both!(c, |c| told_of_own!(user).filter(is_unread).count().get_result(c))?,
            both!(c, |c| first::<SHOWN, _>(newest!(told_of_own!(user))).load(c))?,
        ),
        Reach::OwnIn(objects) => {
            let unread = told_of_own_in!(user, objects).filter(is_unread).count().get_result(c)?;
            return Ok(Latest { unread, items: of_user(c, user, SHOWN)? });
        }
    };
    Ok(Latest { unread, items: items.into_iter().filter_map(read).collect() })
}

/// Marks one of a user's notifications as read and answers where it leads.
///
/// # Errors
/// When the query fails.
pub fn follow(c: &mut DbConn, user_id: i64, id: i64, now: DateTime<Utc>) -> QueryResult<Option<Target>> {
    let own = notifications::table.filter(notifications::id.eq(id).and(notifications::user_id.eq(user_id)));
    let about = (notifications::export_id, notifications::bulk_action_id);
    let about: Option<(Option<i64>, Option<i64>)> = own.select(about).first(c).optional()?;
    let Some(about) = about else { return Ok(None) };
    diesel::update(notifications::table.filter(notifications::id.eq(id).and(notifications::read_at.is_null())))
        .set(notifications::read_at.eq(Ts::from(now)))
        .execute(c)?;
    match about {
        (Some(id), _) => {
            let export = exports::table.find(id).select(exports::public_id).first(c).optional()?;
            Ok(export.map(Target::Export))
        }
        (None, Some(id)) => {
            let action = bulk_actions::table.find(id).select(bulk_actions::public_id).first(c).optional()?;
            Ok(action.map(Target::BulkAction))
        }
        (None, None) => Ok(None),
    }
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

/// The row that a notification is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyOf {
    /// An export, by its key.
    Export(i64),
    /// A bulk action, by its key.
    BulkAction(i64),
}

/// Puts a notification into a user's bell: once per export and kind, and once per bulk action, which ends once.
///
/// # Errors
/// When it cannot be written.
pub fn push(
    c: &mut DbConn,
    user_id: i64,
    kind: MailKind,
    about: KeyOf,
    detail: &Detail,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let (export, bulk_action) = match about {
        KeyOf::Export(id) => (Some(id), None),
        KeyOf::BulkAction(id) => (None, Some(id)),
    };
    let values = (
        notifications::user_id.eq(user_id),
        notifications::kind.eq(kind.as_str()),
        notifications::export_id.eq(export),
        notifications::bulk_action_id.eq(bulk_action),
        notifications::detail.eq(serde_json::to_string(detail).unwrap_or_default()),
        notifications::created_at.eq(Ts::from(now)),
    );
    let written =
        both!(c, |c| diesel::insert_into(notifications::table).values(values).on_conflict_do_nothing().execute(c))?;
    Ok(written == 1)
}
