//! The store on a local disk. Everything here blocks.

use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use rustix::fs::{AtFlags, fsync, renameat, unlinkat};
use rustix::io::Errno;

use super::folder::{self, make_and_enter, present};
use super::{Stored, key, spool};

/// Where files from another disk wait until they are whole. No key begins with a dot.
const INCOMING: &str = ".incoming";

/// A root folder; what is below it is reached through descriptors only.
#[derive(Clone)]
pub(super) struct Local {
    root: Arc<Path>,
}

impl Local {
    pub(super) fn open(root: &Path) -> io::Result<Self> {
        folder::prepare(root)?;
        Ok(Self { root: root.into() })
    }

    /// Renames a synced file of the spool to its key and syncs the folders (SECURITY.md D4).
    pub(super) fn publish(&self, temp: &Path, key: &str) -> io::Result<()> {
        const TRIES: usize = 3;
        let (folders, name) = path(key)?;
        let (spool, temp_name) = spool::locate(temp)?;
        let (mut source, _) = folder::open_file(&spool, temp_name)?;
        for _ in 0..TRIES {
            let target = self.make_folder(&folders)?;
            match renameat(&spool, temp_name, &target, name) {
                Ok(()) => return Ok(fsync(&target)?),
                // A delete of this export's previous file may have taken the empty folder away since the line above.
                Err(Errno::NOENT) => (),
                Err(Errno::XDEV) => {
                    self.copy_in(&mut source, &target, name)?;
                    return folder::remove(&spool, temp_name);
                }
                Err(e) => return Err(e.into()),
            }
        }
        Err(Errno::NOENT.into())
    }

    /// Copies a file of another disk: whole and synced under a name of its own first.
    pub(super) fn copy_in(&self, source: &mut File, target: &OwnedFd, name: &str) -> io::Result<()> {
        let incoming = self.make_folder(&[INCOMING])?;
        let copy_name = folder::random_name()?;
        let mut copy = folder::create_file(&incoming, &copy_name)?;
        let copied = io::copy(source, &mut copy)
            .and_then(|_| copy.sync_all())
            .and_then(|()| Ok(renameat(&incoming, &copy_name, target, name)?))
            .and_then(|()| Ok(fsync(target)?));
        if copied.is_err()
            && let Err(e) = folder::remove(&incoming, &copy_name)
        {
            tracing::warn!(error = %e, "a half copied file was left to the sweeper");
        }
        copied
    }

    /// The file and its size, both of one descriptor.
    pub(super) fn open_file(&self, key: &str) -> io::Result<Option<(File, u64)>> {
        let (folders, name) = path(key)?;
        match missing_is_none(self.folder(&folders))? {
            Some(folder) => missing_is_none(folder::open_file(&folder, name)),
            None => Ok(None),
        }
    }

    pub(super) fn delete(&self, key: &str) -> io::Result<()> {
        let (folders, name) = path(key)?;
        let Some(folder) = missing_is_none(self.folder(&folders))? else { return Ok(()) };
        folder::remove(&folder, name)?;
        fsync(&folder)?;
        match folders.split_last() {
            Some((last, above)) if !above.is_empty() => self.remove_empty(above, last),
            _ => Ok(()),
        }
    }

    /// Files only: links, pipes, names that are no part of a key and paths too deep for one are not ours.
    pub(super) fn list(&self, prefix: &str) -> io::Result<Vec<Stored>> {
        let mut found = Vec::new();
        let mut folders = vec![prefix.to_owned()];
        key::parts(prefix)?;
        while let Some(path) = folders.pop() {
            // One that is too deep for a key is not ours.
            let Ok(parts) = key::parts(&path) else { continue };
            let Some(folder) = missing_is_none(self.folder(&parts))? else { continue };
            for name in folder::names(&folder)?.iter().filter(|name| key::is_part(name)) {
                let Some(entry) = present(folder::open_any(&folder, name))? else { continue };
                let (meta, key) = (entry.metadata()?, format!("{path}/{name}"));
                if meta.is_dir() {
                    folders.push(key);
                } else if meta.is_file() && key::parts(&key).is_ok() {
                    found.push(Stored { key, size: meta.len(), modified: DateTime::<Utc>::from(meta.modified()?) });
                }
            }
        }
        Ok(found)
    }

    /// Removes copies that a crash left half done.
    pub(super) fn sweep_incoming(&self, older_than: SystemTime) -> io::Result<usize> {
        match missing_is_none(self.folder(&[INCOMING]))? {
            Some(incoming) => folder::sweep(&incoming, key::is_part, older_than),
            None => Ok(0),
        }
    }

    pub(super) fn make_folder(&self, names: &[&str]) -> io::Result<OwnedFd> {
        names.iter().try_fold(folder::open(&self.root)?, |folder, name| make_and_enter(&folder, name))
    }

    fn folder(&self, names: &[&str]) -> io::Result<OwnedFd> {
        names.iter().try_fold(folder::open(&self.root)?, |folder, name| folder::enter(&folder, name))
    }

    fn remove_empty(&self, above: &[&str], name: &str) -> io::Result<()> {
        match unlinkat(self.folder(above)?, name, AtFlags::REMOVEDIR) {
            Ok(()) | Err(Errno::NOENT | Errno::NOTEMPTY | Errno::EXIST) => Ok(()),
            Err(e) => Err(e.into()),
        }
    }
}

fn path(key: &str) -> io::Result<(Vec<&str>, &str)> {
    let mut parts = key::parts(key)?;
    let name = parts.pop().unwrap_or_default();
    Ok((parts, name))
}

/// A link in the way is an error here, unlike in [`present`]: a file with a key is ours, and somebody put a link in its place.
fn missing_is_none<T>(opened: io::Result<T>) -> io::Result<Option<T>> {
    match opened {
        Ok(found) => Ok(Some(found)),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e),
    }
}
