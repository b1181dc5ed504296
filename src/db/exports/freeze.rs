//! What is filled in of a request in the transaction that takes it, and whether its exporter has the rights (R5, R8, R26, R31).

use super::Requested;
use super::rights::{Needs, lost};
use crate::db::connection::DbConn;
use crate::db::{QueryResult, objects, users};
use crate::domain::export::{Lost, Request};
use crate::domain::export_log::{LogNames, LogSource};
use crate::domain::record::Object;
use crate::domain::user::User;

/// Fills in what the database knows of the properties, and looks at the rights: why the records are not to be had, if so.
pub(super) fn freeze_records(
    c: &mut DbConn,
    object: &Object,
    user: Option<&User>,
    request: &mut Request,
) -> QueryResult<Option<Requested>> {
    // A view may still filter by a property that was put away; nobody exports one.
    let properties = objects::every_property(c, object.id)?;
    let offered = |id: i64| properties.iter().find(|property| property.id == id && !property.is_archived);
    for column in &mut request.columns {
        let Some(property) = offered(column.property_id) else { return Ok(Some(Requested::NoSuchProperty)) };
        column.is_sensitive = property.is_sensitive;
    }
    request.named = request.selection.named(&properties);
    let sensitive = request.needs_sensitive();
    if let Some(lost) = lost(user, Needs { object_id: Some(object.id), sensitive, log: None }) {
        return Ok(Some(Requested::Refused(lost)));
    }
    // The object as it is now: it may have been put away, or a property of it have become sensitive, since the dialog was opened.
    let Some(object) = objects::find(c, &object.name)? else { return Ok(Some(Requested::Refused(Lost::Object))) };
    let is_paused = object.is_search_paused
        && request.selection.reads_search()
        && !user.is_some_and(|user| user.rights.may_see_sensitive());
    Ok(is_paused.then_some(Requested::SearchPaused))
}

/// The same for rows of the log: fills in what its filter names. An object that the user may not use is not told by its label,
/// as one that is unknown is not (R6, R7).
pub(super) fn freeze_log(c: &mut DbConn, user: Option<&User>, request: &mut Request) -> QueryResult<Option<Requested>> {
    let Some(log) = &mut request.log else { return Ok(Some(Requested::Refused(Lost::Object))) };
    if let Some(lost) = lost(user, Needs { object_id: None, sensitive: false, log: Some(&log.scope) }) {
        return Ok(Some(Requested::Refused(lost)));
    }
    let named = match &log.filter.user {
        Some(public_id) => users::find_public(c, public_id)?,
        None => None,
    };
    let object = match &log.filter.source {
        Some(LogSource::Object(name)) => {
            let may_use = |object: &Object| user.is_some_and(|user| user.may_use(object.id));
            objects::every(c)?.into_iter().find(|object| object.name == *name && may_use(object))
        }
        Some(LogSource::Kind(_)) | None => None,
    };
    log.names = LogNames { user: named.map(|user| user.name), object: object.and_then(|object| object.labels) };
    Ok(None)
}
