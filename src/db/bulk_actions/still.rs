//! What was read of a selection before, asked again where it is written.

use crate::db::QueryResult;
use crate::db::connection::DbConn;
use crate::db::records::{self, matching};
use crate::domain::record::Selection;

/// Of the records of one part, those that the selection still holds. They and their object stay as they are until the
/// transaction ends, so whatever is done with them is done with what was meant.
///
/// # Errors
/// When the query fails.
pub fn still_fitting(c: &mut DbConn, selection: &Selection, ids: &[i64]) -> QueryResult<Vec<i64>> {
    // None at all would limit nothing.
    let (Some(first), Some(last)) = (ids.iter().min(), ids.iter().max()) else { return Ok(Vec::new()) };
    // The object before its records, as imports do: two who wait for each other would both wait forever.
    matching::lock(c, selection.object_id)?;
    // SQLite has one writer anyway; on PostgreSQL somebody may be changing a single record.
    if matches!(c, DbConn::Pg(_)) {
        matching::by_id(c, ids)?;
    }
    let among = Selection { only: ids.to_vec(), ..selection.clone() };
    Ok(records::part(c, &among, first.saturating_sub(1), *last)?.ids)
}
