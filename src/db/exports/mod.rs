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
mod shelf;

use std::sync::OnceLock;

use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Bool;

pub use cancel::{Cancel, cancel, cancel_of_user};
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

use super::connection::DbConn;
use super::schema::exports;
use super::verbatim::{Columns, columns};
use super::{QueryResult, Ts};
use crate::domain::export::{CancelReason, Export, FailureCode, Lost, Request, SourceKind, State};
use crate::domain::export_log::LogScope;
use crate::domain::viewer::Viewer;

type Backend = <DbConn as Connection>::Backend;

/// A whole row.
#[derive(Queryable, Selectable)]
#[diesel(table_name = exports)]
pub(super) struct Row {
    #[diesel(embed)]
    facts: Facts,
    request: String,
}

impl Row {
    /// The row as the rest of the program sees it.
    pub(super) fn read(self) -> QueryResult<Export> {
        let request = self.facts.parsed(&self.request)?;
        self.facts.read(request)
    }
}

/// A row without its request.
#[derive(Queryable, Selectable)]
#[diesel(table_name = exports)]
pub(super) struct Facts {
    id: i64,
    public_id: String,
    name: String,
    source_kind: String,
    source_name: String,
    source_public_id: Option<String>,
    object_id: Option<i64>,
    is_sensitive: bool,
    user_id: Option<i64>,
    user_name: String,
    user_email: String,
    request_ip: Option<String>,
    state: String,
    attempt: i32,
    lease_until: Option<Ts>,
    not_before: Option<Ts>,
    released_by_name: Option<String>,
    released_at: Option<Ts>,
    records: i64,
    records_done: i64,
    file_key: Option<String>,
    file_bytes: Option<i64>,
    file_sha256: Option<String>,
    file_removed_at: Option<Ts>,
    requested_at: Ts,
    started_at: Option<Ts>,
    snapshot_at: Option<Ts>,
    finished_at: Option<Ts>,
    expires_at: Option<Ts>,
    cancelled_by_name: Option<String>,
    cancel_reason: Option<String>,
    cancel_right: Option<String>,
    deleted_by_name: Option<String>,
    deleted_at: Option<Ts>,
    failure_code: Option<String>,
    failure_detail: Option<String>,
    has_history: bool,
    parts: i32,
    cut_cells: i64,
}

impl Facts {
    fn columns() -> Columns<Self> {
        static TEXT: OnceLock<String> = OnceLock::new();
        columns::<Self>(&TEXT)
    }

    fn broken(&self, what: impl std::fmt::Display) -> diesel::result::Error {
        diesel::result::Error::DeserializationError(format!("export {}: {what}", self.id).into())
    }

    fn parsed(&self, request: &str) -> QueryResult<Request> {
        serde_json::from_str(request).map_err(|e| self.broken(format!("request: {e}")))
    }

    fn read<R>(self, request: R) -> QueryResult<Export<R>> {
        let at = |ts: Option<Ts>| ts.map(|ts| ts.0);
        Ok(Export {
            source_kind: SourceKind::from_text(&self.source_kind)
                .ok_or_else(|| self.broken(format!("source kind {}", self.source_kind)))?,
            state: State::from_text(&self.state).ok_or_else(|| self.broken(format!("state {}", self.state)))?,
            request,
            id: self.id,
            public_id: self.public_id,
            name: self.name,
            source_name: self.source_name,
            source_public_id: self.source_public_id,
            object_id: self.object_id,
            is_sensitive: self.is_sensitive,
            user_id: self.user_id,
            user_name: self.user_name,
            user_email: self.user_email,
            request_ip: self.request_ip,
            attempt: self.attempt,
            lease_until: at(self.lease_until),
            not_before: at(self.not_before),
            released_by_name: self.released_by_name,
            released_at: at(self.released_at),
            records: self.records,
            records_done: self.records_done,
            file_key: self.file_key,
            file_bytes: self.file_bytes,
            file_sha256: self.file_sha256,
            parts: self.parts,
            cut_cells: self.cut_cells,
            file_removed_at: at(self.file_removed_at),
            requested_at: self.requested_at.0,
            started_at: at(self.started_at),
            snapshot_at: at(self.snapshot_at),
            finished_at: at(self.finished_at),
            expires_at: at(self.expires_at),
            cancelled_by_name: self.cancelled_by_name,
            cancel_reason: self.cancel_reason.as_deref().map(CancelReason::from_text),
            cancel_right: self.cancel_right.as_deref().and_then(Lost::from_text),
            deleted_by_name: self.deleted_by_name,
            deleted_at: at(self.deleted_at),
            failure: self
                .failure_code
                .map(|code| (FailureCode::from_text(&code), self.failure_detail.unwrap_or_default())),
            has_history: self.has_history,
        })
    }
}

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
