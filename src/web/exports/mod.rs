//! Exports: asking for one, the log, and what can be done with one of its rows.

pub(super) mod again;
pub(super) mod cancel;
pub(super) mod create;
mod decision;
pub(super) mod delete;
pub(super) mod details;
mod dialog;
pub(super) mod file;
pub(super) mod history;
pub(super) mod index;
mod log_query;
pub(super) mod of_log;
pub(super) mod progress;
mod row;
pub(super) mod settings;
pub(super) mod start;
mod transfer;

use actix_web::HttpResponse;
use chrono::{DateTime, Utc};

use super::error::WebError;
use super::viewer::{Exporter, Refusal};
use crate::db::exports;
use crate::domain::export::Export;
use crate::i18n::Locale;

/// The export of a URL; one that the viewer may not see is not there (R7).
async fn visible(exporter: &Exporter, public_id: &str) -> Result<Export, WebError> {
    let (viewer, public_id) = (exporter.viewer.clone(), public_id.to_owned());
    let found = exporter.app.db.read(move |c| exports::find_visible_to(c, &viewer, &public_id)).await?;
    found.ok_or(WebError::NotFound)
}

/// The export of a URL that only super admins may act on: whoever merely sees it gets 403 (R4, R7).
async fn visible_to_super_admin(exporter: &Exporter, public_id: &str) -> Result<Export, WebError> {
    let export = visible(exporter, public_id).await?;
    if exporter.viewer.is_super_admin() { Ok(export) } else { Err(WebError::Forbidden(Refusal::SuperAdmins)) }
}

/// A page or a dialog.
fn html(body: String) -> HttpResponse {
    HttpResponse::Ok().content_type("text/html; charset=utf-8").insert_header(("vary", "X-Fragment")).body(body)
}

/// The time of day where the day is clear, else the date with it.
fn time_today(locale: Locale, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    if locale.date(at) == locale.date(now) { locale.time(at) } else { locale.date_time(at) }
}
