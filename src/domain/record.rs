//! Objects, and which of their records a page or an export means.

use serde::{Deserialize, Serialize};

use super::fold::fold;
use super::lang::Lang;
use super::property::{Choice, PropertyType};

/// A kind of record: contacts, companies, deals, tickets (R50).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// Key in the database.
    pub id: i64,
    /// Internal name, as in URLs.
    pub name: String,
    /// How many records it holds now.
    pub record_count: i64,
}

/// A typed field of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    /// Key in the database; `p<id>` in a record's values.
    pub id: i64,
    /// Internal name.
    pub name: String,
    /// English label.
    pub label_en: String,
    /// French label.
    pub label_fr: String,
    /// What its values are.
    pub kind: PropertyType,
    /// The values of a choice.
    pub choices: Vec<Choice>,
    /// Masked without the right *sensitive data* (R8).
    pub is_sensitive: bool,
    /// A column of the index page.
    pub in_view: bool,
    /// Part of what quick search reads.
    pub is_searchable: bool,
    /// Part of the name by which a record is shown.
    pub names_record: bool,
    /// Can be sorted by at speed.
    pub is_indexed: bool,
}

impl Property {
    /// The label in one language.
    pub fn label(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.label_en,
            Lang::Fr => &self.label_fr,
        }
    }
}

/// What the records are ordered by. Ties are broken by id, empty values come last both ways (R51).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SortKey {
    /// The order in which they were created.
    Created,
    /// The display name, folded.
    Name,
    /// An indexed property.
    Property(i64),
}

/// A sort key and its direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sort {
    /// By what.
    pub key: SortKey,
    /// Largest first.
    pub descending: bool,
}

impl Default for Sort {
    fn default() -> Self {
        Self { key: SortKey::Created, descending: true }
    }
}

/// The records that a page shows and an export takes: one type for both, so that they cannot differ (R30, F20).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selection {
    /// The object.
    pub object_id: i64,
    /// Quick search as typed; empty takes every record.
    pub search: String,
    /// The order.
    pub sort: Sort,
}

impl Selection {
    /// The folded words of the search: every one of them must be found (R51).
    pub fn terms(&self) -> Vec<String> {
        fold(&self.search).split_whitespace().map(str::to_owned).collect()
    }
}
