//! The keys of a selection, part by part: for what is done with many records without holding one long transaction.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::count::narrowing;
use super::read::{Row, stored};
use super::selection::{condition, is_member, judge};
use super::sql::{Dialect, Sql};
use crate::db::connection::{DbConn, both};
use crate::db::{QueryResult, objects};
use crate::domain::record::{Members, Selection, Sort};

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
    // Part by part of the members: SQLite would gather all of them anew for each part of the records.
    let Some(members) = selection.members.filter(|_| selection.only.is_empty()) else {
        return fitting(c, selection, after, until);
    };
    let only = some_members(c, members, after, until)?;
    let last = only.last().copied().filter(|_| only.len() == PART);
    if only.is_empty() {
        return Ok(Part::default());
    }
    let ids = fitting(c, &Selection { only, ..selection.clone() }, after, until)?.ids;
    Ok(Part { ids, last })
}

/// The next members of a segment by their keys.
fn some_members(c: &mut DbConn, members: Members, after: i64, until: i64) -> QueryResult<Vec<i64>> {
    let is_member = is_member(members);
    let question = format!(
        "SELECT record_id AS id FROM segment_members WHERE {is_member} AND record_id > {after} AND record_id <= {until} \
         ORDER BY record_id LIMIT {PART}"
    );
    let found: Vec<Key> = both!(c, |c| diesel::sql_query(question).load(c))?;
    Ok(found.into_iter().map(|key| key.id).collect())
}

#[derive(QueryableByName)]
struct Key {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

fn fitting(c: &mut DbConn, selection: &Selection, after: i64, until: i64) -> QueryResult<Part> {
    let properties = objects::every_property(c, selection.object_id)?;
    let dialect = Dialect::of(c);
    // Whatever the order of its page is, this is by the keys.
    let narrow = narrowing(c, &Selection { sort: Sort::default(), ..selection.clone() }, &properties)?;
    let mut sql = Sql::default();
    let condition = condition(dialect, selection, &properties, narrow, &mut sql);
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
