//! Hands the mails of the outbox to the mail server, one at a time per thread (R13, R15). How it goes never touches the export.

use std::time::Duration;

use super::stop::Stop;
use crate::app::App;
use crate::app::letter::{Facts, Secrets};
use crate::db::{DbConn, DbError, QueryResult, outbox};
use crate::domain::mail::{MAX_ATTEMPTS, OutgoingMail};
use crate::mail::SendError;

/// Takes the mail that is due longest and sends it.
pub(super) fn turn(app: &App, stop: &Stop) -> anyhow::Result<bool> {
    let now = app.clock.now();
    if !app.db.read_now(|c| outbox::is_any_due(c, now))? {
        return Ok(false);
    }
    let Some(mail) = app.db.write_now(|c| outbox::claim(c, now))? else { return Ok(false) };
    let facts = app.db.read_now(|c| Facts::read(c, mail.clone()))?;
    let end = send(app, &facts, &mail);
    note(app, stop, |c| end.write(c, &mail, app.clock.now()))?;
    Ok(true)
}

/// How one try ended.
enum End {
    Sent,
    NotDue(&'static str),
    Failed { error: String, is_final: bool },
}

fn send(app: &App, facts: &Facts, mail: &OutgoingMail) -> End {
    let now = app.clock.now();
    if let Some(reason) = facts.not_due(now) {
        return End::NotDue(reason.as_str());
    }
    // Counted before the try: a mail that brings the process down each time comes to an end too.
    if mail.attempts > MAX_ATTEMPTS {
        return End::Failed { error: "Interrupted too often.".to_owned(), is_final: true };
    }
    let letter = match app.letter(facts, Secrets::Written, now) {
        Ok(letter) => letter,
        Err(e) => return End::Failed { error: format!("The mail can't be written: {e:#}."), is_final: true },
    };
    match app.mailer.send(&letter) {
        Ok(()) => End::Sent,
        Err(SendError::Transient(error)) => End::Failed { error, is_final: false },
        Err(SendError::Permanent(error)) => End::Failed { error, is_final: true },
    }
}

impl End {
    fn write(&self, c: &mut DbConn, mail: &OutgoingMail, now: chrono::DateTime<chrono::Utc>) -> QueryResult<()> {
        let is_ours = match self {
            Self::Sent => outbox::sent(c, mail, now)?,
            Self::NotDue(reason) => outbox::dropped(c, mail, reason)?,
            Self::Failed { error, is_final } => {
                tracing::warn!(mail = mail.id, attempt = mail.attempts, error, is_final, "a mail did not get away");
                outbox::failed(c, mail, error, *is_final, now)?
            }
        };
        if !is_ours {
            tracing::warn!(mail = mail.id, "a mail was taken over before its end could be noted");
        }
        Ok(())
    }
}

/// Tries of writing down how a mail ended. All of them fit into the lease, so that nobody else sends it meanwhile (F50).
const TRIES: u32 = 10;

/// Writes how it ended; a database that is busy for a moment must not make the mail go out twice.
fn note(app: &App, stop: &Stop, write: impl Fn(&mut DbConn) -> QueryResult<()>) -> Result<(), DbError> {
    let mut tries = 1;
    loop {
        match app.db.write_now(&write) {
            Err(e) if e.is_passing() && tries < TRIES && !stop.is_asked() => {
                tries += 1;
                std::thread::sleep(Duration::from_secs(1));
            }
            end => return end,
        }
    }
}
