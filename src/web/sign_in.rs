//! Signing in and out (R61).

use actix_session::Session;
use actix_web::http::{StatusCode, header};
use actix_web::web::Query;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::Duration;
use serde::Deserialize;

use super::error::WebError;
use super::field_errors::FieldErrors;
use super::form::{Checked, Open};
use super::html::Html;
use super::page::{Banner, Page};
use super::sessions::Beginning;
use super::viewer::SignedIn;
use super::visit::Visit;
use super::{password_hash, routes};
use crate::app::App;
use crate::db::throttle::{self, Attempt};
use crate::db::{audit, objects, sessions, users};
use crate::domain::audit::{Action, Event, Subject};
use crate::domain::password::MAX_CHARS;
use crate::domain::user::User;
use crate::domain::viewer::Actor;
use crate::secret;

#[derive(Template)]
#[template(path = "pages/sign_in.html")]
struct SignInPage {
    page: Page,
    errors: FieldErrors,
    lead: Html,
    email: String,
    keep: bool,
    next: String,
}

/// What the link to the page says.
#[derive(Deserialize)]
pub(super) struct Asked {
    next: Option<String>,
    notice: Option<String>,
    email: Option<String>,
}

/// The front door: to the setup, to the sign-in, or to the first page one may see.
pub(super) async fn home(req: HttpRequest, visit: Visit) -> Result<HttpResponse, WebError> {
    let location = match SignedIn::of(&req).await? {
        Some(signed_in) => first_page(&visit.app, &signed_in.viewer.user).await?,
        None if visit.app.db.read(users::any).await? => routes::SIGN_IN.to_owned(),
        None => routes::SETUP.to_owned(),
    };
    Ok(see(&location))
}

/// Where somebody lands after signing in.
pub(super) async fn first_page(app: &App, user: &User) -> Result<String, WebError> {
    if !user.rights.may_view() {
        return Ok(routes::PROFILE.to_owned());
    }
    let whose = user.clone();
    let open = app.db.read(move |c| objects::all_open_to(c, &whose)).await?;
    Ok(open.first().map_or_else(|| routes::PROFILE.to_owned(), |object| routes::records(&object.name)))
}

/// The sign-in page.
pub(super) async fn page(req: HttpRequest, visit: Visit, asked: Query<Asked>) -> Result<HttpResponse, WebError> {
    let next = asked.next.as_deref().and_then(routes::local_path).unwrap_or_default();
    if let Some(signed_in) = SignedIn::of(&req).await? {
        let location =
            if next.is_empty() { first_page(&visit.app, &signed_in.viewer.user).await? } else { next.to_owned() };
        return Ok(see(&location));
    }
    if !visit.app.db.read(users::any).await? {
        return Ok(see(routes::SETUP));
    }
    let mut page = visit.page(&visit.locale().say("auth-title"));
    page.banner = match asked.notice.as_deref() {
        Some("out") => Some(Banner::ok(page.say("auth-signed-out"))),
        Some("session") => Some(Banner::bad(page.say("form-session"))),
        Some("ended") => Some(Banner::bad(page.say("auth-expired"))),
        Some("password") => Some(Banner::ok(page.say("auth-new-done"))),
        _ => None,
    };
    let email = asked.email.as_deref().unwrap_or_default();
    answer(StatusCode::OK, &visit, page, FieldErrors::none(), email, false, next)
}

/// Takes address and password. Every refusal reads alike, whether the address is known or not (ASVS 6.3.8).
pub(super) async fn sign_in(visit: Visit, session: Session, Open(fields): Open) -> Result<HttpResponse, WebError> {
    let email = fields.one("email")?.trim().chars().take(254).collect::<String>();
    let password = fields.one("password")?.to_owned();
    let keep = fields.is_ticked("keep");
    let next = routes::local_path(fields.one("next")?).unwrap_or_default().to_owned();
    let now = visit.now();
    let page = visit.page(&visit.locale().say("auth-title"));
    let mut errors = FieldErrors::none();
    if email.is_empty() {
        errors.add("email", page.say("auth-err-email"));
    }
    if password.is_empty() {
        errors.add("password", page.say("auth-err-password"));
    }
    if !errors.is_empty() {
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, &visit, page, errors, &email, keep, &next);
    }

    let subject = throttle_subject(&visit, "sign-in", &email);
    let (attempt, known) = {
        let (subject, email) = (subject.clone(), email.clone());
        visit
            .app
            .db
            .write(move |c| {
                throttle::purge(c, now)?;
                Ok((throttle::attempt(c, &subject, now)?, users::find_for_sign_in(c, &email)?))
            })
            .await?
    };
    let is_last = match attempt {
        Attempt::Allowed { is_last } => is_last,
        Attempt::Paused(rest) => return paused_page(&visit, page, &email, keep, &next, rest),
    };
    let hash = known.as_ref().filter(|(user, _)| user.is_active()).and_then(|(_, hash)| hash.clone());
    let cost = visit.app.config.password_cost_kib;
    let is_right = password.chars().count() <= MAX_CHARS && password_hash::verify(password, hash, cost).await?;
    let (user, verified) = match known {
        Some((user, Some(hash))) if is_right => (user, hash),
        _ => return refused(&visit, page, is_last, &email, keep, &next).await,
    };
    let beginning = Beginning::new(&visit, keep)?;
    let actor = Actor { ip: visit.ip, request_id: Some(visit.request_id.clone()), ..Actor::user(&user) };
    let (user_id, row) = (user.id, beginning.row.clone());
    let is_let_in = visit
        .app
        .db
        .write(move |c| {
            let is_let_in = users::let_in(c, user_id, &verified, &row, &actor, now)?;
            if is_let_in {
                throttle::forget(c, &subject)?;
                sessions::purge(c, now)?;
            }
            Ok(is_let_in)
        })
        .await?;
    if !is_let_in {
        return refused(&visit, page, is_last, &email, keep, &next).await;
    }
    beginning.hand_over(&session, &user)?;
    Ok(see(&if next.is_empty() { first_page(&visit.app, &user).await? } else { next }))
}

