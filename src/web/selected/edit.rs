//! Setting one property of many records: first which one, then its value.

use actix_web::http::StatusCode;
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::parts::{Came, each_part};
use super::sent::Sent;
use super::which::which;
use super::{Selected, counted, selected, without_rights};
use crate::db::record::{self, Edited, Outdated};
use crate::db::{DbConn, QueryResult, objects};
use crate::domain::bulk_action::Deed;
use crate::domain::record::Property;
use crate::i18n::Phrase;
use crate::web::error::WebError;
use crate::web::field_errors::FieldErrors;
use crate::web::flash::Notice;
use crate::web::form::{Checked, Fields};
use crate::web::html::Html;
use crate::web::page::{Banner, Choice, Page};
use crate::web::record::fields::{self, FieldGroup, Input};
use crate::web::record::sent;
use crate::web::record::show::reader;
use crate::web::routes;
use crate::web::viewer::RecordEditor;

#[derive(Template)]
#[template(path = "pages/selected/edit.html")]
struct EditPage {
    page: Page,
    errors: FieldErrors,
    action: String,
    back: String,
    hidden: Vec<(&'static str, String)>,
    lead: String,
    /// Which records they are, line by line.
    which: Vec<Html>,
    confirm: String,
    /// The first step: which property.
    properties: Vec<Choice>,
    /// The second step: its value.
    groups: Vec<FieldGroup>,
    /// By whose clock a moment is typed.
    zone: Option<String>,
}

/// Which property, or its value when that is known.
pub(in crate::web) async fn page(
    editor: RecordEditor,
    object: Path<String>,
    req: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let fields = Fields::parse(req.query_string().as_bytes())?;
    let selected = match selected(&editor, object.into_inner(), &fields).await? {
        Ok(selected) => selected,
        Err(elsewhere) => return Ok(elsewhere),
    };
    match property(&editor, &selected, &fields)? {
        Ok(property) => answer(&editor, selected, property, None, (FieldErrors::none(), None)).await,
        Err(Gone) => choose_another(&editor, selected).await,
    }
}

/// Sets the value, once for the same form. Where that means other records by now, or more of them, it is asked again.
pub(in crate::web) async fn save(
    editor: RecordEditor,
    object: Path<String>,
    Checked(fields): Checked,
) -> Result<HttpResponse, WebError> {
    let object = object.into_inner();
    let form = Sent::read(&object, "edit", "sel-edited", &fields)?;
    if let Some(answer) = form.answered(&editor).await? {
        return Ok(answer);
    }
    let mut untold = 0;
    // What it was judged by may change before it is written; then it is judged by what there is now.
    let answer = loop {
        if let Some(answer) = try_to_save(&editor, &object, (&fields, &form), &mut untold).await.transpose() {
            break answer;
        }
    };
    if untold > 0 {
        tell(&editor, untold)?;
    }
    answer
}

/// Says how many records were changed.
fn tell(editor: &RecordEditor, changed: i64) -> Result<(), WebError> {
    editor.flash(&Notice::toast(&counted(editor, "sel-edited", changed)))
}

/// Judges the value by the property that there is, and sets it unless that has changed by then; what earlier parts changed
/// stays, and is counted among what nobody was told of yet.
async fn try_to_save(
    editor: &RecordEditor,
    object: &str,
    (fields, form): (&Fields, &Sent),
    untold: &mut i64,
) -> Result<Option<HttpResponse>, WebError> {
    let selected = match selected(editor, object.to_owned(), fields).await? {
        Ok(selected) => selected,
        Err(elsewhere) => return form.answered_or(editor, elsewhere).await.map(Some),
    };
    let property = match property(editor, &selected, fields)? {
        Ok(property) => property.ok_or_else(|| WebError::BadRequest("no property was chosen".into()))?,
        Err(Gone) => return choose_another(editor, selected).await.map(Some),
    };
    let (typed, value) = sent::read_one(reader(editor), &property, fields)?;
    let until = match selected.agreed(fields)? {
        Ok(until) => until,
        Err(why) => {
            let late = Some(editor.say(why));
            return answer(editor, selected, Some(property), Some(typed), (FieldErrors::none(), late)).await.map(Some);
        }
    };
    let value = match value {
        Ok(value) => value,
        Err(sentence) => return again(editor, selected, property, typed, sentence).await,
    };
    if property.is_unique && !value.is_empty() && selected.count > 1 {
        return again(editor, selected, property, typed, editor.say("sel-err-unique")).await;
    }
    if selected.is_for_later() {
        return selected.later(editor, Deed::Edit { property_id: property.id, value }, until, form).await.map(Some);
    }
    let (viewer, now, object_id) = (editor.viewer.clone(), editor.now(), selected.listing.object.id);
    let (sees_all, id) = (editor.viewer.user.rights.may_see_sensitive(), property.id);
    let step = move |c: &mut DbConn, ids: &[i64]| -> QueryResult<Result<Edited, Outdated>> {
        // As they are now: their object is locked, so a change of them comes before this step or after it.
        let properties = objects::properties(c, object_id)?;
        let takes_it = |one: &Property| one.id == id && (sees_all || !one.is_sensitive) && one.takes(&value);
        if !properties.iter().any(takes_it) {
            return Ok(Err(Outdated::Properties));
        }
        record::edit_many(c, &viewer, object_id, &properties, ids, (id, &value), now).map(Ok)
    };
    // A value that must be unique and is taken is asked for again.
    let counts = |edited: &Edited| (edited.refused == 0).then_some(edited.changed);
    let came = each_part(editor, (selected.listing.selection.clone(), until), form, counts, step).await?;
    let is_taken = match &came {
        Ok(came) => came.done.refused > 0,
        Err(e) => e.taken_property().is_some(),
    };
    if is_taken {
        return again(editor, selected, property, typed, editor.say("rec-err-taken")).await;
    }
    let Came { done, records, outdated } = came?;
    *untold += done.changed;
    match outdated {
        Some(Outdated::Properties) => Ok(None),
        Some(Outdated::Rights) => without_rights(editor, form.told, std::mem::take(untold), &selected.back).map(Some),
        None => {
            *untold = 0;
            form.answer(editor, records).map(Some)
        }
    }
}

/// The form with what was typed, and what is wrong with it.
async fn again(
    editor: &RecordEditor,
    selected: Selected,
    property: Property,
    typed: String,
    sentence: Phrase,
) -> Result<Option<HttpResponse>, WebError> {
    let errors = FieldErrors::one_of(fields::name(property.id), sentence);
    answer(editor, selected, Some(property), Some(typed), (errors, None)).await.map(Some)
}

/// The first step again, for whoever chose a property that is gone.
async fn choose_another(editor: &RecordEditor, selected: Selected) -> Result<HttpResponse, WebError> {
    let late = Some(editor.say("sel-edit-late"));
    answer(editor, selected, None, None, (FieldErrors::none(), late)).await
}

/// The property that was chosen was put away, or hidden from the viewer (R8), since they chose it.
struct Gone;

/// The property that was chosen, where one was.
fn property(
    editor: &RecordEditor,
    selected: &Selected,
    fields: &Fields,
) -> Result<Result<Option<Property>, Gone>, WebError> {
    let wanted = fields.one("property")?;
    if wanted.is_empty() {
        return Ok(Ok(None));
    }
    let is_it = |property: &&Property| property.id.to_string() == wanted;
    if let Some(found) = selected.listing.offered(&editor.viewer).into_iter().find(is_it) {
        return Ok(Ok(Some(found.clone())));
    }
    match selected.listing.every.iter().find(is_it) {
        Some(_) => Ok(Err(Gone)),
        None => Err(WebError::BadRequest("no such property".into())),
    }
}

async fn answer(
    editor: &RecordEditor,
    selected: Selected,
    property: Option<Property>,
    typed: Option<String>,
    (errors, late): (FieldErrors, Option<Phrase>),
) -> Result<HttpResponse, WebError> {
    let offered = selected.listing.offered(&editor.viewer);
    let lang = editor.locale().lang();
    let choice = |property: &&Property| Choice {
        value: property.id.to_string(),
        label: property.label(lang).to_owned(),
        selected: false,
    };
    let properties: Vec<Choice> = if property.is_none() { offered.iter().map(choice).collect() } else { Vec::new() };
    let carried = selected.carried();
    let Selected { listing, count, mut hidden, back, .. } = selected;
    let chosen = property.iter().map(|property| ("property", property.id.to_string()));
    hidden.extend(chosen.clone());
    let mut page = editor.page(editor.say("sel-edit-title")).await?;
    let status = match (&late, errors.is_empty()) {
        (Some(_), _) => StatusCode::CONFLICT,
        (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
        (None, true) => StatusCode::OK,
    };
    page.banner = late.map(Banner::bad).or(Banner::of_errors(page.locale, &errors)).or(page.banner);
    let action = routes::selected(&listing.object.name, "edit");
    // The page that refuses a form stands at an address that names no records.
    page.path = routes::with_fields(&action, &hidden);
    // The first step asks for nothing to be done yet.
    let hidden = if property.is_some() { carried.into_iter().chain(chosen).collect() } else { hidden };
    let groups: Vec<FieldGroup> =
        property.iter().flat_map(|one| fields::one(reader(editor), one, typed.clone())).collect();
    let body = EditPage {
        action,
        lead: counted(editor, "sel-count", count).to_string(),
        which: which(editor, &listing),
        confirm: counted(editor, "sel-edit-confirm", count).to_string(),
        zone: fields::have_moments(&groups).then(|| page.locale.zone_label(editor.now())),
        groups,
        properties,
        back,
        hidden,
        errors,
        page,
    };
    Ok(HttpResponse::build(status).content_type("text/html; charset=utf-8").body(body.render()?))
}
