//! Properties: made, changed, put away and brought back by super admins (R50). Each change writes its line of the trail, and
//! what hangs on it is part of the same transaction: uniqueness, and that a value that has become sensitive is not searched.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::settings::{PropertySettings, as_json, differences};
use super::unique::{self, Duplicates};
use super::{derive, every_property, indexes, property};
use crate::db::connection::{DbConn, both};
use crate::db::records::matching::lock;
use crate::db::schema::{imports, properties};
use crate::db::{QueryResult, Ts, audit, exports};
use crate::domain::audit::{Action, Event, Subject};
use crate::domain::internal_name::{free_name, internal_name};
use crate::domain::property::Choice;
use crate::domain::record::Property;
use crate::domain::typed::name_key;
use crate::domain::viewer::Actor;

/// What became of a change of a property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PropertySaved {
    /// It is so now; its key.
    Done(i64),
    /// Another property of the object is called so.
    LabelTaken,
    /// Records have values, so the type stays; or an index of the old type is still there.
    KindFixed,
    /// Several records share a value.
    Shared(Duplicates),
    /// It is back, and unique no more: several records share a value.
    BackButShared(Duplicates),
    /// The records are named by it, and by nothing else.
    NamesRecords,
    /// Somebody changed it since it was seen. Nothing is changed.
    Overtaken,
    /// There is no such property.
    Unknown,
}

/// Makes a property, the last of its object.
///
/// # Errors
/// When it cannot be written, for example because another one took the internal name at the same moment.
pub fn add_property(
    c: &mut DbConn,
    object_id: i64,
    new: &PropertySettings,
    by: &Actor,
    now: DateTime<Utc>,
) -> QueryResult<PropertySaved> {
    lock(c, object_id)?;
    let known = every_property(c, object_id)?;
    if label_is_taken(&known, new, None) {
        return Ok(PropertySaved::LabelTaken);
    }
    let base = internal_name(&new.label_en).unwrap_or_else(|| "property".to_owned());
    let name = free_name(&base, |name| known.iter().any(|property| property.name == name));
    let last: Option<i32> = properties::table
        .filter(properties::object_id.eq(object_id))
        .select(diesel::dsl::max(properties::position))
        .first(c)?;
    let id: i64 = diesel::insert_into(properties::table)
        .values((
            properties::object_id.eq(object_id),
            properties::name.eq(&name),
            properties::label_en.eq(&new.label_en),
            properties::label_fr.eq(&new.label_fr),
            properties::kind.eq(new.kind.as_str()),
            properties::choices.eq(as_text(&new.choices)),
            properties::description.eq(&new.description),
            properties::group_name.eq(&new.group),
            properties::is_sensitive.eq(new.is_sensitive),
            properties::in_view.eq(new.in_view),
            properties::is_searchable.eq(new.is_searchable),
            properties::is_unique.eq(new.is_unique),
            properties::wants_index.eq(new.wants_index),
            properties::position.eq(last.unwrap_or(0).saturating_add(1)),
            properties::created_at.eq(Ts::from(now)),
        ))
        .returning(properties::id)
        .get_result(c)?;
    if new.is_unique
        && let Err(shared) = unique::enforce(c, object_id, id, new.kind)?
    {
        return Ok(PropertySaved::Shared(shared));
    }
    let detail = serde_json::json!({ "object": object_id, "name": name, "to": as_json(new) });
    record(c, Action::PropertyAdded, Subject::Property(id), by, now, detail)?;
    Ok(PropertySaved::Done(id))
}

