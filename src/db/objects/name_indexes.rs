//! The indexes by which PostgreSQL hands out the records of an object in the order of their names (R51): one for each object,
//! built behind the import that filled it. To keep one while a million records come in takes a quarter of the import's time, to
//! build it afterwards a tenth of that. Without one the records are sorted when they are asked for.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::unique::execute;
use crate::db::connection::DbConn;
use crate::db::{QueryResult, imports};

/// So few records PostgreSQL sorts in a few milliseconds.
const FEW: i64 = 1_000;

#[derive(QueryableByName)]
struct Object {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// An object that has no index by name, or a broken one, and needs one; none while an import would have to keep it. SQLite has
/// one index for all objects.
pub(super) fn missing(c: &mut DbConn) -> QueryResult<Option<i64>> {
    if matches!(c, DbConn::Sqlite(_)) || imports::is_any_open(c)? {
        return Ok(None);
    }
    let DbConn::Pg(c) = c else { return Ok(None) };
    let question = "SELECT o.id FROM objects o WHERE o.record_count >= $1 AND NOT EXISTS (\
                    SELECT 1 FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
                    WHERE i.indrelid = 'records'::regclass AND c.relname = 'records_name_' || o.id AND i.indisvalid) \
                    ORDER BY o.id LIMIT 1";
    let object: Option<Object> = diesel::sql_query(question).bind::<BigInt, _>(FEW).get_result(c).optional()?;
    Ok(object.map(|object| object.id))
}

/// Builds it beside everybody who writes, in the place of what a build that broke off has left.
pub(super) fn build(c: &mut DbConn, object_id: i64) -> QueryResult<()> {
    let begun = std::time::Instant::now();
    let index = format!("records_name_{object_id}");
    execute(c, format!("DROP INDEX CONCURRENTLY IF EXISTS {index}"))?;
    let of = format!("records (name_key COLLATE \"C\", id) WHERE object_id = {object_id}");
    execute(c, format!("CREATE INDEX CONCURRENTLY {index} ON {of}"))?;
    tracing::info!(object = object_id, seconds = begun.elapsed().as_secs_f32(), "an index by name was built");
    Ok(())
}
