//! The export log: reading it, and every move of an export's state, each one conditional UPDATE (R37).

mod cancel;
mod count;
mod course;
mod delete;
mod exporters;
mod freeze;
mod lease;
mod limits;
mod log;
mod release;
mod request;
mod rights;
mod row;
mod shelf;

use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Bool;

pub use cancel::{Cancel, cancel, cancel_of_object, cancel_of_user};
pub use count::count_by_state;
pub use course::{Begun, Written, begin, cancel_without_right, fail, finish, sweep};
pub use delete::{Delete, delete};
pub use exporters::{Exporters, KnownExporters};
pub use lease::{LEASE, MAX_ATTEMPTS, beat, claim, give_back, in_the_making, keep, reclaim_all, try_again_at};
pub use limits::Limits;
pub use log::{COUNT_CAP, LogPage, LogRow, PAGE, count_rows, page, rows, scan_rows};
pub use release::{Release, release};
pub use request::{NewExport, Requested, request};
pub use rights::{lacks, lost_by_exporter};
pub use shelf::{owned, removed, to_remove};

use self::row::{ListedRow, Row};
use super::QueryResult;
use super::connection::DbConn;
use super::schema::exports;
use crate::domain::export::Export;
use crate::domain::export_log::LogScope;
use crate::domain::viewer::Viewer;

type Backend = <DbConn as Connection>::Backend;

/// The states in which an export can still be cancelled.
pub(super) const OPEN: [&str; 2] = ["queued", "running"];

/// Open exports, by literals: only so SQLite knows that the index of what is not done has them all. Without it every look for
/// work would go through the whole log.
pub(super) fn is_open() -> SqlLiteral<Bool> {
    sql("(exports.state <> 'done' AND exports.state IN ('queued', 'running'))")
}

/// The same of exports that are running or held.
pub(super) fn is_running() -> SqlLiteral<Bool> {
    sql("(exports.state <> 'done' AND exports.state = 'running')")
}

/// One export by key: for workers, which act for the program and not for a viewer.
///
/// # Errors
/// When the query fails.
pub fn find(c: &mut DbConn, id: i64) -> QueryResult<Option<Export>> {
    exports::table.find(id).select(Row::as_select()).first(c).optional()?.map(Row::read).transpose()
}

/// One export that the viewer may see: a super admin sees everybody's, an exporter one's own (R1, R2, R7). Somebody else's
/// and an unknown one are answered alike.
///
/// # Errors
/// When the query fails.
pub fn find_visible_to(c: &mut DbConn, viewer: &Viewer, public_id: &str) -> QueryResult<Option<Export>> {
    if !viewer.may_export() {
        return Ok(None);
    }
    let found =
        visible_to(viewer).filter(exports::public_id.eq(public_id)).select(Row::as_select()).first(c).optional()?;
    found.map(Row::read).transpose()
}

/// The rows a viewer may see, as the beginning of a query: whose they are is part of the question. An exporter who is limited
/// to some objects sees the exports of those (R6).
pub(super) fn visible_to(viewer: &Viewer) -> exports::BoxedQuery<'static, Backend> {
    within(&LogScope::of(&viewer.user))
}

/// The same for what somebody saw once.
fn within(scope: &LogScope) -> exports::BoxedQuery<'static, Backend> {
    let all = exports::table.into_boxed();
    match scope {
        LogScope::Everybody => all,
        LogScope::Own { user_id, objects } => {
            let own = all.filter(exports::user_id.eq(*user_id));
            match objects {
                Some(objects) => {
                    own.filter(exports::object_id.is_null().or(exports::object_id.eq_any(objects.clone())))
                }
                None => own,
            }
        }
    }
}
