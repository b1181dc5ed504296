//! What objects are called.

use crate::domain::record::Object;
use crate::i18n::Locale;

/// The heading of an object: Contacts, Companies, Deals, Tickets; an own one is called as its makers say.
pub(super) fn label(locale: Locale, object: &Object) -> String {
    locale.object(object)
}

/// The same inside a sentence.
pub(super) fn many(locale: Locale, object: &Object) -> String {
    locale.object_in_sentence(object)
}
