//! Whether somebody may still have an export written, or its file: asked at the request, at the start, while it runs and at every
//! download (R5).

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use diesel::prelude::*;

use super::Row;
use crate::db::connection::DbConn;
use crate::db::schema::exports;
use crate::db::{QueryResult, objects, users};
use crate::domain::export::{Export, ListedDetails, Lost, Request, State};
use crate::domain::export_log::LogScope;
use crate::domain::record::Property;
use crate::domain::user::User;

/// What an export needs a right for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Needs<'a> {
    /// Records of this object.
    pub(super) object_id: Option<i64>,
    /// Sensitive values, in the file or in what chooses and sorts its records.
    pub(super) sensitive: bool,
    /// These rows of the log.
    pub(super) log: Option<&'a LogScope>,
}

impl<'a> Needs<'a> {
    /// What it needed when it was asked for.
    pub(super) fn of(export: &'a Export) -> Self {
        let log = export.details.request.log.as_ref().map(|log| &log.scope);
        let sensitive = export.is_sensitive || export.details.request.needs_sensitive();
        Self { object_id: export.object_id, sensitive, log }
    }
}

/// What a user lacks for an export; `None` when nothing does.
pub(super) fn lost(user: Option<&User>, needs: Needs<'_>) -> Option<Lost> {
    let Some(user) = user.filter(|user| user.is_active()) else {
        return Some(Lost::SignIn);
    };
    if !user.rights.may_export() {
        Some(if user.rights.export { Lost::View } else { Lost::Export })
    } else if needs.object_id.is_some_and(|object| !user.may_use(object)) {
        Some(Lost::Object)
    } else if needs.log.is_some_and(|scope| !scope.is_open_to(user)) {
        Some(Lost::Log)
    } else {
        (needs.sensitive && !user.rights.may_see_sensitive()).then_some(Lost::Sensitive)
    }
}

/// What a user lacks now for an export that was asked for earlier, or for its file (R5). What has become sensitive since counts: in the
/// file, or in what chose and sorted its records (R8).
///
/// # Errors
/// When the query fails.
pub fn lacks(c: &mut DbConn, user: &User, export: &Export) -> QueryResult<Option<Lost>> {
    if let Some(lost) = lost(Some(user), Needs::of(export)) {
        return Ok(Some(lost));
    }
    let Some(object_id) = export.object_id.filter(|_| !user.rights.may_see_sensitive()) else { return Ok(None) };
    // A property that was put away is as sensitive as it was.
    let every = objects::every_property(c, object_id)?;
    Ok(has_become_sensitive(&export.details.request, &every).then_some(Lost::Sensitive))
}

fn has_become_sensitive(request: &Request, every: &[Property]) -> bool {
    let is_in_file = |property: &Property| request.columns.iter().any(|column| column.property_id == property.id);
    every.iter().any(|property| property.is_sensitive && is_in_file(property)) || request.selection.is_sensitive(every)
}

/// The same for the files of a page of the log, by key of the export; where nothing is lacking, it is not among them.
pub(super) fn lacked(c: &mut DbConn, user: &User, listed: &[Export<ListedDetails>]) -> QueryResult<HashMap<i64, Lost>> {
    let (mut lacked, mut unclear) = (HashMap::new(), Vec::new());
    for export in listed.iter().filter(|export| export.state == State::Done) {
        let log = export.details.as_ref().map(|log| &log.scope);
        let needs = Needs { object_id: export.object_id, sensitive: export.is_sensitive, log };
        if let Some(lost) = lost(Some(user), needs) {
            lacked.insert(export.id, lost);
        } else if export.object_id.is_some() && !user.rights.may_see_sensitive() {
            unclear.push(export.id);
        }
    }
    if unclear.is_empty() {
        return Ok(lacked);
    }
    // A list knows no requests: they are read where they decide.
    let rows: Vec<Row> = exports::table.filter(exports::id.eq_any(unclear)).select(Row::as_select()).load(c)?;
    let mut properties: HashMap<i64, Vec<Property>> = HashMap::new();
    for row in rows {
        let export = row.read()?;
        let Some(object_id) = export.object_id else { continue };
        let every = match properties.entry(object_id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => unknown.insert(objects::every_property(c, object_id)?),
        };
        let request = &export.details.request;
        if request.needs_sensitive() || has_become_sensitive(request, every) {
            lacked.insert(export.id, Lost::Sensitive);
        }
    }
    Ok(lacked)
}

/// What the exporter lacks now for an export that is still to be written.
///
/// # Errors
/// When the query fails.
pub fn lost_by_exporter(c: &mut DbConn, export: &Export) -> QueryResult<Option<Lost>> {
    let user = match export.user_id {
        Some(id) => users::find(c, id)?,
        None => None,
    };
    let Some(user) = user else { return Ok(Some(Lost::SignIn)) };
    if let Some(lost) = lacks(c, &user, export)? {
        return Ok(Some(lost));
    }
    let reads_search = export.details.request.selection.reads_search() && !user.rights.may_see_sensitive();
    let Some(object_id) = export.object_id.filter(|_| reads_search) else { return Ok(None) };
    // Until it is derived anew, what search reads holds what has become sensitive.
    let object = objects::by_id(c, object_id)?;
    Ok(object.is_some_and(|object| object.is_search_paused).then_some(Lost::Sensitive))
}
