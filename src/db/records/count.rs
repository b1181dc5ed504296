//! How many records a selection holds: exactly for an export, up to "10,000+" for a page.

use std::ops::ControlFlow;

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::read::{PART, sample, stored, walk, walk_all};
use super::selection::{Narrow, condition, hint, index_rows, judge};
use super::sql::{Dialect, Sql};
use super::way_in::SAMPLED;
use crate::db::connection::{DbConn, both};
use crate::db::schema::objects as objects_table;
use crate::db::{QueryResult, objects};
use crate::domain::filter::Judge;
use crate::domain::record::{Property, Selection, SortKey};

/// What a page counts up to: beyond it reads "10,000+".
const COUNTED: i64 = 10_000;
/// The same, of keys that are kept.
const MANY: usize = 10_000;

/// A count as a page shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountShown {
    /// So many.
    Exactly(i64),
    /// More than 10,000.
    Many,
}

impl CountShown {
    /// That of so many records.
    pub(super) fn of(n: i64) -> Self {
        if n > COUNTED { Self::Many } else { Self::Exactly(n) }
    }
}

impl Default for CountShown {
    fn default() -> Self {
        Self::Exactly(0)
    }
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// How many records a selection holds, exactly: what an export states before it starts (R30).
///
/// # Errors
/// When the query fails.
pub fn count(c: &mut DbConn, selection: &Selection) -> QueryResult<i64> {
    count_while(c, selection, || true)
}

/// The same, for as long as somebody waits for it: what becomes of it afterwards nobody reads.
pub(in crate::db) fn count_while(
    c: &mut DbConn,
    selection: &Selection,
    is_awaited: impl Fn() -> bool,
) -> QueryResult<i64> {
    let properties = objects::every_property(c, selection.object_id)?;
    match judge(Dialect::of(c), selection, &properties) {
        None => counted(c, selection, &properties, Narrow::ByIndex, ""),
        Some(judge) => {
            let mut n = 0;
            walk_all(c, selection, &properties, Narrow::ByIndex, 0, |_, props| {
                if !is_awaited() {
                    return Err(diesel::result::Error::RollbackTransaction);
                }
                n += i64::from(judge.fits(props).map_err(stored)?);
                Ok(())
            })?;
            Ok(n)
        }
    }
}

/// How many records a page shows where no record had to be judged: exact where it is known or soon counted, "10,000+" where
/// counting on would take too long.
pub(super) fn shown_count(
    c: &mut DbConn,
    selection: &Selection,
    properties: &[Property],
    narrow: Narrow,
) -> QueryResult<CountShown> {
    if selection.is_whole() {
        let kept = objects_table::table.find(selection.object_id).select(objects_table::record_count).first(c);
        return kept.map(CountShown::Exactly);
    }
    counted(c, selection, properties, narrow, &format!(" LIMIT {}", COUNTED + 1)).map(CountShown::of)
}

/// Which records fit, if that had to be found out by judging them.
pub(super) enum Fitting {
    /// These and no others, in the order of their keys.
    These(Vec<i64>),
    /// More than a page counts; who judges each.
    Many(Box<Judge>),
    /// Those that the SQL itself names.
    Unjudged,
}

/// Judges records until so many fit that a page of them is soon met in any order. Fewer are known by their keys then.
pub(super) fn fitting(
    c: &mut DbConn,
    selection: &Selection,
    properties: &[Property],
    narrow: Narrow,
) -> QueryResult<Fitting> {
    let Some(judge) = judge(Dialect::of(c), selection, properties) else { return Ok(Fitting::Unjudged) };
    // PostgreSQL hands over the first part only: what follows then is told by how many fit.
    let has_parts = Dialect::of(c) == Dialect::Postgres;
    let fits = |props: &str| judge.fits(props).map_err(stored);
    let flow = |is_over: bool| if is_over { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    let (mut ids, mut seen, mut last) = (Vec::new(), 0, 0);
    walk(c, selection, properties, narrow, 0, |id, props| {
        (seen, last) = (seen + 1, id);
        if fits(props)? {
            ids.push(id);
        }
        Ok(flow(ids.len() > MANY || (has_parts && seen == PART)))
    })?;
    if ids.len() > MANY || !has_parts || seen < PART {
        return Ok(fitted(ids, judge));
    }
    if is_many(c, selection, properties, &judge)? {
        walk(c, selection, properties, narrow, last, |id, props| {
            if fits(props)? {
                ids.push(id);
            }
            Ok(flow(ids.len() > MANY))
        })?;
    } else {
        walk_all(c, selection, properties, narrow, last, |id, props| {
            if fits(props)? {
                ids.push(id);
            }
            Ok(())
        })?;
        ids.sort_unstable();
    }
    Ok(fitted(ids, judge))
}

fn fitted(ids: Vec<i64>, judge: Judge) -> Fitting {
    if ids.len() > MANY { Fitting::Many(Box::new(judge)) } else { Fitting::These(ids) }
}

/// Whether so many records fit that the count of a page is reached before most of them are met, told by a sample: PostgreSQL hands all
/// of them over sooner than those of every part in its order.
fn is_many(c: &mut DbConn, selection: &Selection, properties: &[Property], judge: &Judge) -> QueryResult<bool> {
    let DbConn::Pg(c) = c else { return Ok(true) };
    let mut fitting = 0;
    sample(c, selection, properties, |props| {
        fitting += usize::from(judge.fits(props).map_err(stored)?);
        Ok(())
    })?;
    Ok(fitting * SAMPLED > 3 * MANY)
}

/// Words that very many records hold are looked for in the order of the page: gathering and sorting all of them takes seconds
/// on SQLite, meeting the first fifty does not. In the order of a key those that hold a word may all lie at its far end, so
/// there gathering pays for longer.
pub(super) fn narrowing(c: &mut DbConn, selection: &Selection, properties: &[Property]) -> QueryResult<Narrow> {
    const GATHERED: i64 = 100_000;
    let DbConn::Sqlite(c) = c else { return Ok(Narrow::ByIndex) };
    let limit = if selection.sort.key == SortKey::Created { COUNTED } else { GATHERED };
    let mut sql = Sql::default();
    let Some(found) = index_rows(selection, properties, &mut sql) else { return Ok(Narrow::Not) };
    sql.text = format!("SELECT count(*) AS n FROM (SELECT 1 FROM ({found}) LIMIT {})", limit + 1);
    let found: Count = sql.query().get_result(c)?;
    Ok(if found.n > limit { Narrow::Not } else { Narrow::ByIndex })
}

fn counted(
    c: &mut DbConn,
    selection: &Selection,
    properties: &[Property],
    narrow: Narrow,
    limit: &str,
) -> QueryResult<i64> {
    let mut sql = Sql::default();
    let dialect = Dialect::of(c);
    let condition = condition(dialect, selection, properties, narrow, &mut sql);
    let hint = hint(dialect, selection, properties);
    sql.text = format!("SELECT count(*) AS n FROM (SELECT 1 FROM records{hint} WHERE {condition}{limit}) AS found");
    let counted: Count = both!(c, |c| sql.query().get_result(c))?;
    Ok(counted.n)
}
