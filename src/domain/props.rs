//! A record's values, kept as flat JSON text `{"p1":"Ada","p12":"7"}`: picking some, writing all.

mod finder;
mod quotes;
mod scan;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use serde_json::{Map, Value};
use thiserror::Error;

pub use finder::Finder;
use scan::scan_flat;

/// Identifiers below this are looked up in a table, the others by bisection.
const TABLE_END: i64 = 4_096;

/// The text of a record's values is no JSON object.
#[derive(Debug, Error)]
#[error("the values of a record are no JSON object: {0}")]
pub struct PropsError(#[from] serde_json::Error);

/// Fills one cell for each wanted property from the text of a record's values.
#[derive(Clone, Debug)]
pub struct Picker {
    width: usize,
    /// For each small identifier its place plus one; 0 where it is not wanted.
    table: Vec<usize>,
    /// The other identifiers with their places, sorted.
    others: Vec<(i64, usize)>,
    /// Places of properties asked for again: (first place, this place).
    repeats: Vec<(usize, usize)>,
}

impl Picker {
    /// A picker of the properties with these identifiers, in this order.
    #[must_use]
    pub fn new(ids: &[i64]) -> Self {
        let mut picker = Self { width: ids.len(), table: Vec::new(), others: Vec::new(), repeats: Vec::new() };
        for (place, id) in ids.iter().enumerate() {
            if let Some(first) = picker.place(*id) {
                picker.repeats.push((first, place));
            } else if let (true, Ok(small)) = (*id < TABLE_END, usize::try_from(*id)) {
                let len = picker.table.len().max(small + 1);
                picker.table.resize(len, 0);
                picker.table[small] = place + 1;
            } else {
                picker.others.push((*id, place));
                picker.others.sort_unstable();
            }
        }
        picker
    }

    /// Puts the chosen values of `json` into `out`, in the order of the identifiers; absent is "".
    ///
    /// Our own texts are scanned without a copy; whatever looks unusual goes through `serde_json`
    /// instead, with the same answer. The last of two equal keys wins.
    ///
    /// # Errors
    /// The text is no JSON object. The scan does not look into values nobody asked for, so it may
    /// miss a broken escape there.
    pub fn pick<'a>(&self, json: &'a str, out: &mut Vec<Cow<'a, str>>) -> Result<(), PropsError> {
        self.clear(out);
        if scan_flat(json, |key| self.place_of_key(key), out).is_none() {
            self.clear(out);
            self.pick_slowly(json, out)?;
        }
        for (first, place) in &self.repeats {
            out[*place] = out[*first].clone();
        }
        Ok(())
    }

    fn clear(&self, out: &mut Vec<Cow<'_, str>>) {
        out.clear();
        out.resize(self.width, Cow::Borrowed(""));
    }

    fn pick_slowly(&self, json: &str, out: &mut [Cow<'_, str>]) -> Result<(), PropsError> {
        for (key, value) in serde_json::from_str::<Map<String, Value>>(json)? {
            if let Some(place) = self.place_of_key(key.as_bytes()) {
                out[place] = Cow::Owned(match value {
                    Value::String(text) => text,
                    Value::Null => String::new(),
                    other => other.to_string(),
                });
            }
        }
        Ok(())
    }

    #[inline]
    fn place_of_key(&self, key: &[u8]) -> Option<usize> {
        let digit = |byte: u8| byte.is_ascii_digit().then(|| usize::from(byte & 15));
        let small = match key {
            [b'p', a @ b'1'..=b'9'] => usize::from(a & 15),
            [b'p', a @ b'1'..=b'9', b] => usize::from(a & 15) * 10 + digit(*b)?,
            [b'p', a @ b'1'..=b'9', b, c] => usize::from(a & 15) * 100 + digit(*b)? * 10 + digit(*c)?,
            _ => return self.place_of_long_key(key),
        };
        self.table.get(small)?.checked_sub(1)
    }

    #[cold]
    fn place_of_long_key(&self, key: &[u8]) -> Option<usize> {
        // Up to 18 digits cannot overflow; one identifier has one key, so no leading zero.
        let (b'p', digits @ [b'1'..=b'9', ..]) = key.split_first()? else {
            return None;
        };
        if digits.len() > 18 {
            return None;
        }
        let mut id = 0;
        for digit in digits {
            if !digit.is_ascii_digit() {
                return None;
            }
            id = id * 10 + i64::from(digit - b'0');
        }
        self.place(id)
    }

    #[inline]
    fn place(&self, id: i64) -> Option<usize> {
        if let Some(place) = usize::try_from(id).ok().and_then(|small| self.table.get(small)) {
            return place.checked_sub(1);
        }
        let at = self.others.binary_search_by_key(&id, |(known, _)| *known).ok()?;
        Some(self.others[at].1)
    }
}

/// The text of a record's values, for tests of the picker. Empty values are absent, so they are left out.
#[cfg(test)]
fn to_json(values: &[(i64, String)]) -> String {
    let mut json = String::with_capacity(2 + values.iter().map(|(_, value)| value.len() + 16).sum::<usize>());
    json.push('{');
    for (id, value) in values.iter().filter(|(_, value)| !value.is_empty()) {
        json.push_str(if json.len() > 1 { ",\"p" } else { "\"p" });
        json.extend([&id.to_string(), "\":\""]);
        push_escaped(value, &mut json);
        json.push('"');
    }
    json.push('}');
    json
}

#[cfg(test)]
fn push_escaped(mut value: &str, json: &mut String) {
    loop {
        // What stops the scan is one ASCII byte.
        let (plain, rest) =
            value.split_at(value.find(|sign| matches!(sign, '"' | '\\' | '\0'..='\u{1f}')).unwrap_or(value.len()));
        json.push_str(plain);
        let Some(sign) = rest.chars().next() else {
            return;
        };
        match sign {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            '\r' => json.push_str("\\r"),
            '\t' => json.push_str("\\t"),
            control => {
                json.extend(["\\u", &format!("{:04x}", u32::from(control))]);
            }
        }
        value = &rest[1..];
    }
}
