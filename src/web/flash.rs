//! What the page after a form shows once: a toast for what is also visible on the page, a banner for a result.

use actix_session::Session;
use serde::{Deserialize, Serialize};

use super::error::WebError;
use super::html;
use super::page::{Banner, Page};
use crate::i18n::Phrase;

const KEY: &str = "notice";

/// One notice, already in the viewer's language.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Notice {
    /// At the foot, for ten seconds.
    Toast(String),
    /// Above the heading: it went well.
    Ok(String),
    /// Above the heading: it did not.
    Bad(String),
}

impl Notice {
    /// A toast.
    pub(super) fn toast(phrase: &Phrase) -> Self {
        Self::Toast(phrase.to_string())
    }

    /// A banner for something that went well.
    pub(super) fn ok(phrase: &Phrase) -> Self {
        Self::Ok(phrase.to_string())
    }

    /// A banner for something that did not.
    pub(super) fn bad(phrase: &Phrase) -> Self {
        Self::Bad(phrase.to_string())
    }
}

/// Keeps a notice for the next page.
pub(super) fn put(session: &Session, notice: &Notice) -> Result<(), WebError> {
    session.insert(KEY, notice).map_err(WebError::internal)
}

/// Puts the notice on a page, once.
pub(super) fn take(session: &Session, page: &mut Page) {
    // Removing marks the session as changed, even when nothing is there: then every page would write it anew.
    if !session.contains_key(KEY) {
        return;
    }
    match session.remove_as::<Notice>(KEY) {
        Some(Ok(Notice::Toast(text))) => page.toast = Some(text),
        Some(Ok(Notice::Ok(text))) => page.banner = Some(Banner::ok(html::text(&text))),
        Some(Ok(Notice::Bad(text))) => page.banner = Some(Banner::bad(html::text(&text))),
        Some(Err(_)) | None => {}
    }
}
