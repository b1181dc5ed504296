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
pub use count::{CountShown, count};
pub(crate) use key::expression;
pub use new::NewRecord;
pub use page::{From, PAGE_ROWS, RecordPage, page};
pub(crate) use rewrite::{Change, Rewrite, note_changes, remove, rewrite, values_of};
pub use search_index::{IndexStep, next_index_step, take_index_step};

use chrono::{DateTime, Utc};
use diesel::prelude::*;

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

/// A record as it goes into the table; the key is given there.
#[derive(Insertable)]
#[diesel(table_name = records, treat_none_as_default_value = false)]
struct Row {
    object_id: i64,
    import_id: Option<i64>,
    created_at: Ts,
    name_key: String,
    search: String,
    props: String,
}

/// Adds records to an object, in their order, and keeps its count right. Meant for up to some ten thousand at a time, inside
/// the caller's transaction.
///
/// # Errors
/// When one cannot be written; none is kept then.
pub fn insert(
    c: &mut DbConn,
    object_id: i64,
    import_id: Option<i64>,
    new: Vec<NewRecord>,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    search_index::announce(c)?;
    let added = i64::try_from(new.len()).unwrap_or(i64::MAX);
    let created_at = Ts::from(now);
    let row = |NewRecord { name_key, search, props }| Row { object_id, import_id, created_at, name_key, search, props };
    let rows: Vec<Row> = new.into_iter().map(row).collect();
    match c {
        // One prepared statement again and again (PERFORMANCE.md F). For a statement of several rows SQLite would write down
        // every page before it changes, in case one of the rows is refused.
        DbConn::Sqlite(c) => {
            for row in &rows {
                diesel::insert_into(records::table).values(row).execute(c)?;
            }
        }
        // PostgreSQL takes a batch as COPY; in its binary form a text is what a `json` column reads.
        DbConn::Pg(c) => {
            diesel::copy_from(records::table).from_insertable(rows).execute(c)?;
        }
    }
    diesel::update(objects::table.find(object_id))
        .set(objects::record_count.eq(objects::record_count + added))
        .execute(c)
        .map(|_| ())
}
