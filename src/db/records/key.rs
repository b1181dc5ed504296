//! What records are sorted and found by: the one place for the expression of a property, so that a query and its index agree
//! to the letter. Neither database uses an expression index for anything else (STACK.md 15).

use super::new::KEY_CHARACTERS;
use super::selection::Dialect;
use crate::domain::property::PropertyType;

/// The expression of a property: its number, or the first characters of its text, without regard to case where somebody
/// typed it.
pub(crate) fn expression(dialect: Dialect, id: i64, kind: PropertyType) -> String {
    match (dialect, kind, kind.is_textual()) {
        (Dialect::Sqlite, PropertyType::Number, _) => format!("CAST(props->>'p{id}' AS REAL)"),
        (Dialect::Sqlite, _, true) => format!("lower(substr(props->>'p{id}', 1, {KEY_CHARACTERS}))"),
        (Dialect::Sqlite, _, false) => format!("substr(props->>'p{id}', 1, {KEY_CHARACTERS})"),
        (Dialect::Postgres, PropertyType::Number, _) => format!("(props->>'p{id}')::numeric"),
        (Dialect::Postgres, _, true) => {
            format!("lower(\"left\"(props->>'p{id}', {KEY_CHARACTERS}) COLLATE \"C\") COLLATE \"C\"")
        }
        (Dialect::Postgres, _, false) => format!("\"left\"(props->>'p{id}', {KEY_CHARACTERS}) COLLATE \"C\""),
    }
}
