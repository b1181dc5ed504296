//! Every query; the only place that names diesel.
//!
//! Web and workers meet nowhere but here. Reads and writes run off the async threads; a write is one transaction, begun
//! at once (`BEGIN IMMEDIATE` on SQLite), in which the change, its line in the trail and its mails stand or fall together
//! (SECURITY.md D1).

mod checkpoint;
mod connection;
mod copy_out;
mod error;
mod gate;
mod migrate;
mod schema;
mod seen;
mod snapshot;
mod time;
mod transaction;
mod usable;
mod verbatim;

pub mod access_links;
pub mod account;
pub mod alerts;
pub mod audit;
pub mod bulk_actions;
pub mod demo;
pub mod downloads;
pub mod exports;
pub mod imports;
pub mod notifications;
pub mod objects;
pub mod outbox;
pub mod record;
pub mod records;
pub mod records_scan;
pub mod segments;
pub mod sent_forms;
pub mod sessions;
pub mod thresholds;
pub mod throttle;
pub mod users;
pub mod views;

use std::sync::Arc;

use anyhow::Context;
use r2d2::Pool;
use tokio::sync::Semaphore;

pub use connection::DbConn;
pub use error::{DbError, QueryResult};
pub use gate::Closed;
pub(crate) use time::Ts;
pub(crate) use transaction::transaction;

use crate::config::DatabaseUrl;
use connection::{Manager, POOL_WAIT, SNAPSHOTS, Use, open};
use exports::{Exporters, KnownExporters};
use gate::Gate;
use usable::{require_durability, unusable};

/// The database: pools for short questions and changes and for what exports read by, single connections for other long work.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

struct Inner {
    url: DatabaseUrl,
    pages: Pools,
    /// Pools of their own on PostgreSQL: workers look up what is due many times a second, each on the next best connection, and a
    /// page would hardly ever meet one that has seen its records before.
    workers: Pools,
    /// What exports read by, on PostgreSQL.
    snapshots: Option<Pool<Manager>>,
    /// One for each connection that pages read by: whoever asks waits for it before a thread is taken, so that those who wait
    /// keep no thread from those who change something.
    turns: Semaphore,
    /// Where writers wait while an index is built; PostgreSQL has none.
    gate: Option<Arc<Gate>>,
    /// What this process knows of who has ever exported.
    exporters: KnownExporters,
}

/// Connections for short questions and changes.
#[derive(Clone)]
struct Pools {
    readers: Pool<Manager>,
    /// One connection on SQLite, so that two waiting writers never block every page; the readers' pool on PostgreSQL.
    writers: Pool<Manager>,
}

impl Pools {
    fn read<T>(&self, question: impl FnOnce(&mut DbConn) -> QueryResult<T>) -> Result<T, DbError> {
        let mut c = self.readers.get().map_err(|e| DbError::Unavailable(e.to_string()))?;
        Ok(question(&mut c)?)
    }

    fn write<T>(&self, change: impl FnOnce(&mut DbConn) -> QueryResult<T>) -> Result<T, DbError> {
        let mut c = self.writers.get().map_err(|e| DbError::Unavailable(e.to_string()))?;
        Ok(transaction(&mut c, change)?)
    }
}

impl Db {
    /// Opens the database, checks that it keeps what it acknowledges, and applies missing migrations.
    ///
    /// # Errors
    /// A sentence with the real reason when the database cannot be reached, opened or migrated.
    pub fn open(url: &DatabaseUrl) -> anyhow::Result<Self> {
        let db = Self::connect(url)?;
        let mut c = db.work_connection()?;
        migrate::run(&mut c)?;
        Ok(db)
    }

