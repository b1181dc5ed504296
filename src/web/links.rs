//! The pages behind the links of mails (R60): what they share.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};

use super::error::WebError;
use super::error_page::{self, WayOut};
use super::html::IconName;
use super::page::Page;
use super::viewer::SignedIn;
use super::visit::Visit;
use crate::db::access_links::{self, LinkKind};
use crate::db::sent_forms;
use crate::domain::user::User;
use crate::i18n::{Locale, Phrase};

/// The user behind the token of a link that works now, and the nonce that the token carries.
pub(super) async fn holder(visit: &Visit, kind: LinkKind, token: &str) -> Result<Option<(User, String)>, WebError> {
    let Some(nonce) = access_links::nonce_of(&visit.app.config.secret_key, kind, token) else { return Ok(None) };
    let (asked, nonce, now) = (nonce.to_owned(), nonce.to_owned(), visit.now());
    let user = visit.app.db.read(move |c| access_links::holder(c, kind, &asked, now)).await?;
    Ok(user.map(|user| (user, nonce)))
}

/// Where this very form led when it was sent before: whoever clicks twice reads what the first click did, not that the link is
/// used up.
pub(super) async fn sent_before(
    visit: &Visit,
    kind: LinkKind,
    token: &str,
    form_hash: &str,
) -> Result<Option<String>, WebError> {
    let Some(nonce) = access_links::nonce_of(&visit.app.config.secret_key, kind, token) else { return Ok(None) };
    let (nonce, form_hash) = (nonce.to_owned(), form_hash.to_owned());
    let answer = visit
        .app
        .db
        .read(move |c| match access_links::user_of(c, kind, &nonce)? {
            Some(user_id) => sent_forms::answer(c, user_id, &form_hash),
            None => Ok(None),
        })
        .await?;
    Ok(answer)
}

/// A page that strangers and people who are signed in may open.
pub(super) async fn page(
    req: &HttpRequest,
    visit: &Visit,
    title: impl FnOnce(Locale) -> Phrase,
) -> Result<Page, WebError> {
    match SignedIn::of(req).await? {
        Some(signed_in) => signed_in.page(title(signed_in.locale())).await,
        None => Ok(visit.page(&title(visit.locale()))),
    }
}

/// The answer to a link that was used, has expired or was never made: all alike.
pub(super) async fn gone(
    req: &HttpRequest,
    visit: &Visit,
    (title, text): (&'static str, &'static str),
    (label, url): (&'static str, &str),
) -> Result<HttpResponse, WebError> {
    let page = page(req, visit, |locale| locale.say(title)).await?;
    let way_out = WayOut { label: page.say(label).to_string(), url: url.to_owned() };
    let sentence = page.say(text);
    error_page::answer(StatusCode::GONE, page, IconName::Clock, &sentence, way_out)
}
