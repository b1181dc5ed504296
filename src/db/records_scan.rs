//! Reading many records for a file: count and values from one snapshot, one at a time (R31, R32). Which records and in which
//! order is said by the selection of the pages (`records/selection.rs`).

use std::mem;
use std::ops::ControlFlow;
use std::sync::mpsc::{self, SyncSender};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;

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

/// One record's values.
#[derive(QueryableByName)]
struct Values {
    #[diesel(sql_type = diesel::sql_types::Text)]
    props: String,
}

/// Tells the number of records of a selection, and then hands over the values of each, as the database holds them at one
/// moment. Either caller may break off, with a reason; `Continue` means that every record was read.
///
/// # Errors
/// When the database cannot be reached or the reading fails.
pub fn scan<B>(
    db: &Db,
    selection: &Selection,
    on_count: impl FnOnce(i64) -> ControlFlow<B>,
    mut on_record: impl FnMut(&str) -> ControlFlow<B>,
) -> Result<ControlFlow<B>, DbError> {
    let mut c = db.snapshot()?;
    let properties = objects::every_property(&mut c, selection.object_id)?;
    let way = WayIn::of(&mut c, selection, &properties)?;
    let sql = scan_sql(Dialect::of(&c), selection, &properties, way);
    let judge = judge(Dialect::of(&c), selection, &properties);
    let counting = match db.snapshot_beside(&mut c)? {
        Some(second) => Counting::Beside(second),
        None => Counting::Done(records::count(&mut c, selection)?),
    };
    advise(&mut c, selection, &properties, way)?;
    let session = Session::of(&mut c)?;
    // One thread reads while this one does something with what was read: a file is written at the speed of the slower.
    thread::scope(|scope| {
        let (go, may_read) = mpsc::channel();
        let (sender, batches) = mpsc::sync_channel(BATCHES);
        let reading = Reading { judge, batch: Batch::default(), batches: sender };
        let read = || reading.read(&session, c, sql, move || may_read.recv().is_ok());
        let reader = thread::Builder::new().name("export".to_owned()).spawn_scoped(scope, read);
        let reader = reader.map_err(|e| DbError::Unavailable(e.to_string()))?;
        // Whatever ends this early takes `go` along, and the reader stops; it may be waiting for a sort, and is told so first.
        let _stop = BreakOff { db, session: &session };
        // No record is read before its count is judged.
        if let ControlFlow::Break(reason) = on_count(counting.finish(selection)?) {
            return Ok(ControlFlow::Break(reason));
        }
        let flow = match go.send(()) {
            Ok(()) => batches.into_iter().try_for_each(|batch: Batch| batch.iter().try_for_each(&mut on_record)),
            // The reader has met an error, and tells it below.
            Err(_) => ControlFlow::Continue(()),
        };
        if flow.is_break() {
            return Ok(flow);
        }
        reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        Ok(flow)
    })
}

/// The session that reads, on PostgreSQL, while it does.
struct Session(Mutex<Option<i32>>);

impl Session {
    fn of(c: &mut DbConn) -> QueryResult<Self> {
        let DbConn::Pg(c) = c else { return Ok(Self(Mutex::default())) };
        let id = diesel::dsl::sql::<diesel::sql_types::Integer>("SELECT pg_backend_pid()").get_result(c)?;
        Ok(Self(Mutex::new(Some(id))))
    }

    fn lock(&self) -> MutexGuard<'_, Option<i32>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// It has read everything: whoever breaks it off from now on would meet the next one that it serves.
    fn is_done(&self) {
        *self.lock() = None;
    }

    /// Ends what it reads. It may be sorting, and would not notice for long that nobody is there any more.
    fn break_off(&self, db: &Db) {
        // Nobody takes the session over meanwhile.
        let mut reading = self.lock();
        let Some(id) = reading.take() else { return };
        let asked = db.read_now(|c| {
            diesel::dsl::sql::<diesel::sql_types::Bool>(&format!("SELECT pg_cancel_backend({id})"))
                .get_result::<bool>(c)
        });
        if let Err(e) = asked {
            tracing::debug!(error = %e, "a reading is broken off slowly");
        }
    }
}

/// Breaks a reading off when it goes, unless that has come to its end.
struct BreakOff<'a> {
    db: &'a Db,
    session: &'a Session,
}

impl Drop for BreakOff<'_> {
    fn drop(&mut self) {
        self.session.break_off(self.db);
    }
}

/// How many records there are: told by a second connection to the same moment while the first one looks for them, or before.
enum Counting {
    Beside(Snapshot),
    Done(i64),
}

impl Counting {
    fn finish(self, selection: &Selection) -> QueryResult<i64> {
        match self {
            Self::Beside(mut c) => {
                let records = records::count(&mut c, selection)?;
                c.finish();
                Ok(records)
            }
            Self::Done(records) => Ok(records),
        }
    }
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
    /// Reads to the end, or until nobody takes what was read any more.
    fn read(
        mut self,
        session: &Session,
        mut c: Snapshot,
        sql: Sql,
        may_read: impl FnOnce() -> bool,
    ) -> Result<(), DbError> {
        let read = self.read_all(&mut c, sql, may_read);
        session.is_done();
        if read? {
            c.finish();
            self.hand_over();
        }
        Ok(())
    }

    /// Whether it came to the end.
    fn read_all(&mut self, c: &mut DbConn, sql: Sql, may_read: impl FnOnce() -> bool) -> QueryResult<bool> {
        match c {
            DbConn::Sqlite(c) => {
                if !may_read() {
                    return Ok(false);
                }
                for values in sql.query::<Sqlite>().load_iter::<Values, _>(c)? {
                    if !self.take(&values?.props)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            DbConn::Pg(c) => copy_out(c, &sql, may_read, |[props]| self.take(text(props)?)),
        }
    }

    /// Takes a record that fits; whether to go on.
    fn take(&mut self, props: &str) -> QueryResult<bool> {
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
