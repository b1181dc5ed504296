//! What records are sorted by, as SQL and in Rust: the two must agree, and the SQL must be that of the indexes.

use std::cmp::Ordering;

use super::sql::Dialect;
use crate::domain::property::PropertyType;
use crate::domain::record::{Property, Selection, SortKey};

/// Most characters of a text that sorting looks at; no index takes a text of any length.
pub(crate) const KEY_CHARACTERS: usize = 200;

/// The index of an object in the order of names; `db/objects/name_indexes.rs` says whether there is one.
pub(crate) fn name_index(object_id: i64) -> String {
    format!("records_name_{object_id}")
}

/// What rows are compared by, besides their id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    /// The expression, exactly as in its index.
    pub(super) expression: String,
    /// True of rows with a value.
    pub(super) is_filled: String,
    /// True of rows without one; an equality, so that the index hands these out by id.
    pub(super) is_empty: String,
    /// The property it stands for; the name if there is none.
    pub(super) property: Option<(i64, PropertyType)>,
    /// There is an index in this order.
    pub(super) is_indexed: bool,
}

/// The expression by which a property is sorted, found and indexed: numbers by value, texts by their first 200 characters
/// without regard to the case of A to Z, which is all that both databases fold alike in an index.
pub(crate) fn expression(dialect: Dialect, id: i64, kind: PropertyType) -> String {
    use PropertyType as Type;
    let is_text = matches!(kind, Type::Text | Type::Email | Type::Phone | Type::Url);
    match (dialect, kind) {
        (Dialect::Sqlite, Type::Number) => format!("CAST(props->>'p{id}' AS REAL)"),
        (Dialect::Sqlite, _) if is_text => format!("lower(substr(props->>'p{id}', 1, {KEY_CHARACTERS}))"),
        (Dialect::Sqlite, _) => format!("substr(props->>'p{id}', 1, {KEY_CHARACTERS})"),
        (Dialect::Postgres, Type::Number) => format!("(props->>'p{id}')::numeric"),
        (Dialect::Postgres, _) if is_text => {
            format!("lower(\"left\"(props->>'p{id}', {KEY_CHARACTERS}) COLLATE \"C\") COLLATE \"C\"")
        }
        (Dialect::Postgres, _) => format!("\"left\"(props->>'p{id}', {KEY_CHARACTERS}) COLLATE \"C\""),
    }
}

/// A bound text in the form of the expression that it is compared with. It must be a [`key_text`] already.
pub(super) fn bound(dialect: Dialect, place: &str, kind: Option<PropertyType>) -> String {
    match (dialect, kind) {
        (Dialect::Sqlite, Some(PropertyType::Number)) => format!("CAST({place} AS REAL)"),
        (Dialect::Postgres, Some(PropertyType::Number)) => format!("({place})::numeric"),
        _ => place.to_owned(),
    }
}

/// The text that the expression makes of a value.
pub(super) fn key_text(value: &str, kind: PropertyType) -> String {
    use PropertyType as Type;
    match kind {
        Type::Number => value.to_owned(),
        Type::Text | Type::Email | Type::Phone | Type::Url => {
            value.chars().take(KEY_CHARACTERS).map(|c| c.to_ascii_lowercase()).collect()
        }
        _ => value.chars().take(KEY_CHARACTERS).collect(),
    }
}

/// What a selection is sorted by besides the id. A property that is not of this object does not sort.
pub(super) fn key(dialect: Dialect, selection: &Selection, properties: &[Property]) -> Option<Key> {
    match selection.sort.key {
        SortKey::Created => None,
        SortKey::Name => {
            let collate = match dialect {
                Dialect::Sqlite => "",
                Dialect::Postgres => " COLLATE \"C\"",
            };
            Some(Key {
                expression: format!("name_key{collate}"),
                is_filled: format!("name_key{collate} > ''"),
                is_empty: format!("name_key{collate} = ''"),
                property: None,
                is_indexed: true,
            })
        }
        SortKey::Property(id) => {
            let property = properties.iter().find(|property| property.id == id)?;
            let expression = expression(dialect, id, property.kind);
            Some(Key {
                is_filled: format!("{expression} IS NOT NULL"),
                is_empty: format!("{expression} IS NULL"),
                expression,
                property: Some((id, property.kind)),
                is_indexed: property.is_indexed,
            })
        }
    }
}

/// A value to sort by in Rust, in the order of the SQL.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum SortValue {
    /// By value.
    Number(f64),
    /// By bytes.
    Text(String),
    /// Last, both ways.
    Empty,
}

impl SortValue {
    /// That of a stored value.
    pub(super) fn new(value: &str, kind: PropertyType) -> Self {
        match kind {
            _ if value.is_empty() => Self::Empty,
            PropertyType::Number => value.parse().map_or(Self::Empty, Self::Number),
            _ => Self::Text(key_text(value, kind)),
        }
    }

    /// The order of two records in a list.
    pub(super) fn compare(&self, other: &Self, descending: bool) -> Ordering {
        let order = match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::Empty, Self::Empty) => Ordering::Equal,
            (Self::Empty, _) => return Ordering::Greater,
            (_, Self::Empty) => return Ordering::Less,
            (Self::Number(_), Self::Text(_)) => Ordering::Less,
            (Self::Text(_), Self::Number(_)) => Ordering::Greater,
        };
        if descending { order.reverse() } else { order }
    }
}
