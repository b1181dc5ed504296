//! The list of bulk actions: a super admin sees all, others see their own.

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::view::BulkActionView;
use crate::db::bulk_actions;
use crate::db::records::From;
use crate::web::error::WebError;
use crate::web::form::Fields;
use crate::web::page::{Page, SettingsEntry};
use crate::web::record::fields::Reader;
use crate::web::records::beginning;
use crate::web::routes;
use crate::web::viewer::RecordViewer;

#[derive(Template)]
#[template(path = "pages/bulk_actions/list.html")]
struct ListPage {
    page: Page,
    rows: Vec<BulkActionView>,
    /// It is a tab of Import & Export for those who may do one of them.
    is_tab: bool,
    /// The tab of exports is there for exporters only,
    exports_url: Option<&'static str>,
    /// and that of imports for importers.
    imports_url: Option<&'static str>,
    url: &'static str,
    newer: Option<String>,
    older: Option<String>,
    zone: String,
}

/// The list, newest first.
pub(in crate::web) async fn page(viewer: RecordViewer, req: HttpRequest) -> Result<HttpResponse, WebError> {
    let from = beginning(&Fields::parse(req.query_string().as_bytes())?);
    let reader = viewer.viewer.clone();
    let (found, has_more) = viewer.app.db.read(move |c| bulk_actions::list(c, &reader, from)).await?;
    let locale = viewer.locale();
    let rights = viewer.viewer.user.rights;
    let is_tab = rights.may_export() || rights.may_import();
    let mut page = viewer.page(viewer.say(if is_tab { "ie-title" } else { "bulk-many" })).await?;
    if is_tab {
        page.call_window(page.say("bulk-many"), page.title.clone());
    }
    page.settings = Some(SettingsEntry::BulkActions);
    if found.iter().any(|action| action.state.is_open()) {
        page.refresh_seconds = Some(5);
    }
    let (has_newer, has_older) = match from {
        From::Start => (false, has_more),
        From::After(_) => (true, has_more),
        From::Before(_) => (has_more, true),
    };
    let url = routes::BULK_ACTIONS;
    let body = ListPage {
        newer: found.first().filter(|_| has_newer).map(|action| format!("{url}?before={}", action.id)),
        older: found.last().filter(|_| has_older).map(|action| format!("{url}?after={}", action.id)),
        rows: found.iter().map(|action| BulkActionView::new(Reader { locale, rights }, action)).collect(),
        exports_url: rights.may_export().then_some(routes::IMPORT_EXPORT),
        imports_url: rights.may_import().then_some(routes::IMPORTS),
        zone: locale.zone_label(viewer.now()),
        is_tab,
        url,
        page,
    };
    Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").body(body.render()?))
}
