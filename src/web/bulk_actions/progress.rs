//! One bulk action: its progress while it runs, its result afterwards.

use actix_web::HttpResponse;
use actix_web::web::{Path, Query};
use askama::Template;
use serde::Deserialize;

use super::view::{BulkActionView, what};
use crate::db::{QueryResult, bulk_actions};
use crate::domain::bulk_action::BulkAction;
use crate::domain::export::State;
use crate::i18n::Phrase;
use crate::web::error::WebError;
use crate::web::heard::Heard;
use crate::web::page::{Page, SettingsEntry};
use crate::web::record::show::reader;
use crate::web::routes;
use crate::web::viewer::RecordViewer;

/// Most bulk actions asked about at once: those of one page of the list.
const ASKED: usize = 50;

#[derive(Template)]
#[template(path = "pages/bulk_actions/bulk_action.html", blocks = ["status"])]
struct BulkActionPage {
    page: Page,
    action: BulkActionView,
    lead: Phrase,
    list_url: &'static str,
    zone: String,
}

/// The page of a bulk action.
pub(in crate::web) async fn page(viewer: RecordViewer, id: Path<String>) -> Result<HttpResponse, WebError> {
    let reader = viewer.viewer.clone();
    let found = viewer.app.db.read(move |c| bulk_actions::find_visible_to(c, &reader, &id)).await?;
    let body = bulk_action_page(&viewer, &found.ok_or(WebError::NotFound)?).await?;
    Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").body(body.render()?))
}

async fn bulk_action_page(viewer: &RecordViewer, action: &BulkAction) -> Result<BulkActionPage, WebError> {
    let locale = viewer.locale();
    let mut page = viewer.page(what(locale, action)).await?;
    page.settings = Some(SettingsEntry::BulkActions);
    if action.state.is_open() {
        page.refresh_seconds = Some(3);
    }
    Ok(BulkActionPage {
        lead: page
            .say("bulk-page-lead")
            .user("user", action.user_name.as_str())
            .with("date", locale.date_time(action.requested_at)),
        action: BulkActionView::new(reader(viewer), action),
        list_url: routes::BULK_ACTIONS,
        zone: locale.zone_label(viewer.now()),
        page,
    })
}

#[derive(Debug, Default, Deserialize)]
pub(in crate::web) struct Asked {
    #[serde(default)]
    ids: String,
    /// What shows the action: `row` for the list, the page otherwise.
    #[serde(default)]
    view: String,
}

#[derive(Template)]
#[template(path = "pages/bulk_actions/row.html")]
struct RowFragment {
    page: Page,
    row: BulkActionView,
}

/// How the bulk actions of a page stand. Each is named with the state that the page shows; a changed one comes back as HTML.
pub(in crate::web) async fn poll(viewer: RecordViewer, Query(asked): Query<Asked>) -> Result<HttpResponse, WebError> {
    let wanted: Vec<(String, String)> = asked
        .ids
        .split(',')
        .take(ASKED)
        .filter_map(|id| id.rsplit_once('.'))
        .map(|(id, state)| (id.to_owned(), state.to_owned()))
        .collect();
    let (seen_by, reader) = (reader(&viewer), viewer.viewer.clone());
    let found = viewer
        .app
        .db
        .read(move |c| -> QueryResult<Vec<(String, BulkAction)>> {
            let mut found = Vec::new();
            for (id, state) in wanted {
                if let Some(action) = bulk_actions::find_visible_to(c, &reader, &id)? {
                    found.push((state, action));
                }
            }
            Ok(found)
        })
        .await?;
    let locale = viewer.locale();
    let mut heard = Vec::with_capacity(found.len());
    for (shown, action) in found {
        let view = BulkActionView::new(seen_by, &action);
        let has_changed = shown != action.state.as_str();
        let html = match (has_changed, asked.view.as_str()) {
            (false, _) => None,
            (true, "row") => {
                let row = BulkActionView::new(seen_by, &action);
                Some(RowFragment { page: viewer.page("").await?, row }.render()?)
            }
            (true, _) => Some(bulk_action_page(&viewer, &action).await?.as_status().render()?),
        };
        let say = match action.state {
            State::Done => Some("bulk-live-done"),
            State::Failed => Some("bulk-live-failed"),
            State::Cancelled => Some("bulk-live-cancelled"),
            State::Queued | State::Running => None,
        };
        heard.push(Heard {
            id: format!("{}.{shown}", action.public_id),
            state: action.state.as_str(),
            done: view.done,
            total: view.total,
            pct: view.percent,
            say: say.filter(|_| has_changed).map(|key| locale.say(key).with("what", view.what.to_string()).to_string()),
            detail: view.detail,
            html,
        });
    }
    Ok(HttpResponse::Ok().json(heard))
}
