//! Deleting a file before its 30 days are over (R28): its owner or a super admin.

use actix_web::HttpResponse;
use actix_web::web::Path;
use askama::Template;

use super::index;
use crate::db::exports::{self, Delete};
use crate::domain::standing::Standing;
use crate::web::error::WebError;
use crate::web::flash::Notice;
use crate::web::form::Checked;
use crate::web::html::Html;
use crate::web::page::{Page, SettingsEntry};
use crate::web::routes;
use crate::web::sign_in::see;
use crate::web::viewer::Exporter;

#[derive(Template)]
#[template(path = "pages/exports/delete.html", blocks = ["dialog"])]
struct DeletePage {
    page: Page,
    fragment: bool,
    file: String,
    question: Html,
    confirm_url: String,
    back_url: String,
}

/// The question.
pub(in crate::web) async fn page(exporter: Exporter, id: Path<String>) -> Result<HttpResponse, WebError> {
    let export = super::visible(&exporter, &id).await?;
    let Standing::Ready(until) = export.standing(exporter.now()) else {
        return too_late(&exporter, &export.public_id).await;
    };
    let mut page = exporter.page(exporter.say("del-title")).await?;
    page.settings = Some(SettingsEntry::ImportExport);
    let question = exporter.say("del-body").user("name", &export.name).with("date", exporter.locale().date_time(until));
    let body = DeletePage {
        page,
        fragment: exporter.wants_fragment,
        question: question.into(),
        confirm_url: routes::of_export(&export.public_id, "delete"),
        back_url: routes::log_row(&export.public_id),
        file: export.name,
    };
    Ok(super::html(if body.fragment { body.as_dialog().render()? } else { body.render()? }))
}

/// The deed. The bytes go at once where they can; what is left is the upkeep's.
pub(in crate::web) async fn delete(
    exporter: Exporter,
    id: Path<String>,
    Checked(_): Checked,
) -> Result<HttpResponse, WebError> {
    let export = super::visible(&exporter, &id).await?;
    let (public_id, viewer, now) = (export.public_id, exporter.viewer.clone(), exporter.now());
    let asked = public_id.clone();
    match exporter.app.db.write(move |c| exports::delete(c, &viewer, &asked, now)).await? {
        Delete::Done { file_key } => {
            if let Some(key) = file_key
                && let Err(e) = exporter.app.files.delete(&key).await
            {
                tracing::warn!(error = format!("{e:#}"), "a deleted file is still there; the upkeep tries again");
            }
            exporter.flash(&Notice::toast(&exporter.say("del-done")))?;
            Ok(see(&routes::log_row(&public_id)))
        }
        Delete::NoFile(_) => too_late(&exporter, &public_id).await,
        Delete::Unknown => Err(WebError::NotFound),
    }
}

async fn too_late(exporter: &Exporter, public_id: &str) -> Result<HttpResponse, WebError> {
    index::conflict(exporter, public_id, exporter.say("del-too-late")).await
}
