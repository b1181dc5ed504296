//! Records: adding many, and reading those of a selection.

mod batch;
mod count;
mod key;
pub(in crate::db) mod matching;
mod narrow;
mod new;
mod page;
mod read;
mod rewrite;
mod search_index;
pub(crate) mod selection;
mod unindexed;

pub use batch::{Part, newest, part};
pub use count::{CountShown, count, shown_count};
pub(crate) use key::expression;
pub use new::NewRecord;
pub use page::{From, PAGE_ROWS, RecordPage, page};
pub(crate) use rewrite::{Change, Rewrite, note_changes, remove, rewrite, values_of};
pub use search_index::{IndexStep, next_index_step, take_index_step};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamp};

use super::connection::DbConn;
use super::schema::{objects, records};
use super::{QueryResult, Ts};

/// A record as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Key in the database.
    pub id: i64,
    /// Its values: flat JSON, keys `p<property id>`.
    pub props: String,
}

/// Adds records to an object, in their order, and keeps its count right. Meant for up to a few thousand at a time, inside
/// the caller's transaction.
///
/// # Errors
/// When one cannot be written; none is kept then.
pub fn insert(
    c: &mut DbConn,
    object_id: i64,
    import_id: Option<i64>,
    new: &[NewRecord],
    now: DateTime<Utc>,
) -> QueryResult<()> {
    search_index::announce(c)?;
    let now = Ts::from(now);
    match c {
        // One prepared statement again and again: nothing is faster on SQLite (PERFORMANCE.md F).
        DbConn::Sqlite(c) => {
            for record in new {
                diesel::insert_into(records::table)
                    .values((
                        records::object_id.eq(object_id),
                        records::import_id.eq(import_id),
                        records::created_at.eq(now),
                        records::name_key.eq(&record.name_key),
                        records::search.eq(&record.search),
                        records::props.eq(&record.props),
                    ))
                    .execute(c)?;
            }
        }
        // PostgreSQL takes a batch in one statement; its `json` column needs a cast that no typed insert writes.
        DbConn::Pg(c) => {
            let column = |of: fn(&NewRecord) -> &str| new.iter().map(of).collect::<Vec<_>>();
            diesel::sql_query(
                "INSERT INTO records (object_id, import_id, created_at, name_key, search, props) \
                 SELECT $1, $2, $3, name_key, search, props::json \
                 FROM unnest($4, $5, $6) WITH ORDINALITY AS new (name_key, search, props, place) ORDER BY place",
            )
            .bind::<BigInt, _>(object_id)
            .bind::<Nullable<BigInt>, _>(import_id)
            .bind::<Timestamp, _>(now)
            .bind::<Array<Text>, _>(column(|record| &record.name_key))
            .bind::<Array<Text>, _>(column(|record| &record.search))
            .bind::<Array<Text>, _>(column(|record| &record.props))
            .execute(c)?;
        }
    }
    let added = i64::try_from(new.len()).unwrap_or(i64::MAX);
    diesel::update(objects::table.find(object_id))
        .set(objects::record_count.eq(objects::record_count + added))
        .execute(c)
        .map(|_| ())
}
