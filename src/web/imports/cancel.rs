//! Cancelling an import: what was added or updated stays, and the page says so.

use actix_web::HttpResponse;
use actix_web::web::Path;
use askama::Template;

use super::view::counts;
use crate::db::imports::{self, Cancel};
use crate::domain::import::Import;
use crate::i18n::Phrase;
use crate::web::error::WebError;
use crate::web::flash::Notice;
use crate::web::form::Checked;
use crate::web::page::{Page, SettingsEntry};
use crate::web::routes;
use crate::web::sign_in::see;
use crate::web::viewer::Importer;

#[derive(Template)]
#[template(path = "pages/imports/cancel.html", blocks = ["dialog"])]
struct CancelPage {
    page: Page,
    fragment: bool,
    question: Phrase,
    action_url: String,
    back_url: String,
}

/// The question.
pub(in crate::web) async fn page(importer: Importer, id: Path<String>) -> Result<HttpResponse, WebError> {
    let import = find(&importer, &id).await?;
    if !import.state.is_open() {
        return Ok(see(&routes::import(&import.public_id)));
    }
    let mut page = importer.page(importer.say("imp-cancel-title")).await?;
    page.settings = Some(SettingsEntry::ImportExport);
    let question = CancelPage {
        question: so_far(&page, &import),
        fragment: importer.wants_fragment,
        action_url: routes::import_cancel(&import.public_id),
        back_url: routes::import(&import.public_id),
        page,
    };
    let body = if question.fragment { question.as_dialog().render()? } else { question.render()? };
    Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").body(body))
}

/// What the import has done until now.
fn so_far(page: &Page, import: &Import) -> Phrase {
    let body = match counts(page.locale, import) {
        Some(counts) => page.say("imp-cancel-body-counts").with("counts", counts),
        None => page.say("imp-cancel-body").with("count", import.rows_added).with("n", page.number(import.rows_added)),
    };
    body.file("file", import.file_name.as_str())
}

/// The answer.
pub(in crate::web) async fn cancel(
    importer: Importer,
    id: Path<String>,
    Checked(_): Checked,
) -> Result<HttpResponse, WebError> {
    let import = find(&importer, &id).await?;
    let (key, by, now) = (import.id, importer.viewer.actor(), importer.now());
    let done = importer.app.db.write(move |c| imports::cancel(c, key, &by, now)).await?;
    match done {
        Cancel::Done | Cancel::Already => importer.flash(&Notice::toast(&importer.say("imp-cancel-done")))?,
        Cancel::TooLate => importer.flash(&Notice::bad(&importer.say("imp-cancel-too-late")))?,
    }
    // A worker that still reads the upload keeps its open file; one that is yet to come finds the import cancelled.
    if done == Cancel::Done
        && let Err(e) = importer.app.files.delete(&import.upload_key).await
    {
        tracing::warn!(error = format!("{e:#}"), "the upload of a cancelled import stays for the sweeper");
    }
    Ok(see(&routes::import(&import.public_id)))
}

async fn find(importer: &Importer, id: &str) -> Result<Import, WebError> {
    let (viewer, id) = (importer.viewer.clone(), id.to_owned());
    importer.app.db.read(move |c| imports::find_visible_to(c, &viewer, &id)).await?.ok_or(WebError::NotFound)
}
