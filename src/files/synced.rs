//! A file that goes to the disk while it is being written, so that the wait at its end is short.
//!
//! What a large file has beyond its beginning goes past the system's memory, where the system and the bytes allow it: to copy it there
//! would take a tenth of an export's time, and push out what the database keeps there.

use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::sync::mpsc::{self, Receiver, SyncSender, TrySendError};
use std::thread::{self, JoinHandle};

use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};

/// Bytes after which the disk is asked to take what is there.
const EVERY: usize = 4 * 1024 * 1024;
/// Bytes that stay in the system's memory: most files are no longer, and are soon downloaded.
const KEPT: u64 = 16 * 1024 * 1024;
/// What goes past the system's memory begins at a multiple of so many bytes, in memory as in the file, and has such a length: more than
/// the blocks of any disk.
pub(super) const PAGE: usize = 4096;

/// A file that is written from its start to its end.
pub struct SyncedFile {
    file: File,
    /// Bytes written altogether.
    length: u64,
    way: Way,
    /// Bytes written since the disk was asked.
    since: usize,
    syncing: Option<Syncing>,
}

/// How bytes get to the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Through the system's memory, so far.
    Memory,
    /// Past it.
    Direct,
    /// Through the system's memory to the end.
    MemoryOnly,
}

/// The thread that asks the disk, and how it is told to.
struct Syncing {
    ask: SyncSender<()>,
    thread: JoinHandle<io::Result<()>>,
}

impl SyncedFile {
    /// Nothing written yet.
    pub fn new(file: File) -> Self {
        Self { file, length: 0, way: Way::Memory, since: 0, syncing: None }
    }

    /// Waits until the disk has it all.
    ///
    /// # Errors
    /// When the disk failed, now or before: the system tells that once only, to whoever asks first.
    pub fn finish(mut self) -> io::Result<()> {
        if let Some(Syncing { ask, thread }) = self.syncing.take() {
            drop(ask);
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        }
        self.file.sync_all()
    }

    fn ask(&mut self) -> io::Result<()> {
        let syncing = if let Some(syncing) = &self.syncing {
            syncing
        } else {
            let (ask, asked) = mpsc::sync_channel(1);
            let file = self.file.try_clone()?;
            let thread = thread::Builder::new().name("sync".to_owned()).spawn(move || sync(&file, &asked))?;
            self.syncing.insert(Syncing { ask, thread })
        };
        // While the disk is busy there is nothing to ask; a thread that met an error tells it at the finish.
        match syncing.ask.try_send(()) {
            Ok(()) | Err(TrySendError::Full(()) | TrySendError::Disconnected(())) => Ok(()),
        }
    }
}

fn sync(file: &File, asked: &Receiver<()>) -> io::Result<()> {
    asked.iter().try_for_each(|()| file.sync_data())
}

/// Whether the disk can take bytes as they lie in memory, at this place of a file.
fn fits_pages(bytes: &[u8], at: u64) -> bool {
    let is_whole = |n: usize| n.is_multiple_of(PAGE);
    is_whole(bytes.len()) && is_whole(bytes.as_ptr().addr()) && at.is_multiple_of(PAGE as u64)
}

/// Has what is written next go past the system's memory, or through it.
fn set_direct(file: &File, is_direct: bool) -> io::Result<()> {
    let mut flags = fcntl_getfl(file)?;
    flags.set(OFlags::DIRECT, is_direct);
    Ok(fcntl_setfl(file, flags)?)
}

impl SyncedFile {
    /// Chooses the way of what is written next. Whoever has left the direct one does not come back to it.
    fn choose_way(&mut self, bytes: &[u8]) -> io::Result<()> {
        let fits = fits_pages(bytes, self.length);
        match self.way {
            Way::Memory if fits && self.length >= KEPT => {
                // Not every file system knows of it.
                self.way = if set_direct(&self.file, true).is_ok() { Way::Direct } else { Way::MemoryOnly };
            }
            Way::Direct if !fits => self.leave_direct()?,
            Way::Memory | Way::Direct | Way::MemoryOnly => {}
        }
        Ok(())
    }

