//! Uploads, from the first chunk to the worker.

use super::*;

#[tokio::test]
async fn an_upload_is_taken_in_chunks_and_read_by_a_worker() {
    for desk in Desk::both() {
        let mut upload = desk.files.start_upload().await.unwrap();
        let sent = pattern(500_000);
        for chunk in sent.chunks(70_001) {
            upload.write(chunk).await.unwrap();
        }
        assert_eq!(upload.written(), 500_000);
        assert!(desk.files.list(UPLOADS).await.unwrap().is_empty());
        let key = upload.finish().await.unwrap();
        assert!(key.starts_with("uploads/") && key.len() == "uploads/".len() + 22, "{key}");
        let mut read = Vec::new();
        desk.files.open_upload(&key).await.unwrap().unwrap().read_to_end(&mut read).unwrap();
        assert!(read == sent);
        assert!(desk.spooled().is_empty(), "{:?}", desk.spooled());
        desk.files.delete(&key).await.unwrap();
        assert!(desk.files.open_upload(&key).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn an_upload_that_is_given_up_or_dropped_leaves_nothing() {
    for desk in Desk::both() {
        let mut aborted = desk.files.start_upload().await.unwrap();
        aborted.write(b"half").await.unwrap();
        assert_eq!(desk.spooled().len(), 1);
        aborted.abort().await.unwrap();
        assert!(desk.spooled().is_empty());
        let mut dropped = desk.files.start_upload().await.unwrap();
        dropped.write(b"half").await.unwrap();
        drop(dropped);
        assert!(desk.spooled().is_empty());
        assert!(desk.files.list(UPLOADS).await.unwrap().is_empty());
    }
}
