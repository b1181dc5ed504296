//! Letting a held export go at once (R16); super admins alone.

use actix_web::HttpResponse;
use actix_web::web::Path;

use super::decision::Decision;
use super::index;
use crate::db::exports::{self, Release};
use crate::domain::standing::Standing;
use crate::web::error::WebError;
use crate::web::form::Checked;
use crate::web::viewer::Exporter;

const START: Decision = Decision {
    verb: "start",
    id: "start-export",
    kind: "primary",
    title: "start-title",
    effect: "start-effect",
    audit: "start-audit",
    keep: "start-keep",
    confirm: "start-confirm",
    done: "start-done",
};

/// The question.
pub(in crate::web) async fn page(exporter: Exporter, id: Path<String>) -> Result<HttpResponse, WebError> {
    let export = super::visible_to_super_admin(&exporter, &id).await?;
    let (locale, now) = (exporter.locale(), exporter.now());
    let Standing::Held(start) = export.standing(now) else { return too_late(&exporter, &export.public_id).await };
    let question = exporter
        .say("start-body")
        .user("user", &export.user_name)
        .with("count", export.records)
        .with("n", locale.number(export.records))
        .with("when", super::when(locale, export.requested_at, now))
        .with("start", super::when(locale, start, now));
    START.ask(&exporter, export, question).await
}

/// The deed. A second one of the same person answers as the first did and adds nothing.
pub(in crate::web) async fn start(
    exporter: Exporter,
    id: Path<String>,
    Checked(_): Checked,
) -> Result<HttpResponse, WebError> {
    let export = super::visible_to_super_admin(&exporter, &id).await?;
    let (public_id, actor, now) = (export.public_id, exporter.viewer.actor(), exporter.now());
    let asked = public_id.clone();
    match exporter.app.db.write(move |c| exports::release(c, &asked, &actor, now)).await? {
        Release::Done | Release::Already => START.done(&exporter, &public_id),
        Release::NotHeld(_) => too_late(&exporter, &public_id).await,
        Release::Unknown => Err(WebError::NotFound),
    }
}

async fn too_late(exporter: &Exporter, public_id: &str) -> Result<HttpResponse, WebError> {
    index::conflict(exporter, public_id, exporter.say("start-too-late")).await
}