    fn leave_direct(&mut self) -> io::Result<()> {
        self.way = Way::MemoryOnly;
        set_direct(&self.file, false)
    }
}

impl Write for SyncedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.choose_way(bytes)?;
        let written = match self.file.write(bytes) {
            // Some say so only when it comes to writing.
            Err(e) if self.way == Way::Direct && e.kind() == ErrorKind::InvalidInput => {
                self.leave_direct()?;
                self.file.write(bytes)?
            }
            written => written?,
        };
        self.length += written as u64;
        if self.way != Way::Direct {
            self.since += written;
        }
        if self.since >= EVERY {
            self.since = 0;
            self.ask()?;
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_there_however_large_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("large");
        let mut file = SyncedFile::new(File::create(&path).unwrap());
        let part = vec![b'x'; 1024 * 1024];
        for _ in 0..70 {
            file.write_all(&part).unwrap();
        }
        assert!(file.syncing.is_some());
        file.finish().unwrap();
        assert_eq!(std::fs::read(&path).unwrap().len(), 70 * part.len());
    }

    /// Bytes that begin at a page of memory, one page more than asked for.
    fn pages(length: usize) -> (Vec<u8>, usize) {
        let room: Vec<u8> = (0..length + 2 * PAGE).map(|n| u8::try_from(n % 251).unwrap()).collect();
        let begin = room.as_ptr().align_offset(PAGE);
        (room, begin)
    }

    #[test]
    fn what_goes_past_the_memory_of_the_system_is_there_like_the_rest() {
        let kept = usize::try_from(KEPT).unwrap();
        let folder = tempfile::tempdir().unwrap();
        for end in [0, 1, PAGE - 1, PAGE + 5] {
            let path = folder.path().join("large");
            let mut file = SyncedFile::new(File::create(&path).unwrap());
            let (room, begin) = pages(kept);
            file.write_all(&room[begin..begin + kept]).unwrap();
            assert_eq!(file.way, Way::Memory);
            file.write_all(&room[begin..begin + 4 * PAGE]).unwrap();
            assert_ne!(file.way, Way::Memory);
            file.write_all(&room[begin..begin + end]).unwrap();
            file.write_all(&room[begin..begin + PAGE]).unwrap();
            assert!(end.is_multiple_of(PAGE) || file.way == Way::MemoryOnly);
            file.finish().unwrap();
            let wanted = [
                &room[begin..begin + kept],
                &room[begin..begin + 4 * PAGE],
                &room[begin..begin + end],
                &room[begin..begin + PAGE],
            ]
            .concat();
            assert!(std::fs::read(&path).unwrap() == wanted, "{end}");
        }
    }

    #[test]
    fn bytes_that_begin_or_end_within_a_page_do_not_fit() {
        let (room, begin) = pages(2 * PAGE);
        assert!(fits_pages(&room[begin..begin + PAGE], 0) && fits_pages(&room[begin..begin + PAGE], KEPT));
        assert!(!fits_pages(&room[begin + 1..=begin + PAGE], 0));
        assert!(!fits_pages(&room[begin..=begin + PAGE], 0));
        assert!(!fits_pages(&room[begin..begin + PAGE], 1));
    }

    #[test]
    fn a_disk_that_failed_on_the_way_fails_the_file_although_it_says_so_only_once() {
        let (ask, asked) = mpsc::sync_channel(1);
        let thread = thread::spawn(move || {
            drop(asked);
            Err(ErrorKind::StorageFull.into())
        });
        let file =
            SyncedFile { syncing: Some(Syncing { ask, thread }), ..SyncedFile::new(tempfile::tempfile().unwrap()) };
        assert_eq!(file.finish().unwrap_err().kind(), ErrorKind::StorageFull);
    }

    #[test]
    fn whoever_asks_the_disk_keeps_what_it_said() {
        // A pipe cannot be synced.
        let (_reader, writer) = io::pipe().unwrap();
        let (ask, asked) = mpsc::sync_channel(1);
        ask.send(()).unwrap();
        let said = sync(&File::from(std::os::fd::OwnedFd::from(writer)), &asked);
        assert_eq!(said.unwrap_err().kind(), ErrorKind::InvalidInput);
    }
}
