//! Imports: reads an uploaded CSV file and adds its rows as records, batch by batch (R53).

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Read};
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow};

use super::stop::Stop;
use super::wait::wait_for;
use crate::app::App;
use crate::db::imports::{Batch, Going};
use crate::db::records::NewRecord;
use crate::db::{DbError, imports, objects};
use crate::domain::export::State;
use crate::domain::import::columns::headings;
use crate::domain::import::{Circumstance, Import, ImportFailure, Problem};
use crate::domain::record::Property;
use crate::files::is_disk_full;
use crate::formats::csv_in::{BadRow, CsvReader, Limits, Row, raw_of_cells};

/// Rows of a batch: enough to make a commit worth its while, few enough that a cancel is heard within a second.
const BATCH_ROWS: i64 = 2_000;
/// A batch of large rows ends earlier, so that memory stays flat.
const BATCH_BYTES: i64 = 4 * 1024 * 1024;
/// A reader that has been busy with one row for so long tells the database that it is still there.
const BEAT: Duration = Duration::from_millis(700);

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
    match e.downcast_ref::<DbError>() {
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
    let mut rows = CsvReader::new(file, Limits::default());
    let headers = rows.headers()?;
    let Some(columns) = Columns::new(&headers, &properties, &import.property_ids) else {
        return Err(anyhow!("the file no longer has the columns that it came with"));
    };

    let mut skip = import.rows_done;
    let mut batch = Batch::default();
    let mut start = 0;
    let mut seen = import.clone();
    loop {
        let row = match rows.next() {
            Some(Ok(row)) => Some(row),
            Some(Err(_)) if watch.borrow().over => return Ok(End::Left),
            Some(Err(e)) => return Err(anyhow::Error::from(e).context("read the upload")),
            None => None,
        };
        let is_last = row.is_none();
        if let Some(row) = row {
            let bytes_read = i64::try_from(row.bytes_read).unwrap_or(i64::MAX);
            if skip > 0 {
                skip -= 1;
                start = bytes_read;
                continue;
            }
            columns.take(row, &properties, &mut batch);
            batch.rows += 1;
            batch.bytes_done = bytes_read;
        }
        let is_full = batch.rows >= BATCH_ROWS || batch.bytes_done - start >= BATCH_BYTES;
        if batch.rows > 0 && (is_full || is_last) {
            let now = app.clock.now();
            if app.db.write_now(|c| imports::add_batch(c, import, &batch, now))? == Going::Over {
                return Ok(End::Left);
            }
            watch.borrow_mut().last = Instant::now();
            seen.rows_done += batch.rows;
            seen.bytes_done = batch.bytes_done;
            seen.state = State::Running;
            progress(&seen);
            start = batch.bytes_done;
            batch = Batch::default();
            if stop.is_asked() {
                return Ok(End::Left);
            }
        }
        if is_last {
            return Ok(End::Finished);
        }
    }
}

/// What each column holds.
struct Columns<'a> {
    headings: Vec<String>,
    properties: Vec<&'a Property>,
}

impl<'a> Columns<'a> {
    fn new(headers: &[String], properties: &'a [Property], ids: &[i64]) -> Option<Self> {
        let of = |id: &i64| properties.iter().find(|property| property.id == *id);
        let chosen = ids.iter().map(of).collect::<Option<Vec<_>>>()?;
        (chosen.len() == headers.len()).then(|| Self { headings: headings(headers), properties: chosen })
    }

    /// Turns a row into a record or a problem.
    fn take(&self, row: Row, properties: &[Property], batch: &mut Batch) {
        let line = i64::try_from(row.line).unwrap_or(i64::MAX);
        let cells = match row.outcome {
            Ok(cells) => cells,
            Err(bad) => {
                batch.problems.push(problem(line, bad.key(), &circumstance(&bad), row.raw));
                return;
            }
        };
        match self.values(&cells) {
            Ok(values) if values.is_empty() => {
                batch.problems.push(problem(line, "bad-empty", &Circumstance::default(), raw_of_cells(&cells)));
            }
            Ok(values) => batch.records.push(NewRecord::from_values(properties, &values)),
            Err((key, column)) => {
                let circumstance = Circumstance { column, ..Circumstance::default() };
                batch.problems.push(problem(line, key, &circumstance, raw_of_cells(&cells)));
            }
        }
    }

    /// The values of a row that are not empty, or the first that is none: its reason and its column.
    fn values(&self, cells: &[String]) -> Result<Vec<(i64, String)>, (&'static str, String)> {
        let mut values = Vec::with_capacity(cells.len());
        for ((cell, property), heading) in cells.iter().zip(&self.properties).zip(&self.headings) {
            let value = property.kind.parse_value(cell, &property.choices).map_err(|e| (e.key(), heading.clone()))?;
            if !value.trim().is_empty() {
                values.push((property.id, value));
            }
        }
        Ok(values)
    }
}

fn problem(line: i64, key: &str, circumstance: &Circumstance, raw: String) -> Problem {
    Problem { line, code: key.to_owned(), detail: serde_json::to_string(circumstance).unwrap_or_default(), raw }
}

fn circumstance(bad: &BadRow) -> Circumstance {
    let number = |n: usize| i64::try_from(n).ok();
    match bad {
        BadRow::TooManyCells { expected, found } | BadRow::TooFewCells { expected, found } => {
            Circumstance { expected: number(*expected), found: number(*found), ..Circumstance::default() }
        }
        BadRow::UnclosedQuote { line } => Circumstance { line: i64::try_from(*line).ok(), ..Circumstance::default() },
        BadRow::NotUtf8 | BadRow::TooLong | BadRow::StrayQuote | BadRow::Nul => Circumstance::default(),
    }
}

/// What the file's reader learned of the import while it read.
struct Watch {
    over: bool,
    last: Instant,
}

/// The upload; while one endless row is read through, it keeps the lease and hears a cancel.
struct Watched<'a> {
    file: File,
    app: &'a App,
    import: &'a Import,
    watch: Rc<RefCell<Watch>>,
}

impl Read for Watched<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut watch = self.watch.borrow_mut();
        if watch.last.elapsed() >= BEAT {
            let (id, attempt, now) = (self.import.id, self.import.attempt, self.app.clock.now());
            let going = self.app.db.write_now(|c| imports::beat(c, id, attempt, now)).map_err(io::Error::other)?;
            if going == Going::Over {
                watch.over = true;
                return Err(io::Error::other("the import is over"));
            }
            watch.last = Instant::now();
        }
        self.file.read(buffer)
    }
}
