//! Writes one export: claim, snapshot, count, judgement, rows, file, finish. Whatever happens on the way, a row that says
//! *done* has its whole file, and no other row has one (FAILURES.md 3.3).

mod writing;

use std::cell::{Cell, RefCell};
use std::io;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::Thread;
use std::time::Duration as Pause;

use chrono::{DateTime, Duration, Utc};

use self::writing::Writing;
use super::stop::Stop;
use super::wait::wait_for;
use crate::app::App;
use crate::db::exports::{self, Begun, Limits, Written};
use crate::db::records_scan;
use crate::domain::export::{Export, FailureCode};
use crate::files::{export_key, is_disk_full};

/// Where a worker is: told to tests, which make others act just then.
#[derive(Debug)]
pub enum Step<'a> {
    /// The lease was taken.
    Claimed(&'a Export),
    /// The snapshot is there, and this is its count; nobody was told yet.
    Counted(i64),
    /// So many records are written.
    Rows(i64),
    /// Between two batches of records, or while neither they nor their count come.
    Between,
    /// The file is whole and synced, and not published yet.
    Whole,
    /// The file lies under this key, and the row does not say so yet.
    Published(&'a str),
}

/// Whoever is told of the steps; an error counts as one of the disk at that place.
pub type Watch<'a> = dyn FnMut(Step<'_>) -> io::Result<()> + 'a;

/// Why an export was not finished by this worker.
enum Ended {
    /// It was cancelled, or another worker has it.
    Gone,
    /// It is held from now on (R16).
    Held(DateTime<Utc>),
    /// This worker is told to stop.
    Stopped,
    /// The snapshot is too old (R31).
    TooSlow,
    /// Something went wrong; trying again may help.
    Broken(anyhow::Error),
    /// Something went wrong that always will.
    Hopeless(anyhow::Error),
}

/// How long after a passing error an export is tried again.
const TRY_AGAIN_AFTER: Duration = Duration::seconds(10);

/// Takes the next export and brings it to an end; `false` when none is due.
pub(super) fn turn(app: &App, stop: &Stop) -> anyhow::Result<bool> {
    turn_watched(app, stop, &mut |_| Ok(()))
}

/// One turn of the lane, whose steps are told.
///
/// # Errors
/// When the database does not take the outcome; the lease lapses then, and the export is taken up again.
pub fn turn_watched(app: &App, stop: &Stop, watch: &mut Watch<'_>) -> anyhow::Result<bool> {
    let limits = Limits::from(&*app.config);
    let now = app.clock.now();
    let Some(export) = app.db.write_now(|c| exports::claim(c, limits, now))? else { return Ok(false) };
    let temp = app.files.temp_path(&export.public_id, export.details.attempt);
    let done = Cell::new(0);
    let outcome = keeping_the_lease(app, &export, || write(app, stop, &export, &temp, &done, watch));
    if let Err(e) = app.files.discard_temp(&temp) {
        tracing::warn!(export = export.public_id, error = %e, "a file in the making was left to the sweeper");
    }
    match outcome {
        Ok(records) => tracing::info!(export = export.public_id, records, "an export is ready"),
        Err(ended) => settle(app, &export, ended, done.get())?,
    }
    Ok(true)
}

fn write(
    app: &App,
    stop: &Stop,
    export: &Export,
    temp: &Path,
    done: &Cell<i64>,
    watch: &mut Watch<'_>,
) -> Result<i64, Ended> {
    watch(Step::Claimed(export)).map_err(broken)?;
    let file = app.files.create_temp(temp).map_err(broken)?;
    let writing = RefCell::new(Writing::new(app, stop, export, file, done, &mut *watch));
    let begin = |records| writing.borrow_mut().begin(records);
    let look_around = || writing.borrow_mut().look_around();
    let read = match &export.details.request.log {
        None => {
            let on_record = |props: &str| writing.borrow_mut().record(props);
            records_scan::scan(&app.db, &export.details.request.selection, begin, on_record, look_around)
        }
        Some(log) => {
            let at = writing.borrow().snapshot_at();
            let on_row = |row: &Export, object: &str| writing.borrow_mut().row(row, object);
            exports::scan_rows(&app.db, log, export.id, at, begin, on_row, look_around)
        }
    };
    match read.map_err(broken)? {
        ControlFlow::Break(ended) => return Err(ended),
        ControlFlow::Continue(()) => {}
    }
    let whole = writing.into_inner().close().map_err(broken)?;
    watch(Step::Whole).map_err(broken)?;

    let file_key = export_key(&export.public_id, whole.kind.extension()).map_err(Ended::Broken)?;
    wait_for(app.files.publish(temp, &file_key)).map_err(Ended::Broken)?;
    watch(Step::Published(&file_key)).map_err(broken)?;
    let written = Written {
        records: whole.records,
        file_key,
        file_bytes: whole.bytes,
        file_sha256: whole.sha256,
        kind: whole.kind,
        parts: whole.parts,
        cut_cells: whole.cut_cells,
    };
    let now = app.clock.now();
    let expires_at = now + Duration::hours(24 * i64::from(app.config.file_retention_days));
    // After an error nobody knows whether the commit came through: then the file stays, and the sweeper asks its row.
    let is_done = app
        .db
        .write_now(|c| exports::finish(c, export.id, export.details.attempt, &written, expires_at, now))
        .map_err(broken)?;
    if is_done {
        return Ok(written.records);
    }
    if let Err(e) = wait_for(app.files.delete(&written.file_key)) {
        tracing::warn!(
            export = export.public_id,
            error = format!("{e:#}"),
            "a file without a row was left to the sweeper"
        );
    }
    Err(Ended::Gone)
}

