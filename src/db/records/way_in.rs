//! How the records of a selection are come by where all of them are wanted.

use diesel::prelude::*;

use super::beginnings::begins;
use super::narrow::is_walk;
use super::sql::Sql;
use crate::db::QueryResult;
use crate::db::connection::DbConn;
use crate::db::schema::{objects, records};
use crate::domain::record::{Property, Selection};

/// The way in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WayIn {
    /// From one end of the table to the other.
    Table,
    /// By an index, or as the database likes.
    Index,
    /// From one end of PostgreSQL's table to the other, with a look at how values begin; only what may fit is handed over.
    Beginnings,
}

/// A few pages of PostgreSQL's table, behind its name.
pub(super) const SAMPLE: &str = "TABLESAMPLE SYSTEM (0.2)";
/// They are one of so many.
pub(super) const SAMPLED: usize = 500;

/// What a look at a few pages of the table tells.
#[derive(QueryableByName)]
struct Sample {
    #[diesel(sql_type = diesel::sql_types::Bool)]
    is_rare: bool,
}

/// What is handed over by several processes takes longer than all of it by one, where more than a fifth may fit.
const RARE: &str = "* 5 <= count(*)";

impl WayIn {
    /// Where every record of an object has to be looked at: the table on SQLite, if at least half of it is theirs, as SQLite would
    /// read the index of the object and search the table for each record that it names; on PostgreSQL a look at how values begin, if
    /// that leaves few records.
    pub(crate) fn of(c: &mut DbConn, selection: &Selection, properties: &[Property]) -> QueryResult<Self> {
        if !is_walk(selection, properties) {
            return Ok(Self::Index);
        }
        match c {
            DbConn::Sqlite(c) => {
                let held: i64 = objects::table.find(selection.object_id).select(objects::record_count).first(c)?;
                let newest: Option<i64> = records::table.select(diesel::dsl::max(records::id)).first(c)?;
                Ok(if held >= newest.unwrap_or_default() / 2 { Self::Table } else { Self::Index })
            }
            DbConn::Pg(c) => {
                let mut sql = Sql::default();
                let Some(begins) = begins(&selection.filter, properties, &mut sql) else { return Ok(Self::Index) };
                sql.text = format!(
                    "SELECT count(*) FILTER (WHERE {begins}) {RARE} AS is_rare FROM records {SAMPLE} WHERE object_id = {}",
                    selection.object_id
                );
                let sample: Sample = sql.query().get_result(c)?;
                Ok(if sample.is_rare { Self::Beginnings } else { Self::Index })
            }
        }
    }

    /// What SQLite is told behind the name of the table.
    pub(super) fn hint(self) -> &'static str {
        match self {
            Self::Table => " NOT INDEXED",
            Self::Index | Self::Beginnings => "",
        }
    }
}
