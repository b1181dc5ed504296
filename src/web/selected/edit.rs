//! Setting one property of many records: first which one, then its value.

use std::ops::AddAssign;

use actix_web::http::StatusCode;
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::{Selected, each_part, selected};
use crate::db::record::{self, Edited};
use crate::db::{DbConn, QueryResult, objects};
use crate::domain::bulk_action::Deed;
use crate::domain::record::Property;
use crate::web::error::WebError;
use crate::web::field_errors::FieldErrors;
use crate::web::flash::Notice;
use crate::web::form::{Checked, Fields};
use crate::web::page::{Banner, Choice, Page};
use crate::web::record::fields::{self, FieldGroup, Input};
use crate::web::record::show::reader;
use crate::web::routes;
use crate::web::sign_in::see;
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
    let property = property(&editor, &selected, &fields)?.cloned();
    answer(&editor, selected, property, None, FieldErrors::none()).await
}

/// Sets the value.
pub(in crate::web) async fn save(
    editor: RecordEditor,
    object: Path<String>,
    Checked(fields): Checked,
) -> Result<HttpResponse, WebError> {
    let selected = match selected(&editor, object.into_inner(), &fields).await? {
        Ok(selected) => selected,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let property = property(&editor, &selected, &fields)?
        .cloned()
        .ok_or_else(|| WebError::BadRequest("no property was chosen".into()))?;
    let (typed, value) = fields::read_one(reader(&editor), &property, &fields)?;
    let value = match value {
        Ok(value) => value,
        Err(sentence) => {
            let errors = FieldErrors::one_of(fields::name(property.id), sentence);
            return answer(&editor, selected, Some(property), Some(typed), errors).await;
        }
    };
    if property.is_unique && !value.is_empty() && selected.count > 1 {
        let errors = FieldErrors::one_of(fields::name(property.id), editor.say("sel-err-unique"));
        return answer(&editor, selected, Some(property), Some(typed), errors).await;
    }
    if selected.is_for_later() {
        return selected.later(&editor, Deed::Edit { property_id: property.id, value }).await;
    }
    let (viewer, now, object_id) = (editor.viewer.clone(), editor.now(), selected.listing.object.id);
    let (sees_all, id) = (editor.viewer.user.rights.may_see_sensitive(), property.id);
    let step = move |c: &mut DbConn, ids: &[i64]| -> QueryResult<Came> {
        // As they are now: their object is locked, so a change of them comes before this step or after it.
        let properties = objects::properties(c, object_id)?;
        if let Some(refused) = refusal(&properties, id, &value, sees_all) {
            return Ok(Came { refused: Some(refused), ..Came::default() });
        }
        let edited = record::edit_many(c, &viewer, object_id, &properties, ids, (id, &value), now)?;
        Ok(Came { edited, refused: None })
    };
    let done = match each_part(&editor.app.db, selected.listing.selection.clone(), step).await? {
        Ok(Came { refused: Some(refused), .. }) => return refuse(&editor, selected, refused, &fields).await,
        done => done.map(|came| came.edited),
    };
    let is_taken = match &done {
        Ok(edited) => edited.refused > 0,
        Err(e) => e.taken_property().is_some(),
    };
    if is_taken {
        let errors = FieldErrors::one_of(fields::name(property.id), editor.say("rec-err-taken"));
        return answer(&editor, selected, Some(property), Some(typed), errors).await;
    }
    let changed = done?.changed;
    let sentence = editor.say("sel-edited").with("count", changed).with("n", editor.locale().number(changed));
    editor.flash(&Notice::toast(&sentence))?;
    Ok(see(&selected.back))
}

/// What the steps came to.
#[derive(Default)]
struct Came {
    edited: Edited,
    /// Why a step changed nothing.
    refused: Option<Refused>,
}

impl AddAssign for Came {
    fn add_assign(&mut self, more: Self) {
        self.edited += more.edited;
        self.refused = more.refused.or(self.refused.take());
    }
}

/// Why a property does not take a value that it took when the page was asked.
#[derive(Debug, PartialEq, Eq)]
enum Refused {
    /// It was put away, or has become sensitive and the editor lacks the right.
    Property,
    /// It is now so, and the value is none of it.
    Value(Box<Property>),
}

/// Whether a property as it is now keeps a value from being set by somebody, who sees all of them or not (R8).
fn refusal(properties: &[Property], id: i64, value: &str, sees_all: bool) -> Option<Refused> {
    let found = properties.iter().find(|property| property.id == id && !property.is_archived);
    let Some(property) = found.filter(|property| sees_all || !property.is_sensitive) else {
        return Some(Refused::Property);
    };
    let takes = property.kind.parse_value(value, &property.choices).as_deref() == Ok(value);
    (!takes).then(|| Refused::Value(Box::new(property.clone())))
}

/// Answers as a form that is wrong; what earlier parts changed stays.
async fn refuse(
    editor: &RecordEditor,
    selected: Selected,
    refused: Refused,
    fields: &Fields,
) -> Result<HttpResponse, WebError> {
    let Refused::Value(property) = refused else { return Err(WebError::BadRequest("no such property".into())) };
    let (typed, value) = fields::read_one(reader(editor), &property, fields)?;
    let sentence = value.err().unwrap_or_else(|| editor.say("bulk-failed-property"));
    let errors = FieldErrors::one_of(fields::name(property.id), sentence);
    answer(editor, selected, Some(*property), Some(typed), errors).await
}

/// The property that was chosen; one that the viewer may not see cannot be (R8).
fn property<'a>(
    editor: &RecordEditor,
    selected: &'a Selected,
    fields: &Fields,
) -> Result<Option<&'a Property>, WebError> {
    let wanted = fields.one("property")?;
    if wanted.is_empty() {
        return Ok(None);
    }
    let offered = selected.listing.offered(&editor.viewer);
    let found = offered.into_iter().find(|property| property.id.to_string() == wanted);
    found.map(Some).ok_or_else(|| WebError::BadRequest("no such property".into()))
}

