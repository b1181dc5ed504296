//! Values that no two records share: an index of the database sees to it, on the expression that sorts and finds them.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};

use super::indexes::{self, column};
use crate::db::QueryResult;
use crate::db::connection::{DbConn, both};
use crate::db::error::IndexUnderWay;
use crate::db::records::expression;
use crate::db::records::sql::Dialect;
use crate::domain::property::PropertyType;

/// Values that several records have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicates {
    /// How many such values there are.
    pub values: i64,
    /// One of them, as a record has it.
    pub example: String,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = BigInt)]
    n: i64,
    #[diesel(sql_type = Nullable<Text>)]
    example: Option<String>,
}

/// Whether a failed write says that a value is taken, and of which property: the name of the index tells.
pub(in crate::db) fn property_of_index(words: &str) -> Option<i64> {
    let (_, rest) = words.split_once("records_u")?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// Makes the values of a property unique from now on, unless several records share one. Nobody writes a record meanwhile:
/// SQLite has one writer, and PostgreSQL is told.
pub(super) fn enforce(
    c: &mut DbConn,
    object_id: i64,
    id: i64,
    kind: PropertyType,
) -> QueryResult<Result<(), Duplicates>> {
    let dialect = Dialect::of(c);
    if let DbConn::Pg(pg) = c {
        // A worker that builds an index waits for every transaction that is under way, and this one would wait for it.
        let is_free = format!("pg_try_advisory_xact_lock({})", indexes::LOCK);
        if !diesel::select(diesel::dsl::sql::<Bool>(&is_free)).get_result::<bool>(pg)? {
            return Err(IndexUnderWay::broken_off());
        }
        execute(c, "LOCK TABLE records IN SHARE MODE".to_owned())?;
    }
    let expression = expression(dialect, id, kind);
    let shared = format!(
        "SELECT count(*) AS n, min(example) AS example FROM (SELECT min(props->>'p{id}') AS example FROM records \
         WHERE object_id = {object_id} AND {expression} IS NOT NULL GROUP BY {expression} HAVING count(*) > 1) AS shared"
    );
    let found: Found = both!(c, |c| diesel::sql_query(shared).get_result(c))?;
    if found.n > 0 {
        return Ok(Err(Duplicates { values: found.n, example: found.example.unwrap_or_default() }));
    }
    let column = column(dialect, id, kind);
    execute(
        c,
        format!("CREATE UNIQUE INDEX IF NOT EXISTS records_u{id} ON records ({column}) WHERE object_id = {object_id}"),
    )?;
    Ok(Ok(()))
}

/// Lets records share values again.
pub(super) fn give_up(c: &mut DbConn, id: i64) -> QueryResult<()> {
    execute(c, format!("DROP INDEX IF EXISTS records_u{id}"))
}

pub(super) fn execute(c: &mut DbConn, statement: String) -> QueryResult<()> {
    both!(c, |c| diesel::sql_query(statement).execute(c)).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_databases_say_which_property_a_taken_value_is_of() {
        assert_eq!(property_of_index("UNIQUE constraint failed: index 'records_u1007'"), Some(1007));
        assert_eq!(property_of_index("records_u3"), Some(3));
        assert_eq!(property_of_index("UNIQUE constraint failed: users.email_key"), None);
    }
}
