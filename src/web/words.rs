//! Small judgements on what people type into several forms.

use crate::domain::export_name::is_forbidden;
use crate::domain::password::{MAX_CHARS, PasswordError};
use crate::i18n::{Locale, Phrase};

/// Most characters of a name.
const NAME_CHARS: usize = 200;

/// What is wrong with the name of a person or an organisation: 1 to 200 characters, none that deceives or breaks a header
/// (ASVS 1.3.3). `empty` is the message for no name at all.
pub(super) fn name_error(locale: Locale, text: &str, empty: &'static str) -> Option<Phrase> {
    match text.trim().chars().count() {
        0 => Some(locale.say(empty)),
        n if n > NAME_CHARS => {
            Some(locale.say("form-err-long").with("max", locale.number(i64::try_from(NAME_CHARS).unwrap_or(i64::MAX))))
        }
        _ => text.chars().any(is_forbidden).then(|| locale.say("form-err-chars")),
    }
}

/// An address one can write to, judged by its form alone.
pub(super) fn is_email(text: &str) -> bool {
    let plain = text.len() <= 254
        && !text.chars().any(|c| {
            c.is_whitespace() || is_forbidden(c) || matches!(c, '<' | '>' | ',' | ';' | '"' | '(' | ')' | '\\')
        });
    plain
        && text.split_once('@').is_some_and(|(local, host)| {
            !local.is_empty()
                && local.len() <= 64
                && !host.is_empty()
                && !host.contains('@')
                && !host.starts_with('.')
                && !host.ends_with('.')
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_would_break_a_header_are_refused() {
        for good in ["a@b", "zoë.å@example.org", "x+y@sub.example.com"] {
            assert!(is_email(good), "{good}");
        }
        for bad in ["", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\r\nBcc: e@x", "<a@b>", "a@.b", "a,b@c"] {
            assert!(!is_email(bad), "{bad}");
        }
    }
}
