//! Own objects: made, renamed, put away and brought back by super admins (R50). Each change writes its line of the trail.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use diesel::prelude::*;

use super::change::record;
use super::{by_id, every, find_any};
use crate::db::connection::DbConn;
use crate::db::records::matching::lock;
use crate::db::schema::{objects, properties};
use crate::db::{QueryResult, Ts, seen};
use crate::domain::audit::{Action, Subject};
use crate::domain::internal_name::{free_name, internal_name};
use crate::domain::lang::Lang;
use crate::domain::property::PropertyType;
use crate::domain::record::{Object, ObjectLabels};
use crate::domain::typed::name_key;
use crate::domain::viewer::Actor;
use crate::i18n::Locale;

/// What became of a change of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ObjectSaved {
    /// It is so now.
    Done(Box<Object>),
    /// Another object is called so, in this language.
    LabelTaken(Lang),
    /// Somebody renamed it since it was seen. Nothing is changed.
    Overtaken,
    /// There is no such own object.
    Unknown,
}

/// Key of PostgreSQL's advisory lock between those who name an object.
const NAMING: i64 = 0x5741_594E;

/// Addresses under the settings that no object may be called.
const RESERVED: [&str; 1] = ["new"];

/// Makes an object with the property that its records are named by, given by its labels in English and French.
///
/// # Errors
/// When it cannot be written, for example because another one took the internal name at the same moment.
pub fn add(
    c: &mut DbConn,
    labels: &ObjectLabels,
    primary: (&str, &str),
    by: &Actor,
    now: DateTime<Utc>,
) -> QueryResult<ObjectSaved> {
    lock_names(c)?;
    let known = every(c)?;
    if let Some(lang) = taken_in(&known, labels, None) {
        return Ok(ObjectSaved::LabelTaken(lang));
    }
    let base = internal_name(&labels.many_en).unwrap_or_else(|| "object".to_owned());
    let name = free_name(&base, |name| RESERVED.contains(&name) || known.iter().any(|object| object.name == name));
    let last: Option<i32> = objects::table.select(diesel::dsl::max(objects::position)).first(c)?;
    let id: i64 = diesel::insert_into(objects::table)
        .values((
            objects::name.eq(&name),
            objects::position.eq(last.unwrap_or(0).saturating_add(1)),
            objects::one_en.eq(&labels.one_en),
            objects::many_en.eq(&labels.many_en),
            objects::one_fr.eq(&labels.one_fr),
            objects::many_fr.eq(&labels.many_fr),
        ))
        .returning(objects::id)
        .get_result(c)?;
    let property = internal_name(primary.0).unwrap_or_else(|| "name".to_owned());
    diesel::insert_into(properties::table)
        .values((
            properties::object_id.eq(id),
            properties::name.eq(&property),
            properties::label_en.eq(primary.0),
            properties::label_fr.eq(primary.1),
            properties::kind.eq(PropertyType::Text.as_str()),
            properties::is_searchable.eq(true),
            properties::names_record.eq(true),
            properties::position.eq(1),
            properties::created_at.eq(Ts::from(now)),
        ))
        .execute(c)?;
    let detail = serde_json::json!({ "name": name, "labels": as_json(labels), "primary": property });
    record(c, Action::ObjectAdded, Subject::Object(id), by, now, detail)?;
    saved(c, id)
}

/// Renames an own object that is still called as it was `seen` ([`seen_labels`]), or is already called as it shall be: nobody
/// takes back what they have not looked at. Its internal name stays, because addresses and files know it.
///
/// # Errors
/// When it cannot be written.
pub fn rename(
    c: &mut DbConn,
    name: &str,
    seen: &str,
    labels: &ObjectLabels,
    by: &Actor,
    now: DateTime<Utc>,
) -> QueryResult<ObjectSaved> {
    let Some(found) = find_any(c, name)? else { return Ok(ObjectSaved::Unknown) };
    lock_names(c)?;
    lock(c, found.id)?;
    let Some(object) = by_id(c, found.id)? else { return Ok(ObjectSaved::Unknown) };
    let Some(before) = &object.labels else { return Ok(ObjectSaved::Unknown) };
    // A second click of the same person finds what the first one saved.
    if before == labels {
        return Ok(ObjectSaved::Done(Box::new(object)));
    }
    if seen_labels(before) != seen {
        return Ok(ObjectSaved::Overtaken);
    }
    if let Some(lang) = taken_in(&every(c)?, labels, Some(&object)) {
        return Ok(ObjectSaved::LabelTaken(lang));
    }
    diesel::update(objects::table.find(object.id))
        .set((
            objects::one_en.eq(&labels.one_en),
            objects::many_en.eq(&labels.many_en),
            objects::one_fr.eq(&labels.one_fr),
            objects::many_fr.eq(&labels.many_fr),
        ))
        .execute(c)?;
    let detail = serde_json::json!({ "from": as_json(before), "to": as_json(labels) });
    record(c, Action::ObjectRenamed, Subject::Object(object.id), by, now, detail)?;
    saved(c, object.id)
}

