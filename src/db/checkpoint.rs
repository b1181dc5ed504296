//! Moving what was committed from SQLite's log into its file, beside the one who writes instead of between two of its commits.

use std::sync::mpsc::{self, TrySendError};
use std::thread;

use diesel::connection::SimpleConnection;

use super::connection::{AUTOCHECKPOINT, DbConn};
use super::{Db, DbError};

/// Commits of a long work between two checkpoints: pages that all of them change are moved once.
const COMMITS: usize = 4;
/// Pages that the log may have meanwhile: a checkpoint beside a writer never sees the end of it, so one day the writer has to wait
/// for the rest, or the log would grow for ever.
const AUTOCHECKPOINT_ASIDE: u32 = 4 * AUTOCHECKPOINT;

impl Db {
    /// Does a long work of large commits, which tells of each. PostgreSQL has processes of its own for this.
    ///
    /// # Errors
    /// When no connection is free.
    pub fn checkpoint_aside<T>(&self, work: impl FnOnce(&mut dyn FnMut()) -> T) -> Result<T, DbError> {
        let mut c = match self.work_connection()? {
            DbConn::Pg(_) => return Ok(work(&mut || ())),
            c @ DbConn::Sqlite(_) => c,
        };
        let _restored = Restored(self);
        self.let_log_grow(AUTOCHECKPOINT_ASIDE)?;
        thread::scope(|scope| {
            let (ask, asked) = mpsc::sync_channel(1);
            let thread = thread::Builder::new().name("checkpoint".to_owned()).spawn_scoped(scope, move || {
                for () in asked {
                    if let Err(e) = c.batch_execute("PRAGMA wal_checkpoint(PASSIVE)") {
                        tracing::debug!(error = %e, "a checkpoint is left to the writer");
                    }
                }
            });
            thread.map_err(|e| DbError::Unavailable(e.to_string()))?;
            let mut commits = 0;
            let done = work(&mut || {
                commits += 1;
                if commits % COMMITS == 0 {
                    // One that goes on sees less; the next one sees all.
                    match ask.try_send(()) {
                        Ok(()) | Err(TrySendError::Full(()) | TrySendError::Disconnected(())) => {}
                    }
                }
            });
            Ok(done)
        })
    }

    fn let_log_grow(&self, pages: u32) -> Result<(), DbError> {
        let mut c = self.inner.workers.writers.get().map_err(|e| DbError::Unavailable(e.to_string()))?;
        Ok(c.batch_execute(&format!("PRAGMA wal_autocheckpoint = {pages}"))?)
    }
}

/// Puts the log's bound back, whatever happened.
struct Restored<'a>(&'a Db);

impl Drop for Restored<'_> {
    fn drop(&mut self) {
        if let Err(e) = self.0.let_log_grow(AUTOCHECKPOINT) {
            tracing::warn!(error = %e, "the log of the database may grow larger than it should");
        }
    }
}

#[cfg(test)]
mod tests {
    use diesel::prelude::*;
    use diesel::sql_types::BigInt;

    use super::*;
    use crate::config::DatabaseUrl;

    fn autocheckpoint(db: &Db) -> i64 {
        #[derive(QueryableByName)]
        struct Bound {
            #[diesel(sql_type = BigInt)]
            wal_autocheckpoint: i64,
        }
        let mut c = db.inner.workers.writers.get().unwrap();
        let bound: Bound = diesel::sql_query("PRAGMA wal_autocheckpoint").get_result(&mut *c).unwrap();
        bound.wal_autocheckpoint
    }

    #[test]
    fn what_was_committed_is_moved_while_the_work_goes_on_and_the_bound_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("desk.db");
        let db = Db::open(&DatabaseUrl::Sqlite(path.clone())).unwrap();
        db.write_now(|c| c.batch_execute("CREATE TABLE large (bytes BLOB)")).unwrap();
        let size = || std::fs::metadata(&path).unwrap().len();
        let before = size();
        let bound = db
            .checkpoint_aside(|committed| {
                for _ in 0..COMMITS {
                    db.write_now(|c| c.batch_execute("INSERT INTO large VALUES (zeroblob(1000000))")).unwrap();
                    assert_eq!(size(), before);
                    committed();
                }
                autocheckpoint(&db)
            })
            .unwrap();
        assert_eq!(bound, i64::from(AUTOCHECKPOINT_ASIDE));
        assert!(size() > before + 3_900_000);
        assert_eq!(autocheckpoint(&db), i64::from(AUTOCHECKPOINT));
    }
}
