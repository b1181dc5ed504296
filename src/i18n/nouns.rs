//! Words for the nouns of the domain that pages and mails share.

use super::{Locale, Phrase};
use crate::domain::export::FailureCode;

/// Tries of an export before it is given up (R37).
const TRIES: i64 = 3;
/// Most seconds that the reading of one export may last (R31).
const SNAPSHOT_SECONDS: i64 = 1_800;

impl Locale {
    /// The heading of a standard object: Contacts, Companies, Deals, Tickets. An own object is called by its name.
    #[must_use]
    pub fn object(&self, name: &str) -> String {
        match name {
            "contacts" => self.say("obj-contacts").to_string(),
            "companies" => self.say("obj-companies").to_string(),
            "deals" => self.say("obj-deals").to_string(),
            "tickets" => self.say("obj-tickets").to_string(),
            own => own.to_owned(),
        }
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
