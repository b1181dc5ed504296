//! `DATABASE_URL`: which database, and whether the way to it may be open.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;

use url::Url;

use super::error::{ConfigError, error};

/// The database to use.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file.
    Sqlite(PathBuf),
    /// A server; the text is libpq's.
    Postgres(String),
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for DatabaseUrl {
    /// The URL without its password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite://{}", path.display()),
            Self::Postgres(url) => match Url::parse(url) {
                Ok(mut url) => {
                    if url.password().is_some() && url.set_password(Some("***")).is_err() {
                        return f.write_str("postgres://(hidden)");
                    }
                    let hidden: Vec<(String, String)> = url
                        .query_pairs()
                        .filter(|(k, _)| k != "password")
                        .map(|(k, v)| (k.into_owned(), v.into_owned()))
                        .collect();
                    if url.query().is_some() {
                        url.query_pairs_mut().clear().extend_pairs(hidden);
                    }
                    write!(f, "{url}")
                }
                Err(_) => f.write_str("postgres://(hidden)"),
            },
        }
    }
}

/// Reads the setting.
pub(super) fn database_url(text: &str) -> Result<DatabaseUrl, ConfigError> {
    let wrong = |sentence: String| error("DATABASE_URL", sentence);
    if let Some(path) = text.strip_prefix("sqlite://") {
        let path = path.trim();
        if path.is_empty() {
            return Err(wrong("names no file. Write for example sqlite://data/waybill.db".into()));
        }
        return std::path::absolute(path)
            .map(DatabaseUrl::Sqlite)
            .map_err(|e| wrong(format!("“{path}” is no path ({e})")));
    }
    if !text.starts_with("postgres://") && !text.starts_with("postgresql://") {
        return Err(wrong("must start with sqlite:// or postgres://. Write for example sqlite://data/waybill.db or postgres://waybill@localhost/waybill".into()));
    }
    let url = Url::parse(text).map_err(|e| {
        wrong(format!("is no URL ({e}). Write for example postgres://waybill:password@localhost/waybill"))
    })?;
    let parameter = |name: &str| url.query_pairs().find(|(k, _)| k == name).map(|(_, v)| v.into_owned());
    let host = parameter("host").or_else(|| url.host_str().map(str::to_owned)).unwrap_or_default();
    let is_near = host.is_empty()
        || host.starts_with('/')
        || host == "localhost"
        || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    match parameter("sslmode") {
        // This build's libpq has no TLS (STACK.md 1.1): it must not send records in the clear without being told to (R71).
        Some(mode) if mode != "disable" => Err(wrong(format!(
            "asks for sslmode={mode}, but this program was built without TLS for PostgreSQL. Reach the server over a socket, loopback or a tunnel, or write sslmode=disable to accept an open connection"
        ))),
        None if !is_near => Err(wrong(format!(
            "names the host {host}, and this program was built without TLS for PostgreSQL. Use a socket, loopback or a tunnel, or write sslmode=disable to accept an open connection"
        ))),
        _ => Ok(DatabaseUrl::Postgres(text.to_owned())),
    }
}
