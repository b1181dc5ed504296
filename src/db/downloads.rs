//! The download history (R24, R40, R41): a row is committed before the first byte leaves.

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;

use super::connection::DbConn;
use super::exports::lacks;
use super::schema::{downloads, exports, sessions};
use super::{QueryResult, Ts, audit, users};
use crate::domain::audit::{Action, Event, Subject};
use crate::domain::export::{Export, Lost};
use crate::domain::standing::NotDownloadable;
use crate::domain::viewer::{Actor, Viewer};

/// For so long a session may go on with a file that it began (R41).
pub const CONTINUED_WITHIN: Duration = Duration::hours(24);
/// Downloads that one user may begin in a minute: more than anybody clicks, too few to flood the history or the line
/// (FAILURES.md 3.5). What goes on with a file that was begun is not counted.
pub const PER_MINUTE: i64 = 30;

/// What became of a wish to download.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begin {
    /// The row is written: bytes may follow. `None` when an earlier row of this session covers them (R41).
    Allowed(Option<i64>),
    /// The user has begun too many in the last minute.
    TooOften,
    /// There is nothing to download.
    Refused(NotDownloadable),
    /// The file holds what the user may not see any more: sensitive values, or other people's rows of the log (R5, R8).
    Forbidden(Lost),
    /// There is no such export, or the user may not see it any more.
    Unknown,
}

/// How a download came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Every byte was handed over.
    Finished,
    /// The connection ended early, or the right was taken away on the way.
    BrokenOff,
}

/// One line of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Download {
    /// Key; newer downloads have larger ones.
    pub id: i64,
    /// The user, as long as it exists.
    pub user_id: Option<i64>,
    /// Name of that user then.
    pub user_name: String,
    /// Address of that user then.
    pub user_email: String,
    /// From where (R42).
    pub ip: Option<String>,
    /// When it began.
    pub at: DateTime<Utc>,
    /// How it ended, as far as is known.
    pub outcome: Option<Outcome>,
}

/// Asks once more, in the transaction that writes the row, for the right and for the file (R40), and records the download.
///
/// # Errors
/// When it cannot be recorded; no byte may be sent then.
pub fn begin(
    c: &mut DbConn,
    viewer: &Viewer,
    user_agent: &str,
    export_id: i64,
    starts_at: u64,
    now: DateTime<Utc>,
) -> QueryResult<Begin> {
    let Some((viewer, export)) = still_visible(c, viewer, export_id)? else { return Ok(Begin::Unknown) };
    if let Some(lost) = lacks(c, &viewer.user, &export)? {
        return Ok(Begin::Forbidden(lost));
    }
    if let Err(why) = export.downloadable(now) {
        return Ok(Begin::Refused(why));
    }
    // The same once more in SQL (R40): it locks the row, so that a deletion that commits meanwhile is seen here.
    let ready = exports::table
        .find(export_id)
        .filter(exports::state.eq("done").and(exports::deleted_at.is_null()))
        .filter(exports::expires_at.gt(Ts::from(now)));
    if diesel::update(ready).set(exports::has_history.eq(exports::has_history)).execute(c)? == 0 {
        return Ok(Begin::Refused(NotDownloadable::Gone));
    }
    if starts_at > 0 && has_begun(c, &viewer, export_id, now)? {
        return Ok(Begin::Allowed(None));
    }
    if begun_in_a_minute(c, viewer.user.id, now)? >= PER_MINUTE {
        return Ok(Begin::TooOften);
    }
    let user = &viewer.user;
    let id: i64 = diesel::insert_into(downloads::table)
        .values((
            downloads::export_id.eq(export_id),
            downloads::user_id.eq(user.id),
            downloads::user_name.eq(&user.name),
            downloads::user_email.eq(&user.email),
            downloads::is_super_admin.eq(viewer.is_super_admin()),
            downloads::session_public_id.eq(&viewer.session),
            downloads::ip.eq(viewer.ip.map(|ip| ip.to_string())),
            downloads::user_agent.eq(user_agent),
            downloads::at.eq(Ts::from(now)),
            downloads::outcome.eq("started"),
        ))
        .returning(downloads::id)
        .get_result(c)?;
    // Together with the row: a try that was refused is no download (R24).
    if viewer.is_super_admin() {
        diesel::update(exports::table.find(export_id)).set(exports::has_history.eq(true)).execute(c)?;
    }
    let detail = serde_json::json!({ "download": id, "from_byte": starts_at, "bytes": export.file_bytes });
    audit::record(
        c,
        &Event::new(Action::DownloadStarted, viewer.actor(), now).about(Subject::Export(export_id)).with(detail),
    )?;
    Ok(Begin::Allowed(Some(id)))
}

/// How many downloads a user has begun in the last minute. Ids grow with time, so the key alone leads past the older rows, of
/// which there are ever more. Two that come at once may each miss the other: one too many does no harm.
fn begun_in_a_minute(c: &mut DbConn, user_id: i64, now: DateTime<Utc>) -> QueryResult<i64> {
    let older: Option<i64> = downloads::table
        .filter(downloads::at.le(Ts::from(now - Duration::minutes(1))))
        .order(downloads::id.desc())
        .select(downloads::id)
        .first(c)
        .optional()?;
    downloads::table
        .filter(downloads::id.gt(older.unwrap_or_default()).and(downloads::user_id.eq(user_id)))
        .count()
        .get_result(c)
}

