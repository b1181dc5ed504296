//! The index of quick search, built behind the records: adding a record costs no index then, and an import of millions is not
//! slowed down by the dearest index there is. What it does not hold yet is looked through (`selection.rs`).

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::db::QueryResult;
use crate::db::connection::DbConn;
use crate::db::schema::{records, search_index};

/// Records that one step takes in: a fraction of a second, as SQLite lets nobody else write meanwhile.
const STEP: i64 = 1_000;

/// Key of PostgreSQL's advisory lock between those who add records and the step that decides how far the index reaches.
const LOCK: i64 = 0x5741_5953;

/// Says that records are about to be added. PostgreSQL hands out keys before their rows can be seen: the next step waits for
/// the end of this transaction, so that it leaves no record behind.
pub(super) fn announce(c: &mut DbConn) -> QueryResult<()> {
    match c {
        DbConn::Pg(c) => {
            diesel::sql_query(format!("SELECT pg_advisory_xact_lock_shared({LOCK})")).execute(c).map(|_| ())
        }
        DbConn::Sqlite(_) => Ok(()),
    }
}

/// Records that the index takes in next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndexStep {
    /// How far the index reaches.
    after: i64,
    /// How far it reaches then.
    to: i64,
}

/// The next step; none when the index holds every record. A transaction of its own: on PostgreSQL it waits for those who are
/// adding records, and nobody should wait for the step itself.
///
/// # Errors
/// When the query fails.
pub fn next_index_step(c: &mut DbConn) -> QueryResult<Option<IndexStep>> {
    let Some(step) = ahead(c)? else { return Ok(None) };
    match c {
        DbConn::Pg(c) => diesel::sql_query(format!("SELECT pg_advisory_xact_lock({LOCK})")).execute(c).map(|_| ())?,
        DbConn::Sqlite(_) => return Ok(Some(step)),
    }
    ahead(c)
}

/// Takes the records of a step into the index, unless somebody else has. Inside the caller's transaction.
///
/// # Errors
/// When they cannot be written; the index is as before then.
pub fn take_index_step(c: &mut DbConn, step: IndexStep) -> QueryResult<()> {
    let reach = search_index::table.filter(search_index::indexed_to.eq(step.after));
    if diesel::update(reach).set(search_index::indexed_to.eq(step.to)).execute(c)? == 0 {
        return Ok(());
    }
    let IndexStep { after, to } = step;
    match c {
        DbConn::Sqlite(c) => diesel::sql_query(
            "INSERT INTO records_search (rowid, search) SELECT id, search FROM records WHERE id > $1 AND id <= $2",
        )
        .bind::<BigInt, _>(after)
        .bind::<BigInt, _>(to)
        .execute(c),
        // Who changes one of these records meanwhile waits, and then finds the row of the index to change.
        DbConn::Pg(c) => diesel::sql_query(
            "INSERT INTO records_search (record_id, search) \
             SELECT id, search FROM (SELECT id, search FROM records WHERE id > $1 AND id <= $2 FOR SHARE) AS next",
        )
        .bind::<BigInt, _>(after)
        .bind::<BigInt, _>(to)
        .execute(c),
    }
    .map(|_| ())
}

fn ahead(c: &mut DbConn) -> QueryResult<Option<IndexStep>> {
    let after: i64 = search_index::table.select(search_index::indexed_to).first(c)?;
    let ids: Vec<i64> =
        records::table.filter(records::id.gt(after)).order(records::id).select(records::id).limit(STEP).load(c)?;
    Ok(ids.last().map(|to| IndexStep { after, to: *to }))
}