/// Changes a property that is still as it was `seen` ([`PropertySettings::seen`]), or is already what it shall be: nobody takes
/// back what they have not looked at. Its internal name stays, because files and programs know it.
///
/// # Errors
/// When it cannot be written; nothing is changed then.
pub fn change_property(
    c: &mut DbConn,
    object_id: i64,
    id: i64,
    seen: &str,
    new: &PropertySettings,
    by: &Actor,
    now: DateTime<Utc>,
) -> QueryResult<PropertySaved> {
    lock(c, object_id)?;
    let Some(old) = property(c, object_id, id)?.filter(|property| !property.is_archived) else {
        return Ok(PropertySaved::Unknown);
    };
    let new = PropertySettings { choices: none_lost(&old.choices, &new.choices), ..new.clone() };
    let before = PropertySettings::of(&old);
    // A second click of the same person finds what the first one saved.
    if before == new {
        return Ok(PropertySaved::Done(id));
    }
    if before.seen() != seen {
        return Ok(PropertySaved::Overtaken);
    }
    if label_is_taken(&every_property(c, object_id)?, &new, Some(&old)) {
        return Ok(PropertySaved::LabelTaken);
    }
    if old.kind != new.kind && (old.names_record || is_used(c, object_id, id)? || keeps_an_index(c, &old)?) {
        return Ok(PropertySaved::KindFixed);
    }
    match (old.is_unique, new.is_unique) {
        (false, true) => {
            if let Err(shared) = unique::enforce(c, object_id, id, new.kind)? {
                return Ok(PropertySaved::Shared(shared));
            }
        }
        (true, false) => unique::give_up(c, id)?,
        _ => {}
    }
    diesel::update(properties::table.find(id))
        .set((
            properties::label_en.eq(&new.label_en),
            properties::label_fr.eq(&new.label_fr),
            properties::kind.eq(new.kind.as_str()),
            properties::choices.eq(as_text(&new.choices)),
            properties::description.eq(&new.description),
            properties::group_name.eq(&new.group),
            properties::is_sensitive.eq(new.is_sensitive),
            properties::in_view.eq(new.in_view),
            properties::is_searchable.eq(new.is_searchable),
            properties::is_unique.eq(new.is_unique),
            properties::wants_index.eq(new.wants_index),
            // Whoever reads the property from here on leaves the index alone; a worker drops it afterwards.
            properties::is_indexed.eq(old.is_indexed && (new.wants_index || new.is_unique)),
        ))
        .execute(c)?;
    let was_read = old.names_record || old.is_searchable;
    let is_read = old.names_record || new.is_searchable;
    let was_searched = was_read && !old.is_sensitive;
    let is_searched = is_read && !new.is_sensitive;
    if was_searched != is_searched || (is_searched && old.is_searchable != new.is_searchable) {
        derive::ask(c, object_id, was_read && new.is_sensitive && !old.is_sensitive, now)?;
    }
    if new.is_sensitive && !old.is_sensitive {
        exports::cancel_of_object(c, object_id, now)?;
    }
    let (from, to) = differences(&as_json(&before), &as_json(&new));
    let detail = serde_json::json!({ "object": object_id, "name": old.name, "from": from, "to": to });
    record(c, Action::PropertyChanged, Subject::Property(id), by, now, detail)?;
    Ok(PropertySaved::Done(id))
}

/// Puts a property away: hidden everywhere, its values kept. The index that made it unique goes with it, so that no write is
/// refused for a value that nobody sees.
///
/// # Errors
/// When it cannot be written.
pub fn archive_property(
    c: &mut DbConn,
    object_id: i64,
    id: i64,
    by: &Actor,
    now: DateTime<Utc>,
) -> QueryResult<PropertySaved> {
    lock(c, object_id)?;
    let Some(old) = property(c, object_id, id)? else { return Ok(PropertySaved::Unknown) };
    if old.is_archived {
        return Ok(PropertySaved::Done(id));
    }
    let names_alone = super::properties(c, object_id)?.iter().filter(|property| property.names_record).count() == 1;
    if old.names_record && names_alone {
        return Ok(PropertySaved::NamesRecords);
    }
    if old.is_unique {
        unique::give_up(c, id)?;
    }
    diesel::update(properties::table.find(id))
        .set((properties::archived_at.eq(Ts::from(now)), properties::is_indexed.eq(false)))
        .execute(c)?;
    moved(c, object_id, &old, Action::PropertyArchived, by, now)
}

