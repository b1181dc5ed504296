//! How many rows of the log a filter finds, up to the cap. Without a filter nothing is counted but for whoever is limited to some objects: how many exports everybody has
//! asked for is kept (migration 000038).

use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query as SqlQuery, QueryFragment, QueryId};
use diesel::sql_types::BigInt;

use super::asked::Asked;
use super::filter::{Reading, matching, newest_of_name};
use super::{Backend, COUNT_CAP, Query};
use crate::db::QueryResult;
use crate::db::connection::{DbConn, both};
use crate::db::schema::{exports, users};
use crate::db::verbatim::limited;
use crate::domain::export_log::LogScope;

/// How many rows a query finds: counted in the database, which hands over one number instead of ten thousand.
struct Counted<Q>(Q);

impl<Q: QueryFragment<Backend>> QueryFragment<Backend> for Counted<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Backend>) -> QueryResult<()> {
        out.push_sql("SELECT count(*) FROM (");
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(") AS found");
        Ok(())
    }
}

impl<Q> QueryId for Counted<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q> SqlQuery for Counted<Q> {
    type SqlType = BigInt;
}

impl<Q> RunQueryDsl<DbConn> for Counted<Q> {}

/// What everybody has asked for, with what is nobody's any more.
struct Kept;

impl QueryFragment<Backend> for Kept {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Backend>) -> QueryResult<()> {
        out.push_sql("SELECT CAST(COALESCE(sum(export_count), 0) AS BIGINT) + (SELECT count(*) FROM (");
        out.push_sql(&format!("SELECT 1 FROM exports WHERE user_id IS NULL LIMIT {}", COUNT_CAP + 1));
        out.push_sql(") AS orphans) FROM users");
        Ok(())
    }
}

impl QueryId for Kept {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl SqlQuery for Kept {
    type SqlType = BigInt;
}

impl RunQueryDsl<DbConn> for Kept {}

/// All the rows of a scope, where that is kept.
fn kept(c: &mut DbConn, scope: &LogScope) -> QueryResult<Option<i64>> {
    match scope {
        LogScope::Everybody => Kept.get_result(c).map(Some),
        LogScope::Own { user_id, objects: None } => {
            both!(c, |c| users::table.find(*user_id).select(users::export_count).get_result(c)).optional()
        }
        LogScope::Own { objects: Some(_), .. } => Ok(None),
    }
}

/// All the rows that a filter finds.
pub(super) fn count_all(c: &mut DbConn, scope: &LogScope, asked: &Asked) -> QueryResult<i64> {
    Counted(matching(scope, asked, Reading::All).select(exports::id)).get_result(c)
}

/// The rows that a filter finds, up to [`COUNT_CAP`] and one more.
pub(super) fn count(c: &mut DbConn, scope: &LogScope, asked: &Asked) -> QueryResult<i64> {
    if asked.filter.is_whole()
        && let Some(rows) = kept(c, scope)?
    {
        return Ok(rows.min(COUNT_CAP + 1));
    }
    // Counted already, unless some of the rows are of objects that are not open to their user (R6).
    if let Some(rows) = asked.of_size
        && asked.is_of_size_alone()
        && !matches!(scope, LogScope::Own { objects: Some(_), .. })
    {
        return Ok(rows);
    }
    let question = || matching(scope, asked, Reading::All);
    // A trigram may be there without the name, so a few more are looked at; if they do not suffice, all are.
    if let Some(newest) = newest_of_name(question(), asked, COUNT_CAP + COUNT_CAP / 10) {
        let found = capped(c, newest)?;
        if found > COUNT_CAP {
            return Ok(found);
        }
    }
    capped(c, question())
}

fn capped(c: &mut DbConn, query: Query) -> QueryResult<i64> {
    Counted(limited(query.select(exports::id), COUNT_CAP + 1)).get_result(c)
}