async fn answer(
    editor: &RecordEditor,
    selected: Selected,
    property: Option<Property>,
    typed: Option<String>,
    errors: FieldErrors,
) -> Result<HttpResponse, WebError> {
    let offered = selected.listing.offered(&editor.viewer);
    let lang = editor.locale().lang();
    let choice = |property: &&Property| Choice {
        value: property.id.to_string(),
        label: property.label(lang).to_owned(),
        selected: false,
    };
    let properties: Vec<Choice> = if property.is_none() { offered.iter().map(choice).collect() } else { Vec::new() };
    let Selected { listing, count, mut hidden, back, .. } = selected;
    if let Some(property) = &property {
        hidden.push(("property", property.id.to_string()));
    }
    let mut page = editor.page(editor.say("sel-edit-title")).await?;
    page.banner = Banner::of_errors(page.locale, &errors).or(page.banner);
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let action = routes::selected(&listing.object.name, "edit");
    // The page that refuses a form stands at an address that names no records.
    page.path = routes::with_fields(&action, &hidden);
    let n = page.number(count);
    let groups: Vec<FieldGroup> =
        property.iter().flat_map(|one| fields::one(reader(editor), one, typed.clone())).collect();
    let body = EditPage {
        action,
        lead: page.say("sel-count").with("count", count).with("n", n.as_str()).to_string(),
        confirm: page.say("sel-edit-confirm").with("count", count).with("n", n).to_string(),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::property::{Choice, PropertyType};

    fn status() -> Property {
        let open = Choice { value: "open".into(), ..Choice::default() };
        Property { id: 7, kind: PropertyType::Choice, choices: vec![open], ..Property::default() }
    }

    #[test]
    fn a_property_that_was_changed_since_the_form_was_read_takes_no_value_that_it_would_refuse_now() {
        assert_eq!(refusal(&[status()], 7, "open", false), None);
        assert_eq!(refusal(&[status()], 7, "", false), None, "emptying is for every type");

        let mut archived = status();
        archived.choices[0].is_archived = true;
        let refused = Refused::Value(Box::new(archived.clone()));
        assert_eq!(refusal(&[archived], 7, "open", false), Some(refused));
    }

    #[test]
    fn a_property_that_was_put_away_or_has_become_sensitive_is_not_set() {
        assert_eq!(refusal(&[], 7, "open", true), Some(Refused::Property));
        let archived = Property { is_archived: true, ..status() };
        assert_eq!(refusal(&[archived], 7, "open", true), Some(Refused::Property));
        let sensitive = [Property { is_sensitive: true, ..status() }];
        assert_eq!(refusal(&sensitive, 7, "open", false), Some(Refused::Property));
        assert_eq!(refusal(&sensitive, 7, "open", true), None, "who has the right goes on");
    }
}
