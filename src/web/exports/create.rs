//! The Export dialog (R30): says what will leave, and takes the request.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Path, Query};
use serde::Deserialize;

use super::dialog::{self, Form};
use crate::db::exports::{Limits, Lost, NewExport, Requested};
use crate::db::{exports, objects, records};
use crate::domain::export::{Column, Export, HeaderNames, Request, Source, State};
use crate::domain::export_name::{ExportName, ExportNameError};
use crate::domain::lang::Lang;
use crate::domain::record::{Object, Property, Selection, Sort, SortKey};
use crate::secret;
use crate::web::error::WebError;
use crate::web::field_errors::FieldErrors;
use crate::web::flash::Notice;
use crate::web::form::{Checked, Fields};
use crate::web::records::{sort_from, sort_text};
use crate::web::routes;
use crate::web::sign_in::see;
use crate::web::viewer::Exporter;

/// What a dialog is opened with: the page's own filter, or an own failed export to be tried again (R25).
#[derive(Debug, Clone, Default, Deserialize)]
pub(in crate::web) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    sort: String,
    #[serde(default)]
    again: String,
}

/// The dialog, filled in for the page it was opened from.
pub(in crate::web) async fn page(
    exporter: Exporter,
    object: Path<String>,
    Query(asked): Query<Asked>,
) -> Result<HttpResponse, WebError> {
    let (object, properties) = subject(&exporter, object.into_inner()).await?;
    let form = if asked.again.is_empty() {
        let selection = selection(object.id, &asked.q, &asked.sort, &properties)?;
        Form::new(&exporter, &object, selection, &asked.sort)
    } else {
        let failed = failed_export(&exporter, &object, asked.again).await?;
        let sort = sort_text(failed.request.selection.sort);
        Form::again(failed, sort, &properties)
    };
    if is_paused(&exporter, &object, &form.selection) {
        return without_search(&exporter, &object, &properties, form).await;
    }
    dialog::answer(&exporter, StatusCode::OK, &object, &properties, form, FieldErrors::none(), None).await
}

/// Takes the request: the dialog again, with what was typed, where something is wrong with it.
pub(in crate::web) async fn create(
    exporter: Exporter,
    object: Path<String>,
    Checked(fields): Checked,
) -> Result<HttpResponse, WebError> {
    let (object, properties) = subject(&exporter, object.into_inner()).await?;
    let sort = fields.one("sort")?.to_owned();
    let selection = selection(object.id, fields.one("q")?, &sort, &properties)?;
    let form = typed(&fields, selection, sort)?;
    if is_paused(&exporter, &object, &form.selection) {
        return without_search(&exporter, &object, &properties, form).await;
    }
    let mut errors = FieldErrors::none();

    let name = ExportName::parse(&form.name, "csv");
    if let Err(e) = name {
        errors.add("name", exporter.say(name_error(e)).with("max", exporter.locale().number(200)));
    }
    let offered = dialog::offered(&exporter, &properties);
    let chosen = form.chosen(&offered);
    if form.props == dialog::Props::Chosen {
        match refusal(&form.picked, &properties, &offered) {
            Some(Refusal::Unknown) => {
                return Err(WebError::BadRequest("a property that is none of the object's".into()));
            }
            Some(Refusal::Sensitive) => errors.add("props", exporter.say("exp-err-sensitive")),
            None if chosen.is_empty() => errors.add("props", exporter.say("exp-err-props")),
            None => {}
        }
    }
    let (true, Ok(name)) = (errors.is_empty(), name) else {
        return dialog::answer(&exporter, StatusCode::UNPROCESSABLE_ENTITY, &object, &properties, form, errors, None)
            .await;
    };

    let request = Request {
        selection: form.selection.clone(),
        columns: chosen.into_iter().map(|property| column(property, form.header)).collect(),
        header: form.header,
        separator: form.separator,
        byte_order_mark: form.byte_order_mark,
        guard: form.guard,
    };
    let (limits, viewer, now) = (Limits::from(&*exporter.app.config), exporter.viewer.clone(), exporter.now());
    let selected = request.selection.clone();
    let records = exporter.app.db.read(move |c| records::count(c, &selected)).await?;
    let new = NewExport {
        public_id: secret::public_id()?,
        name: name.with_extension("csv"),
        source: Source::object(&object.name),
        object: object.clone(),
        request,
        records,
    };
    match exporter.app.db.write(move |c| exports::request(c, new, limits, &viewer, now)).await? {
        Requested::New(public_id) => {
            exporter.flash(&Notice::toast(&exporter.say("exp-started")))?;
            Ok(see(&routes::log_row(&public_id)))
        }
        Requested::Same(public_id) => {
            exporter.flash(&Notice::toast(&exporter.say("exp-already")))?;
            Ok(see(&routes::log_row(&public_id)))
        }
        Requested::OverQuota { until } => {
            let sentence = exporter
                .say("exp-err-quota")
                .with("n", exporter.locale().number(limits.per_day))
                .with("time", exporter.locale().date_time(until));
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            let none = FieldErrors::none();
            dialog::answer(&exporter, status, &object, &properties, form, none, Some(sentence)).await
        }
        Requested::Refused(Lost::Sensitive) => {
            let errors = FieldErrors::one("props", exporter.say("exp-err-sensitive"));
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            dialog::answer(&exporter, status, &object, &properties, form, errors, None).await
        }
        Requested::Refused(Lost::Export) => Err(WebError::Forbidden(crate::web::viewer::Refusal::Exports)),
        Requested::Refused(Lost::Object) => Err(WebError::NotFound),
        Requested::SearchPaused => without_search(&exporter, &object, &properties, form).await,
        Requested::NoSuchProperty => Err(WebError::BadRequest("a property went while it was chosen".into())),
    }
}

