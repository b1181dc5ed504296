//! What a browser says about where a request comes from, and what may be done on it: sending a file (R44) and changing
//! something (ASVS 3.5.1). Our pages must say `Referrer-Policy: same-origin`: under `no-referrer` browsers send
//! `Origin: null` with our own forms, and no Referer where they send no Sec-Fetch header.

use url::{Origin, Url};

/// The headers that tell where a request comes from, as they came. A header that is no text counts as present: pass `""`.
#[derive(Debug, Clone, Copy, Default)]
pub struct FetchHeaders<'a> {
    /// `Sec-Fetch-Site`.
    pub sec_fetch_site: Option<&'a str>,
    /// `Sec-Fetch-Mode`.
    pub sec_fetch_mode: Option<&'a str>,
    /// `Sec-Fetch-Dest`.
    pub sec_fetch_dest: Option<&'a str>,
    /// `Sec-Fetch-User`.
    pub sec_fetch_user: Option<&'a str>,
    /// `Sec-Purpose`.
    pub sec_purpose: Option<&'a str>,
    /// `Purpose`: older Chromium and Safari.
    pub purpose: Option<&'a str>,
    /// `X-Moz`: older Firefox.
    pub x_moz: Option<&'a str>,
    /// `Origin`.
    pub origin: Option<&'a str>,
    /// `Referer`.
    pub referer: Option<&'a str>,
}

/// Whether a request may change something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It comes from our own pages, or changes nothing.
    Allowed,
    /// The browser says nothing about it: only a form token of the visitor's session can tell.
    OnlyWithToken,
    /// It comes from somewhere else.
    Refused,
}

impl Change {
    /// The decision, once it is known whether the form checks a token of this session. A signed-out form has none.
    pub fn is_allowed(self, token_is_checked: bool) -> bool {
        match self {
            Self::Allowed => true,
            Self::OnlyWithToken => token_is_checked,
            Self::Refused => false,
        }
    }
}

/// R44: a file is sent only on `Sec-Fetch-Site: same-origin`, or, where the request has no Sec-Fetch header at all, on
/// a Referer of our own origin; never for a prefetch. (A range continued under R41 is exempt: the caller knows.)
pub fn may_download(headers: &FetchHeaders<'_>, own_origins: &[String]) -> bool {
    if is_prefetch(headers) {
        return false;
    }
    match headers.sec_fetch_site {
        Some(site) => is_same_origin(site),
        None => !has_sec_fetch(headers) && headers.referer.is_some_and(|url| is_own_page(url, own_origins)),
    }
}

/// ASVS 3.5.1: a request with an unsafe method must come from our own pages. Each header that is there must say so; with
/// neither Origin nor Sec-Fetch-Site a Referer decides, and without that only a form token can.
pub fn may_change(method_is_unsafe: bool, headers: &FetchHeaders<'_>, own_origins: &[String]) -> Change {
    if !method_is_unsafe {
        return Change::Allowed;
    }
    let site = headers.sec_fetch_site.map(is_same_origin);
    let origin = headers.origin.map(|origin| is_own_origin(origin, own_origins));
    let referer = || headers.referer.map(|url| is_own_page(url, own_origins));
    match (site, origin) {
        (Some(false), _) | (_, Some(false)) => Change::Refused,
        (Some(true), _) | (_, Some(true)) => Change::Allowed,
        (None, None) => match referer() {
            Some(true) => Change::Allowed,
            Some(false) => Change::Refused,
            None => Change::OnlyWithToken,
        },
    }
}

fn is_same_origin(site: &str) -> bool {
    site.trim() == "same-origin"
}

fn has_sec_fetch(headers: &FetchHeaders<'_>) -> bool {
    [headers.sec_fetch_site, headers.sec_fetch_mode, headers.sec_fetch_dest, headers.sec_fetch_user]
        .iter()
        .any(Option::is_some)
}

/// Loaded before anybody asked for it: `prefetch`, `prefetch;prerender`, Safari's `preview`.
fn is_prefetch(headers: &FetchHeaders<'_>) -> bool {
    [headers.sec_purpose, headers.purpose, headers.x_moz].into_iter().flatten().any(|purpose| {
        let purpose = purpose.to_ascii_lowercase();
        ["prefetch", "prerender", "preview"].iter().any(|early| purpose.contains(early))
    })
}

/// An Origin header: scheme, host and port, and nothing after them.
fn is_own_origin(header: &str, own_origins: &[String]) -> bool {
    web_url(header).is_some_and(|url| {
        url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none()
            && is_one_of(&url.origin(), own_origins)
    })
}

/// A Referer header: a page of ours, whatever its path.
fn is_own_page(header: &str, own_origins: &[String]) -> bool {
    own_url(header, own_origins).is_some()
}

/// The path, with its query, of a Referer that is a page of ours.
pub fn own_page(referer: &str, own_origins: &[String]) -> Option<String> {
    let url = own_url(referer, own_origins)?;
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    Some(format!("{}{query}", url.path()))
}

fn own_url(header: &str, own_origins: &[String]) -> Option<Url> {
    web_url(header).filter(|url| is_one_of(&url.origin(), own_origins))
}

/// Scheme, host and port, the scheme's own port written or not.
fn is_one_of(origin: &Origin, own_origins: &[String]) -> bool {
    own_origins.iter().any(|own| web_url(own).is_some_and(|own| own.origin() == *origin))
}

/// The parser forgives `https:host` and `https:\\host`, and takes `blob:https://host/…` for its inner origin: not here.
fn web_url(text: &str) -> Option<Url> {
    let text = text.trim();
    let has_scheme = |scheme: &str| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    if !has_scheme("https://") && !has_scheme("http://") || text.contains(['\\', '\t', '\n', '\r']) {
        return None;
    }
    Url::parse(text).ok()
}

#[cfg(test)]
mod tests;
