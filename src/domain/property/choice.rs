//! One choice, or several, given by value or by label.

use std::borrow::Cow;

use super::{Choice, ValueError};
use crate::domain::lang::Lang;

/// How a text that names choices is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Lookup {
    /// The language whose labels count first.
    pub lang: Lang,
    /// Archived choices are found as well, where none of the others is called so.
    pub takes_archived: bool,
    /// Nothing says whether values or labels stand there: a file is written by people, a form by us.
    pub is_of_file: bool,
}

/// Several choices, each once and in the property's own order, so that one set has one text.
pub(super) fn several<'a>(text: &'a str, choices: &'a [Choice], lookup: Lookup) -> Result<Cow<'a, str>, ValueError> {
    let parts = text.split(';').map(str::trim).filter(|part| !part.is_empty());
    let mut chosen = parts.map(|part| choice(part, choices, lookup)).collect::<Result<Vec<_>, _>>()?;
    chosen.sort_unstable();
    chosen.dedup();
    let values: Vec<&str> = chosen.into_iter().map(|at| choices[at].value.as_str()).collect();
    Ok(values.join(";").into())
}

/// The place of a choice.
pub(super) fn choice(text: &str, choices: &[Choice], lookup: Lookup) -> Result<usize, ValueError> {
    if lookup.is_of_file && is_value_and_label(text, choices) {
        return Err(ValueError::TwoChoices);
    }
    match find(text, choices, lookup.lang, false) {
        Err(ValueError::NotAChoice) if lookup.takes_archived => find(text, choices, lookup.lang, true),
        found => found,
    }
}

/// Whether this is exactly the value of one choice and exactly a label of another.
fn is_value_and_label(text: &str, choices: &[Choice]) -> bool {
    let is_label = |choice: &Choice| choice.value != text && (choice.label_en == text || choice.label_fr == text);
    choices.iter().any(|choice| choice.value == text) && choices.iter().any(is_label)
}

/// What stands there exactly wins over what only looks alike, and of what stands there exactly a value over a label, and a
/// label over that of the other language. A text that fits two choices equally well is none of them: to guess would change a
/// value without a word.
fn find(text: &str, choices: &[Choice], lang: Lang, is_archived: bool) -> Result<usize, ValueError> {
    let only = |fits: &dyn Fn(&Choice) -> bool| {
        let is_meant = |choice: &Choice| choice.is_archived == is_archived && fits(choice);
        let mut found = choices.iter().enumerate().filter(|(_, choice)| is_meant(choice)).map(|(at, _)| at);
        match (found.next(), found.next()) {
            (None, _) => None,
            (Some(at), None) => Some(Ok(at)),
            (Some(_), Some(_)) => Some(Err(ValueError::TwoChoices)),
        }
    };
    let is_alike = |choice: &Choice| {
        let folded = text.to_lowercase();
        [&choice.value, &choice.label_en, &choice.label_fr].into_iter().any(|name| name.to_lowercase() == folded)
    };
    only(&|choice| choice.value == text)
        .or_else(|| only(&|choice| choice.label(lang) == text))
        .or_else(|| only(&|choice| choice.label_en == text || choice.label_fr == text))
        .or_else(|| only(&is_alike))
        .unwrap_or(Err(ValueError::NotAChoice))
}
