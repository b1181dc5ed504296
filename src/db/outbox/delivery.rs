//! Taking mails from the outbox: each is taken by one worker at a time, and its end is written by the one who has it.

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;

use super::Row;
use crate::db::connection::DbConn;
use crate::db::schema::mails;
use crate::db::{QueryResult, Ts, audit};
use crate::domain::audit::{Action, Event, Subject};
use crate::domain::mail::{MAX_ATTEMPTS, MailState, OutgoingMail, pause_after};
use crate::domain::viewer::Actor;

/// How long a worker has a mail for itself: a send lasts 30 s at most, and the rest is for writing down how it ended.
pub const LEASE: Duration = Duration::seconds(60);

/// Mails that may be taken now: due, and with nobody or with somebody who fell silent.
macro_rules! due {
    ($now:expr) => {
        mails::state
            .eq(MailState::Waiting.as_str())
            .and(mails::next_at.le(Ts::from($now)))
            .and(mails::lease_until.is_null().or(mails::lease_until.lt(Ts::from($now)).assume_not_null()))
    };
}

/// Whether a look at the outbox is worth the write lock.
///
/// # Errors
/// When the query fails.
pub fn is_any_due(c: &mut DbConn, now: DateTime<Utc>) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(mails::table.filter(due!(now)).select(mails::id))).get_result(c)
}

/// Takes the mail that is due longest and counts the try; `None` when there is none. The guard is repeated in the UPDATE:
/// of several processes that saw the same row only one changes it, the others look again.
///
/// # Errors
/// When it cannot be written.
pub fn claim(c: &mut DbConn, now: DateTime<Utc>) -> QueryResult<Option<OutgoingMail>> {
    loop {
        let next: Option<i64> =
            mails::table.filter(due!(now)).order((mails::next_at, mails::id)).select(mails::id).first(c).optional()?;
        let Some(id) = next else { return Ok(None) };
        let taken = diesel::update(mails::table.find(id).filter(due!(now)))
            .set((mails::lease_until.eq(Ts::from(now + LEASE)), mails::attempts.eq(mails::attempts + 1)))
            .execute(c)?;
        if taken == 1 {
            return mails::table.find(id).select(Row::as_select()).first(c)?.read().map(Some);
        }
    }
}

/// The mail server took it. Answers `false` when the mail was no longer this worker's: it had been silent for too long.
///
/// # Errors
/// When it cannot be written; the mail then goes out once more, under the same Message-ID (R13).
pub fn sent(c: &mut DbConn, mail: &OutgoingMail, now: DateTime<Utc>) -> QueryResult<bool> {
    let changed = diesel::update(mine(mail))
        .set((
            mails::state.eq(MailState::Sent.as_str()),
            mails::sent_at.eq(Ts::from(now)),
            mails::lease_until.eq(None::<Ts>),
            mails::last_error.eq(None::<String>),
        ))
        .execute(c)?;
    Ok(changed == 1)
}

/// It did not get away. It is tried again after a pause that grows (R15), unless the refusal is final or it was tried often
/// enough: then it is given up, which leaves a line in the trail.
///
/// # Errors
/// When it cannot be written.
pub fn failed(
    c: &mut DbConn,
    mail: &OutgoingMail,
    error: &str,
    is_final: bool,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let gives_up = is_final || mail.attempts >= MAX_ATTEMPTS;
    let state = if gives_up { MailState::Failed } else { MailState::Waiting };
    let changed = diesel::update(mine(mail))
        .set((
            mails::state.eq(state.as_str()),
            mails::next_at.eq(Ts::from(now + pause_after(mail.attempts))),
            mails::lease_until.eq(None::<Ts>),
            mails::last_error.eq(error),
        ))
        .execute(c)?;
    if changed == 1 && gives_up {
        let detail = serde_json::json!({ "kind": mail.kind.as_str(), "attempts": mail.attempts, "error": error });
        audit::record(
            c,
            &Event::new(Action::MailFailed, Actor::system(), now).about(Subject::Mail(mail.id)).with(detail),
        )?;
    }
    Ok(changed == 1)
}

/// It is no longer due; the reason is kept in one word.
///
/// # Errors
/// When it cannot be written.
pub fn dropped(c: &mut DbConn, mail: &OutgoingMail, reason: &str) -> QueryResult<bool> {
    let changed = diesel::update(mine(mail))
        .set((
            mails::state.eq(MailState::Dropped.as_str()),
            mails::lease_until.eq(None::<Ts>),
            mails::last_error.eq(reason),
        ))
        .execute(c)?;
    Ok(changed == 1)
}

/// The row, as long as nobody else has taken it since: the number of tries is the fence.
fn mine(mail: &OutgoingMail) -> Mine {
    mails::table.filter(
        mails::id.eq(mail.id).and(mails::attempts.eq(mail.attempts)).and(mails::state.eq(MailState::Waiting.as_str())),
    )
}

type Mine = diesel::dsl::Filter<
    mails::table,
    diesel::dsl::And<
        diesel::dsl::And<diesel::dsl::Eq<mails::id, i64>, diesel::dsl::Eq<mails::attempts, i32>>,
        diesel::dsl::Eq<mails::state, &'static str>,
    >,
>;
