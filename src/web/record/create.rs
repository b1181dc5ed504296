//! A record made by hand (R54).

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;

use super::fields::{self, FieldGroup, Input};
use super::object;
use super::show::reader;
use crate::db::record::{self, Values, taken_property};
use crate::domain::record::{Object, Property};
use crate::i18n::Noun;
use crate::web::error::WebError;
use crate::web::field_errors::FieldErrors;
use crate::web::flash::Notice;
use crate::web::form::Checked;
use crate::web::page::{Banner, Page};
use crate::web::sign_in::see;
use crate::web::viewer::RecordEditor;
use crate::web::{objects as words, routes};

#[derive(Template)]
#[template(path = "pages/record/new.html")]
struct NewPage {
    page: Page,
    errors: FieldErrors,
    list: String,
    noun: Noun,
    groups: Vec<FieldGroup>,
    url: String,
    back: String,
}

/// The empty form.
pub(in crate::web) async fn page(editor: RecordEditor, name: Path<String>) -> Result<HttpResponse, WebError> {
    let (object, properties) = object(&editor, name.into_inner()).await?;
    answer(&editor, &object, &properties, None, FieldErrors::none()).await
}

/// Makes the record.
pub(in crate::web) async fn create(
    editor: RecordEditor,
    name: Path<String>,
    Checked(sent): Checked,
) -> Result<HttpResponse, WebError> {
    let (object, properties) = object(&editor, name.into_inner()).await?;
    let mut sent = fields::read(reader(&editor), &properties, &sent)?;
    let values: Values = sent
        .changes
        .iter()
        .filter(|change| !change.after.is_empty())
        .map(|change| (change.property_id, change.after.clone()))
        .collect();
    if sent.errors.is_empty()
        && values.is_empty()
        && let Some(first) = fields::groups(reader(&editor), &properties, &values, None)
            .into_iter()
            .flat_map(|group| group.items)
            .find(|item| item.input != Input::Masked)
    {
        sent.errors.add(first.name, editor.say("rec-err-empty"));
    }
    if !sent.errors.is_empty() {
        return answer(&editor, &object, &properties, Some(&sent.typed), sent.errors).await;
    }
    let (viewer, now, object_id, known) = (editor.viewer.clone(), editor.now(), object.id, properties.clone());
    let made = editor.app.db.write(move |c| record::create(c, &viewer, object_id, &known, &values, now)).await;
    match made {
        Ok(made) => {
            editor.flash(&Notice::toast(&editor.say("rec-created")))?;
            Ok(see(&routes::record(&object.name, made.id)))
        }
        Err(e) => {
            let Some(taken) = taken_property(&e) else { return Err(e.into()) };
            let errors = FieldErrors::one_of(fields::name(taken), editor.say("rec-err-taken"));
            answer(&editor, &object, &properties, Some(&sent.typed), errors).await
        }
    }
}

async fn answer(
    editor: &RecordEditor,
    object: &Object,
    properties: &[Property],
    typed: Option<&BTreeMap<i64, String>>,
    errors: FieldErrors,
) -> Result<HttpResponse, WebError> {
    let noun = words::noun(editor.locale(), object);
    let mut page = editor.page(editor.say("rec-new-title").about(&noun)).await?;
    page.banner = Banner::of_errors(page.locale, &errors).or(page.banner);
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let body = NewPage {
        list: words::label(page.locale, object),
        noun,
        groups: fields::groups(reader(editor), properties, &Values::new(), typed),
        url: routes::record_new(&object.name),
        back: routes::records(&object.name),
        errors,
        page,
    };
    Ok(HttpResponse::build(status).content_type("text/html; charset=utf-8").body(body.render()?))
}
