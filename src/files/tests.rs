use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::sync::Arc;
use std::time::Duration;

use futures_util::TryStreamExt;
use object_store::memory::InMemory;
use tempfile::TempDir;

use super::*;

mod disk;
mod stores;
mod streams;
mod uploads;

/// A store with a spool of its own, on folders that go with it.
struct Desk {
    files: Files,
    folder: TempDir,
}

impl Desk {
    fn local() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::open(&FilesUrl::Local(folder.path().join("root")), &folder.path().join("spool")).unwrap();
        Self { files, folder }
    }

    /// The code of the bucket over objects held in memory.
    fn remote() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let spool = folder.path().join("spool");
        folder::prepare(&spool).unwrap();
        let remote = Remote::new(Arc::new(InMemory::new()), "pre/fix").unwrap();
        Self { files: Files { spool: spool.into(), store: Store::Remote(remote) }, folder }
    }

    fn both() -> [Self; 2] {
        [Self::local(), Self::remote()]
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("root")
    }

    fn store(&self) -> &Local {
        match &self.files.store {
            Store::Local(local) => local,
            Store::Remote(_) => panic!("no local store"),
        }
    }

    /// A synced file of the spool.
    fn temp(&self, id: &str, attempt: i32, bytes: &[u8]) -> PathBuf {
        let path = self.files.temp_path(id, attempt);
        let mut file = self.files.create_temp(&path).unwrap();
        file.write_all(bytes).unwrap();
        file.sync_all().unwrap();
        path
    }

    /// A published file's key.
    async fn published(&self, id: &str, bytes: &[u8]) -> String {
        let key = export_key(id, "csv").unwrap();
        self.files.publish(&self.temp(id, 1, bytes), &key).await.unwrap();
        key
    }

    async fn read(&self, key: &str, range: Range<u64>) -> io::Result<Vec<u8>> {
        let reading = self.files.open_read(key, range).await.unwrap().unwrap();
        bytes(reading.stream).await
    }

    async fn keys(&self) -> Vec<String> {
        let mut keys: Vec<String> =
            self.files.list(EXPORTS).await.unwrap().into_iter().map(|stored| stored.key).collect();
        keys.sort();
        keys
    }

    fn spooled(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.folder.path().join("spool"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

async fn bytes(stream: ByteStream) -> io::Result<Vec<u8>> {
    stream.map_ok(|chunk| chunk.to_vec()).try_concat().await
}

/// Bytes of which no two neighbouring kilobytes are alike.
fn pattern(length: usize) -> Vec<u8> {
    (0..length).map(|at| u8::try_from((at ^ (at >> 8) ^ (at >> 16)) & 0xff).unwrap()).collect()
}

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777
}
