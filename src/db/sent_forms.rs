//! Forms that make something, as they were sent: one that comes twice, by a second click or by the reload of a page, makes it
//! once. The answer of a form is the page that it led to, or how much it did where that is done part by part.

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;

use super::connection::{DbConn, both};
use super::schema::sent_forms;
use super::{QueryResult, Ts};
use crate::domain::viewer::Viewer;

/// How long a form is known: nobody clicks twice over a longer time.
const KNOWN_FOR: Duration = Duration::days(1);

/// Makes what a form asks for, inside the caller's transaction, and answers the page that it leads to. Where the same user has
/// sent the same form before, nothing is made, and the answer is that of the first time. A form that was refused made nothing
/// and may be sent again.
///
/// # Errors
/// When it cannot be written; then nothing is made.
pub fn once<T>(
    c: &mut DbConn,
    viewer: &Viewer,
    form_hash: &str,
    now: DateTime<Utc>,
    make: impl FnOnce(&mut DbConn) -> QueryResult<Result<String, T>>,
) -> QueryResult<Result<String, T>> {
    once_by(c, viewer.user.id, form_hash, now, make)
}

/// The same for a form behind the link of a mail: by whoever the link was sent to.
///
/// # Errors
/// When it cannot be written; then nothing is made.
pub fn once_by<T>(
    c: &mut DbConn,
    user_id: i64,
    form_hash: &str,
    now: DateTime<Utc>,
    make: impl FnOnce(&mut DbConn) -> QueryResult<Result<String, T>>,
) -> QueryResult<Result<String, T>> {
    let values = (
        sent_forms::user_id.eq(user_id),
        sent_forms::form_hash.eq(form_hash),
        sent_forms::answer.eq(""),
        sent_forms::at.eq(Ts::from(now)),
    );
    // Of two that come at once the second waits here for the end of the first.
    let written =
        both!(c, |c| diesel::insert_into(sent_forms::table).values(values).on_conflict_do_nothing().execute(c))?;
    let this = || sent_forms::table.find((user_id, form_hash));
    if written == 0 {
        return this().select(sent_forms::answer).first(c).map(Ok);
    }
    let made = make(c)?;
    match &made {
        Ok(answer) => diesel::update(this()).set(sent_forms::answer.eq(answer)).execute(c)?,
        Err(_) => diesel::delete(this()).execute(c)?,
    };
    Ok(made)
}

/// The page that a form led to when this user sent it before; `None` where nothing came of it, or it was never sent.
///
/// # Errors
/// When the query fails.
pub fn answer(c: &mut DbConn, user_id: i64, form_hash: &str) -> QueryResult<Option<String>> {
    sent_forms::table.find((user_id, form_hash)).select(sent_forms::answer).first(c).optional()
}

/// What a form did that does its work part by part, each part in a transaction of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// So much, however often it was sent.
    pub count: i64,
    /// Whether every part is done.
    pub is_whole: bool,
}

impl Tally {
    /// Reads it from an answer; `None` where that is a page.
    pub fn from_text(text: &str) -> Option<Self> {
        let (count, is_whole) = match text.strip_suffix(MORE_TO_COME) {
            Some(count) => (count, false),
            None => (text, true),
        };
        Some(Self { count: count.parse().ok()?, is_whole })
    }

    fn to_text(self) -> String {
        let Self { count, is_whole } = self;
        if is_whole { count.to_string() } else { format!("{count}{MORE_TO_COME}") }
    }
}

/// Behind the count of a form that is not through yet.
const MORE_TO_COME: char = '+';

/// Counts what one part of a form did, inside the transaction of that part, and answers how much it was in all: a form that is
/// sent again while it is being done, or after it broke off, goes on with the same count.
///
/// # Errors
/// When it cannot be written.
pub fn add(c: &mut DbConn, viewer: &Viewer, form_hash: &str, part: Tally, now: DateTime<Utc>) -> QueryResult<i64> {
    let user_id = viewer.user.id;
    let nothing = Tally { count: 0, is_whole: false };
    // Written even where it is known, so that the same form, sent again, waits here for the end of this part.
    both!(c, |c| diesel::insert_into(sent_forms::table)
        .values((
            sent_forms::user_id.eq(user_id),
            sent_forms::form_hash.eq(form_hash),
            sent_forms::answer.eq(nothing.to_text()),
            sent_forms::at.eq(Ts::from(now)),
        ))
        .on_conflict((sent_forms::user_id, sent_forms::form_hash))
        .do_update()
        .set(sent_forms::at.eq(Ts::from(now)))
        .execute(c))?;
    let before = answer(c, user_id, form_hash)?.and_then(|text| Tally::from_text(&text)).unwrap_or(nothing);
    let all = Tally { count: before.count + part.count, is_whole: before.is_whole || part.is_whole };
    diesel::update(sent_forms::table.find((user_id, form_hash)))
        .set(sent_forms::answer.eq(all.to_text()))
        .execute(c)?;
    Ok(all.count)
}

/// Removes what nobody sends again.
///
/// # Errors
/// When it cannot be written.
pub fn purge(c: &mut DbConn, now: DateTime<Utc>) -> QueryResult<usize> {
    diesel::delete(sent_forms::table.filter(sent_forms::at.le(Ts::from(now - KNOWN_FOR)))).execute(c)
}
