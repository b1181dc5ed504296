//! Objects and their properties (R50).

mod change;
mod derive;
mod indexes;
mod name_indexes;
mod own;
mod settings;
mod unique;
mod unused;

pub use change::{PropertySaved, add_property, archive_property, change_property, restore_property};
pub use derive::{derive_some, is_any_to_derive};
pub use indexes::work_on_indexes;
pub use own::{ObjectSaved, add, archive, rename, restore, seen_labels};
pub use settings::PropertySettings;
pub use unique::Duplicates;
pub(in crate::db) use unique::property_of_index;
pub use unused::archive_unused;

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::connection::{DbConn, both};
use super::schema::{objects, properties};
use super::{QueryResult, Ts};
use crate::domain::property::PropertyType;
use crate::domain::record::{Object, ObjectLabels, Property};
use crate::domain::user::User;
use crate::domain::viewer::Viewer;

#[derive(Queryable, Selectable)]
#[diesel(table_name = objects)]
struct ObjectRow {
    id: i64,
    name: String,
    record_count: i64,
    one_en: Option<String>,
    many_en: Option<String>,
    one_fr: Option<String>,
    many_fr: Option<String>,
    archived_at: Option<Ts>,
    is_search_paused: bool,
}

impl From<ObjectRow> for Object {
    fn from(row: ObjectRow) -> Self {
        let labels = match (row.one_en, row.many_en, row.one_fr, row.many_fr) {
            (Some(one_en), Some(many_en), Some(one_fr), Some(many_fr)) => {
                Some(ObjectLabels { one_en, many_en, one_fr, many_fr })
            }
            _ => None,
        };
        Self {
            id: row.id,
            name: row.name,
            record_count: row.record_count,
            labels,
            is_archived: row.archived_at.is_some(),
            is_search_paused: row.is_search_paused,
        }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = properties)]
struct PropertyRow {
    id: i64,
    name: String,
    label_en: String,
    label_fr: String,
    kind: String,
    choices: String,
    is_sensitive: bool,
    in_view: bool,
    is_searchable: bool,
    names_record: bool,
    is_indexed: bool,
    wants_index: bool,
    is_unique: bool,
    description: String,
    group_name: String,
    archived_at: Option<Ts>,
}

impl From<PropertyRow> for Property {
    fn from(row: PropertyRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            label_en: row.label_en,
            label_fr: row.label_fr,
            kind: row.kind.parse().unwrap_or(PropertyType::Text),
            choices: serde_json::from_str(&row.choices).unwrap_or_default(),
            is_sensitive: row.is_sensitive,
            in_view: row.in_view,
            is_searchable: row.is_searchable,
            is_in_search: false,
            names_record: row.names_record,
            is_indexed: row.is_indexed,
            wants_index: row.wants_index,
            // What is put away keeps what it was for its restoring; until then nothing is compared.
            is_unique: row.is_unique && row.archived_at.is_none(),
            description: row.description,
            group: row.group_name,
            is_archived: row.archived_at.is_some(),
        }
    }
}

/// Every object, in the order of the top bar; own ones after the standard ones.
///
/// # Errors
/// When the query fails.
pub fn all(c: &mut DbConn) -> QueryResult<Vec<Object>> {
    Ok(every(c)?.into_iter().filter(|object| !object.is_archived).collect())
}

/// The same with those that were put away: for whatever names an object of the past (R27).
///
/// # Errors
/// When the query fails.
pub fn every(c: &mut DbConn) -> QueryResult<Vec<Object>> {
    let rows: Vec<ObjectRow> = both!(c, |c| {
        objects::table.order((objects::position, objects::id)).select(ObjectRow::as_select()).load(c)
    })?;
    Ok(rows.into_iter().map(Object::from).collect())
}

/// The objects that are open to a user (R6).
///
/// # Errors
/// When the query fails.
pub fn all_open_to(c: &mut DbConn, user: &User) -> QueryResult<Vec<Object>> {
    Ok(all(c)?.into_iter().filter(|object| user.may_use(object.id)).collect())
}

