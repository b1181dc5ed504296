//! The records: made on one thread, written on another.

use std::sync::mpsc::sync_channel;

use anyhow::{Context, anyhow};
use chrono::{DateTime, Duration, Utc};

use crate::app::App;
use crate::db::records::NewRecord;
use crate::db::{DbConn, objects, records};
use crate::demo::companies::company;
use crate::demo::deals::deal;
use crate::demo::log::Object;
use crate::demo::people::contact;
use crate::demo::tickets::ticket;
use crate::domain::record::Property;

/// Records per transaction.
const BATCH: u64 = 2_000;
/// The oldest record is so old; the newest was created five minutes ago.
const DAYS: i64 = 1_000;

/// Inserts `count` sample records of one object, oldest first, as a desk that has grown for years holds them.
pub(super) fn insert(app: &App, object: Object, count: u64, now: DateTime<Utc>) -> anyhow::Result<()> {
    let properties = app.db.read_now(|c| objects::properties(c, object.id()))?;
    // Many moments, so that an export of last month has fewer records than one of today.
    let step = (count / 500).clamp(1, 100);
    let (sender, receiver) = sync_channel::<Vec<Dated>>(2);
    std::thread::scope(|scope| {
        let maker = scope.spawn(|| {
            let sender = sender;
            for start in (0..count).step_by(usize::try_from(BATCH).unwrap_or(1)) {
                let end = count.min(start + BATCH);
                let steps = (start..end).step_by(usize::try_from(step).unwrap_or(1)).map(|first| {
                    let last = end.min(first + step) - 1;
                    let records = (first..=last).map(|index| sample(object, &properties, index, now)).collect();
                    (created(last, count, now), records)
                });
                if sender.send(steps.collect()).is_err() {
                    // The writer has met an error, which it reports.
                    return;
                }
            }
        });
        let written = receiver.iter().try_for_each(|batch| insert_records(app, object, batch));
        drop(receiver);
        maker.join().map_err(|_| anyhow!("the maker of the records stopped unexpectedly"))?;
        written
    })
    .with_context(|| format!("insert {}", object.as_str()))
}

/// Records that were created at one moment.
type Dated = (DateTime<Utc>, Vec<NewRecord>);

/// One transaction.
fn insert_records(app: &App, object: Object, batch: Vec<Dated>) -> anyhow::Result<()> {
    let mut all = batch.into_iter();
    let insert =
        |c: &mut DbConn| all.try_for_each(|(at, new)| records::insert(c, object.id(), None, &new, at).map(|_| ()));
    Ok(app.db.write_now(insert)?)
}

fn created(index: u64, count: u64, now: DateTime<Utc>) -> DateTime<Utc> {
    let left = i64::try_from(count - index - 1).unwrap_or(0);
    let step = Duration::days(DAYS).num_seconds() / i64::try_from(count).unwrap_or(1).max(1);
    now - Duration::minutes(5) - Duration::seconds(left * step)
}

fn sample(object: Object, properties: &[Property], index: u64, now: DateTime<Utc>) -> NewRecord {
    let values = match object {
        Object::Contacts => contact(index, now),
        Object::Companies => company(index, now),
        Object::Deals => deal(index, now),
        Object::Tickets => ticket(index, now),
    };
    NewRecord::from_values(properties, &values)
}
