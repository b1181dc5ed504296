//! The types a property may have (R50), and the one canonical text of a value of each.

mod choice;
mod contact;
mod moment;
mod number;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use memchr::memchr;
use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use self::choice::Lookup;
pub use self::number::has_too_many_digits;
use crate::domain::lang::Lang;

/// Longest value of any property, in characters.
pub const MAX_CHARACTERS: usize = 1_000_000;

/// What a property holds (R50).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PropertyType {
    /// Any text.
    #[default]
    Text,
    /// A decimal number.
    Number,
    /// A day.
    Date,
    /// A moment, in UTC.
    DateTime,
    /// True or false.
    Boolean,
    /// One of the choices.
    Choice,
    /// Any of the choices.
    Choices,
    /// One e-mail address.
    Email,
    /// A phone number as typed.
    Phone,
    /// A web address.
    Url,
}

/// One of the values that a choice property offers, with its label in both languages (R62).
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Choice {
    /// What is stored.
    pub value: String,
    /// English label.
    pub label_en: String,
    /// French label.
    pub label_fr: String,
    /// Not offered any more; records that have it keep it, and its label.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_archived: bool,
}

impl Choice {
    /// The label in one language.
    pub fn label(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.label_en,
            Lang::Fr => &self.label_fr,
        }
    }
}

/// These choices with those that are kept on offer as though they were not archived: for records and filters that name
/// them already.
#[must_use]
pub fn with_kept(choices: &[Choice], is_kept: impl Fn(&str) -> bool) -> Vec<Choice> {
    let with =
        |choice: &Choice| Choice { is_archived: choice.is_archived && !is_kept(&choice.value), ..choice.clone() };
    choices.iter().map(with).collect()
}

/// Why a text is no value of a property (R53).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ValueError {
    /// A number property takes plain decimal numbers.
    #[error("not a number")]
    NotANumber,
    /// A date property takes ISO dates.
    #[error("not a date")]
    NotADate,
    /// A date-time property takes RFC 3339.
    #[error("not a date and time")]
    NotADateTime,
    /// A boolean property takes yes or no.
    #[error("neither yes nor no")]
    NotABoolean,
    /// An e-mail property takes one address.
    #[error("not an e-mail address")]
    NotAnEmail,
    /// A phone property takes a phone number.
    #[error("not a phone number")]
    NotAPhone,
    /// A URL property takes a web address.
    #[error("not a web address")]
    NotAUrl,
    /// A choice property takes its choices.
    #[error("not one of the choices")]
    NotAChoice,
    /// A text that names choices names one of them, not two.
    #[error("two of the choices")]
    TwoChoices,
    /// No value holds a NUL: PostgreSQL would refuse it.
    #[error("holds a NUL character")]
    Nul,
    /// Longer than [`MAX_CHARACTERS`].
    #[error("longer than {MAX_CHARACTERS} characters")]
    TooLong,
}

/// A text that names no property type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("no such property type")]
pub struct UnknownPropertyType;

impl PropertyType {
    /// Every type, in the order in which forms offer them.
    pub const ALL: [Self; 10] = [
        Self::Text,
        Self::Number,
        Self::Date,
        Self::DateTime,
        Self::Boolean,
        Self::Choice,
        Self::Choices,
        Self::Email,
        Self::Phone,
        Self::Url,
    ];

