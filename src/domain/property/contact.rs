//! E-mail addresses, phone numbers and web addresses: checked with common sense, kept as typed.

use url::{Host, Url};

/// Longest e-mail address that SMTP carries, in bytes.
const MAX_EMAIL: usize = 254;

/// One `@`, something before it, a host name after it, nothing that cannot be seen.
pub(super) fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    text.len() <= MAX_EMAIL
        && !local.is_empty()
        && !text.chars().any(|c| c.is_whitespace() || c.is_control())
        && domain.split('.').all(is_label)
}

fn is_label(label: &str) -> bool {
    !label.is_empty()
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
}

/// At least one digit among the signs people put into phone numbers; an extension may follow as
/// `x12`, `ext 12` or `ext. 12`.
pub(super) fn is_phone(text: &str) -> bool {
    if has_phone_signs(text) {
        return true;
    }
    let folded = text.to_ascii_lowercase();
    let (number, extension) = folded.split_once("ext").unwrap_or((&folded, "0"));
    has_phone_signs(number) && has_phone_signs(extension)
}

fn has_phone_signs(text: &str) -> bool {
    text.bytes().any(|b| b.is_ascii_digit()) && text.bytes().all(|b| b.is_ascii_digit() || b"+ ().-/x#*".contains(&b))
}

/// An `http` or `https` address, or a bare domain that may be followed by a path.
pub(super) fn is_url(text: &str) -> bool {
    if is_plain_web_address(text) {
        return true;
    }
    // The parser drops tabs and newlines without a word, so they are refused before it runs.
    if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return false;
    }
    match text.split_once("://") {
        Some((scheme, _)) if scheme.bytes().all(|b| b.is_ascii_alphabetic()) => {
            Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
        }
        _ => is_bare_domain(text),
    }
}

/// `https://www.example.org/about-us`, nothing that a parser would look at twice: most addresses, told without one.
fn is_plain_web_address(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")) else { return false };
    let (host, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    let is_plain_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with("xn--")
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    // A host whose last label begins with a digit may be meant as an IPv4 address.
    let is_name = host.rsplit('.').next().is_some_and(|last| last.starts_with(|c: char| c.is_ascii_lowercase()));
    is_name
        && host.split('.').all(is_plain_label)
        && path.bytes().all(|b| b.is_ascii_alphanumeric() || b"/-_.~".contains(&b))
}

/// `example.org/about`. An `@` would make what comes before it a user name, and `javascript:` a host.
fn is_bare_domain(text: &str) -> bool {
    let host = text.split(['/', '?', '#', ':']).next().unwrap_or_default();
    host.contains('.')
        && host.trim_end_matches('.').split('.').all(is_label)
        && !text.contains(['@', '\\'])
        && Url::parse(&format!("https://{text}")).is_ok_and(|url| matches!(url.host(), Some(Host::Domain(_))))
}
