//! Asynchronous things, waited for by a worker.

use std::future::Future;

use anyhow::{Context, anyhow};

/// Runs a future to its end on a thread of its own: a worker may itself have been called from an asynchronous thread, as
/// tests do, and those must not block on another runtime.
///
/// # Errors
/// When the operating system gives no runtime, or what the future answers.
pub(super) fn wait_for<T: Send>(work: impl Future<Output = anyhow::Result<T>> + Send) -> anyhow::Result<T> {
    std::thread::scope(|scope| {
        let thread = scope.spawn(|| {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().context("start a runtime")?;
            runtime.block_on(work)
        });
        thread.join().map_err(|_| anyhow!("the thread of an asynchronous piece of work panicked"))?
    })
}
