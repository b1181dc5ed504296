//! Reading every row of the log that an export of the log takes: count and rows from one snapshot, part by part (R31, R32).

use std::ops::ControlFlow;

use super::asked::asked;
use super::count::count_all;
use super::order::{Key, Order};
use crate::db::connection::DbConn;
use crate::db::{Db, DbError, QueryResult, objects};
use crate::domain::export::Export;
use crate::domain::export_log::LogSelection;
use chrono::{DateTime, Utc};

/// Rows that are held at once. The databases' cursors are of no help: the one connection type reads them whole.
const PART: i64 = 500;

/// How many rows a selection of the log holds at a moment, all of them counted.
///
/// # Errors
/// When the query fails.
pub fn count_rows(c: &mut DbConn, log: &LogSelection, at: DateTime<Utc>) -> QueryResult<i64> {
    match asked(c, &log.scope, &log.filter, at)? {
        Some(asked) => count_all(c, &log.scope, &asked),
        None => Ok(0),
    }
}

/// Tells the number of rows of a selection, and then hands over each with the internal name of its object, in the order asked
/// for, as the database holds them at one moment: those that were asked for before the export of this key, so that it does not
/// list itself. Each caller may break off, with a reason: `look_around` is asked before each part. `Continue` means that every
/// row was read.
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
    mut look_around: impl FnMut() -> ControlFlow<B>,
) -> Result<ControlFlow<B>, DbError> {
    let mut c = db.snapshot()?;
    let objects = objects::every(&mut c)?;
    let Some(mut asked) = asked(&mut c, &log.scope, &log.filter, at)? else { return Ok(on_count(0)) };
    let (first, last) = asked.ids.unwrap_or((0, i64::MAX));
    asked.ids = Some((first, last.min(before - 1)));
    if let ControlFlow::Break(reason) = on_count(count_all(&mut c, &log.scope, &asked)?) {
        return Ok(ControlFlow::Break(reason));
    }
    let order = Order::new(&log.scope, &asked, None);
    let mut last: Option<Key> = None;
    loop {
        if let ControlFlow::Break(reason) = look_around() {
            return Ok(ControlFlow::Break(reason));
        }
        let part = order.whole(&mut c, last, PART)?;
        for export in &part {
            let object = objects.iter().find(|object| Some(object.id) == export.object_id);
            let object = object.map(|object| object.name.as_str()).unwrap_or_default();
            if let ControlFlow::Break(reason) = on_row(export, object) {
                return Ok(ControlFlow::Break(reason));
            }
        }
        last = part.last().map(|export| Key { records: export.records, id: export.id });
        if last.is_none() {
            c.finish();
            return Ok(ControlFlow::Continue(()));
        }
    }
}
