//! The filter of the export log as conditions.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text, Timestamp};

use super::Query;
use super::asked::Asked;
use crate::db::Ts;
use crate::db::exports::within;
use crate::db::schema::exports;
use crate::domain::export_log::{LogFilter, LogScope, LogSource, LogState};

/// What a question is asked for. SQLite has no statistics, so the condition that an index is not to be read for is written
/// with a plus sign before its column, which changes nothing else. PostgreSQL is kept from an index by an expression that says the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// In the order of ids, until a page is full.
    ById,
    /// In the order of the number of records, until a page is full: the index of that order is the one to be read.
    ByRecords,
    /// All of them.
    All,
}

/// The rows of a scope that the filter finds.
pub(super) fn matching(scope: &LogScope, asked: &Asked, reading: Reading) -> Query {
    let filter = &asked.filter;
    let plus = |hindered: bool| if asked.is_sqlite && hindered { "+" } else { "" };
    let by_records = plus(reading == Reading::ByRecords);
    // Where all of them are wanted and nothing else is asked, the index on the time has everything.
    let by_time = reading == Reading::All && is_of_dates_alone(asked);
    let by_id = plus(reading == Reading::ByRecords || by_time);
    let requested_at = if by_time { "requested_at" } else { "COALESCE(requested_at, requested_at)" };
    let mut query = within(scope);
    if let Some((first, last)) = asked.ids {
        query = query.filter(
            sql::<Bool>(&format!("{by_id}exports.id BETWEEN "))
                .bind::<BigInt, _>(first)
                .sql(" AND ")
                .bind::<BigInt, _>(last),
        );
    }
    // COALESCE keeps the planner from the index on the time, which would have every page sorted (PERFORMANCE.md D).
    if let Some(from) = filter.from {
        query = query.filter(sql::<Bool>(&format!("{requested_at} >= ")).bind::<Timestamp, _>(Ts::from(from)));
    }
    if let Some(until) = filter.until {
        query = query.filter(sql::<Bool>(&format!("{requested_at} < ")).bind::<Timestamp, _>(Ts::from(until)));
    }
    // PostgreSQL would gather the millions of rows of an object first, to compare them with the few of such a state.
    let is_of_few = !asked.is_sqlite && filter.state.is_some_and(LogState::is_of_few);
    let (any_number, any_text) = if is_of_few { (" + 0", " || ''") } else { ("", "") };
    if let Some(object) = asked.object {
        query = query.filter(sql::<Bool>(&format!("{by_records}object_id{any_number} = ")).bind::<BigInt, _>(object));
    }
    if let Some(LogSource::Kind(kind)) = &filter.source {
        let kind = kind.as_str();
        query = query.filter(sql::<Bool>(&format!("{by_records}source_kind{any_text} = ")).bind::<Text, _>(kind));
    }
    // An index on user and records serves both orders.
    if let Some(user) = asked.user {
        query = query.filter(exports::user_id.eq(user));
    }
    query = with_size(query, scope, asked, reading);
    query = with_state(query, asked, by_records, is_alone(asked));
    with_name(query, asked)
}

fn is_of_dates_alone(asked: &Asked) -> bool {
    let has_dates = asked.filter.from.is_some() || asked.filter.until.is_some();
    has_dates && LogFilter { from: None, until: None, ..asked.filter.clone() }.is_whole()
}

/// Rare numbers of records are gathered by their index and put in order; common ones are met in the order of the page. PostgreSQL
/// guesses how many they are from a sample, in which the rarest are not, and would read the whole log for them.
fn with_size(query: Query, scope: &LogScope, asked: &Asked, reading: Reading) -> Query {
    let (more, less) = (asked.filter.more, asked.filter.less);
    let apart = reading == Reading::ById;
    if apart && asked.size_is_rare() {
        let (of, end) = if asked.is_sqlite { ("IN (", ")") } else { ("= ANY (ARRAY(", "))") };
        let whose = asked.whose(scope).map_or_else(String::new, |user| format!("sized.user_id = {user} AND "));
        return query.filter(
            sql::<Bool>(&format!("exports.id {of}SELECT sized.id FROM exports AS sized WHERE {whose}sized.records > "))
                .bind::<BigInt, _>(more.unwrap_or(-1))
                .sql(" AND sized.records < ")
                .bind::<BigInt, _>(less.unwrap_or(i64::MAX))
                .sql(end),
        );
    }
    let records = if asked.is_sqlite && apart { "+records" } else { "records" };
    let mut query = query;
    if let Some(more) = more {
        query = query.filter(sql::<Bool>(&format!("{records} > ")).bind::<BigInt, _>(more));
    }
    if let Some(less) = less {
        query = query.filter(sql::<Bool>(&format!("{records} < ")).bind::<BigInt, _>(less));
    }
    query
}

