//! Reading many records for a file: count and values from one snapshot, one at a time (R31, R32). Which records and in which
//! order is said by the selection of the pages (`records/selection.rs`).

mod at_work;

use std::mem;
use std::ops::ControlFlow;
use std::sync::mpsc::{self, Receiver, Sender, SyncSender};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;

use self::at_work::{AtWork, Session, next};
use super::connection::DbConn;
use super::copy_out::{copy_out, text};
use super::records::narrow::is_walk;
use super::records::selection::{judge, scan_sql};
use super::records::sql::{Dialect, Sql};
use super::records::way_in::WayIn;
use super::snapshot::Snapshot;
use super::{Db, DbError, QueryResult, objects, records};
use crate::domain::filter::Judge;
use crate::domain::record::{Property, Selection, SortKey};

/// One record's values, as bytes: [`text`] makes sure of UTF-8 in a fraction of the time that diesel takes.
#[derive(QueryableByName)]
struct Values {
    #[diesel(sql_type = diesel::sql_types::Binary)]
    props: Vec<u8>,
}

/// Tells the number of records of a selection, and then hands over the values of each, as the database holds them at one
/// moment. Each caller may break off, with a reason: `look_around` is asked between batches, and while neither the count nor a
/// record comes. `Continue` means that every record was read.
///
/// # Errors
/// When the database cannot be reached or the reading fails.
pub fn scan<B>(
    db: &Db,
    selection: &Selection,
    on_count: impl FnOnce(i64) -> ControlFlow<B>,
    on_record: impl FnMut(&str) -> ControlFlow<B>,
    mut look_around: impl FnMut() -> ControlFlow<B>,
) -> Result<ControlFlow<B>, DbError> {
    let mut c = db.snapshot()?;
    let properties = objects::every_property(&mut c, selection.object_id)?;
    let way = WayIn::of(&mut c, selection, &properties)?;
    let sql = scan_sql(Dialect::of(&c), selection, &properties, way);
    let judge = judge(Dialect::of(&c), selection, &properties);
    let (tell, told) = mpsc::channel();
    let (counting, tell) = match db.snapshot_beside(&mut c)? {
        Some(second) => (Some(count_beside(db, second, selection.clone(), tell)?), None),
        None => (None, Some(tell)),
    };
    // One thread reads while this one does something with what was read: a file is written at the speed of the slower.
    let (go, may_read) = mpsc::channel();
    let (sender, batches) = mpsc::sync_channel(BATCHES);
    let reading = Reading { judge, batch: Batch::default(), batches: sender };
    let selection = selection.clone();
    // Whatever ends this early takes `go` and `batches` along, and the reader stops; it may be waiting for a sort, and is told so first.
    let reader = AtWork::begin(db, c, move |c: &mut DbConn, session: &Session| {
        if let Some(tell) = tell
            && !count(c, &selection, session, &tell)
        {
            return Ok(false);
        }
        advise(c, &selection, &properties, way)?;
        reading.read(c, session, sql, || may_read.recv().is_ok()).map_err(DbError::from)
    })?;
    let counted = match next(&told, &mut look_around) {
        ControlFlow::Continue(counted) => counted,
        ControlFlow::Break(reason) => return Ok(ControlFlow::Break(reason)),
    };
    let records = counted.ok_or_else(|| DbError::Unavailable("nobody counted the records".to_owned()))??;
    if let Some(counting) = counting {
        counting.end()?;
    }
    // No record is read before its count is judged.
    if let ControlFlow::Break(reason) = on_count(records) {
        return Ok(ControlFlow::Break(reason));
    }
    let flow = match go.send(()) {
        Ok(()) => hand_on(&batches, on_record, look_around),
        // The reader has met an error, and tells it below.
        Err(_) => ControlFlow::Continue(()),
    };
    if flow.is_continue() {
        reader.end()?;
    }
    Ok(flow)
}

/// Hands over every record of every batch.
fn hand_on<B>(
    batches: &Receiver<Batch>,
    mut on_record: impl FnMut(&str) -> ControlFlow<B>,
    mut look_around: impl FnMut() -> ControlFlow<B>,
) -> ControlFlow<B> {
    while let Some(batch) = next(batches, &mut look_around)? {
        batch.iter().try_for_each(&mut on_record)?;
        look_around()?;
    }
    ControlFlow::Continue(())
}

