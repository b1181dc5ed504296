//! The list of imports: a super admin sees all, an importer one's own.

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::view::ImportView;
use crate::db::imports;
use crate::db::records::From;
use crate::domain::import::Import;
use crate::web::error::WebError;
use crate::web::form::Fields;
use crate::web::page::{Page, SettingsEntry};
use crate::web::records::beginning;
use crate::web::routes;
use crate::web::viewer::Importer;

#[derive(Template)]
#[template(path = "pages/imports/list.html")]
struct ListPage {
    page: Page,
    rows: Vec<ImportView>,
    /// The tab of exports is there for exporters only.
    exports_url: Option<&'static str>,
    /// That of bulk actions for those who may look at records.
    bulk_actions_url: Option<&'static str>,
    newer: Option<String>,
    older: Option<String>,
    zone: String,
}

/// The list, newest first.
pub(in crate::web) async fn page(importer: Importer, req: HttpRequest) -> Result<HttpResponse, WebError> {
    let from = beginning(&Fields::parse(req.query_string().as_bytes())?);
    let viewer = importer.viewer.clone();
    let (found, has_more) = importer.app.db.read(move |c| imports::list(c, &viewer, from)).await?;
    let locale = importer.locale();
    let mut page = importer.page(importer.say("ie-title")).await?;
    page.call_window(page.say("ie-tab-imports"), page.title.clone());
    page.settings = Some(SettingsEntry::ImportExport);
    if found.iter().any(Import::is_moving) {
        page.refresh_seconds = Some(5);
    }
    let (has_newer, has_older) = match from {
        From::Start => (false, has_more),
        From::After(_) => (true, has_more),
        From::Before(_) => (has_more, true),
    };
    let body = ListPage {
        newer: found.first().filter(|_| has_newer).map(|import| format!("{}?before={}", routes::IMPORTS, import.id)),
        older: found.last().filter(|_| has_older).map(|import| format!("{}?after={}", routes::IMPORTS, import.id)),
        rows: found.iter().map(|import| ImportView::new(locale, import)).collect(),
        exports_url: importer.viewer.may_export().then_some(routes::IMPORT_EXPORT),
        bulk_actions_url: importer.viewer.user.rights.may_view().then_some(routes::BULK_ACTIONS),
        zone: locale.zone_label(importer.now()),
        page,
    };
    Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").body(body.render()?))
}
