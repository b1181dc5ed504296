//! From what a person chose and typed to a condition, and from an address to a filter.

use std::borrow::Cow;

use chrono::NaiveDate;
use serde::Deserialize;
use thiserror::Error;

use super::{Condition, Filter, MAX_CONDITIONS, MAX_VALUE_CHARACTERS, MAX_VALUES, Operator, Test, Unit};
use crate::domain::property::{PropertyType, with_kept};
use crate::domain::record::Property;

/// Why what was typed is no condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ConditionError {
    /// The operator is none of this property's.
    #[error("this test is not offered for this property")]
    Operator,
    /// A value is missing.
    #[error("a value is missing")]
    Missing,
    /// A value is none of the property's type.
    #[error("not a value of this property")]
    Value,
    /// The second value lies before the first.
    #[error("the range ends before it begins")]
    Range,
    /// Longer than [`MAX_VALUE_CHARACTERS`], or more than [`MAX_VALUES`] values.
    #[error("too long")]
    TooLong,
    /// More than [`MAX_CONDITIONS`] conditions.
    #[error("too many conditions")]
    TooMany,
}

impl Condition {
    /// A condition as a form sends it: an operator and its values as typed. Values that say nothing are left out.
    ///
    /// # Errors
    /// What was typed is no condition of this property.
    pub fn parse(property: &Property, operator: Operator, values: &[&str]) -> Result<Self, ConditionError> {
        if !operator.fits(property.kind) {
            return Err(ConditionError::Operator);
        }
        let typed: Vec<&str> = values.iter().copied().filter(|value| !value.trim().is_empty()).collect();
        if typed.len() > MAX_VALUES || typed.iter().any(|value| value.chars().count() > MAX_VALUE_CHARACTERS) {
            return Err(ConditionError::TooLong);
        }
        let is_too_few = match operator.values() {
            Some(n) => typed.len() < n,
            None => typed.is_empty(),
        };
        if is_too_few {
            return Err(ConditionError::Missing);
        }
        let test = test(property, operator, &typed)?;
        Ok(Self { property_id: property.id, test })
    }

    /// The operator that a form shows for it.
    pub fn operator(&self, kind: PropertyType) -> Operator {
        // What was chosen before the property asked for yes or no is neither.
        let is_boolean = |word: &str, values: &[String]| kind == PropertyType::Boolean && values == [word];
        match &self.test {
            Test::Known(_) => Operator::Known,
            Test::Empty(_) => Operator::Empty,
            Test::Any(values) if is_boolean("true", values) => Operator::IsTrue,
            Test::Any(values) if is_boolean("false", values) => Operator::IsFalse,
            Test::Any(values) if values.len() == 1 && Operator::Is.fits(kind) => Operator::Is,
            Test::Any(_) => Operator::AnyOf,
            Test::None(values) if values.len() == 1 && Operator::IsNot.fits(kind) => Operator::IsNot,
            Test::None(_) => Operator::NoneOf,
            Test::Contains(_) => Operator::Contains,
            Test::StartsWith(_) => Operator::StartsWith,
            Test::Above(_) => Operator::Above,
            Test::Below(_) => Operator::Below,
            Test::Between(..) | Test::Within(..) => Operator::Between,
            Test::LastDays(_) => Operator::LastDays,
            Test::NextDays(_) => Operator::NextDays,
        }
    }

    /// The values that a form shows for it.
    pub fn values(&self) -> Vec<String> {
        match &self.test {
            Test::Known(_) | Test::Empty(_) => Vec::new(),
            Test::Any(values) | Test::None(values) => values.clone(),
            Test::Contains(value) | Test::StartsWith(value) | Test::Above(value) | Test::Below(value) => {
                vec![value.clone()]
            }
            Test::Between(first, last) => vec![first.clone(), last.clone()],
            Test::Within(from, before) => [from, before].into_iter().flatten().cloned().collect(),
            Test::LastDays(n) | Test::NextDays(n) => vec![n.to_string()],
        }
    }
}

