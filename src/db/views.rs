//! Views of index pages (R52): whose they are is part of every question.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable};

use super::connection::DbConn;
use super::schema::{properties, views};
use super::{QueryResult, Ts, audit};
use crate::domain::audit::{Action, Event, Subject};
use crate::domain::filter::Filter;
use crate::domain::record::SortKey;
use crate::domain::view::{Outcome, View, ViewContent};
use crate::domain::viewer::Viewer;

type Backend = <DbConn as Connection>::Backend;

#[derive(Queryable, Selectable)]
#[diesel(table_name = views)]
struct Row {
    id: i64,
    public_id: String,
    object_id: i64,
    name: String,
    owner_id: Option<i64>,
    owner_name: String,
    is_shared: bool,
    search: String,
    filter: String,
    sort: String,
    shown_columns: String,
    version: i64,
    created_at: Ts,
    updated_at: Ts,
}

impl Row {
    fn read(self) -> QueryResult<View> {
        Ok(View {
            id: self.id,
            public_id: self.public_id,
            object_id: self.object_id,
            name: self.name,
            owner_id: self.owner_id,
            owner_name: self.owner_name,
            is_shared: self.is_shared,
            search: self.search,
            filter: filter_of(&self.filter)?,
            sort: json(&self.sort)?,
            columns: json(&self.shown_columns)?,
            version: self.version,
            created_at: self.created_at.0,
            updated_at: self.updated_at.0,
        })
    }
}

/// One row, if the viewer may change it: who that is stands in the statement that changes it.
macro_rules! theirs {
    ($viewer:expr, $id:expr) => {
        views::table
            .filter(views::id.eq($id).and(views::deleted_at.is_null()))
            .filter(views::owner_id.eq($viewer.user.id).or($viewer.is_super_admin().into_sql::<Nullable<Bool>>()))
    };
}

/// A view that is saved for the first time.
#[derive(Debug, Clone)]
pub struct NewView {
    /// Key in URLs.
    pub public_id: String,
    /// Whose records it shows.
    pub object_id: i64,
    /// Its name, already checked.
    pub name: String,
    /// Seen by everybody.
    pub is_shared: bool,
    /// What it shows.
    pub content: ViewContent,
}

/// The views of an object that a viewer sees, own ones first: own and shared ones, super admins see all. One that filters or
/// sorts by a sensitive property is not there for those without the right: which records it shows would tell (R8).
///
/// # Errors
/// When the query fails.
pub fn of_object(c: &mut DbConn, viewer: &Viewer, object_id: i64) -> QueryResult<Vec<View>> {
    let rows: Vec<Row> = visible_to(viewer, object_id).order(views::id).select(Row::as_select()).load(c)?;
    let mut found = rows.into_iter().map(Row::read).collect::<QueryResult<Vec<_>>>()?;
    let hidden = hidden_from(c, viewer, object_id)?;
    found.retain(|view| !shows_hidden(view, &hidden));
    found.sort_by_key(|view| view.owner_id != Some(viewer.user.id));
    Ok(found)
}

/// One view of an object that a viewer sees; somebody's private one and an unknown one are answered alike (R7).
///
/// # Errors
/// When the query fails.
pub fn find_visible_to(c: &mut DbConn, viewer: &Viewer, object_id: i64, public_id: &str) -> QueryResult<Option<View>> {
    let row = visible_to(viewer, object_id)
        .filter(views::public_id.eq(public_id))
        .select(Row::as_select())
        .first(c)
        .optional()?;
    let Some(view) = row.map(Row::read).transpose()? else { return Ok(None) };
    let hidden = hidden_from(c, viewer, object_id)?;
    Ok(Some(view).filter(|view| !shows_hidden(view, &hidden)))
}

/// Saves a view for the first time; it is the viewer's.
///
/// # Errors
/// When it cannot be written.
pub fn create(c: &mut DbConn, viewer: &Viewer, new: &NewView, now: DateTime<Utc>) -> QueryResult<()> {
    let id: i64 = diesel::insert_into(views::table)
        .values((
            views::public_id.eq(&new.public_id),
            views::object_id.eq(new.object_id),
            views::name.eq(&new.name),
            views::owner_id.eq(viewer.user.id),
            views::owner_name.eq(&viewer.user.name),
            views::is_shared.eq(new.is_shared),
            views::search.eq(&new.content.search),
            views::filter.eq(new.content.filter.to_text()),
            views::sort.eq(text(&new.content.sort)?),
            views::shown_columns.eq(text(&new.content.columns)?),
            views::created_at.eq(Ts::from(now)),
            views::updated_at.eq(Ts::from(now)),
        ))
        .returning(views::id)
        .get_result(c)?;
    let detail = serde_json::json!({ "name": new.name, "object_id": new.object_id, "shared": new.is_shared });
    note(c, Action::ViewCreated, viewer, id, detail, now)
}

