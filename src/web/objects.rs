//! What objects are called.

use crate::i18n::Locale;

/// The heading of a standard object: Contacts, Companies, Deals, Tickets. An own object is called by its name.
pub(super) fn label(locale: Locale, name: &str) -> String {
    locale.object(name)
}

/// The same inside a sentence: contacts, companies, deals, tickets.
pub(super) fn many(locale: Locale, name: &str) -> String {
    match name {
        "contacts" => locale.say("obj-contacts-many").to_string(),
        "companies" => locale.say("obj-companies-many").to_string(),
        "deals" => locale.say("obj-deals-many").to_string(),
        "tickets" => locale.say("obj-tickets-many").to_string(),
        own => own.to_owned(),
    }
}
