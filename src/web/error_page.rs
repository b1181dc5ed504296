//! The page for everything that could not be done: what happened, in plain words, and a way out.

use crate::web::html::{Html, Icon};
use crate::web::page::Page;
use askama::Template;

/// Its heading is the page's title.
#[derive(Template)]
#[template(path = "errors/page.html")]
pub struct ErrorPage {
    pub page: Page,
    pub icon: Icon,
    pub sentence: Html,
    /// The request id, for errors that are in the log.
    pub reference: Option<String>,
    /// Whom to ask for the missing right (R3); empty for other errors.
    pub people: Vec<Person>,
    pub way_out: Option<WayOut>,
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
