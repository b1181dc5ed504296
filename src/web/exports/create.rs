//! The Export dialog (R30): says what will leave, and takes the request.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};

use super::dialog::{self, Form};
use crate::db::exports::{Limits, Lost, NewExport, Requested};
use crate::db::{exports, objects, records};
use crate::domain::export::{Column, Export, Format, HeaderNames, Request, SourceKind, State, Values};
use crate::domain::export_name::{ExportName, ExportNameError};
use crate::domain::lang::Lang;
use crate::domain::property::{Choice, PropertyType};
use crate::domain::record::Property;
use crate::secret;
use crate::web::error::WebError;
use crate::web::field_errors::FieldErrors;
use crate::web::flash::Notice;
use crate::web::form::{Checked, Fields};
use crate::web::records::listing::{Listing, listing, usable};
use crate::web::records::place::{Place, sort_text};
use crate::web::routes;
use crate::web::sign_in::see;
use crate::web::viewer::Exporter;

/// The dialog, filled in for the page it was opened from, or as an own failed export was asked for (R25).
pub(in crate::web) async fn page(
    exporter: Exporter,
    object: Path<String>,
    req: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let fields = Fields::parse(req.query_string().as_bytes())?;
    let (object, again) = (object.into_inner(), fields.one("again")?.to_owned());
    let failed = if again.is_empty() { None } else { Some(failed_export(&exporter, again).await?) };
    let place = match &failed {
        Some(failed) => place_of(&exporter, &object, failed).await?,
        None => Place::parse(&fields)?,
    };
    let asks_for_ticked = fields.is_ticked("picked") && !fields.is_ticked("all");
    let listing = match usable(&exporter, object, place).await? {
        Ok(listing) => listing,
        Err(elsewhere) => return Ok(elsewhere),
    };
    if asks_for_ticked && listing.place.picked.is_empty() {
        exporter.flash(&Notice::bad(&exporter.say("idx-err-picked")))?;
        return Ok(see(&listing.url()));
    }
    let (object, properties) = (listing.object.clone(), listing.properties.clone());
    let form = match failed {
        Some(failed) if failed.object_id == Some(object.id) => Form::again(failed, listing),
        Some(_) => return Err(WebError::NotFound),
        None => Form::new(&exporter, listing),
    };
    dialog::answer(&exporter, StatusCode::OK, &object, &properties, form, FieldErrors::none(), None).await
}

/// Leads to the dialog of a failed export's object, whatever view or segment it was made from.
pub(in crate::web) async fn again(exporter: Exporter, id: Path<String>) -> Result<HttpResponse, WebError> {
    let failed = failed_export(&exporter, id.into_inner()).await?;
    let all = exporter.app.db.read(objects::all).await?;
    let object = all.iter().find(|object| Some(object.id) == failed.object_id).ok_or(WebError::NotFound)?;
    Ok(see(&routes::export_again(&object.name, &failed.public_id)))
}

/// Takes the request: the dialog again, with what was typed, where something is wrong with it.
pub(in crate::web) async fn create(
    exporter: Exporter,
    object: Path<String>,
    Checked(fields): Checked,
) -> Result<HttpResponse, WebError> {
    let listing = match usable(&exporter, object.into_inner(), Place::parse(&fields)?).await? {
        Ok(listing) => listing,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let (object, properties) = (listing.object.clone(), listing.properties.clone());
    let mut form = typed(&fields, listing)?;
    let mut errors = FieldErrors::none();
    if let Some((id, way)) = asked_to_move(&fields)? {
        form.picked = moved(form.picked, id, way);
        form.props = dialog::Props::Chosen;
        return dialog::answer(&exporter, StatusCode::OK, &object, &properties, form, errors, None).await;
    }

    let name = ExportName::parse(&form.name);
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
        selection: form.listing.selection.clone(),
        columns: chosen.into_iter().map(|property| column(property, &form, exporter.locale().lang())).collect(),
        header: form.header,
        separator: form.separator,
        byte_order_mark: form.byte_order_mark,
        guard: form.guard,
        named: Vec::new(),
        format: form.format,
        values: form.values,
        zip: form.zip,
        sheet: dialog::sheet(&exporter, &object),
        records_per_file: None,
    };
    let (limits, viewer, now) = (Limits::from(&*exporter.app.config), exporter.viewer.clone(), exporter.now());
    let selected = request.selection.clone();
    let records = exporter.app.db.read(move |c| records::count(c, &selected)).await?;
    let new = NewExport {
        public_id: secret::public_id()?,
        name: name.of(request.shape(records).kind),
        source: form.listing.source(),
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
        // The pause began since the dialog was opened: the page says so, and tells nothing else.
        Requested::SearchPaused => Ok(see(&form.listing.url())),
        Requested::NoSuchProperty => Err(WebError::BadRequest("a property went while it was chosen".into())),
    }
}

