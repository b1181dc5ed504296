//! Reading many records for a file: count and values from one snapshot, one at a time (R31, R32).
//!
//! Which records and in which order is said in the two macros below; they are all that the selection of pages has to replace.

use std::ops::ControlFlow;

use diesel::connection::SimpleConnection;
use diesel::pg::PgRowByRowLoadingMode;
use diesel::prelude::*;

use super::connection::DbConn;
use super::schema::records;
use super::{Db, DbError, QueryResult};
use crate::domain::record::{Selection, SortKey};

/// The records of a selection.
macro_rules! chosen {
    ($selection:expr) => {
        records::table.filter(records::object_id.eq($selection.object_id))
    };
}

/// Their values, in its order.
macro_rules! in_order {
    ($selection:expr) => {{
        let chosen = chosen!($selection).select(records::props).into_boxed();
        if $selection.sort.descending { chosen.order(records::id.desc()) } else { chosen.order(records::id) }
    }};
}

/// Tells the number of records of a selection, and then hands over the values of each, as the database holds them at one
/// moment. Either caller may break off, with a reason; `Continue` means that every record was read.
///
/// # Errors
/// When the database cannot be reached or the reading fails.
pub fn scan<B>(
    db: &Db,
    selection: &Selection,
    on_count: impl FnOnce(i64) -> ControlFlow<B>,
    on_record: impl FnMut(&str) -> ControlFlow<B>,
) -> Result<ControlFlow<B>, DbError> {
    // A connection of its own, closed at the end: with it goes the snapshot, whatever happened.
    let mut c = db.work_connection()?;
    c.batch_execute(match c {
        DbConn::Pg(_) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        DbConn::Sqlite(_) => "BEGIN",
    })?;
    // On both databases the snapshot is taken by the first question.
    let records = count(&mut c, selection)?;
    if let ControlFlow::Break(reason) = on_count(records) {
        return Ok(ControlFlow::Break(reason));
    }
    each(db, &mut c, selection, on_record)
}

/// How many records a selection holds now.
///
/// # Errors
/// When the query fails.
pub fn count(c: &mut DbConn, selection: &Selection) -> QueryResult<i64> {
    check(selection)?;
    chosen!(selection).count().get_result(c)
}

fn each<B>(
    db: &Db,
    c: &mut DbConn,
    selection: &Selection,
    mut on_record: impl FnMut(&str) -> ControlFlow<B>,
) -> Result<ControlFlow<B>, DbError> {
    match c {
        DbConn::Sqlite(c) => {
            for props in in_order!(selection).load_iter::<String, _>(c)? {
                if let ControlFlow::Break(reason) = on_record(&props?) {
                    return Ok(ControlFlow::Break(reason));
                }
            }
        }
        DbConn::Pg(c) => {
            let session: i32 =
                diesel::dsl::sql::<diesel::sql_types::Integer>("SELECT pg_backend_pid()").get_result(c)?;
            for props in in_order!(selection).load_iter::<String, PgRowByRowLoadingMode>(c)? {
                if let ControlFlow::Break(reason) = on_record(&props?) {
                    // Otherwise the end of the loop would first fetch every record that is left.
                    break_off(db, session);
                    return Ok(ControlFlow::Break(reason));
                }
            }
        }
    }
    Ok(ControlFlow::Continue(()))
}

fn break_off(db: &Db, session: i32) {
    let asked = db.read_now(|c| {
        diesel::dsl::sql::<diesel::sql_types::Bool>(&format!("SELECT pg_cancel_backend({session})"))
            .get_result::<bool>(c)
    });
    if let Err(e) = asked {
        tracing::debug!(error = %e, "a reading is broken off slowly");
    }
}

/// Search and other orders belong to the selection of pages, which is not part of this file; reading other records than
/// those asked for would be worse than reading none (F20).
fn check(selection: &Selection) -> QueryResult<()> {
    if selection.terms().is_empty() && selection.sort.key == SortKey::Created {
        return Ok(());
    }
    Err(diesel::result::Error::QueryBuilderError("a selection with search or order cannot be read yet".into()))
}
