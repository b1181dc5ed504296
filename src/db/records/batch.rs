//! The keys of a selection, part by part: for what is done with many records without holding one long transaction.

use diesel::prelude::*;

use super::read::{Row, stored};
use super::selection::{Narrow, condition, judge};
use super::sql::{Dialect, Sql};
use crate::db::connection::{DbConn, both};
use crate::db::{QueryResult, objects};
use crate::domain::record::Selection;

/// Rows that are looked at in one part: what is done with them is one transaction of a tenth of a second or two, in which
/// nobody else writes on SQLite.
const PART: usize = 1_000;

/// Keys of one part, and where the next one begins.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Part {
    /// Records that the selection holds, by key.
    pub ids: Vec<i64>,
    /// The last record looked at; `None` when there are no more.
    pub last: Option<i64>,
}

/// The records of a selection whose keys lie after one and not beyond another, as far as one part goes.
///
/// # Errors
/// When the query fails.
pub fn part(c: &mut DbConn, selection: &Selection, after: i64, until: i64) -> QueryResult<Part> {
    let properties = objects::every_property(c, selection.object_id)?;
    let dialect = Dialect::of(c);
    let mut sql = Sql::default();
    let condition = condition(dialect, selection, &properties, Narrow::ByIndex, &mut sql);
    sql.text = format!(
        "SELECT {} FROM records WHERE {condition} AND id > {after} AND id <= {until} ORDER BY id LIMIT {PART}",
        dialect.row_columns()
    );
    let rows: Vec<Row> = both!(c, |c| sql.query().load(c))?;
    let last = rows.last().map(|row| row.id).filter(|_| rows.len() == PART);
    let Some(judge) = judge(dialect, selection, &properties) else {
        return Ok(Part { ids: rows.iter().map(|row| row.id).collect(), last });
    };
    let mut ids = Vec::new();
    for row in &rows {
        if judge.fits(&row.props).map_err(stored)? {
            ids.push(row.id);
        }
    }
    Ok(Part { ids, last })
}

/// The newest record of an object: what is made later is not part of what was asked for.
///
/// # Errors
/// When the query fails.
pub fn newest(c: &mut DbConn, object_id: i64) -> QueryResult<i64> {
    use crate::db::schema::records;
    let newest: Option<i64> =
        records::table.filter(records::object_id.eq(object_id)).select(diesel::dsl::max(records::id)).first(c)?;
    Ok(newest.unwrap_or_default())
}
