//! The indexes by which properties are sorted and found at speed. Each is wanted by its property; a worker builds what is
//! missing and drops what is not wanted any more, so that a crash at any line is made good by the next turn. A unique property
//! wants one too, whoever asked for it or not: imports match records by it.
//!
//! SQLite lets nobody else write while an index is built. There one is built only when no import and no bulk action is under
//! way, behind a closed gate: whoever wants to change something meanwhile is told why, and when to try again.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use super::change::record;
use super::name_indexes;
use super::unique::execute;
use crate::db::connection::{DbConn, both};
use crate::db::records::expression;
use crate::db::records::sql::Dialect;
use crate::db::schema::properties;
use crate::db::{Db, DbError, QueryResult, bulk_actions, imports};
use crate::domain::audit::{Action, Subject};
use crate::domain::property::PropertyType;
use crate::domain::viewer::Actor;

/// The lock that lets one process at a time build indexes on PostgreSQL: an index that is not valid is then nobody's.
pub(super) const LOCK: i64 = 5_740_129_003;

#[derive(QueryableByName)]
struct Index {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Bool)]
    is_valid: bool,
}

/// A property that wants an index: its key, its object's, its type, and whether it is used already.
type Wanted = (i64, i64, String, bool);

/// The expression as a column of an index: PostgreSQL wants a cast in parentheses.
pub(super) fn column(dialect: Dialect, id: i64, kind: PropertyType) -> String {
    let expression = expression(dialect, id, kind);
    if (dialect, kind) == (Dialect::Postgres, PropertyType::Number) { format!("({expression})") } else { expression }
}

/// Builds one index or drops one; `true` when there was something to do. On SQLite nobody else writes while one is built; on
/// PostgreSQL everybody does.
///
/// # Errors
/// When the database refuses, for example because its disk is full; the next turn tries again.
pub fn work_on_indexes(db: &Db, now: DateTime<Utc>) -> Result<bool, DbError> {
    let (wanted, there, nameless) = db.read_now(|c| Ok((wanted(c)?, there(c)?, name_indexes::missing(c)?)))?;
    let is_due = nameless.is_some()
        || wanted.iter().any(|(id, _, _, is_used)| !is_used || !is_built(&there, *id))
        || there.iter().any(|(id, _)| !is_wanted(&wanted, *id));
    if !is_due {
        return Ok(false);
    }
    // A connection of its own: the lock ends with it, and no time-out breaks a long build off.
    let mut c = db.work_connection()?;
    if !is_alone(&mut c)? {
        return Ok(false);
    }
    if let Some(object_id) = name_indexes::missing(&mut c)? {
        let _closed = matches!(c, DbConn::Sqlite(_)).then(|| db.close_gate());
        name_indexes::build(&mut c, object_id)?;
        return Ok(true);
    }
    let (wanted, there) = (self::wanted(&mut c)?, self::there(&mut c)?);
    if let Some((id, _)) = there.iter().find(|(id, is_valid)| !is_valid || !is_wanted(&wanted, *id)) {
        drop_index(db, &mut c, *id)?;
        return Ok(true);
    }
    if matches!(c, DbConn::Sqlite(_)) && (imports::is_any_open(&mut c)? || bulk_actions::is_any_open(&mut c)?) {
        return Ok(false);
    }
    for (id, object_id, kind, is_used) in wanted {
        let kind = kind.parse().unwrap_or(PropertyType::Text);
        let is_built = is_built(&there, id);
        if !is_built {
            let _closed = db.close_gate();
            build(&mut c, object_id, id, kind)?;
        }
        if !is_built || !is_used {
            let used = db.write_now(|c| start_using(c, id, now))?;
            return Ok(used || !is_built);
        }
    }
    Ok(false)
}

fn is_built(there: &[(i64, bool)], id: i64) -> bool {
    there.contains(&(id, true))
}

fn is_wanted(wanted: &[Wanted], id: i64) -> bool {
    wanted.iter().any(|(wanted, ..)| *wanted == id)
}

/// Whether this process is the only one that works on indexes. SQLite needs no lock: its second builder waits for the first
/// and then finds the index there.
fn is_alone(c: &mut DbConn) -> QueryResult<bool> {
    match c {
        DbConn::Sqlite(_) => Ok(true),
        DbConn::Pg(c) => {
            diesel::select(diesel::dsl::sql::<Bool>(&format!("pg_try_advisory_lock({LOCK})"))).get_result(c)
        }
    }
}

