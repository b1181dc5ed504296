//! `WAYBILL_PUBLIC_URL`: how browsers reach the server.

use url::Url;

use super::error::{ConfigError, error};

/// How browsers reach the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    /// Scheme, host and port, no slash at the end.
    pub origin: String,
    /// Served over HTTPS: secure cookies and HSTS follow (R71).
    pub is_https: bool,
    /// Host and port as a browser sends them.
    pub authority: String,
}

/// Reads the setting.
pub(super) fn public_url(text: &str) -> Result<PublicUrl, ConfigError> {
    let wrong = |why: &str| {
        error(
            "WAYBILL_PUBLIC_URL",
            format!("“{text}” {why}. Write scheme and host only, for example https://waybill.example.com"),
        )
    };
    let url = Url::parse(text.trim()).map_err(|_| wrong("is no URL"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(wrong("does not start with http:// or https://"));
    }
    if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
        return Err(wrong("has a path"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong("has a user name"));
    }
    let host = url.host_str().ok_or_else(|| wrong("has no host"))?;
    let authority = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    Ok(PublicUrl { origin: format!("{}://{authority}", url.scheme()), is_https: url.scheme() == "https", authority })
}
