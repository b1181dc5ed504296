//! From a record's values to bytes in a file, with a look at the world every 2,000 records.

use std::borrow::Cow;
use std::cell::Cell;
use std::fs::File;
use std::io::{self, Write};
use std::ops::ControlFlow;

use anyhow::Context;
use chrono::{DateTime, Duration, Utc};
use sha2::{Digest, Sha256};

use super::{Begun, Ended, Step, Stop, Watch};
use crate::app::App;
use crate::db::exports;
use crate::domain::export::Export;
use crate::domain::props::Picker;
use crate::formats::csv::{CsvOptions, CsvWriter};
use crate::secret::hex;

/// Records between two looks at the clock (PERFORMANCE.md C).
const LOOK_EVERY: i64 = 2_000;
/// Time between two beats.
const BEAT_EVERY: Duration = Duration::milliseconds(250);
/// The oldest that a snapshot may become (R31).
const SNAPSHOT_AT_MOST: Duration = Duration::minutes(30);
/// What is gathered before it is written.
const BUFFER: usize = 1024 * 1024;

/// A file that is being written.
pub(super) struct Writing<'a> {
    app: &'a App,
    stop: &'a Stop,
    export: &'a Export,
    watch: &'a mut Watch<'a>,
    snapshot_at: DateTime<Utc>,
    last_beat: DateTime<Utc>,
    picker: Picker,
    csv: CsvWriter,
    buffer: Vec<u8>,
    file: File,
    digest: Sha256,
    bytes: i64,
    records: &'a Cell<i64>,
}

/// A file that is whole.
pub(super) struct Whole {
    pub(super) records: i64,
    pub(super) bytes: i64,
    pub(super) sha256: String,
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
        let request = &export.request;
        let options =
            CsvOptions { separator: request.separator, byte_order_mark: request.byte_order_mark, guard: request.guard };
        let ids: Vec<i64> = request.columns.iter().map(|column| column.property_id).collect();
        let kinds: Vec<_> = request.columns.iter().map(|column| column.kind).collect();
        let headers: Vec<String> = request.columns.iter().map(|column| column.header.clone()).collect();
        let csv = CsvWriter::new(options, &kinds);
        let mut buffer = Vec::with_capacity(BUFFER + BUFFER / 4);
        csv.write_header(&headers, &mut buffer);
        let now = app.clock.now();
        Self {
            app,
            stop,
            export,
            watch,
            snapshot_at: now,
            last_beat: now,
            picker: Picker::new(&ids),
            csv,
            buffer,
            file,
            digest: Sha256::new(),
            bytes: 0,
            records,
        }
    }

    /// The snapshot's count is known: it is judged before the first record is read (R13).
    pub(super) fn begin(&mut self, records: i64) -> ControlFlow<Ended> {
        if let Err(e) = (self.watch)(Step::Counted(records)) {
            return ControlFlow::Break(Ended::Broken(e.into()));
        }
        let (id, attempt, snapshot_at, now) =
            (self.export.id, self.export.attempt, self.snapshot_at, self.app.clock.now());
        match self.app.db.write_now(|c| exports::begin(c, id, attempt, records, snapshot_at, now)) {
            Ok(Begun::Go) => ControlFlow::Continue(()),
            Ok(Begun::Held(until)) => ControlFlow::Break(Ended::Held(until)),
            Ok(Begun::Gone) => ControlFlow::Break(Ended::Gone),
            Err(e) => ControlFlow::Break(Ended::Broken(e.into())),
        }
    }

    pub(super) fn record(&mut self, props: &str) -> ControlFlow<Ended> {
        let mut cells: Vec<Cow<'_, str>> = Vec::new();
        if let Err(e) = self.picker.pick(props, &mut cells) {
            return ControlFlow::Break(Ended::Hopeless(e.into()));
        }
        self.csv.write_record(&cells, &mut self.buffer);
        if self.buffer.len() >= BUFFER
            && let Err(e) = self.flush()
        {
            return ControlFlow::Break(Ended::Broken(e));
        }
        let records = self.records.get() + 1;
        self.records.set(records);
        if records % LOOK_EVERY == 0 { self.look(records) } else { ControlFlow::Continue(()) }
    }

    /// Asks whether to go on; the database at most every 250 ms.
    fn look(&mut self, records: i64) -> ControlFlow<Ended> {
        if let Err(e) = (self.watch)(Step::Rows(records)) {
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
        let (id, attempt) = (self.export.id, self.export.attempt);
        let goes_on = self.app.db.write_now(|c| {
            if !exports::beat(c, id, attempt, records, now)? {
                return Ok(false);
            }
            if exports::may_go_on_by_id(c, id)? {
                return Ok(true);
            }
            exports::cancel_without_right(c, id, attempt, now).map(|_| false)
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

    fn flush(&mut self) -> anyhow::Result<()> {
        self.digest.update(&self.buffer);
        self.bytes += i64::try_from(self.buffer.len()).map_err(io::Error::other)?;
        self.file.write_all(&self.buffer).context("write the file of an export")?;
        self.buffer.clear();
        Ok(())
    }

    /// Writes what is left and waits until the disk has it.
    pub(super) fn close(mut self) -> anyhow::Result<Whole> {
        self.flush()?;
        self.file.sync_all().context("sync the file of an export")?;
        Ok(Whole { records: self.records.get(), bytes: self.bytes, sha256: hex(&self.digest.finalize()) })
    }
}
