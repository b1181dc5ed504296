//! Imports: reading them, and every move of an import's state, each one conditional UPDATE.

mod apply;
mod problems;
mod rights;
mod undo;
mod uploads;
mod work;

use chrono::{DateTime, Utc};
use diesel::prelude::*;

pub use apply::Good;
pub use problems::{problems, problems_after};
pub use rights::{holds_sensitive, stop_without_right};
pub use undo::{AskedUndo, Undoing, ask_undo, claim_undo, fail_undo, undo_batch};
pub use uploads::{NewUpload, Upload, add_upload, earlier_choices, find_upload, forget_uploads};
pub use work::{Batch, Going, add_batch, beat, claim, claim_next, fail, finish};

use super::connection::DbConn;
use super::records::From;
use super::schema::{imports, segments};
use super::{QueryResult, Ts, audit, objects};
use crate::domain::audit::{Action, Event, Subject};
use crate::domain::export::{CancelReason, State};
use crate::domain::filter::Filter;
use crate::domain::import::columns::Target;
use crate::domain::import::formats::Options;
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

/// A file to be imported, already stored.
#[derive(Debug, Clone)]
pub struct NewImport {
    /// Key in URLs.
    pub public_id: String,
    /// Whose records the rows become.
    pub object_id: i64,
    /// The file's name as it was uploaded.
    pub file_name: String,
    /// Where it lies.
    pub upload_key: String,
    /// The page on which its columns were matched.
    pub upload_public_id: Option<String>,
    /// Its size.
    pub file_bytes: i64,
    /// Where each column goes.
    pub targets: Vec<Target>,
    /// What a row may do.
    pub mode: Mode,
    /// What records are matched by, in the modes that match.
    pub key_property_id: Option<i64>,
    /// How the file is written.
    pub options: Options,
    /// The static segment that the records are added to.
    pub segment: Option<SegmentName>,
}

/// A static segment by name: one's own of that name, or a new one.
#[derive(Debug, Clone)]
pub struct SegmentName {
    /// Its name.
    pub name: String,
    /// Key in URLs, if it is new.
    pub public_id: String,
}

/// Takes up a file that waits and asks for its import; `None` when another import has it already.
///
/// # Errors
/// When it cannot be written.
pub fn start(c: &mut DbConn, new: &NewImport, by: &Actor, now: DateTime<Utc>) -> QueryResult<Option<Import>> {
    if uploads::take_upload(c, &new.upload_key)? { request(c, new, by, now).map(Some) } else { Ok(None) }
}

/// The import that took a file up, if the viewer may see it.
///
/// # Errors
/// When the query fails.
pub fn find_by_upload(c: &mut DbConn, viewer: &Viewer, upload: &str) -> QueryResult<Option<String>> {
    visible_to(viewer).filter(imports::upload_public_id.eq(upload)).select(imports::public_id).first(c).optional()
}

/// Names of the static segments that are one's own, for an object.
///
/// # Errors
/// When the query fails.
pub fn segment_names(c: &mut DbConn, object_id: i64, user_id: i64) -> QueryResult<Vec<String>> {
    segments::table
        .filter(segments::object_id.eq(object_id).and(segments::kind.eq("static")))
        .filter(segments::owner_id.eq(user_id).and(segments::deleted_at.is_null()))
        .order(segments::name)
        .limit(200)
        .select(segments::name)
        .load(c)
}

fn segment_for(
    c: &mut DbConn,
    object_id: i64,
    wanted: &SegmentName,
    by: &Actor,
    now: DateTime<Utc>,
) -> QueryResult<i64> {
    let mine = segments::table
        .filter(segments::object_id.eq(object_id).and(segments::kind.eq("static")))
        .filter(segments::name.eq(&wanted.name).and(segments::deleted_at.is_null()));
    let known: Option<i64> = match by.id {
        Some(id) => {
            mine.filter(segments::owner_id.eq(id)).order(segments::id).select(segments::id).first(c).optional()?
        }
        None => {
            mine.filter(segments::is_shared.eq(true)).order(segments::id).select(segments::id).first(c).optional()?
        }
    };
    if let Some(id) = known {
        return Ok(id);
    }
    diesel::insert_into(segments::table)
        .values((
            segments::public_id.eq(&wanted.public_id),
            segments::object_id.eq(object_id),
            segments::name.eq(&wanted.name),
            segments::kind.eq("static"),
            segments::owner_id.eq(by.id),
            segments::owner_name.eq(by.name.as_deref().unwrap_or_default()),
            // Nobody owns what the command line made: everybody may see it.
            segments::is_shared.eq(by.id.is_none()),
            segments::search.eq(""),
            segments::filter.eq(serde_json::to_string(&Filter::default()).unwrap_or_default()),
            segments::created_at.eq(Ts::from(now)),
            segments::updated_at.eq(Ts::from(now)),
        ))
        .returning(segments::id)
        .get_result(c)
}

