//! What objects are called.

use crate::i18n::Locale;

/// The heading of a standard object: Contacts, Companies, Deals, Tickets. An own object is called by its name.
pub(super) fn label(locale: Locale, name: &str) -> String {
    locale.object(name)
}
