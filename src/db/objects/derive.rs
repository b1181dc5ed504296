//! What search reads of an object, derived anew after its properties have changed: batch by batch, each committed together
//! with how far it reaches, so that whoever goes on after a crash neither loses nor repeats one.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::change::record;
use super::properties as properties_of;
use crate::db::connection::{DbConn, both};
use crate::db::records::NewRecord;
use crate::db::schema::{imports, objects, records};
use crate::db::{QueryResult, Ts};
use crate::domain::audit::{Action, Subject};
use crate::domain::viewer::Actor;

/// Records of a batch: few enough that other writers hardly wait.
const BATCH: i64 = 500;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    name_key: String,
    #[diesel(sql_type = Text)]
    search: String,
    #[diesel(sql_type = Text)]
    props: String,
}

/// Asks for it, in the transaction that changes the property. `pauses` when a value has become sensitive: the old text is not
/// searched from the same moment on (R8).
pub(super) fn ask(c: &mut DbConn, object_id: i64, pauses: bool, now: DateTime<Utc>) -> QueryResult<()> {
    let object = objects::table.find(object_id);
    diesel::update(object).set((objects::derived_to.eq(0), objects::derive_asked_at.eq(Ts::from(now)))).execute(c)?;
    if pauses {
        diesel::update(object).set(objects::is_search_paused.eq(true)).execute(c)?;
    }
    Ok(())
}

/// Whether there is an object whose search text is to be derived anew.
///
/// # Errors
/// When the query fails.
pub fn is_any_to_derive(c: &mut DbConn) -> QueryResult<bool> {
    let due = objects::table.filter(objects::derived_to.is_not_null()).select(objects::id);
    diesel::select(diesel::dsl::exists(due)).get_result(c)
}

/// Does the next batch of the next object; `false` when there is none, or when the rest must wait for an import that began
/// before the change and still writes the old text.
///
/// # Errors
/// When it cannot be written; the batch is done again then.
pub fn derive_some(c: &mut DbConn, now: DateTime<Utc>) -> QueryResult<bool> {
    let due: Vec<(i64, i64, Ts)> = objects::table
        .filter(objects::derived_to.is_not_null().and(objects::derive_asked_at.is_not_null()))
        .order(objects::id)
        .select((objects::id, objects::derived_to.assume_not_null(), objects::derive_asked_at.assume_not_null()))
        .load(c)?;
    for (object_id, to, asked_at) in due {
        if batch(c, object_id, to, asked_at, now)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn batch(c: &mut DbConn, object_id: i64, to: i64, asked_at: Ts, now: DateTime<Utc>) -> QueryResult<bool> {
    // The object's row is locked from here on: another worker, or a change of a property, comes before or after.
    let mine =
        objects::table.find(object_id).filter(objects::derived_to.eq(to)).filter(objects::derive_asked_at.eq(asked_at));
    if diesel::update(mine).set(objects::derived_to.eq(to)).execute(c)? == 0 {
        return Ok(false);
    }
    let rows = rows(c, object_id, to)?;
    let Some(last) = rows.last().map(|row| row.id) else { return finish(c, object_id, asked_at, now) };
    let properties = properties_of(c, object_id)?;
    for row in &rows {
        let values: Vec<(i64, String)> = values(&row.props);
        let new = NewRecord::from_values(&properties, &values);
        if (&new.name_key, &new.search) != (&row.name_key, &row.search) {
            diesel::update(records::table.find(row.id))
                .set((records::name_key.eq(&new.name_key), records::search.eq(&new.search)))
                .execute(c)?;
        }
    }
    diesel::update(objects::table.find(object_id)).set(objects::derived_to.eq(last)).execute(c)?;
    Ok(true)
}

/// The records after one; on PostgreSQL locked, so that an edit does not fall between reading and writing.
fn rows(c: &mut DbConn, object_id: i64, after: i64) -> QueryResult<Vec<Row>> {
    let (props, lock) = match c {
        DbConn::Sqlite(_) => ("props", ""),
        DbConn::Pg(_) => ("props::text AS props", " FOR UPDATE"),
    };
    let question = format!(
        "SELECT id, name_key, search, {props} FROM records WHERE object_id = {object_id} AND id > {after} \
         ORDER BY id LIMIT {BATCH}{lock}"
    );
    both!(c, |c| diesel::sql_query(question).load(c))
}

fn values(props: &str) -> Vec<(i64, String)> {
    let values: serde_json::Map<String, serde_json::Value> = serde_json::from_str(props).unwrap_or_default();
    values
        .into_iter()
        .filter_map(|(key, value)| Some((key.strip_prefix('p')?.parse().ok()?, value.as_str()?.to_owned())))
        .collect()
}

fn finish(c: &mut DbConn, object_id: i64, asked_at: Ts, now: DateTime<Utc>) -> QueryResult<bool> {
    let older = imports::table
        .filter(imports::object_id.eq(object_id).and(imports::state.eq("running")))
        .filter(imports::started_at.is_null().or(imports::started_at.le(asked_at)));
    if diesel::select(diesel::dsl::exists(older.select(imports::id))).get_result::<bool>(c)? {
        return Ok(false);
    }
    diesel::update(objects::table.find(object_id))
        .set((
            objects::derived_to.eq(None::<i64>),
            objects::derive_asked_at.eq(None::<Ts>),
            objects::is_search_paused.eq(false),
        ))
        .execute(c)?;
    record(c, Action::SearchDerived, Subject::Object(object_id), &Actor::system(), now, serde_json::json!({}))?;
    Ok(true)
}