/// One object by its internal name: for the program itself. Pages ask [`find_visible_to`].
///
/// # Errors
/// When the query fails.
pub fn find(c: &mut DbConn, name: &str) -> QueryResult<Option<Object>> {
    Ok(find_any(c, name)?.filter(|object| !object.is_archived))
}

/// One object that is open to the viewer; any other is answered like an unknown one (R6, R7).
///
/// # Errors
/// When the query fails.
pub fn find_visible_to(c: &mut DbConn, viewer: &Viewer, name: &str) -> QueryResult<Option<Object>> {
    Ok(find(c, name)?.filter(|object| viewer.may_use(object.id)))
}

/// One object by its internal name, put away or not.
///
/// # Errors
/// When the query fails.
pub fn find_any(c: &mut DbConn, name: &str) -> QueryResult<Option<Object>> {
    let row = objects::table.filter(objects::name.eq(name)).select(ObjectRow::as_select()).first(c).optional()?;
    Ok(row.map(Object::from))
}

/// One object by its key, put away or not.
///
/// # Errors
/// When the query fails.
pub fn by_id(c: &mut DbConn, id: i64) -> QueryResult<Option<Object>> {
    let row = objects::table.find(id).select(ObjectRow::as_select()).first(c).optional()?;
    Ok(row.map(Object::from))
}

/// The properties of an object that are not archived, in their order.
///
/// # Errors
/// When the query fails.
pub fn properties(c: &mut DbConn, object_id: i64) -> QueryResult<Vec<Property>> {
    let all = every_property(c, object_id)?;
    Ok(all.into_iter().filter(|property| !property.is_archived).collect())
}

/// Every property of an object, archived ones too: what was frozen with them must still be understood (R31), and the page where
/// they are brought back shows them.
///
/// # Errors
/// When the query fails.
pub fn every_property(c: &mut DbConn, object_id: i64) -> QueryResult<Vec<Property>> {
    let rows: Vec<(PropertyRow, Option<i64>)> = properties::table
        .inner_join(objects::table.on(objects::id.eq(properties::object_id)))
        .filter(properties::object_id.eq(object_id))
        .order((properties::position, properties::id))
        .select((PropertyRow::as_select(), objects::derived_to))
        .load(c)?;
    let read = |(row, derived_to): (PropertyRow, Option<i64>)| {
        let property = Property::from(row);
        let is_in_search = property.is_searchable && !property.is_archived && derived_to.is_none();
        Property { is_in_search, ..property }
    };
    Ok(rows.into_iter().map(read).collect())
}

/// One property of an object by its key, put away or not.
///
/// # Errors
/// When the query fails.
pub fn property(c: &mut DbConn, object_id: i64, id: i64) -> QueryResult<Option<Property>> {
    let row = properties::table
        .find(id)
        .filter(properties::object_id.eq(object_id))
        .select(PropertyRow::as_select())
        .first(c)
        .optional()?;
    Ok(row.map(Property::from))
}

/// Makes a property, the last of its object, and answers its key. A number is added to a name that is taken, by an archived
/// property too.
///
/// # Errors
/// When it cannot be written.
pub fn add_plain_property(
    c: &mut DbConn,
    object_id: i64,
    name: &str,
    label: &str,
    kind: PropertyType,
    now: DateTime<Utc>,
) -> QueryResult<i64> {
    let mine = properties::table.filter(properties::object_id.eq(object_id));
    let names: Vec<String> = mine.select(properties::name).load(c)?;
    let last: Option<i32> = mine.select(diesel::dsl::max(properties::position)).first(c)?;
    let mut free = name.to_owned();
    let mut number = 2;
    while names.contains(&free) {
        free = format!("{name}_{number}");
        number += 1;
    }
    diesel::insert_into(properties::table)
        .values((
            properties::object_id.eq(object_id),
            properties::name.eq(free),
            properties::label_en.eq(label),
            properties::label_fr.eq(label),
            properties::kind.eq(kind.as_str()),
            properties::position.eq(last.unwrap_or(0).saturating_add(1)),
            properties::created_at.eq(Ts::from(now)),
        ))
        .returning(properties::id)
        .get_result(c)
}