    /// The name in the database and in forms.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Date => "date",
            Self::DateTime => "datetime",
            Self::Boolean => "boolean",
            Self::Choice => "choice",
            Self::Choices => "choices",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Url => "url",
        }
    }

    /// Whether quick search can read it.
    #[must_use]
    pub const fn is_textual(self) -> bool {
        matches!(self, Self::Text | Self::Email | Self::Phone | Self::Url)
    }

    /// Whether it takes its values from a list.
    #[must_use]
    pub const fn has_choices(self) -> bool {
        matches!(self, Self::Choice | Self::Choices)
    }

    /// Whether there are values enough for each record to have one of its own.
    #[must_use]
    pub const fn may_be_unique(self) -> bool {
        !matches!(self, Self::Boolean | Self::Choice | Self::Choices)
    }

    /// The canonical form of what a CSV file or a form holds (R53).
    ///
    /// Text is kept as it is, if there is more than white space in it; everything else loses the white space around it. An empty
    /// answer means that the value is absent. `choices` is read for the two choice types only. What is canonical already is not
    /// copied.
    ///
    /// # Errors
    /// The text is no value of this type, holds a NUL (which Postgres refuses), or is too long.
    pub fn parse_value<'a>(&self, text: &'a str, choices: &'a [Choice]) -> Result<Cow<'a, str>, ValueError> {
        self.read_value(text, choices, Lookup::default())
    }

    /// The same for a text that may name choices by their labels, as files do.
    ///
    /// # Errors
    /// As [`parse_value`](Self::parse_value).
    pub fn read_value<'a>(
        &self,
        text: &'a str,
        choices: &'a [Choice],
        lookup: Lookup,
    ) -> Result<Cow<'a, str>, ValueError> {
        if text.len() > MAX_CHARACTERS && text.chars().count() > MAX_CHARACTERS {
            return Err(ValueError::TooLong);
        }
        if memchr(0, text.as_bytes()).is_some() {
            return Err(ValueError::Nul);
        }
        let trimmed = text.trim();
        match self {
            _ if trimmed.is_empty() => Ok("".into()),
            Self::Text => Ok(text.into()),
            Self::Number => number::decimal(trimmed).ok_or(ValueError::NotANumber),
            Self::Date => moment::date(trimmed).ok_or(ValueError::NotADate),
            Self::DateTime => moment::date_time(trimmed).ok_or(ValueError::NotADateTime),
            Self::Boolean => boolean(trimmed).ok_or(ValueError::NotABoolean),
            Self::Choice => choice::choice(trimmed, choices, lookup).map(|at| choices[at].value.as_str().into()),
            Self::Choices => choice::several(trimmed, choices, lookup),
            Self::Email => kept(trimmed, contact::is_email).ok_or(ValueError::NotAnEmail),
            Self::Phone => kept(trimmed, contact::is_phone).ok_or(ValueError::NotAPhone),
            Self::Url => kept(trimmed, contact::is_url).ok_or(ValueError::NotAUrl),
        }
    }
}

impl fmt::Display for PropertyType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for PropertyType {
    type Err = UnknownPropertyType;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|known| known.as_str() == text).ok_or(UnknownPropertyType)
    }
}

impl ValueError {
    /// The message that tells the visitor what to enter instead.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::NotANumber => "imp-bad-number",
            Self::NotADate => "imp-bad-date",
            Self::NotADateTime => "imp-bad-datetime",
            Self::NotABoolean => "imp-bad-boolean",
            Self::NotAnEmail => "imp-bad-email",
            Self::NotAPhone => "imp-bad-phone",
            Self::NotAUrl => "imp-bad-url",
            Self::NotAChoice => "imp-bad-choice",
            Self::TwoChoices => "imp-bad-two-choices",
            Self::Nul => "imp-bad-nul",
            Self::TooLong => "imp-bad-long",
        }
    }
}

fn kept(text: &str, is_valid: impl Fn(&str) -> bool) -> Option<Cow<'_, str>> {
    is_valid(text).then_some(Cow::Borrowed(text))
}

fn boolean(text: &str) -> Option<Cow<'_, str>> {
    let is_one_of = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
    match () {
        // Excel in French writes VRAI and FAUX into CSV.
        () if is_one_of(&["true", "yes", "vrai", "oui", "1"]) => Some("true".into()),
        () if is_one_of(&["false", "no", "faux", "non", "0"]) => Some("false".into()),
        () => None,
    }
}
