//! The form of a record: one field per property, by group.

use std::collections::BTreeMap;

use super::value::{choice, fits_field, form_text, words};
use crate::db::record::Values;
use crate::domain::property::{MAX_CHARACTERS, PropertyType};
use crate::domain::record::Property;
use crate::domain::user::Rights;
use crate::i18n::Locale;
use crate::web::page::Choice;

/// Longer texts are shown by their beginning and cannot be typed over: no form takes them back whole.
const MAX_EDITED: usize = 20_000;

/// Values of more bytes in all are not typed on one page; what does not fit any more is only shown.
const MOST_EDITED: usize = 1024 * 1024;

/// Most bytes of the form of a record: a value is sent as it was shown and as it was typed, up to three bytes for one and six
/// for the end of a line, and one of them may have been typed as long as any value may be.
pub(in crate::web) const FORM_BYTES: usize = 12 * MOST_EDITED + 12 * MAX_CHARACTERS;

/// Characters from which on a text gets several lines.
const LONG_LINE: usize = 100;

/// Properties under one heading.
pub(in crate::web) struct FieldGroup {
    pub(in crate::web) title: String,
    pub(in crate::web) items: Vec<Item>,
}

/// One property on the page.
pub(in crate::web) struct Item {
    /// Name and id of the field.
    pub(in crate::web) name: String,
    /// Name of the field that carries what was shown.
    pub(in crate::web) was: String,
    pub(in crate::web) label: String,
    pub(in crate::web) hint: String,
    pub(in crate::web) is_sensitive: bool,
    pub(in crate::web) input: Input,
    /// In the field.
    pub(in crate::web) text: String,
    /// It would be typed here if there were less of it.
    pub(in crate::web) is_too_long: bool,
    /// As it was stored when the page was made.
    pub(in crate::web) before: String,
    pub(in crate::web) choices: Vec<Choice>,
}

/// How a property is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web) enum Input {
    /// On one line; the keyboard that suits it.
    Line(&'static str),
    /// On several lines.
    Lines,
    /// A day.
    Day,
    /// A moment, to the second.
    Moment,
    /// One of several.
    Select,
    /// Any of several.
    Boxes,
    /// Not at all: the words are shown.
    Shown,
    /// Not at all: the viewer may not see it (R8).
    Masked,
}

impl Item {
    /// Figures stand in columns.
    pub(in crate::web) fn is_number(&self) -> bool {
        self.input == Input::Line("decimal")
    }

    /// Words, not an address or a figure: browsers may correct their spelling.
    pub(in crate::web) fn is_prose(&self) -> bool {
        self.input == Input::Line("text")
    }
}

/// Who looks at the record.
#[derive(Debug, Clone, Copy)]
pub(in crate::web) struct Reader {
    pub(in crate::web) locale: Locale,
    pub(in crate::web) rights: Rights,
}

/// The name of a property's field.
pub(in crate::web) fn name(property_id: i64) -> String {
    format!("p{property_id}")
}

/// The name of the field that carries what was shown.
pub(super) fn was(property_id: i64) -> String {
    format!("was{property_id}")
}

/// The fields of a record, the first group first. `typed` is what a form sent and gets back.
pub(in crate::web) fn groups(
    reader: Reader,
    properties: &[Property],
    values: &Values,
    typed: Option<&BTreeMap<i64, String>>,
) -> Vec<FieldGroup> {
    let mut groups: Vec<FieldGroup> = Vec::new();
    let mut room = MOST_EDITED;
    for property in in_order(properties) {
        let stored = values.get(&property.id).map_or("", String::as_str);
        let text = typed.and_then(|typed| typed.get(&property.id));
        let input = match input(reader, property, stored) {
            input if is_typed(input) && text.is_none() && stored.len() > room => Input::Shown,
            input => input,
        };
        if is_typed(input) {
            room = room.saturating_sub(stored.len());
        }
        let item = item(reader, property, input, stored, text);
        match groups.last_mut().filter(|group| group.title == property.group) {
            Some(group) => group.items.push(item),
            None => groups.push(FieldGroup { title: property.group.clone(), items: vec![item] }),
        }
    }
    groups
}

/// In the order of the page: those without a group first, each group where its first property stands.
pub(super) fn in_order(properties: &[Property]) -> Vec<&Property> {
    let mut ordered: Vec<&Property> = properties.iter().collect();
    let first = |group: &str| properties.iter().position(|property| property.group == group);
    ordered.sort_by_cached_key(|property| (!property.group.is_empty(), first(&property.group)));
    ordered
}

/// Whether moments are typed among these fields.
pub(in crate::web) fn have_moments(groups: &[FieldGroup]) -> bool {
    groups.iter().flat_map(|group| &group.items).any(|item| item.input == Input::Moment)
}

