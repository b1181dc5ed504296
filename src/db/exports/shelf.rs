//! Files of exports that are over: which are to be deleted, which still have an owner (FAILURES.md 3.3, 3.7).

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::{OPEN, Row};
use crate::db::connection::DbConn;
use crate::db::schema::exports;
use crate::db::{QueryResult, Ts, audit};
use crate::domain::audit::{Action, Event, Subject};
use crate::domain::export::{Export, State};
use crate::domain::viewer::Actor;

/// Exports whose file is still there although it has expired or was deleted early, oldest first; 100 at a time.
///
/// # Errors
/// When the query fails.
pub fn to_remove(c: &mut DbConn, now: DateTime<Utc>) -> QueryResult<Vec<Export>> {
    let rows: Vec<Row> = exports::table
        .filter(exports::file_key.is_not_null().and(exports::file_removed_at.is_null()))
        .filter(exports::expires_at.le(Ts::from(now)).or(exports::deleted_at.is_not_null().nullable()))
        .order((exports::expires_at, exports::id))
        .limit(100)
        .select(Row::as_select())
        .load(c)?;
    rows.into_iter().map(Row::read).collect()
}

/// Notes that a file is gone; the early deletion has its own line in the trail already (R28).
///
/// # Errors
/// When it cannot be written.
pub fn removed(c: &mut DbConn, export: &Export, now: DateTime<Utc>) -> QueryResult<bool> {
    let changed = diesel::update(
        exports::table
            .find(export.id)
            .filter(exports::state.eq(State::Done.as_str()))
            .filter(exports::file_removed_at.is_null()),
    )
    .set(exports::file_removed_at.eq(Ts::from(now)))
    .execute(c)?;
    if changed == 1 && export.deleted_at.is_none() {
        let detail = serde_json::json!({ "bytes": export.file_bytes });
        audit::record(
            c,
            &Event::new(Action::ExportExpired, Actor::system(), now).about(Subject::Export(export.id)).with(detail),
        )?;
    }
    Ok(changed == 1)
}

/// Which of these keys a row owns, given each with the public id in it: finished with that file, or still being written, as
/// its finish may be on its way.
///
/// # Errors
/// When the query fails.
pub fn owned(c: &mut DbConn, keys: &[(String, String)]) -> QueryResult<Vec<String>> {
    let mut owned = Vec::new();
    for chunk in keys.chunks(500) {
        let ids: Vec<&str> = chunk.iter().map(|(_, public_id)| public_id.as_str()).collect();
        let rows: Vec<(String, String, Option<String>, bool)> = exports::table
            .filter(exports::public_id.eq_any(ids))
            .select((exports::public_id, exports::state, exports::file_key, exports::file_removed_at.is_null()))
            .load(c)?;
        owned.extend(
            chunk
                .iter()
                .filter(|(key, public_id)| {
                    rows.iter().any(|(id, state, file_key, is_there)| {
                        let is_open = OPEN.contains(&state.as_str());
                        id == public_id && (is_open || (*is_there && file_key.as_ref() == Some(key)))
                    })
                })
                .map(|(key, _)| key.clone()),
        );
    }
    Ok(owned)
}
