//! Disk work, off the threads that serve requests.

use std::io;

use tokio::task::spawn_blocking;

/// Runs blocking work on a thread of its own; a panic in it is an error here.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    spawn_blocking(work).await.map_err(io::Error::other)?
}
