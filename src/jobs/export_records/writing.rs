//! From a record's values, or a row of the log, to bytes in a file, with a look at the world every 2,000 records, between batches
//! and while nothing comes.

use std::borrow::Cow;
use std::cell::Cell;
use std::fs::File;
use std::mem;
use std::ops::ControlFlow;

use anyhow::{Context, anyhow, bail};
use chrono::{DateTime, Duration, Utc};

use super::{Begun, Ended, Step, Stop, Watch};
use crate::app::App;
use crate::db::exports;
use crate::domain::export::{Export, FileKind, Labels};
use crate::domain::export_log::LogCells;
use crate::domain::props::Picker;
use crate::files::{Aside, SyncedFile};
use crate::formats::hashed::Hashed;
use crate::formats::sink::Sink;

const BEGIN: &str = "begin the file of an export";
const WRITE: &str = "write the file of an export";
/// Records between two looks at the clock (PERFORMANCE.md C).
const LOOK_EVERY: i64 = 2_000;
/// Time between two beats.
const BEAT_EVERY: Duration = Duration::milliseconds(250);
/// The oldest that a snapshot may become (R31).
const SNAPSHOT_AT_MOST: Duration = Duration::minutes(30);

/// A file that is being written.
pub(super) struct Writing<'a> {
    app: &'a App,
    stop: &'a Stop,
    export: &'a Export,
    watch: &'a mut Watch<'a>,
    snapshot_at: DateTime<Utc>,
    last_beat: DateTime<Utc>,
    picker: Picker,
    /// Room for the cells of a record.
    cells: Vec<Cow<'static, str>>,
    labels: Labels,
    log_cells: LogCells,
    target: Target,
    records: &'a Cell<i64>,
}

/// What an empty file becomes is decided by the snapshot's count.
enum Target {
    Empty(File),
    Begun(Box<Sink<Aside<Hashed<SyncedFile>>>>),
    /// After an error.
    Gone,
}

/// The room that cells took, for others: what is collected in place keeps it.
fn emptied<'b>(mut cells: Vec<Cow<'_, str>>) -> Vec<Cow<'b, str>> {
    cells.clear();
    cells.into_iter().map(|_| Cow::Borrowed("")).collect()
}

