//! From texts to settings: each default, each limit, and the sentence about what will not do.

use std::net::SocketAddr;
use std::path::Path;

use super::Config;
use super::database_url::{DatabaseUrl, database_url};
use super::error::{ConfigError, error};
use super::kept_key::kept_secret_key;
use super::public_url::public_url;
use crate::domain::files_url::FilesUrl;
use crate::domain::hold::Hold;
use crate::domain::smtp_url::SmtpUrl;
use crate::domain::trusted_proxies;
use crate::secret::SecretKey;

impl Config {
    /// Reads the settings from any source of variables.
    ///
    /// # Errors
    /// The first setting that is wrong, with the mend.
    pub fn read(data: &Path, var: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let data = std::path::absolute(data)
            .map_err(|e| error("--data", format!("{} is no folder this program can name ({e})", data.display())))?;
        let listen = match var("WAYBILL_LISTEN") {
            None => SocketAddr::from(([127, 0, 0, 1], 8080)),
            Some(text) => text.parse().map_err(|_| {
                error(
                    "WAYBILL_LISTEN",
                    format!("“{text}” is no address and port. Write for example 127.0.0.1:8080 or [::1]:8080"),
                )
            })?,
        };
        let public_url = var("WAYBILL_PUBLIC_URL").map(|text| public_url(&text)).transpose()?;
        if public_url.is_none() && !listen.ip().is_loopback() {
            return Err(error(
                "WAYBILL_PUBLIC_URL",
                format!(
                    "is needed when the server listens on {listen}, which others can reach. Set it to the address that browsers use, for example https://waybill.example.com"
                ),
            ));
        }
        let database = match var("DATABASE_URL") {
            None => DatabaseUrl::Sqlite(data.join("waybill.db")),
            Some(text) => database_url(&text)?,
        };
        let files = match var("WAYBILL_FILES_URL") {
            None => FilesUrl::Local(data.join("files")),
            Some(text) => FilesUrl::parse(&text).map_err(|e| error("WAYBILL_FILES_URL", e.to_string()))?,
        };
        let smtp = var("WAYBILL_SMTP_URL")
            .map(|text| SmtpUrl::parse(&text))
            .transpose()
            .map_err(|e| error("WAYBILL_SMTP_URL", e.to_string()))?;
        let mail_from = match var("WAYBILL_MAIL_FROM") {
            Some(text) if is_address(&text) => text.trim().to_owned(),
            Some(text) => {
                return Err(error(
                    "WAYBILL_MAIL_FROM",
                    format!("“{text}” is no e-mail address. Write for example waybill@example.com"),
                ));
            }
            None if smtp.is_some() => {
                return Err(error(
                    "WAYBILL_MAIL_FROM",
                    "is needed with WAYBILL_SMTP_URL. Set it to the sender's address, for example waybill@example.com"
                        .into(),
                ));
            }
            None => "waybill@localhost".into(),
        };
        let trusted_proxies = match var("WAYBILL_TRUSTED_PROXIES") {
            None => Vec::new(),
            Some(text) => {
                trusted_proxies::parse_trusted(&text).map_err(|sentence| error("WAYBILL_TRUSTED_PROXIES", sentence))?
            }
        };
        let secret_key = match var("WAYBILL_SECRET_KEY") {
            Some(text) => SecretKey::parse(&text).ok_or_else(|| {
                error(
                    "WAYBILL_SECRET_KEY",
                    "is too short. Use at least 32 characters, for example the output of: openssl rand -base64 32"
                        .into(),
                )
            })?,
            None if matches!(database, DatabaseUrl::Postgres(_)) => {
                return Err(error(
                    "WAYBILL_SECRET_KEY",
                    "is needed with PostgreSQL, so that every process of this installation has the same. Set it to the output of: openssl rand -base64 32".into(),
                ));
            }
            None => kept_secret_key(&data)?,
        };
        let hold = number(&var, "WAYBILL_LARGE_EXPORT_HOLD", 60, 0, Hold::MAX_SECONDS, "seconds")?;
        Ok(Self {
            listen,
            public_url,
            database,
            files,
            smtp,
            mail_from,
            secret_key,
            trusted_proxies,
            file_retention_days: number(&var, "WAYBILL_FILE_RETENTION_DAYS", 30, 1, 30, "days")?,
            large_export_hold: Hold::from_seconds(hold).unwrap_or(Hold::DEFAULT),
            workers: number(&var, "WAYBILL_WORKERS", 2, 0, 64, "workers")? as usize,
            exports_per_user: number(&var, "WAYBILL_EXPORTS_PER_USER", 1, 1, 100, "running exports")?,
            exports_per_day: number(&var, "WAYBILL_EXPORTS_PER_DAY", 300, 1, 1_000_000, "exports")?,
            data,
            log_filter: var("RUST_LOG"),
            log_json: match var("WAYBILL_LOG").as_deref() {
                None | Some("text") => false,
                Some("json") => true,
                Some(text) => return Err(error("WAYBILL_LOG", format!("“{text}” will not do. Write text or json"))),
            },
            password_cost_kib: 19_456,
        })
    }
}

fn number(
    var: &impl Fn(&str) -> Option<String>,
    setting: &'static str,
    default: u32,
    min: u32,
    max: u32,
    unit: &str,
) -> Result<u32, ConfigError> {
    match var(setting) {
        None => Ok(default),
        Some(text) => text
            .trim()
            .parse()
            .ok()
            .filter(|n| (min..=max).contains(n))
            .ok_or_else(|| error(setting, format!("“{text}” will not do. Write a whole number of {unit} from {min} to {max}, or leave it out for {default}"))),
    }
}

fn is_address(text: &str) -> bool {
    let text = text.trim();
    text.split_once('@').is_some_and(|(local, host)| !local.is_empty() && !host.is_empty() && !host.contains('@'))
        && !text.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | '"'))
}
