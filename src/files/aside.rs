//! A stream that is written by a thread of its own: what comes next is made ready while that which came before is hashed and goes to
//! the disk.

use std::io::{self, Write};
use std::mem;
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread::{self, JoinHandle};

use super::synced::PAGE;

/// What is gathered before it is handed over, in bytes: whole pages, so that the disk can take it as it lies there.
const PART: usize = 1024 * 1024;
/// Parts that may wait.
const PARTS: usize = 2;

/// A stream that takes bytes at once and writes them a little later. Nothing is known of the last ones before the finish.
pub struct Aside<W> {
    part: Part,
    writing: Writing<W>,
}

enum Writing<W> {
    /// Nothing was handed over yet: what is short needs no thread.
    Here(W),
    There(Thread<W>),
    /// A write had failed, and whoever wrote next was told.
    Failed,
}

struct Thread<W> {
    parts: SyncSender<Part>,
    /// Parts that were written: their room is used again.
    spare: Receiver<Part>,
    handle: JoinHandle<io::Result<W>>,
}

/// Bytes that begin at a page of memory once there are enough of them.
#[derive(Default)]
struct Part {
    room: Vec<u8>,
    begin: usize,
    length: usize,
}

impl Part {
    /// Takes as many bytes as there is room for.
    fn take(&mut self, bytes: &[u8]) -> usize {
        if self.room.is_empty() {
            self.room = vec![0; PART + PAGE];
            self.begin = self.room.as_ptr().align_offset(PAGE).min(PAGE);
        }
        let taken = bytes.len().min(PART - self.length);
        let at = self.begin + self.length;
        self.room[at..at + taken].copy_from_slice(&bytes[..taken]);
        self.length += taken;
        taken
    }

    fn bytes(&self) -> &[u8] {
        &self.room[self.begin..self.begin + self.length]
    }
}

impl<W: Write + Send + 'static> Aside<W> {
    /// Nothing written yet.
    pub fn new(out: W) -> Self {
        Self { part: Part::default(), writing: Writing::Here(out) }
    }

    /// Writes what is left, and answers the stream.
    ///
    /// # Errors
    /// When something could not be written, now or before.
    pub fn finish(self) -> io::Result<W> {
        match self.writing {
            Writing::Here(mut out) => {
                out.write_all(self.part.bytes())?;
                Ok(out)
            }
            Writing::There(thread) => {
                match thread.parts.send(self.part) {
                    // A thread that has failed takes nothing more, and tells why.
                    Ok(()) | Err(_) => thread.end(),
                }
            }
            Writing::Failed => Err(io::Error::other("an earlier write had failed")),
        }
    }

    /// Hands a full part over.
    fn hand_over(&mut self) -> io::Result<()> {
        let thread = match mem::replace(&mut self.writing, Writing::Failed) {
            Writing::Here(out) => Thread::begin(out)?,
            Writing::There(thread) => thread,
            Writing::Failed => return Ok(()),
        };
        let room = thread.spare.try_recv().unwrap_or_default();
        if thread.parts.send(mem::replace(&mut self.part, room)).is_err() {
            return thread.end().map(|_| ());
        }
        self.writing = Writing::There(thread);
        Ok(())
    }
}

impl<W: Write + Send + 'static> Thread<W> {
    fn begin(mut out: W) -> io::Result<Self> {
        let (parts, full) = mpsc::sync_channel::<Part>(PARTS);
        let (written, spare) = mpsc::sync_channel(PARTS);
        let handle = thread::Builder::new().name("write".to_owned()).spawn(move || {
            for mut part in full {
                out.write_all(part.bytes())?;
                part.length = 0;
                match written.try_send(part) {
                    // Where nobody needs the room it is given up.
                    Ok(()) | Err(_) => {}
                }
            }
            Ok(out)
        })?;
        Ok(Self { parts, spare, handle })
    }

    /// Waits until everything is written.
    fn end(self) -> io::Result<W> {
        drop(self.parts);
        self.handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

impl<W: Write + Send + 'static> Write for Aside<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // An archive that is given up writes its end when it is dropped; after an error that goes nowhere.
        if matches!(self.writing, Writing::Failed) {
            return Ok(bytes.len());
        }
        let taken = self.part.take(bytes);
        if self.part.length == PART {
            self.hand_over()?;
        }
        Ok(taken)
    }

    /// What was taken is written when there is enough of it, or at the finish.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_taken_is_all_there_in_its_order_however_much_it_is() {
        for length in [0, 1, PART - 1, PART, PART + 1, 6 * PART + 7] {
            let bytes: Vec<u8> = (0..length).map(|n| u8::try_from(n % 251).unwrap()).collect();
            let mut aside = Aside::new(Vec::new());
            for some in bytes.chunks(100_003) {
                aside.write_all(some).unwrap();
            }
            assert!(aside.finish().unwrap() == bytes, "{length}");
        }
    }

    #[test]
    fn what_is_short_needs_no_thread() {
        let mut aside = Aside::new(Vec::new());
        aside.write_all(&vec![b'x'; PART - 1]).unwrap();
        assert!(matches!(aside.writing, Writing::Here(_)));
        aside.write_all(b"xx").unwrap();
        assert!(matches!(aside.writing, Writing::There(_)));
    }

    /// Takes so many bytes and no more.
    struct Small(usize);

    impl Write for Small {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn whoever_writes_on_is_told_why_an_earlier_write_failed() {
        let mut aside = Aside::new(Small(2 * PART));
        let part = vec![b'x'; PART];
        let told = (0..20).find_map(|_| aside.write_all(&part).err()).unwrap();
        assert_eq!(told.kind(), io::ErrorKind::StorageFull);
        aside.write_all(b"the end of an archive that is dropped").unwrap();
        assert!(aside.finish().is_err());
    }

    #[test]
    fn a_failure_that_nobody_has_met_is_told_at_the_finish() {
        for room in [0, PART, 2 * PART] {
            let mut aside = Aside::new(Small(room));
            aside.write_all(&vec![b'x'; room]).unwrap();
            aside.write_all(b"x").unwrap();
            let told = aside.finish().map(|_| ()).unwrap_err();
            assert_eq!(told.kind(), io::ErrorKind::StorageFull, "{room}");
        }
    }
}
