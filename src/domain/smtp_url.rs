//! Where mail is handed in, as one setting (R71, `WAYBILL_SMTP_URL`).

use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;
use url::Url;

/// A mail server: `smtp://host:25`, `smtp://user:password@host:587` or `smtps://user:password@host:465`.
///
/// Without TLS only on the own machine, unless `?tls=none` is written out. `?tls=starttls` asks for STARTTLS
/// there too; `?ca=/path/to.pem` trusts a private authority besides the public ones.
#[derive(Clone, PartialEq, Eq)]
pub struct SmtpUrl {
    host: String,
    port: u16,
    security: Security,
    credentials: Option<Credentials>,
    ca: Option<PathBuf>,
}

/// How the connection is protected. There is no "if the server offers it": that is no protection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// No TLS.
    Plain,
    /// TLS after STARTTLS; a server that does not offer it is refused.
    StartTls,
    /// TLS from the first byte.
    Implicit,
}

/// What the server is told to let us in.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The account's name.
    pub user: String,
    /// The account's password; never shown.
    pub password: String,
}

/// Why a text is no mail server's URL; each is a sentence that names the mend and never quotes the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each sentence says it")]
pub enum SmtpUrlError {
    #[error("It is not a URL. Write it like smtp://user:password@mail.example.com:587.")]
    NotAUrl,
    #[error("It must start with smtp:// (STARTTLS) or smtps:// (TLS from the start).")]
    Scheme,
    #[error("The host is missing or not a name or address. Write it like smtp://mail.example.com:587.")]
    Host,
    #[error("The port must be a number from 1 to 65535. If the password holds / ? or #, write %2F, %3F or %23.")]
    Port,
    #[error("A user name needs a password, and a password a user name. Write both, as user:password@, or neither.")]
    HalfCredentials,
    #[error(
        "The user name or password holds a character that can't be sent. Write special characters percent-encoded, as %40 for @, in UTF-8."
    )]
    Credentials,
    #[error("Something stands after the host. If the password holds / ? or #, write %2F, %3F or %23.")]
    Trailing,
    #[error(
        "Only ?tls=none, ?tls=starttls and ?ca=/path/to.pem are known, each once. Remove what else follows the question mark."
    )]
    Option,
    #[error("smtps:// is always encrypted. Remove tls=, or write smtp:// instead.")]
    TlsTwice,
    #[error("ca= names a certificate, but this connection uses no TLS. Remove ca= or ask for TLS with tls=starttls.")]
    CaWithoutTls,
}

impl SmtpUrl {
    /// Reads the setting.
    ///
    /// # Errors
    /// When a part is missing, unknown or contradicts another one.
    pub fn parse(text: &str) -> Result<Self, SmtpUrlError> {
        // The URL parser drops tabs and line ends without a word; a password must not change silently.
        if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(SmtpUrlError::NotAUrl);
        }
        let implicit = match text.split_once("://") {
            Some(("smtp", _)) => false,
            Some(("smtps", _)) => true,
            Some(_) => return Err(SmtpUrlError::Scheme),
            None => return Err(SmtpUrlError::NotAUrl),
        };
        let url = Url::parse(text).map_err(|error| match error {
            url::ParseError::InvalidPort => SmtpUrlError::Port,
            _ => SmtpUrlError::NotAUrl,
        })?;
        if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
            return Err(SmtpUrlError::Trailing);
        }
        let host = host(&url)?;
        let credentials = credentials(&url)?;
        let options = Options::parse(&url)?;
        let security = match (implicit, options.tls) {
            (true, Some(_)) => return Err(SmtpUrlError::TlsTwice),
            (true, None) => Security::Implicit,
            (false, Some(written)) => written,
            (false, None) if credentials.is_none() && is_loopback(&host) => Security::Plain,
            (false, None) => Security::StartTls,
        };
        if options.ca.is_some() && security == Security::Plain {
            return Err(SmtpUrlError::CaWithoutTls);
        }
        let port = match url.port() {
            Some(0) => return Err(SmtpUrlError::Port),
            Some(port) => port,
            None if implicit => 465,
            None if credentials.is_some() => 587,
            None => 25,
        };
        Ok(Self { host, port, security, credentials, ca: options.ca })
    }

    /// Name or address, an IPv6 address without its brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port, by default 465 for `smtps`, 587 with a password and 25 otherwise.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// How the connection is protected.
    #[must_use]
    pub fn security(&self) -> Security {
        self.security
    }

    /// Name and password, if the server asks for them.
    #[must_use]
    pub fn credentials(&self) -> Option<&Credentials> {
        self.credentials.as_ref()
    }

    /// A PEM file with the certificate of a private authority.
    #[must_use]
    pub fn ca(&self) -> Option<&Path> {
        self.ca.as_deref()
    }
}

/// The setting as `waybill config` prints it: the password hidden, the protection always written out.
impl fmt::Display for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, tls) = match self.security {
            Security::Plain => ("smtp", Some("tls=none")),
            Security::StartTls => ("smtp", Some("tls=starttls")),
            Security::Implicit => ("smtps", None),
        };
        write!(f, "{scheme}://")?;
        if let Some(Credentials { user, .. }) = &self.credentials {
            write!(f, "{user}:***@")?;
        }
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)?;
        } else {
            write!(f, "{}:{}", self.host, self.port)?;
        }
        let ca = self.ca.as_ref().map(|path| format!("ca={}", path.display()));
        for (n, option) in tls.into_iter().map(str::to_owned).chain(ca).enumerate() {
            write!(f, "{}{option}", if n == 0 { '?' } else { '&' })?;
        }
        Ok(())
    }
}

impl fmt::Debug for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SmtpUrl({self})")
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Credentials({}:***)", self.user)
    }
}

#[derive(Default)]
struct Options {
    tls: Option<Security>,
    ca: Option<PathBuf>,
}

impl Options {
    fn parse(url: &Url) -> Result<Self, SmtpUrlError> {
        let mut options = Self::default();
        for (name, value) in url.query_pairs() {
            match (&*name, &*value) {
                ("tls", "none") if options.tls.is_none() => options.tls = Some(Security::Plain),
                ("tls", "starttls") if options.tls.is_none() => options.tls = Some(Security::StartTls),
                ("ca", path) if options.ca.is_none() && !path.is_empty() => options.ca = Some(path.into()),
                _ => return Err(SmtpUrlError::Option),
            }
        }
        Ok(options)
    }
}

fn host(url: &Url) -> Result<String, SmtpUrlError> {
    let host = url.host_str().ok_or(SmtpUrlError::Host)?;
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let is_name = !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b));
    if is_name || host.parse::<IpAddr>().is_ok() { Ok(host.to_ascii_lowercase()) } else { Err(SmtpUrlError::Host) }
}

fn credentials(url: &Url) -> Result<Option<Credentials>, SmtpUrlError> {
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        ("", Some(_)) | (_, None | Some("")) => Err(SmtpUrlError::HalfCredentials),
        (user, Some(password)) => Ok(Some(Credentials { user: decoded(user)?, password: decoded(password)? })),
    }
}

fn decoded(text: &str) -> Result<String, SmtpUrlError> {
    let text = percent_decode_str(text).decode_utf8().map_err(|_| SmtpUrlError::Credentials)?;
    if text.chars().any(char::is_control) { Err(SmtpUrlError::Credentials) } else { Ok(text.into_owned()) }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests;
