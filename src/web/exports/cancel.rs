//! Cancelling an export (R22): a question first, then the deed; super admins alone (R4).

use actix_web::HttpResponse;
use actix_web::web::Path;

use super::decision::Decision;
use super::index;
use crate::db::exports::{self, Cancel};
use crate::domain::export::{Export, State};
use crate::domain::standing::Standing;
use crate::i18n::Phrase;
use crate::web::error::WebError;
use crate::web::form::Checked;
use crate::web::routes;
use crate::web::sign_in::see;
use crate::web::viewer::Exporter;

const CANCEL: Decision = Decision {
    verb: "cancel",
    id: "cancel-export",
    kind: "danger",
    title: "cancel-title",
    effect: "cancel-effect",
    audit: "cancel-audit",
    keep: "cancel-keep",
    confirm: "cancel-confirm",
    done: "cancel-done",
};

/// The question.
pub(in crate::web) async fn page(exporter: Exporter, id: Path<String>) -> Result<HttpResponse, WebError> {
    let export = super::visible_to_super_admin(&exporter, &id).await?;
    if !export.state.is_open() {
        return too_late(&exporter, &export).await;
    }
    let question = question(&exporter, &export);
    CANCEL.ask(&exporter, export, question).await
}

/// The deed. A second one answers as the first did and adds nothing.
pub(in crate::web) async fn cancel(
    exporter: Exporter,
    id: Path<String>,
    Checked(_): Checked,
) -> Result<HttpResponse, WebError> {
    let export = super::visible_to_super_admin(&exporter, &id).await?;
    let (public_id, actor, now) = (export.public_id, exporter.viewer.actor(), exporter.now());
    let asked = public_id.clone();
    match exporter.app.db.write(move |c| exports::cancel(c, &asked, &actor, now)).await? {
        Cancel::Done | Cancel::Already => CANCEL.done(&exporter, &public_id),
        Cancel::TooLate(export) => too_late(&exporter, &export).await,
        Cancel::Unknown => Err(WebError::NotFound),
    }
}

/// The log with the true state and a sentence; of a cancelled export there is nothing to say.
async fn too_late(exporter: &Exporter, export: &Export) -> Result<HttpResponse, WebError> {
    let key = match export.standing(exporter.now()) {
        Standing::Cancelled => return Ok(see(&routes::log_row(&export.public_id))),
        Standing::Failed => "cancel-too-late-failed",
        Standing::Expired | Standing::Deleted => "cancel-too-late-gone",
        Standing::Ready(_) | Standing::Queued | Standing::Held(_) | Standing::Processing => "cancel-too-late",
    };
    index::conflict(exporter, &export.public_id, exporter.say(key)).await
}

fn question(exporter: &Exporter, export: &Export) -> Phrase {
    let (locale, now) = (exporter.locale(), exporter.now());
    let say = |key| {
        exporter
            .say(key)
            .user("user", &export.user_name)
            .with("when", super::when(locale, export.requested_at, now))
            .with("count", export.records)
            .with("done", locale.number(export.records_done))
            .with("total", locale.number(export.records))
    };
    match (export.state, export.standing(now)) {
        (State::Queued, _) => say("cancel-body-queued"),
        (_, Standing::Held(start)) => say("cancel-body-held").with("start", super::from_when(locale, start, now)),
        _ => say("cancel-body"),
    }
}
