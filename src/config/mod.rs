//! The only reader of the environment. Every setting, its default and its meaning are here (R71); `read` makes them from
//! texts.

mod database_url;
mod error;
mod kept_key;
mod public_url;
mod read;
#[cfg(test)]
mod tests;
mod unknown;

use std::ffi::OsString;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use ipnet::IpNet;

pub use self::database_url::DatabaseUrl;
pub use self::error::ConfigError;
use self::error::error;
pub use self::public_url::PublicUrl;
pub use self::unknown::UnknownVariable;
use crate::domain::files_url::FilesUrl;
use crate::domain::hold::Hold;
use crate::domain::smtp_url::SmtpUrl;
use crate::secret::SecretKey;

/// Everything that is set from outside.
#[derive(Debug, Clone)]
pub struct Config {
    /// `WAYBILL_LISTEN`: address and port to serve on; 127.0.0.1:8080.
    pub listen: SocketAddr,
    /// `WAYBILL_PUBLIC_URL`: how browsers reach the server; scheme and host of every link. Without it the loopback names.
    pub public_url: Option<PublicUrl>,
    /// `DATABASE_URL`: `sqlite://path` or `postgres://…`; a SQLite file in the data folder.
    pub database: DatabaseUrl,
    /// `WAYBILL_FILES_URL`: `file:///…` or `s3://bucket/prefix`; a folder in the data folder.
    pub files: FilesUrl,
    /// `WAYBILL_SMTP_URL`: the mail server; without it mails are .eml files.
    pub smtp: Option<SmtpUrl>,
    /// `WAYBILL_MAIL_FROM`: the sender's address.
    pub mail_from: String,
    /// `WAYBILL_SECRET_KEY`: made once in the data folder when unset; required with PostgreSQL.
    pub secret_key: SecretKey,
    /// `WAYBILL_TRUSTED_PROXIES`: peers whose X-Forwarded-For is believed (R42).
    pub trusted_proxies: Vec<IpNet>,
    /// `WAYBILL_FILE_RETENTION_DAYS`: days a file can be downloaded, 1 to 30.
    pub file_retention_days: u32,
    /// `WAYBILL_LARGE_EXPORT_HOLD`: the hold of a new installation, in seconds (R16).
    pub large_export_hold: Hold,
    /// `WAYBILL_WORKERS`: exports and imports that this process runs at once, 0 to 64; 0 leaves them to `waybill worker`.
    pub workers: usize,
    /// `WAYBILL_EXPORTS_PER_USER`: running exports of one user (R36).
    pub exports_per_user: u32,
    /// `WAYBILL_EXPORTS_PER_DAY`: exports of one user in 24 h, failed ones not counted (R36).
    pub exports_per_day: u32,
    /// The data folder: database, files, mails and key of the embedded default. `--data` on the command line.
    pub data: PathBuf,
    /// `RUST_LOG`: what the log says, in the form of the `tracing` crates.
    pub log_filter: Option<String>,
    /// `WAYBILL_LOG`: `text` or `json`.
    pub log_json: bool,
    /// Memory cost of password hashing in KiB. Not a setting: only tests make it cheaper.
    pub password_cost_kib: u32,
}

impl Config {
    /// Reads the settings from the environment; paths that are not set lie in the data folder.
    ///
    /// # Errors
    /// The first setting that is wrong, with the mend.
    pub fn from_env(data: &Path) -> Result<Self, ConfigError> {
        refuse_unreadable(std::env::vars_os())?;
        Self::read(data, |name| std::env::var(name).ok().filter(|value| !value.trim().is_empty()))
    }

