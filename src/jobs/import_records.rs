//! Imports: reads an uploaded file and does what its rows say, batch by batch (R53).

mod columns;
mod reading;
mod undo;
mod watched;

use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

use anyhow::{Context, anyhow};

use self::reading::Reading;
use self::watched::{Watch, Watched};
use super::presence;
use super::stop::Stop;
use super::wait::wait_for;
use crate::app::App;
use crate::db::imports::{Batch, Going};
use crate::db::records::NewRecord;
use crate::db::{DbError, imports, objects, records};
use crate::domain::export::State;
use crate::domain::import::{Import, ImportFailure};
use crate::domain::record::Property;
use crate::files::is_disk_full;
use crate::formats::csv_in::{HeaderError, raw_of_cells};
pub use undo::take_undo;

/// So many new records change how the database should look for them.
const MANY: i64 = 10_000;

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
    // A server that starts meanwhile must not take the import for that of a dead process.
    let _presence = presence::enter(app)?;
    loop {
        let now = app.clock.now();
        match app.db.write_now(|c| imports::claim(c, id, now))? {
            Some(import) => run(app, &import, stop, progress)?,
            None => thread::sleep(Duration::from_millis(500)),
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
        End::Left => {
            if stop.is_asked() {
                app.db.write_now(|c| imports::give_back(c, import.id, import.attempt, now))?;
            }
            Going::Over
        }
    };
    let ended = app.db.read_now(|c| imports::find(c, import.id))?;
    if ended.as_ref().is_none_or(|import| !import.state.is_open()) {
        wait_for(app.files.delete(&import.upload_key))?;
    }
    if ended.is_some_and(|import| import.rows_added >= MANY) {
        // Pages are only slower without.
        if let Err(e) = records::gather_statistics(&app.db) {
            tracing::warn!(
                import = import.public_id,
                error = format!("{e:#}"),
                "no statistics of the records were gathered"
            );
        }
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

/// One thread reads the file and makes its rows ready, while this one writes those that are: a transaction holds rows that only
/// have to be written, and lasts so much shorter.
fn read(app: &App, import: &Import, stop: &Stop, progress: &mut dyn FnMut(&Import)) -> anyhow::Result<End> {
    let Some(file) = wait_for(app.files.open_upload(&import.upload_key))? else {
        return Ok(End::Failed(ImportFailure::File));
    };
    let properties = app.db.read_now(|c| objects::properties(c, import.object_id))?;
    let watch = Watch::default();
    let file = Watched { file, app, import, watch: &watch };
    let (sender, batches) = mpsc::sync_channel(1);
    let (used, written) = mpsc::channel();
    let reading = Reading::new(import, &properties, sender, written);
    let (written, read) = thread::scope(|scope| {
        let reader = thread::Builder::new().name("import".to_owned()).spawn_scoped(scope, || reading.read(file))?;
        // The channel goes with its end here, and so the reader stops when the writing does.
        let written = app.db.checkpoint_aside(|committed| {
            write(app, import, &properties, stop, progress, &watch, (batches, used), committed)
        });
        let read = reader.join().map_err(|_| anyhow!("the reader of an import panicked"))?;
        Ok::<_, anyhow::Error>((written?, read))
    })?;
    if written? || watch.is_over() {
        return Ok(End::Left);
    }
    read.map(|()| End::Finished)
}

/// Writes batch after batch; `true` when the import is over here before its file is.
fn write(
    app: &App,
    import: &Import,
    properties: &[Property],
    stop: &Stop,
    progress: &mut dyn FnMut(&Import),
    watch: &Watch,
    (batches, used): (Receiver<Batch>, Sender<Vec<NewRecord>>),
    committed: &mut dyn FnMut(),
) -> anyhow::Result<bool> {
    let mut seen = import.clone();
    for batch in batches {
        let now = app.clock.now();
        seen.rows_done += batch.rows;
        seen.bytes_done = batch.bytes_done;
        let going = {
            let _busy = watch.is_written();
            app.db.write_now(|c| imports::add_batch(c, import, properties, &batch, raw_of_cells, now))?
        };
        if going == Going::Over {
            return Ok(true);
        }
        committed();
        // After the last batch nobody reads any more.
        let _ended = used.send(batch.records);
        seen.state = State::Running;
        progress(&seen);
        if stop.is_asked() {
            return Ok(true);
        }
    }
    Ok(false)
}
