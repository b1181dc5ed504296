//! How the stored text of a value begins if its record is to fit.
//!
//! PostgreSQL reads a whole JSON text for one value of it, which takes longer than to hand it over; to look at the first bytes
//! behind a key takes a tenth of that.

use std::ops::Range;

use super::Test;
use crate::domain::fold::fold;
use crate::domain::property::PropertyType;

/// Ranges of bytes: the JSON text of a value that fits a test, without the quote before it, lies in one of them. So may others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beginnings {
    /// Where the first range begins, where it ends, where the next one begins, …: in ascending order, each once.
    bounds: Vec<Vec<u8>>,
}

/// Above every byte of UTF-8.
const END: u8 = 0xff;
/// The highest byte that a text begins with (RFC 3629, 4).
const HIGHEST: u8 = 0xf4;
/// The first byte of every letter that is not ASCII lies between these.
const NOT_ASCII: Range<u8> = 0xc2..END;
/// Letters of a text that are looked at: each doubles the ranges.
const LETTERS: usize = 3;
/// Values of a condition for which this is worth it.
const VALUES: usize = 20;

impl Beginnings {
    /// Those of a settled test; `None` when it says nothing of the beginning.
    pub fn of(test: &Test, kind: PropertyType) -> Option<Self> {
        use PropertyType as Type;
        let is_text = matches!(kind, Type::Text | Type::Email | Type::Phone | Type::Url);
        let mut ranges = Vec::new();
        match test {
            Test::Any(values) if values.len() <= VALUES && kind != Type::Choices => {
                for value in values {
                    if is_text { of_text(value, &mut ranges)? } else { ranges.push(of_value(value)) }
                }
            }
            Test::StartsWith(text) if is_text => of_text(text, &mut ranges)?,
            Test::Within(from, before) if matches!(kind, Type::Date | Type::DateTime) => {
                let bytes =
                    |text: &Option<String>, open: &[u8]| text.as_ref().map_or(open.to_vec(), |t| t.clone().into());
                ranges.push(bytes(from, &[])..bytes(before, &[END]));
            }
            _ => return None,
        }
        Some(Self { bounds: bounds(ranges) })
    }

    /// Where the ranges begin and end, in turn.
    pub fn bounds(&self) -> &[Vec<u8>] {
        &self.bounds
    }

    /// The first byte of every text in one of the ranges, in ascending order, each once.
    pub fn first_bytes(&self) -> Vec<u8> {
        let mut found: Vec<u8> = Vec::new();
        for range in self.bounds.chunks_exact(2) {
            let first = |bound: &Vec<u8>| bound.first().copied().unwrap_or_default();
            // A bound of one byte is not in the range that it ends.
            let last = first(&range[1]).saturating_sub(u8::from(range[1].len() < 2)).min(HIGHEST);
            let begin = found.last().map_or(0, |last| last.saturating_add(1)).max(first(&range[0]));
            found.extend(begin..=last);
        }
        found
    }
}

/// A value that is compared as it is stored: the quote behind it belongs to it.
fn of_value(value: &str) -> Range<Vec<u8>> {
    let text = serde_json::Value::from(value).to_string().into_bytes();
    let begin = text.get(1..).unwrap_or_default().to_vec();
    let end = next(&begin);
    begin..end
}

/// Texts that begin like this one when both are folded. `None` when its own beginning does not say enough.
fn of_text(text: &str, ranges: &mut Vec<Range<Vec<u8>>>) -> Option<()> {
    let folded = fold(text);
    let letters: Vec<u8> = folded.bytes().take_while(u8::is_ascii_alphanumeric).take(LETTERS).collect();
    let first = char::from(*letters.first()?);
    // White space before the text is folded away; most of it is written with an escape.
    ranges.push(vec![b' ']..next(b" "));
    ranges.push(vec![b'\\']..next(b"\\"));
    // Letters of Western and Central Europe are known one by one; of others any may fold to this one, or to nothing.
    ranges.push(vec![0xc2]..vec![0xc3]);
    for letter in 'À'..='ſ' {
        let folded = fold(letter.encode_utf8(&mut [0; 4]));
        if folded.is_empty() || folded.starts_with(first) {
            let letter = letter.to_string().into_bytes();
            let end = next(&letter);
            ranges.push(letter..end);
        }
    }
    ranges.push(vec![0xc6]..vec![END]);
    // Behind letters of ASCII there may be others whose accents are folded away.
    let mut prefixes = vec![Vec::new()];
    for letter in letters {
        for prefix in prefixes.iter().filter(|prefix| !prefix.is_empty()) {
            ranges.push(with(prefix, NOT_ASCII.start)..with(prefix, NOT_ASCII.end));
        }
        let cases = |prefix: &Vec<u8>| {
            let mut cases = vec![with(prefix, letter), with(prefix, letter.to_ascii_uppercase())];
            cases.dedup();
            cases
        };
        prefixes = prefixes.iter().flat_map(cases).collect();
    }
    ranges.extend(prefixes.into_iter().map(|prefix| {
        let end = next(&prefix);
        prefix..end
    }));
    Some(())
}

fn with(prefix: &[u8], byte: u8) -> Vec<u8> {
    [prefix, &[byte]].concat()
}

/// The first text behind all that begin with these bytes, none of which is the highest.
fn next(bytes: &[u8]) -> Vec<u8> {
    let mut next = bytes.to_vec();
    if let Some(last) = next.last_mut() {
        *last = last.saturating_add(1);
    }
    next
}

