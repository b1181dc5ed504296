//! The pages of the export log (R20): whose rows these are is part of every question, and no page is counted through.

mod asked;
mod count;
mod filter;
mod order;
mod scan;

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use diesel::connection::DefaultLoadingMode;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable, Text};

use self::asked::asked;
use self::count::count;
use self::order::{Key, Order};
pub use self::scan::{count_rows, scan_rows};
use super::rights::lacked;
use super::{Backend, ListedRow, visible_to};
use crate::db::connection::DbConn;
use crate::db::schema::{exports, users};
use crate::db::verbatim::{limited, verbatim};
use crate::db::{QueryResult, objects};
use crate::domain::export::{Export, ListedDetails, Lost, Request, State};
use crate::domain::export_log::{LogFilter, LogPlace, LogScope};
use crate::domain::record::Object;
use crate::domain::viewer::Viewer;

/// Rows of a page.
pub const PAGE: usize = 25;
/// Rows are counted up to this number; one more means "and more".
pub const COUNT_CAP: i64 = 10_000;

/// One row of the log and what stands around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogRow {
    /// The export.
    pub export: Export<ListedDetails>,
    /// Whose records it has, put away or not (R27).
    pub object: Option<Object>,
    /// Its user cannot sign in any more.
    pub user_is_deactivated: bool,
    /// Of a queued export: how many are before it.
    pub ahead: i64,
    /// What the viewer lacks for the file of a finished one.
    pub lost: Option<Lost>,
}

/// A page of the log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogPage {
    /// Its rows, in the order asked for.
    pub rows: Vec<LogRow>,
    /// Before which export the preceding page ends, if there is one.
    pub before: Option<String>,
    /// After which export the following page begins, if there is one.
    pub after: Option<String>,
    /// How many rows the filter finds, up to [`COUNT_CAP`] + 1.
    pub total: i64,
}

/// The log before it is ordered and paged.
type Query = exports::BoxedQuery<'static, Backend>;

/// One page of the log, of the rows that the viewer may see. `objects`: every object, put away or not.
///
/// # Errors
/// When the query fails.
pub fn page(
    c: &mut DbConn,
    viewer: &Viewer,
    filter: &LogFilter,
    place: &LogPlace,
    objects: &[Object],
    now: DateTime<Utc>,
) -> QueryResult<LogPage> {
    if !viewer.may_export() {
        return Ok(LogPage::default());
    }
    let filter = match place {
        LogPlace::Around(_) => &LogFilter::default(),
        _ => filter,
    };
    let scope = LogScope::of(&viewer.user);
    let Some(asked) = asked(c, &scope, filter, now)? else { return Ok(LogPage::default()) };
    let by_records = asked.is_sqlite && asked.filter.sort.is_by_records();
    let counted = if by_records { Some(count(c, &scope, &asked)?) } else { None };
    let order = Order::new(&scope, &asked, counted);
    let (mut found, mut is_first, mut has_more) = (Vec::new(), true, false);
    match place {
        LogPlace::First => {}
        LogPlace::After(public_id) => {
            if let Some(key) = key_of(c, viewer, public_id)? {
                found = order.after(c, key)?;
                has_more = found.len() > PAGE;
                is_first = found.is_empty();
            }
        }
        LogPlace::Before(public_id) => {
            if let Some(key) = key_of(c, viewer, public_id)? {
                found = order.before(c, key)?;
                // A short page is the top of the log: it is filled up from there.
                is_first = found.len() <= PAGE;
                has_more = true;
                found.truncate(PAGE);
                found.reverse();
            }
        }
        LogPlace::Around(public_id) => {
            if let Some(start) = start_around(c, viewer, public_id)? {
                found = order.after(c, start)?;
                has_more = found.len() > PAGE;
                is_first = found.is_empty();
            }
        }
    }
    if is_first {
        found = order.first(c)?;
        has_more = found.len() > PAGE;
    }
    found.truncate(PAGE);
    let total = match (counted, is_first, has_more) {
        (Some(rows), ..) => rows,
        (None, true, false) => i64::try_from(found.len()).unwrap_or(i64::MAX),
        _ => count(c, &scope, &asked)?,
    };
    let rows = with_surroundings(c, viewer, found, objects)?;
    let id_of = |row: Option<&LogRow>| row.map(|row| row.export.public_id.clone());
    Ok(LogPage {
        before: if is_first { None } else { id_of(rows.first()) },
        after: if has_more { id_of(rows.last()) } else { None },
        rows,
        total,
    })
}

