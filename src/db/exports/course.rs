//! What a worker makes of an export: begun, held again, finished, failed, cancelled for a lost right. Each is one UPDATE
//! guarded by id, state and attempt; its line in the trail and its mails are part of the same transaction.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::lease::{MAX_TAKEN_OVER, held_by};
use super::request::hold_until;
use super::rights::lost_by_exporter;
use super::{Row, cancel, find, is_running};
use crate::db::alerts::{self, Judged};
use crate::db::connection::DbConn;
use crate::db::schema::exports;
use crate::db::{QueryResult, Ts, audit, outbox};
use crate::domain::audit::{Action, Event, Subject};
use crate::domain::export::{CancelReason, Export, FailureCode, FileKind, Lost, State};
use crate::domain::export_name::renamed;
use crate::domain::fold::fold;
use crate::domain::mail::MailKind;
use crate::domain::viewer::Actor;

/// What became of the begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begun {
    /// Read the records.
    Go,
    /// Somebody was told only now: it waits, and the lease is released (R16).
    Held(DateTime<Utc>),
    /// Cancelled or lost meanwhile, or the exporter lost the right.
    Gone,
}

/// Notes the count of the snapshot and judges it, before the first record is read (R13).
///
/// # Errors
/// When it cannot be written.
pub fn begin(
    c: &mut DbConn,
    id: i64,
    attempt: i32,
    records: i64,
    snapshot_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> QueryResult<Begun> {
    let counted = diesel::update(held_by!(id, attempt))
        .set((exports::records.eq(records), exports::snapshot_at.eq(Ts::from(snapshot_at))))
        .execute(c)?;
    let Some(export) = find(c, id)?.filter(|_| counted == 1) else { return Ok(Begun::Gone) };
    if let Some(lost) = lost_by_exporter(c, &export)? {
        cancel_without_right(c, id, attempt, lost, now)?;
        return Ok(Begun::Gone);
    }
    let held_until = hold_until(c, now)?;
    let told = alerts::judge(c, &export, records, Judged::Before { held_until }, now)?;
    if let (true, Some(until)) = (told > 0, held_until) {
        let held = hold_again(c, id, attempt, until)?;
        return Ok(if held { Begun::Held(until) } else { Begun::Gone });
    }
    let detail = serde_json::json!({ "records": records, "attempt": attempt });
    trace(c, Action::ExportStarted, &export, detail, now)?;
    Ok(Begun::Go)
}

/// Holds an export that a worker has, and takes it from the worker.
fn hold_again(c: &mut DbConn, id: i64, attempt: i32, until: DateTime<Utc>) -> QueryResult<bool> {
    let changed = diesel::update(held_by!(id, attempt))
        .set((
            exports::not_before.eq(Ts::from(until)),
            exports::lease_until.eq(None::<Ts>),
            exports::snapshot_at.eq(None::<Ts>),
        ))
        .execute(c)?;
    Ok(changed == 1)
}

/// The facts of a published file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Records in it.
    pub records: i64,
    /// Where it lies in the file store.
    pub file_key: String,
    /// Its size.
    pub file_bytes: i64,
    /// Its SHA-256, in hex.
    pub file_sha256: String,
    /// What it is: its name in the log ends accordingly, whatever was expected at the request (R32).
    pub kind: FileKind,
    /// Files in it.
    pub parts: i32,
    /// Cells that were cut.
    pub cut_cells: i64,
}

/// Makes an export ready, unless it was cancelled, lost or its exporter lost the right: then `false`, and the file is to be
/// deleted (R22).
///
/// # Errors
/// When it cannot be written. Whether the commit reached the database is not known then: the file is the sweeper's.
pub fn finish(
    c: &mut DbConn,
    id: i64,
    attempt: i32,
    written: &Written,
    expires_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let Some(before) = find(c, id)? else { return Ok(false) };
    if let Some(lost) = lost_by_exporter(c, &before)? {
        cancel_without_right(c, id, attempt, lost, now)?;
        return Ok(false);
    }
    let name = renamed(&before.name, written.kind);
    let changed = diesel::update(held_by!(id, attempt))
        .set((
            exports::state.eq(State::Done.as_str()),
            exports::name_key.eq(fold(&name)),
            exports::name.eq(name),
            exports::parts.eq(written.parts),
            exports::cut_cells.eq(written.cut_cells),
            exports::records.eq(written.records),
            exports::records_done.eq(written.records),
            exports::file_key.eq(&written.file_key),
            exports::file_bytes.eq(written.file_bytes),
            exports::file_sha256.eq(&written.file_sha256),
            exports::finished_at.eq(Ts::from(now)),
            exports::expires_at.eq(Ts::from(expires_at)),
            exports::lease_until.eq(None::<Ts>),
        ))
        .execute(c)?;
    let Some(export) = find(c, id)?.filter(|_| changed == 1) else { return Ok(false) };
    alerts::judge(c, &export, written.records, Judged::AtTheEnd, now)?;
    let detail = serde_json::json!({
        "records": written.records, "bytes": written.file_bytes, "sha256": written.file_sha256, "attempt": attempt,
        "parts": written.parts, "cut_cells": written.cut_cells,
    });
    trace(c, Action::ExportFinished, &export, detail, now)?;
    outbox::tell_exporter(c, &export, MailKind::Ready, &Actor::system(), now)?;
    Ok(true)
}

