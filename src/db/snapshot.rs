//! Connections that see the database as it is at one moment, however much is asked (R31).

use std::ops::{Deref, DerefMut};

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::prelude::*;
use diesel::sql_types::Text;
use r2d2::PooledConnection;

use super::connection::Manager;
use super::{Db, DbConn, DbError, QueryResult};

/// A connection that sees one moment. With it goes the snapshot, whatever happened.
pub(super) enum Snapshot {
    /// PostgreSQL's, which is kept for the next export unless this one broke off: a new session takes longer to meet its first
    /// hundred thousand pages than to read them.
    Kept(PooledConnection<Manager>),
    /// SQLite's, which takes its memory along; PostgreSQL's where none was kept.
    Own(DbConn),
}

impl Deref for Snapshot {
    type Target = DbConn;

    fn deref(&self) -> &DbConn {
        match self {
            Self::Kept(c) => c,
            Self::Own(c) => c,
        }
    }
}

impl DerefMut for Snapshot {
    fn deref_mut(&mut self) -> &mut DbConn {
        match self {
            Self::Kept(c) => c,
            Self::Own(c) => c,
        }
    }
}

impl Snapshot {
    /// Lets the moment go, after everything that was asked was answered to its end: the connection may serve again.
    pub(super) fn finish(mut self) {
        if let DbConn::Pg(c) = &mut *self
            && let Err(e) = AnsiTransactionManager::rollback_transaction(c)
        {
            // It is closed then, as one that broke off.
            tracing::debug!(error = %e, "a connection does not serve again");
        }
    }
}

impl Db {
    /// The moment of the first question.
    pub(super) fn snapshot(&self) -> Result<Snapshot, DbError> {
        let mut c = match self.kept() {
            Some(c) => Snapshot::Kept(c),
            None => Snapshot::Own(self.work_connection()?),
        };
        match &mut *c {
            DbConn::Pg(c) => {
                AnsiTransactionManager::begin_transaction_sql(c, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
            }
            DbConn::Sqlite(c) => c.batch_execute("BEGIN")?,
        }
        Ok(c)
    }

    /// A connection of those that are kept, or that there is room to keep; nobody waits for one.
    fn kept(&self) -> Option<PooledConnection<Manager>> {
        let pool = self.inner.snapshots.as_ref()?;
        let state = pool.state();
        let is_free = state.idle_connections > 0 || state.connections < pool.max_size();
        if is_free { pool.get().ok() } else { None }
    }

    /// A second connection to the same moment; none on SQLite, or where there is none to be had.
    pub(super) fn snapshot_beside(&self, first: &mut Snapshot) -> QueryResult<Option<Snapshot>> {
        let DbConn::Pg(c) = &mut **first else { return Ok(None) };
        let moment: String = diesel::dsl::sql::<Text>("SELECT pg_export_snapshot()").get_result(c)?;
        let second = self.snapshot().and_then(|mut second| {
            second.batch_execute(&format!("SET TRANSACTION SNAPSHOT '{moment}'"))?;
            Ok(second)
        });
        Ok(second.inspect_err(|e| tracing::debug!(error = %e, "an export does without a second connection")).ok())
    }
}
