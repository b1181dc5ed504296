//! The migrations of each database, compiled in and applied at start.

use anyhow::{Context, anyhow};
use diesel::connection::SimpleConnection;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::connection::DbConn;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Key of the advisory lock under which several processes that start at once take turns on PostgreSQL.
const LOCK: i64 = 0x5741_5942;

/// Applies what is missing; returns how many migrations that were.
///
/// # Errors
/// When a migration fails, or when the database was laid by a newer version of Waybill.
pub(crate) fn run(c: &mut DbConn) -> anyhow::Result<usize> {
    match c {
        DbConn::Sqlite(c) => {
            refuse_newer(c, SQLITE)?;
            c.run_pending_migrations(SQLITE)
                .map(|done| done.len())
                .map_err(|e| anyhow!(e))
                .context("migrate the SQLite database")
        }
        DbConn::Pg(c) => {
            c.batch_execute(&format!("SET lock_timeout = 0; SELECT pg_advisory_lock({LOCK})"))?;
            let done = refuse_newer(c, POSTGRES).and_then(|()| {
                c.run_pending_migrations(POSTGRES)
                    .map(|done| done.len())
                    .map_err(|e| anyhow!(e))
                    .context("migrate the PostgreSQL database")
            });
            c.batch_execute(&format!("SELECT pg_advisory_unlock({LOCK}); SET lock_timeout = '10s'"))?;
            done
        }
    }
}

/// An older program on a newer database would write rows that it does not understand.
fn refuse_newer<C, DB>(c: &mut C, ours: EmbeddedMigrations) -> anyhow::Result<()>
where
    DB: diesel::backend::Backend,
    C: MigrationHarness<DB>,
    EmbeddedMigrations: diesel::migration::MigrationSource<DB>,
{
    let known: Vec<String> = diesel::migration::MigrationSource::<DB>::migrations(&ours)
        .map_err(|e| anyhow!(e))?
        .iter()
        .map(|m| m.name().version().to_string())
        .collect();
    let applied = c.applied_migrations().map_err(|e| anyhow!(e)).context("read which migrations were applied")?;
    match applied.iter().map(ToString::to_string).find(|version| !known.contains(version)) {
        Some(version) => Err(anyhow!(
            "the database was laid by a newer version of Waybill (migration {version}): start that version, or restore a backup"
        )),
        None => Ok(()),
    }
}
