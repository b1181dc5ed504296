//! The spool: files of this machine that are not whole yet. Everything here blocks.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::os::fd::OwnedFd;
use std::path::Path;

use super::{folder, key};

const PART: &str = "part";
const UPLOAD: &str = "upload";
const FETCHED: &str = "fetched";

/// The export's public id and the attempt that a file of the spool belongs to; `None` for an upload.
pub fn temp_owner(name: &str) -> Option<(&str, i32)> {
    let (export, attempt) = name.strip_suffix(PART)?.strip_suffix('.')?.rsplit_once('.')?;
    Some((export, attempt.parse().ok()?))
}

pub(super) fn temp_name(export_public_id: &str, attempt: i32) -> String {
    format!("{export_public_id}.{attempt}.{PART}")
}

pub(super) fn upload_name() -> io::Result<String> {
    Ok(format!("{}.{UPLOAD}", folder::random_name()?))
}

/// Whether a name is one that this module gives.
pub(super) fn is_ours(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    key::is_part(name) && matches!(ending, Some(PART | UPLOAD | FETCHED))
}

/// Refuses a path that is not directly in the spool or has no name of ours: an id may not lead elsewhere.
pub(super) fn check(spool: &Path, path: &Path) -> io::Result<()> {
    let is_named = path.file_name().and_then(|name| name.to_str()).is_some_and(is_ours);
    // The text is compared, not only the parts: `spool/x/../y` has another parent than `spool`.
    if is_named && path.parent() == Some(spool) {
        Ok(())
    } else {
        Err(io::Error::new(ErrorKind::InvalidInput, format!("{} is no file of the spool", path.display())))
    }
}

/// The folder, opened, and the name of a file that [`check`] let pass.
pub(super) fn locate(path: &Path) -> io::Result<(OwnedFd, &str)> {
    match (path.parent(), path.file_name().and_then(|name| name.to_str())) {
        (Some(spool), Some(name)) => Ok((folder::open(spool)?, name)),
        _ => Err(ErrorKind::InvalidInput.into()),
    }
}

pub(super) fn create(spool: &Path, path: &Path) -> io::Result<File> {
    check(spool, path)?;
    let (spool, name) = locate(path)?;
    folder::remove(&spool, name)?;
    folder::create_file(&spool, name)
}

pub(super) fn discard(spool: &Path, path: &Path) -> io::Result<()> {
    check(spool, path)?;
    let (spool, name) = locate(path)?;
    folder::remove(&spool, name)
}

/// A file to write and read back that is gone when it is closed, whatever becomes of the process.
pub(super) fn create_nameless(spool: &Path) -> io::Result<File> {
    let name = format!("{}.{FETCHED}", folder::random_name()?);
    let spool = folder::open(spool)?;
    let file = folder::create_file(&spool, &name)?;
    folder::remove(&spool, &name)?;
    Ok(file)
}
