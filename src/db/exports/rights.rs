//! Whether somebody may still have an export written: asked at the request, at the start and while it runs (R5).

use super::find;
use crate::db::connection::DbConn;
use crate::db::{QueryResult, users};
use crate::domain::export::Export;
use crate::domain::user::User;

/// The right that is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// The sign-in or the right to export.
    Export,
    /// The right to sensitive data, and the export has some (R8).
    Sensitive,
    /// The object: the user is limited to others now (R6).
    Object,
}

/// What a user lacks for an export; `None` when nothing does.
pub(super) fn lost(user: Option<&User>, object_id: Option<i64>, is_sensitive: bool) -> Option<Lost> {
    match user {
        Some(user) if user.is_active() && user.rights.may_export() => {
            if object_id.is_some_and(|object| !user.may_use(object)) {
                Some(Lost::Object)
            } else {
                (is_sensitive && !user.rights.may_see_sensitive()).then_some(Lost::Sensitive)
            }
        }
        _ => Some(Lost::Export),
    }
}

/// Whether the exporter still has the rights that the export needs.
///
/// # Errors
/// When the query fails.
pub fn may_go_on(c: &mut DbConn, export: &Export) -> QueryResult<bool> {
    let user = match export.user_id {
        Some(id) => users::find(c, id)?,
        None => None,
    };
    Ok(lost(user.as_ref(), export.object_id, export.is_sensitive).is_none())
}

/// The same by key: `false` also when there is no such export.
///
/// # Errors
/// When the query fails.
pub fn may_go_on_by_id(c: &mut DbConn, id: i64) -> QueryResult<bool> {
    match find(c, id)? {
        Some(export) => may_go_on(c, &export),
        None => Ok(false),
    }
}
