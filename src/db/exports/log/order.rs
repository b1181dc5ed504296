//! The order of the log, and the rows on either side of a place in it.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};

use super::asked::Asked;
use super::filter::{Reading, matching};
use super::{COUNT_CAP, PAGE, Query, listed};
use crate::db::QueryResult;
use crate::db::connection::DbConn;
use crate::db::exports::Row;
use crate::db::schema::exports;
use crate::db::verbatim::limited;
use crate::domain::export::{Export, ListedDetails};
use crate::domain::export_log::{LogScope, LogSort};

/// A row more than a page tells that there are more.
fn one_more() -> i64 {
    i64::try_from(PAGE + 1).unwrap_or(i64::MAX)
}

/// Where a row stands in an order.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    pub(super) records: i64,
    pub(super) id: i64,
}

/// What is asked for, in its order.
pub(super) struct Order<'a> {
    scope: &'a LogScope,
    asked: &'a Asked,
    sort: LogSort,
    reading: Reading,
}

impl<'a> Order<'a> {
    /// `counted`: how many rows there are, where that is known already.
    pub(super) fn new(scope: &'a LogScope, asked: &'a Asked, counted: Option<i64>) -> Self {
        let sort = asked.filter.sort;
        // SQLite reads the index of records as it soon meets a page there; few rows are gathered and sorted instead.
        let reading = match counted {
            _ if !sort.is_by_records() => Reading::ById,
            Some(rows) if rows <= COUNT_CAP => Reading::All,
            _ => Reading::ByRecords,
        };
        Self { scope, asked, sort, reading }
    }

    /// The first rows: one more than a page.
    pub(super) fn first(&self, c: &mut DbConn) -> QueryResult<Vec<Export<ListedDetails>>> {
        listed(self.query(None, true), one_more(), c)
    }

    /// The rows that follow a place.
    pub(super) fn after(&self, c: &mut DbConn, key: Key) -> QueryResult<Vec<Export<ListedDetails>>> {
        listed(self.query(Some(key), true), one_more(), c)
    }

    /// The rows that precede a place, the nearest first.
    pub(super) fn before(&self, c: &mut DbConn, key: Key) -> QueryResult<Vec<Export<ListedDetails>>> {
        listed(self.query(Some(key), false), one_more(), c)
    }

    /// So many rows that follow a place, or the beginning, with all that was asked for.
    pub(super) fn whole(&self, c: &mut DbConn, key: Option<Key>, rows: i64) -> QueryResult<Vec<Export>> {
        let found: Vec<Row> = limited(self.query(key, true).select(Row::as_select()), rows).load(c)?;
        found.into_iter().map(Row::read).collect()
    }

    /// The rows that follow or precede a place, or the beginning.
    fn query(&self, key: Option<Key>, following: bool) -> Query {
        let downwards = self.sort.is_descending() == following;
        // A plus sign keeps SQLite from the index of the order where rows are gathered first.
        let is_gathered = self.asked.is_sqlite && self.reading == Reading::All;
        let records = if is_gathered { "+exports.records" } else { "exports.records" };
        let query = match key {
            None => matching(self.scope, self.asked, self.reading),
            // Of two upper bounds of the same column SQLite begins at either, which may be millions of rows off: there is one.
            Some(key) if !self.sort.is_by_records() => {
                let (first, last) = self.asked.ids.unwrap_or((0, i64::MAX));
                let ids = if downwards { (first, last.min(key.id - 1)) } else { (first.max(key.id + 1), last) };
                matching(self.scope, &Asked { ids: Some(ids), ..self.asked.clone() }, self.reading)
            }
            // By row values: only so an index is followed (STACK.md 1.4).
            Some(key) => matching(self.scope, self.asked, self.reading).filter(
                sql::<Bool>(&format!("({records}, exports.id) {} (", if downwards { "<" } else { ">" }))
                    .bind::<BigInt, _>(key.records)
                    .sql(", ")
                    .bind::<BigInt, _>(key.id)
                    .sql(")"),
            ),
        };
        let records = || sql::<BigInt>(records);
        match (self.sort.is_by_records(), downwards) {
            (false, true) => query.order(exports::id.desc()),
            (false, false) => query.order(exports::id.asc()),
            (true, true) => query.order((records().desc(), exports::id.desc())),
            (true, false) => query.order((records().asc(), exports::id.asc())),
        }
    }
}
