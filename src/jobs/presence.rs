//! Whether this process is the only one at its database: then whatever is leased was left by a crash, and is taken up again
//! at once instead of after the lease (F5).

use std::fs::{File, OpenOptions, TryLockError};
use std::path::PathBuf;
use std::time::SystemTime;

use anyhow::Context;
use chrono::Duration;

use crate::app::App;
use crate::config::DatabaseUrl;
use crate::db::{bulk_actions, exports, imports};
use crate::files::temp_owner;

/// Kept for as long as the process works; the operating system lets the lock go with it, also after kill -9.
#[derive(Debug)]
pub(super) struct Presence {
    _lock: Option<File>,
}

/// Notes the presence of this process. Alone at a SQLite database, it lets the leases of the dead lapse; PostgreSQL may have
/// workers on other machines, so there the time decides.
///
/// # Errors
/// When the lock's file or the database cannot be written.
pub(super) fn enter(app: &App) -> anyhow::Result<Presence> {
    let DatabaseUrl::Sqlite(path) = &app.config.database else { return Ok(Presence { _lock: None }) };
    let mut name = path.clone().into_os_string();
    name.push(".lock");
    let name = PathBuf::from(name);
    let open = || OpenOptions::new().create(true).truncate(false).write(true).open(&name);
    let lock = open().with_context(|| format!("open {}", name.display()))?;
    match lock.try_lock() {
        Ok(()) => {
            let now = app.clock.now();
            let left = app.db.write_now(|c| {
                Ok(exports::reclaim_all(c, now)? + imports::reclaim_all(c, now)? + bulk_actions::reclaim_all(c, now)?)
            })?;
            if left > 0 {
                tracing::info!(left, "work that was interrupted is taken up again");
            }
            // No worker writes an export now: what lies in the spool was left half-written. Uploads are left alone: the
            // command line may be taking one.
            let is_upload = |name: &str| temp_owner(name).is_none();
            let swept = app.files.sweep_spool(is_upload, SystemTime::from(now + Duration::days(1)))?;
            if swept > 0 {
                tracing::info!(swept, "half-written files were removed");
            }
            // Shared from here on: another process may come, and sees that it is not alone.
            lock.unlock().context("let the lock go")?;
        }
        Err(TryLockError::WouldBlock) => {}
        Err(TryLockError::Error(e)) => return Err(e).with_context(|| format!("lock {}", name.display())),
    }
    lock.lock_shared().with_context(|| format!("lock {}", name.display()))?;
    Ok(Presence { _lock: Some(lock) })
}
