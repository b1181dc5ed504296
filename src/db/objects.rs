//! Objects and their properties (R50).

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::connection::DbConn;
use super::schema::{objects, properties};
use super::{QueryResult, Ts};
use crate::domain::property::PropertyType;
use crate::domain::record::{Object, ObjectLabels, Property};

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
}

impl From<ObjectRow> for Object {
    fn from(row: ObjectRow) -> Self {
        let labels = match (row.one_en, row.many_en, row.one_fr, row.many_fr) {
            (Some(one_en), Some(many_en), Some(one_fr), Some(many_fr)) => {
                Some(ObjectLabels { one_en, many_en, one_fr, many_fr })
            }
            _ => None,
        };
        Self { id: row.id, name: row.name, record_count: row.record_count, labels }
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
            names_record: row.names_record,
            is_indexed: row.is_indexed,
            wants_index: row.wants_index,
            is_unique: row.is_unique,
            description: row.description,
            group: row.group_name,
        }
    }
}

/// Every object, in the order of the top bar.
///
/// # Errors
/// When the query fails.
pub fn all(c: &mut DbConn) -> QueryResult<Vec<Object>> {
    let rows: Vec<ObjectRow> = objects::table
        .filter(objects::archived_at.is_null())
        .order((objects::position, objects::id))
        .select(ObjectRow::as_select())
        .load(c)?;
    Ok(rows.into_iter().map(Object::from).collect())
}

/// One object by its internal name.
///
/// # Errors
/// When the query fails.
pub fn find(c: &mut DbConn, name: &str) -> QueryResult<Option<Object>> {
    objects::table
        .filter(objects::name.eq(name).and(objects::archived_at.is_null()))
        .select(ObjectRow::as_select())
        .first(c)
        .optional()
        .map(|row| row.map(Object::from))
}

/// The properties of an object that are not archived, in their order.
///
/// # Errors
/// When the query fails.
pub fn properties(c: &mut DbConn, object_id: i64) -> QueryResult<Vec<Property>> {
    let rows: Vec<PropertyRow> = properties::table
        .filter(properties::object_id.eq(object_id).and(properties::archived_at.is_null()))
        .order((properties::position, properties::id))
        .select(PropertyRow::as_select())
        .load(c)?;
    Ok(rows.into_iter().map(Property::from).collect())
}

/// Makes a property, the last of its object, and answers its key. A number is added to a name that is taken, by an archived
/// property too.
///
/// # Errors
/// When it cannot be written.
pub fn add_property(
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
