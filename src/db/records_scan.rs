//! Reading many records for a file: count and values from one snapshot, one at a time (R31, R32). Which records and in which
//! order is said by the selection of the pages (`records/selection.rs`).

use std::borrow::Cow;
use std::ops::ControlFlow;

use diesel::pg::{Pg, PgRowByRowLoadingMode};
use diesel::prelude::*;
use diesel::sqlite::Sqlite;

use super::connection::DbConn;
use super::records::selection::{Dialect, Sql, judge, scan_sql};
use super::{Db, DbError, QueryResult, objects, records};
use crate::domain::record::Selection;

/// One record's values.
#[derive(QueryableByName)]
struct Values {
    #[diesel(sql_type = diesel::sql_types::Text)]
    props: String,
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
    mut on_record: impl FnMut(&str) -> ControlFlow<B>,
) -> Result<ControlFlow<B>, DbError> {
    let mut c = db.snapshot()?;
    let records = records::count(&mut c, selection)?;
    let properties = objects::every_property(&mut c, selection.object_id)?;
    let sql = scan_sql(Dialect::of(&c), selection, &properties);
    let judge = judge(Dialect::of(&c), selection, &properties);
    if let ControlFlow::Break(reason) = on_count(records) {
        return Ok(ControlFlow::Break(reason));
    }
    let Some(judge) = judge else { return each(db, &mut c, sql, |props| Ok(on_record(props))) };
    each(db, &mut c, sql, |props| {
        let mut cells: Vec<Cow<'_, str>> = Vec::new();
        let fits = judge.fits(props, &mut cells).map_err(|e| diesel::result::Error::DeserializationError(e.into()))?;
        Ok(if fits { on_record(props) } else { ControlFlow::Continue(()) })
    })
}

fn each<B>(
    db: &Db,
    c: &mut DbConn,
    sql: Sql,
    mut on_record: impl FnMut(&str) -> QueryResult<ControlFlow<B>>,
) -> Result<ControlFlow<B>, DbError> {
    match c {
        DbConn::Sqlite(c) => {
            for values in sql.query::<Sqlite>().load_iter::<Values, _>(c)? {
                if let ControlFlow::Break(reason) = on_record(&values?.props)? {
                    return Ok(ControlFlow::Break(reason));
                }
            }
        }
        DbConn::Pg(c) => {
            let session: i32 =
                diesel::dsl::sql::<diesel::sql_types::Integer>("SELECT pg_backend_pid()").get_result(c)?;
            for values in sql.query::<Pg>().load_iter::<Values, PgRowByRowLoadingMode>(c)? {
                if let ControlFlow::Break(reason) = on_record(&values?.props)? {
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
