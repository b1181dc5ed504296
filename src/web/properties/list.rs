//! The list of objects.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use crate::db::objects;
use crate::domain::record::Object;
use crate::web::error::WebError;
use crate::web::page::Page;
use crate::web::viewer::SuperAdmin;
use crate::web::{objects as words, routes};

#[derive(Template)]
#[template(path = "pages/properties/list.html")]
struct ListPage {
    page: Page,
    rows: Vec<Row>,
    add_url: &'static str,
}

struct Row {
    object: Object,
    label: String,
    records: String,
    url: String,
    rename_url: String,
    archive_url: String,
    restore_url: String,
}

/// The page: standard objects and own ones, those that were put away last.
pub(in crate::web) async fn page(admin: SuperAdmin) -> Result<HttpResponse, WebError> {
    let mut all = admin.app.db.read(objects::every).await?;
    all.sort_by_key(|object| object.is_archived);
    let page = super::settings_page(&admin, admin.say("prop-title")).await?;
    let rows = all.into_iter().map(|object| Row {
        label: words::label(page.locale, &object),
        records: page.locale.number(object.record_count),
        url: routes::object_settings(&object.name),
        rename_url: routes::of_object_settings(&object.name, "rename"),
        archive_url: routes::of_object_settings(&object.name, "archive"),
        restore_url: routes::of_object_settings(&object.name, "restore"),
        object,
    });
    let rows = rows.collect();
    Ok(super::html(StatusCode::OK, ListPage { page, rows, add_url: routes::NEW_OBJECT }.render()?))
}
