//! A page in the order of a property without an index: one walk over the records that counts them and keeps the best few. Both databases take
//! several times as long to sort by a value inside JSON.

use std::cmp::Ordering;

use super::Record;
use super::key::SortValue;
use super::read::{Row, stored, walk_all};
use super::selection::{Narrow, judge};
use super::sql::Dialect;
use crate::db::QueryResult;
use crate::db::connection::DbConn;
use crate::domain::property::PropertyType;
use crate::domain::props::Finder;
use crate::domain::record::{Property, Selection};

/// Which rows are wanted: so many beyond a row, or from the beginning.
pub(super) struct Beyond<'a> {
    pub(super) row: Option<&'a Row>,
    pub(super) forward: bool,
    pub(super) count: usize,
}

/// The first records beyond a place, in the direction of travel, and how many fit altogether.
pub(super) fn records(
    c: &mut DbConn,
    selection: &Selection,
    properties: &[Property],
    (id, kind): (i64, PropertyType),
    narrow: Narrow,
    beyond: Beyond<'_>,
) -> QueryResult<(Vec<Record>, i64)> {
    let judge = judge(Dialect::of(c), selection, properties);
    let finder = Finder::new(id);
    let value_of = |props: &str| finder.find(props).map(|value| SortValue::new(&value, kind)).map_err(stored);
    let descending = selection.sort.descending;
    let order = |a: &(SortValue, i64), b: &(SortValue, i64)| {
        let ids = if descending { b.1.cmp(&a.1) } else { a.1.cmp(&b.1) };
        let order = a.0.compare(&b.0, descending).then(ids);
        if beyond.forward { order } else { order.reverse() }
    };
    let place = match beyond.row {
        Some(row) => Some((value_of(&row.props)?, row.id)),
        None => None,
    };
    let mut fitting = 0;
    let mut best: Vec<((SortValue, i64), Record)> = Vec::with_capacity(beyond.count + 1);
    walk_all(c, selection, properties, narrow, 0, |id, props| {
        if let Some(judge) = &judge
            && !judge.fits(props).map_err(stored)?
        {
            return Ok(());
        }
        fitting += 1;
        let key = (value_of(props)?, id);
        let is_beyond = place.as_ref().is_none_or(|place| order(&key, place) == Ordering::Greater);
        let is_full = best.len() >= beyond.count;
        let is_better = !is_full || best.last().is_some_and(|(worst, _)| order(&key, worst) == Ordering::Less);
        if is_beyond && is_better {
            let at = best.partition_point(|(other, _)| order(other, &key) == Ordering::Less);
            best.insert(at, (key, Record { id, props: props.to_owned() }));
            best.truncate(beyond.count);
        }
        Ok(())
    })?;
    Ok((best.into_iter().map(|(_, record)| record).collect(), fitting))
}
