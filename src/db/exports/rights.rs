//! Whether somebody may still have an export written, or its file: asked at the request, at the start, while it runs and at every
//! download (R5).

use crate::db::connection::DbConn;
use crate::db::{QueryResult, objects, users};
use crate::domain::export::{Export, Lost};
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
    let request = &export.details.request;
    // A property that was put away is as sensitive as it was.
    let every = objects::every_property(c, object_id)?;
    let is_in_file = |property: &Property| request.columns.iter().any(|column| column.property_id == property.id);
    let has_become = every.iter().any(|property| property.is_sensitive && is_in_file(property))
        || request.selection.is_sensitive(&every);
    Ok(has_become.then_some(Lost::Sensitive))
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
