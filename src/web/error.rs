//! The one place that decides what a visitor reads when something cannot be done, and what the log keeps of it.

use std::fmt;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use askama::Template;

use super::error_page::{ErrorPage, Person, WayOut};
use super::html::{self, IconName};
use super::page::Page;
use super::sign_in::see;
use super::viewer::{Refusal, SignedIn};
use super::visit::Visit;
use super::{csrf, form, routes};
use crate::db::{DbError, audit, users};
use crate::domain::audit::{Action, Event};
use crate::domain::user::User;

/// Everything a handler cannot answer itself.
#[derive(Debug)]
pub(super) enum WebError {
    /// Nobody is signed in: to the sign-in page, and back afterwards.
    SignInFirst,
    /// Signed in, without the right (R3).
    Forbidden(Refusal),
    /// Not there, or not to be seen (R7).
    NotFound,
    /// Another page, at this address, says what is not there and keeps what was asked for.
    Elsewhere(String),
    /// The request makes no sense; only a broken client sends it.
    BadRequest(String),
    /// The form does not come from one of our pages (SECURITY.md D7).
    ForeignForm,
    /// The method is not for this URL.
    MethodNotAllowed,
    /// The body is larger than anything this page takes.
    TooLarge,
    /// The host is not this server's (SECURITY.md D9).
    WrongHost,
    /// The database or the disk does not answer now.
    Unavailable(String),
    /// An index is being built: nothing can be changed until it is done.
    Indexing,
    /// Anything unexpected; the text is for the log.
    Internal(String),
}

impl WebError {
    /// Something unexpected; the text is for the log.
    pub(super) fn internal(cause: impl fmt::Display) -> Self {
        Self::Internal(cause.to_string())
    }

    fn words(&self) -> (&'static str, &'static str, IconName) {
        match self {
            Self::SignInFirst => ("auth-title", "form-session", IconName::Lock),
            Self::Forbidden(Refusal::Exports) => ("deny-title", "deny-text", IconName::Lock),
            Self::Forbidden(Refusal::Records) => ("deny-records-title", "deny-records-text", IconName::Lock),
            Self::Forbidden(Refusal::Imports | Refusal::Edits | Refusal::SuperAdmins) => {
                ("deny-403-title", "deny-403-text", IconName::Lock)
            }
            Self::Forbidden(Refusal::Lacks(_)) => ("deny-403-title", "deny-lacks-text", IconName::Lock),
            Self::NotFound | Self::Elsewhere(_) => ("deny-404-title", "deny-404-text", IconName::Search),
            Self::BadRequest(_) => ("deny-400-title", "deny-400-text", IconName::Warning),
            Self::ForeignForm => ("deny-csrf-title", "deny-csrf-text", IconName::ShieldAlert),
            Self::MethodNotAllowed => ("deny-405-title", "deny-405-text", IconName::Warning),
            Self::TooLarge => ("deny-413-title", "deny-413-text", IconName::Warning),
            Self::WrongHost => ("deny-421-title", "deny-421-text", IconName::Warning),
            Self::Unavailable(_) => ("deny-503-title", "deny-503-text", IconName::Warning),
            Self::Indexing => ("deny-indexing-title", "deny-indexing-text", IconName::Hourglass),
            Self::Internal(_) => ("deny-500-title", "deny-500-text", IconName::Warning),
        }
    }

