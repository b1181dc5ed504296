//! Cancelling a bulk action: what was changed stays, and the page says so.

use actix_web::HttpResponse;
use actix_web::web::Path;
use askama::Template;

use super::view::what;
use crate::db::bulk_actions::{self, Cancel};
use crate::domain::bulk_action::BulkAction;
use crate::i18n::Phrase;
use crate::web::error::WebError;
use crate::web::flash::Notice;
use crate::web::form::Checked;
use crate::web::page::{Page, SettingsEntry};
use crate::web::routes;
use crate::web::sign_in::see;
use crate::web::viewer::RecordViewer;

#[derive(Template)]
#[template(path = "pages/bulk_actions/cancel.html", blocks = ["dialog"])]
struct CancelPage {
    page: Page,
    fragment: bool,
    /// What is cancelled.
    what: Phrase,
    action_url: String,
    back_url: String,
}

/// The question.
pub(in crate::web) async fn page(viewer: RecordViewer, id: Path<String>) -> Result<HttpResponse, WebError> {
    let action = find(&viewer, &id).await?;
    if !action.state.is_open() {
        return Ok(see(&routes::bulk_action(&action.public_id)));
    }
    let mut page = viewer.page(viewer.say("bulk-cancel-title")).await?;
    page.settings = Some(SettingsEntry::BulkActions);
    let question = CancelPage {
        what: what(viewer.locale(), &action),
        fragment: viewer.wants_fragment,
        action_url: routes::bulk_action_cancel(&action.public_id),
        back_url: routes::bulk_action(&action.public_id),
        page,
    };
    let body = if question.fragment { question.as_dialog().render()? } else { question.render()? };
    Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").insert_header(("vary", "X-Fragment")).body(body))
}

/// The answer.
pub(in crate::web) async fn cancel(
    viewer: RecordViewer,
    id: Path<String>,
    Checked(_): Checked,
) -> Result<HttpResponse, WebError> {
    let action = find(&viewer, &id).await?;
    let (key, by, now) = (action.id, viewer.viewer.actor(), viewer.now());
    match viewer.app.db.write(move |c| bulk_actions::cancel(c, key, &by, now)).await? {
        Cancel::Done | Cancel::Already => viewer.flash(&Notice::toast(&viewer.say("bulk-cancel-done")))?,
        Cancel::TooLate => viewer.flash(&Notice::bad(&viewer.say("bulk-cancel-too-late")))?,
    }
    Ok(see(&routes::bulk_action(&action.public_id)))
}

async fn find(viewer: &RecordViewer, id: &str) -> Result<BulkAction, WebError> {
    let (reader, id) = (viewer.viewer.clone(), id.to_owned());
    viewer.app.db.read(move |c| bulk_actions::find_visible_to(c, &reader, &id)).await?.ok_or(WebError::NotFound)
}
