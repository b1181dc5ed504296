//! A record on its way in: its values, and what is kept beside them for sorting and searching.

use super::key::KEY_CHARACTERS;
use crate::domain::fold::fold_into;
use crate::domain::record::Property;

/// What is written for a new record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
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
    /// order, each property once. Empty values are absent. For many records of one object there is [`Maker`].
    pub fn from_values(properties: &[Property], values: &[(i64, impl AsRef<str>)]) -> Self {
        Maker::new(properties).make(values)
    }
}

/// Makes records of one object: what its properties decide is settled once, and room is used again.
#[derive(Debug, Clone)]
pub struct Maker {
    /// The properties that the display name is made of, or that quick search reads, in their order.
    read: Vec<Reading>,
    /// `,"p12":"` of the properties in the order in which a record had them.
    keys: Vec<(i64, String)>,
    name: String,
    text: String,
    folded: String,
}

/// What a property is read for.
#[derive(Debug, Clone, Copy)]
struct Reading {
    id: i64,
    for_name: bool,
    for_search: bool,
}

impl Maker {
    /// For records of the object with these properties.
    pub fn new(properties: &[Property]) -> Self {
        let read = properties.iter().filter(|p| (p.names_record || p.is_searchable) && !p.is_sensitive);
        let read = read.map(|p| Reading { id: p.id, for_name: p.names_record, for_search: p.is_searchable });
        let (name, text, folded) = (String::new(), String::new(), String::new());
        Self { read: read.collect(), keys: Vec::new(), name, text, folded }
    }

    /// The record with these values; see [`NewRecord::from_values`].
    pub fn make(&mut self, values: &[(i64, impl AsRef<str>)]) -> NewRecord {
        let mut record = NewRecord::default();
        self.make_in(values, &mut record);
        record
    }

    /// The same in the room of a record that is no longer needed.
    pub fn make_in(&mut self, values: &[(i64, impl AsRef<str>)], record: &mut NewRecord) {
        self.name.clear();
        self.text.clear();
        for Reading { id, for_name, for_search } in &self.read {
            let value = values.iter().find(|(known, _)| known == id).map_or("", |(_, value)| value.as_ref());
            for (is_wanted, words) in [(*for_name, &mut self.name), (*for_search, &mut self.text)] {
                if is_wanted && !value.is_empty() {
                    words.push_str(value);
                    words.push(' ');
                }
            }
        }
        let NewRecord { name_key, search, props } = record;
        name_key.clear();
        fold_into(&self.name, name_key);
        if let Some((end, _)) = name_key.char_indices().nth(KEY_CHARACTERS) {
            name_key.truncate(end);
        }
        self.folded.clear();
        fold_into(&self.text, &mut self.folded);
        search_text(&self.folded, search);
        self.json(values, props);
    }

    fn json(&mut self, values: &[(i64, impl AsRef<str>)], json: &mut String) {
        let room = values.iter().map(|(_, value)| value.as_ref().len() + 12).sum::<usize>();
        // What must be escaped is longer than it was; a little room for that spares most records a second piece of memory.
        json.clear();
        json.reserve(room + 16);
        json.push('{');
        for (at, (id, value)) in values.iter().enumerate() {
            let value = value.as_ref();
            if value.is_empty() {
                continue;
            }
            let key = key_at(&mut self.keys, at, *id);
            json.push_str(if json.len() > 1 { key } else { &key[1..] });
            push_escaped(json, value);
            json.push('"');
        }
        json.push('}');
    }
}

/// The key of a property as it stands in front of its value, behind another one. Records of one file have their values in one
/// order, so it is known by its place.
fn key_at(keys: &mut Vec<(i64, String)>, at: usize, id: i64) -> &str {
    let place = match keys.get(at) {
        Some((known, _)) if *known == id => at,
        _ => keys.iter().position(|(known, _)| *known == id).unwrap_or_else(|| {
            keys.push((id, format!(",\"p{id}\":\"")));
            keys.len() - 1
        }),
    };
    &keys[place].1
}

/// The folded text behind a blank, then the first two characters of each part of a word: a search of one or two characters looks at the
/// beginnings of words only, and "李伟" in "(李伟)" is a word to its reader.
fn search_text(folded: &str, text: &mut String) {
    text.clear();
    text.push(' ');
    text.push_str(folded);
    for word in folded.split(' ') {
        for (at, part) in word.split(|c: char| !c.is_alphanumeric()).enumerate() {
            if (at > 0 || word.starts_with(|c: char| !c.is_alphanumeric())) && !part.is_empty() {
                text.push(' ');
                text.extend(part.chars().take(2));
            }
        }
    }
}

/// The inside of a text as JSON writes it (RFC 8259, 7), piece by piece between what must be escaped.
fn push_escaped(json: &mut String, text: &str) {
    let must_be = |sign: u8| sign < 0x20 || sign == b'"' || sign == b'\\';
    // Most texts are plain. Looked through without an end in the middle, many signs are looked at in one step.
    if !text.bytes().fold(false, |found, sign| found | must_be(sign)) {
        return json.push_str(text);
    }
    let mut start = 0;
    for (at, sign) in text.bytes().enumerate().filter(|(_, sign)| must_be(*sign)) {
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
        let mut json = String::new();
        Maker::new(&[]).json(&[(7, all.as_str()), (1_234_567_890_123, "\n")], &mut json);
        let read: std::collections::BTreeMap<String, String> = serde_json::from_str(&json).unwrap();
        assert_eq!(read["p7"], all);
        assert_eq!(read["p1234567890123"], "\n");
    }

    #[test]
    fn one_maker_makes_every_record_as_a_new_one_would() {
        let properties = [property(1, false, true), property(2, false, false), property(16, true, false)];
        let (mut maker, mut record) = (Maker::new(&properties), NewRecord::default());
        for values in [
            vec![(1, "Zoë"), (2, "x"), (16, "s")],
            vec![(2, "first"), (1, "")],
            vec![],
            vec![(16, "\"\u{1}"), (40, "none of its"), (1, "last")],
        ] {
            maker.make_in(&values, &mut record);
            assert_eq!(record, NewRecord::from_values(&properties, &values), "{values:?}");
        }
    }

    #[test]
    fn the_key_for_sorting_is_cut_at_characters() {
        let long = NewRecord::from_values(&[property(1, false, true)], &[(1, "é".repeat(300))]);
        assert_eq!(long.name_key, "e".repeat(200));
    }
}
