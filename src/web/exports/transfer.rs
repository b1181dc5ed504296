//! A file on its way to a browser: watches the right to it, and writes down how it ended.

use std::io::{self, Sink, Write};
use std::time::{Duration, Instant};

use actix_web::web::Data;

use crate::app::App;
use crate::db::downloads::{self, Outcome};
use crate::domain::export::Export;
use crate::domain::viewer::Viewer;
use crate::formats::hashed::Hashed;

/// The right is asked for again after so many bytes.
const BYTES_BETWEEN_CHECKS: u64 = 16 * 1024 * 1024;
/// And after so much time at the latest.
const TIME_BETWEEN_CHECKS: Duration = Duration::from_secs(5);

/// One download under way. Dropping it, for whatever reason, writes its end.
pub(super) struct Transfer {
    app: Data<App>,
    viewer: Viewer,
    export_id: i64,
    /// What was read of a whole file, and the SHA-256 that it must have; a part of it has no sum to be held against.
    sum: Option<(Hashed<Sink>, Option<String>)>,
    /// The row of the history; a continued range has none of its own (R41).
    row: Option<i64>,
    length: u64,
    sent: u64,
    sent_at_check: u64,
    checked_at: Instant,
}

impl Transfer {
    pub(super) fn new(
        app: &Data<App>,
        viewer: &Viewer,
        export: &Export,
        row: Option<i64>,
        is_whole: bool,
        length: u64,
    ) -> Self {
        Self {
            app: app.clone(),
            viewer: viewer.clone(),
            export_id: export.id,
            sum: is_whole.then(|| (Hashed::new(io::sink()), export.details.file_sha256.clone())),
            row,
            length,
            sent: 0,
            sent_at_check: 0,
            checked_at: Instant::now(),
        }
    }

    /// Takes note of bytes before they are handed over.
    pub(super) fn sum_up(&mut self, piece: &[u8]) -> io::Result<()> {
        self.sum.as_mut().map_or(Ok(()), |(sum, _)| sum.write_all(piece))
    }

    /// At the end of the file: an error when it is not the one that was written.
    pub(super) fn check_sum(&mut self) -> io::Result<()> {
        let Some((sum, expected)) = self.sum.take() else { return Ok(()) };
        let (_, _, found) = sum.finish()?;
        if expected.is_none_or(|expected| expected == found) {
            return Ok(());
        }
        tracing::error!(export = self.export_id, "the file of an export was changed behind us and is cut");
        Err(io::Error::new(io::ErrorKind::InvalidData, "the file is not the one that was written"))
    }

    /// Bytes that were handed to the connection.
    pub(super) fn handed_over(&mut self, bytes: usize) {
        self.sent += bytes as u64;
    }

    /// Every now and then: an error as soon as the viewer may not have the rest of it (R5).
    pub(super) async fn check(&mut self) -> io::Result<()> {
        if self.sent - self.sent_at_check < BYTES_BETWEEN_CHECKS && self.checked_at.elapsed() < TIME_BETWEEN_CHECKS {
            return Ok(());
        }
        let (viewer, export_id) = (self.viewer.clone(), self.export_id);
        let may = self.app.db.read(move |c| downloads::may_go_on(c, &viewer, export_id)).await;
        (self.sent_at_check, self.checked_at) = (self.sent, Instant::now());
        match may {
            Ok(true) => Ok(()),
            Ok(false) => Err(io::Error::new(io::ErrorKind::PermissionDenied, "the right to this file was taken away")),
            Err(e) => Err(io::Error::other(e)),
        }
    }
}

impl Drop for Transfer {
    fn drop(&mut self) {
        let Some(row) = self.row else { return };
        let outcome = if self.sent == self.length { Outcome::Finished } else { Outcome::BrokenOff };
        let (app, actor, export_id, sent) = (self.app.clone(), self.viewer.actor(), self.export_id, self.sent);
        let now = app.clock.now();
        // On a thread of the pool: the connection may be gone, and its thread must not wait for the database.
        let write = move || {
            let written = app.db.write_now(|c| downloads::end(c, row, export_id, outcome, sent, &actor, now));
            if let Err(e) = written {
                tracing::error!(error = %e, download = row, "the end of a download could not be written");
            }
        };
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => drop(runtime.spawn_blocking(write)),
            Err(_) => write(),
        }
    }
}