/// Whether no other condition has an index of its own in the order of ids. That a user's rows are asked for has none besides:
/// there are indexes of each state within them.
fn is_alone(asked: &Asked) -> bool {
    asked.filter.source.is_none()
}

/// Expired and deleted are derived from the row and the clock (R37). What the partial indexes are made over stands here as
/// literals, as SQLite needs it to use them. Only what is done has a file: the table checks that.
fn with_state(query: Query, asked: &Asked, plus: &str, is_alone: bool) -> Query {
    let (now, is_sqlite) = (Ts::from(asked.now), asked.is_sqlite);
    let unfinished =
        |query: Query, word: &str| query.filter(sql::<Bool>(&format!("state <> 'done' AND {plus}state = '{word}'")));
    let done = |query: Query| query.filter(sql::<Bool>(&format!("{plus}state = 'done'")));
    // PostgreSQL would read the index of when they expire, and look every row of it up.
    let expires_at =
        if is_sqlite { format!("{plus}expires_at") } else { "COALESCE(expires_at, expires_at)".to_owned() };
    match asked.filter.state {
        None => query,
        Some(LogState::Queued) => unfinished(query, "queued"),
        Some(LogState::Processing) => unfinished(query, "running"),
        Some(LogState::Cancelled) => unfinished(query, "cancelled"),
        Some(LogState::Failed) => unfinished(query, "failed"),
        // A file that was removed has expired or was deleted. SQLite is to read the short index of files that are there, not the
        // one of what was not deleted, which also has all that has expired.
        Some(LogState::Ready) => done(query)
            .filter(sql::<Bool>(if is_sqlite { "+deleted_at IS NULL" } else { "deleted_at IS NULL" }))
            .filter(sql::<Bool>("file_removed_at IS NULL AND file_key IS NOT NULL"))
            .filter(sql::<Bool>(&format!("{expires_at} > ")).bind::<Timestamp, _>(now)),
        // Nearly everything has expired in the end, so any other index is the better one.
        Some(LogState::Expired) => {
            let query = if is_alone { done(query) } else { query.filter(exports::file_key.is_not_null()) };
            query.filter(exports::deleted_at.is_null()).filter(exports::expires_at.le(now))
        }
        Some(LogState::Deleted) => done(query).filter(exports::deleted_at.is_not_null()),
    }
}

/// Part of the folded name. SQLite's trigram index finds rows that hold all its trigrams, and the row itself decides;
/// PostgreSQL's does both for LIKE. Fewer than three characters have no trigram and are compared row by row; so are, in the
/// order of the page, the rows of a name that very many hold.
fn with_name(query: Query, asked: &Asked) -> Query {
    let name = &asked.name;
    if name.is_empty() {
        return query;
    }
    if !asked.is_sqlite {
        return query.filter(sql::<Bool>("name_key LIKE ").bind::<Text, _>(format!("%{}%", escaped_for_like(name))));
    }
    let holds = sql::<Bool>("instr(name_key, ").bind::<Text, _>(name.clone()).sql(") > 0");
    match &asked.trigrams {
        Some(trigrams) if asked.name_is_rare => query
            .filter(
                sql::<Bool>("exports.id IN (SELECT rowid FROM exports_search WHERE exports_search MATCH ")
                    .bind::<Text, _>(trigrams.clone())
                    .sql(")"),
            )
            .filter(holds),
        _ => query.filter(holds),
    }
}

/// Of the rows of a common name the newest ones, so many that they fill the count if they fit.
pub(super) fn newest_of_name(query: Query, asked: &Asked, rows: i64) -> Option<Query> {
    let trigrams = asked.trigrams.as_ref().filter(|_| !asked.name_is_rare)?;
    Some(
        query.filter(
            sql::<Bool>("exports.id IN (SELECT rowid FROM exports_search WHERE exports_search MATCH ")
                .bind::<Text, _>(trigrams.clone())
                .sql(" ORDER BY rowid DESC LIMIT ")
                .bind::<BigInt, _>(rows)
                .sql(")"),
        ),
    )
}

fn escaped_for_like(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// `"abc" AND "bcd"`; a longer text is narrowed down enough by its first trigrams.
pub(super) fn all_trigrams(text: &str) -> Option<String> {
    let letters: Vec<char> = text.chars().collect();
    let trigrams: Vec<String> = letters
        .windows(3)
        .take(40)
        .map(|three| format!("\"{}\"", three.iter().collect::<String>().replace('"', "\"\"")))
        .collect();
    (!trigrams.is_empty()).then(|| trigrams.join(" AND "))
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
