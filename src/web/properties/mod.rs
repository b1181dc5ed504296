//! Objects and properties, for super admins: what kinds of records there are, and what is kept of each (R50).

pub(super) mod archive;
mod form;
pub(super) mod list;
pub(super) mod object;
pub(super) mod own;
pub(super) mod property;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::error::WebError;
use super::page::{Page, SettingsEntry};
use super::viewer::SuperAdmin;
use crate::db::objects;
use crate::domain::record::Object;

/// A page under *Properties*.
async fn settings_page(admin: &SuperAdmin, title: impl std::fmt::Display) -> Result<Page, WebError> {
    let mut page = admin.page(title).await?;
    page.settings = Some(SettingsEntry::Properties);
    Ok(page)
}

/// The object of an address, put away or not.
async fn find(admin: &SuperAdmin, name: &str) -> Result<Object, WebError> {
    let name = name.to_owned();
    admin.app.db.read(move |c| objects::find_any(c, &name)).await?.ok_or(WebError::NotFound)
}

fn html(status: StatusCode, body: String) -> HttpResponse {
    HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header(("vary", "X-Fragment"))
        .body(body)
}
