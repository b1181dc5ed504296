//! An export that is already history when it is written.

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;

use crate::db::connection::DbConn;
use crate::db::exports::MAX_ATTEMPTS;
use crate::db::schema::exports;
use crate::db::{QueryResult, Ts};
use crate::domain::export::{CancelReason, Export, FailureCode, Lost, Request, State};
use crate::domain::fold::fold;
use crate::domain::user::User;

/// What became of an export of the past.
#[derive(Debug, Clone)]
pub enum Fate {
    /// Waits for a worker.
    Queued,
    /// Waits for its hold to pass.
    Held {
        /// Until then.
        until: DateTime<Utc>,
    },
    /// Has a file, or had one.
    Done {
        /// Its key.
        file_key: String,
        /// Its size.
        bytes: i64,
        /// Its SHA-256.
        sha256: String,
        /// When it was published.
        finished_at: DateTime<Utc>,
        /// When its time is over.
        expires_at: DateTime<Utc>,
        /// When it was removed.
        removed_at: Option<DateTime<Utc>>,
        /// Who deleted it early, and when.
        deleted: Option<(String, DateTime<Utc>)>,
    },
    /// Was cancelled.
    Cancelled {
        /// By whom.
        by: Box<User>,
        /// Why; the right that was taken away is the one to export.
        reason: CancelReason,
        /// When.
        at: DateTime<Utc>,
    },
    /// Could not go on.
    Failed {
        /// Why.
        code: FailureCode,
        /// The reference into the log.
        detail: String,
        /// Records written by then.
        done: i64,
        /// When.
        at: DateTime<Utc>,
    },
}

/// An export as the log keeps it.
#[derive(Debug, Clone)]
pub struct PastExport<'a> {
    /// Key in URLs.
    pub public_id: String,
    /// File name with its extension.
    pub name: String,
    /// The object's internal name.
    pub object: &'a str,
    /// The frozen request.
    pub request: &'a Request,
    /// Who asked for it.
    pub user: &'a User,
    /// From where.
    pub ip: &'a str,
    /// When.
    pub requested_at: DateTime<Utc>,
    /// Records in it.
    pub records: i64,
    /// What became of it.
    pub fate: Fate,
    /// A super admin downloaded it.
    pub has_history: bool,
}

/// Writes one row of the log and answers its key. The request's hash is what finds an identical request that is open (R36).
///
/// # Errors
/// When it cannot be written.
pub fn insert_export(c: &mut DbConn, past: &PastExport<'_>) -> QueryResult<i64> {
    let request = serde_json::to_string(past.request)
        .map_err(|e| diesel::result::Error::SerializationError(e.to_string().into()))?;
    // A finished export has a file, which the table checks: such a row comes to its end in the second statement.
    let (state, started) = match past.fate {
        Fate::Queued => (State::Queued, None),
        Fate::Held { .. } => (State::Running, None),
        Fate::Done { .. } => (State::Running, Some(past.requested_at)),
        Fate::Cancelled { .. } => (State::Cancelled, None),
        Fate::Failed { .. } => (State::Failed, Some(past.requested_at)),
    };
    let attempt = match past.fate {
        Fate::Failed { code: FailureCode::LostWorker, .. } => MAX_ATTEMPTS,
        _ => i32::from(started.is_some()),
    };
    let id: i64 = diesel::insert_into(exports::table)
        .values((
            (
                exports::public_id.eq(&past.public_id),
                exports::name.eq(&past.name),
                exports::name_key.eq(fold(&past.name)),
                exports::source_kind.eq("object"),
                exports::source_name.eq(past.object),
                exports::object_id.eq(past.request.selection.object_id),
                exports::format.eq(past.request.format.as_str()),
                exports::request_hash.eq(crate::secret::sha256_hex(request.as_bytes())),
                exports::request.eq(&request),
                exports::is_sensitive.eq(past.request.is_sensitive()),
                exports::user_id.eq(past.user.id),
                exports::user_name.eq(&past.user.name),
                exports::user_email.eq(&past.user.email),
                exports::request_ip.eq(past.ip),
            ),
            (
                exports::state.eq(state.as_str()),
                exports::attempt.eq(attempt),
                exports::records.eq(past.records),
                exports::requested_at.eq(Ts::from(past.requested_at)),
                exports::started_at.eq(started.map(Ts::from)),
                exports::snapshot_at.eq(started.map(Ts::from)),
                exports::has_history.eq(past.has_history),
            ),
        ))
        .returning(exports::id)
        .get_result(c)?;
    let row = exports::table.find(id);
    match &past.fate {
        // Put off, so that it still waits when somebody looks at the log.
        Fate::Queued => {
            let later = past.requested_at + Duration::hours(2);
            diesel::update(row).set(exports::not_before.eq(Ts::from(later))).execute(c)?;
        }
        Fate::Held { until } => {
            diesel::update(row).set(exports::not_before.eq(Ts::from(*until))).execute(c)?;
        }
        Fate::Done { file_key, bytes, sha256, finished_at, expires_at, removed_at, deleted } => {
            let (deleted_by, deleted_at) = deleted.clone().unzip();
            diesel::update(row)
                .set((
                    exports::state.eq(State::Done.as_str()),
                    exports::records_done.eq(past.records),
                    exports::file_key.eq(file_key),
                    exports::file_bytes.eq(bytes),
                    exports::file_sha256.eq(sha256),
                    exports::finished_at.eq(Ts::from(*finished_at)),
                    exports::expires_at.eq(Ts::from(*expires_at)),
                    exports::file_removed_at.eq(removed_at.map(Ts::from)),
                    exports::deleted_by_name.eq(deleted_by),
                    exports::deleted_at.eq(deleted_at.map(Ts::from)),
                ))
                .execute(c)?;
        }
        Fate::Cancelled { by, reason, at } => {
            let right = match reason {
                CancelReason::Asked => None,
                CancelReason::Rights => Some(Lost::Export.as_str()),
            };
            diesel::update(row)
                .set((
                    exports::finished_at.eq(Ts::from(*at)),
                    exports::cancelled_by_id.eq(by.id),
                    exports::cancelled_by_name.eq(&by.name),
                    exports::cancel_reason.eq(reason.as_str()),
                    exports::cancel_right.eq(right),
                ))
                .execute(c)?;
        }
        Fate::Failed { code, detail, done, at } => {
            diesel::update(row)
                .set((
                    exports::finished_at.eq(Ts::from(*at)),
                    exports::records_done.eq(done),
                    exports::failure_code.eq(code.as_str()),
                    exports::failure_detail.eq(detail),
                ))
                .execute(c)?;
        }
    }
    Ok(id)
}

/// The row that was just written, as the rest of the program reads it.
///
/// # Errors
/// When it is not there.
pub fn made(c: &mut DbConn, id: i64) -> QueryResult<Export> {
    crate::db::exports::find(c, id)?.ok_or(diesel::result::Error::NotFound)
}
