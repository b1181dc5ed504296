//! What the form of a record sends, and what is wrong with it.

use std::collections::BTreeMap;

use super::fields::{Reader, in_order, input, is_masked, is_typed, name, was};
use super::value::{canonical, form_text, is_untouched, words};
use crate::db::record::Change;
use crate::domain::property::{PropertyType, ValueError};
use crate::domain::record::Property;
use crate::i18n::{Phrase, Value};
use crate::web::error::WebError;
use crate::web::field_errors::FieldErrors;
use crate::web::form::Fields;

/// What a form sent.
pub(in crate::web) struct Sent {
    /// What differs from what was shown, in canonical form.
    pub(in crate::web) changes: Vec<Change>,
    /// What stood in each field.
    pub(in crate::web) typed: BTreeMap<i64, String>,
    pub(in crate::web) errors: FieldErrors,
}

/// Reads what a form sent. A property that the form did not have, or that the viewer may not type, is left as it is (R8).
pub(in crate::web) fn read(reader: Reader, properties: &[Property], fields: &Fields) -> Result<Sent, WebError> {
    let mut sent = Sent { changes: Vec::new(), typed: BTreeMap::new(), errors: FieldErrors::none() };
    for property in in_order(properties) {
        let name = name(property.id);
        if !fields.is_ticked(&name) {
            continue;
        }
        let before = fields.one(&was(property.id))?.to_owned();
        if !is_typed(input(reader, property, &before)) {
            continue;
        }
        let typed = typed(property, &name, fields)?;
        if !is_untouched(property, &typed, &form_text(property, &before, reader.locale)) {
            match canonical(property, &typed, &before, reader.locale) {
                Ok(after) => sent.changes.push(Change { property_id: property.id, before, after }),
                Err(e) => {
                    let label = Value::User(property.label(reader.locale.lang()).to_owned());
                    sent.errors.add_named(reader.locale, name, label, sentence(reader, property, e));
                }
            }
        }
        sent.typed.insert(property.id, typed);
    }
    Ok(sent)
}

/// Whether something was typed that no property takes any more: it was put away, or hidden from whoever typed it, since the
/// form was made. Who changed nothing there misses nothing.
pub(in crate::web) fn is_late<'a>(
    reader: Reader,
    every: impl Iterator<Item = &'a Property>,
    fields: &Fields,
) -> Result<bool, WebError> {
    for property in every.filter(|property| property.is_archived || is_masked(reader.rights, property)) {
        let name = name(property.id);
        let shown = form_text(property, fields.one(&was(property.id))?, reader.locale);
        if fields.is_ticked(&name) && !is_untouched(property, &typed(property, &name, fields)?, &shown) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn sentence(reader: Reader, property: &Property, error: ValueError) -> Phrase {
    match (property.kind, error) {
        (PropertyType::DateTime, _) => reader.locale.say("rec-err-datetime").with("zone", reader.locale.zone().name()),
        (_, ValueError::NotANumber) => reader.locale.say("rec-err-number"),
        _ => reader.locale.say(error.key()),
    }
}

/// The sentence beside a value that somebody else changed meanwhile.
pub(in crate::web) fn conflict(reader: Reader, property: &Property, now: &str) -> Phrase {
    match words(reader.locale, property, now) {
        gone if gone.is_empty() => reader.locale.say("rec-err-emptied"),
        text => reader.locale.say("rec-err-changed").user("value", text),
    }
}

/// What was typed into the field of one property alone, and its canonical form or what is wrong with it.
pub(in crate::web) fn read_one(
    reader: Reader,
    property: &Property,
    fields: &Fields,
) -> Result<(String, Result<String, Phrase>), WebError> {
    let typed = typed(property, &name(property.id), fields)?;
    let value = canonical(property, &typed, "", reader.locale).map_err(|e| sentence(reader, property, e));
    Ok((typed, value))
}

/// What stands in the field of a property.
fn typed(property: &Property, name: &str, fields: &Fields) -> Result<String, WebError> {
    match property.kind {
        // A form sends one empty value before the ticked boxes, so that none ticked is an answer too.
        PropertyType::Choices => Ok(fields.all(name).filter(|one| !one.is_empty()).collect::<Vec<_>>().join(";")),
        _ => fields.one(name).map(str::to_owned),
    }
}
