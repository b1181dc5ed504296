//! Adding many records at once.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::sqlite::Sqlite;

use super::{NewRecord, search_index};
use crate::db::connection::DbConn;
use crate::db::schema::{objects, records};
use crate::db::time::sqlite_text;
use crate::db::{Db, DbError, QueryResult, Ts};

/// The keys between which the records lie that were added. On PostgreSQL those of others may lie among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Added {
    /// Not above the first of them.
    pub first: i64,
    /// Not below the last of them.
    pub last: i64,
}

/// A record on its way into PostgreSQL.
#[derive(Insertable)]
#[diesel(table_name = records, treat_none_as_default_value = false)]
struct Row<'a> {
    object_id: i64,
    import_id: Option<i64>,
    created_at: Ts,
    name_key: &'a str,
    search: &'a str,
    props: &'a str,
}

/// A row on its way into SQLite: the statement as it is, since putting it together anew from its columns took diesel as long for
/// each row as SQLite takes for an index.
#[derive(Debug)]
struct Insertion<'a> {
    id: i64,
    created_at: &'a str,
    object_id: i64,
    import_id: Option<i64>,
    new: &'a NewRecord,
}

impl QueryId for Insertion<'_> {
    type QueryId = Insertion<'static>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl QueryFragment<Sqlite> for Insertion<'_> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        pass.push_sql("INSERT INTO records (id, object_id, import_id, created_at, name_key, search, props) VALUES (");
        pass.push_bind_param::<BigInt, _>(&self.id)?;
        pass.push_sql(", ");
        pass.push_bind_param::<BigInt, _>(&self.object_id)?;
        pass.push_sql(", ");
        pass.push_bind_param::<Nullable<BigInt>, _>(&self.import_id)?;
        for text in [self.created_at, &self.new.name_key, &self.new.search, &self.new.props] {
            pass.push_sql(", ");
            pass.push_bind_param::<Text, _>(text)?;
        }
        pass.push_sql(")");
        Ok(())
    }
}

impl RunQueryDsl<SqliteConnection> for Insertion<'_> {}

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
pub fn insert<'n>(
    c: &mut DbConn,
    object_id: i64,
    import_id: Option<i64>,
    new: &'n [NewRecord],
    now: DateTime<Utc>,
) -> QueryResult<Added> {
    search_index::announce(c)?;
    let count = i64::try_from(new.len()).unwrap_or(i64::MAX);
    let added = match c {
        // One prepared statement again and again (PERFORMANCE.md F). For a statement of several rows SQLite would write down
        // every page before it changes, in case one of the rows is refused.
        DbConn::Sqlite(c) => {
            let last = reserve(c, count)?;
            let created_at = sqlite_text(now);
            for (id, new) in (last - count + 1..).zip(new) {
                Insertion { id, created_at: &created_at, object_id, import_id, new }.execute(c)?;
            }
            Added { first: last - count + 1, last }
        }
        // PostgreSQL takes a batch as COPY; in its binary form a text is what a `json` column reads.
        DbConn::Pg(c) => {
            let first = last_key(c)?;
            let created_at = Ts::from(now);
            let row = |new: &'n NewRecord| Row {
                object_id,
                import_id,
                created_at,
                name_key: &new.name_key,
                search: &new.search,
                props: &new.props,
            };
            let rows: Vec<Row<'_>> = new.iter().map(row).collect();
            diesel::copy_from(records::table).from_insertable(rows).execute(c)?;
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