    /// The subject of a mail to those who can give the right that is missing.
    fn subject(&self) -> &'static str {
        match self {
            Self::Forbidden(Refusal::Exports) => "deny-email-subject",
            _ => "deny-email-subject-other",
        }
    }

    /// The whole answer: the page, in the visitor's language where the database can still tell it.
    pub(super) async fn page(&self, req: &HttpRequest) -> HttpResponse {
        self.log(req);
        if matches!(self, Self::SignInFirst) {
            return sign_in_first(req);
        }
        if let Self::Elsewhere(url) = self {
            return see(url);
        }
        let signed_in = match self {
            Self::Unavailable(_) | Self::WrongHost => None,
            _ => SignedIn::of(req).await.ok().flatten(),
        };
        if let Some(signed_in) = &signed_in {
            self.leave_trace(signed_in).await;
        }
        let Ok(visit) = Visit::of(req) else { return HttpResponse::new(self.status_code()) };
        let page = match &signed_in {
            Some(signed_in) => signed_in.page(signed_in.say(self.words().0)).await.ok(),
            None => None,
        };
        let people = match self {
            Self::Forbidden(_) => people_to_ask(&visit).await,
            _ => Vec::new(),
        };
        self.page_for(&visit, page.zip(signed_in), people, &host_of(req), form::most_bytes(req))
    }

    /// The answer for somebody who is signed in and their page, or for a visitor.
    pub(super) fn page_for(
        &self,
        visit: &Visit,
        signed_in: Option<(Page, SignedIn)>,
        people: Vec<User>,
        host: &str,
        most_bytes: i64,
    ) -> HttpResponse {
        let (title, text, icon) = self.words();
        let (page, signed_in) = match signed_in {
            Some((page, signed_in)) => (page, Some(signed_in)),
            None => (visit.page(&visit.locale().say(title)), None),
        };
        let subject = page.say(self.subject()).to_string();
        let people = people.into_iter().map(|admin| person(&subject, admin)).collect();
        let way_out = way_out(&page, signed_in.as_ref());
        let lost = match self {
            Self::Forbidden(Refusal::Lacks(lost)) => Some(*lost),
            _ => None,
        };
        let sentence = page
            .say(text)
            .with("right", page.locale.right(lost))
            .with("ref", visit.request_id.as_str())
            .user("host", host)
            .with("max", page.locale.bytes(most_bytes));
        let sentence = page.rich(sentence);
        let body = ErrorPage { icon: html::icon(icon), sentence, people, way_out, page }.render();
        let mut answer = HttpResponse::build(self.status_code());
        match self {
            Self::Unavailable(_) => drop(answer.insert_header((header::RETRY_AFTER, "5"))),
            Self::Indexing => drop(answer.insert_header((header::RETRY_AFTER, "60"))),
            _ => {}
        }
        match body {
            Ok(body) => answer.content_type("text/html; charset=utf-8").body(body),
            Err(_) => answer.finish(),
        }
    }

    fn log(&self, req: &HttpRequest) {
        let path = routes::without_secrets(req.path());
        match self {
            Self::Internal(cause) => tracing::error!(path, cause, "a page failed"),
            Self::Unavailable(cause) => tracing::warn!(path, cause, "a page is unavailable"),
            Self::BadRequest(cause) => tracing::info!(path, cause, "a request makes no sense"),
            _ => {}
        }
    }

    /// Refusals of people who are signed in stand in the trail (ASVS 16.3.2).
    async fn leave_trace(&self, signed_in: &SignedIn) {
        let action = match self {
            Self::Forbidden(_) => Action::AccessRefused,
            Self::ForeignForm => Action::RequestRefused,
            _ => return,
        };
        let path = routes::without_secrets(signed_in.path.split('?').next().unwrap_or_default()).to_owned();
        let event =
            Event::new(action, signed_in.viewer.actor(), signed_in.now()).with(serde_json::json!({ "path": path }));
        if let Err(e) = signed_in.app.db.write(move |c| audit::record(c, &event)).await {
            tracing::error!(error = %e, "a refusal could not be written into the trail");
        }
    }
}

/// A page asked for by a visitor leads back to itself after the sign-in, a form that was sent to the page it stood on
/// (DESIGN.md 10).
fn sign_in_first(req: &HttpRequest) -> HttpResponse {
    let wants_data = req.headers().contains_key("x-fragment")
        || req.headers().get(header::ACCEPT).is_some_and(|accept| accept == "application/json");
    if wants_data {
        return HttpResponse::Unauthorized().finish();
    }
    let path = req.uri().path_and_query().map_or("/", |path| path.as_str());
    let location = if req.method().is_safe() {
        routes::sign_in_then(path)
    } else {
        let page = csrf::own_referer(req).map(routes::page_to_come_back_to);
        routes::sign_in_after_form(page.as_deref())
    };
    HttpResponse::SeeOther().insert_header((header::LOCATION, location)).finish()
}

/// The host as the visitor typed it, cut: it is shown, never used.
fn host_of(req: &HttpRequest) -> String {
    let host = req.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    host.chars().filter(|c| !c.is_control()).take(100).collect()
}

async fn people_to_ask(visit: &Visit) -> Vec<User> {
    visit.app.db.read(users::active_super_admins).await.unwrap_or_default()
}

fn person(subject: &str, admin: User) -> Person {
    Person {
        mailto: format!("mailto:{}?subject={}", routes::encode(&admin.email), routes::encode(subject)),
        name: admin.name,
        id: admin.id,
        email: admin.email,
    }
}

fn way_out(page: &Page, signed_in: Option<&SignedIn>) -> WayOut {
    match signed_in {
        Some(_) => match page.objects.first() {
            Some(first) => WayOut {
                label: page.say("deny-home").with("title", first.label.as_str()).to_string(),
                url: first.url.clone(),
            },
            None => WayOut { label: page.say("set-profile").to_string(), url: routes::PROFILE.into() },
        },
        None => WayOut { label: page.say("auth-title").to_string(), url: routes::SIGN_IN.into() },
    }
}

impl fmt::Display for WebError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

impl ResponseError for WebError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::SignInFirst => StatusCode::UNAUTHORIZED,
            Self::Forbidden(_) | Self::ForeignForm => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Elsewhere(_) => StatusCode::SEE_OTHER,
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::WrongHost => StatusCode::MISDIRECTED_REQUEST,
            Self::Unavailable(_) | Self::Indexing => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}

impl From<DbError> for WebError {
    fn from(e: DbError) -> Self {
        match e {
            DbError::Indexing => Self::Indexing,
            e if e.is_passing() => Self::Unavailable(e.to_string()),
            e => Self::internal(e),
        }
    }
}

impl From<askama::Error> for WebError {
    fn from(e: askama::Error) -> Self {
        Self::internal(e)
    }
}

impl From<getrandom::Error> for WebError {
    fn from(e: getrandom::Error) -> Self {
        Self::internal(e)
    }
}
