//! Streams that are cut or too long, and files that change behind our back (SECURITY.md S7).

use bytes::Bytes;
use futures_util::{StreamExt, stream};

use super::*;

fn chunks(chunks: &[&'static str]) -> ByteStream {
    let chunks: Vec<io::Result<Bytes>> = chunks.iter().map(|chunk| Ok(Bytes::from_static(chunk.as_bytes()))).collect();
    stream::iter(chunks).boxed()
}

#[tokio::test]
async fn a_store_that_sends_too_little_or_too_much_is_an_error() {
    assert_eq!(bytes(reading::exactly(chunks(&["ab", "", "c"]), 3)).await.unwrap(), b"abc");
    assert_eq!(bytes(reading::exactly(chunks(&["ab"]), 3)).await.unwrap_err().kind(), ErrorKind::UnexpectedEof);
    assert_eq!(bytes(reading::exactly(chunks(&["ab", "cd"]), 3)).await.unwrap_err().kind(), ErrorKind::InvalidData);
    assert!(bytes(reading::exactly(chunks(&["a"]), 0)).await.is_err());
}

#[tokio::test]
async fn a_file_that_is_cut_while_it_is_read_ends_in_an_error() {
    let desk = Desk::local();
    let key = desk.published("e", &pattern(600_000)).await;
    let mut reading = desk.files.open_read(&key, 0..600_000).await.unwrap().unwrap();
    assert_eq!(reading.stream.next().await.unwrap().unwrap().len(), 256 * 1024);
    File::options().write(true).open(desk.root().join(&key)).unwrap().set_len(300_000).unwrap();
    assert_eq!(reading.stream.next().await.unwrap().unwrap_err().kind(), ErrorKind::UnexpectedEof);
    assert!(reading.stream.next().await.is_none());
}

#[tokio::test]
async fn a_truncated_file_shows_its_new_size() {
    let desk = Desk::local();
    let key = desk.published("e", b"0123456789").await;
    File::options().write(true).open(desk.root().join(&key)).unwrap().set_len(4).unwrap();
    assert_eq!(desk.files.open_read(&key, 0..10).await.unwrap().unwrap().size, 4);
}
