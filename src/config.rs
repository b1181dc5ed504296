//! The only reader of the environment. Every setting, its default and its meaning are here (R71).

use std::fmt;
use std::io::Write;
use std::net::{IpAddr, SocketAddr};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use ipnet::IpNet;
use url::Url;

use crate::domain::files_url::FilesUrl;
use crate::domain::hold::Hold;
use crate::domain::smtp_url::SmtpUrl;
use crate::domain::trusted_proxies;
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

/// A setting that stops the start: its name, and a sentence that names the mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// The environment variable.
    pub setting: &'static str,
    /// What is wrong and how to mend it.
    pub sentence: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.setting, self.sentence)
    }
}

impl std::error::Error for ConfigError {}

impl Config {
    /// Reads the settings from the environment; paths that are not set lie in the data folder.
    ///
    /// # Errors
    /// The first setting that is wrong, with the mend.
    pub fn from_env(data: &Path) -> Result<Self, ConfigError> {
        Self::read(data, |name| std::env::var(name).ok().filter(|value| !value.trim().is_empty()))
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
        Self::read(folder, |name| std::env::var(name).ok().filter(|value| heeded(name) && !value.trim().is_empty()))
    }

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
        if let IpAddr::V4(ip) = self.listen.ip() {
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

fn error(setting: &'static str, sentence: String) -> ConfigError {
    ConfigError { setting, sentence }
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

fn public_url(text: &str) -> Result<PublicUrl, ConfigError> {
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

fn database_url(text: &str) -> Result<DatabaseUrl, ConfigError> {
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

/// The key in the data folder, made on first use; readable by its owner alone.
fn kept_secret_key(data: &Path) -> Result<SecretKey, ConfigError> {
    let path = data.join("secret.key");
    let wrong = |why: String| error("WAYBILL_SECRET_KEY", format!("is not set, and {} {why}", path.display()));
    match std::fs::metadata(&path) {
        Ok(metadata) if metadata.permissions().mode() & 0o077 != 0 => {
            Err(wrong("can be read by others. Run: chmod 600 on that file".into()))
        }
        Ok(_) => {
            let text = std::fs::read_to_string(&path).map_err(|e| wrong(format!("cannot be read ({e})")))?;
            SecretKey::parse(&text).ok_or_else(|| {
                wrong("holds no key. Restore it from a backup, or delete it: everybody then signs in again".into())
            })
        }
        Err(_) => {
            let key = SecretKey::generate()
                .map_err(|e| wrong(format!("could not be made: the system gives no randomness ({e})")))?;
            let make = || {
                std::fs::create_dir_all(data)?;
                let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
                writeln!(file, "{}", key.to_text())?;
                file.sync_all()
            };
            make().map_err(|e| {
                wrong(format!("cannot be written ({e}). Let this user write there, or set the variable"))
            })?;
            Ok(key)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let folder = tempfile::tempdir().unwrap();
        Config::read(folder.path(), |name| pairs.iter().find(|(k, _)| *k == name).map(|(_, v)| (*v).to_owned()))
    }

    fn refused(pairs: &[(&str, &str)]) -> &'static str {
        read(pairs).unwrap_err().setting
    }

    #[test]
    fn no_settings_at_all_are_enough() {
        let config = read(&[]).unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert!(matches!(config.database, DatabaseUrl::Sqlite(_)));
        assert!(config.accepts_host("localhost:8080") && config.accepts_host("[::1]:8080"));
        assert!(!config.accepts_host("evil.example") && !config.accepts_host("localhost"));
    }

    #[test]
    fn a_wrong_value_names_its_variable() {
        assert_eq!(refused(&[("WAYBILL_LISTEN", "8080")]), "WAYBILL_LISTEN");
        assert_eq!(refused(&[("WAYBILL_LISTEN", "0.0.0.0:8080")]), "WAYBILL_PUBLIC_URL");
        assert_eq!(refused(&[("WAYBILL_PUBLIC_URL", "waybill.example.com")]), "WAYBILL_PUBLIC_URL");
        assert_eq!(refused(&[("WAYBILL_PUBLIC_URL", "https://a/b")]), "WAYBILL_PUBLIC_URL");
        assert_eq!(refused(&[("DATABASE_URL", "mysql://a")]), "DATABASE_URL");
        assert_eq!(refused(&[("WAYBILL_FILES_URL", "ftp://a")]), "WAYBILL_FILES_URL");
        assert_eq!(refused(&[("WAYBILL_SMTP_URL", "mail.example.com")]), "WAYBILL_SMTP_URL");
        assert_eq!(refused(&[("WAYBILL_SMTP_URL", "smtps://u:p@mail.example.com")]), "WAYBILL_MAIL_FROM");
        assert_eq!(refused(&[("WAYBILL_MAIL_FROM", "nobody")]), "WAYBILL_MAIL_FROM");
        assert_eq!(refused(&[("WAYBILL_SECRET_KEY", "short")]), "WAYBILL_SECRET_KEY");
        assert_eq!(refused(&[("WAYBILL_TRUSTED_PROXIES", "10.0.0.0/99")]), "WAYBILL_TRUSTED_PROXIES");
        for days in ["0", "31", "-1", "ten"] {
            assert_eq!(refused(&[("WAYBILL_FILE_RETENTION_DAYS", days)]), "WAYBILL_FILE_RETENTION_DAYS");
        }
        assert_eq!(refused(&[("WAYBILL_LARGE_EXPORT_HOLD", "172801")]), "WAYBILL_LARGE_EXPORT_HOLD");
        assert_eq!(refused(&[("WAYBILL_WORKERS", "65")]), "WAYBILL_WORKERS");
    }

    #[test]
    fn postgresql_needs_a_key_and_no_open_line() {
        let key = ("WAYBILL_SECRET_KEY", "0123456789abcdef0123456789abcdef");
        assert_eq!(refused(&[("DATABASE_URL", "postgres://u@localhost/w")]), "WAYBILL_SECRET_KEY");
        assert!(read(&[key, ("DATABASE_URL", "postgres://u@localhost/w")]).is_ok());
        assert!(read(&[key, ("DATABASE_URL", "postgres:///w?host=/run/postgresql")]).is_ok());
        assert_eq!(refused(&[key, ("DATABASE_URL", "postgres://u@db.example/w")]), "DATABASE_URL");
        assert_eq!(refused(&[key, ("DATABASE_URL", "postgres://u@db.example/w?sslmode=require")]), "DATABASE_URL");
        assert!(read(&[key, ("DATABASE_URL", "postgres://u@db.example/w?sslmode=disable")]).is_ok());
    }

    #[test]
    fn secrets_are_hidden_when_the_settings_are_printed() {
        let config = read(&[
            ("WAYBILL_SECRET_KEY", "0123456789abcdef0123456789abcdef"),
            ("DATABASE_URL", "postgres://u:hunter2@localhost/w?password=hunter2"),
            ("WAYBILL_SMTP_URL", "smtps://u:hunter2@mail.example.com:465"),
            ("WAYBILL_MAIL_FROM", "waybill@example.com"),
        ])
        .unwrap();
        let printed = format!("{:?} {config:?}", config.describe());
        assert!(!printed.contains("hunter2") && !printed.contains("0123456789abcdef"), "{printed}");
    }

    #[test]
    fn the_kept_key_is_made_once_and_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let key = |c: Config| c.secret_key.to_text();
        let first = Config::read(folder.path(), |_| None).map(key).unwrap();
        assert_eq!(Config::read(folder.path(), |_| None).map(key).unwrap(), first);
        let path = folder.path().join("secret.key");
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert_eq!(Config::read(folder.path(), |_| None).unwrap_err().setting, "WAYBILL_SECRET_KEY");
    }
}
