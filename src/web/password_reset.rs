//! A forgotten password: asking for a link, and choosing a new password with it (R60).

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::rt::time::{Instant, sleep_until};
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::error::WebError;
use super::field_errors::FieldErrors;
use super::form::{FormKey, Open};
use super::page::{Banner, Page};
use super::sign_in::{pause, see, throttle_subject};
use super::visit::Visit;
use super::{links, password_hash, routes, words};
use crate::db::access_links::LinkKind;
use crate::db::throttle::{self, Attempt};
use crate::db::{sent_forms, users};
use crate::domain::password;
use crate::domain::user::User;
use crate::secret;

/// Every answer takes at least so long: the few rows more that a known address means are lost in it (ASVS 6.3.8).
const FLOOR: Duration = Duration::from_millis(250);

#[derive(Template)]
#[template(path = "pages/forgot.html")]
struct ForgotPage {
    page: Page,
    errors: FieldErrors,
    typed_email: String,
    url: &'static str,
    back: &'static str,
}

#[derive(Template)]
#[template(path = "pages/reset.html")]
struct ResetPage {
    page: Page,
    errors: FieldErrors,
    hidden: Vec<(&'static str, String)>,
    typed_email: String,
    url: String,
}

/// The form that asks for a link.
pub(super) async fn ask_page(req: HttpRequest, visit: Visit) -> Result<HttpResponse, WebError> {
    let page = links::page(&req, &visit, |locale| locale.say("auth-forgot-title")).await?;
    ask_answer(StatusCode::OK, page, FieldErrors::none(), String::new())
}

/// Sends a link if the address is somebody's, and answers the same if it is nobody's.
pub(super) async fn ask(req: HttpRequest, visit: Visit, Open(fields): Open) -> Result<HttpResponse, WebError> {
    let started = Instant::now();
    let email = fields.one("email")?.trim().to_owned();
    let mut page = links::page(&req, &visit, |locale| locale.say("auth-forgot-title")).await?;
    if !words::is_email(&email) {
        let errors = FieldErrors::one("email", page.say("form-err-email"));
        page.banner = Banner::of_errors(page.locale, &errors);
        return ask_answer(StatusCode::UNPROCESSABLE_ENTITY, page, errors, email);
    }
    let subject = throttle_subject(&visit, "reset", &email);
    let (nonce, from, now) = (secret::public_id()?, visit.stranger(Some(&email)), visit.now());
    let asked = email.clone();
    let attempt = visit
        .app
        .db
        .write(move |c| {
            throttle::purge(c, now)?;
            let attempt = throttle::attempt(c, &subject, now)?;
            if matches!(attempt, Attempt::Allowed { .. }) {
                users::ask_reset(c, &asked, &nonce, &from, now)?;
            }
            Ok(attempt)
        })
        .await?;
    sleep_until(started + FLOOR).await;
    match attempt {
        Attempt::Allowed { .. } => {
            let sent = page.say("auth-forgot-sent").user("email", email.as_str());
            page.banner = Some(Banner::ok(sent));
            ask_answer(StatusCode::OK, page, FieldErrors::none(), email)
        }
        Attempt::Paused(rest) => {
            let sentence = page.say("auth-forgot-paused").with("duration", pause(&page, rest));
            let errors = FieldErrors::one("email", sentence);
            page.banner = Banner::of_errors(page.locale, &errors);
            ask_answer(StatusCode::TOO_MANY_REQUESTS, page, errors, email)
        }
    }
}

/// The form behind the link.
pub(super) async fn page(req: HttpRequest, visit: Visit, token: Path<String>) -> Result<HttpResponse, WebError> {
    match links::holder(&visit, LinkKind::Reset, &token).await? {
        Some((user, _)) => answer(&req, &visit, &token, &user, &FormKey::new()?, FieldErrors::none()).await,
        None => gone(&req, &visit).await,
    }
}

/// Sets the password, uses the link up and ends every session; the new password is tried at the sign-in. The same form sent
/// again leads there too.
pub(super) async fn save(
    req: HttpRequest,
    visit: Visit,
    token: Path<String>,
    Open(fields): Open,
) -> Result<HttpResponse, WebError> {
    let key = FormKey::of(&fields)?;
    let form = key.hash(&routes::reset(&token), &fields)?;
    let Some((user, nonce)) = links::holder(&visit, LinkKind::Reset, &token).await? else {
        return match links::sent_before(&visit, LinkKind::Reset, &token, &form).await? {
            Some(page) => Ok(see(&page)),
            None => gone(&req, &visit).await,
        };
    };
    let password = fields.one("password")?.to_owned();
    if let Err(e) = password::check(&password, &user.name, &user.email) {
        let errors = FieldErrors::one("password", words::password_error(visit.locale(), e));
        return answer(&req, &visit, &token, &user, &key, errors).await;
    }
    let hash = password_hash::make(password, visit.app.config.password_cost_kib).await?;
    let (from, now) = (visit.stranger(None), visit.now());
    let saved = visit
        .app
        .db
        .write(move |c| {
            sent_forms::once_by(c, user.id, &form, now, |c| {
                let saved = users::reset_password(c, &nonce, &hash, &from, now)?;
                Ok(saved.map(|_| routes::sign_in_after_reset()).ok_or(()))
            })
        })
        .await?;
    match saved {
        Ok(page) => Ok(see(&page)),
        Err(()) => gone(&req, &visit).await,
    }
}

async fn gone(req: &HttpRequest, visit: &Visit) -> Result<HttpResponse, WebError> {
    links::gone(req, visit, ("auth-link-title", "auth-link-expired"), ("auth-link-again", routes::FORGOT)).await
}

fn ask_answer(
    status: StatusCode,
    page: Page,
    errors: FieldErrors,
    typed_email: String,
) -> Result<HttpResponse, WebError> {
    let body = ForgotPage { page, errors, typed_email, url: routes::FORGOT, back: routes::SIGN_IN }.render()?;
    Ok(HttpResponse::build(status).content_type("text/html; charset=utf-8").body(body))
}

async fn answer(
    req: &HttpRequest,
    visit: &Visit,
    token: &str,
    user: &User,
    key: &FormKey,
    errors: FieldErrors,
) -> Result<HttpResponse, WebError> {
    let mut page = links::page(req, visit, |locale| locale.say("auth-new-title")).await?;
    page.banner = Banner::of_errors(page.locale, &errors);
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let (hidden, typed_email) = (vec![key.field()], user.email.clone());
    let body = ResetPage { page, errors, hidden, typed_email, url: routes::reset(token) }.render()?;
    Ok(HttpResponse::build(status).content_type("text/html; charset=utf-8").body(body))
}
