//! Bulk actions: does what somebody asked for with many records, part by part (R52).

use std::time::{Duration, Instant};

use super::stop::Stop;
use crate::app::App;
use crate::db::bulk_actions::{self, Going};
use crate::db::records::{self, Part};
use crate::db::{DbConn, DbError};
use crate::domain::bulk_action::{BulkAction, BulkActionFailure, Deed};

/// Parts in which nothing fits are only noted after so long: they hold nothing that could be lost.
const BEAT: Duration = Duration::from_secs(2);

/// Tries of one batch against somebody who takes a unique value at the same moment.
const TRIES: u32 = 3;

/// Takes the next bulk action that is due and does it; `true` when there was one.
///
/// # Errors
/// When the database breaks off; the action goes on from its last batch when its lease is over.
pub fn turn(app: &App, stop: &Stop) -> anyhow::Result<bool> {
    let now = app.clock.now();
    let Some(action) = app.db.write_now(|c| bulk_actions::claim_next(c, now))? else { return Ok(false) };
    let Err(e) = run(app, &action, stop) else { return Ok(true) };
    // A lock or a lost connection passes: the lease runs out, and somebody goes on from the last batch.
    let Some(failure) = failure_of(&e) else { return Err(e.into()) };
    tracing::error!(bulk_action = action.public_id, error = format!("{e:#}"), "a bulk action failed");
    let now = app.clock.now();
    app.db.write_now(|c| bulk_actions::fail(c, action.id, action.attempt, failure, now))?;
    Ok(true)
}

fn failure_of(e: &DbError) -> Option<BulkActionFailure> {
    let text = e.to_string();
    if ["disk is full", "No space left"].iter().any(|sign| text.contains(sign)) {
        return Some(BulkActionFailure::Disk);
    }
    (!e.is_passing()).then_some(BulkActionFailure::Other)
}

fn run(app: &App, action: &BulkAction, stop: &Stop) -> Result<(), DbError> {
    // A connection of its own: no time-out breaks off a filter that few of many millions fit.
    let mut c = app.db.work_connection()?;
    if action.deed == Deed::Delete && action.reached_id == 0 && asked_for_less(app, &mut c, action, stop)? {
        let now = app.clock.now();
        let more = BulkActionFailure::More;
        app.db.write_now(|c| bulk_actions::fail(c, action.id, action.attempt, more, now))?;
        return Ok(());
    }
    let (mut after, mut noted) = (action.reached_id, Instant::now());
    while !stop.is_asked() {
        let part = records::part(&mut c, &action.selection, after, action.until_id)?;
        after = part.last.unwrap_or(action.until_id);
        if part.ids.is_empty() && part.last.is_some() && noted.elapsed() < BEAT {
            continue;
        }
        if do_batch(app, action, &part)? == Going::Over {
            return Ok(());
        }
        noted = Instant::now();
    }
    let now = app.clock.now();
    app.db.write_now(|c| bulk_actions::give_back(c, action, now))
}

fn do_batch(app: &App, action: &BulkAction, part: &Part) -> Result<Going, DbError> {
    let mut tries = 1;
    loop {
        let now = app.clock.now();
        match app.db.write_now(|c| bulk_actions::batch(c, action, part, now)) {
            // The next try finds who has it, and counts the record as refused.
            Err(e) if e.taken_property().is_some() && tries < TRIES => tries += 1,
            done => return done,
        }
    }
}

/// Whether more records match by now than the question said: what nobody agreed to is not deleted.
fn asked_for_less(app: &App, c: &mut DbConn, action: &BulkAction, stop: &Stop) -> Result<bool, DbError> {
    let (mut after, mut found, mut noted) = (0, 0, Instant::now());
    loop {
        let part = records::part(c, &action.selection, after, action.until_id)?;
        found += i64::try_from(part.ids.len()).unwrap_or(i64::MAX);
        let Some(last) = part.last.filter(|_| found <= action.records && !stop.is_asked()) else {
            return Ok(found > action.records);
        };
        after = last;
        if noted.elapsed() >= BEAT {
            let now = app.clock.now();
            if app.db.write_now(|c| bulk_actions::beat(c, action, 0, now))? == Going::Over {
                return Ok(false);
            }
            noted = Instant::now();
        }
    }
}
