//! Whether a record fits: the one judgement that page, count and file share.

use super::{Filter, Test, kind_of};
use crate::domain::fold::fold;
use crate::domain::property::PropertyType;
use crate::domain::props::{Finder, PropsError};
use crate::domain::record::Property;

/// A settled filter, prepared for many records.
#[derive(Debug, Clone)]
pub struct Judge {
    finders: Vec<Finder>,
    groups: Vec<Vec<(usize, Check)>>,
}

/// A test, prepared for the type of its property.
#[derive(Debug, Clone)]
enum Check {
    Known,
    Empty,
    /// The stored text is one of these.
    Stored(Vec<String>, bool),
    /// The folded text is one of these.
    Folded(Vec<String>, bool),
    /// One of the stored choices is among these.
    Shares(Vec<String>, bool),
    Contains(String),
    StartsWith(String),
    Above(f64),
    Below(f64),
    Between(f64, f64),
    Within(Option<String>, Option<String>),
    /// A test that makes no sense for its property, or whose property is gone: no record fits.
    Never,
}

impl Judge {
    /// Prepares a settled filter; `None` when it takes every record.
    pub fn new(filter: &Filter, properties: &[Property]) -> Option<Self> {
        if filter.is_empty() {
            return None;
        }
        let ids = filter.property_ids();
        let place = |id: i64| ids.binary_search(&id).unwrap_or(0);
        let check = |id: i64, test: &Test| (place(id), Check::new(test, kind_of(properties, id)));
        let groups =
            filter.groups.iter().map(|group| group.conditions.iter().map(|c| check(c.property_id, &c.test)).collect());
        Some(Self { finders: ids.iter().map(|id| Finder::new(*id)).collect(), groups: groups.collect() })
    }

    /// Whether a record with these values fits.
    ///
    /// # Errors
    /// The values are no JSON object.
    pub fn fits(&self, props: &str) -> Result<bool, PropsError> {
        'groups: for checks in &self.groups {
            for (place, check) in checks {
                if !check.holds(&self.finders[*place].find(props)?) {
                    continue 'groups;
                }
            }
            return Ok(true);
        }
        Ok(false)
    }
}

impl Check {
    fn new(test: &Test, kind: Option<PropertyType>) -> Self {
        use PropertyType as Type;
        let Some(kind) = kind else { return Self::Never };
        let is_text = matches!(kind, Type::Text | Type::Email | Type::Phone | Type::Url);
        let folded = |values: &[String]| values.iter().map(|value| fold(value)).collect();
        let number = |text: &str| text.parse::<f64>().ok();
        match test {
            Test::Known(_) => Self::Known,
            Test::Empty(_) => Self::Empty,
            Test::Any(values) | Test::None(values) => {
                let wanted = matches!(test, Test::Any(_));
                match kind {
                    Type::Choices => Self::Shares(values.clone(), wanted),
                    _ if is_text => Self::Folded(folded(values), wanted),
                    _ => Self::Stored(values.clone(), wanted),
                }
            }
            Test::Contains(text) if is_text => Self::Contains(fold(text)),
            Test::StartsWith(text) if is_text => Self::StartsWith(fold(text)),
            Test::Above(text) if kind == Type::Number => number(text).map_or(Self::Never, Self::Above),
            Test::Below(text) if kind == Type::Number => number(text).map_or(Self::Never, Self::Below),
            Test::Between(low, high) if kind == Type::Number => match (number(low), number(high)) {
                (Some(low), Some(high)) => Self::Between(low, high),
                _ => Self::Never,
            },
            Test::Within(from, before) if matches!(kind, Type::Date | Type::DateTime) => {
                Self::Within(from.clone(), before.clone())
            }
            _ => Self::Never,
        }
    }

    fn holds(&self, value: &str) -> bool {
        let known = !value.is_empty();
        let number = |test: &dyn Fn(f64) -> bool| value.parse().is_ok_and(test);
        match self {
            Self::Known => known,
            Self::Empty => !known,
            Self::Stored(values, wanted) => values.iter().any(|one| known && one == value) == *wanted,
            Self::Folded(values, wanted) => {
                (known && values.iter().any(|text| may_begin(value, text)) && values.contains(&fold(value))) == *wanted
            }
            Self::Shares(values, wanted) => {
                value.split(';').any(|one| known && values.iter().any(|other| other == one)) == *wanted
            }
            Self::Contains(text) => known && fold(value).contains(text),
            Self::StartsWith(text) => known && may_begin(value, text) && fold(value).starts_with(text),
            Self::Above(bound) => number(&|n| n > *bound),
            Self::Below(bound) => number(&|n| n < *bound),
            Self::Between(low, high) => number(&|n| (*low..=*high).contains(&n)),
            Self::Within(from, before) => {
                known
                    && from.as_deref().is_none_or(|from| value >= from)
                    && before.as_deref().is_none_or(|before| value < before)
            }
            Self::Never => false,
        }
    }
}

/// Whether the folded value may begin like a folded text, told by its first letter: most values end here. A letter of ASCII
/// folds to its small form, unless what follows combines with it.
fn may_begin(value: &str, text: &str) -> bool {
    match (value.as_bytes(), text.as_bytes().first()) {
        ([first, rest @ ..], Some(wanted))
            if first.is_ascii_alphanumeric() && rest.first().is_none_or(u8::is_ascii) =>
        {
            first.to_ascii_lowercase() == *wanted
        }
        _ => true,
    }
}
