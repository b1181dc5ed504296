//! Making and changing a property.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;

use super::form::Form;
use crate::db::objects::{self, Duplicates, PropertySaved, PropertySettings};
use crate::db::{DbConn, sent_forms};
use crate::domain::property::PropertyType;
use crate::domain::record::{Object, Property};
use crate::web::error::WebError;
use crate::web::field_errors::FieldErrors;
use crate::web::flash::Notice;
use crate::web::form::{Checked, Fields};
use crate::web::page::{Banner, Choice, Page};
use crate::web::sign_in::see;
use crate::web::viewer::SuperAdmin;
use crate::web::{objects as words, routes};

#[derive(Template)]
#[template(path = "pages/properties/property.html")]
struct PropertyPage {
    page: Page,
    errors: FieldErrors,
    hidden: Vec<(&'static str, String)>,
    typed: Form,
    kinds: Vec<Choice>,
    /// The property that is changed; none when one is made.
    property: Option<Property>,
    send_url: String,
    back: String,
}

/// The form of a new property.
pub(in crate::web) async fn new_page(admin: SuperAdmin, name: Path<String>) -> Result<HttpResponse, WebError> {
    let object = super::find(&admin, &name).await?;
    answer(&admin, &object, None, Form::new()?, FieldErrors::none()).await
}

/// Makes it. The same form sent again makes nothing more.
pub(in crate::web) async fn create(
    admin: SuperAdmin,
    name: Path<String>,
    Checked(fields): Checked,
) -> Result<HttpResponse, WebError> {
    let object = super::find(&admin, &name).await?;
    let typed = Form::read(&fields, &[])?;
    let settings = match typed.check(admin.locale()) {
        Ok(settings) => settings,
        Err(errors) => return answer(&admin, &object, None, typed.with_blank_rows(), errors).await,
    };
    let (object_id, by, now, new) = (object.id, admin.viewer.actor(), admin.now(), settings.clone());
    let (viewer, list) = (admin.viewer.clone(), routes::object_settings(&object.name));
    let form = typed.key.hash(&routes::of_object_settings(&object.name, "add"), &fields)?;
    let made = admin
        .app
        .db
        .write_at_length(move |c| {
            sent_forms::once(c, &viewer, &form, now, |c| {
                Ok(match objects::add_property(c, object_id, &new, &by, now)? {
                    PropertySaved::Done(_) => Ok(list),
                    refused => Err(refused),
                })
            })
        })
        .await;
    let refused = match made {
        Ok(Ok(list)) => {
            admin.flash(&Notice::toast(&admin.say("prop-added")))?;
            return Ok(see(&list));
        }
        Ok(Err(refused)) => refused,
        // Somebody else made one of the same name at the same moment.
        Err(e) if e.is_taken() => PropertySaved::LabelTaken,
        Err(e) => return Err(e.into()),
    };
    settle(&admin, &object, None, typed, &settings, refused).await
}

/// The form of a property that is there.
pub(in crate::web) async fn page(admin: SuperAdmin, path: Path<(String, i64)>) -> Result<HttpResponse, WebError> {
    let (object, property) = find(&admin, path.into_inner()).await?;
    let typed = Form::of(PropertySettings::of(&property))?;
    answer(&admin, &object, Some(property), typed, FieldErrors::none()).await
}

/// Changes it.
pub(in crate::web) async fn save(
    admin: SuperAdmin,
    path: Path<(String, i64)>,
    Checked(fields): Checked,
) -> Result<HttpResponse, WebError> {
    let (object, property) = find(&admin, path.into_inner()).await?;
    let typed = Form::read(&fields, &property.choices)?;
    let settings = match typed.check(admin.locale()) {
        Ok(settings) => settings,
        Err(errors) => return answer(&admin, &object, Some(property), typed.with_blank_rows(), errors).await,
    };
    let (object_id, id, by, now) = (object.id, property.id, admin.viewer.actor(), admin.now());
    let (seen, new) = (typed.seen.clone(), settings.clone());
    // Whether values are shared, or there are any, is asked of every record.
    let change = move |c: &mut DbConn| objects::change_property(c, object_id, id, &seen, &new, &by, now);
    let saved = admin.app.db.write_at_length(change).await?;
    if saved == PropertySaved::Overtaken {
        return overtaken(&admin, (object.name, id), &fields).await;
    }
    settle(&admin, &object, Some(property), typed, &settings, saved).await
}

async fn find(admin: &SuperAdmin, (name, id): (String, i64)) -> Result<(Object, Property), WebError> {
    let object = super::find(admin, &name).await?;
    let object_id = object.id;
    let property = admin.app.db.read(move |c| objects::property(c, object_id, id)).await?;
    let property = property.filter(|property| !property.is_archived).ok_or(WebError::NotFound)?;
    Ok((object, property))
}

/// On to the list of properties, or the form again with a sentence beside the field.
async fn settle(
    admin: &SuperAdmin,
    object: &Object,
    property: Option<Property>,
    typed: Form,
    settings: &PropertySettings,
    saved: PropertySaved,
) -> Result<HttpResponse, WebError> {
    let errors = match saved {
        PropertySaved::Done(_) => {
            admin.flash(&Notice::toast(&admin.say("prop-saved")))?;
            return Ok(see(&routes::object_settings(&object.name)));
        }
        PropertySaved::LabelTaken => FieldErrors::one("label_en", admin.say("prop-err-taken")),
        PropertySaved::KindFixed => FieldErrors::one("kind", admin.say("prop-err-kind")),
        PropertySaved::Shared(Duplicates { values, example }) => {
            let hides = settings.is_sensitive || property.as_ref().is_some_and(|property| property.is_sensitive);
            let sentence = if hides {
                admin.say("prop-err-shared-hidden")
            } else {
                admin.say("prop-err-shared").user("example", example.chars().take(100).collect::<String>())
            };
            FieldErrors::one("unique", sentence.with("count", values).with("n", admin.locale().number(values)))
        }
        PropertySaved::BackButShared(_)
        | PropertySaved::NamesRecords
        | PropertySaved::Overtaken
        | PropertySaved::Unknown => return Err(WebError::NotFound),
    };
    answer(admin, object, property, typed.with_blank_rows(), errors).await
}

/// Somebody changed the property since the form was opened: what was typed, and the sentence. Read anew, so that saving it
/// again means to replace what is there now.
async fn overtaken(admin: &SuperAdmin, path: (String, i64), fields: &Fields) -> Result<HttpResponse, WebError> {
    let (object, property) = find(admin, path).await?;
    let typed = Form::read(fields, &property.choices)?.over(PropertySettings::of(&property)).with_blank_rows();
    let sentence = Banner::bad(admin.say("prop-overtaken"));
    answer_with(admin, &object, Some(property), typed, StatusCode::CONFLICT, FieldErrors::none(), Some(sentence)).await
}

async fn answer(
    admin: &SuperAdmin,
    object: &Object,
    property: Option<Property>,
    typed: Form,
    errors: FieldErrors,
) -> Result<HttpResponse, WebError> {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let banner = Banner::of_errors(admin.locale(), &errors);
    answer_with(admin, object, property, typed, status, errors, banner).await
}

async fn answer_with(
    admin: &SuperAdmin,
    object: &Object,
    property: Option<Property>,
    typed: Form,
    status: StatusCode,
    errors: FieldErrors,
    banner: Option<Banner>,
) -> Result<HttpResponse, WebError> {
    let locale = admin.locale();
    let (title, send_url) = match &property {
        None => (
            admin.say("prop-new-title").user("title", words::label(locale, object)),
            routes::of_object_settings(&object.name, "add"),
        ),
        Some(property) => (
            admin.say("prop-edit-title").user("name", property.label(locale.lang())),
            routes::property_settings(&object.name, property.id),
        ),
    };
    let mut page = super::settings_page(admin, title).await?;
    page.banner = banner.or(page.banner);
    let kinds = PropertyType::ALL
        .into_iter()
        .map(|kind| Choice {
            value: kind.as_str().to_owned(),
            label: locale.property_type(kind).to_string(),
            selected: kind == typed.kind,
        })
        .collect();
    let back = routes::object_settings(&object.name);
    let hidden = vec![typed.key.field()];
    let body = PropertyPage { page, errors, hidden, typed, kinds, property, send_url, back };
    Ok(super::html(status, body.render()?))
}