/// Saves what a view shows, unless somebody has saved it since the viewer saw it as `seen`. Who names no
/// version has seen none.
///
/// # Errors
/// When it cannot be written.
pub fn save(
    c: &mut DbConn,
    viewer: &Viewer,
    view: &View,
    seen: Option<i64>,
    content: &ViewContent,
    now: DateTime<Utc>,
) -> QueryResult<Outcome> {
    let changed = diesel::update(theirs!(viewer, view.id).filter(views::version.nullable().eq(seen)))
        .set((
            views::version.eq(views::version + 1),
            views::search.eq(&content.search),
            views::filter.eq(content.filter.to_text()),
            views::sort.eq(text(&content.sort)?),
            views::shown_columns.eq(text(&content.columns)?),
            views::updated_at.eq(Ts::from(now)),
        ))
        .execute(c)?;
    if changed == 0 && theirs!(viewer, view.id).count().get_result::<i64>(c)? > 0 {
        return Ok(Outcome::Overtaken);
    }
    after(c, changed, Action::ViewSaved, viewer, view, serde_json::json!({ "name": view.name }), now)
}

/// Gives a view another name.
///
/// # Errors
/// When it cannot be written.
pub fn rename(c: &mut DbConn, viewer: &Viewer, view: &View, name: &str, now: DateTime<Utc>) -> QueryResult<Outcome> {
    let changed = diesel::update(theirs!(viewer, view.id))
        .set((views::name.eq(name), views::updated_at.eq(Ts::from(now))))
        .execute(c)?;
    if changed == 1 && view.name == name {
        return Ok(Outcome::Done);
    }
    let detail = serde_json::json!({ "before": view.name, "after": name });
    after(c, changed, Action::ViewRenamed, viewer, view, detail, now)
}

/// Shares a view with all, or makes it private again.
///
/// # Errors
/// When it cannot be written.
pub fn share(
    c: &mut DbConn,
    viewer: &Viewer,
    view: &View,
    is_shared: bool,
    now: DateTime<Utc>,
) -> QueryResult<Outcome> {
    let changed = diesel::update(theirs!(viewer, view.id))
        .set((views::is_shared.eq(is_shared), views::updated_at.eq(Ts::from(now))))
        .execute(c)?;
    if changed == 1 && view.is_shared == is_shared {
        return Ok(Outcome::Done);
    }
    let detail = serde_json::json!({ "name": view.name, "shared": is_shared });
    after(c, changed, Action::ViewShared, viewer, view, detail, now)
}

/// Deletes a view. Records and exports stay as they are.
///
/// # Errors
/// When it cannot be written.
pub fn delete(c: &mut DbConn, viewer: &Viewer, view: &View, now: DateTime<Utc>) -> QueryResult<Outcome> {
    let changed = diesel::update(theirs!(viewer, view.id)).set(views::deleted_at.eq(Ts::from(now))).execute(c)?;
    after(c, changed, Action::ViewDeleted, viewer, view, serde_json::json!({ "name": view.name }), now)
}

/// The rows a viewer may see, as the beginning of a query.
fn visible_to(viewer: &Viewer, object_id: i64) -> views::BoxedQuery<'static, Backend> {
    let all = views::table.filter(views::object_id.eq(object_id).and(views::deleted_at.is_null())).into_boxed();
    if viewer.is_super_admin() {
        all
    } else {
        all.filter(views::is_shared.eq(true).or(views::owner_id.eq(viewer.user.id)))
    }
}

fn after(
    c: &mut DbConn,
    changed: usize,
    action: Action,
    viewer: &Viewer,
    view: &View,
    detail: serde_json::Value,
    now: DateTime<Utc>,
) -> QueryResult<Outcome> {
    if changed == 0 {
        return Ok(if view.may_be_changed_by(viewer) { Outcome::Unknown } else { Outcome::NotAllowed });
    }
    note(c, action, viewer, view.id, detail, now)?;
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
    audit::record(c, &Event::new(action, viewer.actor(), now).about(Subject::View(id)).with(detail))
}

fn shows_hidden(view: &View, hidden: &[i64]) -> bool {
    let sorts = matches!(view.sort.key, SortKey::Property(id) if hidden.contains(&id));
    sorts || view.filter.property_ids().iter().any(|id| hidden.contains(id))
}

/// The sensitive properties of an object, archived ones included, for those who may not see them; for others there are none.
pub(super) fn hidden_from(c: &mut DbConn, viewer: &Viewer, object_id: i64) -> QueryResult<Vec<i64>> {
    if viewer.user.rights.may_see_sensitive() {
        return Ok(Vec::new());
    }
    properties::table
        .filter(properties::object_id.eq(object_id).and(properties::is_sensitive.eq(true)))
        .select(properties::id)
        .load(c)
}

/// A filter as it is stored. One that cannot be read is an error: as an empty filter it would show every record.
pub(super) fn filter_of(text: &str) -> QueryResult<Filter> {
    if text.is_empty() { Ok(Filter::default()) } else { json(text) }
}

fn json<T: serde::de::DeserializeOwned>(text: &str) -> QueryResult<T> {
    serde_json::from_str(text).map_err(|e| diesel::result::Error::DeserializationError(e.into()))
}

fn text<T: serde::Serialize>(value: &T) -> QueryResult<String> {
    serde_json::to_string(value).map_err(|e| diesel::result::Error::SerializationError(e.into()))
}
