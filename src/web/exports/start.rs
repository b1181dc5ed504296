//! Letting a held export go at once (R16); super admins alone.

use actix_web::HttpResponse;
use actix_web::web::Path;
use askama::Template;

use super::index;
use crate::db::exports::{self, Release};
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
#[template(path = "pages/exports/start.html", blocks = ["dialog"])]
struct StartPage {
    page: Page,
    fragment: bool,
    file: String,
    question: Html,
    confirm_url: String,
    back_url: String,
}

/// The question.
pub(in crate::web) async fn page(exporter: Exporter, id: Path<String>) -> Result<HttpResponse, WebError> {
    let export = super::visible_to_super_admin(&exporter, &id).await?;
    let (locale, now) = (exporter.locale(), exporter.now());
    let Standing::Held(start) = export.standing(now) else { return too_late(&exporter, &export.public_id).await };
    let mut page = exporter.page(exporter.say("start-title")).await?;
    page.settings = Some(SettingsEntry::ImportExport);
    let question = exporter
        .say("start-body")
        .user("user", &export.user_name)
        .with("count", export.records)
        .with("n", locale.number(export.records))
        .with("time", super::time_today(locale, export.requested_at, now))
        .with("start", super::time_today(locale, start, now));
    let body = StartPage {
        page,
        fragment: exporter.wants_fragment,
        question: question.into(),
        confirm_url: routes::of_export(&export.public_id, "start"),
        back_url: routes::log_row(&export.public_id),
        file: export.name,
    };
    Ok(super::html(if body.fragment { body.as_dialog().render()? } else { body.render()? }))
}

/// The deed.
pub(in crate::web) async fn start(
    exporter: Exporter,
    id: Path<String>,
    Checked(_): Checked,
) -> Result<HttpResponse, WebError> {
    let export = super::visible_to_super_admin(&exporter, &id).await?;
    let (public_id, actor, now) = (export.public_id, exporter.viewer.actor(), exporter.now());
    let asked = public_id.clone();
    match exporter.app.db.write(move |c| exports::release(c, &asked, &actor, now)).await? {
        Release::Done => {
            exporter.flash(&Notice::toast(&exporter.say("start-done")))?;
            Ok(see(&routes::log_row(&public_id)))
        }
        Release::NotHeld(_) => too_late(&exporter, &public_id).await,
        Release::Unknown => Err(WebError::NotFound),
    }
}

async fn too_late(exporter: &Exporter, public_id: &str) -> Result<HttpResponse, WebError> {
    index::conflict(exporter, public_id, exporter.say("start-too-late")).await
}
