//! Making and renaming an own object.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;

use crate::db::objects::{self, ObjectSaved};
use crate::db::sent_forms;
use crate::domain::lang::Lang;
use crate::domain::record::{Object, ObjectLabels};
use crate::i18n::Locale;
use crate::web::error::WebError;
use crate::web::field_errors::FieldErrors;
use crate::web::flash::Notice;
use crate::web::form::{Checked, Fields, FormKey};
use crate::web::page::{Banner, Page};
use crate::web::sign_in::see;
use crate::web::viewer::SuperAdmin;
use crate::web::{objects as names, routes, words};

#[derive(Template)]
#[template(path = "pages/properties/own.html")]
struct OwnPage {
    page: Page,
    errors: FieldErrors,
    hidden: Vec<(&'static str, String)>,
    typed: Typed,
    /// The object that is renamed; none when one is made.
    object: Option<Object>,
    lead: String,
    send_url: String,
    back: String,
}

/// What stands in the fields.
struct Typed {
    key: FormKey,
    labels: ObjectLabels,
    primary_en: String,
    primary_fr: String,
    /// The names that the form was filled with ([`objects::seen_labels`]); empty for a new object.
    seen: String,
}

impl Typed {
    fn nothing() -> Result<Self, WebError> {
        let none = String::new;
        let (key, labels) = (FormKey::new()?, ObjectLabels::default());
        Ok(Self { key, labels, primary_en: none(), primary_fr: none(), seen: none() })
    }

    fn read(fields: &Fields) -> Result<Self, WebError> {
        let text = |name: &str| fields.one(name).map(|text| text.trim().to_owned());
        Ok(Self {
            key: FormKey::of(fields)?,
            labels: ObjectLabels {
                one_en: text("one_en")?,
                many_en: text("many_en")?,
                one_fr: text("one_fr")?,
                many_fr: text("many_fr")?,
            },
            primary_en: text("primary_en")?,
            primary_fr: text("primary_fr")?,
            seen: text("seen")?,
        })
    }

    /// What is wrong with it; the French names may be missing.
    fn check(&self, locale: Locale, with_primary: bool) -> FieldErrors {
        let mut errors = FieldErrors::none();
        let mut ask = |field: &'static str, label: &'static str, text: &str, is_optional: bool| {
            if (!is_optional || !text.is_empty())
                && let Some(sentence) = words::name_error(locale, text, "prop-err-name")
            {
                errors.add_named(locale, field, locale.say(label), sentence);
            }
        };
        ask("one_en", "prop-one-en", &self.labels.one_en, false);
        ask("many_en", "prop-many-en", &self.labels.many_en, false);
        ask("one_fr", "prop-one-fr", &self.labels.one_fr, true);
        ask("many_fr", "prop-many-fr", &self.labels.many_fr, true);
        if with_primary {
            ask("primary_en", "prop-primary-en", &self.primary_en, false);
            ask("primary_fr", "prop-primary-fr", &self.primary_fr, true);
        }
        errors
    }

