//! What a form was filled with, as a short text that the form carries along: whoever saves it is told when that is no longer
//! so. Nobody takes back what they have not looked at.

use crate::secret::sha256_hex;

/// The text that stands for a state. The keys of a JSON object are sorted, so equal states have equal texts.
pub(super) fn text_of(state: &serde_json::Value) -> String {
    sha256_hex(state.to_string().as_bytes())
}
