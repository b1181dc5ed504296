//! What a filter comes to before its rows are asked for: names looked up, dates as ids, and how SQLite is to read.

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamp};

use super::COUNT_CAP;
use super::filter::all_trigrams;
use crate::db::connection::{DbConn, both};
use crate::db::schema::{exports, users};
use crate::db::{QueryResult, Ts, objects};
use crate::domain::export_log::{LogFilter, LogScope, LogSource, LogState};
use crate::domain::fold::fold;

/// A filter, and what of it was looked up.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) filter: LogFilter,
    /// Where the ids of its dates lie.
    pub(super) ids: Option<(i64, i64)>,
    pub(super) user: Option<i64>,
    pub(super) object: Option<i64>,
    /// The folded name.
    pub(super) name: String,
    /// On SQLite: the name's trigrams, if it has any.
    pub(super) trigrams: Option<String>,
    /// On SQLite: so few rows hold the trigrams that they are gathered first.
    pub(super) name_is_rare: bool,
    /// On SQLite: so few rows have that many records that they are gathered first.
    pub(super) size_is_rare: bool,
    pub(super) is_sqlite: bool,
    pub(super) now: DateTime<Utc>,
}

/// Looks a filter up; `None` when no row can fit.
pub(super) fn asked(
    c: &mut DbConn,
    scope: &LogScope,
    filter: &LogFilter,
    now: DateTime<Utc>,
) -> QueryResult<Option<Asked>> {
    let is_sqlite = matches!(c, DbConn::Sqlite(_));
    let name = fold(&filter.name);
    let trigrams = if is_sqlite { all_trigrams(&name) } else { None };
    let mut asked = Asked {
        filter: filter.clone(),
        ids: None,
        user: None,
        object: None,
        name_is_rare: false,
        size_is_rare: false,
        name,
        trigrams,
        is_sqlite,
        now,
    };
    // Keys and not subqueries: SQLite follows the order of an index behind one value, not behind a set of unknown size.
    if let (Some(user), true) = (&filter.user, *scope == LogScope::Everybody) {
        asked.user = users::table.filter(users::public_id.eq(user)).select(users::id).first(c).optional()?;
        if asked.user.is_none() {
            return Ok(None);
        }
    }
    if let Some(LogSource::Object(object)) = &filter.source {
        asked.object = objects::find_any(c, object)?.map(|object| object.id);
        if asked.object.is_none() {
            return Ok(None);
        }
    }
    if filter.from.is_some() || filter.until.is_some() {
        asked.ids = id_range(c, filter)?;
        if asked.ids.is_none() {
            return Ok(None);
        }
    }
    if filter.state == Some(LogState::Expired) {
        let Some(newest) = newest_expired(c, now)? else { return Ok(None) };
        let (first, last) = asked.ids.unwrap_or((0, i64::MAX));
        asked.ids = Some((first, last.min(newest)));
    }
    if let (DbConn::Sqlite(c), Some(trigrams)) = (&mut *c, &asked.trigrams) {
        asked.name_is_rare = rows_of_name(c, trigrams)? <= COUNT_CAP;
    }
    if let DbConn::Sqlite(c) = c {
        asked.size_is_rare = rows_of_size(c, filter)?.is_some_and(|rows| rows <= COUNT_CAP);
    }
    Ok(Some(asked))
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

#[derive(QueryableByName)]
struct Newest {
    #[diesel(sql_type = Nullable<BigInt>)]
    id: Option<i64>,
}

/// Without statistics SQLite cannot know whether a name is rare, and gathering the rows of a common one takes seconds.
fn rows_of_name(c: &mut SqliteConnection, trigrams: &str) -> QueryResult<i64> {
    let counted: Count = diesel::sql_query(
        "SELECT count(*) AS n FROM (SELECT 1 FROM exports_search WHERE exports_search MATCH ? LIMIT ?)",
    )
    .bind::<Text, _>(trigrams)
    .bind::<BigInt, _>(COUNT_CAP + 1)
    .get_result(c)?;
    Ok(counted.n)
}

/// The same for the number of records; `None` when it is not asked for.
fn rows_of_size(c: &mut SqliteConnection, filter: &LogFilter) -> QueryResult<Option<i64>> {
    if filter.more.is_none() && filter.less.is_none() {
        return Ok(None);
    }
    let counted: Count = diesel::sql_query(
        "SELECT count(*) AS n FROM (SELECT 1 FROM exports WHERE records > ? AND records < ? LIMIT ?)",
    )
    .bind::<BigInt, _>(filter.more.unwrap_or(-1))
    .bind::<BigInt, _>(filter.less.unwrap_or(i64::MAX))
    .bind::<BigInt, _>(COUNT_CAP + 1)
    .get_result(c)?;
    Ok(Some(counted.n))
}

/// The newest export whose file has expired, so that a page of them does not pass by all that has not: one whose file was removed for
/// it, or one whose file the upkeep has not met yet. SQLite would read all of them from the end of the table.
fn newest_expired(c: &mut DbConn, now: DateTime<Utc>) -> QueryResult<Option<i64>> {
    let by = |index: &str| if matches!(c, DbConn::Sqlite(_)) { format!(" INDEXED BY {index}") } else { String::new() };
    let removed = format!(
        "SELECT max(id) AS id FROM exports{} WHERE file_removed_at IS NOT NULL AND deleted_at IS NULL",
        by("exports_removed")
    );
    let there = format!(
        "SELECT max(id) AS id FROM exports{} WHERE file_key IS NOT NULL AND file_removed_at IS NULL AND expires_at <= ",
        by("exports_file")
    );
    let removed: Newest = both!(c, |c| diesel::sql_query(&removed).get_result(c))?;
    let there: Newest =
        both!(c, |c| diesel::sql_query(format!("{there}$1")).bind::<Timestamp, _>(Ts::from(now)).get_result(c))?;
    Ok(removed.id.max(there.id))
}

/// Dates become a range of ids first, because ids grow with time and pages go by id (PERFORMANCE.md D). Two requests at
/// the same time may get their ids in either order: an hour more at both ends, and the time itself decides.
fn id_range(c: &mut DbConn, filter: &LogFilter) -> QueryResult<Option<(i64, i64)>> {
    let first = match filter.from {
        None => Some(0),
        Some(from) => exports::table
            .filter(exports::requested_at.ge(Ts::from(from - Duration::hours(1))))
            .order((exports::requested_at, exports::id))
            .select(exports::id)
            .first::<i64>(c)
            .optional()?,
    };
    let last = match filter.until {
        None => Some(i64::MAX),
        Some(until) => exports::table
            .filter(exports::requested_at.lt(Ts::from(until + Duration::hours(1))))
            .order((exports::requested_at.desc(), exports::id.desc()))
            .select(exports::id)
            .first::<i64>(c)
            .optional()?,
    };
    Ok(first.zip(last))
}
