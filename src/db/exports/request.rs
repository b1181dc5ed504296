//! Asking for an export: rights, limits, the row, its line in the trail and the alerts, all in one transaction.

use chrono::{DateTime, Duration, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::freeze::{freeze_log, freeze_records};
use super::{Limits, find};
use crate::db::alerts::{self, Judged};
use crate::db::connection::{DbConn, both};
use crate::db::schema::exports;
use crate::db::{QueryResult, Ts, account, audit, users};
use crate::domain::audit::{Action, Event, Subject};
use crate::domain::export::{Format, Lost, Request, Source, State};
use crate::domain::fold::fold;
use crate::domain::record::Object;
use crate::domain::viewer::Viewer;
use crate::secret::sha256_hex;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct NewExport {
    /// Key in URLs, should it become a new one.
    pub public_id: String,
    /// The file's name with its extension.
    pub name: String,
    /// Whose records; `None` when it is the log that is exported.
    pub object: Option<Object>,
    /// Where it is asked for.
    pub source: Source,
    /// Which records and properties, written how.
    pub request: Request,
    /// How many records the selection holds now.
    pub records: i64,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Requested {
    /// A new export, with its key.
    New(String),
    /// The identical one of the same user that is still on its way (R36).
    Same(String),
    /// The user's 24 hours are full until then.
    OverQuota {
        /// When the next one will be taken.
        until: DateTime<Utc>,
    },
    /// The user lost a right since the dialog was opened, or never had it.
    Refused(Lost),
    /// What search reads is being replaced, because a value in it has become sensitive, and the request searches (R8).
    SearchPaused,
    /// A property is none of this object's.
    NoSuchProperty,
}

/// Asks for an export. An export that passes anybody's threshold is held from here on, before anything is read (R16).
///
/// # Errors
/// When it cannot be written; nothing has happened then.
pub fn request(
    c: &mut DbConn,
    new: NewExport,
    limits: Limits,
    viewer: &Viewer,
    now: DateTime<Utc>,
) -> QueryResult<Requested> {
    // Before or after whoever takes the right away, and one after the other where the user asks twice.
    users::lock(c, viewer.user.id)?;
    let user = users::find(c, viewer.user.id)?;
    let mut request = new.request;
    let refused = match &new.object {
        Some(object) => freeze_records(c, object, user.as_ref(), &mut request)?,
        None => freeze_log(c, user.as_ref(), &mut request)?,
    };
    if let Some(refused) = refused {
        return Ok(refused);
    }
    let object_id = new.object.as_ref().map(|object| object.id);
    let hash = request_hash(object_id, &new.source, &request, &new.name);
    if let Some(same) = unfinished(c, viewer.user.id, &hash)? {
        return Ok(Requested::Same(same));
    }
    if let Some(until) = full_until(c, viewer.user.id, limits, now)? {
        return Ok(Requested::OverQuota { until });
    }

    let unwritten = |e: serde_json::Error| diesel::result::Error::SerializationError(e.into());
    let text = serde_json::to_string(&request).map_err(unwritten)?;
    let labels = new.object.as_ref().and_then(|object| object.labels.as_ref());
    let labels = labels.map(serde_json::to_string).transpose().map_err(unwritten)?;
    let values = (
        exports::public_id.eq(&new.public_id),
        exports::name.eq(&new.name),
        exports::name_key.eq(fold(&new.name)),
        exports::source_kind.eq(new.source.kind.as_str()),
        exports::source_name.eq(&new.source.name),
        exports::source_public_id.eq(&new.source.public_id),
        exports::object_id.eq(object_id),
        exports::object_labels.eq(labels),
        exports::format.eq(request.format.as_str()),
        exports::request.eq(text),
        exports::request_hash.eq(&hash),
        exports::is_sensitive.eq(request.is_sensitive()),
        exports::user_id.eq(viewer.user.id),
        exports::user_name.eq(&viewer.user.name),
        exports::user_email.eq(&viewer.user.email),
        exports::request_ip.eq(viewer.ip.map(|ip| ip.to_string())),
        exports::state.eq(State::Queued.as_str()),
        exports::records.eq(new.records),
        exports::requested_at.eq(Ts::from(now)),
    );
    // The unique key over unfinished requests decides between two that come at once; the second finds the first.
    let id: Option<i64> = both!(c, |c| diesel::insert_into(exports::table)
        .values(values)
        .on_conflict_do_nothing()
        .returning(exports::id)
        .get_result(c)
        .optional())?;
    let Some(id) = id else {
        return unfinished(c, viewer.user.id, &hash)?.map(Requested::Same).ok_or(diesel::result::Error::NotFound);
    };
    let detail = serde_json::json!({
        "source": new.source.kind,
        "object": new.object.map(|object| object.name),
        "records": new.records,
        "columns": request.columns.iter().map(|column| &column.name).collect::<Vec<_>>(),
        "sensitive": request.is_sensitive(),
        "filter": !request.is_whole(),
        "guard": request.guard,
        "format": request.format,
        "values": request.values,
        "zip": request.is_zipped(),
    });
    audit::record(
        c,
        &Event::new(Action::ExportRequested, viewer.actor(), now).about(Subject::Export(id)).with(detail),
    )?;
    judge_and_hold(c, id, new.records, now)?;
    Ok(Requested::New(new.public_id))
}

/// Tells those whose threshold is passed, and holds the export when there was anybody to tell (R13, R16).
fn judge_and_hold(c: &mut DbConn, id: i64, records: i64, now: DateTime<Utc>) -> QueryResult<()> {
    let Some(export) = find(c, id)? else { return Ok(()) };
    let held_until = hold_until(c, now)?;
    let told = alerts::judge(c, &export, records, Judged::Before { held_until }, now)?;
    if let (true, Some(until)) = (told > 0, held_until) {
        diesel::update(exports::table.find(id).filter(exports::state.eq(State::Queued.as_str())))
            .set((exports::state.eq(State::Running.as_str()), exports::not_before.eq(Ts::from(until))))
            .execute(c)?;
    }
    Ok(())
}

/// Until when an export is held that is judged now; `None` when the hold is off.
pub(super) fn hold_until(c: &mut DbConn, now: DateTime<Utc>) -> QueryResult<Option<DateTime<Utc>>> {
    let seconds = account::hold(c)?.seconds();
    Ok((seconds > 0).then(|| now + Duration::seconds(seconds)))
}

/// The literal is the one of the unique index, so that SQLite reads it.
fn unfinished(c: &mut DbConn, user_id: i64, hash: &str) -> QueryResult<Option<String>> {
    exports::table
        .filter(exports::user_id.eq(user_id).and(exports::request_hash.eq(hash)))
        .filter(sql::<Bool>("state IN ('queued', 'running')"))
        .select(exports::public_id)
        .first(c)
        .optional()
}

/// When the oldest of the last `per_day` requests leaves the 24 hours; `None` while there is room. Failed ones are not
/// counted (F15).
fn full_until(c: &mut DbConn, user_id: i64, limits: Limits, now: DateTime<Utc>) -> QueryResult<Option<DateTime<Utc>>> {
    let oldest: Option<Ts> = exports::table
        .filter(exports::user_id.eq(user_id))
        .filter(exports::requested_at.gt(Ts::from(now - Duration::hours(24))))
        .filter(exports::state.ne(State::Failed.as_str()))
        .order((exports::requested_at.desc(), exports::id.desc()))
        .offset(limits.per_day - 1)
        .limit(1)
        .select(exports::requested_at)
        .first(c)
        .optional()?;
    Ok(oldest.map(|at| at.0 + Duration::hours(24)))
}

/// What makes two requests the same one (R36). The keys of a JSON object are sorted, so the text is canonical.
fn request_hash(object_id: Option<i64>, source: &Source, request: &Request, name: &str) -> String {
    // What is of CSV alone makes no difference to a workbook.
    let csv = (request.format == Format::Csv).then_some((
        request.separator,
        request.byte_order_mark,
        request.guard,
        request.zip,
    ));
    let canonical = serde_json::json!({
        "object": object_id,
        "source": (source.kind.as_str(), &source.public_id),
        "selection": request.selection,
        "log": request.log.as_ref().map(|log| (&log.filter, &log.scope)),
        "columns": request.columns.iter().map(|column| column.property_id).collect::<Vec<_>>(),
        "header": request.header,
        "values": request.values,
        "format": request.format,
        "csv": csv,
        "name": name,
    });
    sha256_hex(canonical.to_string().as_bytes())
}
