//! One value out of a record, without a look at the others.

use std::borrow::Cow;

use memchr::memmem;

use super::quotes::Quotes;
use super::scan::decoded;
use super::{Picker, PropsError};

/// Finds the value of one property in texts as records keep them: compact, with plain keys that each stand once.
///
/// There a quote is unescaped, and followed by a colon, at the end of a key only; so the key with its quotes and the colon is
/// met where the property is, and nowhere else.
#[derive(Clone, Debug)]
pub struct Finder {
    key: memmem::Finder<'static>,
    picker: Picker,
}

impl Finder {
    /// A finder of the property with this identifier.
    #[must_use]
    pub fn new(id: i64) -> Self {
        Self { key: memmem::Finder::new(format!("\"p{id}\":").as_bytes()).into_owned(), picker: Picker::new(&[id]) }
    }

    /// The value of the property; absent is "".
    ///
    /// # Errors
    /// There is one that is no text, and the whole is no JSON object.
    pub fn find<'a>(&self, json: &'a str) -> Result<Cow<'a, str>, PropsError> {
        let Some(at) = self.key.find(json.as_bytes()) else { return Ok(Cow::Borrowed("")) };
        if let Some(value) = json.get(at + self.key.needle().len()..).and_then(string) {
            return Ok(value);
        }
        let mut cells = Vec::new();
        self.picker.pick(json, &mut cells)?;
        Ok(cells.pop().unwrap_or_default())
    }
}

/// The string that a text begins with.
fn string(text: &str) -> Option<Cow<'_, str>> {
    let mut quotes = Quotes::of(text.as_bytes());
    let open = quotes.next().filter(|open| *open == 0)?;
    let close = quotes.next()?;
    if quotes.has_escape(open, close) {
        decoded(text, open, close).map(Cow::Owned)
    } else {
        text.get(open + 1..close).map(Cow::Borrowed)
    }
}
