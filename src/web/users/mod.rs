//! Users and permissions, for super admins: who can sign in, and what they may do (R6).

pub(super) mod deactivation;
pub(super) mod invite;
pub(super) mod rights;
mod rights_form;

use std::collections::HashMap;

use actix_web::HttpResponse;
use askama::Template;
use chrono::{DateTime, Utc};

use super::error::WebError;
use super::html::Html;
use super::page::{Page, SettingsEntry};
use super::routes;
use super::viewer::SuperAdmin;
use crate::db::{objects, users};
use crate::domain::user::User;
use crate::i18n::Phrase;

#[derive(Template)]
#[template(path = "pages/users/list.html")]
struct UsersPage {
    page: Page,
    rows: Vec<Row>,
    invite_url: &'static str,
    zone: String,
}

/// A user as the table shows them.
struct Row {
    user: User,
    standing: Standing,
    /// What they may do, in short words; empty for super admins, who may everything.
    rights: Vec<Phrase>,
    /// Which objects these are for, when not for all (R6).
    reach: Option<Html>,
    urls: Urls,
}

/// Whether somebody can sign in.
enum Standing {
    /// Yes; when they last did something.
    Active(Option<DateTime<Utc>>),
    /// Not yet: the invitation works until then.
    Invited(DateTime<Utc>),
    /// Not yet, and the invitation does not work any more.
    InvitationExpired,
    /// Not any more.
    Deactivated,
}

/// Where a user's forms are.
struct Urls {
    rights: String,
    resend: String,
    deactivate: String,
    reactivate: String,
}

impl Urls {
    fn of(user: &User) -> Self {
        Self {
            rights: routes::user(&user.public_id),
            resend: routes::resend(&user.public_id),
            deactivate: routes::deactivate(&user.public_id),
            reactivate: routes::reactivate(&user.public_id),
        }
    }
}

impl Standing {
    fn of(user: &User, invitations: &HashMap<i64, DateTime<Utc>>, now: DateTime<Utc>) -> Self {
        match invitations.get(&user.id) {
            _ if user.deactivated_at.is_some() => Self::Deactivated,
            _ if user.has_password => Self::Active(user.last_seen_at),
            Some(until) if now < *until => Self::Invited(*until),
            _ => Self::InvitationExpired,
        }
    }

    /// Whether an invitation can be sent (again).
    fn is_invited(&self) -> bool {
        matches!(self, Self::Invited(_) | Self::InvitationExpired)
    }
}

/// The table of users.
pub(super) async fn page(admin: SuperAdmin) -> Result<HttpResponse, WebError> {
    let (everybody, invitations, objects) =
        admin.app.db.read(|c| Ok((users::all(c)?, users::invitations(c)?, objects::every(c)?))).await?;
    let page = users_page(&admin, admin.say("usr-title")).await?;
    let now = admin.now();
    let rows = everybody
        .into_iter()
        .map(|user| Row {
            standing: Standing::of(&user, &invitations, now),
            rights: rights_form::short_words(page.locale, user.rights),
            reach: rights_form::reach_words(page.locale, &objects, user.objects.as_deref()).map(Html::from),
            urls: Urls::of(&user),
            user,
        })
        .collect();
    let zone = page.locale.zone_label(now);
    let body = UsersPage { page, rows, invite_url: routes::INVITE, zone }.render()?;
    Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").body(body))
}

/// A page under *Users and permissions*.
async fn users_page(admin: &SuperAdmin, title: Phrase) -> Result<Page, WebError> {
    let mut page = admin.page(title).await?;
    page.settings = Some(SettingsEntry::Users);
    Ok(page)
}

/// One user by the key in the URL.
async fn find(admin: &SuperAdmin, public_id: &str) -> Result<User, WebError> {
    let public_id = public_id.to_owned();
    admin.app.db.read(move |c| users::find_public(c, &public_id)).await?.ok_or(WebError::NotFound)
}