/// An own export that failed; anything else is not there.
async fn failed_export(exporter: &Exporter, public_id: String) -> Result<Export, WebError> {
    let viewer = exporter.viewer.clone();
    let found = exporter.app.db.read(move |c| exports::find_visible_to(c, &viewer, &public_id)).await?;
    let is_own = |export: &Export| export.user_id == Some(exporter.viewer.user.id);
    found.filter(|export| export.state == State::Failed && is_own(export)).ok_or(WebError::NotFound)
}

/// The place that an earlier export was made from, with the filter and the records of then. A view or segment that is gone
/// since is left out: the filter says what it said.
async fn place_of(exporter: &Exporter, object: &str, failed: &Export) -> Result<Place, WebError> {
    let selection = &failed.request.selection;
    let saved = |kind: SourceKind| failed.source_public_id.clone().filter(|_| failed.source_kind == kind);
    let place = Place {
        view: saved(SourceKind::View),
        segment: saved(SourceKind::Segment),
        search: Some(selection.search.clone()),
        filter: Some(selection.filter.to_text()),
        sort: Some(sort_text(selection.sort)),
        columns: None,
        picked: selection.only.clone(),
    };
    match listing(exporter, object.to_owned(), place.clone()).await {
        Err(WebError::NotFound) if selection.members.is_none() => Ok(Place { view: None, segment: None, ..place }),
        Err(e) => Err(e),
        Ok(_) => Ok(place),
    }
}

/// What was sent, as it is to be shown again.
fn typed(fields: &Fields, listing: Listing) -> Result<Form, WebError> {
    let unknown = |what: &str| WebError::BadRequest(format!("no such {what}"));
    Ok(Form {
        name: fields.one("name")?.to_owned(),
        listing,
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
        format: Format::from_text(fields.one("format")?).ok_or_else(|| unknown("format"))?,
        values: Values::from_text(fields.one("values")?).ok_or_else(|| unknown("values"))?,
        zip: fields.is_ticked("zip"),
    })
}

/// Which way a property goes in the order of the columns.
#[derive(Debug, Clone, Copy)]
enum Way {
    Up,
    Down,
}

/// One of the two buttons beside a property was pressed: the dialog comes again, with nothing lost and nothing checked.
fn asked_to_move(fields: &Fields) -> Result<Option<(i64, Way)>, WebError> {
    for (name, way) in [("up", Way::Up), ("down", Way::Down)] {
        let id = fields.one(name)?;
        if !id.is_empty() {
            let id = id.parse().map_err(|_| WebError::BadRequest("no such property".into()))?;
            return Ok(Some((id, way)));
        }
    }
    Ok(None)
}

/// The chosen properties with one of them a place further up or down, as far as there is one.
fn moved(mut picked: Vec<i64>, id: i64, way: Way) -> Vec<i64> {
    if let Some(at) = picked.iter().position(|picked| *picked == id) {
        let to = match way {
            Way::Up => at.saturating_sub(1),
            Way::Down => (at + 1).min(picked.len() - 1),
        };
        picked.swap(at, to);
    }
    picked
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

/// A column as it is frozen (R31). Labels of choices are in the language of the header, or else in the exporter's own.
fn column(property: &Property, form: &Form, own: Lang) -> Column {
    let lang = form.header.lang();
    Column {
        property_id: property.id,
        name: property.name.clone(),
        header: lang.map_or_else(|| property.name.clone(), |lang| property.label(lang).to_owned()),
        kind: property.kind,
        is_sensitive: property.is_sensitive,
        labels: match form.values {
            Values::Labels => labels(property, lang.unwrap_or(own)),
            Values::Internal => BTreeMap::new(),
        },
    }
}

fn labels(property: &Property, lang: Lang) -> BTreeMap<String, String> {
    let label = |choice: &Choice| match lang {
        Lang::En => choice.label_en.clone(),
        Lang::Fr => choice.label_fr.clone(),
    };
    match property.kind {
        PropertyType::Choice | PropertyType::Choices => {
            property.choices.iter().map(|choice| (choice.value.clone(), label(choice))).collect()
        }
        _ => BTreeMap::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_property_moves_past_its_neighbour_and_stops_at_the_ends() {
        assert_eq!(moved(vec![3, 9, 4], 9, Way::Up), [9, 3, 4]);
        assert_eq!(moved(vec![3, 9, 4], 9, Way::Down), [3, 4, 9]);
        assert_eq!(moved(vec![3, 9, 4], 3, Way::Up), [3, 9, 4]);
        assert_eq!(moved(vec![3, 9, 4], 4, Way::Down), [3, 9, 4]);
        assert_eq!(moved(vec![3, 9, 4], 5, Way::Up), [3, 9, 4]);
        assert_eq!(moved(Vec::new(), 5, Way::Down), [0; 0]);
    }
}