/// The bounds of ranges, which are joined where they meet.
fn bounds(mut ranges: Vec<Range<Vec<u8>>>) -> Vec<Vec<u8>> {
    ranges.retain(|range| range.start < range.end);
    ranges.sort_by(|a, b| a.start.cmp(&b.start));
    let mut bounds: Vec<Vec<u8>> = Vec::new();
    for Range { start, end } in ranges {
        match bounds.last_mut() {
            Some(last) if *last >= start => {
                if *last < end {
                    *last = end;
                }
            }
            _ => bounds.extend([start, end]),
        }
    }
    bounds
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// As PostgreSQL's `width_bucket` tells it.
    fn holds(beginnings: &Beginnings, value: &str) -> bool {
        let text = serde_json::Value::from(value).to_string() + ",\"p99\":\"next\"}";
        let text = &text.as_bytes()[1..];
        let is_held = beginnings.bounds().iter().filter(|bound| bound.as_slice() <= text).count() % 2 == 1;
        assert!(!is_held || beginnings.first_bytes().contains(&text[0]), "{value:?}");
        is_held
    }

    fn any(values: &[&str], kind: PropertyType) -> Beginnings {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        Beginnings::of(&Test::Any(values), kind).unwrap()
    }

    #[test]
    fn values_are_told_from_longer_and_shorter_ones() {
        let seven = any(&["7", "70", "-1.5"], PropertyType::Number);
        for (value, is_held) in
            [("7", true), ("70", true), ("-1.5", true), ("71", false), ("700", false), ("", false), ("-1", false)]
        {
            assert_eq!(holds(&seven, value), is_held, "{value}");
        }
        let quote = any(&["a\"b\\"], PropertyType::Choice);
        assert!(holds(&quote, "a\"b\\") && !holds(&quote, "a\"b") && !holds(&quote, "a"));
    }

    #[test]
    fn days_lie_between_two() {
        let within = |from: Option<&str>, before: Option<&str>| {
            let test = Test::Within(from.map(str::to_owned), before.map(str::to_owned));
            Beginnings::of(&test, PropertyType::Date).unwrap()
        };
        let march = within(Some("2026-03-01"), Some("2026-04-01"));
        assert!(holds(&march, "2026-03-01") && holds(&march, "2026-03-31"));
        assert!(!holds(&march, "2026-02-28") && !holds(&march, "2026-04-01"));
        assert!(holds(&within(None, Some("2026-04-01")), "0999-01-01"));
        assert!(holds(&within(Some("2026-04-01"), None), "9999-12-31"));
        assert!(within(Some("2026-04-01"), Some("2026-03-01")).bounds().is_empty());
    }

    #[test]
    fn texts_are_found_in_every_case_and_with_every_accent() {
        let haifa = any(&["Haïfa"], PropertyType::Text);
        for value in
            ["haifa", "HAIFA", "HaÏfa", "Ha\u{ef}fa", "hai\u{308}fa", " \tHaifa", "\n haifa", "Ĥaifa", "\u{301}haifa"]
        {
            assert!(holds(&haifa, value), "{value}");
        }
        for value in ["Hamburg", "Łódź", "aifa", "Iaifa", "Zürich", "Östersund", ""] {
            assert!(!holds(&haifa, value), "{value}");
        }
        let beyond_ascii = [0xc2, 0xc4].into_iter().chain(0xc6..=0xf4);
        assert_eq!(haifa.first_bytes(), b" H\\h".iter().copied().chain(beyond_ascii).collect::<Vec<u8>>());
    }

    #[test]
    fn what_begins_with_anything_says_nothing() {
        for text in ["", " ", "¿?", "李", "Ω", "-", "\"", "\\"] {
            assert_eq!(Beginnings::of(&Test::StartsWith(text.into()), PropertyType::Text), None, "{text}");
        }
        assert_eq!(Beginnings::of(&Test::Contains("a".into()), PropertyType::Text), None);
        assert_eq!(Beginnings::of(&Test::Any(vec!["a".into()]), PropertyType::Choices), None);
        assert_eq!(Beginnings::of(&Test::Any(vec!["a".into(); VALUES + 1]), PropertyType::Choice), None);
    }

    /// A letter of ASCII or Latin, an accent, white space, or anything.
    fn letter() -> impl Strategy<Value = char> {
        prop_oneof![
            4 => proptest::char::range('a', 'd'),
            2 => proptest::char::range('A', 'D'),
            3 => proptest::char::range('À', 'ſ'),
            2 => proptest::char::range('\u{300}', '\u{345}'),
            1 => proptest::sample::select(vec![' ', '\n', '\u{a0}', '\u{200b}', 'ß', 'Æ', 'ŉ', 'ﬁ', 'K', 'Å', '\\', '"']),
            1 => any_char(),
        ]
    }

    fn any_char() -> impl Strategy<Value = char> {
        proptest::char::any()
    }

    proptest! {
        #[test]
        fn no_text_that_fits_is_left_out(letters in prop::collection::vec(letter(), 1..8), wanted in 1..8_usize) {
            let value: String = letters.iter().collect();
            let folded = fold(&value);
            let begin: String = folded.chars().take(wanted).collect();
            if let Some(beginnings) = Beginnings::of(&Test::StartsWith(begin.clone()), PropertyType::Text) {
                // A folded beginning may fold once more, and then says something else.
                prop_assert!(!folded.starts_with(&fold(&begin)) || holds(&beginnings, &value), "{value:?} {begin:?}");
            }
            let whole = Beginnings::of(&Test::Any(vec![value.clone()]), PropertyType::Text);
            prop_assert!(whole.is_none_or(|whole| holds(&whole, &value)), "{value:?}");
        }
    }
}
