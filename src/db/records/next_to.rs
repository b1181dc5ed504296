//! The record next to which a page begins, as it stood when the page next to this one was made: it may have been changed since.

use diesel::prelude::*;

use super::NewRecord;
use super::read::{Row, find};
use super::rewrite::values_of;
use crate::db::QueryResult;
use crate::db::connection::DbConn;
use crate::db::schema::record_changes;
use crate::domain::record::{Property, Selection, SortKey};

/// A record with the values that it had before whatever was changed after the change `seen`; `None` when it is gone. In the order
/// of creation its key alone is its place, which it keeps when it is gone.
pub(super) fn as_it_stood(
    c: &mut DbConn,
    selection: &Selection,
    properties: &[Property],
    id: i64,
    seen: Option<i64>,
) -> QueryResult<Option<Row>> {
    if selection.sort.key == SortKey::Created {
        return Ok(Some(Row { id, name_key: String::new(), props: "{}".to_owned() }));
    }
    let Some(row) = find(c, selection.object_id, id)? else { return Ok(None) };
    let Some(seen) = seen else { return Ok(Some(row)) };
    let since: Vec<String> = record_changes::table
        .filter(record_changes::record_id.eq(id).and(record_changes::id.gt(seen)))
        .order(record_changes::id.desc())
        .select(record_changes::changes)
        .load(c)?;
    if since.is_empty() {
        return Ok(Some(row));
    }
    let mut values = values_of(&row.props)?;
    // Newest first, so what stays is what was there before the oldest of them.
    for changes in &since {
        for (property, before) in values_before(changes)? {
            values.retain(|(known, _)| *known != property);
            values.push((property, before));
        }
    }
    let live: Vec<Property> = properties.iter().filter(|property| !property.is_archived).cloned().collect();
    let NewRecord { name_key, props, .. } = NewRecord::from_values(&live, &values);
    Ok(Some(Row { id, name_key, props }))
}

/// The newest change of what a record is ordered by; 0 where that was never changed. Of other values it tells nothing: who may
/// not see them may not know that they changed (R8).
pub(super) fn newest_change(
    c: &mut DbConn,
    selection: &Selection,
    properties: &[Property],
    record_id: i64,
) -> QueryResult<i64> {
    let orders = |property: &Property| match selection.sort.key {
        SortKey::Created => false,
        SortKey::Name => property.names_record && !property.is_sensitive,
        SortKey::Property(id) => property.id == id,
    };
    let mut newest = 0;
    for property in properties.iter().filter(|property| orders(property)) {
        // A quote inside a value has a sign before it, so only a key reads so.
        let key = format!("%\"p{}\":[%", property.id);
        let found: Option<i64> = record_changes::table
            .filter(record_changes::record_id.eq(record_id).and(record_changes::changes.like(key)))
            .select(diesel::dsl::max(record_changes::id))
            .first(c)?;
        newest = newest.max(found.unwrap_or_default());
    }
    Ok(newest)
}

/// What the properties of one change were before: it is stored as `{"p3":["old","new"]}`.
fn values_before(changes: &str) -> QueryResult<Vec<(i64, String)>> {
    let named: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(changes).map_err(|e| diesel::result::Error::DeserializationError(e.into()))?;
    let before = |(key, values): (String, serde_json::Value)| {
        let before = values.get(0).and_then(serde_json::Value::as_str).unwrap_or_default();
        Some((key.strip_prefix('p')?.parse().ok()?, before.to_owned()))
    };
    Ok(named.into_iter().filter_map(before).collect())
}