/// Some rows of the log by public id; those that the viewer may not see are left out.
///
/// # Errors
/// When the query fails.
pub fn rows(c: &mut DbConn, viewer: &Viewer, public_ids: &[String]) -> QueryResult<Vec<LogRow>> {
    if !viewer.may_export() || public_ids.is_empty() {
        return Ok(Vec::new());
    }
    let found = listed(visible_to(viewer).filter(exports::public_id.eq_any(public_ids.to_vec())), i64::MAX, c)?;
    let objects = objects::every(c)?;
    with_surroundings(c, viewer, found, &objects)
}

/// Rows as a list tells of them: of their requests, those of the log alone are read.
fn listed(query: Query, rows: i64, c: &mut DbConn) -> QueryResult<Vec<Export<ListedDetails>>> {
    let request = verbatim::<Nullable<Text>>("CASE WHEN exports.source_kind = 'log' THEN exports.request END");
    let question = limited(query.select((ListedRow::columns(), request)), rows);
    let mut found = Vec::with_capacity(PAGE + 1);
    for row in question.load_iter::<(ListedRow, Option<String>), DefaultLoadingMode>(c)? {
        let (row, request) = row?;
        let request: Option<Request> = request
            .map(|text| serde_json::from_str(&text).map_err(|e| row.broken(format!("request: {e}"))))
            .transpose()?;
        found.push(row.read(request.and_then(|request| request.log))?);
    }
    Ok(found)
}

/// Where a row stands, if the viewer may see it.
fn key_of(c: &mut DbConn, viewer: &Viewer, public_id: &str) -> QueryResult<Option<Key>> {
    let key: Option<(i64, i64)> = visible_to(viewer)
        .filter(exports::public_id.eq(public_id.to_owned()))
        .select((exports::records, exports::id))
        .first(c)
        .optional()?;
    Ok(key.map(|(records, id)| Key { records, id }))
}

/// The row before the page that holds an export, newest first; `None` when that is the first page.
fn start_around(c: &mut DbConn, viewer: &Viewer, public_id: &str) -> QueryResult<Option<Key>> {
    let Some(key) = key_of(c, viewer, public_id)? else { return Ok(None) };
    let newer: Vec<i64> = visible_to(viewer)
        .filter(exports::id.gt(key.id))
        .order(exports::id)
        .select(exports::id)
        .limit(i64::try_from(PAGE).unwrap_or(i64::MAX))
        .load(c)?;
    Ok((newer.len() >= PAGE).then(|| newer.get(PAGE / 2)).flatten().map(|id| Key { records: 0, id: *id }))
}

fn with_surroundings(
    c: &mut DbConn,
    viewer: &Viewer,
    found: Vec<Export<ListedDetails>>,
    objects: &[Object],
) -> QueryResult<Vec<LogRow>> {
    // Who sees own exports alone is not deactivated.
    let deactivated = if viewer.is_super_admin() { deactivated(c)? } else { HashSet::new() };
    let has_queued = found.iter().any(|export| export.state == State::Queued);
    let queue = if has_queued { queue(c)? } else { Vec::new() };
    let lacked = lacked(c, &viewer.user, &found)?;
    Ok(found
        .into_iter()
        .map(|export| LogRow {
            object: objects.iter().find(|object| Some(object.id) == export.object_id).cloned(),
            user_is_deactivated: export.user_id.is_some_and(|id| deactivated.contains(&id)),
            ahead: i64::try_from(queue.partition_point(|id| *id < export.id)).unwrap_or(i64::MAX),
            lost: lacked.get(&export.id).copied(),
            export,
        })
        .collect())
}

/// Who ever exported and cannot sign in any more.
fn deactivated(c: &mut DbConn) -> QueryResult<HashSet<i64>> {
    let who = users::table.filter(users::deactivated_at.is_not_null().and(verbatim::<Bool>("export_count > 0")));
    Ok(who.select(users::id).load(c)?.into_iter().collect())
}

/// The exports that wait for a worker, next to start first.
fn queue(c: &mut DbConn) -> QueryResult<Vec<i64>> {
    exports::table
        .filter(verbatim::<Bool>("state <> 'done' AND state = 'queued'"))
        .order(exports::id)
        .select(exports::id)
        .limit(1_000)
        .load(c)
}
