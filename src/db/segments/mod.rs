//! Segments (R52): whose they are is part of every question.

mod filling;
mod members;

pub use filling::{Filled, Filling, create_filled, find_filling};
pub use members::{Found, add_found, add_members, member_counts, remove_found, remove_members};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable};

use super::connection::DbConn;
use super::schema::segments;
use super::views::{filter_of, hidden_from};
use super::{QueryResult, Ts, audit};
use crate::domain::audit::{Action, Event, Subject};
use crate::domain::filter::Filter;
use crate::domain::segment::{Segment, SegmentKind};
use crate::domain::view::Outcome;
use crate::domain::viewer::{Actor, Viewer};

type Backend = <DbConn as Connection>::Backend;

#[derive(Queryable, Selectable)]
#[diesel(table_name = segments)]
struct Row {
    id: i64,
    public_id: String,
    object_id: i64,
    name: String,
    kind: String,
    owner_id: Option<i64>,
    owner_name: String,
    is_shared: bool,
    search: String,
    filter: String,
    version: i64,
    created_at: Ts,
    updated_at: Ts,
}

impl Row {
    fn read(self) -> QueryResult<Segment> {
        let kind: SegmentKind = self.kind.parse().map_err(|e: crate::domain::segment::UnknownSegmentKind| {
            diesel::result::Error::DeserializationError(e.into())
        })?;
        Ok(Segment {
            id: self.id,
            public_id: self.public_id,
            object_id: self.object_id,
            name: self.name,
            kind,
            owner_id: self.owner_id,
            owner_name: self.owner_name,
            is_shared: self.is_shared,
            search: self.search,
            filter: filter_of(&self.filter)?,
            version: self.version,
            created_at: self.created_at.0,
            updated_at: self.updated_at.0,
        })
    }
}

/// One row, if the viewer may change it: who that is stands in the statement that changes it.
macro_rules! theirs {
    ($viewer:expr, $id:expr) => {
        segments::table
            .filter(segments::id.eq($id).and(segments::deleted_at.is_null()))
            .filter(segments::owner_id.eq($viewer.user.id).or($viewer.is_super_admin().into_sql::<Nullable<Bool>>()))
    };
}

/// A segment that is made.
#[derive(Debug, Clone)]
pub struct NewSegment {
    /// Key in URLs.
    pub public_id: String,
    /// Whose records it holds.
    pub object_id: i64,
    /// Its name, already checked.
    pub name: String,
    /// By filter or by membership.
    pub kind: SegmentKind,
    /// Seen by everybody.
    pub is_shared: bool,
    /// Quick search of an active one; empty for a static one.
    pub search: String,
    /// Filter of an active one; empty for a static one.
    pub filter: Filter,
}

/// The segments of an object that a viewer sees, own ones first: own and shared ones, super admins see all. An active one
/// that filters by a sensitive property is not there for those without the right (R8).
///
/// # Errors
/// When the query fails.
pub fn of_object(c: &mut DbConn, viewer: &Viewer, object_id: i64) -> QueryResult<Vec<Segment>> {
    let rows: Vec<Row> = visible_to(viewer, object_id).order(segments::id).select(Row::as_select()).load(c)?;
    let mut found = rows.into_iter().map(Row::read).collect::<QueryResult<Vec<_>>>()?;
    let hidden = hidden_from(c, viewer, object_id)?;
    found.retain(|segment| !shows_hidden(segment, &hidden));
    found.sort_by_key(|segment| segment.owner_id != Some(viewer.user.id));
    Ok(found)
}

/// One segment of an object that a viewer sees; somebody's private one and an unknown one are answered alike (R7).
///
/// # Errors
/// When the query fails.
pub fn find_visible_to(
    c: &mut DbConn,
    viewer: &Viewer,
    object_id: i64,
    public_id: &str,
) -> QueryResult<Option<Segment>> {
    let row = visible_to(viewer, object_id)
        .filter(segments::public_id.eq(public_id))
        .select(Row::as_select())
        .first(c)
        .optional()?;
    let Some(segment) = row.map(Row::read).transpose()? else { return Ok(None) };
    let hidden = hidden_from(c, viewer, object_id)?;
    Ok(Some(segment).filter(|segment| !shows_hidden(segment, &hidden)))
}

/// One segment by key, unless it was deleted: for workers, which ask whose it is when they change it.
///
/// # Errors
/// When the query fails.
pub(in crate::db) fn by_id(c: &mut DbConn, id: i64) -> QueryResult<Option<Segment>> {
    let row: Option<Row> = segments::table
        .filter(segments::id.eq(id).and(segments::deleted_at.is_null()))
        .select(Row::as_select())
        .first(c)
        .optional()?;
    row.map(Row::read).transpose()
}

/// Makes a segment and answers its key; it is the viewer's.
///
/// # Errors
/// When it cannot be written.
pub fn create(c: &mut DbConn, viewer: &Viewer, new: &NewSegment, now: DateTime<Utc>) -> QueryResult<i64> {
    create_by(c, &viewer.actor(), new, now)
}

/// The same for whoever asked for an import; what the program itself makes belongs to nobody.
pub(in crate::db) fn create_by(c: &mut DbConn, by: &Actor, new: &NewSegment, now: DateTime<Utc>) -> QueryResult<i64> {
    let id: i64 = diesel::insert_into(segments::table)
        .values((
            segments::public_id.eq(&new.public_id),
            segments::object_id.eq(new.object_id),
            segments::name.eq(&new.name),
            segments::kind.eq(new.kind.as_str()),
            segments::owner_id.eq(by.id),
            segments::owner_name.eq(by.name.as_deref().unwrap_or_default()),
            segments::is_shared.eq(new.is_shared),
            segments::search.eq(&new.search),
            segments::filter.eq(new.filter.to_text()),
            segments::created_at.eq(Ts::from(now)),
            segments::updated_at.eq(Ts::from(now)),
        ))
        .returning(segments::id)
        .get_result(c)?;
    let detail = serde_json::json!({
        "name": new.name, "kind": new.kind.as_str(), "object_id": new.object_id, "shared": new.is_shared
    });
    let made = Event::new(Action::SegmentCreated, by.clone(), now).about(Subject::Segment(id)).with(detail);
    audit::record(c, &made).map(|()| id)
}

