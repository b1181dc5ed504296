//! The download history of an export (R24), as a page and as a dialog.

use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::{DateTime, Utc};

use crate::db::downloads::{self, Download, Outcome};
use crate::i18n::{Locale, Phrase};
use crate::web::error::WebError;
use crate::web::form::Fields;
use crate::web::page::{Page, SettingsEntry};
use crate::web::routes;
use crate::web::viewer::Exporter;

/// Lines of a page.
const PAGE: usize = 100;

#[derive(Template)]
#[template(path = "pages/exports/history.html", blocks = ["dialog"])]
struct HistoryPage {
    page: Page,
    fragment: bool,
    file: String,
    lead: Phrase,
    lines: Vec<Line>,
    older: Option<String>,
    zone: String,
    back_url: String,
}

struct Line {
    user_name: String,
    user_email: String,
    user_id: i64,
    ip: Option<String>,
    at: DateTime<Utc>,
    /// How it ended, where that was not well.
    note: Option<Phrase>,
}

/// Whoever may see the row may open it, under the three conditions; else it is not there (R7, R24).
pub(in crate::web) async fn page(
    exporter: Exporter,
    id: Path<String>,
    req: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let export = super::visible(&exporter, &id).await?;
    if !export.shows_history() {
        return Err(WebError::NotFound);
    }
    let before = Fields::parse(req.query_string().as_bytes())?.one("before")?.parse::<i64>().ok();
    let (export_id, limit) = (export.id, i64::try_from(PAGE + 1).unwrap_or(i64::MAX));
    let (mut found, count) = exporter
        .app
        .db
        .read(move |c| Ok((downloads::of_export(c, export_id, before, limit)?, downloads::count(c, export_id)?)))
        .await?;
    let has_more = found.len() > PAGE;
    found.truncate(PAGE);
    let locale = exporter.locale();
    let mut page = exporter.page(exporter.say("hist-title")).await?;
    page.settings = Some(SettingsEntry::ImportExport);
    let history_url = routes::of_export(&export.public_id, "history");
    let body = HistoryPage {
        page,
        fragment: exporter.wants_fragment,
        lead: locale.say("hist-lead").with("count", count).with("n", locale.number(count)),
        older: found.last().filter(|_| has_more).map(|last| format!("{history_url}?before={}", last.id)),
        lines: found.into_iter().map(|download| line(locale, download)).collect(),
        zone: locale.zone_label(exporter.now()),
        back_url: routes::log_row(&export.public_id),
        file: export.name,
    };
    Ok(super::html(if body.fragment { body.as_dialog().render()? } else { body.render()? }))
}

fn line(locale: Locale, download: Download) -> Line {
    Line {
        user_id: download.user_id.unwrap_or_default(),
        user_name: download.user_name,
        user_email: download.user_email,
        ip: download.ip,
        at: download.at,
        note: match download.outcome {
            Some(Outcome::Finished) => None,
            Some(Outcome::BrokenOff) => Some(locale.say("hist-broken-off")),
            None => Some(locale.say("hist-started")),
        },
    }
}
