//! Records that change: written anew with everything that is derived from their values, what changed noted, or removed.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamp};

use super::NewRecord;
use crate::db::connection::{DbConn, both};
use crate::db::schema::{objects, record_changes, records};
use crate::db::{QueryResult, Ts};
use crate::domain::record::Property;

/// A record and what it becomes.
#[derive(Debug, Clone)]
pub(crate) struct Rewrite {
    /// Its key.
    pub(crate) id: i64,
    /// Its values, and what is derived from them.
    pub(crate) new: NewRecord,
}

impl Rewrite {
    /// A record with these values but for those of some properties.
    pub(crate) fn without(id: i64, values: &[(i64, String)], gone: &[i64], properties: &[Property]) -> Self {
        let kept = values.iter().filter(|(property, _)| !gone.contains(property));
        let kept: Vec<(i64, &str)> = kept.map(|(property, value)| (*property, value.as_str())).collect();
        Self { id, new: NewRecord::from_values(properties, &kept) }
    }
}

/// What changed in one record.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    /// The record.
    pub(crate) record_id: i64,
    /// The property, what it was and what it is; empty is absent.
    pub(crate) values: Vec<(i64, String, String)>,
}

impl Change {
    /// As the table keeps it: `{"p3":["old","new"]}`.
    fn to_json(&self) -> String {
        let map: serde_json::Map<String, serde_json::Value> =
            self.values.iter().map(|(id, old, new)| (format!("p{id}"), serde_json::json!([old, new]))).collect();
        serde_json::Value::Object(map).to_string()
    }
}

/// What records changed through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Through {
    /// An import.
    Import(i64),
    /// The undoing of an import.
    Undoing(i64),
}

/// The values of a record, in any order.
pub(crate) fn values_of(props: &str) -> QueryResult<Vec<(i64, String)>> {
    let map: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(props).map_err(|e| diesel::result::Error::DeserializationError(e.into()))?;
    let read = |(key, value): (String, serde_json::Value)| {
        let id = key.strip_prefix('p')?.parse().ok()?;
        match value {
            serde_json::Value::String(text) => Some((id, text)),
            other => Some((id, other.to_string())),
        }
    };
    Ok(map.into_iter().filter_map(read).collect())
}

/// Writes records anew, inside the caller's transaction.
///
/// # Errors
/// When one cannot be written.
pub(crate) fn rewrite(c: &mut DbConn, all: &[Rewrite], now: DateTime<Utc>) -> QueryResult<()> {
    if all.is_empty() {
        return Ok(());
    }
    let now = Ts::from(now);
    match c {
        DbConn::Sqlite(c) => {
            for Rewrite { id, new } in all {
                diesel::update(records::table.find(id))
                    .set((
                        records::name_key.eq(&new.name_key),
                        records::props.eq(&new.props),
                        records::updated_at.eq(now),
                    ))
                    .execute(c)?;
                // Apart, and only when it differs: a trigger takes each such row out of the search index and in again.
                diesel::update(records::table.find(id).filter(records::search.ne(&new.search)))
                    .set(records::search.eq(&new.search))
                    .execute(c)?;
            }
            Ok(())
        }
        DbConn::Pg(c) => {
            let column = |of: fn(&NewRecord) -> &str| all.iter().map(|one| of(&one.new)).collect::<Vec<_>>();
            diesel::sql_query(
                "UPDATE records SET name_key = new.name_key, search = new.search, props = new.props::json, updated_at = $1 \
                 FROM unnest($2, $3, $4, $5) AS new (id, name_key, search, props) WHERE records.id = new.id",
            )
            .bind::<Timestamp, _>(now)
            .bind::<Array<BigInt>, _>(all.iter().map(|one| one.id).collect::<Vec<_>>())
            .bind::<Array<Text>, _>(column(|record| &record.name_key))
            .bind::<Array<Text>, _>(column(|record| &record.search))
            .bind::<Array<Text>, _>(column(|record| &record.props))
            .execute(c)
            .map(|_| ())
        }
    }
}

/// Notes what changed in records, and through which import or its undoing.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn note_changes(
    c: &mut DbConn,
    object_id: i64,
    changes: &[Change],
    (user_id, user_name): (Option<i64>, &str),
    through: Through,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    if changes.is_empty() {
        return Ok(());
    }
    let now = Ts::from(now);
    let (import_id, undone_import_id) = match through {
        Through::Import(id) => (Some(id), None),
        Through::Undoing(id) => (None, Some(id)),
    };
    match c {
        DbConn::Sqlite(c) => {
            for change in changes {
                diesel::insert_into(record_changes::table)
                    .values((
                        record_changes::record_id.eq(change.record_id),
                        record_changes::object_id.eq(object_id),
                        record_changes::at.eq(now),
                        record_changes::user_id.eq(user_id),
                        record_changes::user_name.eq(user_name),
                        record_changes::import_id.eq(import_id),
                        record_changes::undone_import_id.eq(undone_import_id),
                        record_changes::changes.eq(change.to_json()),
                    ))
                    .execute(c)?;
            }
            Ok(())
        }
        DbConn::Pg(c) => diesel::sql_query(
            "INSERT INTO record_changes \
             (record_id, object_id, at, user_id, user_name, import_id, undone_import_id, changes) \
             SELECT record_id, $1, $2, $3, $4, $5, $6, changes \
             FROM unnest($7, $8) WITH ORDINALITY AS new (record_id, changes, place) ORDER BY place",
        )
        .bind::<BigInt, _>(object_id)
        .bind::<Timestamp, _>(now)
        .bind::<Nullable<BigInt>, _>(user_id)
        .bind::<Text, _>(user_name)
        .bind::<Nullable<BigInt>, _>(import_id)
        .bind::<Nullable<BigInt>, _>(undone_import_id)
        .bind::<Array<BigInt>, _>(changes.iter().map(|change| change.record_id).collect::<Vec<_>>())
        .bind::<Array<Text>, _>(changes.iter().map(Change::to_json).collect::<Vec<_>>())
        .execute(c)
        .map(|_| ()),
    }
}

/// Removes records with their history and keeps the count of their object right, inside the caller's transaction.
///
/// # Errors
/// When they cannot be removed.
pub(crate) fn remove(c: &mut DbConn, object_id: i64, ids: &[i64]) -> QueryResult<i64> {
    if ids.is_empty() {
        return Ok(0);
    }
    let list = ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
    let mut execute = |sql: String| both!(c, |c| diesel::sql_query(sql).execute(c));
    // What a record's values were must not outlive the record.
    execute(format!("DELETE FROM record_changes WHERE object_id = {object_id} AND record_id IN ({list})"))?;
    let removed = execute(format!("DELETE FROM records WHERE object_id = {object_id} AND id IN ({list})"))?;
    let removed = i64::try_from(removed).unwrap_or(i64::MAX);
    diesel::update(objects::table.find(object_id))
        .set(objects::record_count.eq(objects::record_count - removed))
        .execute(c)
        .map(|_| removed)
}
