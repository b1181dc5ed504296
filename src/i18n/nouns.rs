//! Words for the nouns of the domain that pages and mails share.

use super::{Locale, Phrase};
use crate::domain::export::FailureCode;
use crate::domain::property::PropertyType;
use crate::domain::record::Object;

/// Tries of an export before it is given up (R37).
const TRIES: i64 = 3;
/// Most seconds that the reading of one export may last (R31).
const SNAPSHOT_SECONDS: i64 = 1_800;

/// An object as sentences name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noun {
    many: String,
    one: String,
    /// Which of the standard objects it is, for languages that bend words to its gender or first letter; "own" is one of whose
    /// name nothing is known.
    which: &'static str,
}

impl Phrase {
    /// Gives `$object`, `$one` and `$which`: a sentence about an object.
    #[must_use]
    pub fn about(self, noun: &Noun) -> Self {
        self.with("object", noun.many.as_str()).with("one", noun.one.as_str()).with("which", noun.which)
    }
}

impl Locale {
    /// The heading of an object: Contacts, Companies, Deals, Tickets; an own one is called as its makers say.
    #[must_use]
    pub fn object(&self, object: &Object) -> String {
        match (&object.labels, object.name.as_str()) {
            (Some(labels), _) => labels.many(self.lang()).to_owned(),
            (None, "contacts") => self.say("obj-contacts").to_string(),
            (None, "companies") => self.say("obj-companies").to_string(),
            (None, "deals") => self.say("obj-deals").to_string(),
            (None, "tickets") => self.say("obj-tickets").to_string(),
            (None, unknown) => unknown.to_owned(),
        }
    }

    /// The same inside a sentence: contacts, companies, deals, tickets; an own one is written as it is.
    #[must_use]
    pub fn object_in_sentence(&self, object: &Object) -> String {
        match (&object.labels, object.name.as_str()) {
            (None, "contacts") => self.say("obj-contacts-many").to_string(),
            (None, "companies") => self.say("obj-companies-many").to_string(),
            (None, "deals") => self.say("obj-deals-many").to_string(),
            (None, "tickets") => self.say("obj-tickets-many").to_string(),
            _ => self.object(object),
        }
    }

    /// What messages need to know of an object to speak of it.
    #[must_use]
    pub fn noun(&self, object: &Object) -> Noun {
        let (one, which) = match (&object.labels, object.name.as_str()) {
            (Some(labels), _) => (labels.one(self.lang()).to_owned(), "own"),
            (None, "contacts") => (self.say("obj-contacts-one").to_string(), "contacts"),
            (None, "companies") => (self.say("obj-companies-one").to_string(), "companies"),
            (None, "deals") => (self.say("obj-deals-one").to_string(), "deals"),
            (None, "tickets") => (self.say("obj-tickets-one").to_string(), "tickets"),
            (None, unknown) => (unknown.to_owned(), "own"),
        };
        Noun { many: self.object_in_sentence(object), one, which }
    }

    /// What a property of this type holds, in a word.
    #[must_use]
    pub fn property_type(&self, kind: PropertyType) -> Phrase {
        self.say(match kind {
            PropertyType::Text => "prop-type-text",
            PropertyType::Number => "prop-type-number",
            PropertyType::Date => "prop-type-date",
            PropertyType::DateTime => "prop-type-datetime",
            PropertyType::Boolean => "prop-type-boolean",
            PropertyType::Choice => "prop-type-choice",
            PropertyType::Choices => "prop-type-choices",
            PropertyType::Email => "prop-type-email",
            PropertyType::Phone => "prop-type-phone",
            PropertyType::Url => "prop-type-url",
        })
    }

    /// Why an export failed, as a sentence (R25). `detail` is the reference into the log; `done`, how many records were
    /// written by then.
    #[must_use]
    pub fn failure(&self, code: FailureCode, detail: &str, done: i64) -> Phrase {
        match code {
            FailureCode::Disk => self.say("st-failed-disk").with("count", done).with("n", self.number(done)),
            FailureCode::TooSlow => self.say("st-failed-snapshot").with("duration", self.duration(SNAPSHOT_SECONDS)),
            FailureCode::LostWorker => self.say("st-failed-attempts").with("n", self.number(TRIES)),
            FailureCode::Other => self.say("st-failed-generic").with("ref", detail.to_owned()),
        }
    }
}