/// Saves the search and the filter of an active segment, unless somebody has since the viewer saw it as `seen`. Who
/// names no version has seen none.
///
/// # Errors
/// When it cannot be written.
pub fn save(
    c: &mut DbConn,
    viewer: &Viewer,
    segment: &Segment,
    seen: Option<i64>,
    (search, filter): (&str, &Filter),
    now: DateTime<Utc>,
) -> QueryResult<Outcome> {
    let theirs = || theirs!(viewer, segment.id).filter(segments::kind.eq(SegmentKind::Active.as_str()));
    let changed = diesel::update(theirs().filter(segments::version.nullable().eq(seen)))
        .set((
            segments::version.eq(segments::version + 1),
            segments::search.eq(search),
            segments::filter.eq(filter.to_text()),
            segments::updated_at.eq(Ts::from(now)),
        ))
        .execute(c)?;
    if changed == 0 && theirs().count().get_result::<i64>(c)? > 0 {
        return Ok(Outcome::Overtaken);
    }
    after(c, changed, Action::SegmentSaved, viewer, segment, serde_json::json!({ "name": segment.name }), now)
}

/// Gives a segment another name.
///
/// # Errors
/// When it cannot be written.
pub fn rename(
    c: &mut DbConn,
    viewer: &Viewer,
    segment: &Segment,
    name: &str,
    now: DateTime<Utc>,
) -> QueryResult<Outcome> {
    let changed = diesel::update(theirs!(viewer, segment.id))
        .set((segments::name.eq(name), segments::updated_at.eq(Ts::from(now))))
        .execute(c)?;
    if changed == 1 && segment.name == name {
        return Ok(Outcome::Done);
    }
    let detail = serde_json::json!({ "before": segment.name, "after": name });
    after(c, changed, Action::SegmentRenamed, viewer, segment, detail, now)
}

/// Shares a segment with all, or makes it private again.
///
/// # Errors
/// When it cannot be written.
pub fn share(
    c: &mut DbConn,
    viewer: &Viewer,
    segment: &Segment,
    is_shared: bool,
    now: DateTime<Utc>,
) -> QueryResult<Outcome> {
    let changed = diesel::update(theirs!(viewer, segment.id))
        .set((segments::is_shared.eq(is_shared), segments::updated_at.eq(Ts::from(now))))
        .execute(c)?;
    if changed == 1 && segment.is_shared == is_shared {
        return Ok(Outcome::Done);
    }
    let detail = serde_json::json!({ "name": segment.name, "shared": is_shared });
    after(c, changed, Action::SegmentShared, viewer, segment, detail, now)
}

/// Deletes a segment. Its records and the exports made of it stay as they are.
///
/// # Errors
/// When it cannot be written.
pub fn delete(c: &mut DbConn, viewer: &Viewer, segment: &Segment, now: DateTime<Utc>) -> QueryResult<Outcome> {
    let changed = diesel::update(theirs!(viewer, segment.id)).set(segments::deleted_at.eq(Ts::from(now))).execute(c)?;
    after(c, changed, Action::SegmentDeleted, viewer, segment, serde_json::json!({ "name": segment.name }), now)
}

/// The rows a viewer may see, as the beginning of a query.
fn visible_to(viewer: &Viewer, object_id: i64) -> segments::BoxedQuery<'static, Backend> {
    let all =
        segments::table.filter(segments::object_id.eq(object_id).and(segments::deleted_at.is_null())).into_boxed();
    if viewer.is_super_admin() {
        all
    } else {
        all.filter(segments::is_shared.eq(true).or(segments::owner_id.eq(viewer.user.id)))
    }
}

fn after(
    c: &mut DbConn,
    changed: usize,
    action: Action,
    viewer: &Viewer,
    segment: &Segment,
    detail: serde_json::Value,
    now: DateTime<Utc>,
) -> QueryResult<Outcome> {
    if changed == 0 {
        return Ok(if segment.may_be_changed_by(viewer) { Outcome::Unknown } else { Outcome::NotAllowed });
    }
    note(c, action, viewer, segment.id, detail, now)?;
    Ok(Outcome::Done)
}

fn note(
    c: &mut DbConn,
    action: Action,
    viewer: &Viewer,
    id: i64,
    detail: serde_json::Value,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    audit::record(c, &Event::new(action, viewer.actor(), now).about(Subject::Segment(id)).with(detail))
}

/// Why a viewer may not change the members; `None` when they may. Asked in the transaction that changes them.
fn refusal(c: &mut DbConn, viewer: &Viewer, segment: &Segment) -> QueryResult<Option<Outcome>> {
    let found: i64 =
        theirs!(viewer, segment.id).filter(segments::kind.eq(SegmentKind::Static.as_str())).count().get_result(c)?;
    Ok(match found {
        0 if segment.may_be_changed_by(viewer) => Some(Outcome::Unknown),
        0 => Some(Outcome::NotAllowed),
        _ => None,
    })
}

fn shows_hidden(segment: &Segment, hidden: &[i64]) -> bool {
    segment.filter.property_ids().iter().any(|id| hidden.contains(id))
}