/// Ends an export that cannot go on, with a reason that stays (R25, F10).
///
/// # Errors
/// When it cannot be written.
pub fn fail(
    c: &mut DbConn,
    id: i64,
    attempt: i32,
    code: FailureCode,
    reference: &str,
    records_done: i64,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let changed = diesel::update(held_by!(id, attempt))
        .set((
            exports::state.eq(State::Failed.as_str()),
            exports::failure_code.eq(code.as_str()),
            exports::failure_detail.eq(reference),
            exports::records_done.eq(records_done),
            exports::finished_at.eq(Ts::from(now)),
            exports::lease_until.eq(None::<Ts>),
        ))
        .execute(c)?;
    let Some(export) = find(c, id)?.filter(|_| changed == 1) else { return Ok(false) };
    let detail = serde_json::json!({
        "code": code.as_str(), "reference": reference, "records_done": records_done, "attempt": attempt,
    });
    trace(c, Action::ExportFailed, &export, detail, now)?;
    outbox::tell_exporter(c, &export, MailKind::Failed, &Actor::system(), now)?;
    Ok(true)
}

/// Cancels the export that a worker has, because its exporter lost a right that it needs (R5).
///
/// # Errors
/// When it cannot be written.
pub fn cancel_without_right(
    c: &mut DbConn,
    id: i64,
    attempt: i32,
    lost: Lost,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let changed = diesel::update(held_by!(id, attempt))
        .set((
            exports::state.eq(State::Cancelled.as_str()),
            exports::cancel_reason.eq(CancelReason::Rights.as_str()),
            exports::cancel_right.eq(lost.as_str()),
            exports::finished_at.eq(Ts::from(now)),
            exports::lease_until.eq(None::<Ts>),
        ))
        .execute(c)?;
    let Some(export) = find(c, id)?.filter(|_| changed == 1) else { return Ok(false) };
    cancel::leave_trace(c, &export, &Actor::system(), now)?;
    Ok(true)
}

/// Fails every export that its last worker fell silent on; those with attempts left are simply claimed again. Answers how
/// many failed.
///
/// # Errors
/// When it cannot be written.
pub fn sweep(c: &mut DbConn, now: DateTime<Utc>) -> QueryResult<usize> {
    let lapsed: Vec<Row> = exports::table
        .filter(is_running())
        .filter(exports::lease_until.lt(Ts::from(now)))
        .filter(exports::taken_over.ge(MAX_TAKEN_OVER))
        .order(exports::id)
        .limit(100)
        .select(Row::as_select())
        .load(c)?;
    let mut failed = 0;
    for row in lapsed {
        let export = row.read()?;
        // A worker that woke up meanwhile has renewed its lease: then it is not lost. The UPDATE keeps the row until the end.
        let still_lapsed =
            diesel::update(held_by!(export.id, export.details.attempt).filter(exports::lease_until.lt(Ts::from(now))))
                .set(exports::records_done.eq(export.records_done))
                .execute(c)?;
        if still_lapsed == 1
            && fail(c, export.id, export.details.attempt, FailureCode::LostWorker, "", export.records_done, now)?
        {
            failed += 1;
        }
    }
    Ok(failed)
}

fn trace(
    c: &mut DbConn,
    action: Action,
    export: &Export,
    detail: serde_json::Value,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    audit::record(c, &Event::new(action, Actor::system(), now).about(Subject::Export(export.id)).with(detail))
}
