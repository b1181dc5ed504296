//! Reading every row of the log that an export of the log takes: count and rows from one snapshot, part by part (R31, R32).

use std::ops::ControlFlow;

use chrono::{DateTime, Utc};
use diesel::dsl::count_star;
use diesel::prelude::*;

use super::filter::{id_range, matching};
use super::{Key, Query, beyond, first};
use crate::db::connection::DbConn;
use crate::db::schema::exports;
use crate::db::{Db, DbError, QueryResult, objects};
use crate::domain::export::Export;
use crate::domain::export_log::LogSelection;

/// Rows that are held at once. The databases' cursors are of no help: the one connection type reads them whole.
const PART: i64 = 500;

/// How many rows a selection of the log holds at a moment, all of them counted.
///
/// # Errors
/// When the query fails.
pub fn count_rows(c: &mut DbConn, log: &LogSelection, at: DateTime<Utc>) -> QueryResult<i64> {
    match selected(c, log, at)? {
        Some(rows) => rows().select(count_star()).first(c),
        None => Ok(0),
    }
}

/// Tells the number of rows of a selection, and then hands over each with the internal name of its object, in the order asked
/// for, as the database holds them at one moment: those that were asked for before the export of this key, so that it does not
/// list itself. Either caller may break off, with a reason; `Continue` means that every row was read.
///
/// # Errors
/// When the database cannot be reached or the reading fails.
pub fn scan_rows<B>(
    db: &Db,
    log: &LogSelection,
    before: i64,
    at: DateTime<Utc>,
    on_count: impl FnOnce(i64) -> ControlFlow<B>,
    mut on_row: impl FnMut(&Export, &str) -> ControlFlow<B>,
) -> Result<ControlFlow<B>, DbError> {
    let mut c = db.snapshot()?;
    let objects = objects::every(&mut c)?;
    let Some(rows) = selected(&mut c, log, at)? else { return Ok(on_count(0)) };
    let older = || rows().filter(exports::id.lt(before));
    if let ControlFlow::Break(reason) = on_count(older().select(count_star()).first(&mut c)?) {
        return Ok(ControlFlow::Break(reason));
    }
    let sort = log.filter.sort;
    let mut last: Option<Key> = None;
    loop {
        let query = match last {
            Some(key) => beyond(older(), sort, key, true),
            None => older(),
        };
        let part = first(&mut c, query, sort, true, PART)?;
        for export in &part {
            let object = objects.iter().find(|object| Some(object.id) == export.object_id);
            let object = object.map(|object| object.name.as_str()).unwrap_or_default();
            if let ControlFlow::Break(reason) = on_row(export, object) {
                return Ok(ControlFlow::Break(reason));
            }
        }
        last = part.last().map(|export| Key { records: export.records, id: export.id });
        if last.is_none() {
            return Ok(ControlFlow::Continue(()));
        }
    }
}

/// The question for the rows, to be asked again and again; `None` when no row lies in its dates.
fn selected<'a>(
    c: &mut DbConn,
    log: &'a LogSelection,
    at: DateTime<Utc>,
) -> QueryResult<Option<impl Fn() -> Query + 'a>> {
    let is_sqlite = matches!(c, DbConn::Sqlite(_));
    let dates = id_range(c, &log.filter)?;
    Ok(dates.map(|dates| move || matching(&log.scope, &log.filter, dates, is_sqlite, at)))
}