/// Brings a property back, unique if it was, unless several records have come to share a value.
///
/// # Errors
/// When it cannot be written.
pub fn restore_property(
    c: &mut DbConn,
    object_id: i64,
    id: i64,
    by: &Actor,
    now: DateTime<Utc>,
) -> QueryResult<PropertySaved> {
    lock(c, object_id)?;
    let Some(old) = property(c, object_id, id)? else { return Ok(PropertySaved::Unknown) };
    if !old.is_archived {
        return Ok(PropertySaved::Done(id));
    }
    if label_is_taken(&super::properties(c, object_id)?, &PropertySettings::of(&old), None) {
        return Ok(PropertySaved::LabelTaken);
    }
    let was_unique: bool = properties::table.find(id).select(properties::is_unique).first(c)?;
    let shared = if was_unique { unique::enforce(c, object_id, id, old.kind)?.err() } else { None };
    let is_unique = was_unique && shared.is_none();
    diesel::update(properties::table.find(id))
        .set((properties::archived_at.eq(None::<Ts>), properties::is_unique.eq(is_unique)))
        .execute(c)?;
    let done = moved(c, object_id, &Property { is_unique, ..old }, Action::PropertyRestored, by, now)?;
    Ok(shared.map_or(done, PropertySaved::BackButShared))
}

fn moved(
    c: &mut DbConn,
    object_id: i64,
    property: &Property,
    action: Action,
    by: &Actor,
    now: DateTime<Utc>,
) -> QueryResult<PropertySaved> {
    if !property.is_sensitive && (property.names_record || property.is_searchable) {
        derive::ask(c, object_id, false, now)?;
    }
    let detail = serde_json::json!({ "object": object_id, "name": property.name, "unique": property.is_unique });
    record(c, action, Subject::Property(property.id), by, now, detail)?;
    Ok(PropertySaved::Done(property.id))
}

/// Whether people would mistake the property for another one of the object. An unchanged label is not asked about: imports
/// may have made two alike.
fn label_is_taken(known: &[Property], new: &PropertySettings, old: Option<&Property>) -> bool {
    if old.is_some_and(|old| old.label_en == new.label_en && old.label_fr == new.label_fr) {
        return false;
    }
    let (en, fr) = (name_key(&new.label_en), name_key(&new.label_fr));
    known
        .iter()
        .filter(|property| !property.is_archived && old.is_none_or(|old| old.id != property.id))
        .any(|property| name_key(&property.label_en) == en || name_key(&property.label_fr) == fr)
}

/// Whether a record has a value, or an import under way may still bring one.
pub(super) fn is_used(c: &mut DbConn, object_id: i64, id: i64) -> QueryResult<bool> {
    let importing = imports::table
        .filter(imports::object_id.eq(object_id).and(imports::state.eq_any(["queued", "running"])))
        .select(imports::id);
    if diesel::select(diesel::dsl::exists(importing)).get_result::<bool>(c)? {
        return Ok(true);
    }
    let question =
        format!("EXISTS (SELECT 1 FROM records WHERE object_id = {object_id} AND props->>'p{id}' IS NOT NULL)");
    both!(c, |c| diesel::select(diesel::dsl::sql::<Bool>(&question)).get_result(c))
}

/// Whether an index is there that would be of the wrong type.
fn keeps_an_index(c: &mut DbConn, old: &Property) -> QueryResult<bool> {
    Ok(old.is_unique || old.is_indexed || indexes::has_index(c, old.id)?)
}

/// The new choices, and the old ones that they leave out, put away.
fn none_lost(old: &[Choice], new: &[Choice]) -> Vec<Choice> {
    let lost = old.iter().filter(|choice| new.iter().all(|new| new.value != choice.value));
    new.iter().cloned().chain(lost.map(|choice| Choice { is_archived: true, ..choice.clone() })).collect()
}

fn as_text(choices: &[Choice]) -> String {
    serde_json::to_string(choices).unwrap_or_else(|_| "[]".to_owned())
}

/// One line of the trail.
pub(super) fn record(
    c: &mut DbConn,
    action: Action,
    about: Subject,
    by: &Actor,
    now: DateTime<Utc>,
    detail: serde_json::Value,
) -> QueryResult<()> {
    audit::record(c, &Event::new(action, by.clone(), now).about(about).with(detail))
}
