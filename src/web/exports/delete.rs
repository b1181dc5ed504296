//! Deleting a file before its 30 days are over (R28): its owner or a super admin.

use actix_web::HttpResponse;
use actix_web::web::Path;

use super::decision::Decision;
use super::index;
use crate::db::exports::{self, Delete};
use crate::domain::standing::Standing;
use crate::web::error::WebError;
use crate::web::form::Checked;
use crate::web::viewer::Exporter;

const DELETE: Decision = Decision {
    verb: "delete",
    id: "delete-file",
    kind: "danger",
    title: "del-title",
    effect: "del-effect",
    audit: "del-audit",
    keep: "del-keep",
    confirm: "del-confirm",
    done: "del-done",
};

/// The question.
pub(in crate::web) async fn page(exporter: Exporter, id: Path<String>) -> Result<HttpResponse, WebError> {
    let export = super::visible(&exporter, &id).await?;
    let Standing::Ready(until) = export.standing(exporter.now()) else {
        return too_late(&exporter, &export.public_id).await;
    };
    let question = exporter.say("del-body").file("name", &export.name).with("date", exporter.locale().date_time(until));
    DELETE.ask(&exporter, export, question).await
}

/// The deed. The bytes go at once where they can; what is left is the upkeep's. A second one of the same person answers as the
/// first did and adds nothing.
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
            DELETE.done(&exporter, &public_id)
        }
        Delete::Already => DELETE.done(&exporter, &public_id),
        Delete::NoFile(_) => too_late(&exporter, &public_id).await,
        Delete::Unknown => Err(WebError::NotFound),
    }
}

async fn too_late(exporter: &Exporter, public_id: &str) -> Result<HttpResponse, WebError> {
    index::conflict(exporter, public_id, exporter.say("del-too-late")).await
}