/// Writes a line of the file.
fn written(target: &mut Target, cells: &[Cow<'_, str>]) -> ControlFlow<Ended> {
    let Target::Begun(sink) = target else {
        return ControlFlow::Break(Ended::Broken(anyhow!("a record came before the count")));
    };
    match sink.write_record(cells) {
        Ok(()) => ControlFlow::Continue(()),
        Err(e) => ControlFlow::Break(Ended::Broken(anyhow!(e).context(WRITE))),
    }
}

/// A file that is whole.
pub(super) struct Whole {
    pub(super) records: i64,
    pub(super) bytes: i64,
    pub(super) sha256: String,
    pub(super) kind: FileKind,
    pub(super) parts: i32,
    pub(super) cut_cells: i64,
}

impl<'a> Writing<'a> {
    pub(super) fn new(
        app: &'a App,
        stop: &'a Stop,
        export: &'a Export,
        file: File,
        records: &'a Cell<i64>,
        watch: &'a mut Watch<'a>,
    ) -> Self {
        let columns = &export.details.request.columns;
        let ids: Vec<i64> = columns.iter().map(|column| column.property_id).collect();
        let now = app.clock.now();
        Self {
            app,
            stop,
            export,
            watch,
            snapshot_at: now,
            last_beat: now,
            picker: Picker::new(&ids),
            cells: Vec::new(),
            labels: Labels::new(columns),
            log_cells: LogCells::new(&export.details.request),
            target: Target::Empty(file),
            records,
        }
    }

    /// The snapshot's count is known: it is judged before the first record is read (R13).
    pub(super) fn begin(&mut self, records: i64) -> ControlFlow<Ended> {
        if let Err(e) = (self.watch)(Step::Counted(records)) {
            return ControlFlow::Break(Ended::Broken(e.into()));
        }
        let (id, attempt, snapshot_at, now) =
            (self.export.id, self.export.details.attempt, self.snapshot_at, self.app.clock.now());
        match self.app.db.write_now(|c| exports::begin(c, id, attempt, records, snapshot_at, now)) {
            Ok(Begun::Go) => self.begin_file(records),
            Ok(Begun::Held(until)) => ControlFlow::Break(Ended::Held(until)),
            Ok(Begun::Gone) => ControlFlow::Break(Ended::Gone),
            Err(e) => ControlFlow::Break(Ended::Broken(e.into())),
        }
    }

    fn begin_file(&mut self, records: i64) -> ControlFlow<Ended> {
        let Target::Empty(file) = mem::replace(&mut self.target, Target::Gone) else {
            return ControlFlow::Break(Ended::Broken(anyhow!("a file was begun twice")));
        };
        let export = self.export;
        let out = Aside::new(Hashed::new(SyncedFile::new(file)));
        match Sink::new(out, &export.details.request, &export.name, export.requested_at, records) {
            Ok(sink) => {
                self.target = Target::Begun(Box::new(sink));
                ControlFlow::Continue(())
            }
            Err(e) => ControlFlow::Break(Ended::Broken(anyhow!(e).context(BEGIN))),
        }
    }

    /// The moment that the file is of.
    pub(super) fn snapshot_at(&self) -> DateTime<Utc> {
        self.snapshot_at
    }

    /// Writes a record.
    pub(super) fn record(&mut self, props: &str) -> ControlFlow<Ended> {
        let mut cells = emptied(mem::take(&mut self.cells));
        if let Err(e) = self.picker.pick(props, &mut cells) {
            return ControlFlow::Break(Ended::Hopeless(e.into()));
        }
        self.labels.apply(&mut cells);
        written(&mut self.target, &cells)?;
        self.cells = emptied(cells);
        self.count()
    }

    /// Writes a row of the log.
    pub(super) fn row(&mut self, row: &Export, object: &str) -> ControlFlow<Ended> {
        written(&mut self.target, &self.log_cells.of(row, object, self.snapshot_at))?;
        self.count()
    }

    fn count(&mut self) -> ControlFlow<Ended> {
        let records = self.records.get() + 1;
        self.records.set(records);
        if records % LOOK_EVERY == 0 { self.look(Step::Rows(records)) } else { ControlFlow::Continue(()) }
    }

    /// Asks whether to go on between two batches, and while nothing comes (R22, R31).
    pub(super) fn look_around(&mut self) -> ControlFlow<Ended> {
        self.look(Step::Between)
    }

    /// Asks whether to go on; the database at most every 250 ms.
    fn look(&mut self, step: Step<'_>) -> ControlFlow<Ended> {
        if let Err(e) = (self.watch)(step) {
            return ControlFlow::Break(Ended::Broken(e.into()));
        }
        if self.stop.is_asked() {
            return ControlFlow::Break(Ended::Stopped);
        }
        let now = self.app.clock.now();
        if now - self.snapshot_at > SNAPSHOT_AT_MOST {
            return ControlFlow::Break(Ended::TooSlow);
        }
        // A clock that was set back must not silence the beat.
        if (Duration::zero()..BEAT_EVERY).contains(&(now - self.last_beat)) {
            return ControlFlow::Continue(());
        }
        self.last_beat = now;
        let (id, attempt, records) = (self.export.id, self.export.details.attempt, self.records.get());
        let goes_on = self.app.db.write_now(|c| {
            if !exports::beat(c, id, attempt, records, now)? {
                return Ok(false);
            }
            let Some(export) = exports::find(c, id)? else { return Ok(false) };
            match exports::lost_by_exporter(c, &export)? {
                None => Ok(true),
                Some(lost) => exports::cancel_without_right(c, id, attempt, lost, now).map(|_| false),
            }
        });
        match goes_on {
            Ok(true) => ControlFlow::Continue(()),
            Ok(false) => ControlFlow::Break(Ended::Gone),
            // The lease outlasts a short silence of the database, and the finish asks again.
            Err(e) => {
                tracing::warn!(export = self.export.public_id, error = %e, "a sign of life could not be given");
                ControlFlow::Continue(())
            }
        }
    }

    /// Writes what is left and waits until the disk has it.
    pub(super) fn close(self) -> anyhow::Result<Whole> {
        let Target::Begun(sink) = self.target else { bail!("the file was given up") };
        let sunk = sink.finish().context(WRITE)?;
        let (file, bytes, sha256) = sunk.out.finish().and_then(Hashed::finish).context(WRITE)?;
        file.finish().context("sync the file of an export")?;
        let parts = i32::try_from(sunk.parts).context("count the parts of an export")?;
        let records = self.records.get();
        Ok(Whole { records, bytes, sha256, kind: sunk.kind, parts, cut_cells: sunk.cut_cells })
    }
}
