//! The upload while it is read.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::app::App;
use crate::db::imports::{self, Going};
use crate::domain::import::Import;

/// A reader that has been busy with one row for so long tells the database that it is still there.
const BEAT: Duration = Duration::from_millis(700);

/// What is known of the import while its file is read by one thread and its rows are written by another.
pub(super) struct Watch {
    state: Mutex<State>,
}

struct State {
    is_over: bool,
    /// A transaction is under way, which says by itself that somebody is there.
    is_written: bool,
    last: Instant,
}

impl Default for Watch {
    fn default() -> Self {
        Self { state: Mutex::new(State { is_over: false, is_written: false, last: Instant::now() }) }
    }
}

impl Watch {
    /// Until the answer is dropped, rows are being written.
    pub(super) fn is_written(&self) -> impl Drop {
        self.state().is_written = true;
        Writing(self)
    }

    pub(super) fn is_over(&self) -> bool {
        self.state().is_over
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Writing<'a>(&'a Watch);

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        (state.is_written, state.last) = (false, Instant::now());
    }
}

/// The upload; while one endless row is read through, it keeps the lease and hears a cancel.
pub(super) struct Watched<'a> {
    pub(super) file: File,
    pub(super) app: &'a App,
    pub(super) import: &'a Import,
    pub(super) watch: &'a Watch,
}

impl Watched<'_> {
    fn beat(&self) -> io::Result<()> {
        let is_silent = |state: &State| !state.is_written && state.last.elapsed() >= BEAT;
        if !is_silent(&self.watch.state()) {
            return Ok(());
        }
        let (id, attempt, now) = (self.import.id, self.import.attempt, self.app.clock.now());
        let going = self.app.db.write_now(|c| imports::beat(c, id, attempt, now)).map_err(io::Error::other)?;
        let mut state = self.watch.state();
        if going == Going::Over {
            state.is_over = true;
            return Err(io::Error::other("the import is over"));
        }
        state.last = Instant::now();
        Ok(())
    }
}

impl Read for Watched<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.beat()?;
        self.file.read(buffer)
    }
}

impl Seek for Watched<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}