/// Ends this session and clears what the browser kept of it.
pub(super) async fn sign_out(signed_in: SignedIn, Checked(_): Checked) -> Result<HttpResponse, WebError> {
    let event = Event::new(Action::SignedOut, signed_in.viewer.actor(), signed_in.now())
        .about(Subject::User(signed_in.viewer.user.id));
    signed_in.app.db.write(move |c| audit::record(c, &event)).await?;
    signed_in.end_session();
    Ok(HttpResponse::SeeOther()
        .insert_header((header::LOCATION, format!("{}?notice=out", routes::SIGN_IN)))
        .insert_header(("clear-site-data", "\"cache\", \"storage\""))
        .finish())
}

/// Failures are counted per address typed and address of the client, so that nobody can lock out somebody else (R61).
pub(super) fn throttle_subject(visit: &Visit, what: &str, email: &str) -> String {
    let ip = visit.ip.map(|ip| ip.to_string()).unwrap_or_default();
    secret::sha256_hex(format!("{what}\n{}\n{ip}", User::email_key(email)).as_bytes())
}

async fn refused(
    visit: &Visit,
    page: Page,
    is_last: bool,
    email: &str,
    keep: bool,
    next: &str,
) -> Result<HttpResponse, WebError> {
    let (actor, now) = (visit.stranger(Some(email)), visit.now());
    visit
        .app
        .db
        .write(move |c| {
            audit::record(c, &Event::new(Action::SignInRefused, actor.clone(), now))?;
            if is_last {
                audit::record(c, &Event::new(Action::SignInPaused, actor, now))?;
            }
            Ok(())
        })
        .await?;
    if is_last {
        return paused_page(visit, page, email, keep, next, throttle::PAUSE);
    }
    let errors = FieldErrors::one("email", page.say("auth-error"));
    refuse(StatusCode::UNPROCESSABLE_ENTITY, visit, page, errors, email, keep, next)
}

fn paused_page(
    visit: &Visit,
    page: Page,
    email: &str,
    keep: bool,
    next: &str,
    rest: Duration,
) -> Result<HttpResponse, WebError> {
    let errors = FieldErrors::one("email", page.say("auth-locked").with("duration", pause(&page, rest)));
    refuse(StatusCode::TOO_MANY_REQUESTS, visit, page, errors, email, keep, next)
}

/// How long to wait, in whole minutes rounded up.
pub(super) fn pause(page: &Page, rest: Duration) -> String {
    page.locale.duration((rest.num_seconds() + 59) / 60 * 60)
}

fn refuse(
    status: StatusCode,
    visit: &Visit,
    mut page: Page,
    errors: FieldErrors,
    email: &str,
    keep: bool,
    next: &str,
) -> Result<HttpResponse, WebError> {
    page.banner = Banner::of_errors(page.locale, &errors);
    let asked = if next.is_empty() { Vec::new() } else { vec![("next", next)] };
    page.path = routes::with_typed(&routes::with_fields(routes::SIGN_IN, &asked), &[("email", email)]);
    answer(status, visit, page, errors, email, keep, next)
}

fn answer(
    status: StatusCode,
    visit: &Visit,
    page: Page,
    errors: FieldErrors,
    email: &str,
    keep: bool,
    next: &str,
) -> Result<HttpResponse, WebError> {
    let origin = visit.app.config.origin();
    let host = origin.split("://").last().unwrap_or_default();
    let lead = page.rich(page.say("auth-lead").with("host", host));
    let body = SignInPage { page, errors, lead, email: email.to_owned(), keep, next: next.to_owned() }.render()?;
    Ok(HttpResponse::build(status).content_type("text/html; charset=utf-8").body(body))
}

/// After a form, or to a better place: 303.
pub(super) fn see(location: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, location)).finish()
}
