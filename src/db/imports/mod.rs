//! Imports: reading them, and every move of an import's state, each one conditional UPDATE.

mod apply;
mod problems;
mod request;
mod rights;
mod undo;
mod uploads;
mod work;

use chrono::{DateTime, Utc};
use diesel::prelude::*;

pub use apply::Good;
pub use problems::{problems, problems_after};
pub use request::{
    NewImport, SegmentName, active_segment_names, is_active_segment, others_segment_names, request, segment_names,
    segment_of, start,
};
pub use rights::{holds_sensitive, may_undo, stop_without_right};
pub use undo::{AskedUndo, Undoing, ask_undo, claim_undo, fail_undo, undo_batch};
pub use uploads::{NewUpload, Upload, add_upload, earlier_choices, find_upload, forget_uploads, reported};
pub use work::{Batch, Going, add_batch, beat, claim, claim_next, fail, finish, give_back, reclaim_all};

use self::rights::as_told_to;
use super::connection::DbConn;
use super::records::From;
use super::schema::imports;
use super::{QueryResult, Ts, audit, objects};
use crate::domain::audit::{Action, Event, Subject};
use crate::domain::export::{CancelReason, State};
use crate::domain::import::mode::Mode;
use crate::domain::import::{Import, ImportFailure, Undo, UndoState};
use crate::domain::record::Object;
use crate::domain::viewer::{Actor, Viewer};

type Backend = <DbConn as Connection>::Backend;

/// The states in which an import can still be cancelled.
const OPEN: [&str; 2] = ["queued", "running"];

/// Rows of a page of the list.
pub const PAGE_ROWS: usize = 25;

#[derive(Queryable, Selectable)]
#[diesel(table_name = imports)]
struct Row {
    id: i64,
    public_id: String,
    object_id: i64,
    file_name: String,
    upload_key: String,
    file_bytes: i64,
    user_id: Option<i64>,
    user_name: String,
    property_ids: String,
    new_properties: i64,
    state: String,
    attempt: i32,
    bytes_done: i64,
    rows_done: i64,
    rows_added: i64,
    rows_bad: i64,
    requested_at: Ts,
    started_at: Option<Ts>,
    finished_at: Option<Ts>,
    cancelled_by_name: Option<String>,
    failure_code: Option<String>,
    mode: String,
    key_property_id: Option<i64>,
    options: String,
    segment_id: Option<i64>,
    rows_updated: i64,
    rows_skipped: i64,
    undo_state: Option<String>,
    undo_by_id: Option<i64>,
    undo_by_name: Option<String>,
    undo_at: Option<Ts>,
    undo_done: i64,
    undo_kept: i64,
    cancel_reason: Option<String>,
    undo_reason: Option<String>,
    undo_stopped_by_name: Option<String>,
    made_property_ids: String,
    undo_archived: i64,
}

impl Row {
    fn read(self, object: Option<&Object>) -> QueryResult<Import> {
        let broken = |what: String| diesel::result::Error::DeserializationError(what.into());
        Ok(Import {
            state: State::from_text(&self.state)
                .ok_or_else(|| broken(format!("import {}: state {}", self.id, self.state)))?,
            property_ids: serde_json::from_str(&self.property_ids)
                .map_err(|e| broken(format!("import {}: property_ids: {e}", self.id)))?,
            made_property_ids: serde_json::from_str(&self.made_property_ids)
                .map_err(|e| broken(format!("import {}: made_property_ids: {e}", self.id)))?,
            id: self.id,
            public_id: self.public_id,
            object_id: self.object_id,
            object: object.cloned().unwrap_or_else(|| Object { id: self.object_id, ..Object::default() }),
            file_name: self.file_name,
            upload_key: self.upload_key,
            file_bytes: self.file_bytes,
            user_id: self.user_id,
            user_name: self.user_name,
            new_properties: self.new_properties,
            attempt: self.attempt,
            bytes_done: self.bytes_done,
            rows_done: self.rows_done,
            rows_added: self.rows_added,
            rows_bad: self.rows_bad,
            requested_at: self.requested_at.0,
            started_at: self.started_at.map(|ts| ts.0),
            finished_at: self.finished_at.map(|ts| ts.0),
            cancelled_by_name: self.cancelled_by_name,
            cancel_reason: self.cancel_reason.as_deref().map(CancelReason::from_text),
            failure: self.failure_code.map(|code| ImportFailure::from_text(&code)),
            mode: match (self.mode.as_str(), self.key_property_id) {
                ("update", _) => Mode::Update,
                ("upsert", _) => Mode::Upsert,
                (_, Some(_)) => Mode::CreateNew,
                (_, None) => Mode::Create,
            },
            key_property_id: self.key_property_id,
            options: serde_json::from_str(&self.options)
                .map_err(|e| broken(format!("import {}: options: {e}", self.id)))?,
            segment_id: self.segment_id,
            rows_updated: self.rows_updated,
            rows_skipped: self.rows_skipped,
            undo: self.undo_state.as_deref().and_then(UndoState::from_text).zip(self.undo_at).map(|(state, at)| Undo {
                state,
                by_id: self.undo_by_id,
                by_name: self.undo_by_name.unwrap_or_default(),
                at: at.0,
                done: self.undo_done,
                kept: self.undo_kept,
                archived: self.undo_archived,
                lost_right: self.undo_reason.is_some(),
                stopped_by_name: self.undo_stopped_by_name,
            }),
        })
    }
}

/// The import that took a file up, if the viewer may see it.
///
/// # Errors
/// When the query fails.
pub fn find_by_upload(c: &mut DbConn, viewer: &Viewer, upload: &str) -> QueryResult<Option<String>> {
    visible_to(viewer).filter(imports::upload_public_id.eq(upload)).select(imports::public_id).first(c).optional()
}

