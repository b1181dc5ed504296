//! One import: its progress while it runs, its result afterwards.

use actix_web::HttpResponse;
use actix_web::web::{Path, Query};
use askama::Template;
use serde::Deserialize;

use super::undo::segment_of;
use super::view::{ImportView, ProblemView};
use crate::db::{QueryResult, imports, objects};
use crate::domain::export::State;
use crate::domain::import::Import;
use crate::i18n::Phrase;
use crate::web::error::WebError;
use crate::web::heard::Heard;
use crate::web::page::{Page, SettingsEntry};
use crate::web::viewer::Importer;

/// Problems that the page shows; the report has all.
const SHOWN: i64 = 20;
/// Most imports asked about at once: those of one page of the list.
const ASKED: usize = 50;

#[derive(Template)]
#[template(path = "pages/imports/import.html", blocks = ["status"])]
struct ImportPage {
    page: Page,
    import: ImportView,
    lead: Phrase,
    /// What records are matched by.
    key: Option<Phrase>,
    /// The segment that the records are added to, and where it can be seen.
    segment: Option<(String, Option<String>)>,
    /// Until when it can be undone, for those who may.
    undo: Option<Phrase>,
    problems: Vec<ProblemView>,
    zone: String,
}

/// The page of an import.
pub(in crate::web) async fn page(importer: Importer, id: Path<String>) -> Result<HttpResponse, WebError> {
    let viewer = importer.viewer.clone();
    let found = importer.app.db.read(move |c| imports::find_visible_to(c, &viewer, &id)).await?;
    let body = import_page(&importer, &found.ok_or(WebError::NotFound)?).await?;
    Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").body(body.render()?))
}

async fn import_page(importer: &Importer, import: &Import) -> Result<ImportPage, WebError> {
    let (locale, user, asked) = (importer.locale(), importer.viewer.user.clone(), import.clone());
    let (problems, properties, may_undo) = importer
        .app
        .db
        .read(move |c| {
            let problems = imports::problems(c, asked.id, SHOWN)?;
            Ok((problems, objects::properties(c, asked.object_id)?, imports::may_undo(c, &user, &asked)?))
        })
        .await?;
    let segment = segment_of(importer, import).await?;
    let key = import.key_property_id.and_then(|id| properties.into_iter().find(|property| property.id == id));
    let title = importer.say("imp-page-title").with("file", import.file_name.as_str());
    let mut page = importer.page(title).await?;
    page.settings = Some(SettingsEntry::ImportExport);
    if import.is_moving() {
        page.refresh_seconds = Some(3);
    }
    let until = import.undo_until().filter(|until| may_undo && *until > importer.now());
    Ok(ImportPage {
        key: key.map(|property| page.say("imp-by-key").user("property", property.label(locale.lang()))),
        undo: until.map(|until| page.say("imp-undo-until").with("date", locale.date_time(until))),
        lead: page
            .say("imp-page-lead")
            .user("user", import.user_name.as_str())
            .with("date", locale.date_time(import.requested_at)),
        import: ImportView::new(locale, import),
        segment,
        problems: problems.iter().flat_map(|problem| ProblemView::of_row(locale, problem)).collect(),
        zone: locale.zone_label(importer.now()),
        page,
    })
}

#[derive(Debug, Default, Deserialize)]
pub(in crate::web) struct Asked {
    #[serde(default)]
    ids: String,
    /// What shows the import: `row` for the list, the page otherwise.
    #[serde(default)]
    view: String,
}

#[derive(Template)]
#[template(path = "pages/imports/row.html")]
struct RowFragment {
    page: Page,
    row: ImportView,
}

/// How the imports of a page stand. Each is named with the state that the page shows; a changed one comes back as HTML.
pub(in crate::web) async fn poll(importer: Importer, Query(asked): Query<Asked>) -> Result<HttpResponse, WebError> {
    let wanted: Vec<(String, String)> = asked
        .ids
        .split(',')
        .take(ASKED)
        .filter_map(|id| id.rsplit_once('.'))
        .map(|(id, state)| (id.to_owned(), state.to_owned()))
        .collect();
    let viewer = importer.viewer.clone();
    let found = importer
        .app
        .db
        .read(move |c| -> QueryResult<Vec<(String, Import)>> {
            let mut found = Vec::new();
            for (id, state) in wanted {
                if let Some(import) = imports::find_visible_to(c, &viewer, &id)? {
                    found.push((state, import));
                }
            }
            Ok(found)
        })
        .await?;
    let locale = importer.locale();
    let mut heard = Vec::with_capacity(found.len());
    for (shown, import) in found {
        let view = ImportView::new(locale, &import);
        let has_changed = shown != import.live_state();
        let html = match (has_changed, asked.view.as_str()) {
            (false, _) => None,
            (true, "row") => {
                Some(RowFragment { page: importer.page("").await?, row: ImportView::new(locale, &import) }.render()?)
            }
            (true, _) => Some(import_page(&importer, &import).await?.as_status().render()?),
        };
        let say = match import.state {
            _ if import.live_state() == "undone" => Some("imp-live-undone"),
            _ if import.undo.is_some() => None,
            State::Done => Some("imp-live-done"),
            State::Failed => Some("imp-live-failed"),
            State::Cancelled => Some("imp-live-cancelled"),
            State::Queued | State::Running => None,
        };
        heard.push(Heard {
            id: format!("{}.{shown}", import.public_id),
            state: import.live_state(),
            done: view.done,
            total: view.total,
            pct: view.percent,
            detail: view.detail,
            say: say
                .filter(|_| has_changed)
                .map(|key| locale.say(key).with("file", import.file_name.as_str()).to_string()),
            html,
        });
    }
    Ok(HttpResponse::Ok().json(heard))
}
