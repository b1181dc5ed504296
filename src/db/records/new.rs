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
    pub fn from_values(properties: &[Property], values: &[(i64, impl AsRef<str>)]) -> Self {
        let (mut name, mut text) = (String::new(), String::new());
        for property in properties.iter().filter(|p| (p.names_record || p.is_searchable) && !p.is_sensitive) {
            let value = values.iter().find(|(id, _)| *id == property.id).map_or("", |(_, value)| value.as_ref());
            for (is_wanted, words) in [(property.names_record, &mut name), (property.is_searchable, &mut text)] {
                if is_wanted && !value.is_empty() {
                    words.push_str(value);
                    words.push(' ');
                }
            }
        }
        let mut name_key = fold(&name);
        if let Some((end, _)) = name_key.char_indices().nth(KEY_CHARACTERS) {
            name_key.truncate(end);
        }
        Self { name_key, search: search_text(&fold(&text)), props: to_json(values) }
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

fn to_json(values: &[(i64, impl AsRef<str>)]) -> String {
    let mut json = String::with_capacity(values.iter().map(|(_, value)| value.as_ref().len() + 12).sum());
    json.push('{');
    for (id, value) in values {
        let value = value.as_ref();
        if value.is_empty() {
            continue;
        }
        json.push_str(if json.len() > 1 { ",\"p" } else { "\"p" });
        push_number(&mut json, id.unsigned_abs());
        json.push_str("\":");
        push_text(&mut json, value);
    }
    json.push('}');
    json
}

fn push_number(json: &mut String, n: u64) {
    if n >= 10 {
        push_number(json, n / 10);
    }
    json.push(char::from(b'0' + u8::try_from(n % 10).unwrap_or_default()));
}

/// A text as JSON writes it (RFC 8259, 7), piece by piece between what must be escaped.
fn push_text(json: &mut String, text: &str) {
    json.push('"');
    let mut start = 0;
    for (at, sign) in text.bytes().enumerate().filter(|(_, sign)| matches!(sign, b'"' | b'\\' | 0..0x20)) {
        json.push_str(&text[start..at]);
        match sign {
            b'"' => json.push_str("\\\""),
            b'\\' => json.push_str("\\\\"),
            b'\n' => json.push_str("\\n"),
            b'\r' => json.push_str("\\r"),
            b'\t' => json.push_str("\\t"),
            sign => {
                json.push_str("\\u00");
                json.extend([sign >> 4, sign & 15].map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)])));
            }
        }
        start = at + 1;
    }
    json.push_str(&text[start..]);
    json.push('"');
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
    fn any_text_comes_back_from_json() {
        let all: String = (0..=0x2ff).filter_map(char::from_u32).chain("\u{2028}\u{ffff}😀\"\\".chars()).collect();
        let json = to_json(&[(7, all.as_str()), (1_234_567_890_123, "\n")]);
        let read: std::collections::BTreeMap<String, String> = serde_json::from_str(&json).unwrap();
        assert_eq!(read["p7"], all);
        assert_eq!(read["p1234567890123"], "\n");
    }

    #[test]
    fn the_key_for_sorting_is_cut_at_characters() {
        let long = NewRecord::from_values(&[property(1, false, true)], &[(1, "é".repeat(300))]);
        assert_eq!(long.name_key, "e".repeat(200));
    }
}
