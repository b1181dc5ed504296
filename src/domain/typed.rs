//! Small judgements on what people type, in forms and on the command line.

use super::export_name::is_forbidden;

/// A name of a person or an organisation: 1 to 200 characters, none that deceives or breaks a header (ASVS 1.3.3).
pub fn is_name(text: &str) -> bool {
    (1..=200).contains(&text.trim().chars().count()) && !text.chars().any(is_forbidden)
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
    fn addresses_that_would_break_a_header_are_refused() {
        for good in ["a@b", "zoë.å@example.org", "x+y@sub.example.com"] {
            assert!(is_email(good), "{good}");
        }
        for bad in ["", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\r\nBcc: e@x", "<a@b>", "a@.b", "a,b@c"] {
            assert!(!is_email(bad), "{bad}");
        }
    }
}
