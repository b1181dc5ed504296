//! Folders held open: whatever is done below one goes through its descriptor, name by name, and follows no symbolic link.

use std::fs::{DirBuilder, File};
use std::io::{self, ErrorKind, Write};
use std::os::fd::OwnedFd;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::time::SystemTime;

use rustix::fs::{AtFlags, CWD, Dir, Mode, OFlags, fsync, mkdirat, openat, unlinkat};
use rustix::io::Errno;

use crate::secret::public_id;

/// Makes a folder, with those above it, for its owner alone, and makes sure that files can be written in it.
pub(super) fn prepare(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)?;
    let folder = open(path)?;
    let probe = format!(".probe-{}", random_name()?);
    let written =
        create_file(&folder, &probe).and_then(|mut file| file.write_all(b"waybill").and_then(|()| file.sync_all()));
    written.and(remove(&folder, &probe))
}

/// Opens a folder by its path. Only here may a link be followed: where the root is, the settings decide.
pub(super) fn open(path: &Path) -> io::Result<OwnedFd> {
    Ok(openat(CWD, path, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())?)
}

/// Opens a folder inside a folder.
pub(super) fn enter(folder: &OwnedFd, name: &str) -> io::Result<OwnedFd> {
    Ok(openat(folder, name, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC, Mode::empty())?)
}

/// As [`enter`], and makes the folder first where there is none. Its entry is durable afterwards, whoever made it.
pub(super) fn make_and_enter(folder: &OwnedFd, name: &str) -> io::Result<OwnedFd> {
    match mkdirat(folder, name, Mode::RWXU) {
        Ok(()) | Err(Errno::EXIST) => (),
        Err(e) => return Err(e.into()),
    }
    fsync(folder)?;
    enter(folder, name)
}

/// Opens whatever has this name for reading, but no link; a pipe is not waited for.
pub(super) fn open_any(folder: &OwnedFd, name: &str) -> io::Result<File> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    Ok(File::from(openat(folder, name, flags, Mode::empty())?))
}

/// Opens a file for reading, and takes its size from the descriptor (SECURITY.md D5).
pub(super) fn open_file(folder: &OwnedFd, name: &str) -> io::Result<(File, u64)> {
    let file = open_any(folder, name)?;
    let found = file.metadata()?;
    if found.is_file() {
        Ok((file, found.len()))
    } else {
        Err(io::Error::new(ErrorKind::InvalidInput, format!("{name} is no file")))
    }
}

/// Creates a file that was not there, for its owner alone; it can be read back through the same descriptor.
pub(super) fn create_file(folder: &OwnedFd, name: &str) -> io::Result<File> {
    let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    Ok(File::from(openat(folder, name, flags, Mode::RUSR | Mode::WUSR)?))
}

/// Removes a file, or a link itself; a missing one is fine.
pub(super) fn remove(folder: &OwnedFd, name: &str) -> io::Result<()> {
    match unlinkat(folder, name, AtFlags::empty()) {
        Ok(()) | Err(Errno::NOENT) => Ok(()),
        Err(e) => Err(e.into()),
    }
}

/// The names in a folder that are text.
pub(super) fn names(folder: &OwnedFd) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in Dir::read_from(folder)? {
        if let Ok(name) = entry?.file_name().to_str() {
            names.push(name.to_owned());
        }
    }
    Ok(names)
}

/// Removes the files of a folder that are left over and were last written before that time. Says how many.
pub(super) fn sweep(
    folder: &OwnedFd,
    is_left_over: impl Fn(&str) -> bool,
    older_than: SystemTime,
) -> io::Result<usize> {
    let mut swept = 0;
    for name in names(folder)?.iter().filter(|name| is_left_over(name)) {
        let Some(file) = present(open_any(folder, name))? else { continue };
        let found = file.metadata()?;
        if found.is_file() && found.modified()? < older_than {
            remove(folder, name)?;
            swept += 1;
        }
    }
    Ok(swept)
}

/// `None` when there is nothing of that name, or only a link.
pub(super) fn present<T>(opened: io::Result<T>) -> io::Result<Option<T>> {
    match opened {
        Ok(found) => Ok(Some(found)),
        Err(e) if e.kind() == ErrorKind::NotFound || Errno::from_io_error(&e) == Some(Errno::LOOP) => Ok(None),
        Err(e) => Err(e),
    }
}

/// 22 characters that no other process chose.
pub(super) fn random_name() -> io::Result<String> {
    public_id().map_err(io::Error::other)
}
