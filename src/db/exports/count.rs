//! How many exports are in each state: for `/metrics`.

use diesel::dsl::{count_star, max, sql};
use diesel::prelude::*;
use diesel::sql_types::Bool;

use crate::db::QueryResult;
use crate::db::connection::DbConn;
use crate::db::schema::exports;
use crate::domain::export::State;

/// How many exports are in each stored state; a state without any is left out. Those that are done are what the others leave
/// of all: the index of the others is short.
///
/// # Errors
/// When the query fails.
pub fn count_by_state(c: &mut DbConn) -> QueryResult<Vec<(String, i64)>> {
    let all = all(c)?;
    let mut counted: Vec<(String, i64)> = exports::table
        .filter(sql::<Bool>("state <> 'done'"))
        .group_by(exports::state)
        .select((exports::state, count_star()))
        .load(c)?;
    let done = all - counted.iter().map(|(_, n)| n).sum::<i64>();
    if done > 0 {
        counted.push((State::Done.as_str().to_owned(), done));
    }
    counted.sort();
    Ok(counted)
}

/// How many there are. SQLite would read a whole index for it, which takes the better part of a minute when it is long and on a
/// slow disk; but it gives ids without gaps, and rows are never deleted (R27). PostgreSQL's ids have gaps.
fn all(c: &mut DbConn) -> QueryResult<i64> {
    match c {
        DbConn::Sqlite(c) => {
            exports::table.select(max(exports::id)).first::<Option<i64>>(c).map(Option::unwrap_or_default)
        }
        DbConn::Pg(c) => exports::table.count().get_result(c),
    }
}
