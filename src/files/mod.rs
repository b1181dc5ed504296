//! Where finished export files and uploads live: a folder of this machine or an S3 bucket (R71, R72).
//!
//! Everything is written to the *spool* first, a private folder of this machine, and published when it is whole, so that
//! nobody ever sees half a file. Keys are made here and cannot be guessed; what a file is called is only in its row.
//! A damaged or missing file is found by its caller, who knows the size and the sum that it must have (SECURITY.md S7).

mod aside;
mod blocking;
mod folder;
mod key;
mod local;
mod reading;
mod remote;
mod spool;
mod synced;
mod upload;

#[cfg(test)]
mod tests;

use std::error::Error;
use std::fs::File;
use std::io::{self, ErrorKind};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use anyhow::{Context, anyhow};
use chrono::{DateTime, Utc};

use crate::domain::files_url::FilesUrl;

use self::blocking::blocking;
use self::local::Local;
use self::remote::Remote;

pub use self::aside::Aside;
pub use self::key::export_key;
pub use self::reading::{ByteStream, Reading};
pub use self::spool::temp_owner;
pub use self::synced::SyncedFile;
pub use self::upload::UploadWriter;

/// The folder of keys under which exports are published: what the sweeper lists.
pub const EXPORTS: &str = "exports";
/// The folder of keys under which uploads are published.
pub const UPLOADS: &str = "uploads";

/// The store and its spool. Cheap to clone.
#[derive(Clone)]
pub struct Files {
    spool: Arc<Path>,
    store: Store,
}

#[derive(Clone)]
enum Store {
    Local(Local),
    Remote(Remote),
}

/// A stored file, as [`Files::list`] finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its key.
    pub key: String,
    /// Its size in bytes.
    pub size: u64,
    /// When it was last written.
    pub modified: DateTime<Utc>,
}

impl Files {
    /// Opens the store, and makes its folders for their owner alone (FAILURES.md F32, F33). A folder that cannot be written
    /// is an error with a sentence that names the mend; a bucket is not asked before it is used.
    pub fn open(url: &FilesUrl, spool: &Path) -> anyhow::Result<Self> {
        folder::prepare(spool)
            .map_err(|e| unwritable(e, "files in the making", spool, "start with another --data folder"))?;
        let store = match url {
            FilesUrl::Local(root) => Store::Local(
                Local::open(root)
                    .map_err(|e| unwritable(e, "finished files", root, "set WAYBILL_FILES_URL to another folder"))?,
            ),
            FilesUrl::S3 { bucket, prefix } => Store::Remote(Remote::open(bucket, prefix).with_context(|| {
                format!("The bucket {bucket} cannot be used as the AWS_* variables stand. Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION and AWS_ENDPOINT_URL")
            })?),
        };
        Ok(Self { spool: spool.into(), store })
    }

    /// Where one attempt at an export writes: `<public_id>.<attempt>.part`. The attempt keeps a worker that lost its
    /// lease from writing into the file of the next one.
    pub fn temp_path(&self, export_public_id: &str, attempt: i32) -> PathBuf {
        self.spool.join(spool::temp_name(export_public_id, attempt))
    }

    /// Creates a file of the spool for its owner alone, in place of a left-over of the same name. Blocks.
    pub fn create_temp(&self, path: &Path) -> io::Result<File> {
        spool::create(&self.spool, path)
    }

    /// Removes a file of the spool; a missing one is fine. Blocks.
    pub fn discard_temp(&self, path: &Path) -> io::Result<()> {
        spool::discard(&self.spool, path)
    }

    /// Moves a whole file of the spool, already synced by its writer, to its key; afterwards it is durable there and gone
    /// from the spool. After an error no row may name the key: what may be left in either place is the sweeper's.
    pub async fn publish(&self, temp: &Path, key: &str) -> anyhow::Result<()> {
        spool::check(&self.spool, temp)?;
        match &self.store {
            Store::Local(local) => {
                let (local, temp, key) = (local.clone(), temp.to_owned(), key.to_owned());
                blocking(move || local.publish(&temp, &key)).await.map_err(anyhow::Error::from)
            }
            Store::Remote(remote) => remote.publish(temp, key).await,
        }
        .with_context(|| format!("publish {key}"))
    }

