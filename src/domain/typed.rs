//! Small judgements on what people type, in forms and on the command line.

use unicode_normalization::UnicodeNormalization;

use super::export_name::{is_forbidden, is_inkless, is_seen};
use super::fold::fold;

/// A name of a person or an organisation: 1 to 200 characters, one of them visible, none that deceives or breaks a header
/// (ASVS 1.3.3).
pub fn is_name(text: &str) -> bool {
    is_seen(text) && text.trim().chars().count() <= 200 && !text.chars().any(is_forbidden)
}

/// What a reader keeps of a name: two with the same key are taken for one another.
pub fn name_key(name: &str) -> String {
    let seen: String = name.chars().filter(|c| !is_inkless(*c)).nfkc().collect();
    fold(&seen)
}

/// An address one can write to, judged by its form alone.
pub fn is_email(text: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_the_same_have_one_key() {
        for name in
            ["tomasz  wojcik", "Tomasz W\u{ad}ójcik", "Tomasz\u{a0}Wo\u{301}jcik\u{3164}", "Ｔｏｍａｓｚ Wójcik"]
        {
            assert_eq!(name_key(name), name_key("Tomasz Wójcik"), "{name:?}");
        }
        assert_ne!(name_key("Tomasz Wójcik (Gdańsk)"), name_key("Tomasz Wójcik"));
    }

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