/// One import by key: for workers, which act for the program and not for a viewer.
///
/// # Errors
/// When the query fails.
pub fn find(c: &mut DbConn, id: i64) -> QueryResult<Option<Import>> {
    let Some(row) = imports::table.find(id).select(Row::as_select()).first(c).optional()? else { return Ok(None) };
    let object = objects::by_id(c, row.object_id)?;
    row.read(object.as_ref()).map(Some)
}

/// One import that the viewer may see: a super admin sees everybody's, an importer one's own (R7), of objects that are
/// open to them (R6).
///
/// # Errors
/// When the query fails.
pub fn find_visible_to(c: &mut DbConn, viewer: &Viewer, public_id: &str) -> QueryResult<Option<Import>> {
    let id = visible_to(viewer).filter(imports::public_id.eq(public_id)).select(imports::id).first(c).optional()?;
    let found = match id {
        Some(id) => find(c, id)?,
        None => None,
    };
    found.map(|import| as_told_to(c, &viewer.user, import)).transpose()
}

/// A page of the list, newest first: those older than one import, or newer; and whether there are more that way.
///
/// # Errors
/// When the query fails.
pub fn list(c: &mut DbConn, viewer: &Viewer, from: From) -> QueryResult<(Vec<Import>, bool)> {
    let limit = i64::try_from(PAGE_ROWS + 1).unwrap_or(i64::MAX);
    let mine = visible_to(viewer).select(imports::id).limit(limit);
    let mut ids: Vec<i64> = match from {
        From::Start => mine.order(imports::id.desc()).load(c)?,
        From::After(id) => mine.filter(imports::id.lt(id)).order(imports::id.desc()).load(c)?,
        From::Before(id) => mine.filter(imports::id.gt(id)).order(imports::id.asc()).load(c)?,
    };
    let has_more = ids.len() > PAGE_ROWS;
    ids.truncate(PAGE_ROWS);
    let rows: Vec<Row> =
        imports::table.filter(imports::id.eq_any(ids)).order(imports::id.desc()).select(Row::as_select()).load(c)?;
    let known = objects::every(c)?;
    let of = |id: i64| known.iter().find(|object| object.id == id);
    let list = rows
        .into_iter()
        .map(|row| {
            let object = of(row.object_id);
            let import = row.read(object)?;
            as_told_to(c, &viewer.user, import)
        })
        .collect::<QueryResult<_>>()?;
    Ok((list, has_more))
}

/// Keys of the uploads that are still to be read or wait for their columns: the sweeper leaves them alone.
///
/// # Errors
/// When the query fails.
pub fn open_uploads(c: &mut DbConn) -> QueryResult<Vec<String>> {
    let mut keys: Vec<String> =
        imports::table.filter(imports::state.eq_any(OPEN)).select(imports::upload_key).load(c)?;
    keys.extend(uploads::waiting(c)?);
    Ok(keys)
}

/// Whether any import is queued or running, or on its way back.
///
/// # Errors
/// When the query fails.
pub fn is_any_open(c: &mut DbConn) -> QueryResult<bool> {
    let open = imports::state.eq_any(OPEN).or(imports::undo_state.eq_any(OPEN).assume_not_null());
    diesel::select(diesel::dsl::exists(imports::table.filter(open).select(imports::id))).get_result(c)
}

/// What became of a wish to cancel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cancel {
    /// Cancelled now.
    Done,
    /// It was cancelled before; nothing was added.
    Already,
    /// It had come to another end first.
    TooLate,
}

/// Cancels an import that is queued or running; what it added stays. The worker finds out at its next batch.
///
/// # Errors
/// When it cannot be written; nothing is cancelled then.
pub fn cancel(c: &mut DbConn, id: i64, by: &Actor, now: DateTime<Utc>) -> QueryResult<Cancel> {
    let changed = diesel::update(imports::table.find(id).filter(imports::state.eq_any(OPEN)))
        .set((
            imports::state.eq(State::Cancelled.as_str()),
            imports::cancelled_by_name.eq(by.name.as_deref()),
            imports::cancel_reason.eq(CancelReason::Asked.as_str()),
            imports::finished_at.eq(Ts::from(now)),
            imports::lease_until.eq(None::<Ts>),
        ))
        .execute(c)?;
    let Some(import) = find(c, id)? else { return Err(diesel::result::Error::NotFound) };
    match (changed, import.state) {
        (1, _) => {
            let facts = counts(&import);
            audit::record(c, &event(Action::ImportCancelled, by, id, now).with(facts)).map(|()| Cancel::Done)
        }
        (_, State::Cancelled) => Ok(Cancel::Already),
        _ => Ok(Cancel::TooLate),
    }
}

fn visible_to(viewer: &Viewer) -> imports::BoxedQuery<'static, Backend> {
    let all = imports::table.into_boxed();
    if viewer.is_super_admin() {
        return all;
    }
    let own = all.filter(imports::user_id.eq(viewer.user.id));
    match &viewer.user.objects {
        Some(objects) => own.filter(imports::object_id.eq_any(objects.clone())),
        None => own,
    }
}

/// What an import came to, for the trail.
fn counts(import: &Import) -> serde_json::Value {
    serde_json::json!({
        "mode": import.mode.as_str(), "added": import.rows_added, "updated": import.rows_updated,
        "skipped": import.rows_skipped, "bad": import.rows_bad
    })
}

fn event(action: Action, by: &Actor, id: i64, now: DateTime<Utc>) -> Event {
    Event::new(action, by.clone(), now).about(Subject::Import(id))
}
