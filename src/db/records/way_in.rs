//! Whether SQLite reads the table itself or an index.

use diesel::prelude::*;

use super::narrow::is_walk;
use crate::db::QueryResult;
use crate::db::connection::DbConn;
use crate::db::schema::{objects, records};
use crate::domain::record::{Property, Selection};

/// How the records of a selection are come by where all of them are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WayIn {
    /// From one end of the table to the other.
    Table,
    /// By an index.
    Index,
}

impl WayIn {
    /// The table, where every record of an object has to be looked at and at least half of the table is theirs: SQLite would
    /// read the index of the object, and search the table for each record that it names. PostgreSQL decides that by itself.
    pub(crate) fn of(c: &mut DbConn, selection: &Selection, properties: &[Property]) -> QueryResult<Self> {
        let DbConn::Sqlite(c) = c else { return Ok(Self::Index) };
        if !is_walk(selection, properties) {
            return Ok(Self::Index);
        }
        let held: i64 = objects::table.find(selection.object_id).select(objects::record_count).first(c)?;
        let newest: Option<i64> = records::table.select(diesel::dsl::max(records::id)).first(c)?;
        Ok(if held >= newest.unwrap_or_default() / 2 { Self::Table } else { Self::Index })
    }

    /// What SQLite is told behind the name of the table.
    pub(super) fn hint(self) -> &'static str {
        match self {
            Self::Table => " NOT INDEXED",
            Self::Index => "",
        }
    }
}