fn item(reader: Reader, property: &Property, input: Input, stored: &str, typed: Option<&String>) -> Item {
    let text = match input {
        Input::Masked => String::new(),
        Input::Shown => {
            let text = words(reader.locale, property, stored);
            if text.len() > MAX_EDITED { text.chars().take(MAX_EDITED / 4).chain(['…']).collect() } else { text }
        }
        _ => typed.cloned().unwrap_or_else(|| form_text(property, stored, reader.locale)),
    };
    let before = if is_typed(input) { stored.to_owned() } else { String::new() };
    Item {
        name: name(property.id),
        was: was(property.id),
        label: property.label(reader.locale.lang()).to_owned(),
        hint: property.description.clone(),
        is_sensitive: property.is_sensitive,
        choices: choices(reader, property, input, &text, stored),
        is_too_long: input == Input::Shown && reader.rights.may_edit() && property.kind != PropertyType::DateTime,
        input,
        text,
        before,
    }
}

pub(super) fn is_typed(input: Input) -> bool {
    !matches!(input, Input::Shown | Input::Masked)
}

pub(super) fn input(Reader { rights, locale }: Reader, property: &Property, stored: &str) -> Input {
    if is_masked(rights, property) {
        return Input::Masked;
    }
    if !rights.may_edit() || stored.len() > MAX_EDITED {
        return Input::Shown;
    }
    match property.kind {
        PropertyType::Text if stored.contains(['\n', '\r']) || stored.chars().count() > LONG_LINE => Input::Lines,
        PropertyType::Text => Input::Line("text"),
        PropertyType::Number => Input::Line("decimal"),
        PropertyType::Email => Input::Line("email"),
        PropertyType::Phone => Input::Line("tel"),
        PropertyType::Url => Input::Line("url"),
        PropertyType::Date => Input::Day,
        // A browser would show an empty field, and send it.
        PropertyType::DateTime if !fits_field(stored, locale.zone()) => Input::Shown,
        PropertyType::DateTime => Input::Moment,
        PropertyType::Boolean | PropertyType::Choice => Input::Select,
        PropertyType::Choices => Input::Boxes,
    }
}

pub(super) fn is_masked(rights: Rights, property: &Property) -> bool {
    property.is_sensitive && !rights.may_see_sensitive()
}

/// What a select or a set of boxes offers. A stored value that was archived, or is none of the choices any more, stays on
/// offer. So does a typed one, marked as gone: left out, the field would stand on "Not set" and the next form take the value
/// away.
fn choices(reader: Reader, property: &Property, input: Input, text: &str, stored: &str) -> Vec<Choice> {
    let lang = reader.locale.lang();
    let is_stored = |value: &str| stored.split(';').any(|one| one == value);
    let offered = property.choices.iter().filter(|choice| !choice.is_archived || is_stored(&choice.value));
    let offered = offered.map(|choice| choice.value.as_str());
    let mut values: Vec<&str> = match (input, property.kind) {
        (Input::Select, PropertyType::Boolean) => vec!["", "true", "false"],
        (Input::Select, _) => std::iter::once("").chain(offered).collect(),
        (Input::Boxes, _) => offered.collect(),
        _ => return Vec::new(),
    };
    for value in stored.split(';').filter(|value| !value.is_empty()) {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    let typed: Vec<&str> = if input == Input::Boxes { text.split(';').collect() } else { vec![text] };
    let gone: Vec<&str> = typed.into_iter().filter(|value| !value.is_empty() && !values.contains(value)).collect();
    values.extend(&gone);
    let label = |value: &str| match value {
        "" => reader.locale.say("val-none").to_string(),
        _ if gone.contains(&value) => {
            reader.locale.say("val-gone").user("value", choice(lang, property, value)).to_string()
        }
        _ if property.kind == PropertyType::Boolean => words(reader.locale, property, value),
        _ => choice(lang, property, value).to_owned(),
    };
    let is_chosen = |value: &str| match input {
        Input::Boxes => text.split(';').any(|one| one == value && !value.is_empty()),
        _ => text == value,
    };
    values
        .into_iter()
        .map(|value| Choice { value: value.to_owned(), label: label(value), selected: is_chosen(value) })
        .collect()
}

/// The field of one property alone, empty or as it was typed: for a value that many records get.
pub(in crate::web) fn one(reader: Reader, property: &Property, typed: Option<String>) -> Vec<FieldGroup> {
    let typed = typed.map(|text| BTreeMap::from([(property.id, text)]));
    groups(reader, std::slice::from_ref(property), &Values::new(), typed.as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::lang::Lang;

    #[test]
    fn what_a_page_offers_to_type_fits_into_its_form() {
        let text = |id| Property { id, kind: PropertyType::Text, ..Property::default() };
        let properties: Vec<Property> = (1..=60).map(text).collect();
        let values: Values = properties.iter().map(|property| (property.id, "\n".repeat(MAX_EDITED))).collect();
        let reader = Reader { locale: Locale::new(Lang::En, chrono_tz::UTC), rights: Rights::SUPER_ADMIN };
        let groups = groups(reader, &properties, &values, None);
        let typed: Vec<&Item> = groups.iter().flat_map(|group| &group.items).filter(|i| is_typed(i.input)).collect();
        assert_eq!(typed.len(), MOST_EDITED / MAX_EDITED);
        let sent: usize = typed.iter().map(|item| (item.text.len() + item.before.len()) * "%0D%0A".len()).sum();
        assert!(sent <= FORM_BYTES, "{sent}");
    }
}
