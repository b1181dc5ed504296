//! What a selection filters and sorts by, in words that outlive the properties (R26).

use serde::{Deserialize, Serialize};

use super::Condition;
use crate::domain::lang::Lang;
use crate::domain::property::{Choice, PropertyType};
use crate::domain::record::{Property, Selection, SortKey};

/// A property as a filter or an order names it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Named {
    /// The property's key.
    pub id: i64,
    /// English label.
    pub label_en: String,
    /// French label.
    pub label_fr: String,
    /// What its values are.
    pub kind: PropertyType,
    /// The choices that the filter names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// Marked sensitive: what it is compared with is not for everybody (R8).
    #[serde(default)]
    pub is_sensitive: bool,
}

impl Named {
    /// A property with all its choices.
    pub fn of(property: &Property) -> Self {
        Self {
            id: property.id,
            label_en: property.label_en.clone(),
            label_fr: property.label_fr.clone(),
            kind: property.kind,
            choices: property.choices.clone(),
            is_sensitive: property.is_sensitive,
        }
    }

    /// The label in one language.
    pub fn label(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.label_en,
            Lang::Fr => &self.label_fr,
        }
    }

    /// The label of a choice, or its value where there is none.
    pub fn choice<'a>(&'a self, value: &'a str, lang: Lang) -> &'a str {
        let choice = self.choices.iter().find(|choice| choice.value == value);
        choice.map_or(value, |choice| choice.label(lang))
    }
}

impl Selection {
    /// The properties that it filters or sorts by, each with the choices that the filter names.
    pub fn named(&self, properties: &[Property]) -> Vec<Named> {
        let sorts = |id: i64| self.sort.key == SortKey::Property(id);
        let of = |id: i64| self.filter.conditions().filter(move |condition| condition.property_id == id);
        let named = properties.iter().filter(|property| sorts(property.id) || of(property.id).next().is_some());
        named
            .map(|property| {
                let values: Vec<String> = of(property.id).flat_map(Condition::values).collect();
                let mut named = Named::of(property);
                named.choices.retain(|choice| values.contains(&choice.value));
                named
            })
            .collect()
    }
}
