//! The page for everything that could not be done: what happened, in plain words, and a way out.

use crate::i18n::Phrase;
use crate::web::error::WebError;
use crate::web::html::{self, Html, Icon, IconName};
use crate::web::page::Page;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

/// Its heading is the page's title.
#[derive(Template)]
#[template(path = "errors/page.html")]
pub struct ErrorPage {
    pub page: Page,
    pub icon: Icon,
    pub sentence: Html,
    /// Whom to ask for the missing right (R3); empty for other errors.
    pub people: Vec<Person>,
    pub way_out: WayOut,
}

pub struct WayOut {
    pub label: String,
    pub url: String,
}

/// A super admin one can write to.
pub struct Person {
    pub name: String,
    pub id: i64,
    pub email: String,
    /// `mailto:` with the subject filled in and percent-encoded.
    pub mailto: String,
}

/// The answer where there is nobody to ask.
pub(super) fn answer(
    status: StatusCode,
    page: Page,
    icon: IconName,
    sentence: &Phrase,
    way_out: WayOut,
) -> Result<HttpResponse, WebError> {
    let (icon, sentence) = (html::icon(icon), html::rich(sentence));
    let body = ErrorPage { page, icon, sentence, people: Vec::new(), way_out }.render()?;
    Ok(HttpResponse::build(status).content_type("text/html; charset=utf-8").body(body))
}
