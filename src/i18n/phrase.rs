//! A message with its arguments, formatted when it is shown.

use std::fmt;

use super::catalog::{self, Piece};
use crate::domain::lang::Lang;

/// A message waiting to be shown. As plain text through `Display`, for HTML through [`Phrase::say`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    lang: Lang,
    key: &'static str,
    args: Vec<(&'static str, Value)>,
}

/// What stands for a `$name` in a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Our own text, such as a number or date already formatted.
    Text(String),
    /// Text that a user typed.
    User(String),
    /// The name of a file.
    File(String),
    /// A raw count, for plurals.
    Count(i64),
    /// A message inside the message.
    Phrase(Phrase),
}

/// A stretch of a shown message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Segment<'a> {
    /// Our own words.
    Text(&'a str),
    /// Text that a user typed: it may run right to left, so HTML wraps it in `<bdi>`.
    User(&'a str),
    /// A file's name: as what a user typed, but its extension stands outside, so that no name can disguise the type.
    File(&'a str),
}

impl Phrase {
    pub(super) const fn new(lang: Lang, key: &'static str) -> Self {
        Self { lang, key, args: Vec::new() }
    }

    /// Gives an argument of the message.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.args.push((name, value.into()));
        self
    }

    /// Like [`Phrase::with`], for text that a user typed.
    #[must_use]
    pub fn user(self, name: &'static str, text: impl Into<String>) -> Self {
        self.with(name, Value::User(text.into()))
    }

    /// Like [`Phrase::with`], for the name of a file.
    #[must_use]
    pub fn file(self, name: &'static str, file_name: impl Into<String>) -> Self {
        self.with(name, Value::File(file_name.into()))
    }

    /// Hands over the message in stretches, user text apart from ours. Neither is escaped yet.
    pub fn say(&self, to: &mut dyn FnMut(Segment<'_>)) {
        match catalog::pieces(self.lang, self.key) {
            Some(pieces) => self.say_pieces(pieces, to),
            None => to(Segment::Text(self.key)),
        }
    }

    /// Writes the message as plain text.
    ///
    /// # Errors
    /// When `to` cannot be written to.
    pub fn write(&self, to: &mut dyn fmt::Write) -> fmt::Result {
        let mut written = Ok(());
        self.say(&mut |segment| {
            let (Segment::Text(text) | Segment::User(text) | Segment::File(text)) = segment;
            written = written.and_then(|()| to.write_str(text));
        });
        written
    }

    fn say_pieces(&self, pieces: &[Piece], to: &mut dyn FnMut(Segment<'_>)) {
        for piece in pieces {
            match piece {
                Piece::Words(words) => to(Segment::Text(words)),
                Piece::Argument(name) => match self.argument(name) {
                    Some(value) => value.say(to),
                    // As Fluent says it.
                    None => to(Segment::Text(&format!("{{${name}}}"))),
                },
                Piece::Choice(choice) => {
                    let chosen = match self.argument(&choice.argument) {
                        Some(Value::Count(count)) => choice.of_count(self.lang, *count),
                        Some(Value::Text(text)) => choice.of_text(text),
                        Some(Value::User(_) | Value::File(_) | Value::Phrase(_)) | None => choice.of_nothing(),
                    };
                    self.say_pieces(chosen, to);
                }
            }
        }
    }

    fn argument(&self, name: &str) -> Option<&Value> {
        self.args.iter().rev().find(|(given, _)| *given == name).map(|(_, value)| value)
    }
}

impl Value {
    fn say(&self, to: &mut dyn FnMut(Segment<'_>)) {
        match self {
            Self::Text(text) => to(Segment::Text(text)),
            Self::User(text) => to(Segment::User(text)),
            Self::File(name) => to(Segment::File(name)),
            Self::Count(count) => to(Segment::Text(&count.to_string())),
            Self::Phrase(phrase) => phrase.say(to),
        }
    }
}

impl fmt::Display for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<i64> for Value {
    fn from(count: i64) -> Self {
        Self::Count(count)
    }
}

// Templates hand arguments over by reference.
impl From<&i64> for Value {
    fn from(count: &i64) -> Self {
        Self::Count(*count)
    }
}

impl From<Phrase> for Value {
    fn from(phrase: Phrase) -> Self {
        Self::Phrase(phrase)
    }
}

impl From<&Phrase> for Value {
    fn from(phrase: &Phrase) -> Self {
        Self::Phrase(phrase.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn en(key: &'static str) -> Phrase {
        Phrase::new(Lang::En, key)
    }

    fn fr(key: &'static str) -> Phrase {
        Phrase::new(Lang::Fr, key)
    }

    /// User text in brackets.
    fn marked(phrase: &Phrase) -> String {
        let mut said = String::new();
        phrase.say(&mut |segment| match segment {
            Segment::Text(words) => said += words,
            Segment::User(text) | Segment::File(text) => said.extend(["[", text, "]"]),
        });
        said
    }

    #[test]
    fn a_message_is_said_in_its_language() {
        assert_eq!(en("ie-threshold-save").to_string(), "Save");
        assert_eq!(fr("ie-threshold-save").to_string(), "Enregistrer");
    }

    #[test]
    fn an_unknown_key_says_itself() {
        assert_eq!(fr("no-such-key").with("n", "1").to_string(), "no-such-key");
    }

    #[test]
    fn french_counts_zero_as_singular_and_english_does_not() {
        let count = |phrase: Phrase, n: i64| phrase.with("count", n).with("n", n.to_string()).to_string();
        assert_eq!(count(en("idx-count"), 0), "0 records");
        assert_eq!(count(en("idx-count"), 1), "1 record");
        assert_eq!(count(fr("idx-count"), 0), "0 fiche");
        assert_eq!(count(fr("idx-count"), 1), "1 fiche");
        assert_eq!(count(fr("idx-count"), 2), "2 fiches");
        assert_eq!(count(fr("idx-count"), 1_000_000), "1000000 fiches");
    }

    #[test]
    fn an_exact_number_wins_over_the_plural() {
        let ahead = |n: i64| en("st-queued-ahead").with("count", n).with("n", n.to_string()).to_string();
        assert_eq!(ahead(0), "next to start");
        assert_eq!(ahead(1), "1 export ahead");
        assert_eq!(ahead(3), "3 exports ahead");
    }

    #[test]
    fn user_text_is_kept_apart_from_ours() {
        let phrase = en("st-cancelled-by").user("name", "نور <b>").with("date", "16 Oct 2025");
        assert_eq!(marked(&phrase), "by [نور <b>], 16 Oct 2025");
        assert_eq!(phrase.to_string(), "by نور <b>, 16 Oct 2025");
    }

    #[test]
    fn user_text_is_kept_apart_in_each_form_of_a_choice() {
        let removed = |n: i64| en("sel-remove-title").with("count", n).with("n", n.to_string()).user("name", "A");
        for n in [1, 2] {
            assert!(marked(&removed(n)).contains("[A]"), "{}", marked(&removed(n)));
        }
    }

    #[test]
    fn an_argument_that_is_missing_shows_where_it_would_stand() {
        assert_eq!(en("app-title").to_string(), "{$page} · Waybill");
        assert_eq!(en("idx-count").with("n", "5").to_string(), "5 records");
    }

    #[test]
    fn user_text_stays_apart_inside_a_message_inside_a_message() {
        let inner = fr("st-cancelled-by").user("name", "A").with("date", "D");
        let outer = fr("app-title").with("page", &inner);
        assert_eq!(marked(&outer), "par [A], D · Waybill");
        assert_eq!(outer.to_string(), "par A, D · Waybill");
    }

    #[test]
    fn a_number_written_in_the_code_is_a_count() {
        assert_eq!(
            fr("hist-lead").with("count", 2).with("n", "2".to_owned()).to_string(),
            "Téléchargé 2 fois depuis cette page"
        );
    }

    #[test]
    fn a_later_argument_of_the_same_name_wins() {
        assert_eq!(en("app-title").with("page", "old").with("page", "new").to_string(), "new · Waybill");
    }
}
