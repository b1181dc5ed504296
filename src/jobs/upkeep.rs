//! What has to be tidied: expired files, exports nobody finishes, files no row owns, sessions, sign-in failures and sent forms
//! that no longer count. Everything is due by the clock, so that a run too many does nothing.

use std::collections::BTreeSet;
use std::time::SystemTime;

use chrono::{DateTime, Duration, Utc};

use super::stop::Stop;
use super::wait::wait_for;
use crate::app::App;
use crate::db::{downloads, exports, imports, sent_forms, sessions, throttle};
use crate::files::{EXPORTS, UPLOADS, temp_owner};

/// How long a file may lie where no row names it: longer than any publication takes (FAILURES.md F36).
const ORPHAN_AFTER: Duration = Duration::hours(1);

/// A download that has not ended after so long was cut off by the end of its process.
const STALE_DOWNLOAD: Duration = Duration::hours(24);

/// How long a file waits for its columns to be matched.
const UNSTARTED_UPLOAD: Duration = Duration::hours(24);

/// Tidies once; `true` when there was something to tidy.
pub(super) fn turn(app: &App, stop: &Stop) -> anyhow::Result<bool> {
    let now = app.clock.now();
    let mut tidied = app.db.write_now(|c| exports::sweep(c, now))?;
    tidied +=
        app.db.write_now(|c| Ok(sessions::purge(c, now)? + throttle::purge(c, now)? + sent_forms::purge(c, now)?))?;
    tidied += remove_expired(app, stop, now)?;
    tidied += remove_orphans(app, stop, now)?;
    tidied += forget_uploads(app, now)?;
    tidied += remove_old_uploads(app, now)?;
    tidied += sweep_spool(app, now)?;
    tidied += app.db.write_now(|c| downloads::close_stale(c, now - STALE_DOWNLOAD))?;
    Ok(tidied > 0)
}

/// Deletes the files of exports that have expired or were deleted early; first the file, then the note, so that a crash
/// between the two repeats the deletion (SECURITY.md E8).
fn remove_expired(app: &App, stop: &Stop, now: DateTime<Utc>) -> anyhow::Result<usize> {
    let mut removed = 0;
    for export in app.db.read_now(|c| exports::to_remove(c, now))? {
        if stop.is_asked() {
            break;
        }
        let Some(key) = &export.details.file_key else { continue };
        if is_deleted(app, key) {
            removed += usize::from(app.db.write_now(|c| exports::removed(c, &export, now))?);
        }
    }
    Ok(removed)
}

/// Deletes published files that no row owns: their worker ended between the publication and the finish.
fn remove_orphans(app: &App, stop: &Stop, now: DateTime<Utc>) -> anyhow::Result<usize> {
    let old: Vec<(String, String)> = wait_for(app.files.list(EXPORTS))?
        .into_iter()
        .filter(|file| now - file.modified > ORPHAN_AFTER)
        .filter_map(|file| {
            let public_id = file.key.split('/').nth(1)?.to_owned();
            Some((file.key, public_id))
        })
        .collect();
    if old.is_empty() {
        return Ok(0);
    }
    let owned: BTreeSet<String> = app.db.read_now(|c| exports::owned(c, &old))?.into_iter().collect();
    let mut removed = 0;
    for (key, _) in old.iter().filter(|(key, _)| !owned.contains(key)) {
        if stop.is_asked() {
            break;
        }
        if is_deleted(app, key) {
            tracing::info!(key, "a file without a row was removed");
            removed += 1;
        }
    }
    Ok(removed)
}

/// Deletes the files that were sent a day ago and never became an import: first the row, so that nobody starts one meanwhile.
fn forget_uploads(app: &App, now: DateTime<Utc>) -> anyhow::Result<usize> {
    let keys = app.db.write_now(|c| imports::forget_uploads(c, now - UNSTARTED_UPLOAD))?;
    keys.iter().try_for_each(|key| wait_for(app.files.delete(key)))?;
    Ok(keys.len())
}

/// Deletes uploads that no import is going to read: their request broke off, or their import has come to its end.
fn remove_old_uploads(app: &App, now: DateTime<Utc>) -> anyhow::Result<usize> {
    let old: Vec<String> = wait_for(app.files.list(UPLOADS))?
        .into_iter()
        .filter(|file| now - file.modified > ORPHAN_AFTER)
        .map(|file| file.key)
        .collect();
    if old.is_empty() {
        return Ok(0);
    }
    let wanted = app.db.read_now(imports::open_uploads)?;
    Ok(old.iter().filter(|key| !wanted.contains(key) && is_deleted(app, key)).count())
}

/// Deletes a file. One that cannot be deleted must not keep the others: it is tried again at the next turn.
fn is_deleted(app: &App, key: &str) -> bool {
    let deleted = wait_for(app.files.delete(key));
    if let Err(e) = &deleted {
        tracing::error!(key, error = format!("{e:#}"), "a file cannot be deleted");
    }
    deleted.is_ok()
}

fn sweep_spool(app: &App, now: DateTime<Utc>) -> anyhow::Result<usize> {
    let live: BTreeSet<(String, i32)> = app.db.read_now(exports::in_the_making)?.into_iter().collect();
    let is_live = |name: &str| temp_owner(name).is_some_and(|(id, attempt)| live.contains(&(id.to_owned(), attempt)));
    Ok(app.files.sweep_spool(is_live, SystemTime::from(now - ORPHAN_AFTER))?)
}
