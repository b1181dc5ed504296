//! Imports: reads an uploaded file and does what its rows say, batch by batch (R53).

mod columns;
mod undo;
mod watched;

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::Context;

use self::columns::Columns;
use self::watched::{Watch, Watched};
use super::stop::Stop;
use super::wait::wait_for;
use crate::app::App;
use crate::db::imports::{Batch, Going};
use crate::db::{DbError, imports, objects};
use crate::domain::export::State;
use crate::domain::import::{Import, ImportFailure};
use crate::domain::record::Property;
use crate::files::is_disk_full;
use crate::formats::csv_in::{HeaderError, Limits, Row, raw_of_cells};
use crate::formats::table_in::{self, Item};
pub use undo::take_undo;

/// Rows of a batch: enough to make a commit worth its while, few enough that a cancel is heard within a second.
const BATCH_ROWS: i64 = 2_000;
/// A batch of large rows ends earlier, so that memory stays flat.
const BATCH_BYTES: usize = 4 * 1024 * 1024;

/// What the lane of imports does next: an import, or else the undoing of one.
pub(super) fn turn(app: &App, stop: &Stop) -> anyhow::Result<bool> {
    Ok(take_import(app, stop)? || take_undo(app, stop)?)
}

/// Takes the next import that is due and does it; `true` when there was one.
///
/// # Errors
/// When the database or the disk breaks off; the import goes on from its last batch when its lease is over.
pub fn take_import(app: &App, stop: &Stop) -> anyhow::Result<bool> {
    let now = app.clock.now();
    let Some(import) = app.db.write_now(|c| imports::claim_next(c, now))? else { return Ok(false) };
    run(app, &import, stop, &mut |_| {})?;
    Ok(true)
}

/// Does one import for the command line, here or, if a worker of the server was faster, by waiting for it; answers how it
/// ended.
///
/// # Errors
/// When the database or the disk breaks off; what was committed stays.
pub fn import_now(app: &App, id: i64, stop: &Stop, progress: &mut dyn FnMut(&Import)) -> anyhow::Result<Import> {
    loop {
        let now = app.clock.now();
        match app.db.write_now(|c| imports::claim(c, id, now))? {
            Some(import) => run(app, &import, stop, progress)?,
            None => std::thread::sleep(Duration::from_millis(500)),
        }
        let import = app.db.read_now(|c| imports::find(c, id))?.context("the import is gone")?;
        if !import.state.is_open() || stop.is_asked() {
            return Ok(import);
        }
        progress(&import);
    }
}

/// How work on an import ended, as long as it was this worker's.
enum End {
    /// The end of the file.
    Finished,
    /// It cannot go on.
    Failed(ImportFailure),
    /// Cancelled, taken by another, or this process is to stop: nothing more to write.
    Left,
}

fn run(app: &App, import: &Import, stop: &Stop, progress: &mut dyn FnMut(&Import)) -> anyhow::Result<()> {
    let end = match read(app, import, stop, progress) {
        Ok(end) => end,
        Err(e) => {
            let failure = failure_of(&e);
            // A lock or a lost connection: the lease runs out and the import goes on from its last batch.
            let Some(failure) = failure else { return Err(e) };
            tracing::error!(import = import.public_id, error = format!("{e:#}"), "an import failed");
            End::Failed(failure)
        }
    };
    let now = app.clock.now();
    match end {
        End::Finished => app.db.write_now(|c| imports::finish(c, import.id, import.attempt, now))?,
        End::Failed(failure) => app.db.write_now(|c| imports::fail(c, import.id, import.attempt, failure, now))?,
        End::Left => Going::Over,
    };
    let ended = app.db.read_now(|c| imports::find(c, import.id))?;
    if ended.is_none_or(|import| !import.state.is_open()) {
        wait_for(app.files.delete(&import.upload_key))?;
    }
    Ok(())
}

