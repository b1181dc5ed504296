//! What is wrong with a form, field by field, in words: shown beside each field and again, as links, above the page.

use std::borrow::Cow;

use crate::i18n::{Locale, Phrase, Value};
use crate::web::html::Html;

/// In the order of the fields on the page. Empty means nothing is wrong.
#[derive(Debug, Clone, Default)]
pub struct FieldErrors(Vec<FieldError>);

/// One field and the sentence that says what to enter.
#[derive(Debug, Clone)]
pub struct FieldError {
    /// The `name` of the field, which is its `id` as well.
    pub field: Cow<'static, str>,
    pub text: Html,
    /// The sentence with the name of the field before it.
    named: Option<Html>,
}

impl FieldErrors {
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    #[must_use]
    pub fn one(field: &'static str, sentence: Phrase) -> Self {
        let mut errors = Self::default();
        errors.add(field, sentence);
        errors
    }

    /// The same for a field whose name is not known before.
    #[must_use]
    pub fn one_of(field: String, sentence: Phrase) -> Self {
        let mut errors = Self::default();
        errors.add(field, sentence);
        errors
    }

    pub fn add(&mut self, field: impl Into<Cow<'static, str>>, sentence: Phrase) {
        self.0.push(FieldError { field: field.into(), text: sentence.into(), named: None });
    }

    /// The same for a field beside others: above the page its label tells them apart.
    pub fn add_named(
        &mut self,
        locale: Locale,
        field: impl Into<Cow<'static, str>>,
        label: impl Into<Value>,
        sentence: Phrase,
    ) {
        let named = locale.say("form-err-of").with("label", label).with("sentence", &sentence);
        self.0.push(FieldError { field: field.into(), text: sentence.into(), named: Some(named.into()) });
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The sentence for this field, if something is wrong with it.
    #[must_use]
    pub fn of(&self, field: &str) -> Option<&Html> {
        self.0.iter().find(|error| error.field == field).map(|error| &error.text)
    }

    #[must_use]
    pub fn all(&self) -> &[FieldError] {
        &self.0
    }

    /// All, as they stand above the page: several by the names of their fields.
    #[must_use]
    pub fn listed(&self) -> Vec<FieldError> {
        let mut listed = self.0.clone();
        if listed.len() > 1 {
            for error in &mut listed {
                if let Some(named) = error.named.take() {
                    error.text = named;
                }
            }
        }
        listed
    }
}
