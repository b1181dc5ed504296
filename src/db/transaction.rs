//! One transaction, as every change is made.

use diesel::Connection;
use diesel::connection::SimpleConnection;

use super::QueryResult;
use super::connection::DbConn;

/// One transaction that takes the write lock before its first read: a deferred one could fail at once when it upgrades.
pub(crate) fn transaction<T>(c: &mut DbConn, change: impl FnOnce(&mut DbConn) -> QueryResult<T>) -> QueryResult<T> {
    match c {
        DbConn::Pg(_) => c.transaction(change),
        DbConn::Sqlite(_) => {
            c.batch_execute("BEGIN IMMEDIATE")?;
            match change(c) {
                Ok(value) => {
                    if let Err(e) = c.batch_execute("COMMIT") {
                        roll_back(c);
                        return Err(e);
                    }
                    Ok(value)
                }
                Err(e) => {
                    roll_back(c);
                    Err(e)
                }
            }
        }
    }
}

/// SQLite has rolled back by itself after some errors; then there is nothing left to do.
fn roll_back(c: &mut DbConn) {
    if let Err(e) = c.batch_execute("ROLLBACK") {
        tracing::debug!(error = %e, "nothing to roll back");
    }
}
