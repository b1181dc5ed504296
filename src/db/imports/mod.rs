//! Imports: reading them, and every move of an import's state, each one conditional UPDATE.

mod problems;
mod work;

use chrono::{DateTime, Utc};
use diesel::prelude::*;

pub use problems::{problems, problems_after};
pub use work::{Batch, Going, add_batch, beat, claim, claim_next, fail, finish};

use super::connection::DbConn;
use super::records::From;
use super::schema::imports;
use super::{QueryResult, Ts, audit, objects};
use crate::domain::audit::{Action, Event, Subject};
use crate::domain::export::State;
use crate::domain::import::columns::Target;
use crate::domain::import::{Import, ImportFailure};
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
}

impl Row {
    fn read(self, object: Option<&Object>) -> QueryResult<Import> {
        let broken = |what: String| diesel::result::Error::DeserializationError(what.into());
        Ok(Import {
            state: State::from_text(&self.state)
                .ok_or_else(|| broken(format!("import {}: state {}", self.id, self.state)))?,
            property_ids: serde_json::from_str(&self.property_ids)
                .map_err(|e| broken(format!("import {}: property_ids: {e}", self.id)))?,
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
            failure: self.failure_code.map(|code| ImportFailure::from_text(&code)),
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
    /// Its size.
    pub file_bytes: i64,
    /// Where each column goes.
    pub targets: Vec<Target>,
}

/// Asks for an import and makes the properties that it needs, in one transaction: whoever takes the work up later finds the
/// columns settled.
///
/// # Errors
/// When it cannot be written.
pub fn request(c: &mut DbConn, new: &NewImport, by: &Actor, now: DateTime<Utc>) -> QueryResult<Import> {
    let mut property_ids = Vec::with_capacity(new.targets.len());
    let mut made = Vec::new();
    for target in &new.targets {
        property_ids.push(match target {
            Target::Known(id) => *id,
            Target::New { name, label } => {
                made.push(name.as_str());
                objects::add_text_property(c, new.object_id, name, label, now)?
            }
        });
    }
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
            imports::state.eq(State::Queued.as_str()),
            imports::requested_at.eq(Ts::from(now)),
        ))
        .returning(imports::id)
        .get_result(c)?;
    let facts = serde_json::json!({ "file": new.file_name, "bytes": new.file_bytes, "new_properties": made });
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

/// Keys of the uploads that are still to be read: the sweeper leaves them alone.
///
/// # Errors
/// When the query fails.
pub fn open_uploads(c: &mut DbConn) -> QueryResult<Vec<String>> {
    imports::table.filter(imports::state.eq_any(OPEN)).select(imports::upload_key).load(c)
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
            imports::finished_at.eq(Ts::from(now)),
            imports::lease_until.eq(None::<Ts>),
        ))
        .execute(c)?;
    let Some(import) = find(c, id)? else { return Err(diesel::result::Error::NotFound) };
    match (changed, import.state) {
        (1, _) => {
            let facts = serde_json::json!({ "added": import.rows_added, "bad": import.rows_bad });
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

fn event(action: Action, by: &Actor, id: i64, now: DateTime<Utc>) -> Event {
    Event::new(action, by.clone(), now).about(Subject::Import(id))
}
