//! Adding many records at once.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::{NewRecord, search_index};
use crate::db::connection::DbConn;
use crate::db::schema::{objects, records};
use crate::db::{Db, DbError, QueryResult, Ts};

/// The keys between which the records lie that were added. On PostgreSQL those of others may lie among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Added {
    /// Not above the first of them.
    pub first: i64,
    /// Not below the last of them.
    pub last: i64,
}

/// A record as it goes into the table.
#[derive(Insertable)]
#[diesel(table_name = records, treat_none_as_default_value = false)]
struct Row {
    object_id: i64,
    import_id: Option<i64>,
    created_at: Ts,
    name_key: String,
    search: String,
    props: String,
}

/// The same with its key.
#[derive(Insertable)]
#[diesel(table_name = records, treat_none_as_default_value = false)]
struct KeyedRow {
    id: i64,
    #[diesel(embed)]
    row: Row,
}

#[derive(QueryableByName)]
struct Key {
    #[diesel(sql_type = BigInt)]
    key: i64,
}

/// Adds records to an object, in their order, and keeps its count right. Meant for up to some ten thousand at a time, inside
/// the caller's transaction.
///
/// # Errors
/// When one cannot be written, or there is no such object; none is kept then.
pub fn insert(
    c: &mut DbConn,
    object_id: i64,
    import_id: Option<i64>,
    new: Vec<NewRecord>,
    now: DateTime<Utc>,
) -> QueryResult<Added> {
    search_index::announce(c)?;
    let count = i64::try_from(new.len()).unwrap_or(i64::MAX);
    let created_at = Ts::from(now);
    let rows = new.into_iter().map(|NewRecord { name_key, search, props }| Row {
        object_id,
        import_id,
        created_at,
        name_key,
        search,
        props,
    });
    let added = match c {
        // One prepared statement again and again (PERFORMANCE.md F). For a statement of several rows SQLite would write down
        // every page before it changes, in case one of the rows is refused.
        DbConn::Sqlite(c) => {
            let last = reserve(c, count)?;
            for (id, row) in (last - count + 1..).zip(rows) {
                diesel::insert_into(records::table).values(KeyedRow { id, row }).execute(c)?;
            }
            Added { first: last - count + 1, last }
        }
        // PostgreSQL takes a batch as COPY; in its binary form a text is what a `json` column reads.
        DbConn::Pg(c) => {
            let first = last_key(c)?;
            diesel::copy_from(records::table).from_insertable(rows.collect::<Vec<_>>()).execute(c)?;
            Added { first, last: last_key(c)? }
        }
    };
    // No foreign key asks for the object (migration 000008): this does, once.
    let object = objects::table.find(object_id);
    let counted = diesel::update(object).set(objects::record_count.eq(objects::record_count + count)).execute(c)?;
    if counted == 1 { Ok(added) } else { Err(diesel::result::Error::NotFound) }
}

/// Tells PostgreSQL at once what it would find out by itself within minutes: how many records there are and what they are like.
/// Until then it takes an object of a million records for one of a few, and sorts on the disk what an index has in order.
/// SQLite is told in each question where to look.
///
/// # Errors
/// When the database cannot be reached or refuses.
pub fn gather_statistics(db: &Db) -> Result<(), DbError> {
    match db.work_connection()? {
        DbConn::Pg(mut c) => Ok(diesel::sql_query("ANALYZE records").execute(&mut c).map(|_| ())?),
        DbConn::Sqlite(_) => Ok(()),
    }
}

/// Takes so many keys that no record has or had, and answers the last of them. SQLite's own AUTOINCREMENT would keep the same
/// account, row by row.
fn reserve(c: &mut SqliteConnection, count: i64) -> QueryResult<i64> {
    let reserved: Key = diesel::sql_query(
        "UPDATE sqlite_sequence SET seq = max(seq, coalesce((SELECT max(id) FROM records), 0)) + $1 \
         WHERE name = 'records' RETURNING seq AS key",
    )
    .bind::<BigInt, _>(count)
    .get_result(c)?;
    Ok(reserved.key)
}

/// The key that was given last, whether its record can be seen already or not.
fn last_key(c: &mut PgConnection) -> QueryResult<i64> {
    let last: Key = diesel::sql_query("SELECT last_value AS key FROM records_id_seq").get_result(c)?;
    Ok(last.key)
}
