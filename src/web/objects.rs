//! What objects are called.

use crate::domain::record::Object;
use crate::i18n::{Locale, Noun};

/// The heading of an object: Contacts, Companies, Deals, Tickets; an own one is called as its makers say.
pub(super) fn label(locale: Locale, object: &Object) -> String {
    locale.object(object)
}

/// An object as sentences name it.
pub(super) fn noun(locale: Locale, object: &Object) -> Noun {
    locale.noun(object)
}

/// The heading inside a sentence.
pub(super) fn many(locale: Locale, object: &Object) -> String {
    locale.object_in_sentence(object)
}
