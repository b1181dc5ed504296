//! Whether somebody may still have an export written: asked at the request, at the start and while it runs (R5).

use crate::db::connection::DbConn;
use crate::db::{QueryResult, users};
use crate::domain::export::{Export, Lost};
use crate::domain::export_log::LogScope;
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
    fn of(export: &'a Export) -> Self {
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

/// What a user lacks now for an export that was asked for earlier, or for its file (R5).
pub fn lacks(user: &User, export: &Export) -> Option<Lost> {
    lost(Some(user), Needs::of(export))
}

/// What the exporter lacks now for an export.
///
/// # Errors
/// When the query fails.
pub fn lost_by_exporter(c: &mut DbConn, export: &Export) -> QueryResult<Option<Lost>> {
    let user = match export.user_id {
        Some(id) => users::find(c, id)?,
        None => None,
    };
    Ok(lost(user.as_ref(), Needs::of(export)))
}
