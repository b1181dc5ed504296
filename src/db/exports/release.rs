//! Letting a held export go before its time (R16).

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::Row;
use crate::db::connection::DbConn;
use crate::db::schema::exports;
use crate::db::{QueryResult, Ts, audit};
use crate::domain::audit::{Action, Event, Subject};
use crate::domain::export::{Export, State};
use crate::domain::viewer::Actor;

/// What became of a wish to start a held export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Release {
    /// It may start now.
    Done,
    /// They let it go before; nothing was added.
    Already,
    /// It is not held, or no longer; here is how it stands.
    NotHeld(Box<Export>),
    /// There is no such export.
    Unknown,
}

/// Ends the hold of an export. The trail entry is part of the same transaction.
///
/// # Errors
/// When it cannot be written; the export stays held then.
pub fn release(c: &mut DbConn, public_id: &str, by: &Actor, now: DateTime<Utc>) -> QueryResult<Release> {
    let changed = diesel::update(
        exports::table
            .filter(exports::public_id.eq(public_id))
            .filter(exports::state.eq(State::Running.as_str()))
            .filter(exports::lease_until.is_null())
            .filter(exports::not_before.gt(Ts::from(now))),
    )
    .set((
        exports::not_before.eq(Ts::from(now)),
        exports::released_by_name.eq(by.name.as_deref()),
        exports::released_at.eq(Ts::from(now)),
    ))
    .execute(c)?;
    let Some(row) =
        exports::table.filter(exports::public_id.eq(public_id)).select(Row::as_select()).first(c).optional()?
    else {
        return Ok(Release::Unknown);
    };
    let export = row.read()?;
    if changed == 0 {
        let is_theirs = by.name.is_some() && export.details.released_by_name == by.name;
        let is_on_its_way = matches!(export.state, State::Running | State::Done);
        return Ok(if is_theirs && is_on_its_way { Release::Already } else { Release::NotHeld(Box::new(export)) });
    }
    audit::record(
        c,
        &Event::new(Action::ExportReleased, by.clone(), now)
            .about(Subject::Export(export.id))
            .with(serde_json::json!({ "records": export.records })),
    )?;
    Ok(Release::Done)
}
