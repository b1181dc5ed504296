//! Small judgements on what people type into several forms.

use super::page::Page;
use crate::domain::password::{MAX_CHARS, PasswordError};
pub(super) use crate::domain::typed::{is_email, is_name};
use crate::i18n::Phrase;

/// The sentence beside a new password.
pub(super) fn password_error(page: &Page, error: PasswordError) -> Phrase {
    match error {
        PasswordError::TooShort => page.say("auth-err-password-short"),
        PasswordError::TooLong => {
            page.say("auth-err-password-long").with("max", page.number(i64::try_from(MAX_CHARS).unwrap_or(i64::MAX)))
        }
        PasswordError::Guessable => page.say("auth-err-password-common"),
    }
}
