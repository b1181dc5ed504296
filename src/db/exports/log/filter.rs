//! The filter of the export log as conditions.

use chrono::{DateTime, Duration, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text, Timestamp};

use super::Query;
use crate::db::connection::DbConn;
use crate::db::exports::within;
use crate::db::schema::{exports, objects, users};
use crate::db::{QueryResult, Ts};
use crate::domain::export::State;
use crate::domain::export_log::{LogFilter, LogScope, LogSource, LogState};
use crate::domain::fold::fold;

/// The rows of a scope that the filter finds.
pub(super) fn matching(
    scope: &LogScope,
    filter: &LogFilter,
    dates: Dates,
    is_sqlite: bool,
    now: DateTime<Utc>,
) -> Query {
    let mut query = within(scope);
    if let Some((first, last)) = dates.ids {
        query = query.filter(exports::id.between(first, last));
    }
    // COALESCE keeps the planner from the index on the time, which would have every page sorted (PERFORMANCE.md D).
    if let Some(from) = filter.from {
        query =
            query.filter(sql::<Bool>("COALESCE(requested_at, requested_at) >= ").bind::<Timestamp, _>(Ts::from(from)));
    }
    if let Some(until) = filter.until {
        query =
            query.filter(sql::<Bool>("COALESCE(requested_at, requested_at) < ").bind::<Timestamp, _>(Ts::from(until)));
    }
    match &filter.source {
        None => {}
        Some(LogSource::Object(name)) => {
            let object = objects::table.filter(objects::name.eq(name.clone())).select(objects::id.nullable());
            query = query.filter(exports::object_id.eq_any(object));
        }
        Some(LogSource::Kind(kind)) => query = query.filter(exports::source_kind.eq(kind.as_str())),
    }
    if let (Some(user), LogScope::Everybody) = (&filter.user, scope) {
        let user = users::table.filter(users::public_id.eq(user.clone())).select(users::id.nullable());
        query = query.filter(exports::user_id.eq_any(user));
    }
    if let Some(more) = filter.more {
        query = query.filter(exports::records.gt(more));
    }
    if let Some(less) = filter.less {
        query = query.filter(exports::records.lt(less));
    }
    query = with_state(query, filter.state, now);
    with_name(query, &fold(&filter.name), is_sqlite)
}

/// Expired and deleted are derived from the row and the clock (R37). The literal `state <> 'done'` is what SQLite needs
/// to use the partial index.
fn with_state(query: Query, state: Option<LogState>, now: DateTime<Utc>) -> Query {
    let now = Ts::from(now);
    let done = |query: Query| query.filter(exports::state.eq(State::Done.as_str()));
    match state {
        None => query,
        Some(LogState::Queued) => query.filter(sql::<Bool>("state <> 'done' AND state = 'queued'")),
        Some(LogState::Processing) => query.filter(sql::<Bool>("state <> 'done' AND state = 'running'")),
        Some(LogState::Cancelled) => query.filter(sql::<Bool>("state <> 'done' AND state = 'cancelled'")),
        Some(LogState::Failed) => query.filter(sql::<Bool>("state <> 'done' AND state = 'failed'")),
        Some(LogState::Ready) => done(query).filter(exports::deleted_at.is_null()).filter(exports::expires_at.gt(now)),
        Some(LogState::Expired) => {
            done(query).filter(exports::deleted_at.is_null()).filter(exports::expires_at.le(now))
        }
        Some(LogState::Deleted) => done(query).filter(exports::deleted_at.is_not_null()),
    }
}

/// Part of the folded name. SQLite's trigram index finds rows that hold all its trigrams, and the row itself decides;
/// PostgreSQL's does both for LIKE. Fewer than three characters have no trigram and are compared row by row.
fn with_name(query: Query, name: &str, is_sqlite: bool) -> Query {
    if name.is_empty() {
        return query;
    }
    if !is_sqlite {
        return query.filter(sql::<Bool>("name_key LIKE ").bind::<Text, _>(format!("%{}%", escaped_for_like(name))));
    }
    let holds = sql::<Bool>("instr(name_key, ").bind::<Text, _>(name.to_owned()).sql(") > 0");
    match all_trigrams(name) {
        None => query.filter(holds),
        Some(trigrams) => query
            .filter(
                sql::<Bool>("id IN (SELECT rowid FROM exports_search WHERE exports_search MATCH ")
                    .bind::<Text, _>(trigrams)
                    .sql(")"),
            )
            .filter(holds),
    }
}

fn escaped_for_like(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// `"abc" AND "bcd"`; a longer text is narrowed down enough by its first trigrams.
fn all_trigrams(text: &str) -> Option<String> {
    let letters: Vec<char> = text.chars().collect();
    let trigrams: Vec<String> = letters
        .windows(3)
        .take(40)
        .map(|three| format!("\"{}\"", three.iter().collect::<String>().replace('"', "\"\"")))
        .collect();
    (!trigrams.is_empty()).then(|| trigrams.join(" AND "))
}

/// The ids that a range of dates can lie between; `None` when there are none.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dates {
    ids: Option<(i64, i64)>,
}

/// Dates become a range of ids first, because ids grow with time and pages go by id (PERFORMANCE.md D). Two requests at
/// the same time may get their ids in either order: an hour more at both ends, and the time itself decides.
pub(super) fn id_range(c: &mut DbConn, filter: &LogFilter) -> QueryResult<Option<Dates>> {
    if filter.from.is_none() && filter.until.is_none() {
        return Ok(Some(Dates { ids: None }));
    }
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
    Ok(first.zip(last).map(|ids| Dates { ids: Some(ids) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_its_trigrams() {
        assert_eq!(all_trigrams("ab"), None);
        assert_eq!(all_trigrams("abcd").as_deref(), Some("\"abc\" AND \"bcd\""));
        assert_eq!(all_trigrams("a\"b").as_deref(), Some("\"a\"\"b\""));
        assert_eq!(escaped_for_like("50%_\\"), "50\\%\\_\\\\");
    }
}
