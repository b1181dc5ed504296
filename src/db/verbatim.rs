//! SQL that stands in a statement's text, so that the statement is prepared once and kept. diesel never keeps one that holds
//! `sql`, as it cannot know whether its text varies; and SQLite prepares a statement anew whenever a bound limit, or a bound
//! value that an index's own condition speaks of, is bound.

use std::marker::PhantomData;

use diesel::Connection;
use diesel::expression::{
    AppearsOnTable, Expression, SelectableExpression, TypedExpressionType, ValidGrouping, is_aggregate,
};
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::query_dsl::RunQueryDsl;
use diesel::sql_types::SqlType;

use super::QueryResult;
use super::connection::DbConn;

type Backend = <DbConn as Connection>::Backend;

/// An expression of a fixed text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Verbatim<ST>(&'static str, PhantomData<ST>);

/// An expression of this SQL, which no value may be written into.
pub(super) fn verbatim<ST>(text: &'static str) -> Verbatim<ST> {
    Verbatim(text, PhantomData)
}

impl<ST> QueryFragment<Backend> for Verbatim<ST> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Backend>) -> QueryResult<()> {
        out.push_sql(self.0);
        Ok(())
    }
}

// By its text and not by its type, which says nothing of the text.
impl<ST> QueryId for Verbatim<ST> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<ST: SqlType + TypedExpressionType> Expression for Verbatim<ST> {
    type SqlType = ST;
}

impl<ST, GB> ValidGrouping<GB> for Verbatim<ST> {
    type IsAggregate = is_aggregate::Never;
}

impl<ST, QS> AppearsOnTable<QS> for Verbatim<ST> where Self: Expression {}
impl<ST, QS> SelectableExpression<QS> for Verbatim<ST> where Self: Expression {}

/// The first rows of a query.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limited<Q> {
    query: Q,
    rows: i64,
}

/// The first so many rows of a query that has no limit yet.
pub(super) fn limited<Q>(query: Q, rows: i64) -> Limited<Q> {
    Limited { query, rows }
}

impl<Q: QueryFragment<Backend>> QueryFragment<Backend> for Limited<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Backend>) -> QueryResult<()> {
        self.query.walk_ast(out.reborrow())?;
        out.push_sql(" LIMIT ");
        out.push_sql(&self.rows.to_string());
        Ok(())
    }
}

impl<Q> QueryId for Limited<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: Query> Query for Limited<Q> {
    type SqlType = Q::SqlType;
}

impl<Q> RunQueryDsl<DbConn> for Limited<Q> {}
