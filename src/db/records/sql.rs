//! SQL for either database, with what is bound to it.

use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::sql_types::{HasSqlType, Text};

use crate::db::connection::DbConn;

/// Which database the SQL is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

impl Dialect {
    /// That of a connection.
    pub(crate) fn of(c: &DbConn) -> Self {
        match c {
            DbConn::Sqlite(_) => Self::Sqlite,
            DbConn::Pg(_) => Self::Postgres,
        }
    }
}

impl Dialect {
    /// A record's values, as text.
    pub(super) fn props(self) -> &'static str {
        match self {
            Self::Sqlite => "props",
            Self::Postgres => "props::text AS props",
        }
    }

    /// What is read of a record.
    pub(super) fn row_columns(self) -> &'static str {
        match self {
            Self::Sqlite => "id, name_key, props",
            Self::Postgres => "id, name_key, props::text AS props",
        }
    }
}

/// SQL with the texts that are bound to `$1`, `$2`, … in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Sql {
    /// The SQL.
    pub(crate) text: String,
    /// What is bound.
    pub(crate) binds: Vec<String>,
}

impl Sql {
    /// Binds a text and answers its place holder. SQLite numbers place holders as it meets them: they appear in the order of
    /// binding.
    pub(super) fn bind(&mut self, text: impl Into<String>) -> String {
        self.binds.push(text.into());
        format!("${}", self.binds.len())
    }

    /// The query for one kind of connection.
    pub(crate) fn query<DB>(self) -> BoxedSqlQuery<'static, DB, SqlQuery>
    where
        DB: diesel::backend::Backend + HasSqlType<Text>,
        String: diesel::serialize::ToSql<Text, DB>,
    {
        self.binds.into_iter().fold(diesel::sql_query(self.text).into_boxed(), BoxedSqlQuery::bind::<Text, _>)
    }
}
