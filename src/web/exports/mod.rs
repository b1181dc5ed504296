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
use crate::domain::export::{Export, Lost};
use crate::i18n::{Locale, Phrase};

/// The export of a URL; one that the viewer may not see is not there (R7).
async fn visible(exporter: &Exporter, public_id: &str) -> Result<Export, WebError> {
    let (viewer, public_id) = (exporter.viewer.clone(), public_id.to_owned());
    let found = exporter.app.db.read(move |c| exports::find_visible_to(c, &viewer, &public_id)).await?;
    found.ok_or(WebError::NotFound)
}

/// What the viewer lacks now for the file of an export (R5, R8).
async fn lacked(exporter: &Exporter, export: &Export) -> Result<Option<Lost>, WebError> {
    let (user, export) = (exporter.viewer.user.clone(), export.clone());
    Ok(exporter.app.db.read(move |c| exports::lacks(c, &user, &export)).await?)
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

/// "at 10:19"; on another day of the reader "on 17 Oct 2025 at 10:19".
fn when(locale: Locale, at: DateTime<Utc>, now: DateTime<Utc>) -> Phrase {
    moment(locale, if is_today(locale, at, now) { "at-today" } else { "at-day" }, at)
}

/// "from 10:19"; on another day of the reader "from 10:19 on 17 Oct 2025".
fn from_when(locale: Locale, at: DateTime<Utc>, now: DateTime<Utc>) -> Phrase {
    moment(locale, if is_today(locale, at, now) { "from-today" } else { "from-day" }, at)
}

fn is_today(locale: Locale, at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    locale.date(at) == locale.date(now)
}

fn moment(locale: Locale, key: &'static str, at: DateTime<Utc>) -> Phrase {
    locale.say(key).with("date", locale.date(at)).with("time", locale.time(at))
}
