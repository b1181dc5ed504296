//! Who has ever exported, for the filter of the log. There may be hundreds, and hardly ever one more: each process keeps the list,
//! and reads it anew when its version in the database is another one (migration 000038).

use std::sync::{Arc, Mutex, PoisonError};

use diesel::prelude::*;
use diesel::sql_types::Bool;

use crate::db::QueryResult;
use crate::db::connection::DbConn;
use crate::db::schema::{account, users};
use crate::db::verbatim::verbatim;

/// Public ids and names, by name.
pub type Exporters = Arc<[(String, String)]>;

/// The list as this process last read it, and its version then.
#[derive(Default)]
pub struct KnownExporters(Mutex<Option<(i64, Exporters)>>);

impl KnownExporters {
    /// Everybody who has ever exported by now.
    ///
    /// # Errors
    /// When the query fails.
    pub fn now(&self, c: &mut DbConn) -> QueryResult<Exporters> {
        // Before the list: one that is newer than its version is only read once more.
        let version: i64 = account::table.find(1).select(account::exporters_version).get_result(c)?;
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, exporters)) = known.filter(|(at, _)| *at == version) {
            return Ok(exporters);
        }
        let exporters: Vec<(String, String)> = users::table
            .filter(verbatim::<Bool>("export_count > 0"))
            .order((users::name, users::id))
            .select((users::public_id, users::name))
            .load(c)?;
        let exporters = Exporters::from(exporters);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((version, exporters.clone()));
        Ok(exporters)
    }
}
