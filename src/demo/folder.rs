//! The demo's own folder: never one that holds something else.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::{Context, bail};

use super::fill::SignIn;

/// Says that a folder is a demo's; written before anything else.
const MARK: &str = ".waybill-demo";
/// How to sign in; written last, so that a demo with it is whole.
const SIGN_IN: &str = "sign-in.txt";
/// What a demo keeps in its folder besides.
const KEPT: [&str; 7] = ["waybill.db", "waybill.db-wal", "waybill.db-shm", "secret.key", "files", "spool", "mail"];

/// What stands in the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A demo that only needs to be started; the text says how to sign in.
    Demo(String),
    /// Nothing, or what was left of a demo that was stopped while it was filled; it can be filled now.
    Room,
}

/// Looks into the folder, and prepares it for a new demo when there is none.
///
/// # Errors
/// When it holds something else, or cannot be written.
pub fn prepare(folder: &Path) -> anyhow::Result<Found> {
    let names = match fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| entry.map(|entry| entry.file_name())).collect::<io::Result<Vec<_>>>()?,
        Err(e) if e.kind() == ErrorKind::NotFound => Vec::new(),
        Err(e) => return Err(e).with_context(|| format!("look into {}", folder.display())),
    };
    let has = |name: &str| names.iter().any(|known| known.to_str() == Some(name));
    if !names.is_empty() && !has(MARK) {
        bail!(
            "the folder {} holds something else, and the demo would mix with it. Name an empty one with --data, for example: waybill demo --data /tmp/waybill-demo",
            folder.display()
        );
    }
    if has(SIGN_IN) {
        return fs::read_to_string(folder.join(SIGN_IN)).map(Found::Demo).context("read how to sign in");
    }
    for left_over in KEPT {
        let path = folder.join(left_over);
        let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        match removed {
            Err(e) if e.kind() != ErrorKind::NotFound => {
                return Err(e).with_context(|| format!("remove {}", path.display()));
            }
            _ => {}
        }
    }
    fs::create_dir_all(folder).with_context(|| format!("create the folder {}", folder.display()))?;
    fs::write(folder.join(MARK), "The sample data of `waybill demo`. The whole folder may be deleted.\n")
        .with_context(|| format!("write into {}", folder.display()))?;
    Ok(Found::Room)
}

/// Notes how to sign in, for the owner of the folder alone; from then on the demo is whole. Answers the text.
///
/// # Errors
/// When it cannot be written.
pub fn finish(folder: &Path, sign_ins: &[SignIn]) -> anyhow::Result<String> {
    let text = words(sign_ins);
    let path = folder.join(SIGN_IN);
    let write = || {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    };
    write().with_context(|| format!("write {}", path.display()))?;
    Ok(text)
}

fn words(sign_ins: &[SignIn]) -> String {
    sign_ins.iter().fold(String::new(), |text, one| {
        format!("{text}  {}: {}\n    address   {}\n    password  {}\n", one.name, one.role, one.email, one.password)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn sign_in() -> SignIn {
        SignIn { name: "Ada", role: "super admin", email: "ada@halle.example", password: "secret".into() }
    }

    #[test]
    fn a_folder_with_something_else_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("waybill.db"), "precious").unwrap();
        assert!(prepare(folder.path()).is_err());
        assert_eq!(fs::read_to_string(folder.path().join("waybill.db")).unwrap(), "precious");
    }

    #[test]
    fn a_demo_that_is_whole_is_only_started_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("demo");
        assert_eq!(prepare(&path).unwrap(), Found::Room);
        let text = finish(&path, &[sign_in()]).unwrap();
        assert!(text.contains("ada@halle.example") && text.contains("secret"));
        assert_eq!(prepare(&path).unwrap(), Found::Demo(text));
        let mode = fs::metadata(path.join(SIGN_IN)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn what_is_left_of_a_demo_that_was_stopped_is_thrown_away() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(prepare(folder.path()).unwrap(), Found::Room);
        fs::write(folder.path().join("waybill.db"), "half").unwrap();
        fs::create_dir(folder.path().join("files")).unwrap();
        assert_eq!(prepare(folder.path()).unwrap(), Found::Room);
        assert!(!folder.path().join("waybill.db").exists() && !folder.path().join("files").exists());
    }
}
