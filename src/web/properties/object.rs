//! One object: its properties by group, and those that were put away.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;

use crate::db::objects;
use crate::domain::record::{Object, Property};
use crate::i18n::Phrase;
use crate::web::error::WebError;
use crate::web::page::Page;
use crate::web::viewer::SuperAdmin;
use crate::web::{objects as words, routes};

#[derive(Template)]
#[template(path = "pages/properties/object.html")]
struct ObjectPage {
    page: Page,
    object: Object,
    groups: Vec<Group>,
    archived: Vec<Row>,
    add_url: String,
    rename_url: String,
    archive_url: String,
    restore_url: String,
}

struct Group {
    title: String,
    rows: Vec<Row>,
}

struct Row {
    property: Property,
    label: String,
    kind: Phrase,
    url: String,
    archive_url: String,
    restore_url: String,
}

/// The page.
pub(in crate::web) async fn page(admin: SuperAdmin, name: Path<String>) -> Result<HttpResponse, WebError> {
    let object = super::find(&admin, &name).await?;
    let id = object.id;
    let properties = admin.app.db.read(move |c| objects::every_property(c, id)).await?;
    let mut page = super::settings_page(&admin, words::label(admin.locale(), &object)).await?;
    page.call_window(page.title.clone(), page.say("prop-title"));
    let row = |property: Property| Row {
        label: property.label(page.locale.lang()).to_owned(),
        kind: page.locale.property_type(property.kind),
        url: routes::property_settings(&object.name, property.id),
        archive_url: routes::of_property(&object.name, property.id, "archive"),
        restore_url: routes::of_property(&object.name, property.id, "restore"),
        property,
    };
    let (archived, live): (Vec<_>, Vec<_>) = properties.into_iter().partition(|property| property.is_archived);
    let mut groups: Vec<Group> = Vec::new();
    for property in live {
        let title =
            if property.group.is_empty() { page.say("prop-group-first").to_string() } else { property.group.clone() };
        match groups.iter_mut().find(|group| group.title == title) {
            Some(group) => group.rows.push(row(property)),
            None => groups.push(Group { title, rows: vec![row(property)] }),
        }
    }
    let body = ObjectPage {
        groups,
        archived: archived.into_iter().map(row).collect(),
        add_url: routes::of_object_settings(&object.name, "add"),
        rename_url: routes::of_object_settings(&object.name, "rename"),
        archive_url: routes::of_object_settings(&object.name, "archive"),
        restore_url: routes::of_object_settings(&object.name, "restore"),
        object,
        page,
    };
    Ok(super::html(StatusCode::OK, body.render()?))
}
