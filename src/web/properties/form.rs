//! What is typed of a property, and what is wrong with it.

mod choices;

use self::choices::Row;
use super::own::{or, shown};
use crate::db::objects::PropertySettings;
use crate::domain::export_name::is_forbidden;
use crate::domain::property::{Choice, PropertyType};
use crate::i18n::Locale;
use crate::web::error::WebError;
use crate::web::field_errors::FieldErrors;
use crate::web::form::{Fields, FormKey};
use crate::web::words;

/// Rows for further choices.
const BLANK_ROWS: usize = 5;
/// Most characters of a description.
const MAX_DESCRIPTION: usize = 1_000;

/// What stands in the fields.
pub(super) struct Form {
    pub(super) key: FormKey,
    pub(super) label_en: String,
    pub(super) label_fr: String,
    pub(super) kind: PropertyType,
    pub(super) description: String,
    pub(super) group: String,
    pub(super) choices: Vec<Row>,
    pub(super) is_sensitive: bool,
    pub(super) in_view: bool,
    pub(super) is_searchable: bool,
    pub(super) is_unique: bool,
    pub(super) wants_index: bool,
    /// The settings that the form was filled with ([`PropertySettings::seen`]); empty for a new property.
    pub(super) seen: String,
}

impl Form {
    /// The form of a new property.
    pub(super) fn new() -> Result<Self, WebError> {
        Ok(Self {
            key: FormKey::new()?,
            label_en: String::new(),
            label_fr: String::new(),
            kind: PropertyType::Text,
            description: String::new(),
            group: String::new(),
            choices: Vec::new(),
            is_sensitive: false,
            in_view: false,
            is_searchable: false,
            is_unique: false,
            wants_index: false,
            seen: String::new(),
        }
        .with_blank_rows())
    }

    /// A property as it is; French words that only repeat the English ones are left out.
    pub(super) fn of(settings: PropertySettings) -> Result<Self, WebError> {
        Ok(Self {
            key: FormKey::new()?,
            seen: settings.seen(),
            label_fr: shown(settings.label_fr, &settings.label_en),
            label_en: settings.label_en,
            kind: settings.kind,
            description: settings.description,
            group: settings.group,
            choices: settings.choices.into_iter().map(Row::of).collect(),
            is_sensitive: settings.is_sensitive,
            in_view: settings.in_view,
            is_searchable: settings.is_searchable,
            is_unique: settings.is_unique,
            wants_index: settings.wants_index,
        }
        .with_blank_rows())
    }

    /// What was sent; `known` are the choices that the property has already.
    pub(super) fn read(fields: &Fields, known: &[Choice]) -> Result<Self, WebError> {
        let text = |name: &str| fields.one(name).map(|text| text.trim().to_owned());
        Ok(Self {
            key: FormKey::of(fields)?,
            label_en: text("label_en")?,
            label_fr: text("label_fr")?,
            kind: fields.one("kind")?.parse().map_err(|_| WebError::BadRequest("no such type".into()))?,
            description: text("description")?.replace("\r\n", "\n"),
            group: text("group")?,
            choices: choices::read(fields, known)?,
            is_sensitive: fields.is_ticked("sensitive"),
            in_view: fields.is_ticked("view"),
            is_searchable: fields.is_ticked("search"),
            is_unique: fields.is_ticked("unique"),
            wants_index: fields.is_ticked("index"),
            seen: text("seen")?,
        }
        .numbered())
    }

    /// What was sent, on top of what somebody else saved meanwhile: saving it again means to replace that. Choices that came
    /// since are added, so that they are not put away unseen.
    pub(super) fn over(mut self, now: PropertySettings) -> Self {
        self.seen = now.seen();
        let is_new = |choice: &Choice| self.choices.iter().all(|row| row.value != choice.value);
        let added: Vec<Row> = now.choices.into_iter().filter(is_new).map(Row::of).collect();
        self.choices.extend(added);
        self
    }

    /// Room for further choices below those that are there.
    pub(super) fn with_blank_rows(mut self) -> Self {
        self.choices.extend(std::iter::repeat_with(Row::blank).take(BLANK_ROWS));
        self.numbered()
    }

    fn numbered(mut self) -> Self {
        for (row, number) in self.choices.iter_mut().zip(1..) {
            row.number = number;
        }
        self
    }

    /// What is to be saved, or what is wrong.
    pub(super) fn check(&self, locale: Locale) -> Result<PropertySettings, FieldErrors> {
        let mut errors = FieldErrors::none();
        for (field, text, is_optional) in
            [("label_en", &self.label_en, false), ("label_fr", &self.label_fr, true), ("group", &self.group, true)]
        {
            if (!is_optional || !text.is_empty())
                && let Some(sentence) = words::name_error(locale, text, "prop-err-label")
            {
                errors.add(field, sentence);
            }
        }
        if self.description.chars().count() > MAX_DESCRIPTION {
            let max = i64::try_from(MAX_DESCRIPTION).unwrap_or(i64::MAX);
            errors.add("description", locale.say("form-err-long").with("max", locale.number(max)));
        } else if self.description.chars().any(|c| c != '\n' && is_forbidden(c)) {
            errors.add("description", locale.say("form-err-chars"));
        }
        if self.is_searchable && !self.kind.is_textual() {
            errors.add("search", locale.say("prop-err-search-kind"));
        }
        if self.is_unique && !self.kind.may_be_unique() {
            errors.add("unique", locale.say("prop-err-unique-kind"));
        }
        let choices = choices::checked(&self.choices, locale, self.kind, &mut errors);
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(PropertySettings {
            label_en: self.label_en.clone(),
            label_fr: or(&self.label_fr, &self.label_en),
            kind: self.kind,
            description: self.description.clone(),
            group: self.group.clone(),
            choices,
            is_sensitive: self.is_sensitive,
            in_view: self.in_view,
            is_searchable: self.is_searchable,
            is_unique: self.is_unique,
            wants_index: self.wants_index,
        })
    }
}
