//! What the log's script asks about rows that still change (DESIGN.md 11 b).

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::row::{Onlooker, RowView, open_standing};
use crate::db::{exports, thresholds};
use crate::domain::export::State;
use crate::web::error::WebError;
use crate::web::form::Fields;
use crate::web::heard::Heard;
use crate::web::page::Page;
use crate::web::viewer::Exporter;

/// Most rows of one question: two pages of the log.
const MOST: usize = 50;

#[derive(Template)]
#[template(path = "pages/exports/row.html")]
struct Row {
    page: Page,
    row: RowView,
}

/// `ids=public_id:standing,…`, the standing being what the browser shows now. Rows that the viewer may not see are left
/// out of the answer.
pub(in crate::web) async fn progress(exporter: Exporter, req: HttpRequest) -> Result<HttpResponse, WebError> {
    let fields = Fields::parse(req.query_string().as_bytes())?;
    let asked: Vec<(String, String)> = fields
        .one("ids")?
        .split(',')
        .filter(|id| !id.is_empty())
        .take(MOST)
        .map(|id| id.split_once(':').map_or((id.to_owned(), String::new()), |(id, s)| (id.to_owned(), s.to_owned())))
        .collect();
    let (viewer, now) = (exporter.viewer.clone(), exporter.now());
    let ids: Vec<String> = asked.iter().map(|(id, _)| id.clone()).collect();
    let (rows, threshold) = exporter
        .app
        .db
        .read(move |c| {
            let threshold = if viewer.is_super_admin() { thresholds::of_user(c, viewer.user.id)? } else { None };
            Ok((exports::rows(c, &viewer, &ids)?, threshold))
        })
        .await?;
    let locale = exporter.locale();
    let onlooker = Onlooker { locale, viewer: exporter.viewer.clone(), threshold, now };
    let mut answers = Vec::with_capacity(rows.len());
    for (public_id, shown) in asked {
        let Some(found) = rows.iter().find(|row| row.export.public_id == public_id) else { continue };
        let export = &found.export;
        let standing = export.standing(now);
        let is_as_shown = open_standing(standing) == Some(shown.as_str());
        let (mut html, mut say) = (None, None);
        if !is_as_shown {
            let page = Page::for_visitor(locale, exporter.viewer.user.theme, String::new());
            html = Some(Row { page, row: onlooker.row(found.clone(), None) }.render()?.trim().to_owned());
            let key = match export.state {
                State::Done => Some("st-live-ready"),
                State::Failed => Some("st-live-failed"),
                State::Cancelled => Some("st-live-cancelled"),
                State::Queued | State::Running => None,
            };
            say = key.map(|key| locale.say(key).with("name", export.name.as_str()).to_string());
        }
        let bar = onlooker.progress(export, standing);
        answers.push(Heard {
            id: if shown.is_empty() { public_id } else { format!("{public_id}:{shown}") },
            state: export.state.as_str(),
            done: bar.as_ref().map_or(0, |bar| bar.done),
            total: export.records,
            pct: bar.as_ref().map(|bar| bar.percent.clone()).unwrap_or_default(),
            detail: bar.map(|bar| bar.detail).unwrap_or_default(),
            html,
            say,
        });
    }
    Ok(HttpResponse::Ok().json(answers))
}
