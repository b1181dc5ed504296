//! The tests that forms offer, by the type of the property.

use crate::domain::property::PropertyType;

/// What a form offers for a property; the text form is part of form fields and message keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operator {
    /// Is this value.
    Is,
    /// Is any of these values.
    AnyOf,
    /// Is not this value.
    IsNot,
    /// Is none of these values.
    NoneOf,
    /// Holds this text.
    Contains,
    /// Begins with this text.
    StartsWith,
    /// A number greater than, a day after.
    Above,
    /// A number less than, a day before.
    Below,
    /// From one to another.
    Between,
    /// In the last so many days.
    LastDays,
    /// In the next so many days.
    NextDays,
    /// Is true.
    IsTrue,
    /// Is false.
    IsFalse,
    /// Has a value.
    Known,
    /// Has none.
    Empty,
}

impl Operator {
    /// Every operator, in the order in which forms offer them.
    pub const ALL: [Self; 15] = [
        Self::Is,
        Self::AnyOf,
        Self::IsNot,
        Self::NoneOf,
        Self::Contains,
        Self::StartsWith,
        Self::Above,
        Self::Below,
        Self::Between,
        Self::LastDays,
        Self::NextDays,
        Self::IsTrue,
        Self::IsFalse,
        Self::Known,
        Self::Empty,
    ];

    /// The form's text form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Is => "is",
            Self::AnyOf => "any-of",
            Self::IsNot => "is-not",
            Self::NoneOf => "none-of",
            Self::Contains => "contains",
            Self::StartsWith => "starts-with",
            Self::Above => "above",
            Self::Below => "below",
            Self::Between => "between",
            Self::LastDays => "last-days",
            Self::NextDays => "next-days",
            Self::IsTrue => "is-true",
            Self::IsFalse => "is-false",
            Self::Known => "known",
            Self::Empty => "empty",
        }
    }

    /// Reads the form's text form.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operator| operator.as_str() == text)
    }

    /// What a form offers for a property of this type, in order.
    pub fn offered(kind: PropertyType) -> Vec<Self> {
        Self::ALL.into_iter().filter(|operator| operator.fits(kind)).collect()
    }

    /// How many values it takes: none, one, two, or any number (`None`).
    pub const fn values(self) -> Option<usize> {
        match self {
            Self::IsTrue | Self::IsFalse | Self::Known | Self::Empty => Some(0),
            Self::Between => Some(2),
            Self::AnyOf | Self::NoneOf => None,
            _ => Some(1),
        }
    }

    /// Whether it tests values of this type.
    pub(super) fn fits(self, kind: PropertyType) -> bool {
        use PropertyType as Type;
        match self {
            Self::Known | Self::Empty => true,
            Self::IsTrue | Self::IsFalse => kind == Type::Boolean,
            Self::Is => !matches!(kind, Type::Boolean | Type::Choices),
            Self::IsNot => !matches!(kind, Type::Boolean | Type::Choices | Type::DateTime),
            Self::AnyOf | Self::NoneOf => !matches!(kind, Type::Boolean | Type::Date | Type::DateTime),
            Self::Contains | Self::StartsWith => matches!(kind, Type::Text | Type::Email | Type::Phone | Type::Url),
            Self::Above | Self::Below | Self::Between => matches!(kind, Type::Number | Type::Date | Type::DateTime),
            Self::LastDays | Self::NextDays => matches!(kind, Type::Date | Type::DateTime),
        }
    }
}