/// Asks for an import and makes the properties that it needs, in one transaction: whoever takes the work up later finds the
/// columns settled.
///
/// # Errors
/// When it cannot be written.
pub fn request(c: &mut DbConn, new: &NewImport, by: &Actor, now: DateTime<Utc>) -> QueryResult<Import> {
    let mut property_ids = Vec::with_capacity(new.targets.len());
    let (mut made, mut made_ids) = (Vec::new(), Vec::new());
    for target in &new.targets {
        property_ids.push(match target {
            Target::Known(id) => *id,
            Target::New { name, label, kind } => {
                made.push(label.as_str());
                let id = objects::add_plain_property(c, new.object_id, name, label, *kind, now)?;
                made_ids.push(id);
                id
            }
            Target::Skip => 0,
        });
    }
    let columns: Vec<(&String, &Target, i64)> = new
        .options
        .headings
        .iter()
        .zip(&new.targets)
        .zip(&property_ids)
        .map(|((heading, target), id)| (heading, target, *id))
        .collect();
    uploads::remember(c, new.object_id, &columns, now)?;
    let segment_id = match &new.segment {
        Some(wanted) => Some(segment_for(c, new.object_id, wanted, by, now)?),
        None => None,
    };
    let mode = match new.mode {
        Mode::Create | Mode::CreateNew => "create",
        Mode::Update => "update",
        Mode::Upsert => "upsert",
    };
    let count = i64::try_from(made.len()).unwrap_or(i64::MAX);
    let id: i64 = diesel::insert_into(imports::table)
        .values((
            imports::public_id.eq(&new.public_id),
            imports::object_id.eq(new.object_id),
            imports::file_name.eq(&new.file_name),
            imports::upload_key.eq(&new.upload_key),
            imports::file_bytes.eq(new.file_bytes),
            imports::user_id.eq(by.id),
            imports::user_name.eq(by.name.as_deref().unwrap_or_default()),
            imports::user_email.eq(by.email.as_deref().unwrap_or_default()),
            imports::request_ip.eq(by.ip.map(|ip| ip.to_string())),
            imports::property_ids.eq(serde_json::to_string(&property_ids).unwrap_or_default()),
            imports::new_properties.eq(count),
            imports::made_property_ids.eq(serde_json::to_string(&made_ids).unwrap_or_default()),
            imports::mode.eq(mode),
            imports::key_property_id.eq(new.key_property_id.filter(|_| new.mode.matches_records())),
            imports::options.eq(serde_json::to_string(&new.options).unwrap_or_default()),
            imports::segment_id.eq(segment_id),
            imports::upload_public_id.eq(new.upload_public_id.as_deref()),
            imports::state.eq(State::Queued.as_str()),
            imports::requested_at.eq(Ts::from(now)),
        ))
        .returning(imports::id)
        .get_result(c)?;
    let facts = serde_json::json!({
        "file": new.file_name, "bytes": new.file_bytes, "new_properties": made, "mode": new.mode.as_str(),
        "key": new.key_property_id.map(|id| format!("p{id}")), "segment": new.segment.as_ref().map(|segment| &segment.name)
    });
    audit::record(c, &event(Action::ImportRequested, by, id, now).with(facts))?;
    find(c, id)?.ok_or(diesel::result::Error::NotFound)
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
    match id {
        Some(id) => find(c, id),
        None => Ok(None),
    }
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
            row.read(object)
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
