//! The file of a workbook, which two read at once, each from a place of its own.

use std::cell::{Cell, RefCell};
use std::io::{self, Read, Seek, SeekFrom};
use std::rc::Rc;

/// The file.
pub(super) struct Source<R> {
    file: RefCell<R>,
    reached: Cell<u64>,
    failure: RefCell<Option<io::Error>>,
}

impl<R> Source<R> {
    pub(super) fn new(file: R) -> Rc<Self> {
        Rc::new(Self { file: RefCell::new(file), reached: Cell::new(0), failure: RefCell::new(None) })
    }

    /// One who reads it from its beginning.
    pub(super) fn reader(self: &Rc<Self>) -> SourceReader<R> {
        SourceReader { source: Rc::clone(self), at: 0 }
    }

    /// Where it was read last: there is no other measure of progress inside an archive.
    pub(super) fn reached(&self) -> u64 {
        self.reached.get()
    }

    /// What went wrong with the file itself, and not with what is in it. Whoever unpacks it or takes its XML apart wraps such
    /// an error past recognition, or passes over it.
    pub(super) fn check(&self) -> io::Result<()> {
        self.failure.take().map_or(Ok(()), Err)
    }
}

/// One who reads the file.
pub(super) struct SourceReader<R> {
    source: Rc<Source<R>>,
    at: u64,
}

impl<R: Read + Seek> Read for SourceReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut file = self.source.file.borrow_mut();
        match file.seek(SeekFrom::Start(self.at)).and_then(|_| file.read(buffer)) {
            Ok(read) => {
                self.at += read as u64;
                self.source.reached.set(self.at);
                Ok(read)
            }
            Err(error) => {
                let kind = error.kind();
                if kind != io::ErrorKind::Interrupted {
                    *self.source.failure.borrow_mut() = Some(error);
                }
                Err(kind.into())
            }
        }
    }
}

impl<R: Read + Seek> Seek for SourceReader<R> {
    /// A place that is none is a fault of what is in the file, which says where its parts begin.
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let mut file = self.source.file.borrow_mut();
        file.seek(SeekFrom::Start(self.at))?;
        self.at = file.seek(to)?;
        Ok(self.at)
    }
}
