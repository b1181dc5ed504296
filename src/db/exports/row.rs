//! Rows of the export log, as the database has them.

use std::sync::OnceLock;

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::db::schema::exports;
use crate::db::verbatim::{Columns, columns};
use crate::db::{QueryResult, Ts};
use crate::domain::export::{CancelReason, Details, Export, FailureCode, Lost, SourceKind, State};

/// A whole row.
#[derive(Queryable, Selectable)]
#[diesel(table_name = exports)]
pub(super) struct Row {
    #[diesel(embed)]
    listed: ListedRow,
    #[diesel(embed)]
    details: DetailsRow,
}

impl Row {
    /// The row as the rest of the program sees it.
    pub(super) fn read(self) -> QueryResult<Export> {
        let details = self.details.read().map_err(|e| self.listed.broken(format!("request: {e}")))?;
        self.listed.read(details)
    }
}

/// What a list tells of a row.
#[derive(Queryable, Selectable)]
#[diesel(table_name = exports)]
pub(super) struct ListedRow {
    id: i64,
    public_id: String,
    name: String,
    source_kind: String,
    source_name: String,
    object_id: Option<i64>,
    object_labels: Option<String>,
    is_sensitive: bool,
    user_id: Option<i64>,
    user_name: String,
    state: String,
    lease_until: Option<Ts>,
    not_before: Option<Ts>,
    records: i64,
    records_done: i64,
    file_bytes: Option<i64>,
    requested_at: Ts,
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
}

/// The rest of it.
#[derive(Queryable, Selectable)]
#[diesel(table_name = exports)]
pub(super) struct DetailsRow {
    request: String,
    source_public_id: Option<String>,
    user_email: String,
    request_ip: Option<String>,
    attempt: i32,
    started_at: Option<Ts>,
    snapshot_at: Option<Ts>,
    released_by_name: Option<String>,
    released_at: Option<Ts>,
    file_key: Option<String>,
    file_sha256: Option<String>,
    parts: i32,
    cut_cells: i64,
    file_removed_at: Option<Ts>,
}

fn at(ts: Option<Ts>) -> Option<DateTime<Utc>> {
    ts.map(|ts| ts.0)
}

impl ListedRow {
    /// Its columns in SQL.
    pub(super) fn columns() -> Columns<Self> {
        static TEXT: OnceLock<String> = OnceLock::new();
        columns::<Self>(&TEXT)
    }

    /// The error of a row that cannot be read.
    pub(super) fn broken(&self, what: impl std::fmt::Display) -> diesel::result::Error {
        diesel::result::Error::DeserializationError(format!("export {}: {what}", self.id).into())
    }

    /// The export, with what else is known of it.
    pub(super) fn read<D>(self, details: D) -> QueryResult<Export<D>> {
        Ok(Export {
            source_kind: SourceKind::from_text(&self.source_kind)
                .ok_or_else(|| self.broken(format!("source kind {}", self.source_kind)))?,
            state: State::from_text(&self.state).ok_or_else(|| self.broken(format!("state {}", self.state)))?,
            object_labels: self
                .object_labels
                .as_deref()
                .map(|text| serde_json::from_str(text).map_err(|e| self.broken(format!("object labels: {e}"))))
                .transpose()?,
            id: self.id,
            public_id: self.public_id,
            name: self.name,
            source_name: self.source_name,
            object_id: self.object_id,
            is_sensitive: self.is_sensitive,
            user_id: self.user_id,
            user_name: self.user_name,
            lease_until: at(self.lease_until),
            not_before: at(self.not_before),
            records: self.records,
            records_done: self.records_done,
            file_bytes: self.file_bytes,
            requested_at: self.requested_at.0,
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
            details,
        })
    }
}

impl DetailsRow {
    fn read(self) -> serde_json::Result<Details> {
        Ok(Details {
            request: serde_json::from_str(&self.request)?,
            source_public_id: self.source_public_id,
            user_email: self.user_email,
            request_ip: self.request_ip,
            attempt: self.attempt,
            started_at: at(self.started_at),
            snapshot_at: at(self.snapshot_at),
            released_by_name: self.released_by_name,
            released_at: at(self.released_at),
            file_key: self.file_key,
            file_sha256: self.file_sha256,
            parts: self.parts,
            cut_cells: self.cut_cells,
            file_removed_at: at(self.file_removed_at),
        })
    }
}
