//! The records that have certain values of a unique property: one question for all values of a batch, answered by the
//! property's index.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Text};

use crate::db::QueryResult;
use crate::db::connection::DbConn;
use crate::db::schema::objects;
use crate::domain::property::PropertyType;
use crate::domain::record::Property;

/// Characters of a value that an index holds.
const KEY_CHARACTERS: usize = 200;

/// A record as it is matched.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::db) struct Found {
    #[diesel(sql_type = BigInt)]
    pub(in crate::db) id: i64,
    #[diesel(sql_type = Text)]
    pub(in crate::db) props: String,
}

/// What makes two values of a property the same: numbers as they are, texts without regard to the case of A to Z, which is
/// what an index can tell on both databases.
pub(in crate::db) fn same(property: &Property, value: &str) -> String {
    if is_text(property.kind) { value.to_ascii_lowercase() } else { value.to_owned() }
}

/// The value of a unique property among those of a record, as it is compared; `None` when it is empty.
pub(in crate::db) fn value(values: &[(i64, String)], property: &Property) -> Option<String> {
    let (_, value) = values.iter().find(|(id, _)| *id == property.id)?;
    (!value.is_empty()).then(|| same(property, value))
}

/// Keeps everybody else from changing an object and its properties, from adding records to it, or from changing unique values,
/// until the transaction ends. SQLite has one writer anyway.
pub(in crate::db) fn lock(c: &mut DbConn, object_id: i64) -> QueryResult<()> {
    match c {
        DbConn::Sqlite(_) => Ok(()),
        DbConn::Pg(c) => {
            objects::table.find(object_id).select(objects::id).for_no_key_update().first::<i64>(c).map(|_| ())
        }
    }
}

/// The records that may have one of these values (as [`same`] writes them), oldest first; they stay locked. Values are equal
/// as far as an index looks, so the caller compares the whole.
pub(in crate::db) fn holders(
    c: &mut DbConn,
    object_id: i64,
    property: &Property,
    values: &[String],
) -> QueryResult<Vec<Found>> {
    let (id, kind) = (property.id, property.kind);
    let keys: Vec<String> = values.iter().map(|value| value.chars().take(KEY_CHARACTERS).collect()).collect();
    // The expressions are those of the indexes (src/db/records). The object is a literal: a partial index is used only then.
    match c {
        DbConn::Sqlite(c) => {
            let keys = serde_json::to_string(&keys).unwrap_or_default();
            diesel::sql_query(question_of_sqlite(object_id, property)).bind::<Text, _>(keys).load(c)
        }
        DbConn::Pg(c) => {
            let (expression, values) = match kind {
                PropertyType::Number => (format!("(props->>'p{id}')::numeric"), "$1::numeric[]"),
                _ if is_text(kind) => {
                    (format!("lower(\"left\"(props->>'p{id}', {KEY_CHARACTERS}) COLLATE \"C\") COLLATE \"C\""), "$1")
                }
                _ => (format!("\"left\"(props->>'p{id}', {KEY_CHARACTERS}) COLLATE \"C\""), "$1"),
            };
            diesel::sql_query(format!(
                "SELECT id, props::text AS props FROM records WHERE object_id = {object_id} \
                 AND {expression} = ANY({values}) ORDER BY id FOR UPDATE"
            ))
            .bind::<Array<Text>, _>(keys)
            .load(c)
        }
    }
}

/// The question to SQLite, which takes the keys as JSON. It keeps no statistics, and reads all records of the object and their
/// properties where the keys are not the outer side of a join that it may not turn round.
fn question_of_sqlite(object_id: i64, property: &Property) -> String {
    let (id, kind) = (property.id, property.kind);
    let (expression, value) = match kind {
        PropertyType::Number => (format!("CAST(records.props->>'p{id}' AS REAL)"), "CAST(value AS REAL)"),
        _ if is_text(kind) => (format!("lower(substr(records.props->>'p{id}', 1, {KEY_CHARACTERS}))"), "value"),
        _ => (format!("substr(records.props->>'p{id}', 1, {KEY_CHARACTERS})"), "value"),
    };
    format!(
        "SELECT records.id AS id, records.props AS props \
         FROM (SELECT DISTINCT {value} AS value FROM json_each($1)) AS wanted CROSS JOIN records \
         WHERE records.object_id = {object_id} AND {expression} = wanted.value ORDER BY records.id"
    )
}

/// Records by key, locked, oldest first.
pub(in crate::db) fn by_id(c: &mut DbConn, ids: &[i64]) -> QueryResult<Vec<Found>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let list = ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
    match c {
        DbConn::Sqlite(c) => {
            diesel::sql_query(format!("SELECT id, props FROM records WHERE id IN ({list}) ORDER BY id")).load(c)
        }
        DbConn::Pg(c) => diesel::sql_query(format!(
            "SELECT id, props::text AS props FROM records WHERE id IN ({list}) ORDER BY id FOR UPDATE"
        ))
        .load(c),
    }
}

fn is_text(kind: PropertyType) -> bool {
    matches!(kind, PropertyType::Text | PropertyType::Email | PropertyType::Phone | PropertyType::Url)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::DatabaseUrl;
    use crate::db::{Db, objects};

    #[derive(QueryableByName)]
    struct Step {
        #[diesel(sql_type = Text)]
        detail: String,
    }

    /// Without the index each batch of an import reads every record of its object.
    #[test]
    fn sqlite_looks_records_up_in_the_index_of_their_unique_property() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&DatabaseUrl::Sqlite(folder.path().join("waybill.db"))).unwrap();
        for (id, column) in [
            (3, "lower(substr(props->>'p3', 1, 200))"),
            (18, "CAST(props->>'p18' AS REAL)"),
            (20, "substr(props->>'p20', 1, 200)"),
        ] {
            let steps: Vec<Step> = db
                .write_now(|c| {
                    let properties = objects::properties(c, 1)?;
                    let property = properties.iter().find(|property| property.id == id).unwrap();
                    let question = question_of_sqlite(1, property);
                    let DbConn::Sqlite(c) = c else { panic!("the embedded default is SQLite") };
                    let index = format!("CREATE UNIQUE INDEX records_u{id} ON records ({column}) WHERE object_id = 1");
                    diesel::sql_query(index).execute(c)?;
                    diesel::sql_query(format!("EXPLAIN QUERY PLAN {question}")).bind::<Text, _>("[]").load(c)
                })
                .unwrap();
            let plan: Vec<String> = steps.into_iter().map(|step| step.detail).collect();
            let uses_index = |step: &String| step.contains(&format!("SEARCH records USING INDEX records_u{id}"));
            assert!(plan.iter().any(uses_index), "{plan:?}");
        }
    }
}
