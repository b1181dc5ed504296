//! One connection type over both databases, and how a connection is opened.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::{Connection, ConnectionError, PgConnection, SqliteConnection};

use crate::config::DatabaseUrl;

/// A connection to SQLite or PostgreSQL; nearly every query goes through it.
#[derive(diesel::MultiConnection)]
pub enum DbConn {
    /// PostgreSQL.
    Pg(PgConnection),
    /// SQLite.
    Sqlite(SqliteConnection),
}

/// Runs one expression on whichever connection it is: for the few statements that do not compile through the enum, and for those that
/// nearly every page asks. Those find their prepared statement by their type, as long as the type tells the whole text. With
/// [`limited`](super::verbatim::limited), [`verbatim`](super::verbatim::verbatim) or a boxed query in it, as through the enum, diesel writes
/// the text to look for it; with `sql`, and on SQLite with `eq_any`, it prepares the statement anew each time.
macro_rules! both {
    ($conn:expr, |$c:ident| $body:expr) => {
        match $conn {
            $crate::db::connection::DbConn::Pg($c) => $body,
            $crate::db::connection::DbConn::Sqlite($c) => $body,
        }
    };
}
pub(crate) use both;

/// What a connection is for; it decides time-outs and memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// A page: a statement that takes longer than 30 s is broken off.
    Web,
    /// The one connection that changes something, on SQLite: batches of an import write the same pages again and again.
    Change,
    /// An export, an import or maintenance: no time-out of the database's own, little cache (STACK.md 15).
    Work,
}

/// Pages of a new SQLite file, in bytes: rows of records are half a kilobyte, and more of them fit without a rest.
const PAGE_BYTES: u32 = 8192;
/// Pages of SQLite's log after which a commit moves them into the file.
pub(super) const AUTOCHECKPOINT: u32 = 8_000;

/// Opens one connection and prepares it.
pub(crate) fn open(url: &DatabaseUrl, purpose: Use) -> Result<DbConn, ConnectionError> {
    match url {
        DatabaseUrl::Sqlite(path) => {
            let mut c = SqliteConnection::establish(&path.to_string_lossy())?;
            // busy_timeout comes first: the other pragmas already meet locks (PERFORMANCE.md E).
            c.batch_execute(&format!(
                "PRAGMA busy_timeout = 10000; PRAGMA page_size = {PAGE_BYTES}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
                 PRAGMA recursive_triggers = ON; PRAGMA trusted_schema = OFF; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -8000; \
                 PRAGMA wal_autocheckpoint = {AUTOCHECKPOINT};",
            ))
            .map_err(ConnectionError::CouldntSetupConfiguration)?;
            if purpose == Use::Change {
                // A batch of an import changes more pages than the cache holds, and would write many of them twice. Such a
                // transaction may take what it needs; those of maintenance know no bounds.
                c.batch_execute("PRAGMA cache_spill = OFF; PRAGMA cache_size = -32000")
                    .map_err(ConnectionError::CouldntSetupConfiguration)?;
            }
            Ok(DbConn::Sqlite(c))
        }
        DatabaseUrl::Postgres(url) => {
            let mut c = PgConnection::establish(url)?;
            // To compile a statement takes longer than it saves: each asks one thing of a table.
            let timeout = match purpose {
                Use::Web | Use::Change => "30s",
                Use::Work => "0",
            };
            c.batch_execute(&format!(
                "SET TIME ZONE 'UTC'; SET statement_timeout = '{timeout}'; SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '35min'; \
                 SET jit = off; SET application_name = 'waybill';"
            ))
            .map_err(ConnectionError::CouldntSetupConfiguration)?;
            Ok(DbConn::Pg(c))
        }
    }
}

/// Opens pooled connections and keeps the real reason when it fails, which the derived enum would lose.
#[derive(Debug)]
pub(crate) struct Manager {
    pub(crate) url: DatabaseUrl,
    pub(crate) purpose: Use,
}

impl r2d2::ManageConnection for Manager {
    type Connection = DbConn;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<DbConn, Self::Error> {
        open(&self.url, self.purpose).map_err(diesel::r2d2::Error::ConnectionError)
    }

    fn is_valid(&self, c: &mut DbConn) -> Result<(), Self::Error> {
        c.batch_execute("SELECT 1").map_err(diesel::r2d2::Error::QueryError)
    }

    fn has_broken(&self, c: &mut DbConn) -> bool {
        std::thread::panicking() || diesel::r2d2::R2D2Connection::is_broken(c)
    }
}

/// How long a page waits for a connection before it answers 503.
pub(crate) const POOL_WAIT: Duration = Duration::from_secs(2);

/// Connections that are kept for exports, which read by two each; those beyond are closed when they are done.
pub(crate) const SNAPSHOTS: u32 = 8;
