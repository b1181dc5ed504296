//! The upload while it is read.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::rc::Rc;
use std::time::{Duration, Instant};

use crate::app::App;
use crate::db::imports::{self, Going};
use crate::domain::import::Import;

/// A reader that has been busy with one row for so long tells the database that it is still there.
const BEAT: Duration = Duration::from_millis(700);

/// What the file's reader learned of the import while it read.
pub(super) struct Watch {
    pub(super) over: bool,
    pub(super) last: Instant,
}

/// The upload; while one endless row is read through, it keeps the lease and hears a cancel.
pub(super) struct Watched<'a> {
    pub(super) file: File,
    pub(super) app: &'a App,
    pub(super) import: &'a Import,
    pub(super) watch: Rc<RefCell<Watch>>,
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

impl Seek for Watched<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}