impl Filter {
    /// Reads the text form of an address. Every condition is checked again: an address may be written by anybody.
    ///
    /// # Errors
    /// It is no filter over these properties.
    pub fn from_text(text: &str, properties: &[Property]) -> Result<Self, ConditionError> {
        if text.is_empty() {
            return Ok(Self::default());
        }
        let filter: Self = serde_json::from_str(text).map_err(|_| ConditionError::Value)?;
        if filter.conditions().count() > MAX_CONDITIONS {
            return Err(ConditionError::TooMany);
        }
        let groups = filter.groups.into_iter().filter(|group| !group.conditions.is_empty());
        let filter = Self { groups: groups.collect() };
        for condition in filter.conditions() {
            let property = properties.iter().find(|property| property.id == condition.property_id);
            let property = property.ok_or(ConditionError::Operator)?;
            if let Test::Within(from, before) = &condition.test {
                // The bounds of a settled filter, as an export that is made again has them.
                let is_stored = |bound: &Option<String>| {
                    bound
                        .as_ref()
                        .is_none_or(|text| property.kind.parse_value(text, &[]).is_ok_and(|kept| kept == *text))
                };
                let is_of_days = matches!(property.kind, PropertyType::Date | PropertyType::DateTime);
                if !(is_of_days && is_stored(from) && is_stored(before)) {
                    return Err(ConditionError::Value);
                }
                continue;
            }
            let values = condition.values();
            let values: Vec<&str> = values.iter().map(String::as_str).collect();
            if Condition::parse(property, condition.operator(property.kind), &values)? != *condition {
                return Err(ConditionError::Value);
            }
        }
        Ok(filter)
    }

    /// Whether the text form of an address names a sensitive property, whatever it says of it (R8).
    pub fn names_sensitive(text: &str, properties: &[Property]) -> bool {
        #[derive(Deserialize)]
        struct Named {
            p: i64,
        }
        // What cannot be read that far is no filter, whoever reads it.
        let groups: Vec<Vec<Named>> = serde_json::from_str(text).unwrap_or_default();
        let is_sensitive = |named: &Named| properties.iter().any(|known| known.id == named.p && known.is_sensitive);
        groups.iter().flatten().any(is_sensitive)
    }
}

fn test(property: &Property, operator: Operator, typed: &[&str]) -> Result<Test, ConditionError> {
    let kind = match property.kind {
        // A moment is tested by its day, several choices one by one.
        PropertyType::DateTime => PropertyType::Date,
        PropertyType::Choices => PropertyType::Choice,
        kind => kind,
    };
    let is_free = matches!(kind, PropertyType::Text | PropertyType::Email | PropertyType::Phone | PropertyType::Url);
    // Records still hold what was archived since, and saved filters still name it.
    let choices = with_kept(&property.choices, |_| true);
    let value = |text: &str| {
        if is_free {
            return if text.contains('\0') { Err(ConditionError::Value) } else { Ok(text.trim().to_owned()) };
        }
        kind.parse_value(text, &choices).map(Cow::into_owned).map_err(|_| ConditionError::Value)
    };
    let values = || typed.iter().map(|text| value(text)).collect::<Result<Vec<_>, _>>();
    let first = || value(typed.first().copied().unwrap_or_default());
    let days = || {
        let days: Option<u32> = typed.first().and_then(|text| text.trim().parse().ok());
        days.filter(|days| (1..=36_500).contains(days)).ok_or(ConditionError::Value)
    };
    Ok(match operator {
        Operator::Is => Test::Any(vec![first()?]),
        Operator::IsNot => Test::None(vec![first()?]),
        Operator::AnyOf => Test::Any(values()?),
        Operator::NoneOf => Test::None(values()?),
        Operator::IsTrue => Test::Any(vec!["true".to_owned()]),
        Operator::IsFalse => Test::Any(vec!["false".to_owned()]),
        Operator::Contains => Test::Contains(first()?),
        Operator::StartsWith => Test::StartsWith(first()?),
        Operator::Above => Test::Above(first()?),
        Operator::Below => Test::Below(first()?),
        Operator::Between => {
            let (low, high) = (first()?, value(typed.get(1).copied().unwrap_or_default())?);
            let in_order = match kind {
                PropertyType::Number => low.parse::<f64>().ok() <= high.parse::<f64>().ok(),
                _ => low.parse::<NaiveDate>().ok() <= high.parse::<NaiveDate>().ok(),
            };
            if !in_order {
                return Err(ConditionError::Range);
            }
            Test::Between(low, high)
        }
        Operator::LastDays => Test::LastDays(days()?),
        Operator::NextDays => Test::NextDays(days()?),
        Operator::Known => Test::Known(Unit::default()),
        Operator::Empty => Test::Empty(Unit::default()),
    })
}