    /// Opens a file and the stream over these of its bytes; `None` when it is not there. The size and the bytes are of
    /// the same file, whatever happens to the key meanwhile; if it ends before the range does, the stream ends in an error.
    pub async fn open_read(&self, key: &str, range: Range<u64>) -> anyhow::Result<Option<Reading>> {
        match &self.store {
            Store::Local(local) => self
                .open_local(local, key)
                .await
                .map(|found| found.map(|(file, size)| Reading { size, stream: reading::of_file(file, range) })),
            Store::Remote(remote) => remote.open_read(key, range).await,
        }
        .with_context(|| format!("open {key}"))
    }

    /// The size of a file; `None` when it is not there.
    pub async fn head(&self, key: &str) -> anyhow::Result<Option<u64>> {
        match &self.store {
            Store::Local(local) => self.open_local(local, key).await.map(|found| found.map(|(_, size)| size)),
            Store::Remote(remote) => remote.head(key).await,
        }
        .with_context(|| format!("look at {key}"))
    }

    /// Deletes a file; a missing one is fine.
    pub async fn delete(&self, key: &str) -> anyhow::Result<()> {
        match &self.store {
            Store::Local(local) => {
                let (local, key) = (local.clone(), key.to_owned());
                blocking(move || local.delete(&key)).await.map_err(anyhow::Error::from)
            }
            Store::Remote(remote) => remote.delete(key).await,
        }
        .with_context(|| format!("delete {key}"))
    }

    /// Every file under a folder of keys ([`EXPORTS`], [`UPLOADS`]), for the sweeper: those that no row owns go
    /// (FAILURES.md 3.3).
    pub async fn list(&self, prefix: &str) -> anyhow::Result<Vec<Stored>> {
        match &self.store {
            Store::Local(local) => {
                let (local, prefix) = (local.clone(), prefix.to_owned());
                blocking(move || local.list(&prefix)).await.map_err(anyhow::Error::from)
            }
            Store::Remote(remote) => remote.list(prefix).await,
        }
        .with_context(|| format!("list {prefix}"))
    }

    /// Removes what was left in the making (FAILURES.md F36): files of the spool last written before that time which
    /// `is_live` does not keep. It is given the file's name: see [`temp_owner`]. Says how many went. Blocks.
    pub fn sweep_spool(&self, is_live: impl Fn(&str) -> bool, older_than: SystemTime) -> io::Result<usize> {
        let left_over = |name: &str| spool::is_ours(name) && !is_live(name);
        let spooled = folder::sweep(&folder::open(&self.spool)?, left_over, older_than)?;
        match &self.store {
            Store::Local(local) => local.sweep_incoming(older_than).map(|copies| spooled + copies),
            Store::Remote(_) => Ok(spooled),
        }
    }

    /// Begins an upload.
    pub async fn start_upload(&self) -> anyhow::Result<UploadWriter> {
        UploadWriter::start(self.clone()).await.context("start an upload")
    }

    /// An upload for a worker to read, blocking; `None` when it is not there. From S3 it is fetched to the spool first,
    /// into a file without a name, which goes when it is closed.
    pub async fn open_upload(&self, key: &str) -> anyhow::Result<Option<File>> {
        match &self.store {
            Store::Local(local) => self.open_local(local, key).await.map(|found| found.map(|(file, _)| file)),
            Store::Remote(remote) => remote.fetch(key, &self.spool).await,
        }
        .with_context(|| format!("open {key}"))
    }

    async fn open_local(&self, local: &Local, key: &str) -> anyhow::Result<Option<(File, u64)>> {
        let (local, key) = (local.clone(), key.to_owned());
        Ok(blocking(move || local.open_file(&key)).await?)
    }
}

/// Whether an error, or one that caused it, is a full disk or an exhausted quota (FAILURES.md F36). An
/// [`anyhow::Error`] is asked as `is_disk_full(error.as_ref())`.
pub fn is_disk_full(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        let io = error.downcast_ref::<io::Error>();
        if io.is_some_and(|e| matches!(e.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded)) {
            return true;
        }
        // An io::Error names as its source that of the error it wraps, and not that error.
        cause = match io.and_then(io::Error::get_ref) {
            Some(wrapped) => Some(wrapped),
            None => error.source(),
        };
    }
    false
}

fn unwritable(error: io::Error, what: &str, folder: &Path, other: &str) -> anyhow::Error {
    let mend = if is_disk_full(&error) {
        format!("Make room on its disk, or {other}")
    } else {
        format!("Give it to the user that runs Waybill, or {other}")
    };
    anyhow!(error).context(format!("The folder {} for {what} cannot be written. {mend}", folder.display()))
}
