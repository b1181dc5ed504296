//! Deleting a file before its 30 days are over (R28). The row stays.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::{find, find_visible_to};
use crate::db::connection::DbConn;
use crate::db::schema::exports;
use crate::db::{QueryResult, Ts, audit};
use crate::domain::audit::{Action, Event, Subject};
use crate::domain::export::{Export, State};
use crate::domain::viewer::Viewer;

/// What became of a wish to delete a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delete {
    /// Nobody can download it any more; the file under this key may go.
    Done {
        /// The file's key.
        file_key: Option<String>,
    },
    /// The viewer deleted it before; nothing was added.
    Already,
    /// There is no file to delete, or no longer; here is how it stands.
    NoFile(Box<Export>),
    /// There is no such export, or the viewer may not see it.
    Unknown,
}

/// Deletes the file of an export that the viewer may see: a super admin, or its owner. From the commit on nobody gets it;
/// the bytes themselves go afterwards.
///
/// # Errors
/// When it cannot be written; the file can still be downloaded then.
pub fn delete(c: &mut DbConn, viewer: &Viewer, public_id: &str, now: DateTime<Utc>) -> QueryResult<Delete> {
    let Some(export) = find_visible_to(c, viewer, public_id)? else { return Ok(Delete::Unknown) };
    let changed = diesel::update(
        exports::table
            .find(export.id)
            .filter(exports::state.eq(State::Done.as_str()))
            .filter(exports::deleted_at.is_null())
            .filter(exports::expires_at.gt(Ts::from(now))),
    )
    .set((exports::deleted_at.eq(Ts::from(now)), exports::deleted_by_name.eq(&viewer.user.name)))
    .execute(c)?;
    if changed == 0 {
        return Ok(match find(c, export.id)? {
            Some(found) if found.deleted_by_name.as_ref() == Some(&viewer.user.name) => Delete::Already,
            Some(found) => Delete::NoFile(Box::new(found)),
            None => Delete::Unknown,
        });
    }
    let detail = serde_json::json!({ "records": export.records, "bytes": export.file_bytes, "sha256": export.details.file_sha256 });
    audit::record(
        c,
        &Event::new(Action::ExportDeleted, viewer.actor(), now).about(Subject::Export(export.id)).with(detail),
    )?;
    Ok(Delete::Done { file_key: export.details.file_key })
}
