//! One condition of the filter form: which controls it has, and what stands in them (R51).

use super::draft::{Typed, last_name, name};
use crate::domain::filter::Operator;
use crate::domain::property::PropertyType;
use crate::domain::record::Property;
use crate::i18n::Locale;
use crate::web::page::Choice;
use crate::web::record::value::label;

/// The controls of one condition.
pub(super) struct ConditionView {
    /// The names of its controls: property, operator, values.
    pub(super) property_name: String,
    pub(super) operator_name: String,
    pub(super) value_name: String,
    /// Name of the second value's control.
    pub(super) last_name: String,
    /// The id of the button that draws it again.
    pub(super) update_id: String,
    /// "0-1", for the values of its buttons.
    pub(super) number: String,
    pub(super) properties: Vec<Choice>,
    /// Empty while no property is chosen.
    pub(super) operators: Vec<Choice>,
    pub(super) input: Input,
}

/// How its values are entered.
pub(super) enum Input {
    /// Not at all.
    None,
    /// One text; the second says what keyboard suits it.
    Text(String, &'static str),
    /// One per line.
    Lines(String),
    /// One day.
    Day(String),
    /// Two days.
    Days(String, String),
    /// Two numbers.
    Range(String, String),
    /// So many days.
    Count(String),
    /// One of the choices.
    One(Vec<Choice>),
    /// Any of the choices.
    Many(Vec<Choice>),
}

impl ConditionView {
    /// The controls for what was chosen so far. `archived`: the properties that a filter may still name.
    pub(super) fn new(
        typed: &Typed,
        (group, at): (usize, usize),
        offered: &[&Property],
        archived: &[&Property],
        locale: Locale,
    ) -> Self {
        let option = |value: String, label: String, selected: bool| Choice { value, label, selected };
        let property = offered.iter().copied().find(|property| Some(property.id) == typed.property);
        // A property that is not offered any more keeps its condition in the form until somebody removes or replaces it.
        let gone = typed.property.filter(|_| property.is_none());
        let none = option(String::new(), locale.say("flt-choose").to_string(), typed.property.is_none());
        let gone = gone.map(|id| {
            let words = match archived.iter().find(|property| property.id == id) {
                Some(property) => label(locale, property),
                None => locale.say("flt-gone").to_string(),
            };
            option(id.to_string(), words, true)
        });
        let properties = offered
            .iter()
            .map(|one| option(one.id.to_string(), one.label(locale.lang()).to_owned(), Some(one.id) == typed.property));
        let kinds = property.map(|property| (property, Operator::offered(property.kind)));
        let chosen = kinds.as_ref().and_then(|(_, fitting)| {
            typed.operator.filter(|operator| fitting.contains(operator)).or_else(|| fitting.first().copied())
        });
        let operators = kinds.iter().flat_map(|(property, fitting)| {
            fitting.iter().map(|one| {
                let words = locale.operator(*one, property.kind).to_string();
                option(one.as_str().to_owned(), words, Some(*one) == chosen)
            })
        });
        Self {
            property_name: name("p", group, at),
            operator_name: name("o", group, at),
            value_name: name("v", group, at),
            last_name: last_name(group, at),
            update_id: name("update", group, at),
            number: format!("{group}-{at}"),
            properties: std::iter::once(none).chain(gone).chain(properties).collect(),
            operators: operators.collect(),
            input: match (property, chosen) {
                (Some(property), Some(operator)) => input(property, operator, &typed.values, locale),
                _ => Input::None,
            },
        }
    }
}

fn input(property: &Property, operator: Operator, values: &[String], locale: Locale) -> Input {
    let value = |at: usize| values.get(at).cloned().unwrap_or_default();
    let choices = || {
        let offered = property.choices.iter().filter(|choice| !choice.is_archived || values.contains(&choice.value));
        offered.map(|choice| Choice {
            value: choice.value.clone(),
            label: choice.label(locale.lang()).to_owned(),
            selected: values.contains(&choice.value),
        })
    };
    let kind = property.kind;
    let is_choice = matches!(kind, PropertyType::Choice | PropertyType::Choices);
    let is_day = matches!(kind, PropertyType::Date | PropertyType::DateTime);
    match (operator.values(), operator) {
        (Some(0), _) => Input::None,
        (None, _) if is_choice => Input::Many(choices().collect()),
        (None, _) => Input::Lines(values.join("\n")),
        (_, Operator::LastDays | Operator::NextDays) => Input::Count(value(0)),
        (Some(2), _) if is_day => Input::Days(value(0), value(1)),
        (Some(2), _) => Input::Range(value(0), value(1)),
        _ if is_day => Input::Day(value(0)),
        _ if is_choice => {
            let none = Choice { value: String::new(), label: locale.say("flt-choose").to_string(), selected: false };
            Input::One(std::iter::once(none).chain(choices()).collect())
        }
        _ => Input::Text(value(0), if kind == PropertyType::Number { "decimal" } else { "" }),
    }
}
