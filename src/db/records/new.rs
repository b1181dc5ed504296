//! A record on its way in: its values, and what is kept beside them for sorting and searching.

use super::key::KEY_CHARACTERS;
use crate::domain::fold::fold;
use crate::domain::record::Property;

/// What is written for a new record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRecord {
    /// The display name, folded and cut: what sorting by name compares.
    pub name_key: String,
    /// The folded words that quick search reads; never a sensitive value (R8).
    pub search: String,
    /// The values: flat JSON, keys `p<property id>`.
    pub props: String,
}

impl NewRecord {
    /// Derives everything from values in canonical form (`PropertyType::parse_value`), given as (property id, value) in any
    /// order, each property once. Empty values are absent.
    pub fn from_values(properties: &[Property], values: &[(i64, String)]) -> Self {
        let of = |property: &Property| {
            values.iter().find(|(id, _)| *id == property.id).map(|(_, value)| value.as_str()).filter(|v| !v.is_empty())
        };
        let words = |wanted: fn(&Property) -> bool| {
            properties.iter().filter(|property| wanted(property)).filter_map(of).collect::<Vec<_>>().join(" ")
        };
        let name = words(|property| property.names_record && !property.is_sensitive);
        let text = words(|property| property.is_searchable && !property.is_sensitive);
        Self {
            name_key: fold(&name).chars().take(KEY_CHARACTERS).collect(),
            search: search_text(&fold(&text)),
            props: to_json(values),
        }
    }
}

/// The folded text behind a blank, then the first two characters of each part of a word: a search of one or two characters looks at the
/// beginnings of words only, and "李伟" in "(李伟)" is a word to its reader.
fn search_text(folded: &str) -> String {
    let mut text = format!(" {folded}");
    for word in folded.split(' ') {
        for (at, part) in word.split(|c: char| !c.is_alphanumeric()).enumerate() {
            if (at > 0 || word.starts_with(|c: char| !c.is_alphanumeric())) && !part.is_empty() {
                text.push(' ');
                text.extend(part.chars().take(2));
            }
        }
    }
    text
}

fn to_json(values: &[(i64, String)]) -> String {
    let mut json = String::from("{");
    for (id, value) in values.iter().filter(|(_, value)| !value.is_empty()) {
        if json.len() > 1 {
            json.push(',');
        }
        json.push_str("\"p");
        json.push_str(&id.to_string());
        json.push_str("\":");
        json.push_str(&serde_json::Value::from(value.as_str()).to_string());
    }
    json.push('}');
    json
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::property::PropertyType;

    fn property(id: i64, is_sensitive: bool, names_record: bool) -> Property {
        Property {
            id,
            name: format!("p{id}"),
            label_en: String::new(),
            label_fr: String::new(),
            kind: PropertyType::Text,
            choices: Vec::new(),
            is_sensitive,
            in_view: false,
            is_searchable: true,
            names_record,
            is_indexed: false,
            ..Property::default()
        }
    }

    #[test]
    fn name_and_search_are_folded_and_leave_sensitive_values_out() {
        let properties = [property(1, false, true), property(2, false, true), property(16, true, false)];
        let values = [(2, "(Brontë)".into()), (1, "Zoë \"Z\"".into()), (16, "X123".into()), (1000, String::new())];
        let record = NewRecord::from_values(&properties, &values);
        assert_eq!(record.name_key, "zoe \"z\" (bronte)");
        assert_eq!(record.search, " zoe \"z\" (bronte) z br");
        assert_eq!(record.props, r#"{"p2":"(Brontë)","p1":"Zoë \"Z\"","p16":"X123"}"#);
    }

    #[test]
    fn the_key_for_sorting_is_cut_at_characters() {
        let long = NewRecord::from_values(&[property(1, false, true)], &[(1, "é".repeat(300))]);
        assert_eq!(long.name_key, "e".repeat(200));
    }
}
