//! What only the demo writes: rows of a log that happened in the past.

mod past_export;

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;

pub use self::past_export::{Fate, PastExport, insert_export, made};
use super::connection::DbConn;
use super::schema::{downloads, notifications, records, thresholds};
use super::{QueryResult, Ts, audit};
use crate::domain::audit::{Action, Event, Subject};
use crate::domain::threshold::Threshold;
use crate::domain::user::User;
use crate::domain::viewer::Actor;

/// The records that an export takes, as they were at a moment: newest first, those below one key.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The object.
    pub object_id: i64,
    /// Folded words, all of which must be found.
    pub terms: &'a [String],
    /// Created until then.
    pub until: DateTime<Utc>,
}

macro_rules! wanted {
    ($wanted:expr) => {{
        let mut query = records::table
            .filter(records::object_id.eq($wanted.object_id).and(records::created_at.le(Ts::from($wanted.until))))
            .into_boxed();
        for term in $wanted.terms {
            let escaped = term.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            query = query.filter(records::search.like(format!("%{escaped}%")).escape('\\'));
        }
        query
    }};
}

/// Key and values of the next records.
///
/// # Errors
/// When the query fails.
pub fn next_records(
    c: &mut DbConn,
    wanted: Wanted<'_>,
    below: Option<i64>,
    limit: i64,
) -> QueryResult<Vec<(i64, String)>> {
    wanted!(wanted)
        .filter(records::id.lt(below.unwrap_or(i64::MAX)))
        .order(records::id.desc())
        .limit(limit)
        .select((records::id, records::props))
        .load(c)
}

/// How many records that are.
///
/// # Errors
/// When the query fails.
pub fn count_records(c: &mut DbConn, wanted: Wanted<'_>) -> QueryResult<i64> {
    wanted!(wanted).count().get_result(c)
}

/// Writes one download that was finished, and its two lines in the trail.
///
/// # Errors
/// When it cannot be written.
pub fn insert_download(
    c: &mut DbConn,
    export_id: i64,
    user: &User,
    by: &Actor,
    bytes: i64,
    at: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::insert_into(downloads::table)
        .values((
            downloads::export_id.eq(export_id),
            downloads::user_id.eq(user.id),
            downloads::user_name.eq(&user.name),
            downloads::user_email.eq(&user.email),
            downloads::is_super_admin.eq(user.rights.super_admin),
            downloads::session_public_id.eq(&user.public_id),
            downloads::ip.eq(by.ip.map(|ip| ip.to_string())),
            downloads::user_agent.eq("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
            downloads::at.eq(Ts::from(at)),
            downloads::outcome.eq("finished"),
            downloads::bytes_sent.eq(bytes),
        ))
        .execute(c)?;
    for action in [Action::DownloadStarted, Action::DownloadFinished] {
        audit::record(c, &Event::new(action, by.clone(), at).about(Subject::Export(export_id)))?;
    }
    Ok(())
}

/// Sets a super admin's threshold.
///
/// # Errors
/// When it cannot be written.
pub fn set_threshold(c: &mut DbConn, user: &User, threshold: Threshold, now: DateTime<Utc>) -> QueryResult<()> {
    diesel::insert_into(thresholds::table)
        .values((
            thresholds::user_id.eq(user.id),
            thresholds::threshold.eq(threshold.records()),
            thresholds::updated_at.eq(Ts::from(now)),
        ))
        .execute(c)?;
    let detail = serde_json::json!({ "after": threshold.records() });
    audit::record(
        c,
        &Event::new(Action::ThresholdChanged, Actor::user(user), now).about(Subject::User(user.id)).with(detail),
    )
}

/// Marks as read what was told more than a day ago.
///
/// # Errors
/// When it cannot be written.
pub fn read_old_notifications(c: &mut DbConn, now: DateTime<Utc>) -> QueryResult<()> {
    diesel::update(notifications::table.filter(notifications::created_at.lt(Ts::from(now - Duration::days(1)))))
        .set(notifications::read_at.eq(Ts::from(now - Duration::hours(20))))
        .execute(c)
        .map(|_| ())
}