/// What kind of end an error means; `None` when trying again may help.
fn failure_of(e: &anyhow::Error) -> Option<ImportFailure> {
    let text = format!("{e:#}");
    let is_full = is_disk_full(e.as_ref()) || ["disk is full", "No space left"].iter().any(|sign| text.contains(sign));
    if is_full {
        return Some(ImportFailure::Disk);
    }
    // The reader of the file asks the database now and then; what it heard comes back as an error of the file.
    let while_reading = match e.downcast_ref::<HeaderError>() {
        Some(HeaderError::Read(e)) => e.get_ref().and_then(|cause| cause.downcast_ref::<DbError>()),
        _ => None,
    };
    match e.downcast_ref::<DbError>().or(while_reading) {
        Some(db) if db.is_passing() => None,
        Some(db) if db.taken_property().is_some() => Some(ImportFailure::Shared),
        Some(_) => Some(ImportFailure::Other),
        None => Some(ImportFailure::File),
    }
}

fn read(app: &App, import: &Import, stop: &Stop, progress: &mut dyn FnMut(&Import)) -> anyhow::Result<End> {
    let Some(file) = wait_for(app.files.open_upload(&import.upload_key))? else {
        return Ok(End::Failed(ImportFailure::File));
    };
    let properties = app.db.read_now(|c| objects::properties(c, import.object_id))?;
    let watch = Rc::new(RefCell::new(Watch { over: false, last: Instant::now() }));
    let file = Watched { file, app, import, watch: Rc::clone(&watch) };
    let mut taking = Taking {
        app,
        import,
        properties: &properties,
        stop,
        progress,
        watch: &watch,
        columns: None,
        skip: import.rows_done,
        batch: Batch::default(),
        bytes: 0,
        seen: import.clone(),
        is_left: false,
    };
    let outcome = table_in::read(file, Limits::default(), |item| match item {
        Item::Header(headers) => {
            let columns = Columns::new(&headers, &properties, import);
            taking.columns = Some(columns.context("the file no longer has the columns that it came with")?);
            Ok(ControlFlow::Continue(()))
        }
        Item::Row(row) => taking.row(row),
    });
    if watch.borrow().over {
        return Ok(End::Left);
    }
    if let Err(e) = outcome {
        // Of the file itself, and not of what was done with its rows.
        let is_unread = e.is::<HeaderError>();
        return Err(if is_unread { e.context("read the upload") } else { e });
    }
    let is_left = taking.is_left || (taking.batch.rows > 0 && taking.commit()?.is_break());
    Ok(if is_left { End::Left } else { End::Finished })
}

/// Rows on their way from the file to the database.
struct Taking<'a> {
    app: &'a App,
    import: &'a Import,
    properties: &'a [Property],
    stop: &'a Stop,
    progress: &'a mut dyn FnMut(&Import),
    watch: &'a RefCell<Watch>,
    columns: Option<Columns<'a>>,
    /// Rows that an earlier attempt has committed.
    skip: i64,
    batch: Batch,
    /// Characters of the batch.
    bytes: usize,
    seen: Import,
    /// There is nothing more to write here.
    is_left: bool,
}

impl Taking<'_> {
    fn row(&mut self, row: Row) -> anyhow::Result<ControlFlow<()>> {
        if self.skip > 0 {
            self.skip -= 1;
            return Ok(ControlFlow::Continue(()));
        }
        let columns = self.columns.as_ref().context("a row came before the header")?;
        self.batch.bytes_done = i64::try_from(row.bytes_read).unwrap_or(i64::MAX).max(self.seen.bytes_done);
        self.bytes += columns.take(row, &mut self.batch);
        self.batch.rows += 1;
        if self.batch.rows >= BATCH_ROWS || self.bytes >= BATCH_BYTES {
            return self.commit();
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Writes the batch; breaks off when the import is over here.
    fn commit(&mut self) -> anyhow::Result<ControlFlow<()>> {
        let (now, batch) = (self.app.clock.now(), std::mem::take(&mut self.batch));
        let (import, properties) = (self.import, self.properties);
        let going = self.app.db.write_now(|c| imports::add_batch(c, import, properties, &batch, raw_of_cells, now))?;
        self.bytes = 0;
        if going == Going::Over {
            self.is_left = true;
            return Ok(ControlFlow::Break(()));
        }
        self.watch.borrow_mut().last = Instant::now();
        self.seen.rows_done += batch.rows;
        self.seen.bytes_done = batch.bytes_done;
        self.seen.state = State::Running;
        (self.progress)(&self.seen);
        if self.stop.is_asked() {
            self.is_left = true;
            return Ok(ControlFlow::Break(()));
        }
        Ok(ControlFlow::Continue(()))
    }
}