/// What the form that renames an object carries along, so that whoever saves it later is told when these are no longer its
/// names.
pub fn seen_labels(labels: &ObjectLabels) -> String {
    seen::text_of(&as_json(labels))
}

/// Puts an own object away: it has no pages any more. Its records stay, and so does every row of the log (R27).
///
/// # Errors
/// When it cannot be written.
pub fn archive(c: &mut DbConn, name: &str, by: &Actor, now: DateTime<Utc>) -> QueryResult<ObjectSaved> {
    put(c, name, Some(Ts::from(now)), Action::ObjectArchived, by, now)
}

/// Brings an own object back.
///
/// # Errors
/// When it cannot be written.
pub fn restore(c: &mut DbConn, name: &str, by: &Actor, now: DateTime<Utc>) -> QueryResult<ObjectSaved> {
    put(c, name, None, Action::ObjectRestored, by, now)
}

fn put(
    c: &mut DbConn,
    name: &str,
    away: Option<Ts>,
    action: Action,
    by: &Actor,
    now: DateTime<Utc>,
) -> QueryResult<ObjectSaved> {
    let Some(found) = find_any(c, name)?.filter(Object::is_own) else { return Ok(ObjectSaved::Unknown) };
    lock(c, found.id)?;
    let Some(object) = by_id(c, found.id)? else { return Ok(ObjectSaved::Unknown) };
    if object.is_archived == away.is_some() {
        return Ok(ObjectSaved::Done(Box::new(object)));
    }
    diesel::update(objects::table.find(object.id)).set(objects::archived_at.eq(away)).execute(c)?;
    let detail = serde_json::json!({ "name": object.name, "records": object.record_count });
    record(c, action, Subject::Object(object.id), by, now, detail)?;
    saved(c, object.id)
}

fn saved(c: &mut DbConn, id: i64) -> QueryResult<ObjectSaved> {
    Ok(by_id(c, id)?.map_or(ObjectSaved::Unknown, |object| ObjectSaved::Done(Box::new(object))))
}

/// Keeps everybody else from naming an object until the transaction ends: a name is compared with those of all the others, and
/// no one row stands for them. SQLite has one writer anyway.
fn lock_names(c: &mut DbConn) -> QueryResult<()> {
    match c {
        DbConn::Pg(c) => diesel::sql_query(format!("SELECT pg_advisory_xact_lock({NAMING})")).execute(c).map(|_| ()),
        DbConn::Sqlite(_) => Ok(()),
    }
}

/// The language in which people would mistake it for another object, whether that is put away or not: the log names both. A name
/// that stays as it was is not asked about.
fn taken_in(known: &[Object], labels: &ObjectLabels, was: Option<&Object>) -> Option<Lang> {
    let before = was.and_then(|was| was.labels.as_ref());
    let is_new = |lang: &Lang| before.is_none_or(|before| before.many(*lang) != labels.many(*lang));
    let others = || known.iter().filter(|object| was.is_none_or(|was| was.id != object.id));
    let heading = |object: &Object, lang: Lang| Locale::new(lang, Tz::UTC).object(object);
    Lang::ALL.into_iter().filter(is_new).find(|lang| {
        let wanted = name_key(labels.many(*lang));
        others().any(|object| name_key(&heading(object, *lang)) == wanted)
    })
}

fn as_json(labels: &ObjectLabels) -> serde_json::Value {
    serde_json::json!({
        "one_en": labels.one_en, "many_en": labels.many_en, "one_fr": labels.one_fr, "many_fr": labels.many_fr,
    })
}
