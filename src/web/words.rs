//! What to say of what people type into several forms.

use crate::domain::export_name::{is_forbidden, is_seen};
use crate::domain::password::{MAX_CHARS, PasswordError};
pub(super) use crate::domain::typed::is_email;
use crate::domain::typed::is_name;
use crate::i18n::{Locale, Phrase};

/// Most characters of a name.
const NAME_CHARS: i64 = 200;

/// What is wrong with the name of a person or an organisation, if anything is. `empty` is the message for no name at all.
pub(super) fn name_error(locale: Locale, text: &str, empty: &'static str) -> Option<Phrase> {
    if is_name(text) {
        return None;
    }
    Some(if text.chars().any(is_forbidden) && !text.trim().is_empty() {
        locale.say("form-err-chars")
    } else if !is_seen(text) {
        locale.say(empty)
    } else {
        locale.say("form-err-long").with("max", locale.number(NAME_CHARS))
    })
}

/// The sentence beside a new password.
pub(super) fn password_error(locale: Locale, error: PasswordError) -> Phrase {
    match error {
        PasswordError::TooShort => locale.say("auth-err-password-short"),
        PasswordError::TooLong => locale
            .say("auth-err-password-long")
            .with("max", locale.number(i64::try_from(MAX_CHARS).unwrap_or(i64::MAX))),
        PasswordError::Guessable => locale.say("auth-err-password-common"),
    }
}
