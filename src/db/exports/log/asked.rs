//! What a filter comes to before its rows are asked for: names looked up, dates as ids, and how rare some of it is.

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
    /// How many rows of that user, or of everybody, have that many records, up to [`COUNT_CAP`] and one more; `None` when it is not
    /// asked for. Few are gathered first.
    pub(super) of_size: Option<i64>,
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
        of_size: None,
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
    asked.of_size = rows_of_size(c, asked.whose(scope), filter)?;
    Ok(Some(asked))
}

impl Asked {
    /// The one user whose rows are asked for, if it is one.
    pub(super) fn whose(&self, scope: &LogScope) -> Option<i64> {
        match scope {
            LogScope::Own { user_id, .. } => Some(*user_id),
            LogScope::Everybody => self.user,
        }
    }

    /// Whether so few rows have that many records that they are gathered first.
    pub(super) fn size_is_rare(&self) -> bool {
        self.of_size.is_some_and(|rows| rows <= COUNT_CAP)
    }

    /// Whether nothing else is asked for but whose rows and how many records.
    pub(super) fn is_of_size_alone(&self) -> bool {
        LogFilter { user: None, more: None, less: None, ..self.filter.clone() }.is_whole()
    }
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

/// How many rows of a user, or of everybody, have that many records, up to the cap and one more: neither database knows it where they
/// are rare. `None` when it is not asked for.
fn rows_of_size(c: &mut DbConn, user: Option<i64>, filter: &LogFilter) -> QueryResult<Option<i64>> {
    if filter.more.is_none() && filter.less.is_none() {
        return Ok(None);
    }
    let (more, less) = (filter.more.unwrap_or(-1), filter.less.unwrap_or(i64::MAX));
    let whose = user.map_or_else(String::new, |user| format!("user_id = {user} AND "));
    let question = format!(
        "SELECT count(*) AS n FROM (SELECT 1 FROM exports WHERE {whose}records > $1 AND records < $2 LIMIT {}) AS sized",
        COUNT_CAP + 1
    );
    let counted: Count =
        both!(c, |c| { diesel::sql_query(&question).bind::<BigInt, _>(more).bind::<BigInt, _>(less).get_result(c) })?;
    Ok(Some(counted.n))
}

/// The newest export whose file has expired, so that a page of them does not pass by all that has not: one whose file was removed for
/// it, or one whose file the upkeep has not met yet. Both databases would read all of them from the end of the table.
fn newest_expired(c: &mut DbConn, now: DateTime<Utc>) -> QueryResult<Option<i64>> {
    const REMOVED: &str = "file_removed_at IS NOT NULL AND deleted_at IS NULL";
    const THERE: &str = "file_key IS NOT NULL AND file_removed_at IS NULL AND expires_at <= $1";
    let removed = match c {
        DbConn::Sqlite(_) => format!("SELECT max(id) AS id FROM exports INDEXED BY exports_removed WHERE {REMOVED}"),
        DbConn::Pg(_) => format!("SELECT max(id) AS id FROM exports WHERE {REMOVED}"),
    };
    let there = match c {
        DbConn::Sqlite(_) => format!("SELECT max(id) AS id FROM exports INDEXED BY exports_file WHERE {THERE}"),
        // In the order of the index by their end, which holds few of them: the planner cannot know that, but goes by it for the
        // first of an order. Should they be more, it may not read the index of the keys: `max(id)` alone would.
        DbConn::Pg(_) => format!(
            "WITH first AS MATERIALIZED (SELECT id FROM exports WHERE {THERE} ORDER BY expires_at LIMIT {FEW}) \
             SELECT CASE WHEN (SELECT count(*) FROM first) < {FEW} THEN (SELECT max(id) FROM first) \
             ELSE (SELECT max(id + 0) FROM exports WHERE {THERE}) END AS id"
        ),
    };
    let removed: Newest = both!(c, |c| diesel::sql_query(&removed).get_result(c))?;
    let there: Newest = both!(c, |c| diesel::sql_query(&there).bind::<Timestamp, _>(Ts::from(now)).get_result(c))?;
    Ok(removed.id.max(there.id))
}

/// Files that have expired and are still there, as many as one look finds.
const FEW: i64 = 1_000;

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
