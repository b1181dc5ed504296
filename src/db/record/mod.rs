//! One record (R54): reading it, changing it, its history. What many records have in common is in `records`.

mod delete;
mod edit;
mod history;
mod still;

pub use delete::{delete, delete_one};
pub use edit::{Change, Created, Edited, Saved, create, edit_many, save};
pub use history::{Entry, HISTORY_ROWS, History, Through, history};
pub use still::Outdated;
pub(in crate::db) use still::has_same_rights;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamp};

use super::connection::{DbConn, both};
use super::{DbError, QueryResult, Ts};

/// The values of a record by the keys of their properties; an empty value is absent.
pub type Values = BTreeMap<i64, String>;

/// A record with all that its page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordDetails {
    /// Key in the database.
    pub id: i64,
    /// Its values.
    pub values: Values,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// The import that made it.
    pub import: Option<Through>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    props: String,
    #[diesel(sql_type = Timestamp)]
    created_at: Ts,
    #[diesel(sql_type = Nullable<Text>)]
    import_public_id: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    file_name: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    user_id: Option<i64>,
}

/// One record of an object.
///
/// # Errors
/// When the query fails or the values cannot be read.
pub fn find(c: &mut DbConn, object_id: i64, id: i64) -> QueryResult<Option<RecordDetails>> {
    let sql = format!(
        "SELECT {} AS props, records.created_at, imports.public_id AS import_public_id, imports.file_name, imports.user_id \
         FROM records LEFT JOIN imports ON imports.id = records.import_id \
         WHERE records.object_id = {object_id} AND records.id = {id}",
        props_text(c)
    );
    let row: Option<Row> = both!(c, |c| diesel::sql_query(sql).get_result(c)).optional()?;
    row.map(|row| {
        let user_id = row.user_id;
        let through = |(public_id, file_name)| Through { public_id, file_name, user_id };
        Ok(RecordDetails {
            id,
            values: values_of(&row.props)?,
            created_at: row.created_at.0,
            import: row.import_public_id.zip(row.file_name).map(through),
        })
    })
    .transpose()
}

/// Which property's value another record has already, where that is why nothing was written: the name of the index tells.
pub fn taken_property(e: &DbError) -> Option<i64> {
    let DbError::Query(diesel::result::Error::DatabaseError(diesel::result::DatabaseErrorKind::UniqueViolation, info)) =
        e
    else {
        return None;
    };
    let (_, rest) = info.message().split_once("records_u")?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// The values as text: the column is JSON on PostgreSQL and text on SQLite.
fn props_text(c: &DbConn) -> &'static str {
    match c {
        DbConn::Pg(_) => "records.props::text",
        DbConn::Sqlite(_) => "records.props",
    }
}

/// The values that a stored text holds. Whatever is no text was not written by this program and is kept as JSON writes it.
fn values_of(props: &str) -> QueryResult<Values> {
    let map: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(props).map_err(|e| diesel::result::Error::DeserializationError(e.into()))?;
    let values = map.into_iter().filter_map(|(key, value)| {
        let text = match value {
            serde_json::Value::String(text) => text,
            serde_json::Value::Null => return None,
            other => other.to_string(),
        };
        Some((key.strip_prefix('p')?.parse().ok()?, text))
    });
    Ok(values.filter(|(_, text)| !text.is_empty()).collect())
}

#[derive(QueryableByName)]
struct IdAndProps {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    props: String,
}

/// Records of an object by their keys, with their values, locked until the transaction ends. PostgreSQL is asked for the lock;
/// SQLite has one writer anyway.
fn locked(c: &mut DbConn, object_id: i64, ids: &[i64]) -> QueryResult<Vec<(i64, Values)>> {
    let lock = match c {
        DbConn::Pg(_) => " FOR UPDATE",
        DbConn::Sqlite(_) => "",
    };
    let sql = format!(
        "SELECT id, {} AS props FROM records WHERE object_id = {object_id} AND id IN ({}) ORDER BY id{lock}",
        props_text(c),
        list(ids)
    );
    let rows: Vec<IdAndProps> = both!(c, |c| diesel::sql_query(sql).load(c))?;
    rows.into_iter().map(|row| Ok((row.id, values_of(&row.props)?))).collect()
}

/// Keys as SQL reads them. They are numbers, so nothing that was typed gets in.
fn list(ids: &[i64]) -> String {
    if ids.is_empty() {
        return "NULL".to_owned();
    }
    ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",")
}
