//! Forms that make something, as they were sent: one that comes twice, by a second click or by the reload of a page, makes it
//! once.

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
    let values = (
        sent_forms::user_id.eq(viewer.user.id),
        sent_forms::form_hash.eq(form_hash),
        sent_forms::answer.eq(""),
        sent_forms::at.eq(Ts::from(now)),
    );
    // Of two that come at once the second waits here for the end of the first.
    let written =
        both!(c, |c| diesel::insert_into(sent_forms::table).values(values).on_conflict_do_nothing().execute(c))?;
    let this = || sent_forms::table.find((viewer.user.id, form_hash));
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

/// Removes what nobody sends again.
///
/// # Errors
/// When it cannot be written.
pub fn purge(c: &mut DbConn, now: DateTime<Utc>) -> QueryResult<usize> {
    diesel::delete(sent_forms::table.filter(sent_forms::at.le(Ts::from(now - KNOWN_FOR)))).execute(c)
}
