//! Giving and taking rights and the sign-in (R5, R6). Each of these changes stands in one line with the others: it first
//! locks the active super admins, so that two of them cannot demote each other at once.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::find_public;
use crate::db::connection::{DbConn, both};
use crate::db::schema::{user_objects, users};
use crate::db::{QueryResult, Ts, access_links, audit, bulk_actions, exports, imports, seen, sessions};
use crate::domain::audit::{Action, Event, Subject};
use crate::domain::user::{Rights, User};
use crate::domain::viewer::Actor;

/// What became of a change of rights or sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RightsChange {
    /// Changed now; the user as it is after it.
    Done(Box<User>),
    /// It was so before; nothing was added.
    Already(Box<User>),
    /// Nobody would be left to manage the installation (R6).
    LastSuperAdmin(Box<User>),
    /// Somebody changed them since they were seen. Nothing is changed; the user as it is now.
    Overtaken(Box<User>),
    /// Whoever asks is no active super admin any more.
    NotAllowed,
    /// There is no such user.
    Unknown,
}

/// Sets a user's rights by a form, where they are still as they were `seen` ([`seen_rights`]), or already as they shall be:
/// nobody gives back what somebody else has taken, or takes what they have given, without having looked at it.
///
/// # Errors
/// When it cannot be written; nothing is changed then.
pub fn save_rights(
    c: &mut DbConn,
    public_id: &str,
    seen: &str,
    (rights, objects): (Rights, Option<&[i64]>),
    keep: Option<&str>,
    by: &Actor,
    now: DateTime<Utc>,
) -> QueryResult<RightsChange> {
    set(c, public_id, Some(seen), (rights, objects), keep, by, now)
}

/// What the form of a user's rights carries along, so that whoever saves it later is told when they are no longer these.
pub fn seen_rights(user: &User) -> String {
    seen::text_of(&serde_json::json!({ "rights": as_json(user.rights), "objects": user.objects }))
}

/// Sets a user's rights. Their sessions end (R61), except `keep`: the one through which super admins change their own rights
/// and stay super admins. What they may not have done any more ends in the same transaction: exports, imports and their
/// undoing, bulk actions (R5). `objects` limits them to some objects (R6); super admins are never limited.
///
/// # Errors
/// When it cannot be written; nothing is changed then.
pub fn change_rights(
    c: &mut DbConn,
    public_id: &str,
    rights: Rights,
    objects: Option<&[i64]>,
    keep: Option<&str>,
    by: &Actor,
    now: DateTime<Utc>,
) -> QueryResult<RightsChange> {
    set(c, public_id, None, (rights, objects), keep, by, now)
}

fn set(
    c: &mut DbConn,
    public_id: &str,
    seen: Option<&str>,
    (rights, objects): (Rights, Option<&[i64]>),
    keep: Option<&str>,
    by: &Actor,
    now: DateTime<Utc>,
) -> QueryResult<RightsChange> {
    let admins = lock_super_admins(c)?;
    let user = match target(c, &admins, public_id, by)? {
        Ok(user) => user,
        Err(refusal) => return Ok(refusal),
    };
    let objects = reach(rights, objects);
    // A second click of the same person finds what the first one saved.
    if user.rights == rights && user.objects == objects {
        return Ok(RightsChange::Already(Box::new(user)));
    }
    if seen.is_some_and(|seen| seen != seen_rights(&user)) {
        return Ok(RightsChange::Overtaken(Box::new(user)));
    }
    if !rights.super_admin && is_last(&admins, &user) {
        return Ok(RightsChange::LastSuperAdmin(Box::new(user)));
    }
    diesel::update(users::table.find(user.id))
        .set((
            users::is_super_admin.eq(rights.super_admin),
            users::may_view.eq(rights.view),
            users::may_edit.eq(rights.edit),
            users::may_import.eq(rights.import),
            users::may_export.eq(rights.export),
            users::may_see_sensitive.eq(rights.sensitive),
        ))
        .execute(c)?;
    limit(c, user.id, objects.as_deref())?;
    let kept = keep.filter(|_| by.id == Some(user.id) && rights.super_admin);
    let ended = sessions::end_all(c, user.id, kept)?;
    let detail = serde_json::json!({
        "before": as_json(user.rights),
        "after": as_json(rights),
        "objects_before": user.objects,
        "objects_after": objects,
        "sessions_ended": ended,
    });
    record(c, Action::RightsChanged, &user, by, now, detail)?;
    let user = User { rights, objects, ..user };
    exports::cancel_of_user(c, &user, by, now)?;
    stop_work(c, user.id, by, now)?;
    Ok(RightsChange::Done(Box::new(user)))
}

/// The objects that somebody with these rights is limited to: super admins never are (R6).
fn reach(rights: Rights, objects: Option<&[i64]>) -> Option<Vec<i64>> {
    objects.filter(|_| !rights.super_admin).map(sorted)
}

/// Ends the imports, undoings and bulk actions that a user may not have done any more (R5).
fn stop_work(c: &mut DbConn, user_id: i64, by: &Actor, now: DateTime<Utc>) -> QueryResult<()> {
    imports::stop_without_right(c, user_id, by, now)?;
    bulk_actions::cancel_without_right(c, user_id, by, now)?;
    Ok(())
}