    /// What stands in the environment, looks like a setting and is none, by name.
    pub fn unknown_variables() -> Vec<UnknownVariable> {
        let texts = std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value)));
        unknown::unknown(texts.map(|(name, value)| (name, value.to_string_lossy().into_owned())))
    }

    /// The settings of the demo: where it listens and how it logs come from the environment, everything it keeps lies in its
    /// own folder. A `DATABASE_URL` that happens to be set must not fill a real database with sample records.
    ///
    /// # Errors
    /// As [`Self::from_env`].
    pub fn for_demo(folder: &Path) -> Result<Self, ConfigError> {
        const HEEDED: [&str; 6] = [
            "WAYBILL_LISTEN",
            "WAYBILL_PUBLIC_URL",
            "WAYBILL_TRUSTED_PROXIES",
            "WAYBILL_WORKERS",
            "RUST_LOG",
            "WAYBILL_LOG",
        ];
        let heeded = |name: &str| HEEDED.contains(&name);
        refuse_unreadable(std::env::vars_os().filter(|(name, _)| name.to_str().is_some_and(heeded)))?;
        Self::read(folder, |name| std::env::var(name).ok().filter(|value| heeded(name) && !value.trim().is_empty()))
    }

    /// Scheme and host of links, never with a slash at the end (SECURITY.md D9).
    pub fn origin(&self) -> String {
        match &self.public_url {
            Some(url) => url.origin.clone(),
            None => format!("http://{}", self.listen),
        }
    }

    /// Whether browsers reach the server over HTTPS.
    pub fn is_https(&self) -> bool {
        self.public_url.as_ref().is_some_and(|url| url.is_https)
    }

    /// Every origin that is this server's own: the public URL, or the loopback names of the port.
    pub fn own_origins(&self) -> Vec<String> {
        match &self.public_url {
            Some(url) => vec![url.origin.clone()],
            None => self.loopback_authorities().into_iter().map(|authority| format!("http://{authority}")).collect(),
        }
    }

    /// Whether a request for this host is for this server; anything else answers 421.
    pub fn accepts_host(&self, host: &str) -> bool {
        match &self.public_url {
            Some(url) => host.eq_ignore_ascii_case(&url.authority),
            None => self.loopback_authorities().iter().any(|authority| host.eq_ignore_ascii_case(authority)),
        }
    }

    fn loopback_authorities(&self) -> Vec<String> {
        let port = self.listen.port();
        let mut names = vec!["127.0.0.1".to_owned(), "localhost".to_owned(), "[::1]".to_owned()];
        // Any other address of the loopback, such as 127.0.0.2.
        if let IpAddr::V4(ip) = self.listen.ip()
            && ip != Ipv4Addr::LOCALHOST
        {
            names.push(ip.to_string());
        }
        if port == 80 {
            return names;
        }
        names.into_iter().map(|name| format!("{name}:{port}")).collect()
    }

    /// What is in force, a line per setting, secrets hidden (`waybill config`).
    pub fn describe(&self) -> Vec<(&'static str, String)> {
        let proxies: Vec<String> = self.trusted_proxies.iter().map(ToString::to_string).collect();
        vec![
            ("WAYBILL_LISTEN", self.listen.to_string()),
            (
                "WAYBILL_PUBLIC_URL",
                self.public_url
                    .as_ref()
                    .map_or_else(|| format!("(not set: {})", self.own_origins().join(", ")), |url| url.origin.clone()),
            ),
            ("DATABASE_URL", self.database.to_string()),
            ("WAYBILL_FILES_URL", self.files.to_string()),
            (
                "WAYBILL_SMTP_URL",
                self.smtp.as_ref().map_or_else(
                    || format!("(not set: .eml files in {})", self.mail_folder().display()),
                    ToString::to_string,
                ),
            ),
            ("WAYBILL_MAIL_FROM", self.mail_from.clone()),
            ("WAYBILL_SECRET_KEY", "(hidden)".into()),
            ("WAYBILL_TRUSTED_PROXIES", if proxies.is_empty() { "(none)".into() } else { proxies.join(", ") }),
            ("WAYBILL_FILE_RETENTION_DAYS", self.file_retention_days.to_string()),
            (
                "WAYBILL_LARGE_EXPORT_HOLD",
                format!("{} (seconds, of a new installation)", self.large_export_hold.seconds()),
            ),
            ("WAYBILL_WORKERS", self.workers.to_string()),
            ("WAYBILL_EXPORTS_PER_USER", self.exports_per_user.to_string()),
            ("WAYBILL_EXPORTS_PER_DAY", self.exports_per_day.to_string()),
            ("WAYBILL_LOG", (if self.log_json { "json" } else { "text" }).into()),
            ("RUST_LOG", self.log_filter.clone().unwrap_or_else(|| "(not set: info)".into())),
        ]
    }

    /// Where mails go as long as no SMTP server is set.
    pub fn mail_folder(&self) -> PathBuf {
        self.data.join("mail")
    }

    /// Where files are written before they are published.
    pub fn spool_folder(&self) -> PathBuf {
        self.data.join("spool")
    }
}

/// A value that is not UTF-8 must not count as one that was not set: a new secret key would be made without a word.
fn refuse_unreadable(variables: impl Iterator<Item = (OsString, OsString)>) -> Result<(), ConfigError> {
    let is_ours = |name: &str| name.starts_with("WAYBILL_") || name == "DATABASE_URL";
    let mut unreadable = variables.filter(|(_, value)| value.to_str().is_none());
    match unreadable.find_map(|(name, _)| name.into_string().ok().filter(|name| is_ours(name))) {
        Some(name) => Err(error("the environment", format!("{name} is not UTF-8. Write its value anew"))),
        None => Ok(()),
    }
}
