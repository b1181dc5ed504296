//! Asking for a bulk action.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::{OPEN, Row, event};
use crate::db::connection::DbConn;
use crate::db::schema::bulk_actions;
use crate::db::{QueryResult, Ts, audit};
use crate::domain::audit::Action;
use crate::domain::bulk_action::Deed;
use crate::domain::export::State;
use crate::domain::record::{Selection, Sort};
use crate::domain::viewer::Viewer;

/// A bulk action that is asked for. That the asker may is the caller's to know; it is judged again when it is done.
#[derive(Debug, Clone)]
pub struct NewBulkAction {
    /// Key in URLs.
    pub public_id: String,
    /// Which records, settled.
    pub selection: Selection,
    /// How many they are, as the asker was told.
    pub records: i64,
    /// The newest record when they were counted.
    pub until_id: i64,
    /// What is done with them.
    pub deed: Deed,
}

/// Asks for a bulk action and answers its key in URLs. A second click gets that of the first, as long as that is the newest of
/// its asker for the object, nobody began it, and no record came since: only then it still does all that is asked for now.
///
/// # Errors
/// When it cannot be written.
pub fn request(c: &mut DbConn, new: &NewBulkAction, by: &Viewer, now: DateTime<Utc>) -> QueryResult<String> {
    let object_id = new.selection.object_id;
    // In which order the page showed them does not matter here.
    let selection = Selection { sort: Sort::default(), ..new.selection.clone() };
    let selection =
        serde_json::to_string(&selection).map_err(|e| diesel::result::Error::SerializationError(e.into()))?;
    let newest: Option<Row> = bulk_actions::table
        .filter(bulk_actions::user_id.eq(by.user.id).and(bulk_actions::state.eq_any(OPEN)))
        .filter(bulk_actions::object_id.eq(object_id))
        .order(bulk_actions::id.desc())
        .select(Row::as_select())
        .first(c)
        .optional()?;
    let is_same = |row: &Row| {
        let (property, value, segment) = (row.property_id, row.value.as_deref(), row.segment_id);
        // One that was begun and put back has left records behind it.
        let is_whole = row.state == State::Queued.as_str() && row.reached_id == 0 && row.until_id == new.until_id;
        is_whole
            && row.selection == selection
            && row.kind == new.deed.as_str()
            && (property, value, segment) == (new.deed.property_id(), new.deed.value(), new.deed.segment_id())
    };
    if let Some(known) = newest.filter(is_same) {
        return Ok(known.public_id);
    }
    let actor = by.actor();
    let id: i64 = diesel::insert_into(bulk_actions::table)
        .values((
            bulk_actions::public_id.eq(&new.public_id),
            bulk_actions::object_id.eq(object_id),
            bulk_actions::kind.eq(new.deed.as_str()),
            bulk_actions::property_id.eq(new.deed.property_id()),
            bulk_actions::value.eq(new.deed.value()),
            bulk_actions::segment_id.eq(new.deed.segment_id()),
            bulk_actions::selection.eq(selection),
            bulk_actions::until_id.eq(new.until_id),
            bulk_actions::user_id.eq(by.user.id),
            bulk_actions::user_name.eq(&by.user.name),
            bulk_actions::user_email.eq(&by.user.email),
            bulk_actions::request_ip.eq(by.ip.map(|ip| ip.to_string())),
            bulk_actions::request_id.eq(&by.request_id),
            bulk_actions::state.eq(State::Queued.as_str()),
            bulk_actions::records.eq(new.records),
            bulk_actions::requested_at.eq(Ts::from(now)),
        ))
        .returning(bulk_actions::id)
        .get_result(c)?;
    let facts = serde_json::json!({
        "kind": new.deed.as_str(), "object_id": object_id, "property": new.deed.property_id(),
        "segment": new.deed.segment_id(), "records": new.records
    });
    audit::record(c, &event(Action::BulkActionRequested, &actor, id, now).with(facts))?;
    Ok(new.public_id.clone())
}
