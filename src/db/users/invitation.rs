//! Inviting people and letting them in (R60).

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use diesel::prelude::*;

use super::rights::{as_json, limit, sorted};
use super::{NewUser, create, find, find_public, is_name_taken};
use crate::db::access_links::{self, LinkKind};
use crate::db::connection::DbConn;
use crate::db::outbox::{self, NewMail};
use crate::db::schema::users;
use crate::db::{QueryResult, audit};
use crate::domain::audit::{Action, Event, Subject};
use crate::domain::lang::Lang;
use crate::domain::mail::{Detail, MailKind};
use crate::domain::user::User;
use crate::domain::viewer::Actor;

/// What became of an invitation that is to be sent again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Invitation {
    /// A new link is on its way to them.
    Sent(Box<User>),
    /// They have a password already, or the sign-in was taken away.
    NotPending(Box<User>),
    /// There is no such user.
    Unknown,
}

/// Creates a user without a password and sends the link with which they choose one; `false`, and nobody is invited, where
/// another user is called so. `nonce` is the link's random part; `objects` limits them to some objects (R6).
///
/// # Errors
/// A unique violation when the address is taken.
pub fn invite(
    c: &mut DbConn,
    user: &NewUser,
    objects: Option<&[i64]>,
    nonce: &str,
    by: &Actor,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    if is_name_taken(c, None, &user.name)? {
        return Ok(false);
    }
    let id = create(c, user, now)?;
    let objects = objects.filter(|_| !user.rights.super_admin).map(sorted);
    limit(c, id, objects.as_deref())?;
    let detail = serde_json::json!({ "rights": as_json(user.rights), "objects": objects });
    audit::record(c, &Event::new(Action::UserInvited, by.clone(), now).about(Subject::User(id)).with(detail))?;
    if let Some(user) = find(c, id)? {
        send(c, &user, nonce, by, now)?;
    }
    Ok(true)
}

/// Sends a new link; the one before it dies.
///
/// # Errors
/// When it cannot be written.
pub fn reinvite(
    c: &mut DbConn,
    public_id: &str,
    nonce: &str,
    by: &Actor,
    now: DateTime<Utc>,
) -> QueryResult<Invitation> {
    let Some(user) = find_public(c, public_id)? else { return Ok(Invitation::Unknown) };
    if user.has_password || user.deactivated_at.is_some() {
        return Ok(Invitation::NotPending(Box::new(user)));
    }
    audit::record(c, &Event::new(Action::InvitationResent, by.clone(), now).about(Subject::User(user.id)))?;
    send(c, &user, nonce, by, now)?;
    Ok(Invitation::Sent(Box::new(user)))
}

fn send(c: &mut DbConn, user: &User, nonce: &str, by: &Actor, now: DateTime<Utc>) -> QueryResult<()> {
    let link_id = access_links::create(c, LinkKind::Invitation, user.id, nonce, now)?;
    let mail = NewMail {
        dedupe_key: format!("{}:{nonce}", MailKind::Invitation.as_str()),
        kind: MailKind::Invitation,
        to: user,
        export_id: None,
        link_id: Some(link_id),
        detail: Detail { by: by.name.clone(), ip: by.ip.map(|ip| ip.to_string()), ..Detail::default() },
    };
    outbox::push(c, &mail, now).map(|_| ())
}

/// Until when the newest invitation of each invited user works.
///
/// # Errors
/// When the query fails.
pub fn invitations(c: &mut DbConn) -> QueryResult<HashMap<i64, DateTime<Utc>>> {
    access_links::expiries(c, LinkKind::Invitation)
}

/// What an invited person chose.
#[derive(Debug, Clone)]
pub struct Acceptance {
    /// Full name, already checked.
    pub name: String,
    /// PHC string.
    pub password_hash: String,
    /// The language they read the invitation page in: mails follow it.
    pub lang: Lang,
    /// The time zone of the browser they read it in; where it says none, that of whoever invited them stays.
    pub zone: Option<Tz>,
}

/// Why somebody was not let in by an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotLetIn {
    /// The link does not work any more.
    Gone,
    /// Another user is called so.
    NameTaken,
}

/// Uses an invitation up and sets name and password.
///
/// # Errors
/// When it cannot be written; the link is as good as before then.
pub fn accept(
    c: &mut DbConn,
    nonce: &str,
    chosen: &Acceptance,
    from: &Actor,
    now: DateTime<Utc>,
) -> QueryResult<Result<User, NotLetIn>> {
    let Some(user_id) = access_links::user_of(c, LinkKind::Invitation, nonce)? else { return Ok(Err(NotLetIn::Gone)) };
    if is_name_taken(c, Some(user_id), &chosen.name)? {
        return Ok(Err(NotLetIn::NameTaken));
    }
    if access_links::use_up(c, LinkKind::Invitation, nonce, now)?.is_none() {
        return Ok(Err(NotLetIn::Gone));
    }
    let changed = diesel::update(
        users::table.find(user_id).filter(users::deactivated_at.is_null()).filter(users::password_hash.is_null()),
    )
    .set((
        users::name.eq(&chosen.name),
        users::password_hash.eq(&chosen.password_hash),
        users::lang.eq(chosen.lang.as_str()),
        chosen.zone.map(|zone| users::time_zone.eq(zone.name())),
    ))
    .execute(c)?;
    if changed == 0 {
        return Ok(Err(NotLetIn::Gone));
    }
    let Some(user) = find(c, user_id)? else { return Ok(Err(NotLetIn::Gone)) };
    let actor = Actor { ip: from.ip, request_id: from.request_id.clone(), ..Actor::user(&user) };
    audit::record(c, &Event::new(Action::InvitationAccepted, actor, now).about(Subject::User(user_id)))?;
    Ok(Ok(user))
}