    /// The names, where French ones are missing with the English ones in their place.
    fn labels(&self) -> ObjectLabels {
        let labels = self.labels.clone();
        ObjectLabels {
            one_fr: or(&labels.one_fr, &labels.one_en),
            many_fr: or(&labels.many_fr, &labels.many_en),
            ..labels
        }
    }
}

/// The French words, or the English ones where there are none.
pub(super) fn or(french: &str, english: &str) -> String {
    if french.is_empty() { english.to_owned() } else { french.to_owned() }
}

/// French words as a form shows them: those that only repeat the English ones are left out.
pub(super) fn shown(french: String, english: &str) -> String {
    if french == english { String::new() } else { french }
}

/// The form of a new object.
pub(in crate::web) async fn new_page(admin: SuperAdmin) -> Result<HttpResponse, WebError> {
    let typed = Typed { primary_en: "Name".into(), primary_fr: "Nom".into(), ..Typed::nothing()? };
    answer(&admin, None, typed, FieldErrors::none()).await
}

/// Makes the object, and leads to its properties. The same form sent again leads to the same object.
pub(in crate::web) async fn create(admin: SuperAdmin, Checked(fields): Checked) -> Result<HttpResponse, WebError> {
    let typed = Typed::read(&fields)?;
    let errors = typed.check(admin.locale(), true);
    if !errors.is_empty() {
        return answer(&admin, None, typed, errors).await;
    }
    let (labels, by, now) = (typed.labels(), admin.viewer.actor(), admin.now());
    let primary = (typed.primary_en.clone(), or(&typed.primary_fr, &typed.primary_en));
    let (viewer, form) = (admin.viewer.clone(), typed.key.hash(routes::NEW_OBJECT, &fields)?);
    let made = admin
        .app
        .db
        .write(move |c| {
            sent_forms::once(c, &viewer, &form, now, |c| {
                Ok(match objects::add(c, &labels, (&primary.0, &primary.1), &by, now)? {
                    ObjectSaved::Done(object) => Ok(routes::object_settings(&object.name)),
                    refused => Err(refused),
                })
            })
        })
        .await;
    match made {
        Ok(Ok(url)) => {
            admin.flash(&Notice::toast(&admin.say("prop-object-added")))?;
            Ok(see(&url))
        }
        Ok(Err(ObjectSaved::LabelTaken(lang))) => taken(&admin, None, typed, lang).await,
        Ok(Err(_)) => Err(WebError::NotFound),
        // Somebody else made one of the same name at the same moment.
        Err(e) if e.is_taken() => taken(&admin, None, typed, Lang::En).await,
        Err(e) => Err(e.into()),
    }
}

/// The form that renames an own object.
pub(in crate::web) async fn rename_page(admin: SuperAdmin, name: Path<String>) -> Result<HttpResponse, WebError> {
    let object = super::find(&admin, &name).await?;
    let labels = object.labels.clone().ok_or(WebError::NotFound)?;
    let seen = objects::seen_labels(&labels);
    let labels = ObjectLabels {
        one_fr: shown(labels.one_fr, &labels.one_en),
        many_fr: shown(labels.many_fr, &labels.many_en),
        ..labels
    };
    answer(&admin, Some(object), Typed { labels, seen, ..Typed::nothing()? }, FieldErrors::none()).await
}

/// Renames it.
pub(in crate::web) async fn rename(
    admin: SuperAdmin,
    name: Path<String>,
    Checked(fields): Checked,
) -> Result<HttpResponse, WebError> {
    let object = super::find(&admin, &name).await?;
    let typed = Typed::read(&fields)?;
    let errors = typed.check(admin.locale(), false);
    if !errors.is_empty() {
        return answer(&admin, Some(object), typed, errors).await;
    }
    let (labels, by, now) = (typed.labels(), admin.viewer.actor(), admin.now());
    let (name, seen) = (object.name.clone(), typed.seen.clone());
    match admin.app.db.write(move |c| objects::rename(c, &name, &seen, &labels, &by, now)).await? {
        ObjectSaved::Done(object) => {
            admin.flash(&Notice::toast(&admin.say("prop-object-renamed")))?;
            Ok(see(&routes::object_settings(&object.name)))
        }
        ObjectSaved::LabelTaken(lang) => taken(&admin, Some(object), typed, lang).await,
        ObjectSaved::Overtaken => overtaken(&admin, &object.name, typed).await,
        ObjectSaved::Unknown => Err(WebError::NotFound),
    }
}

async fn taken(admin: &SuperAdmin, object: Option<Object>, typed: Typed, lang: Lang) -> Result<HttpResponse, WebError> {
    let field = match lang {
        Lang::En => "many_en",
        Lang::Fr => "many_fr",
    };
    answer(admin, object, typed, FieldErrors::one(field, admin.say("prop-err-object-taken"))).await
}

/// Somebody renamed the object since the form was opened: what was typed, and the sentence. Read anew, so that saving it again
/// means to replace the names that it has now.
async fn overtaken(admin: &SuperAdmin, name: &str, typed: Typed) -> Result<HttpResponse, WebError> {
    let object = super::find(admin, name).await?;
    let seen = object.labels.as_ref().map(objects::seen_labels).ok_or(WebError::NotFound)?;
    let sentence = Banner::bad(admin.say("prop-object-overtaken"));
    let typed = Typed { seen, ..typed };
    answer_with(admin, Some(object), typed, StatusCode::CONFLICT, FieldErrors::none(), Some(sentence)).await
}

async fn answer(
    admin: &SuperAdmin,
    object: Option<Object>,
    typed: Typed,
    errors: FieldErrors,
) -> Result<HttpResponse, WebError> {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let banner = Banner::of_errors(admin.locale(), &errors);
    answer_with(admin, object, typed, status, errors, banner).await
}

async fn answer_with(
    admin: &SuperAdmin,
    object: Option<Object>,
    typed: Typed,
    status: StatusCode,
    errors: FieldErrors,
    banner: Option<Banner>,
) -> Result<HttpResponse, WebError> {
    let locale = admin.locale();
    let (title, lead, send_url, back) = match &object {
        None => (
            admin.say("prop-object-new"),
            admin.say("prop-object-new-lead"),
            routes::NEW_OBJECT.to_owned(),
            routes::PROPERTIES.to_owned(),
        ),
        Some(object) => (
            admin.say("prop-object-rename").user("title", names::label(locale, object)),
            admin.say("prop-object-rename-lead").with("name", object.name.as_str()),
            routes::of_object_settings(&object.name, "rename"),
            routes::object_settings(&object.name),
        ),
    };
    let mut page = super::settings_page(admin, title).await?;
    page.banner = banner.or(page.banner);
    let hidden = vec![typed.key.field()];
    let body = OwnPage { page, errors, hidden, typed, object, lead: lead.to_string(), send_url, back };
    Ok(super::html(status, body.render()?))
}
