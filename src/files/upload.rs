//! An upload on its way in.

use std::io;
use std::path::PathBuf;

use anyhow::Context;
use tokio::fs::File;
use tokio::io::AsyncWriteExt;

use super::blocking::blocking;
use super::{Files, key, spool};

/// Takes an upload chunk by chunk. Nothing is stored before [`Self::finish`]; dropped before, it leaves nothing behind.
pub struct UploadWriter {
    files: Files,
    file: File,
    /// Taken when the file has left the spool.
    temp: Option<PathBuf>,
    written: u64,
}

impl UploadWriter {
    pub(super) async fn start(files: Files) -> anyhow::Result<Self> {
        let temp = files.spool.join(spool::upload_name()?);
        let (creator, path) = (files.clone(), temp.clone());
        let file = blocking(move || creator.create_temp(&path)).await?;
        Ok(Self { files, file: File::from_std(file), temp: Some(temp), written: 0 })
    }

    /// Writes a whole file of this machine, which the system copies by itself where it can.
    pub async fn write_file(&mut self, mut source: std::fs::File) -> io::Result<()> {
        self.file.flush().await?;
        let mut target = self.file.try_clone().await?.into_std().await;
        self.written += blocking(move || io::copy(&mut source, &mut target)).await?;
        Ok(())
    }

    /// Writes the next bytes. How many an upload may have is the caller's to say: see [`Self::written`].
    pub async fn write(&mut self, chunk: &[u8]) -> io::Result<()> {
        self.file.write_all(chunk).await?;
        self.written += chunk.len() as u64;
        Ok(())
    }

    /// Bytes taken so far.
    pub fn written(&self) -> u64 {
        self.written
    }

    /// Syncs and stores the upload, and says under which key (`uploads/<random>`).
    pub async fn finish(mut self) -> anyhow::Result<String> {
        let key = key::upload_key()?;
        // A failed write shows at the flush at the latest.
        self.file.flush().await.context("write an upload")?;
        self.file.sync_all().await.context("sync an upload")?;
        if let Some(temp) = &self.temp {
            self.files.publish(temp, &key).await?;
            self.temp = None;
        }
        Ok(key)
    }

    /// Gives the upload up and removes what was written.
    pub async fn abort(mut self) -> io::Result<()> {
        match self.temp.take() {
            Some(temp) => {
                let files = self.files.clone();
                blocking(move || files.discard_temp(&temp)).await
            }
            None => Ok(()),
        }
    }
}

impl Drop for UploadWriter {
    fn drop(&mut self) {
        if let Some(temp) = self.temp.take()
            && let Err(e) = self.files.discard_temp(&temp)
        {
            tracing::warn!(error = %e, "an abandoned upload could not be removed from the spool");
        }
    }
}