fn wanted(c: &mut DbConn) -> QueryResult<Vec<Wanted>> {
    properties::table
        .filter(properties::wants_index.eq(true).or(properties::is_unique.eq(true)))
        .filter(properties::archived_at.is_null())
        .order(properties::id)
        .select((properties::id, properties::object_id, properties::kind, properties::is_indexed))
        .load(c)
}

/// The properties that have an index, and whether it can be used. PostgreSQL leaves an invalid one behind when a build breaks
/// off; SQLite leaves none.
fn there(c: &mut DbConn) -> QueryResult<Vec<(i64, bool)>> {
    let question = match c {
        DbConn::Sqlite(_) => {
            "SELECT name, TRUE AS is_valid FROM sqlite_master WHERE type = 'index' AND name GLOB 'records_p[0-9]*'"
        }
        DbConn::Pg(_) => {
            "SELECT c.relname::text AS name, i.indisvalid AS is_valid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
             WHERE i.indrelid = 'records'::regclass AND c.relname ~ '^records_p[0-9]+$'"
        }
    };
    let indexes: Vec<Index> = both!(c, |c| diesel::sql_query(question).load(c))?;
    let mut there: Vec<(i64, bool)> = indexes
        .iter()
        .filter_map(|index| Some((index.name.strip_prefix("records_p")?.parse().ok()?, index.is_valid)))
        .collect();
    there.sort_unstable();
    Ok(there)
}

fn build(c: &mut DbConn, object_id: i64, id: i64, kind: PropertyType) -> QueryResult<()> {
    let dialect = Dialect::of(c);
    let column = column(dialect, id, kind);
    let concurrently = match dialect {
        Dialect::Sqlite => "",
        Dialect::Postgres => "CONCURRENTLY ",
    };
    let begun = std::time::Instant::now();
    execute(
        c,
        format!(
            "CREATE INDEX {concurrently}IF NOT EXISTS records_p{id} ON records ({column}, id) WHERE object_id = {object_id}"
        ),
    )?;
    tracing::info!(property = id, seconds = begun.elapsed().as_secs_f32(), "an index was built");
    Ok(())
}

/// From here on queries rely on it, unless it is not wanted any more.
fn start_using(c: &mut DbConn, id: i64, now: DateTime<Utc>) -> QueryResult<bool> {
    let still = properties::table
        .find(id)
        .filter(properties::wants_index.eq(true).or(properties::is_unique.eq(true)))
        .filter(properties::is_indexed.eq(false))
        .filter(properties::archived_at.is_null());
    let changed = diesel::update(still).set(properties::is_indexed.eq(true)).execute(c)?;
    if changed == 1 {
        let nothing = serde_json::json!({});
        record(c, Action::PropertyIndexed, Subject::Property(id), &Actor::system(), now, nothing)?;
    }
    Ok(changed == 1)
}

/// No query may rely on it when it goes.
fn drop_index(db: &Db, c: &mut DbConn, id: i64) -> Result<(), DbError> {
    db.write_now(|c| {
        diesel::update(properties::table.find(id)).set(properties::is_indexed.eq(false)).execute(c).map(|_| ())
    })?;
    let concurrently = match c {
        DbConn::Sqlite(_) => "",
        DbConn::Pg(_) => "CONCURRENTLY ",
    };
    Ok(execute(c, format!("DROP INDEX {concurrently}IF EXISTS records_p{id}"))?)
}

/// Whether an index of the property is there, of whatever type the property was then.
pub(super) fn has_index(c: &mut DbConn, id: i64) -> QueryResult<bool> {
    Ok(there(c)?.iter().any(|(there, _)| *there == id))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The indexes of the migrations and those that are built later are read by the same queries.
    #[test]
    fn indexes_are_built_as_the_migrations_lay_them() {
        for (dialect, folder) in [(Dialect::Sqlite, "sqlite"), (Dialect::Postgres, "postgres")] {
            let sql = ["000001_start", "000003_records_in_full"]
                .map(|name| std::fs::read_to_string(format!("migrations/{folder}/2026-11-22-{name}/up.sql")).unwrap());
            let sql = sql.concat();
            for (id, object, kind) in [
                (3, 1, PropertyType::Email),
                (32, 2, PropertyType::Text),
                (52, 3, PropertyType::Number),
                (55, 3, PropertyType::Date),
            ] {
                let column = column(dialect, id, kind);
                let index = format!("CREATE INDEX records_p{id} ON records ({column}, id) WHERE object_id = {object};");
                assert!(sql.contains(&index), "{index}");
            }
        }
    }
}