/// Writes down which objects a user is limited to (R6).
pub(super) fn limit(c: &mut DbConn, user_id: i64, objects: Option<&[i64]>) -> QueryResult<()> {
    diesel::update(users::table.find(user_id)).set(users::is_limited.eq(objects.is_some())).execute(c)?;
    diesel::delete(user_objects::table.filter(user_objects::user_id.eq(user_id))).execute(c)?;
    for object in objects.unwrap_or_default() {
        diesel::insert_into(user_objects::table)
            .values((user_objects::user_id.eq(user_id), user_objects::object_id.eq(*object)))
            .execute(c)?;
    }
    Ok(())
}

/// Each object once, in ascending order.
pub(super) fn sorted(objects: &[i64]) -> Vec<i64> {
    let mut objects = objects.to_vec();
    objects.sort_unstable();
    objects.dedup();
    objects
}

/// Takes the sign-in away: sessions end, links die, open exports, imports and bulk actions are cancelled (R5, R60).
///
/// # Errors
/// When it cannot be written; nothing is changed then.
pub fn deactivate(c: &mut DbConn, public_id: &str, by: &Actor, now: DateTime<Utc>) -> QueryResult<RightsChange> {
    let admins = lock_super_admins(c)?;
    let user = match target(c, &admins, public_id, by)? {
        Ok(user) => user,
        Err(refusal) => return Ok(refusal),
    };
    if user.deactivated_at.is_some() {
        return Ok(RightsChange::Already(Box::new(user)));
    }
    if is_last(&admins, &user) {
        return Ok(RightsChange::LastSuperAdmin(Box::new(user)));
    }
    let at = Ts::from(now);
    diesel::update(users::table.find(user.id)).set(users::deactivated_at.eq(at)).execute(c)?;
    let ended = sessions::end_all(c, user.id, None)?;
    access_links::end_all(c, user.id, now)?;
    record(c, Action::UserDeactivated, &user, by, now, serde_json::json!({ "sessions_ended": ended }))?;
    let user = User { deactivated_at: Some(at.0), ..user };
    exports::cancel_of_user(c, &user, by, now)?;
    stop_work(c, user.id, by, now)?;
    Ok(RightsChange::Done(Box::new(user)))
}

/// Gives the sign-in back, with the rights and the password as they were. Exports that were cancelled stay cancelled.
///
/// # Errors
/// When it cannot be written; nothing is changed then.
pub fn reactivate(c: &mut DbConn, public_id: &str, by: &Actor, now: DateTime<Utc>) -> QueryResult<RightsChange> {
    let admins = lock_super_admins(c)?;
    let user = match target(c, &admins, public_id, by)? {
        Ok(user) => user,
        Err(refusal) => return Ok(refusal),
    };
    if user.deactivated_at.is_none() {
        return Ok(RightsChange::Already(Box::new(user)));
    }
    diesel::update(users::table.find(user.id)).set(users::deactivated_at.eq(None::<Ts>)).execute(c)?;
    record(c, Action::UserReactivated, &user, by, now, serde_json::json!({}))?;
    Ok(RightsChange::Done(Box::new(User { deactivated_at: None, ..user })))
}

/// The keys of the active super admins, who stay as they are until this transaction ends.
fn lock_super_admins(c: &mut DbConn) -> QueryResult<Vec<i64>> {
    let active = || {
        users::table
            .filter(users::is_super_admin.eq(true))
            .filter(users::deactivated_at.is_null())
            .filter(users::password_hash.is_not_null())
            .order(users::id)
            .select(users::id)
    };
    // On SQLite every write transaction has the one lock from its beginning; on PostgreSQL the rows are locked, always in the
    // same order, and then read again: the wait may have been for a change of just these.
    if let DbConn::Pg(c) = c {
        active().for_update().load::<i64>(c)?;
    }
    both!(c, |c| active().load(c))
}

/// The user to be changed, or why not.
fn target(c: &mut DbConn, admins: &[i64], public_id: &str, by: &Actor) -> QueryResult<Result<User, RightsChange>> {
    if !by.id.is_some_and(|id| admins.contains(&id)) {
        return Ok(Err(RightsChange::NotAllowed));
    }
    Ok(find_public(c, public_id)?.ok_or(RightsChange::Unknown))
}

fn is_last(admins: &[i64], user: &User) -> bool {
    admins == [user.id]
}

fn record(
    c: &mut DbConn,
    action: Action,
    user: &User,
    by: &Actor,
    now: DateTime<Utc>,
    detail: serde_json::Value,
) -> QueryResult<()> {
    audit::record(c, &Event::new(action, by.clone(), now).about(Subject::User(user.id)).with(detail))
}

/// Rights as the trail keeps them.
pub(super) fn as_json(rights: Rights) -> serde_json::Value {
    serde_json::json!({
        "super_admin": rights.super_admin,
        "view": rights.view,
        "edit": rights.edit,
        "import": rights.import,
        "export": rights.export,
        "sensitive": rights.sensitive,
    })
}
