//! A record made by hand (R54).

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;

use super::fields::{self, FieldGroup, Input};
use super::object;
use super::sent;
use super::show::reader;
use crate::db::record::{self, Outdated, Values, taken_property};
use crate::db::sent_forms;
use crate::domain::record::{Object, Property};
use crate::i18n::{Noun, Phrase};
use crate::web::error::WebError;
use crate::web::field_errors::FieldErrors;
use crate::web::flash::Notice;
use crate::web::form::{Checked, Fields, FormKey};
use crate::web::page::{Banner, Page};
use crate::web::sign_in::see;
use crate::web::viewer::RecordEditor;
use crate::web::{objects as words, routes};

#[derive(Template)]
#[template(path = "pages/record/new.html")]
struct NewPage {
    page: Page,
    errors: FieldErrors,
    hidden: Vec<(&'static str, String)>,
    list: String,
    noun: Noun,
    groups: Vec<FieldGroup>,
    /// By whose clock moments are typed, where there are some.
    zone: Option<String>,
    url: String,
    back: String,
}

/// The empty form.
pub(in crate::web) async fn page(editor: RecordEditor, name: Path<String>) -> Result<HttpResponse, WebError> {
    let (object, properties) = object(&editor, name.into_inner()).await?;
    let nothing = (StatusCode::OK, FieldErrors::none(), None);
    answer(&editor, &object, &properties.live, &FormKey::new()?, None, nothing).await
}

/// Makes the record. The same form sent again leads to the same record.
pub(in crate::web) async fn create(
    editor: RecordEditor,
    name: Path<String>,
    Checked(form): Checked,
) -> Result<HttpResponse, WebError> {
    let name = name.into_inner();
    // What it was judged by may change before it is written; then it is judged by what there is now.
    loop {
        if let Some(answer) = try_to_create(&editor, &name, &form).await? {
            return Ok(answer);
        }
    }
}

/// Judges a form by the properties that there are, and makes the record unless they have changed by then.
async fn try_to_create(editor: &RecordEditor, name: &str, form: &Fields) -> Result<Option<HttpResponse>, WebError> {
    let (object, properties) = object(editor, name.to_owned()).await?;
    let key = FormKey::of(form)?;
    let mut sent = sent::read(reader(editor), &properties.live, form)?;
    let late = sent::is_late(reader(editor), properties.every(), form)?.then(|| editor.say("rec-late"));
    let properties = properties.live;
    let values: Values = sent
        .changes
        .iter()
        .filter(|change| !change.after.is_empty())
        .map(|change| (change.property_id, change.after.clone()))
        .collect();
    if sent.errors.is_empty()
        && values.is_empty()
        && let Some(first) = fields::groups(reader(editor), &properties, &values, None)
            .into_iter()
            .flat_map(|group| group.items)
            .find(|item| item.input != Input::Masked)
    {
        sent.errors.add(first.name, editor.say("rec-err-empty"));
    }
    if late.is_some() || !sent.errors.is_empty() {
        let status = if late.is_some() { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
        let wrong = (status, sent.errors, late);
        return answer(editor, &object, &properties, &key, Some(&sent.typed), wrong).await.map(Some);
    }
    let (viewer, now, object_id, known) = (editor.viewer.clone(), editor.now(), object.id, properties.clone());
    let (form, object_name) = (key.hash(&routes::record_new(&object.name), form)?, object.name.clone());
    let made = editor
        .app
        .db
        .write(move |c| {
            sent_forms::once(c, &viewer, &form, now, |c| {
                let made = record::create(c, &viewer, object_id, &known, &values, now)?;
                Ok(made.map(|made| routes::record(&object_name, made.id)))
            })
        })
        .await;
    match made {
        Ok(Ok(url)) => {
            editor.flash(&Notice::toast(&editor.say("rec-created")))?;
            Ok(Some(see(&url)))
        }
        Ok(Err(Outdated::Properties)) => Ok(None),
        Ok(Err(Outdated::Rights)) => Err(WebError::SignInFirst),
        Err(e) => {
            let Some(taken) = taken_property(&e) else { return Err(e.into()) };
            let errors = FieldErrors::one_of(fields::name(taken), editor.say("rec-err-taken"));
            let wrong = (StatusCode::UNPROCESSABLE_ENTITY, errors, None);
            answer(editor, &object, &properties, &key, Some(&sent.typed), wrong).await.map(Some)
        }
    }
}

/// The form with what was typed into the one of a record that was deleted meanwhile: sending it makes the record anew.
pub(super) async fn anew(editor: &RecordEditor, name: String, form: &Fields) -> Result<HttpResponse, WebError> {
    let (object, properties) = object(editor, name).await?;
    let sent = sent::read(reader(editor), &properties.live, form)?;
    let wrong = (StatusCode::NOT_FOUND, sent.errors, Some(editor.say("rec-gone")));
    answer(editor, &object, &properties.live, &FormKey::new()?, Some(&sent.typed), wrong).await
}

async fn answer(
    editor: &RecordEditor,
    object: &Object,
    properties: &[Property],
    key: &FormKey,
    typed: Option<&BTreeMap<i64, String>>,
    (status, errors, late): (StatusCode, FieldErrors, Option<Phrase>),
) -> Result<HttpResponse, WebError> {
    let noun = words::noun(editor.locale(), object);
    let mut page = editor.page(editor.say("rec-new-title").about(&noun)).await?;
    page.call_window(page.title.clone(), words::label(page.locale, object));
    page.banner = late.map(Banner::bad).or(Banner::of_errors(page.locale, &errors)).or(page.banner);
    let url = routes::record_new(&object.name);
    // The form of a record that is gone was at its address.
    page.path.clone_from(&url);
    let mut groups = fields::groups(reader(editor), properties, &Values::new(), typed);
    // A field of one line would join the lines that were typed.
    for item in groups.iter_mut().flat_map(|group| &mut group.items) {
        if item.input == Input::Line("text") && item.text.contains(['\n', '\r']) {
            item.input = Input::Lines;
        }
    }
    let body = NewPage {
        hidden: vec![key.field()],
        list: words::label(page.locale, object),
        noun,
        zone: fields::have_moments(&groups).then(|| page.locale.zone_label(editor.now())),
        groups,
        url,
        back: routes::records(&object.name),
        errors,
        page,
    };
    Ok(HttpResponse::build(status).content_type("text/html; charset=utf-8").body(body.render()?))
}
