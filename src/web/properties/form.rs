//! What is typed of a property, and what is wrong with it.

use super::own::{or, shown};
use crate::db::objects::PropertySettings;
use crate::domain::export_name::is_forbidden;
use crate::domain::internal_name::{free_name, internal_name};
use crate::domain::lang::Lang;
use crate::domain::property::{Choice, PropertyType};
use crate::i18n::{Locale, Phrase};
use crate::web::error::WebError;
use crate::web::field_errors::FieldErrors;
use crate::web::form::{Fields, FormKey};
use crate::web::words;

/// Rows for further choices.
const BLANK_ROWS: usize = 5;
/// Most characters of a description.
const MAX_DESCRIPTION: usize = 1_000;
/// Most characters of the value of a choice.
const MAX_VALUE: usize = 100;

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

/// One choice.
pub(super) struct Row {
    /// Its place in the form, counted from 1.
    pub(super) number: usize,
    pub(super) value: String,
    pub(super) label_en: String,
    pub(super) label_fr: String,
    pub(super) is_archived: bool,
    /// Records may have it: its value stays as it is.
    pub(super) is_known: bool,
    /// Its labels as they are stored, the English one first.
    known_labels: Vec<String>,
}

impl Row {
    /// The id of one of its boxes: `value`, `en` or `fr`.
    pub(super) fn id(&self, part: &str) -> String {
        format!("choice_{part}-{}", self.number)
    }

    /// A choice that is there.
    fn of(choice: Choice) -> Self {
        Self {
            number: 0,
            known_labels: vec![choice.label_en.clone(), choice.label_fr.clone()],
            label_fr: shown(choice.label_fr, &choice.label_en),
            value: choice.value,
            label_en: choice.label_en,
            is_archived: choice.is_archived,
            is_known: true,
        }
    }

    fn is_blank(&self) -> bool {
        self.value.is_empty() && self.label_en.is_empty() && self.label_fr.is_empty()
    }

    /// A new choice cannot be put away.
    fn is_put_away(&self) -> bool {
        self.is_archived && self.is_known
    }

    /// What is wrong with it, box by box; `twice` is its value, if a row before has the same.
    fn check(&self, locale: Locale, kind: PropertyType, twice: Option<&str>, errors: &mut FieldErrors) {
        if self.value.chars().count() > MAX_VALUE || self.value.chars().any(|c| c == ';' || is_forbidden(c)) {
            self.add(locale, "value", errors, locale.say("prop-err-choice-value"));
        }
        if let Some(value) = twice {
            self.add(locale, "value", errors, locale.say("prop-err-choice-twice").user("value", value));
        }
        if let Some(sentence) = words::name_error(locale, &self.label_en, "prop-err-choice-label") {
            self.add(locale, "en", errors, sentence);
        } else if self.joins(kind, &self.label_en) {
            self.add(locale, "en", errors, locale.say("prop-err-choice-semicolon"));
        }
        if !self.label_fr.is_empty()
            && let Some(sentence) = words::name_error(locale, &self.label_fr, "prop-err-choice-label")
        {
            self.add(locale, "fr", errors, sentence);
        } else if self.joins(kind, &self.label_fr) {
            self.add(locale, "fr", errors, locale.say("prop-err-choice-semicolon"));
        }
    }

    /// What pages and files call it.
    fn label(&self, lang: Lang) -> &str {
        match lang {
            Lang::Fr if !self.label_fr.is_empty() => &self.label_fr,
            Lang::En | Lang::Fr => &self.label_en,
        }
    }

    /// Whether it has been called so before.
    fn keeps_label(&self, lang: Lang) -> bool {
        let at = usize::from(lang != Lang::En);
        self.known_labels.get(at).is_some_and(|known| known == self.label(lang))
    }

    fn add(&self, locale: Locale, part: &str, errors: &mut FieldErrors, sentence: Phrase) {
        let label = match part {
            "value" => "prop-choice-value-of",
            "en" => "prop-choice-en-of",
            _ => "prop-choice-fr-of",
        };
        errors.add_named(locale, self.id(part), locale.say(label).with("n", self.number.to_string()), sentence);
    }

