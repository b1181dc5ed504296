//! The outbox as super admins see it (R15): what waits, what left, what was given up.

use chrono::{DateTime, Utc};
use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::Row;
use crate::db::connection::DbConn;
use crate::db::schema::{exports, mails};
use crate::db::verbatim::verbatim;
use crate::db::{QueryResult, Ts, audit};
use crate::domain::audit::{Action, Event, Subject};
use crate::domain::mail::{MailState, OutgoingMail};
use crate::domain::viewer::Actor;

/// Mails on one page.
pub const PAGE: i64 = 25;

/// Tries after which a waiting mail counts as in trouble: a single pause is normal, mail servers ask for one by themselves.
const TROUBLED_AFTER: i32 = 3;

/// One page of the outbox, newest first.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The mails, each with the file name of the export that it is about.
    pub mails: Vec<(OutgoingMail, Option<String>)>,
    /// There are newer ones: those after this key.
    pub newer: Option<i64>,
    /// There are older ones: those before this key.
    pub older: Option<i64>,
}

/// Which part of the outbox to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The newest.
    First,
    /// Older than the mail with this key.
    Before(i64),
    /// Newer than the mail with this key.
    After(i64),
}

/// One page of the outbox, of one state or of all.
///
/// # Errors
/// When the query fails.
pub fn list(c: &mut DbConn, state: Option<MailState>, part: Part) -> QueryResult<Listed> {
    let mut query = mails::table
        .left_join(exports::table.on(exports::id.nullable().eq(mails::export_id)))
        .select((Row::as_select(), exports::name.nullable()))
        .limit(PAGE + 1)
        .into_boxed();
    if let Some(state) = state {
        query = query.filter(mails::state.eq(state.as_str()));
    }
    query = match part {
        Part::First => query.order(mails::id.desc()),
        Part::Before(id) => query.filter(mails::id.lt(id)).order(mails::id.desc()),
        Part::After(id) => query.filter(mails::id.gt(id)).order(mails::id.asc()),
    };
    let mut rows: Vec<(Row, Option<String>)> = query.load(c)?;
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let has_more = rows.len() > page;
    rows.truncate(page);
    if matches!(part, Part::After(_)) {
        rows.reverse();
    }
    let (first, last) = (rows.first().map(|(row, _)| row.id), rows.last().map(|(row, _)| row.id));
    let (newer, older) = match part {
        Part::First => (None, last.filter(|_| has_more)),
        Part::Before(_) => (first, last.filter(|_| has_more)),
        Part::After(_) => (first.filter(|_| has_more), last),
    };
    let mails = rows.into_iter().map(|(row, name)| Ok((row.read()?, name))).collect::<QueryResult<_>>()?;
    Ok(Listed { mails, newer, older })
}

/// One mail.
///
/// # Errors
/// When the query fails.
pub fn find(c: &mut DbConn, id: i64) -> QueryResult<Option<OutgoingMail>> {
    mails::table.find(id).select(Row::as_select()).first(c).optional()?.map(Row::read).transpose()
}

/// Has a mail tried again at once that was given up or waits for its next try; answers `false` when there was nothing to
/// try again: it has left, or is on its way.
///
/// # Errors
/// When it cannot be written.
pub fn retry(c: &mut DbConn, id: i64, by: &Actor, now: DateTime<Utc>) -> QueryResult<bool> {
    let failed = mails::state.eq(MailState::Failed.as_str());
    let pausing =
        mails::state.eq(MailState::Waiting.as_str()).and(mails::attempts.gt(0)).and(mails::lease_until.is_null());
    let changed = diesel::update(mails::table.find(id).filter(failed.or(pausing)))
        .set((
            mails::state.eq(MailState::Waiting.as_str()),
            mails::attempts.eq(0),
            mails::next_at.eq(Ts::from(now)),
            mails::lease_until.eq(None::<Ts>),
        ))
        .execute(c)?;
    if changed == 1 {
        audit::record(c, &Event::new(Action::MailRetried, by.clone(), now).about(Subject::Mail(id)))?;
    }
    Ok(changed == 1)
}

/// How many mails did not get away: given up, or tried at least three times (R15). Export pages warn of them.
///
/// # Errors
/// When the query fails.
pub fn troubled(c: &mut DbConn) -> QueryResult<i64> {
    // What is sent has left the index, so this stands in the statement's text.
    let unsent = verbatim::<Bool>("state <> 'sent' AND (state = 'failed' OR state = 'waiting')");
    let troubled = mails::state.eq(MailState::Failed.as_str()).or(mails::attempts.ge(TROUBLED_AFTER));
    mails::table.filter(unsent).filter(troubled).count().get_result(c)
}

/// How many mails are in each state: for `/metrics`.
///
/// # Errors
/// When the query fails.
pub fn count_by_state(c: &mut DbConn) -> QueryResult<Vec<(String, i64)>> {
    mails::table.group_by(mails::state).select((mails::state, count_star())).order(mails::state).load(c)
}
