//! Undoing an import within 7 days: the question, and the answer.

use actix_web::HttpResponse;
use actix_web::web::Path;
use askama::Template;

use crate::db::imports::{self, AskedUndo};
use crate::domain::import::Import;
use crate::i18n::Phrase;
use crate::web::error::WebError;
use crate::web::flash::Notice;
use crate::web::form::Checked;
use crate::web::page::{Page, SettingsEntry};
use crate::web::routes;
use crate::web::sign_in::see;
use crate::web::viewer::{Importer, Refusal};

#[derive(Template)]
#[template(path = "pages/imports/undo.html", blocks = ["dialog"])]
struct UndoPage {
    page: Page,
    fragment: bool,
    question: Phrase,
    effect: Phrase,
    /// The segment that loses members, and where it can be seen.
    segment: Option<(String, Option<String>)>,
    action_url: String,
    back_url: String,
}

/// What the segment of an import is called, and its address for those who may look at it there.
pub(super) async fn segment_of(
    importer: &Importer,
    import: &Import,
) -> Result<Option<(String, Option<String>)>, WebError> {
    let (viewer, asked) = (importer.viewer.clone(), import.clone());
    let found = importer.app.db.read(move |c| imports::segment_of(c, &viewer, &asked)).await?;
    let may_look = importer.viewer.user.rights.may_view() && !import.object.is_archived;
    Ok(found.map(|(name, key)| {
        let key = key.filter(|_| may_look);
        (name, key.map(|key| routes::of_segment(&import.object.name, &key)))
    }))
}

/// The question.
pub(in crate::web) async fn page(importer: Importer, id: Path<String>) -> Result<HttpResponse, WebError> {
    let import = find(&importer, &id).await?;
    if import.undo_until().is_none_or(|until| until <= importer.now()) {
        return Ok(see(&routes::import(&import.public_id)));
    }
    let segment = segment_of(&importer, &import).await?;
    let mut page = importer.page(importer.say("imp-undo-title")).await?;
    page.settings = Some(SettingsEntry::ImportExport);
    let question = UndoPage {
        question: page
            .say("imp-undo-body")
            .file("file", import.file_name.as_str())
            .with("added", import.rows_added)
            .with("added_number", page.number(import.rows_added))
            .with("updated", import.rows_updated)
            .with("updated_number", page.number(import.rows_updated)),
        effect: page.say(if import.segment_id.is_some() { "imp-undo-effect-segment" } else { "imp-undo-effect" }),
        segment,
        fragment: importer.wants_fragment,
        action_url: routes::import_undo(&import.public_id),
        back_url: routes::import(&import.public_id),
        page,
    };
    let body = if question.fragment { question.as_dialog().render()? } else { question.render()? };
    Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").body(body))
}

/// The answer.
pub(in crate::web) async fn undo(
    importer: Importer,
    id: Path<String>,
    Checked(_): Checked,
) -> Result<HttpResponse, WebError> {
    let import = find(&importer, &id).await?;
    let (key, by, now) = (import.id, importer.viewer.actor(), importer.now());
    match importer.app.db.write(move |c| imports::ask_undo(c, key, &by, now)).await? {
        AskedUndo::Done | AskedUndo::Already => importer.flash(&Notice::toast(&importer.say("imp-undo-started")))?,
        AskedUndo::TooLate => importer.flash(&Notice::bad(&importer.say("imp-undo-too-late")))?,
    }
    Ok(see(&routes::import(&import.public_id)))
}

async fn find(importer: &Importer, id: &str) -> Result<Import, WebError> {
    let (viewer, id) = (importer.viewer.clone(), id.to_owned());
    let found = importer
        .app
        .db
        .read(move |c| {
            let Some(import) = imports::find_visible_to(c, &viewer, &id)? else { return Ok(None) };
            let may_undo = imports::may_undo(c, &viewer.user, &import)?;
            Ok(Some((import, may_undo)))
        })
        .await?;
    let (import, may_undo) = found.ok_or(WebError::NotFound)?;
    if may_undo { Ok(import) } else { Err(WebError::Forbidden(Refusal::SuperAdmins)) }
}
