//! The records: made on one thread, written on another.

use std::sync::mpsc::sync_channel;

use anyhow::{Context, anyhow};
use chrono::{DateTime, Duration, Utc};

use crate::app::App;
use crate::db::demo::SampleRecord;
use crate::db::{demo, objects};
use crate::demo::companies::company;
use crate::demo::deals::deal;
use crate::demo::log::Object;
use crate::demo::people::contact;
use crate::demo::tickets::ticket;
use crate::domain::fold::fold;
use crate::domain::record::Property;
use crate::formats::props::to_json;

/// Records per transaction.
const BATCH: u64 = 5_000;
/// The oldest record is so old; the newest was created five minutes ago.
const DAYS: i64 = 1_000;

/// Inserts `count` sample records of one object, oldest first, as a desk that has grown for years holds them.
pub(super) fn insert(app: &App, object: Object, count: u64, now: DateTime<Utc>) -> anyhow::Result<()> {
    let properties = app.db.read_now(|c| objects::properties(c, object.id()))?;
    let (sender, receiver) = sync_channel::<Vec<SampleRecord>>(2);
    std::thread::scope(|scope| {
        let maker = scope.spawn(|| {
            let sender = sender;
            for start in (0..count).step_by(usize::try_from(BATCH).unwrap_or(1)) {
                let batch = (start..count.min(start + BATCH))
                    .map(|index| sample(object, &properties, index, created(index, count, now), now))
                    .collect();
                if sender.send(batch).is_err() {
                    // The writer has met an error, which it reports.
                    return;
                }
            }
        });
        let written = receiver.iter().try_for_each(|batch| insert_records(app, object, &batch));
        drop(receiver);
        maker.join().map_err(|_| anyhow!("the maker of the records stopped unexpectedly"))?;
        written
    })
    .with_context(|| format!("insert {}", object.as_str()))
}

/// One transaction.
fn insert_records(app: &App, object: Object, batch: &[SampleRecord]) -> anyhow::Result<()> {
    Ok(app.db.write_now(|c| demo::insert_records(c, object.id(), batch))?)
}

fn created(index: u64, count: u64, now: DateTime<Utc>) -> DateTime<Utc> {
    let left = i64::try_from(count - index - 1).unwrap_or(0);
    let step = Duration::days(DAYS).num_seconds() / i64::try_from(count).unwrap_or(1).max(1);
    now - Duration::minutes(5) - Duration::seconds(left * step)
}

fn sample(
    object: Object,
    properties: &[Property],
    index: u64,
    created_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> SampleRecord {
    let values = match object {
        Object::Contacts => contact(index, now),
        Object::Companies => company(index, now),
        Object::Deals => deal(index, now),
        Object::Tickets => ticket(index, now),
    };
    let joined = |is_wanted: fn(&Property) -> bool, with: &str| {
        let wanted = properties.iter().filter(|property| is_wanted(property));
        let texts = wanted.filter_map(|property| values.iter().find(|(id, _)| *id == property.id));
        texts.map(|(_, text)| fold(text)).collect::<Vec<_>>().join(with)
    };
    SampleRecord {
        created_at,
        name_key: joined(|property| property.names_record, " "),
        search: joined(|property| property.is_searchable, "\n"),
        props: to_json(&values),
    }
}
