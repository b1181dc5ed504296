//! Filters: which records a page, a view, a segment or an export means (R51, R52).
//!
//! One type and one judgement for all of them, on both databases: the SQL narrows, [`Judge`] decides. A filter is kept as it
//! was chosen ("in the last 30 days") and is settled into fixed bounds when it is used, in the zone of whoever uses it; what
//! an export freezes is settled already (R31).

mod beginnings;
mod judge;
mod named;
mod operator;
mod parse;
mod settle;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use beginnings::Beginnings;
pub use judge::Judge;
pub use named::Named;
pub use operator::Operator;
pub use parse::ConditionError;

use super::property::PropertyType;
use super::record::Property;

/// Most conditions of one filter, over all its groups.
pub const MAX_CONDITIONS: usize = 50;
/// Most conditions of two filters joined, as a page inside a segment has them. They become one expression of SQL, and SQLite
/// refuses one that is more than 1,000 deep.
pub const MAX_JOINED: usize = 400;
/// Most values of one condition.
pub const MAX_VALUES: usize = 500;
/// Longest value of a condition, in characters.
pub const MAX_VALUE_CHARACTERS: usize = 1_000;

/// Groups of conditions: a record fits when all conditions of at least one group hold. No group takes every record.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Filter {
    /// Joined by *or*.
    pub groups: Vec<Group>,
}

/// Conditions joined by *and*.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Group {
    /// At least one.
    pub conditions: Vec<Condition>,
}

/// One test of one property.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// The property's key.
    #[serde(rename = "p")]
    pub property_id: i64,
    /// What must be true of its value.
    #[serde(flatten)]
    pub test: Test,
}

/// What must be true of a value. Texts are compared without case and accents; an empty value fits only where it is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// There is a value.
    Known(Unit),
    /// There is none.
    Empty(Unit),
    /// It is one of these; for several choices: shares one with these.
    Any(Vec<String>),
    /// It is none of these; an empty value is none of them.
    None(Vec<String>),
    /// The text holds this text.
    Contains(String),
    /// The text begins with this text.
    StartsWith(String),
    /// A number strictly above; a day after this day.
    Above(String),
    /// A number strictly below; a day before this day.
    Below(String),
    /// From the first to the second, both included.
    Between(String, String),
    /// Today or one of so many days before.
    LastDays(u32),
    /// Today or one of so many days after.
    NextDays(u32),
    /// At or after the first moment and before the second, in canonical text; `None` is open. What the tests of days become
    /// when they are settled.
    Within(Option<String>, Option<String>),
}

/// Nothing to say besides the test itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Unit(bool);

impl Filter {
    /// Takes every record.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// Every condition, group by group.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        self.groups.iter().flat_map(|group| &group.conditions)
    }

    /// The keys of the properties it looks at, each once, in ascending order.
    pub fn property_ids(&self) -> Vec<i64> {
        let mut ids: Vec<i64> = self.conditions().map(|condition| condition.property_id).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// Whether it looks at a sensitive property (R8).
    pub fn is_sensitive(&self, properties: &[Property]) -> bool {
        self.conditions().any(|c| properties.iter().any(|p| p.id == c.property_id && p.is_sensitive))
    }

    /// The same without one condition; a group that has lost its last one goes.
    #[must_use]
    pub fn without(&self, group: usize, condition: usize) -> Self {
        let mut left = self.clone();
        if let Some(group) = left.groups.get_mut(group).filter(|group| condition < group.conditions.len()) {
            group.conditions.remove(condition);
        }
        left.groups.retain(|group| !group.conditions.is_empty());
        left
    }

    /// Both at once: a record must fit this one and the other. Every group is joined with every group, so the size is looked
    /// at first.
    ///
    /// # Errors
    /// [`ConditionError::TooMany`] when both make more than `most` conditions.
    pub fn and(&self, other: &Self, most: usize) -> Result<Self, ConditionError> {
        if self.joined_conditions(other) > most {
            return Err(ConditionError::TooMany);
        }
        Ok(match (self.is_empty(), other.is_empty()) {
            (true, _) => other.clone(),
            (_, true) => self.clone(),
            (false, false) => {
                let joined = |a: &Group, b: &Group| Group {
                    conditions: a.conditions.iter().chain(&b.conditions).cloned().collect(),
                };
                let groups = self.groups.iter().flat_map(|a| other.groups.iter().map(move |b| joined(a, b)));
                Self { groups: groups.collect() }
            }
        })
    }

    /// What was joined to another one by [`Self::and`] to make this one; `None` when this one is not made of that.
    pub fn beyond(&self, other: &Self) -> Option<Self> {
        if self == other {
            return Some(Self::default());
        }
        let Some(first) = other.groups.first() else { return Some(self.clone()) };
        // Every group of what was joined stands behind the first group of the other one, before it stands behind the next.
        let each = self.groups.len() / other.groups.len();
        let rest = |group: &Group| {
            let conditions = group.conditions.strip_prefix(first.conditions.as_slice())?.to_vec();
            (!conditions.is_empty()).then_some(Group { conditions })
        };
        let beyond = Self { groups: self.groups.iter().take(each).map(rest).collect::<Option<_>>()? };
        other.and(&beyond, MAX_JOINED).is_ok_and(|joined| joined == *self).then_some(beyond)
    }

    /// How many conditions both have when they are joined.
    fn joined_conditions(&self, other: &Self) -> usize {
        let times = |one: &Self, other: &Self| one.conditions().count().saturating_mul(other.groups.len().max(1));
        times(self, other).saturating_add(times(other, self))
    }

    /// The text form of addresses, forms and the database: empty for the empty filter.
    pub fn to_text(&self) -> String {
        if self.is_empty() { String::new() } else { serde_json::to_string(self).unwrap_or_default() }
    }
}

/// The type of the property that a condition tests; `None` when it is none of these.
fn kind_of(properties: &[Property], id: i64) -> Option<PropertyType> {
    properties.iter().find(|property| property.id == id).map(|property| property.kind)
}
