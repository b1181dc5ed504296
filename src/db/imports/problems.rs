//! The rows of an import that did not become records.

use diesel::prelude::*;

use crate::db::QueryResult;
use crate::db::connection::DbConn;
use crate::db::schema::import_problems;
use crate::domain::import::Problem;

#[derive(Queryable, Selectable)]
#[diesel(table_name = import_problems)]
struct Row {
    id: i64,
    line: i64,
    code: String,
    detail: String,
    raw: String,
}

/// The first problems of an import, in the order of the file.
///
/// # Errors
/// When the query fails.
pub fn problems(c: &mut DbConn, import_id: i64, limit: i64) -> QueryResult<Vec<Problem>> {
    problems_after(c, import_id, 0, limit).map(|(problems, _)| problems)
}

/// The problems after one of them, and the key to go on from: many are read in batches.
///
/// # Errors
/// When the query fails.
pub fn problems_after(
    c: &mut DbConn,
    import_id: i64,
    after: i64,
    limit: i64,
) -> QueryResult<(Vec<Problem>, Option<i64>)> {
    let rows: Vec<Row> = import_problems::table
        .filter(import_problems::import_id.eq(import_id).and(import_problems::id.gt(after)))
        .order(import_problems::id)
        .limit(limit)
        .select(Row::as_select())
        .load(c)?;
    let last = rows.last().map(|row| row.id);
    let problems =
        rows.into_iter().map(|row| Problem { line: row.line, code: row.code, detail: row.detail, raw: row.raw });
    Ok((problems.collect(), last))
}
