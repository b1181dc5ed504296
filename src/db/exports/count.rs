//! How many exports are in each state: for `/metrics`.

use diesel::dsl::count_star;
use diesel::prelude::*;

use crate::db::QueryResult;
use crate::db::connection::DbConn;
use crate::db::schema::exports;

/// How many exports are in each stored state; a state without any is left out.
///
/// # Errors
/// When the query fails.
pub fn count_by_state(c: &mut DbConn) -> QueryResult<Vec<(String, i64)>> {
    exports::table.group_by(exports::state).select((exports::state, count_star())).order(exports::state).load(c)
}