    /// Whether this label would read as two where several choices stand in one cell. One that is there already may stay.
    fn joins(&self, kind: PropertyType, label: &str) -> bool {
        kind == PropertyType::Choices && label.contains(';') && !self.known_labels.iter().any(|known| known == label)
    }

    fn blank() -> Self {
        Self {
            number: 0,
            value: String::new(),
            label_en: String::new(),
            label_fr: String::new(),
            is_archived: false,
            is_known: false,
            known_labels: Vec::new(),
        }
    }
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
        let column = |name: &'static str| fields.all(name).map(|text| text.trim().to_owned()).collect::<Vec<_>>();
        let (values, en, fr) = (column("choice_value"), column("choice_en"), column("choice_fr"));
        if values.len() != en.len() || en.len() != fr.len() {
            return Err(WebError::BadRequest("choices with columns of different lengths".into()));
        }
        let archived = column("choice_archived");
        let rows = values.into_iter().zip(en).zip(fr).map(|((value, label_en), label_fr)| {
            let stored = known.iter().find(|choice| choice.value == value);
            Row {
                number: 0,
                is_archived: archived.contains(&value),
                is_known: stored.is_some(),
                known_labels: stored
                    .map(|choice| vec![choice.label_en.clone(), choice.label_fr.clone()])
                    .unwrap_or_default(),
                value,
                label_en,
                label_fr,
            }
        });
        Ok(Self {
            key: FormKey::of(fields)?,
            label_en: text("label_en")?,
            label_fr: text("label_fr")?,
            kind: fields.one("kind")?.parse().map_err(|_| WebError::BadRequest("no such type".into()))?,
            description: text("description")?.replace("\r\n", "\n"),
            group: text("group")?,
            choices: rows.filter(|row| !row.is_blank()).collect(),
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
        let choices = self.checked_choices(locale, &mut errors);
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

    fn checked_choices(&self, locale: Locale, errors: &mut FieldErrors) -> Vec<Choice> {
        if !self.kind.has_choices() {
            if self.choices.iter().any(|row| !row.is_known && !row.is_blank()) {
                errors.add("choices", locale.say("prop-err-no-choices"));
            }
            return Vec::new();
        }
        if self.choices.iter().all(Row::is_put_away) {
            errors.add("choices", locale.say("prop-err-choices"));
        }
        let mut choices: Vec<Choice> = Vec::new();
        for row in &self.choices {
            let is_there = |value: &str| {
                choices.iter().any(|choice: &Choice| choice.value.to_lowercase() == value.to_lowercase())
                    || self.choices.iter().any(|row| row.value.to_lowercase() == value.to_lowercase())
            };
            let value = if row.value.is_empty() {
                free_name(&internal_name(&row.label_en).unwrap_or_else(|| "choice".to_owned()), is_there)
            } else {
                row.value.clone()
            };
            let is_twice = choices.iter().any(|choice| choice.value.to_lowercase() == value.to_lowercase());
            row.check(locale, self.kind, is_twice.then_some(value.as_str()), errors);
            self.check_label(locale, row, errors);
            choices.push(Choice {
                value,
                label_fr: or(&row.label_fr, &row.label_en),
                label_en: row.label_en.clone(),
                is_archived: row.is_put_away(),
            });
        }
        choices
    }
    /// A file says choices by their labels, so no two may have the same. Those that have it already may keep it.
    fn check_label(&self, locale: Locale, row: &Row, errors: &mut FieldErrors) {
        let is_twice = |lang: Lang| {
            let label = row.label(lang).to_lowercase();
            let has_it = |other: &Row| other.number != row.number && other.label(lang).to_lowercase() == label;
            let mut others = self.choices.iter().filter(|other| has_it(other));
            !label.is_empty()
                && !row.keeps_label(lang)
                && others.any(|other| other.number < row.number || other.keeps_label(lang))
        };
        let part = if is_twice(Lang::En) {
            "en"
        } else if is_twice(Lang::Fr) {
            "fr"
        } else {
            return;
        };
        let label = row.label(if part == "en" { Lang::En } else { Lang::Fr });
        row.add(locale, part, errors, locale.say("prop-err-choice-label-twice").user("label", label));
    }
}
