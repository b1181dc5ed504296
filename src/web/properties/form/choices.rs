//! The choices of a property in its form.

use crate::domain::export_name::is_forbidden;
use crate::domain::internal_name::{free_name, internal_name};
use crate::domain::lang::Lang;
use crate::domain::property::{Choice, PropertyType};
use crate::i18n::{Locale, Phrase};
use crate::web::error::WebError;
use crate::web::field_errors::FieldErrors;
use crate::web::form::Fields;
use crate::web::properties::own::{or, shown};
use crate::web::words;

/// Most characters of the value of a choice.
const MAX_VALUE: usize = 100;

/// One choice.
pub(in crate::web::properties) struct Row {
    /// Its place in the form, counted from 1.
    pub(in crate::web::properties) number: usize,
    pub(in crate::web::properties) value: String,
    pub(in crate::web::properties) label_en: String,
    pub(in crate::web::properties) label_fr: String,
    pub(in crate::web::properties) is_archived: bool,
    /// Records may have it: its value stays as it is.
    pub(in crate::web::properties) is_known: bool,
    /// Its labels as they are stored, the English one first.
    known_labels: Vec<String>,
}

impl Row {
    /// The id of one of its boxes: `value`, `en` or `fr`.
    pub(in crate::web::properties) fn id(&self, part: &str) -> String {
        format!("choice_{part}-{}", self.number)
    }

    /// A choice that is there.
    pub(super) fn of(choice: Choice) -> Self {
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

    /// Whether a file that says labels would call it so.
    fn is_called(&self, text: &str) -> bool {
        Lang::ALL.into_iter().any(|lang| self.label(lang) == text)
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

    pub(super) fn blank() -> Self {
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

/// The choices that were sent, without blank rows; `known` are those that the property has already.
pub(super) fn read(fields: &Fields, known: &[Choice]) -> Result<Vec<Row>, WebError> {
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
    Ok(rows.filter(|row| !row.is_blank()).collect())
}

/// The choices to be saved, as far as nothing is wrong with them.
pub(super) fn checked(rows: &[Row], locale: Locale, kind: PropertyType, errors: &mut FieldErrors) -> Vec<Choice> {
    if !kind.has_choices() {
        if rows.iter().any(|row| !row.is_known && !row.is_blank()) {
            errors.add("choices", locale.say("prop-err-no-choices"));
        }
        return Vec::new();
    }
    if rows.iter().all(Row::is_put_away) {
        errors.add("choices", locale.say("prop-err-choices"));
    }
    let mut choices: Vec<Choice> = Vec::new();
    for row in rows {
        let is_there = |value: &str| {
            choices.iter().any(|choice: &Choice| choice.value.to_lowercase() == value.to_lowercase())
                || rows.iter().any(|row| row.value.to_lowercase() == value.to_lowercase())
                || rows.iter().any(|other| other.number != row.number && other.is_called(value))
        };
        let value = if row.value.is_empty() {
            free_name(&internal_name(&row.label_en).unwrap_or_else(|| "choice".to_owned()), is_there)
        } else {
            row.value.clone()
        };
        let is_twice = choices.iter().any(|choice| choice.value.to_lowercase() == value.to_lowercase());
        row.check(locale, kind, is_twice.then_some(value.as_str()), errors);
        check_label(rows, row, locale, errors);
        choices.push(Choice {
            value,
            label_fr: or(&row.label_fr, &row.label_en),
            label_en: row.label_en.clone(),
            is_archived: row.is_put_away(),
        });
    }
    choices
}

/// A file says choices by their labels, so no two may have the same, and none that is the value of another. Those that have
/// it already may keep it.
fn check_label(rows: &[Row], row: &Row, locale: Locale, errors: &mut FieldErrors) {
    let is_twice = |lang: Lang| {
        let label = row.label(lang).to_lowercase();
        let has_it = |other: &Row| other.number != row.number && other.label(lang).to_lowercase() == label;
        !label.is_empty()
            && !row.keeps_label(lang)
            && rows.iter().any(|other| has_it(other) && (other.number < row.number || other.keeps_label(lang)))
    };
    if let Some(lang) = Lang::ALL.into_iter().find(|lang| is_twice(*lang)) {
        let sentence = locale.say("prop-err-choice-label-twice").user("label", row.label(lang));
        row.add(locale, lang.as_str(), errors, sentence);
        return;
    }
    let is_value = |lang: Lang| {
        let label = row.label(lang);
        let has_it = |other: &Row| other.number != row.number && other.value == label;
        !label.is_empty() && rows.iter().any(|other| has_it(other) && !(other.is_known && row.keeps_label(lang)))
    };
    if let Some(lang) = Lang::ALL.into_iter().find(|lang| is_value(*lang)) {
        let sentence = locale.say("prop-err-choice-label-value").user("label", row.label(lang));
        row.add(locale, lang.as_str(), errors, sentence);
    }
}
