//! The store in an S3 bucket. Credentials, region and endpoint come from the usual `AWS_*` variables.

use std::fs::File;
use std::io::{self, Seek};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail, ensure};
use futures_util::{StreamExt, TryStreamExt, stream};
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::path::{Path as ObjectPath, PathPart};
use object_store::{
    ClientConfigKey, Error, GetOptions, GetRange, ObjectMeta, ObjectStore, ObjectStoreExt, WriteMultipart,
};
use tokio::io::AsyncWriteExt;

use super::blocking::blocking;
use super::reading::{self, ByteStream, Reading};
use super::{Stored, folder, key, spool};

/// Bytes of one part of an upload; S3 takes 5 MiB and more, and 10,000 parts.
const PART: usize = 8 * 1024 * 1024;
/// Parts under way at once; with the one that fills up, what an upload holds in memory.
const PARTS_AT_ONCE: usize = 2;

/// A bucket and what every key in it begins with.
#[derive(Clone)]
pub(super) struct Remote {
    store: Arc<dyn ObjectStore>,
    prefix: ObjectPath,
}

impl Remote {
    pub(super) fn open(bucket: &str, prefix: &str) -> anyhow::Result<Self> {
        let set = |key| AmazonS3ConfigKey::Client(key);
        let store = AmazonS3Builder::from_env()
            .with_bucket_name(bucket)
            // By default a whole answer must arrive within 30 s, which a visitor's slow line would miss.
            .with_config(set(ClientConfigKey::Timeout), "6 hours")
            .with_config(set(ClientConfigKey::ReadTimeout), "60 seconds")
            .build()?;
        Self::new(Arc::new(store), prefix)
    }

    pub(super) fn new(store: Arc<dyn ObjectStore>, prefix: &str) -> anyhow::Result<Self> {
        Ok(Self { store, prefix: ObjectPath::parse(prefix)? })
    }

    /// Streams a file of the spool into the bucket. It appears whole at the end; on an error the parts are taken back.
    /// (A process that dies in between leaves parts that nobody sees: the bucket needs a rule that drops them.)
    pub(super) async fn publish(&self, temp: &Path, key: &str) -> anyhow::Result<()> {
        let path = self.path(key)?;
        let source = temp.to_owned();
        let (file, size) = blocking(move || {
            let (spool, name) = spool::locate(&source)?;
            folder::open_file(&spool, name)
        })
        .await?;
        let mut upload = WriteMultipart::new_with_chunk_size(self.store.put_multipart(&path).await?, PART);
        if let Err(e) = feed(&mut upload, reading::of_file(file, 0..size)).await {
            return Err(match upload.abort().await {
                Ok(()) => e,
                Err(abort) => e.context(format!("and its parts could not be taken back: {abort}")),
            });
        }
        upload.finish().await?;
        let stored = self.head(key).await?;
        ensure!(stored == Some(size), "{size} bytes were sent, and the bucket has {stored:?}");
        let source = temp.to_owned();
        if let Err(e) = blocking(move || std::fs::remove_file(source)).await {
            // The file is published; what is left in the spool is the sweeper's.
            tracing::warn!(error = %e, "a published file could not be removed from the spool");
        }
        Ok(())
    }

    /// Asks for the bytes of the very version whose size was read.
    pub(super) async fn open_read(&self, key: &str, range: Range<u64>) -> anyhow::Result<Option<Reading>> {
        let path = self.path(key)?;
        let Some(meta) = self.meta(&path).await? else { return Ok(None) };
        let length = range.end.saturating_sub(range.start);
        let stream = if length == 0 || range.start >= meta.size {
            stream::empty().boxed()
        } else {
            let options =
                GetOptions { range: Some(GetRange::Bounded(range)), if_match: meta.e_tag, ..GetOptions::default() };
            match self.store.get_opts(&path, options).await {
                Ok(found) => found.into_stream().map_err(io::Error::from).boxed(),
                Err(Error::NotFound { .. }) => return Ok(None),
                Err(Error::Precondition { .. }) => bail!("it was replaced while it was opened"),
                Err(e) => return Err(e.into()),
            }
        };
        Ok(Some(Reading { size: meta.size, stream: reading::exactly(stream, length) }))
    }

    pub(super) async fn head(&self, key: &str) -> anyhow::Result<Option<u64>> {
        Ok(self.meta(&self.path(key)?).await?.map(|meta| meta.size))
    }

    pub(super) async fn delete(&self, key: &str) -> anyhow::Result<()> {
        match self.store.delete(&self.path(key)?).await {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(e) => Err(e.into()),
        }
    }

    /// What is no key of ours is not listed.
    pub(super) async fn list(&self, prefix: &str) -> anyhow::Result<Vec<Stored>> {
        let objects: Vec<ObjectMeta> = self.store.list(Some(&self.path(prefix)?)).try_collect().await?;
        Ok(objects.into_iter().filter_map(|object| self.stored(&object)).collect())
    }

    /// Copies a stored file into one of the spool that has no name any more; `None` when it is not there.
    pub(super) async fn fetch(&self, key: &str, spool: &Path) -> anyhow::Result<Option<File>> {
        let Some(size) = self.head(key).await? else { return Ok(None) };
        let Some(mut reading) = self.open_read(key, 0..size).await? else { return Ok(None) };
        ensure!(reading.size == size, "it was replaced while it was opened");
        let spool = spool.to_owned();
        let file = blocking(move || spool::create_nameless(&spool)).await.context("fetch it to the spool")?;
        let mut file = tokio::fs::File::from_std(file);
        while let Some(chunk) = reading.stream.try_next().await? {
            file.write_all(&chunk).await?;
        }
        file.flush().await?;
        let mut file = file.into_std().await;
        file.rewind()?;
        Ok(Some(file))
    }

    async fn meta(&self, path: &ObjectPath) -> anyhow::Result<Option<ObjectMeta>> {
        match self.store.head(path).await {
            Ok(meta) => Ok(Some(meta)),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(e) => Err(e.into()),
        }
    }

    fn path(&self, key: &str) -> anyhow::Result<ObjectPath> {
        let parts = key::parts(key)?.into_iter().map(PathPart::from);
        Ok(self.prefix.parts().chain(parts).collect())
    }

    fn stored(&self, object: &ObjectMeta) -> Option<Stored> {
        let parts: Vec<String> =
            object.location.prefix_match(&self.prefix)?.map(|part| part.as_ref().to_owned()).collect();
        let key = parts.join("/");
        key::parts(&key).is_ok().then_some(Stored { size: object.size, modified: object.last_modified, key })
    }
}

async fn feed(upload: &mut WriteMultipart, mut bytes: ByteStream) -> anyhow::Result<()> {
    while let Some(chunk) = bytes.try_next().await? {
        upload.wait_for_capacity(PARTS_AT_ONCE).await?;
        upload.put(chunk);
    }
    Ok(())
}
