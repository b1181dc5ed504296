//! Connections that work in threads of their own, so that whoever waits for them can look around and leave (R22).

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use diesel::prelude::*;

use crate::db::connection::DbConn;
use crate::db::snapshot::Snapshot;
use crate::db::{Db, DbError, QueryResult};

/// How long nothing may come before whoever waits looks around.
const PATIENCE: Duration = Duration::from_millis(250);

/// What comes next, or `None` when nothing will any more. Whoever waits looks around meanwhile, and may leave with a reason.
pub(super) fn next<T, B>(
    channel: &Receiver<T>,
    look_around: &mut impl FnMut() -> ControlFlow<B>,
) -> ControlFlow<B, Option<T>> {
    loop {
        match channel.recv_timeout(PATIENCE) {
            Ok(came) => return ControlFlow::Continue(Some(came)),
            Err(RecvTimeoutError::Disconnected) => return ControlFlow::Continue(None),
            Err(RecvTimeoutError::Timeout) => look_around()?,
        }
    }
}

/// A connection at work. When this goes, the work is broken off unless it has come to its end, and nobody waits for it: SQLite
/// sorts to the end before it meets the next row.
pub(super) struct AtWork<'a> {
    thread: JoinHandle<Result<(), DbError>>,
    _stop: BreakOff<'a>,
}

impl<'a> AtWork<'a> {
    /// Begins a work that answers whether it came to its end: its connection may serve again then.
    pub(super) fn begin(
        db: &'a Db,
        mut c: Snapshot,
        work: impl FnOnce(&mut DbConn, &Session) -> Result<bool, DbError> + Send + 'static,
    ) -> Result<Self, DbError> {
        let session = Arc::new(Session::of(&mut c)?);
        let its = Arc::clone(&session);
        let begun = thread::Builder::new().name("export".to_owned()).spawn(move || -> Result<(), DbError> {
            let ended = work(&mut c, &its);
            its.is_done();
            if ended? {
                c.finish();
            }
            Ok(())
        });
        let thread = begun.map_err(|e| DbError::Unavailable(e.to_string()))?;
        Ok(Self { thread, _stop: BreakOff { db, session } })
    }

    /// Waits for the end of a work that has handed over everything, or has met an error.
    pub(super) fn end(self) -> Result<(), DbError> {
        self.thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

/// What a connection at work is known by, and whether it is to go on.
#[derive(Debug, Default)]
pub(super) struct Session {
    /// The server's process, on PostgreSQL, while it works.
    id: Mutex<Option<i32>>,
    is_broken_off: AtomicBool,
}

impl Session {
    fn of(c: &mut DbConn) -> QueryResult<Self> {
        let DbConn::Pg(c) = c else { return Ok(Self::default()) };
        let id = diesel::dsl::sql::<diesel::sql_types::Integer>("SELECT pg_backend_pid()").get_result(c)?;
        Ok(Self { id: Mutex::new(Some(id)), is_broken_off: AtomicBool::default() })
    }

    /// Whether somebody still waits for what it finds: asked at every row, as most of them may be dropped.
    pub(super) fn goes_on(&self) -> bool {
        !self.is_broken_off.load(Ordering::Relaxed)
    }

    fn lock(&self) -> MutexGuard<'_, Option<i32>> {
        self.id.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// It has read everything: whoever breaks it off from now on would meet the next one that it serves.
    fn is_done(&self) {
        *self.lock() = None;
    }

    /// Ends what it reads. It may be sorting, and would not notice for long that nobody is there any more.
    fn break_off(&self, db: &Db) {
        self.is_broken_off.store(true, Ordering::Relaxed);
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

/// Breaks a work off when it goes, unless that has come to its end.
struct BreakOff<'a> {
    db: &'a Db,
    session: Arc<Session>,
}

impl Drop for BreakOff<'_> {
    fn drop(&mut self) {
        self.session.break_off(self.db);
    }
}

#[cfg(test)]
impl Session {
    /// One that nobody waits for any more.
    pub(super) fn broken_off() -> Self {
        Self { id: Mutex::default(), is_broken_off: AtomicBool::new(true) }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn whoever_waits_for_nothing_looks_around_and_may_leave() {
        let (sender, channel) = mpsc::channel();
        let mut looks = 0;
        let left = next(&channel, &mut || {
            looks += 1;
            if looks == 2 { ControlFlow::Break("cancelled") } else { ControlFlow::Continue(()) }
        });
        assert_eq!((left, looks), (ControlFlow::Break("cancelled"), 2));

        let mut too_early = || ControlFlow::Break("too early");
        sender.send(7).unwrap();
        assert_eq!(next(&channel, &mut too_early), ControlFlow::Continue(Some(7)));
        drop(sender);
        assert_eq!(next(&channel, &mut too_early), ControlFlow::Continue(None));
    }
}