    /// As [`Self::open`], without migrating: for a database that was just laid.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub fn connect(url: &DatabaseUrl) -> anyhow::Result<Self> {
        if let DatabaseUrl::Sqlite(path) = url
            && let Some(folder) = path.parent()
        {
            std::fs::create_dir_all(folder).with_context(|| {
                format!("DATABASE_URL: the folder {} cannot be made. Make it, or name another file", folder.display())
            })?;
        }
        // A direct connection first: the pool would try for seconds and then hide the reason (STACK.md 1.3).
        let mut c = open(url, Use::Work).map_err(|e| unusable(url, e))?;
        require_durability(&mut c)?;
        // A file that can be read only would fail at the first change, long after the start.
        transaction(&mut c, |_| Ok(())).map_err(|e| unusable(url, e))?;
        let pool = |size: u32, purpose: Use| {
            Pool::builder()
                .max_size(size)
                .min_idle(Some(0))
                .connection_timeout(POOL_WAIT)
                .test_on_check_out(matches!(url, DatabaseUrl::Postgres(_)))
                .build(Manager { url: url.clone(), purpose })
        };
        let (pages, workers) = match url {
            DatabaseUrl::Sqlite(_) => {
                let pools = Pools { readers: pool(4, Use::Web)?, writers: pool(1, Use::Change)? };
                (pools.clone(), pools)
            }
            DatabaseUrl::Postgres(_) => {
                let same = |both: Pool<Manager>| Pools { readers: both.clone(), writers: both };
                (same(pool(10, Use::Web)?), same(pool(10, Use::Web)?))
            }
        };
        let (snapshots, gate) = match url {
            DatabaseUrl::Sqlite(_) => (None, Some(Arc::default())),
            DatabaseUrl::Postgres(_) => (Some(pool(SNAPSHOTS, Use::Work)?), None),
        };
        let exporters = KnownExporters::default();
        let turns = Semaphore::new(pages.readers.max_size().try_into().unwrap_or(Semaphore::MAX_PERMITS));
        Ok(Self { inner: Arc::new(Inner { url: url.clone(), pages, workers, snapshots, turns, gate, exporters }) })
    }

    /// Asks something, off the async threads.
    ///
    /// # Errors
    /// When no connection is free or the query fails.
    pub async fn read<T, F>(&self, question: F) -> Result<T, DbError>
    where
        F: FnOnce(&mut DbConn) -> QueryResult<T> + Send + 'static,
        T: Send + 'static,
    {
        let turn = tokio::time::timeout(POOL_WAIT, self.inner.turns.acquire()).await;
        let _turn = turn.map_err(|_| DbError::Unavailable("every connection is busy".into()))?;
        let db = self.clone();
        blocking(move || db.inner.pages.read(question)).await
    }

    /// As [`Self::read`], for a few rows by their key: on this thread where SQLite has a connection to spare, as its answer is
    /// there sooner than another thread is awake.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub async fn look_up<T, F>(&self, question: F) -> Result<T, DbError>
    where
        F: FnOnce(&mut DbConn) -> QueryResult<T> + Send + 'static,
        T: Send + 'static,
    {
        let spare = if self.is_embedded() { self.inner.pages.readers.try_get() } else { None };
        match spare {
            Some(mut c) => Ok(question(&mut c)?),
            None => self.read(question).await,
        }
    }

    /// Changes something in one transaction, off the async threads. It runs to its end even when the request is dropped.
    ///
    /// # Errors
    /// When no connection is free or anything in the transaction fails; nothing is changed then.
    pub async fn write<T, F>(&self, change: F) -> Result<T, DbError>
    where
        F: FnOnce(&mut DbConn) -> QueryResult<T> + Send + 'static,
        T: Send + 'static,
    {
        let db = self.clone();
        blocking(move || {
            db.wait_at_gate()?;
            db.inner.pages.write(change)
        })
        .await
    }

    /// As [`Self::write`], on a connection of its own that no time-out breaks off: for changes that look at every record.
    /// Others wait for it at the gate.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub async fn write_at_length<T, F>(&self, change: F) -> Result<T, DbError>
    where
        F: FnOnce(&mut DbConn) -> QueryResult<T> + Send + 'static,
        T: Send + 'static,
    {
        let db = self.clone();
        blocking(move || {
            db.wait_at_gate()?;
            let _closed = db.close_gate();
            Ok(transaction(&mut db.work_connection()?, change)?)
        })
        .await
    }

    /// As [`Self::read`], on this thread: for workers.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_now<T>(&self, question: impl FnOnce(&mut DbConn) -> QueryResult<T>) -> Result<T, DbError> {
        self.inner.workers.read(question)
    }

    /// As [`Self::write`], on this thread: for workers.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn write_now<T>(&self, change: impl FnOnce(&mut DbConn) -> QueryResult<T>) -> Result<T, DbError> {
        self.wait_at_gate()?;
        self.inner.workers.write(change)
    }

    /// Keeps every other change of this process waiting, on SQLite, until the answer is dropped: for work that would hold its
    /// one writer for longer than anybody waits for a lock.
    pub fn close_gate(&self) -> Closed {
        Closed::new(self.inner.gate.clone())
    }

    /// Everybody who has ever exported, for the filter of the log.
    ///
    /// # Errors
    /// When the query fails.
    pub fn exporters(&self, c: &mut DbConn) -> QueryResult<Exporters> {
        self.inner.exporters.now(c)
    }

    fn is_embedded(&self) -> bool {
        matches!(self.inner.url, DatabaseUrl::Sqlite(_))
    }

    /// Whether changes have to wait now, because an index is being built.
    pub fn is_gate_closed(&self) -> bool {
        self.inner.gate.as_ref().is_some_and(|gate| gate.is_closed())
    }

    fn wait_at_gate(&self) -> Result<(), DbError> {
        match &self.inner.gate {
            Some(gate) if !gate.is_open_soon() => Err(DbError::Indexing),
            _ => Ok(()),
        }
    }

    /// A connection of its own, outside the pools: for exports, imports and maintenance.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub fn work_connection(&self) -> Result<DbConn, DbError> {
        open(&self.inner.url, Use::Work).map_err(|e| DbError::Unavailable(e.to_string()))
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, DbError> + Send + 'static) -> Result<T, DbError> {
    tokio::task::spawn_blocking(work).await.map_err(|e| DbError::Unavailable(e.to_string()))?
}
