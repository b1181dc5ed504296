//! Passwords: what a verified one opens, and new ones, in the profile and by the link of a reset (R60). A new one ends
//! sessions (R61).

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::{find, find_for_sign_in};
use crate::db::access_links::{self, LinkKind};
use crate::db::connection::DbConn;
use crate::db::outbox::{self, NewMail};
use crate::db::schema::users;
use crate::db::sessions::{self, NewSession};
use crate::db::{QueryResult, Ts, audit};
use crate::domain::audit::{Action, Event, Subject};
use crate::domain::mail::{Detail, MailKind};
use crate::domain::user::User;
use crate::domain::viewer::Actor;

/// Lets a user in whose password was just verified: begins the session and writes the line of the trail. `false` when the
/// password was replaced or the user deactivated meanwhile: checking a password takes a while, and whoever knew only the old
/// one must not get a session out of a reset that ends them all.
///
/// # Errors
/// When it cannot be written.
pub fn let_in(
    c: &mut DbConn,
    user_id: i64,
    verified: &str,
    session: &NewSession,
    by: &Actor,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    // An UPDATE, for its lock: on PostgreSQL a reset that is not committed yet would not be seen by a mere SELECT.
    let is_let_in = diesel::update(
        users::table.find(user_id).filter(users::password_hash.eq(verified)).filter(users::deactivated_at.is_null()),
    )
    .set(users::last_seen_at.eq(Ts::from(now)))
    .execute(c)?
        == 1;
    if is_let_in {
        sessions::create(c, user_id, session, now)?;
        audit::record(c, &Event::new(Action::SignedIn, by.clone(), now).about(Subject::User(user_id)))?;
    }
    Ok(is_let_in)
}

/// Replaces the password that was just verified by a new one and ends the user's other sessions; `false` when it had been
/// replaced meanwhile, so that whoever knew only the old one cannot win over a reset.
///
/// # Errors
/// When it cannot be written.
pub fn change_password(
    c: &mut DbConn,
    user_id: i64,
    (verified, new): (&str, &str),
    session: &str,
    by: &Actor,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let changed = diesel::update(users::table.find(user_id).filter(users::password_hash.eq(verified)))
        .set(users::password_hash.eq(new))
        .execute(c)?;
    if changed == 1 {
        leave_nothing_open(c, user_id, Some(session), by, now)?;
    }
    Ok(changed == 1)
}

/// Notes that a reset was asked for, and sends the link when the address belongs to somebody who can sign in. `nonce` is the
/// link's random part.
///
/// # Errors
/// When it cannot be written.
pub fn ask_reset(c: &mut DbConn, email: &str, nonce: &str, from: &Actor, now: DateTime<Utc>) -> QueryResult<()> {
    let user = find_for_sign_in(c, email)?.map(|(user, _)| user).filter(User::is_active);
    let asked = Event::new(Action::PasswordResetAsked, from.clone(), now);
    let Some(user) = user else { return audit::record(c, &asked) };
    audit::record(c, &asked.about(Subject::User(user.id)))?;
    let link_id = access_links::create(c, LinkKind::Reset, user.id, nonce, now)?;
    let mail = NewMail {
        dedupe_key: format!("{}:{nonce}", MailKind::Reset.as_str()),
        kind: MailKind::Reset,
        to: &user,
        export_id: None,
        link_id: Some(link_id),
        detail: Detail { ip: from.ip.map(|ip| ip.to_string()), ..Detail::default() },
    };
    outbox::push(c, &mail, now).map(|_| ())
}

/// Uses the link of a reset up, sets the password and ends every session; `None` when the link does not work any more.
///
/// # Errors
/// When it cannot be written; the link is as good as before then.
pub fn reset_password(
    c: &mut DbConn,
    nonce: &str,
    password_hash: &str,
    from: &Actor,
    now: DateTime<Utc>,
) -> QueryResult<Option<User>> {
    let Some(user_id) = access_links::use_up(c, LinkKind::Reset, nonce, now)? else { return Ok(None) };
    let changed = diesel::update(users::table.find(user_id).filter(users::deactivated_at.is_null()))
        .set(users::password_hash.eq(password_hash))
        .execute(c)?;
    if changed == 0 {
        return Ok(None);
    }
    let Some(user) = find(c, user_id)? else { return Ok(None) };
    let actor = Actor { ip: from.ip, request_id: from.request_id.clone(), ..Actor::user(&user) };
    leave_nothing_open(c, user_id, None, &actor, now)?;
    Ok(Some(user))
}

/// What hung on the old password goes: other sessions, and links that would set yet another one.
fn leave_nothing_open(
    c: &mut DbConn,
    user_id: i64,
    session: Option<&str>,
    by: &Actor,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let ended = sessions::end_all(c, user_id, session)?;
    access_links::end_all(c, user_id, now)?;
    let detail = serde_json::json!({ "sessions_ended": ended });
    audit::record(c, &Event::new(Action::PasswordChanged, by.clone(), now).about(Subject::User(user_id)).with(detail))
}
