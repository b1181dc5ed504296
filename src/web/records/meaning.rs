//! What a place meant when a form was made from it: its view or segment may be saved anew before the form is sent.

use std::fmt::Debug;

use super::listing::Listing;
use crate::domain::filter::Filter;
use crate::secret;
use crate::web::error::WebError;
use crate::web::form::Fields;

/// Name of the hidden field.
const FIELD: &str = "meaning";

/// Search, filter and segment of a place, joined, as a short text that a form carries along. Records that come or go, and a
/// day that passes, change nothing of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::web) struct Meaning(String);

impl Meaning {
    /// That of a place as it is now.
    pub(in crate::web) fn of(listing: &Listing) -> Self {
        Self::filtered(listing, &listing.filter)
    }

    /// The same with another filter.
    pub(in crate::web) fn filtered(listing: &Listing, filter: &Filter) -> Self {
        let segment = listing.segment.as_ref().map(|one| (&one.public_id, &one.search, one.filter.to_text()));
        Self::text_of(&(listing.object.id, &listing.search, filter.to_text(), segment))
    }

    /// The same with more that the form says.
    pub(in crate::web) fn with(&self, more: &impl Debug) -> Self {
        Self::text_of(&(&self.0, more))
    }

    /// That of a form that was sent; `None` where it carries none.
    pub(in crate::web) fn sent(fields: &Fields) -> Result<Option<Self>, WebError> {
        Ok(Some(fields.one(FIELD)?).filter(|text| !text.is_empty()).map(|text| Self(text.to_owned())))
    }

    /// Name and value of the hidden field.
    pub(in crate::web) fn field(&self) -> (&'static str, String) {
        (FIELD, self.0.clone())
    }

    fn text_of(what: &impl Debug) -> Self {
        Self(secret::sha256_hex(format!("{what:?}").as_bytes()))
    }
}