/// Counts by a second connection to the same moment, while the first one looks for the records.
fn count_beside(
    db: &Db,
    second: Snapshot,
    selection: Selection,
    tell: Sender<QueryResult<i64>>,
) -> Result<AtWork<'_>, DbError> {
    AtWork::begin(db, second, move |c: &mut DbConn, session: &Session| Ok(count(c, &selection, session, &tell)))
}

/// Tells how many records there are; whether that was found out, and somebody waited for it.
fn count(c: &mut DbConn, selection: &Selection, session: &Session, tell: &Sender<QueryResult<i64>>) -> bool {
    let counted = records::count_while(c, selection, || session.goes_on());
    let is_counted = counted.is_ok();
    tell.send(counted).is_ok() && is_counted
}

/// Tells PostgreSQL what it cannot know of the one statement that follows: all of it is wanted, and is read as fast as it comes.
/// Where every record is looked at in the order of the keys, an index has that order, and sorting on the disk takes longer than the
/// rest; what else must be sorted is, if it can be, in memory.
fn advise(c: &mut DbConn, selection: &Selection, properties: &[Property], way: WayIn) -> QueryResult<()> {
    let DbConn::Pg(c) = c else { return Ok(()) };
    c.batch_execute("SET LOCAL work_mem = '32MB'")?;
    if way == WayIn::Index && selection.sort.key == SortKey::Created && is_walk(selection, properties) {
        c.batch_execute(
            "SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_seqscan = off",
        )?;
    }
    Ok(())
}

/// Batches that may wait to be written.
const BATCHES: usize = 4;
/// A batch ends when it is so large, in bytes.
const BATCH_BYTES: usize = 256 * 1024;

/// The values of records, one behind the other.
#[derive(Default)]
struct Batch {
    text: String,
    ends: Vec<usize>,
}

impl Batch {
    fn iter(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(&0).chain(&self.ends);
        starts.zip(&self.ends).map(|(start, end)| &self.text[*start..*end])
    }
}

/// Records on their way out of the database.
struct Reading {
    judge: Option<Judge>,
    batch: Batch,
    batches: SyncSender<Batch>,
}

impl Reading {
    /// Reads to the end, or until nobody takes what was read any more; whether it came to the end.
    fn read(
        mut self,
        c: &mut DbConn,
        session: &Session,
        sql: Sql,
        may_read: impl FnOnce() -> bool,
    ) -> QueryResult<bool> {
        let is_whole = match c {
            DbConn::Sqlite(c) => may_read() && self.read_each(c, session, sql)?,
            DbConn::Pg(c) => copy_out(c, &sql, may_read, |[props]| self.take(session, text(props)?))?,
        };
        Ok(is_whole && self.hand_over())
    }

    /// SQLite hands over one record after the other.
    fn read_each(&mut self, c: &mut SqliteConnection, session: &Session, sql: Sql) -> QueryResult<bool> {
        for values in sql.query::<Sqlite>().load_iter::<Values, _>(c)? {
            if !self.take(session, text(&values?.props)?)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Takes a record that fits; whether to go on.
    fn take(&mut self, session: &Session, props: &str) -> QueryResult<bool> {
        if !session.goes_on() {
            return Ok(false);
        }
        let fits = self.judge.as_ref().map_or(Ok(true), |judge| judge.fits(props));
        if fits.map_err(|e| diesel::result::Error::DeserializationError(e.into()))? {
            self.batch.text.push_str(props);
            self.batch.ends.push(self.batch.text.len());
        }
        Ok(self.batch.text.len() < BATCH_BYTES || self.hand_over())
    }

    /// Whether somebody took the batch.
    fn hand_over(&mut self) -> bool {
        let room = Batch { text: String::with_capacity(BATCH_BYTES + BATCH_BYTES / 8), ends: Vec::new() };
        self.batches.send(mem::replace(&mut self.batch, room)).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_that_was_broken_off_takes_nothing_more_although_its_batch_is_never_full() {
        let (batches, _taken) = mpsc::sync_channel(BATCHES);
        let mut reading = Reading { judge: None, batch: Batch::default(), batches };
        assert!(reading.take(&Session::default(), "{}").unwrap());
        assert!(!reading.take(&Session::broken_off(), "{}").unwrap());
        assert_eq!(reading.batch.iter().count(), 1);
    }
}
