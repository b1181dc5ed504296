//! Putting objects and properties away, after a question, and bringing them back.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;

use crate::db::objects::{self, Duplicates, ObjectSaved, PropertySaved};
use crate::domain::record::Object;
use crate::i18n::Phrase;
use crate::web::error::WebError;
use crate::web::flash::Notice;
use crate::web::form::Checked;
use crate::web::html::Html;
use crate::web::page::Page;
use crate::web::sign_in::see;
use crate::web::viewer::SuperAdmin;
use crate::web::{objects as words, routes};

#[derive(Template)]
#[template(path = "pages/properties/archive.html", blocks = ["dialog"])]
struct ArchivePage {
    page: Page,
    fragment: bool,
    question: Html,
    sentences: Vec<Phrase>,
    url: String,
    back: String,
}

/// The question about an object.
pub(in crate::web) async fn object_page(admin: SuperAdmin, name: Path<String>) -> Result<HttpResponse, WebError> {
    let object = super::find(&admin, &name).await?;
    if !object.is_own() {
        return Err(WebError::NotFound);
    }
    let locale = admin.locale();
    let title = admin.say("prop-archive-object-title").user("title", words::label(locale, &object));
    let kept = admin
        .say("prop-archive-object-text")
        .with("count", object.record_count)
        .with("n", locale.number(object.record_count));
    let sentences = vec![kept, admin.say("prop-archive-object-log")];
    ask(&admin, title, sentences, routes::of_object_settings(&object.name, "archive"), &object).await
}

/// Puts an object away.
pub(in crate::web) async fn object(
    admin: SuperAdmin,
    name: Path<String>,
    Checked(_): Checked,
) -> Result<HttpResponse, WebError> {
    let (name, by, now) = (name.into_inner(), admin.viewer.actor(), admin.now());
    let saved = admin.app.db.write(move |c| objects::archive(c, &name, &by, now)).await?;
    moved(&admin, saved, "prop-object-archived")
}

/// Brings an object back.
pub(in crate::web) async fn restore_object(
    admin: SuperAdmin,
    name: Path<String>,
    Checked(_): Checked,
) -> Result<HttpResponse, WebError> {
    let (name, by, now) = (name.into_inner(), admin.viewer.actor(), admin.now());
    let saved = admin.app.db.write(move |c| objects::restore(c, &name, &by, now)).await?;
    moved(&admin, saved, "prop-object-restored")
}

fn moved(admin: &SuperAdmin, saved: ObjectSaved, done: &'static str) -> Result<HttpResponse, WebError> {
    match saved {
        ObjectSaved::Done(_) => {
            admin.flash(&Notice::toast(&admin.say(done)))?;
            Ok(see(routes::PROPERTIES))
        }
        ObjectSaved::LabelTaken(_) | ObjectSaved::Overtaken | ObjectSaved::Unknown => Err(WebError::NotFound),
    }
}

/// The question about a property.
pub(in crate::web) async fn property_page(
    admin: SuperAdmin,
    path: Path<(String, i64)>,
) -> Result<HttpResponse, WebError> {
    let (name, id) = path.into_inner();
    let object = super::find(&admin, &name).await?;
    let object_id = object.id;
    let property = admin.app.db.read(move |c| objects::property(c, object_id, id)).await?;
    let property = property.filter(|property| !property.is_archived).ok_or(WebError::NotFound)?;
    let title = admin.say("prop-archive-title").user("name", property.label(admin.locale().lang()));
    let url = routes::of_property(&object.name, id, "archive");
    ask(&admin, title, vec![admin.say("prop-archive-text")], url, &object).await
}

/// Puts a property away.
pub(in crate::web) async fn property(
    admin: SuperAdmin,
    path: Path<(String, i64)>,
    Checked(_): Checked,
) -> Result<HttpResponse, WebError> {
    let (name, id) = path.into_inner();
    let object = super::find(&admin, &name).await?;
    let (object_id, by, now) = (object.id, admin.viewer.actor(), admin.now());
    let saved = admin.app.db.write(move |c| objects::archive_property(c, object_id, id, &by, now)).await?;
    property_moved(&admin, &object, &saved, "prop-archived-done")
}

/// Brings a property back.
pub(in crate::web) async fn restore_property(
    admin: SuperAdmin,
    path: Path<(String, i64)>,
    Checked(_): Checked,
) -> Result<HttpResponse, WebError> {
    let (name, id) = path.into_inner();
    let object = super::find(&admin, &name).await?;
    let (object_id, by, now) = (object.id, admin.viewer.actor(), admin.now());
    // Whether values are shared is asked of every record.
    let saved = admin.app.db.write_at_length(move |c| objects::restore_property(c, object_id, id, &by, now)).await?;
    property_moved(&admin, &object, &saved, "prop-restored")
}

fn property_moved(
    admin: &SuperAdmin,
    object: &Object,
    saved: &PropertySaved,
    done: &'static str,
) -> Result<HttpResponse, WebError> {
    let notice = match saved {
        PropertySaved::Done(_) => Notice::toast(&admin.say(done)),
        PropertySaved::NamesRecords => Notice::bad(&admin.say("prop-err-names")),
        PropertySaved::LabelTaken => Notice::bad(&admin.say("prop-err-restore-taken")),
        PropertySaved::BackButShared(Duplicates { values, .. }) => {
            let sentence = admin.say("prop-restored-shared");
            Notice::bad(&sentence.with("count", *values).with("n", admin.locale().number(*values)))
        }
        PropertySaved::KindFixed | PropertySaved::Shared(_) | PropertySaved::Overtaken | PropertySaved::Unknown => {
            return Err(WebError::NotFound);
        }
    };
    admin.flash(&notice)?;
    Ok(see(&routes::object_settings(&object.name)))
}

async fn ask(
    admin: &SuperAdmin,
    title: Phrase,
    sentences: Vec<Phrase>,
    url: String,
    object: &Object,
) -> Result<HttpResponse, WebError> {
    let question = Html::from(title.clone());
    let page = super::settings_page(admin, title).await?;
    let (fragment, back) = (admin.wants_fragment, routes::object_settings(&object.name));
    let body = ArchivePage { page, fragment, question, sentences, url, back };
    Ok(super::html(StatusCode::OK, if fragment { body.as_dialog().render()? } else { body.render()? }))
}
