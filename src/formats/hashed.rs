//! Bytes that are counted and hashed on their way to the disk, so that nothing has to be read again.

use std::io::{self, Write};

use sha2::{Digest, Sha256};

use crate::secret::hex;

/// A stream whose bytes are counted and hashed.
pub struct Hashed<W> {
    out: W,
    digest: Sha256,
    bytes: u64,
    has_failed: bool,
}

impl<W: Write> Hashed<W> {
    /// Nothing written yet.
    pub fn new(out: W) -> Self {
        Self { out, digest: Sha256::new(), bytes: 0, has_failed: false }
    }

    /// The stream, the number of its bytes, and their SHA-256 in hex.
    ///
    /// # Errors
    /// When a write had failed: then they are not all there.
    pub fn finish(self) -> io::Result<(W, i64, String)> {
        if self.has_failed {
            return Err(io::Error::other("an earlier write had failed"));
        }
        let bytes = i64::try_from(self.bytes).map_err(io::Error::other)?;
        Ok((self.out, bytes, hex(&self.digest.finalize())))
    }
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // An archive that is given up writes its end when it is dropped; after an error that goes nowhere, or it would
        // complain on the standard error output.
        if self.has_failed {
            return Ok(bytes.len());
        }
        match self.out.write(bytes) {
            Ok(written) => {
                self.digest.update(&bytes[..written]);
                self.bytes += written as u64;
                Ok(written)
            }
            Err(e) => {
                self.has_failed = e.kind() != io::ErrorKind::Interrupted;
                Err(e)
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A stream whose bytes are counted.
pub(super) struct Counted<W> {
    pub(super) out: W,
    pub(super) bytes: u64,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Full;

    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_is_written_is_counted_and_hashed() {
        let mut hashed = Hashed::new(Vec::new());
        hashed.write_all(b"ab").unwrap();
        hashed.write_all(b"c").unwrap();
        let (out, bytes, sha256) = hashed.finish().unwrap();
        assert_eq!((out.as_slice(), bytes), (b"abc".as_slice(), 3));
        assert_eq!(sha256, crate::secret::sha256_hex(b"abc"));
    }

    #[test]
    fn after_an_error_nothing_counts_as_written() {
        let mut hashed = Hashed::new(Full);
        assert_eq!(hashed.write_all(b"ab").unwrap_err().kind(), io::ErrorKind::StorageFull);
        hashed.write_all(b"the end of an archive that is dropped").unwrap();
        assert!(hashed.finish().is_err());
    }
}
