//! The settings of a property: as a form shows them, and as the trail tells them.

use crate::db::seen;
use crate::domain::property::{Choice, PropertyType};
use crate::domain::record::Property;

/// What a super admin sets of a property, already checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PropertySettings {
    /// English label.
    pub label_en: String,
    /// French label.
    pub label_fr: String,
    /// What its values are.
    pub kind: PropertyType,
    /// What it is for.
    pub description: String,
    /// The heading under which the record page shows it.
    pub group: String,
    /// The values of a choice; one that is there already and is not named here is put away, never removed.
    pub choices: Vec<Choice>,
    /// Masked without the right *sensitive data* (R8).
    pub is_sensitive: bool,
    /// A column of the index page.
    pub in_view: bool,
    /// Part of what quick search reads; for textual types.
    pub is_searchable: bool,
    /// No two records share a value; not for choices and yes or no.
    pub is_unique: bool,
    /// An index is built for sorting and filtering.
    pub wants_index: bool,
}

impl PropertySettings {
    /// As a property has them now.
    pub fn of(property: &Property) -> Self {
        Self {
            label_en: property.label_en.clone(),
            label_fr: property.label_fr.clone(),
            kind: property.kind,
            description: property.description.clone(),
            group: property.group.clone(),
            choices: property.choices.clone(),
            is_sensitive: property.is_sensitive,
            in_view: property.in_view,
            is_searchable: property.is_searchable,
            is_unique: property.is_unique,
            wants_index: property.wants_index,
        }
    }

    /// What a form carries along, so that whoever saves it later is told when the settings are no longer these.
    pub fn seen(&self) -> String {
        seen::text_of(&as_json(self))
    }
}

pub(super) fn as_json(settings: &PropertySettings) -> serde_json::Value {
    serde_json::json!({
        "label_en": settings.label_en,
        "label_fr": settings.label_fr,
        "type": settings.kind.as_str(),
        "description": settings.description,
        "group": settings.group,
        "choices": settings.choices,
        "sensitive": settings.is_sensitive,
        "in_view": settings.in_view,
        "searchable": settings.is_searchable,
        "unique": settings.is_unique,
        "index": settings.wants_index,
    })
}

/// Of two objects, what they do not have in common.
pub(super) fn differences(from: &serde_json::Value, to: &serde_json::Value) -> (serde_json::Value, serde_json::Value) {
    let only = |of: &serde_json::Value, other: &serde_json::Value| {
        let fields = of.as_object().into_iter().flatten();
        fields
            .filter(|(key, value)| other.get(key.as_str()) != Some(value))
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect()
    };
    (serde_json::Value::Object(only(from, to)), serde_json::Value::Object(only(to, from)))
}