/// Whether this session has begun to download this file in the last 24 hours (R41).
///
/// # Errors
/// When the query fails.
pub fn has_begun(c: &mut DbConn, viewer: &Viewer, export_id: i64, now: DateTime<Utc>) -> QueryResult<bool> {
    let recent = downloads::table
        .filter(downloads::export_id.eq(export_id))
        .filter(downloads::session_public_id.eq(&viewer.session))
        .filter(downloads::user_id.eq(viewer.user.id))
        .filter(downloads::at.gt(Ts::from(now - CONTINUED_WITHIN)));
    diesel::select(diesel::dsl::exists(recent)).get_result(c)
}

/// Whether a download under way may go on: the session lives, its user may still see the export, and nobody deleted the file.
///
/// # Errors
/// When the query fails.
pub fn may_go_on(c: &mut DbConn, viewer: &Viewer, export_id: i64) -> QueryResult<bool> {
    let session = sessions::table.filter(sessions::public_id.eq(&viewer.session));
    if !diesel::select(diesel::dsl::exists(session)).get_result::<bool>(c)? {
        return Ok(false);
    }
    let Some((viewer, export)) = still_visible(c, viewer, export_id)? else { return Ok(false) };
    Ok(export.deleted_at.is_none() && lacks(c, &viewer.user, &export)?.is_none())
}

/// Writes how a download ended; only the first answer counts.
///
/// # Errors
/// When it cannot be written.
pub fn end(
    c: &mut DbConn,
    id: i64,
    export_id: i64,
    outcome: Outcome,
    bytes: u64,
    by: &Actor,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
    let (word, action) = match outcome {
        Outcome::Finished => ("finished", Action::DownloadFinished),
        Outcome::BrokenOff => ("broken_off", Action::DownloadBrokenOff),
    };
    let changed = diesel::update(downloads::table.find(id).filter(downloads::outcome.eq("started")))
        .set((downloads::outcome.eq(word), downloads::bytes_sent.eq(bytes)))
        .execute(c)?;
    if changed == 0 {
        return Ok(());
    }
    let detail = serde_json::json!({ "download": id, "bytes": bytes });
    audit::record(c, &Event::new(action, by.clone(), now).about(Subject::Export(export_id)).with(detail))
}

/// A try that got no byte (R45). An export that the user may not see leaves the same line as an unknown one.
///
/// # Errors
/// When it cannot be written.
pub fn refused(
    c: &mut DbConn,
    by: &Actor,
    export_id: Option<i64>,
    asked_for: &str,
    reason: &str,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let asked_for: String = asked_for.chars().take(64).collect();
    let detail = serde_json::json!({ "reason": reason, "export": asked_for });
    let event = Event::new(Action::DownloadRefused, by.clone(), now).with(detail);
    audit::record(
        c,
        &match export_id {
            Some(id) => event.about(Subject::Export(id)),
            None => event,
        },
    )
}

/// The downloads of an export, newest first; those before a given one where a page has ended.
///
/// # Errors
/// When the query fails.
pub fn of_export(c: &mut DbConn, export_id: i64, before: Option<i64>, limit: i64) -> QueryResult<Vec<Download>> {
    type Line = (i64, Option<i64>, String, String, Option<String>, Ts, String);
    let lines: Vec<Line> = downloads::table
        .filter(downloads::export_id.eq(export_id))
        .filter(downloads::id.lt(before.unwrap_or(i64::MAX)))
        .order(downloads::id.desc())
        .limit(limit)
        .select((
            downloads::id,
            downloads::user_id,
            downloads::user_name,
            downloads::user_email,
            downloads::ip,
            downloads::at,
            downloads::outcome,
        ))
        .load(c)?;
    Ok(lines
        .into_iter()
        .map(|(id, user_id, user_name, user_email, ip, at, outcome)| Download {
            id,
            user_id,
            user_name,
            user_email,
            ip,
            at: at.0,
            outcome: match outcome.as_str() {
                "finished" => Some(Outcome::Finished),
                "broken_off" => Some(Outcome::BrokenOff),
                _ => None,
            },
        })
        .collect())
}

/// How often an export was downloaded.
///
/// # Errors
/// When the query fails.
pub fn count(c: &mut DbConn, export_id: i64) -> QueryResult<i64> {
    downloads::table.filter(downloads::export_id.eq(export_id)).count().get_result(c)
}

/// Ends downloads that began before a moment and whose process is gone: how much they sent is not known.
///
/// # Errors
/// When it cannot be written.
pub fn close_stale(c: &mut DbConn, before: DateTime<Utc>) -> QueryResult<usize> {
    let stale = downloads::table.filter(downloads::outcome.eq("started")).filter(downloads::at.lt(Ts::from(before)));
    diesel::update(stale).set(downloads::outcome.eq("broken_off")).execute(c)
}

/// The user as the database knows it now, and the export if that user may see it: rights may have changed since the
/// request began.
fn still_visible(c: &mut DbConn, viewer: &Viewer, export_id: i64) -> QueryResult<Option<(Viewer, Export)>> {
    let Some(user) = users::find(c, viewer.user.id)?.filter(crate::domain::user::User::is_active) else {
        return Ok(None);
    };
    let viewer = Viewer { user, ..viewer.clone() };
    let Some(export) = super::exports::find(c, export_id)? else { return Ok(None) };
    let export = super::exports::find_visible_to(c, &viewer, &export.public_id)?;
    Ok(export.map(|export| (viewer, export)))
}
