//! A file that goes to the disk while it is being written, so that the wait at its end is short.

use std::fs::File;
use std::io::{self, Write};
use std::sync::mpsc::{self, Receiver, SyncSender, TrySendError};
use std::thread::{self, JoinHandle};

/// Bytes after which the disk is asked to take what is there.
const EVERY: usize = 4 * 1024 * 1024;

/// A file that is written from its start to its end.
pub struct SyncedFile {
    file: File,
    /// Bytes written since the disk was asked.
    since: usize,
    syncing: Option<Syncing>,
}

/// The thread that asks the disk, and how it is told to.
struct Syncing {
    ask: SyncSender<()>,
    thread: JoinHandle<io::Result<()>>,
}

impl SyncedFile {
    /// Nothing written yet.
    pub fn new(file: File) -> Self {
        Self { file, since: 0, syncing: None }
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

impl Write for SyncedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.since += written;
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

    #[test]
    fn a_disk_that_failed_on_the_way_fails_the_file_although_it_says_so_only_once() {
        let (ask, asked) = mpsc::sync_channel(1);
        let thread = thread::spawn(move || {
            drop(asked);
            Err(io::ErrorKind::StorageFull.into())
        });
        let file =
            SyncedFile { syncing: Some(Syncing { ask, thread }), ..SyncedFile::new(tempfile::tempfile().unwrap()) };
        assert_eq!(file.finish().unwrap_err().kind(), io::ErrorKind::StorageFull);
    }

    #[test]
    fn whoever_asks_the_disk_keeps_what_it_said() {
        // A pipe cannot be synced.
        let (_reader, writer) = io::pipe().unwrap();
        let (ask, asked) = mpsc::sync_channel(1);
        ask.send(()).unwrap();
        let said = sync(&File::from(std::os::fd::OwnedFd::from(writer)), &asked);
        assert_eq!(said.unwrap_err().kind(), io::ErrorKind::InvalidInput);
    }
}
