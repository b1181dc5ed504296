//! The rows of an import that did not become records.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::db::QueryResult;
use crate::db::connection::DbConn;
use crate::db::schema::import_problems;
use crate::domain::import::Problem;

#[derive(Queryable, Selectable)]
#[diesel(table_name = import_problems)]
struct Row {
    line: i64,
    code: String,
    detail: String,
    raw: String,
}

/// Bytes of rows that are read at once, besides the last row.
const ROOM: i64 = 4 * 1024 * 1024;

/// The first problems of an import, in the order of the file, without the rows: those may be long.
///
/// # Errors
/// When the query fails.
pub fn problems(c: &mut DbConn, import_id: i64, limit: i64) -> QueryResult<Vec<Problem>> {
    let found: Vec<(i64, String, String)> = import_problems::table
        .filter(import_problems::import_id.eq(import_id))
        .order(import_problems::id)
        .limit(limit)
        .select((import_problems::line, import_problems::code, import_problems::detail))
        .load(c)?;
    Ok(found.into_iter().map(|(line, code, detail)| Problem { line, code, detail, raw: String::new() }).collect())
}

/// The problems after one of them with their rows, and the key to go on from: many are read in batches, and few at once where
/// rows are long.
///
/// # Errors
/// When the query fails.
pub fn problems_after(
    c: &mut DbConn,
    import_id: i64,
    after: i64,
    limit: i64,
) -> QueryResult<(Vec<Problem>, Option<i64>)> {
    let sizes: Vec<(i64, i64)> = import_problems::table
        .filter(import_problems::import_id.eq(import_id).and(import_problems::id.gt(after)))
        .order(import_problems::id)
        .limit(limit)
        .select((import_problems::id, sql::<BigInt>("CAST(octet_length(raw) AS BIGINT)")))
        .load(c)?;
    let mut room = ROOM;
    let fits = |(_, size): &&(i64, i64)| {
        let has_room = room > 0;
        room -= size;
        has_room
    };
    let Some(last) = sizes.iter().take_while(fits).last().map(|(id, _)| *id) else { return Ok((Vec::new(), None)) };
    let rows: Vec<Row> = import_problems::table
        .filter(import_problems::import_id.eq(import_id).and(import_problems::id.gt(after)))
        .filter(import_problems::id.le(last))
        .order(import_problems::id)
        .select(Row::as_select())
        .load(c)?;
    let problems =
        rows.into_iter().map(|row| Problem { line: row.line, code: row.code, detail: row.detail, raw: row.raw });
    Ok((problems.collect(), Some(last)))
}
