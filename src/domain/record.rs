//! Objects, and which of their records a page or an export means.

use serde::{Deserialize, Serialize};

use super::filter::Filter;
use super::fold::fold;
use super::lang::Lang;
use super::property::{Choice, PropertyType};

/// Whether two texts are the same to whoever edits them: browsers send every line end as CR LF, whatever stood in the field.
pub fn is_same_text(one: &str, other: &str) -> bool {
    let plain = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n");
    one == other || plain(one) == plain(other)
}

/// A kind of record: contacts, companies, deals, tickets (R50).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Object {
    /// Key in the database.
    pub id: i64,
    /// Internal name, as in URLs.
    pub name: String,
    /// How many records it holds now.
    pub record_count: i64,
    /// What an own object is called; the standard ones are named by the language files.
    pub labels: Option<ObjectLabels>,
    /// Put away: it has no pages any more, and the log still names it (R27).
    pub is_archived: bool,
    /// A property has become sensitive and the old text is still being replaced: until then nobody without the right to
    /// sensitive values searches it or sorts it by name (R8).
    pub is_search_paused: bool,
}

impl Object {
    /// Made by a super admin, and so theirs to rename and to archive.
    pub fn is_own(&self) -> bool {
        self.labels.is_some()
    }
}

/// What an own object is called, for one and for many, in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ObjectLabels {
    /// English, one.
    pub one_en: String,
    /// English, many.
    pub many_en: String,
    /// French, one.
    pub one_fr: String,
    /// French, many.
    pub many_fr: String,
}

impl ObjectLabels {
    /// The heading in one language.
    pub fn many(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.many_en,
            Lang::Fr => &self.many_fr,
        }
    }

    /// The name of one in one language.
    pub fn one(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.one_en,
            Lang::Fr => &self.one_fr,
        }
    }
}

/// A typed field of an object.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
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
    /// What quick search reads holds the values of every record already: no derivation is under way.
    pub is_in_search: bool,
    /// Part of the name by which a record is shown.
    pub names_record: bool,
    /// Can be sorted and filtered by at speed: its index is built.
    pub is_indexed: bool,
    /// An index is asked for; it may not be built yet.
    pub wants_index: bool,
    /// No two records of the object share a value; imports can match records by it (R53).
    pub is_unique: bool,
    /// What it is for, in the words of whoever made it.
    pub description: String,
    /// The heading under which the record page shows it; empty for the first group.
    pub group: String,
    /// Put away: hidden everywhere, its values kept.
    pub is_archived: bool,
}

impl Property {
    /// Whether its index is built where it is missing: somebody asked for it, or imports match records by it.
    pub fn needs_index(&self) -> bool {
        self.wants_index || self.is_unique
    }

    /// Whether a value in canonical form is one that it takes as it is now; the empty one is for every type.
    pub fn takes(&self, value: &str) -> bool {
        self.kind.parse_value(value, &self.choices).as_deref() == Ok(value)
    }

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
    /// A property; at speed when it is indexed.
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
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Selection {
    /// The object.
    pub object_id: i64,
    /// Quick search as typed; empty takes every record.
    pub search: String,
    /// The order.
    pub sort: Sort,
    /// The filter, settled.
    #[serde(default, skip_serializing_if = "Filter::is_empty")]
    pub filter: Filter,
    /// Only members of a static segment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members: Option<Members>,
    /// Only these records, picked one by one; empty does not limit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<i64>,
}

/// The members of a static segment at one moment: later changes of the segment do not change them (R31).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Members {
    /// The segment's key.
    pub segment_id: i64,
    /// The count of its changes at that moment.
    pub version: i64,
}

impl Selection {
    /// Every record of an object, newest first.
    pub fn all(object_id: i64) -> Self {
        Self { object_id, ..Self::default() }
    }

    /// The folded words of the search: every one of them must be found (R51).
    pub fn terms(&self) -> Vec<String> {
        fold(&self.search).split_whitespace().map(str::to_owned).collect()
    }

    /// Whether it reads what search and the order by name look at.
    pub fn reads_search(&self) -> bool {
        !self.terms().is_empty() || self.sort.key == SortKey::Name
    }

    /// Whether it takes every record of its object.
    pub fn is_whole(&self) -> bool {
        self.terms().is_empty() && self.filter.is_empty() && self.members.is_none() && self.only.is_empty()
    }

    /// Whether it filters or sorts by a sensitive property: then it shows something of the values (R8).
    pub fn is_sensitive(&self, properties: &[Property]) -> bool {
        let sorts = match self.sort.key {
            SortKey::Property(id) => properties.iter().any(|property| property.id == id && property.is_sensitive),
            SortKey::Created | SortKey::Name => false,
        };
        sorts || self.filter.is_sensitive(properties)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_property_takes_what_is_canonical_and_no_choice_that_was_put_away() {
        let open = Choice { value: "open".into(), ..Choice::default() };
        let mut status = Property { kind: PropertyType::Choice, choices: vec![open], ..Property::default() };
        assert!(status.takes("open") && !status.takes("Open") && !status.takes("lost"));
        status.choices[0].is_archived = true;
        assert!(!status.takes("open"));
        assert!(status.takes(""), "emptying is for every type");

        let amount = Property { kind: PropertyType::Number, ..Property::default() };
        assert!(amount.takes("12.5") && !amount.takes("12.50") && !amount.takes("Norway") && amount.takes(""));
    }
}
