//! SQL that stands in a statement's text, so that the statement is prepared once and kept. diesel never keeps one that holds
//! `sql`, as it cannot know whether its text varies; and SQLite prepares a statement anew whenever a bound limit, or a bound
//! value that an index's own condition speaks of, is bound.

use std::marker::PhantomData;
use std::sync::OnceLock;

use diesel::backend::Backend as AnyBackend;
use diesel::dsl::SqlTypeOf;
use diesel::expression::{
    AppearsOnTable, Expression, SelectableExpression, TypedExpressionType, ValidGrouping, is_aggregate,
};
use diesel::pg::{Pg, PgQueryBuilder};
use diesel::query_builder::{AstPass, Query, QueryBuilder, QueryFragment, QueryId};
use diesel::query_dsl::RunQueryDsl;
use diesel::sql_types::SqlType;
use diesel::{Connection, Selectable};

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

/// What the columns of a row are in SQL.
pub(super) type Columns<R> = Verbatim<SqlTypeOf<<R as Selectable<Backend>>::SelectExpression>>;

/// The columns of a row as text, which is made once and kept in `text`: diesel writes every name anew each time that it looks for a
/// statement among those that are prepared, and for rows of many columns that is a good part of their page.
pub(super) fn columns<R>(text: &'static OnceLock<String>) -> Columns<R>
where
    R: Selectable<Backend> + Selectable<Pg>,
    <R as Selectable<Pg>>::SelectExpression: QueryFragment<Pg>,
{
    let written = || {
        let mut out = PgQueryBuilder::default();
        // Names alone: there is nothing to go wrong.
        let done = <R as Selectable<Pg>>::construct_selection().to_sql(&mut out, &Pg);
        done.map(|()| out.finish()).unwrap_or_default()
    };
    // SQLite takes names in double quotation marks as PostgreSQL does.
    verbatim(text.get_or_init(written))
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

/// The first rows of a query, as many as the type says.
#[derive(Debug, Clone, Copy)]
pub(super) struct First<Q, const ROWS: i64>(Q);

/// The first so many rows of a query that has no limit yet: the statement is found by its type, if the query's is.
pub(super) fn first<const ROWS: i64, Q>(query: Q) -> First<Q, ROWS> {
    First(query)
}

impl<Q: QueryFragment<DB>, DB: AnyBackend, const ROWS: i64> QueryFragment<DB> for First<Q, ROWS> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(&format!(" LIMIT {ROWS}"));
        Ok(())
    }
}

impl<Q: QueryId, const ROWS: i64> QueryId for First<Q, ROWS> {
    type QueryId = First<Q::QueryId, ROWS>;
    const HAS_STATIC_QUERY_ID: bool = Q::HAS_STATIC_QUERY_ID;
}

impl<Q: Query, const ROWS: i64> Query for First<Q, ROWS> {
    type SqlType = Q::SqlType;
}

impl<Q, C: Connection, const ROWS: i64> RunQueryDsl<C> for First<Q, ROWS> {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::schema::account;

    #[derive(diesel::Queryable, diesel::Selectable)]
    #[diesel(table_name = account)]
    #[expect(dead_code, reason = "only its columns are read")]
    struct Named {
        id: i64,
        name: String,
    }

    #[test]
    fn the_columns_of_a_row_are_written_once_in_a_way_that_both_databases_read() {
        static TEXT: OnceLock<String> = OnceLock::new();
        assert_eq!(columns::<Named>(&TEXT).0, r#""account"."id", "account"."name""#);
        assert_eq!(columns::<Named>(&TEXT).0.as_ptr(), TEXT.get().unwrap().as_ptr());
    }
}
