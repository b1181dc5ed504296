//! The indexes by which the records of an object are handed out in the order of their names (R51): one for each object, built
//! behind the import that filled it. To keep one while a million records come in takes a sixth of the import's time on SQLite and
//! a quarter on PostgreSQL; to build it afterwards takes one or two seconds. Without one the records are sorted when they
//! are asked for.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::unique::execute;
use crate::db::connection::{DbConn, both};
use crate::db::records::name_index;
use crate::db::{QueryResult, bulk_actions, imports};

/// So few records are sorted in a few milliseconds.
const FEW: i64 = 1_000;

#[derive(QueryableByName)]
struct Object {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// An object that has no index by name, or a broken one, and needs one; none while an import would have to keep it, or while a
/// bulk action would have to wait for it.
pub(super) fn missing(c: &mut DbConn) -> QueryResult<Option<i64>> {
    let there = match c {
        DbConn::Sqlite(_) => "SELECT 1 FROM sqlite_master WHERE type = 'index' AND name = 'records_name_' || o.id",
        DbConn::Pg(_) => {
            "SELECT 1 FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
             WHERE i.indrelid = 'records'::regclass AND c.relname = 'records_name_' || o.id AND i.indisvalid"
        }
    };
    let question = format!(
        "SELECT o.id FROM objects o WHERE o.record_count >= {FEW} AND NOT EXISTS ({there}) ORDER BY o.id LIMIT 1"
    );
    let object: Option<Object> = both!(c, |c| diesel::sql_query(question).get_result(c).optional())?;
    let Some(Object { id }) = object else { return Ok(None) };
    let is_busy = imports::is_any_open(c)? || (matches!(c, DbConn::Sqlite(_)) && bulk_actions::is_any_open(c)?);
    Ok(Some(id).filter(|_| !is_busy))
}

/// Builds it, in the place of what a build that broke off has left. On PostgreSQL everybody goes on writing meanwhile.
pub(super) fn build(c: &mut DbConn, object_id: i64) -> QueryResult<()> {
    let begun = std::time::Instant::now();
    let index = name_index(object_id);
    match c {
        DbConn::Sqlite(_) => {
            let of = format!("records (name_key, id) WHERE object_id = {object_id}");
            execute(c, format!("CREATE INDEX IF NOT EXISTS {index} ON {of}"))?;
        }
        DbConn::Pg(_) => {
            execute(c, format!("DROP INDEX CONCURRENTLY IF EXISTS {index}"))?;
            let of = format!("records (name_key COLLATE \"C\", id) WHERE object_id = {object_id}");
            execute(c, format!("CREATE INDEX CONCURRENTLY {index} ON {of}"))?;
        }
    }
    tracing::info!(object = object_id, seconds = begun.elapsed().as_secs_f32(), "an index by name was built");
    Ok(())
}
