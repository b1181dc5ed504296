//! A stored file on its way out.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::{BoxStream, StreamExt, try_unfold};

use super::blocking::blocking;

/// Bytes in the order of the file. After an error nothing follows.
pub type ByteStream = BoxStream<'static, io::Result<Bytes>>;

/// An opened file.
pub struct Reading {
    /// The size of the whole file: if it is not the recorded one, the file was tampered with or lost its end, and must
    /// not be sent (SECURITY.md S7).
    pub size: u64,
    /// The bytes of the range that was asked for; fewer than that is an error at their end.
    pub stream: ByteStream,
}

/// Most bytes of a file that are held at once for one reader.
const CHUNK: usize = 256 * 1024;

pub(super) fn of_file(file: File, range: Range<u64>) -> ByteStream {
    let file = Arc::new(file);
    try_unfold(range.start, move |at| {
        let (file, left) = (Arc::clone(&file), range.end.saturating_sub(at));
        async move {
            if left == 0 {
                return Ok(None);
            }
            let chunk = blocking(move || read_chunk(&file, at, left)).await?;
            let next = at + chunk.len() as u64;
            Ok(Some((chunk, next)))
        }
    })
    .boxed()
}

fn read_chunk(file: &File, at: u64, left: u64) -> io::Result<Bytes> {
    let mut chunk = vec![0; usize::try_from(left).map_or(CHUNK, |left| left.min(CHUNK))];
    file.read_exact_at(&mut chunk, at)?;
    Ok(Bytes::from(chunk))
}

/// Holds a stream to its promised length: a store that sends fewer or more bytes is an error, never a short file.
pub(super) fn exactly(stream: ByteStream, length: u64) -> ByteStream {
    try_unfold((stream, length), |(mut stream, left)| async move {
        match stream.next().await.transpose()? {
            Some(chunk) => match left.checked_sub(chunk.len() as u64) {
                Some(left) => Ok(Some((chunk, (stream, left)))),
                None => Err(io::Error::new(ErrorKind::InvalidData, "the store sent more bytes than it was asked for")),
            },
            None if left == 0 => Ok(None),
            None => Err(io::Error::new(ErrorKind::UnexpectedEof, "the stored file ended too early")),
        }
    })
    .boxed()
}