/// Whether the request reads a text that may still hold a value which this person must not find (R8).
fn is_paused(exporter: &Exporter, object: &Object, selection: &Selection) -> bool {
    object.is_search_paused && selection.reads_search() && !exporter.viewer.user.rights.may_see_sensitive()
}

/// The dialog for every record, with the reason why the search is left out: not even its count is told.
async fn without_search(
    exporter: &Exporter,
    object: &Object,
    properties: &[Property],
    form: Form,
) -> Result<HttpResponse, WebError> {
    let form = Form { selection: Selection::all(object.id), sort: String::new(), ..form };
    let (status, none) = (StatusCode::UNPROCESSABLE_ENTITY, FieldErrors::none());
    let sentence = exporter.say("idx-search-paused");
    dialog::answer(exporter, status, object, properties, form, none, Some(sentence)).await
}

async fn subject(exporter: &Exporter, name: String) -> Result<(Object, Vec<Property>), WebError> {
    let viewer = exporter.viewer.clone();
    let found = exporter
        .app
        .db
        .read(move |c| {
            let Some(object) = objects::find_visible_to(c, &viewer, &name)? else { return Ok(None) };
            let properties = objects::properties(c, object.id)?;
            Ok(Some((object, properties)))
        })
        .await?;
    found.ok_or(WebError::NotFound)
}

/// An own export that failed, of this object; anything else is not there.
async fn failed_export(exporter: &Exporter, object: &Object, public_id: String) -> Result<Export, WebError> {
    let viewer = exporter.viewer.clone();
    let found = exporter.app.db.read(move |c| exports::find_visible_to(c, &viewer, &public_id)).await?;
    found
        .filter(|export| {
            export.state == State::Failed
                && export.user_id == Some(exporter.viewer.user.id)
                && export.object_id == Some(object.id)
        })
        .ok_or(WebError::NotFound)
}

/// Which records the page's query means.
fn selection(object_id: i64, q: &str, sort: &str, properties: &[Property]) -> Result<Selection, WebError> {
    let sort = parse_sort(sort, properties).ok_or_else(|| WebError::BadRequest("no such order".into()))?;
    Ok(Selection { object_id, search: q.trim().to_owned(), sort, ..Selection::default() })
}

/// The order as the index page's address has it; empty is the usual one. Only what is indexed sorts.
fn parse_sort(text: &str, properties: &[Property]) -> Option<Sort> {
    if text.is_empty() {
        return Some(Sort::default());
    }
    let sort = sort_from(text)?;
    match sort.key {
        SortKey::Property(id) => properties.iter().any(|p| p.id == id && p.is_indexed).then_some(sort),
        SortKey::Created | SortKey::Name => Some(sort),
    }
}

/// What was sent, as it is to be shown again.
fn typed(fields: &Fields, selection: Selection, sort: String) -> Result<Form, WebError> {
    let unknown = |what: &str| WebError::BadRequest(format!("no such {what}"));
    Ok(Form {
        name: fields.one("name")?.to_owned(),
        selection,
        sort,
        props: dialog::Props::from_text(fields.one("props")?).ok_or_else(|| unknown("choice of properties"))?,
        picked: fields
            .all("p")
            .map(|id| id.parse().map_err(|_| unknown("property")))
            .collect::<Result<Vec<i64>, WebError>>()?,
        header: HeaderNames::from_text(fields.one("header")?).ok_or_else(|| unknown("header"))?,
        separator: crate::domain::export::Separator::from_text(fields.one("separator")?)
            .ok_or_else(|| unknown("separator"))?,
        byte_order_mark: fields.is_ticked("bom"),
        guard: fields.is_ticked("guard"),
    })
}

fn name_error(e: ExportNameError) -> &'static str {
    match e {
        ExportNameError::Empty => "exp-err-name",
        ExportNameError::TooLong => "exp-err-name-long",
        ExportNameError::Forbidden => "exp-err-name-chars",
    }
}

enum Refusal {
    Unknown,
    Sensitive,
}

/// Why chosen properties cannot be had: nobody gets these from the dialog, only from a form made by hand.
fn refusal(picked: &[i64], properties: &[Property], offered: &[&Property]) -> Option<Refusal> {
    let is_known = |id: &i64| properties.iter().any(|property| property.id == *id);
    let is_offered = |id: &i64| offered.iter().any(|property| property.id == *id);
    if !picked.iter().all(is_known) {
        return Some(Refusal::Unknown);
    }
    (!picked.iter().all(is_offered)).then_some(Refusal::Sensitive)
}

/// A column as it is frozen (R31).
fn column(property: &Property, header: HeaderNames) -> Column {
    Column {
        property_id: property.id,
        name: property.name.clone(),
        header: match header {
            HeaderNames::En => property.label(Lang::En).to_owned(),
            HeaderNames::Fr => property.label(Lang::Fr).to_owned(),
            HeaderNames::Internal => property.name.clone(),
        },
        kind: property.kind,
        is_sensitive: property.is_sensitive,
    }
}
