//! Whether a bulk action may still be done, asked in the transaction of each batch (R5): the rights of whoever asked for it,
//! the object, the property and its value as they are now.

use crate::db::connection::DbConn;
use crate::db::{QueryResult, objects, users};
use crate::domain::bulk_action::{BulkAction, BulkActionFailure};
use crate::domain::record::Property;
use crate::domain::user::User;
use crate::domain::viewer::Viewer;

/// In whose name a batch is done, and the properties of its object.
pub(super) struct Allowed {
    pub(super) viewer: Viewer,
    pub(super) properties: Vec<Property>,
}

/// Judges it anew.
pub(super) fn judge(c: &mut DbConn, action: &BulkAction) -> QueryResult<Result<Allowed, BulkActionFailure>> {
    let user = match action.user_id {
        Some(id) => users::find(c, id)?,
        None => None,
    };
    let Some(user) = user.filter(User::is_active) else { return Ok(Err(BulkActionFailure::Right)) };
    let object = objects::by_id(c, action.object_id)?.filter(|object| !object.is_archived);
    let rights = user.rights;
    let is_allowed = rights.may_view()
        && (rights.may_edit() || !action.deed.changes_records())
        && object.is_some_and(|object| user.may_use(object.id));
    // Every property: a sensitive one that was put away is still sensitive.
    let every = objects::every_property(c, action.object_id)?;
    let is_sensitive = action.selection.is_sensitive(&every)
        || every.iter().any(|property| Some(property.id) == action.deed.property_id() && property.is_sensitive);
    if !is_allowed || (is_sensitive && !rights.may_see_sensitive()) {
        return Ok(Err(BulkActionFailure::Right));
    }
    let properties: Vec<Property> = every.into_iter().filter(|property| !property.is_archived).collect();
    if let (Some(id), Some(value)) = (action.deed.property_id(), action.deed.value())
        && !properties.iter().any(|property| property.id == id && property.takes(value))
    {
        return Ok(Err(BulkActionFailure::Property));
    }
    let viewer = Viewer {
        user,
        session: String::new(),
        ip: action.request_ip.as_deref().and_then(|ip| ip.parse().ok()),
        request_id: action.request_id.clone(),
    };
    Ok(Ok(Allowed { viewer, properties }))
}