fn broken(e: impl Into<anyhow::Error>) -> Ended {
    Ended::Broken(e.into())
}

/// Writes down how it ended. Every UPDATE is guarded by the attempt, so that a worker that lost its lease changes nothing.
fn settle(app: &App, export: &Export, ended: Ended, done: i64) -> anyhow::Result<()> {
    let (id, attempt, now) = (export.id, export.details.attempt, app.clock.now());
    let reference = format!("{}-{attempt}", export.public_id);
    let fail = |code, detail: &str| app.db.write_now(|c| exports::fail(c, id, attempt, code, detail, done, now));
    let hopeless = |e: &anyhow::Error| {
        let failed = fail(FailureCode::Other, &reference);
        let error = format!("{e:#}");
        if matches!(failed, Ok(false)) {
            tracing::info!(export = export.public_id, error, "an export was cancelled or taken over");
        } else {
            tracing::error!(export = export.public_id, reference, error, "an export failed");
        }
        failed
    };
    match ended {
        Ended::Gone => tracing::info!(export = export.public_id, "an export was cancelled or taken over"),
        Ended::Held(until) => tracing::info!(export = export.public_id, %until, "an export is held"),
        Ended::Stopped => {
            app.db.write_now(|c| exports::give_back(c, id, attempt))?;
        }
        Ended::TooSlow => {
            tracing::warn!(export = export.public_id, "an export took too long");
            fail(FailureCode::TooSlow, "")?;
        }
        Ended::Broken(e) if is_disk_full(e.as_ref()) => {
            tracing::error!(export = export.public_id, error = format!("{e:#}"), "the disk is full");
            fail(FailureCode::Disk, "")?;
        }
        Ended::Broken(e) => {
            if app.db.write_now(|c| exports::try_again_at(c, id, attempt, now + TRY_AGAIN_AFTER))? {
                let error = format!("{e:#}");
                tracing::warn!(export = export.public_id, reference, error, "an export is tried again");
            } else {
                hopeless(&e)?;
            }
        }
        Ended::Hopeless(e) => {
            hopeless(&e)?;
        }
    }
    Ok(())
}

/// Renews the lease from a thread of its own while the work does not look around: on a slow disk, or in an upload. Not for ever,
/// so that work that hangs is taken up by another worker one day.
fn keeping_the_lease<T>(app: &App, export: &Export, work: impl FnOnce() -> T) -> T {
    const EVERY: Pause = Pause::from_secs(8);
    const AT_MOST: u32 = 900;
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let keeper = scope.spawn(|| {
            for _ in 0..AT_MOST {
                std::thread::park_timeout(EVERY);
                if over.load(Ordering::Acquire) {
                    return;
                }
                let now = app.clock.now();
                if let Err(e) = app.db.write_now(|c| exports::keep(c, export.id, export.details.attempt, now)) {
                    tracing::warn!(export = export.public_id, error = %e, "a lease could not be renewed");
                }
            }
        });
        // Dropped also when the work panics: otherwise the scope would wait for the keeper.
        let _release = Release { over: &over, keeper: keeper.thread().clone() };
        work()
    })
}

struct Release<'a> {
    over: &'a AtomicBool,
    keeper: Thread,
}

impl Drop for Release<'_> {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Release);
        self.keeper.unpark();
    }
}
