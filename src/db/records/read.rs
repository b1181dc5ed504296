//! Reading rows for a page: one by its key, or all that a condition lets through, in the order of their keys.

use std::ops::ControlFlow;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Text};

use super::selection::{Narrow, condition, condition_by};
use super::sql::{Dialect, Sql};
use super::way_in::{SAMPLE, WayIn};
use crate::db::QueryResult;
use crate::db::connection::{DbConn, both};
use crate::db::copy_out::{copy_out, number, text};
use crate::domain::props::PropsError;
use crate::domain::record::{Property, Selection};

/// Rows that are fetched at once on PostgreSQL: it hands over a whole result, so a walk that may end early asks for parts.
pub(super) const PART: usize = 20_000;

/// A record, and what sorting by name compares.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct Row {
    #[diesel(sql_type = BigInt)]
    pub(super) id: i64,
    #[diesel(sql_type = Text)]
    pub(super) name_key: String,
    #[diesel(sql_type = Text)]
    pub(super) props: String,
}

/// A record as a walk hands it over. Its values come as bytes: [`text`] makes sure of UTF-8 in a fraction of the time that diesel takes.
#[derive(QueryableByName)]
struct Walked {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Binary)]
    props: Vec<u8>,
}

/// A record whose values are no JSON object: nobody wrote it through this program.
pub(super) fn stored(e: PropsError) -> diesel::result::Error {
    diesel::result::Error::DeserializationError(e.into())
}

/// One record of an object.
pub(super) fn find(c: &mut DbConn, object_id: i64, id: i64) -> QueryResult<Option<Row>> {
    let columns = Dialect::of(c).row_columns();
    let sql = Sql {
        text: format!("SELECT {columns} FROM records WHERE object_id = {object_id} AND id = {id}"),
        binds: Vec::new(),
    };
    both!(c, |c| sql.query().get_result(c)).optional()
}

/// Hands over the records that the condition of a selection lets through, beyond a key, oldest first, until told to stop.
pub(super) fn walk(
    c: &mut DbConn,
    selection: &Selection,
    properties: &[Property],
    narrow: Narrow,
    after: i64,
    mut on_record: impl FnMut(i64, &str) -> QueryResult<ControlFlow<()>>,
) -> QueryResult<()> {
    let dialect = Dialect::of(c);
    let hint = if dialect == Dialect::Sqlite { WayIn::of(c, selection, properties)?.hint() } else { "" };
    let select = |after: i64, limit: &str| {
        let mut sql = Sql::default();
        let condition = condition(dialect, selection, properties, narrow, &mut sql);
        let props = dialect.props();
        sql.text =
            format!("SELECT id, {props} FROM records{hint} WHERE {condition} AND id > {after} ORDER BY id{limit}");
        sql
    };
    match c {
        // SQLite hands over one row after the other, and may be left at any of them.
        DbConn::Sqlite(c) => {
            for walked in select(after, "").query().load_iter::<Walked, _>(c)? {
                let walked = walked?;
                if on_record(walked.id, text(&walked.props)?)?.is_break() {
                    break;
                }
            }
        }
        DbConn::Pg(c) => {
            let mut after = after;
            loop {
                let rows: Vec<Walked> = select(after, &format!(" LIMIT {PART}")).query().load(c)?;
                let is_end = rows.len() < PART;
                for walked in rows {
                    after = walked.id;
                    if on_record(walked.id, text(&walked.props)?)?.is_break() {
                        return Ok(());
                    }
                }
                if is_end {
                    break;
                }
            }
        }
    }
    Ok(())
}

/// Hands over the records that the condition lets through on a few pages of PostgreSQL's table: on one of [`SAMPLED`](super::way_in::SAMPLED).
pub(super) fn sample(
    c: &mut PgConnection,
    selection: &Selection,
    properties: &[Property],
    mut on_record: impl FnMut(&str) -> QueryResult<()>,
) -> QueryResult<()> {
    let mut sql = Sql::default();
    let condition = condition(Dialect::Postgres, selection, properties, Narrow::ByIndex, &mut sql);
    sql.text = format!("SELECT id, props::text AS props FROM records {SAMPLE} WHERE {condition}");
    let found: Vec<Walked> = sql.query().load(c)?;
    found.iter().try_for_each(|walked| on_record(text(&walked.props)?))
}

/// Hands over every record that may fit, beyond a key, in any order.
pub(super) fn walk_all(
    c: &mut DbConn,
    selection: &Selection,
    properties: &[Property],
    narrow: Narrow,
    after: i64,
    mut on_record: impl FnMut(i64, &str) -> QueryResult<()>,
) -> QueryResult<()> {
    let way = WayIn::of(c, selection, properties)?;
    match c {
        DbConn::Sqlite(_) => {
            walk(c, selection, properties, narrow, after, |id, props| on_record(id, props).map(ControlFlow::Continue))
        }
        DbConn::Pg(c) => {
            let mut sql = Sql::default();
            let condition = condition_by(way, Dialect::Postgres, selection, properties, narrow, &mut sql);
            sql.text = format!("SELECT id, props FROM records WHERE {condition} AND id > {after}");
            copy_out(c, &sql, || true, |[id, props]| on_record(number(id)?, text(props)?).map(|()| true)).map(|_| ())
        }
    }
}
