//! Variables that look like settings and are none: most often a setting that was written wrong, and so does nothing.

use std::fmt;

/// Every setting, as [`Config`](super::Config) explains them.
const SETTINGS: [&str; 15] = [
    "WAYBILL_LISTEN",
    "WAYBILL_PUBLIC_URL",
    "DATABASE_URL",
    "WAYBILL_FILES_URL",
    "WAYBILL_SMTP_URL",
    "WAYBILL_MAIL_FROM",
    "WAYBILL_SECRET_KEY",
    "WAYBILL_TRUSTED_PROXIES",
    "WAYBILL_FILE_RETENTION_DAYS",
    "WAYBILL_LARGE_EXPORT_HOLD",
    "WAYBILL_WORKERS",
    "WAYBILL_EXPORTS_PER_USER",
    "WAYBILL_EXPORTS_PER_DAY",
    "WAYBILL_LOG",
    "RUST_LOG",
];

/// What every one of ours begins with.
const PREFIX: &str = "WAYBILL_";

/// What the tests read (docs/development.md).
const OF_TESTS: [&str; 3] = ["CHROMIUM", "CHROMEDRIVER", "SCREENSHOTS"];

/// Words that mean a setting without resembling its name.
const MEANT: [(&str, &str); 6] = [
    ("PORT", "WAYBILL_LISTEN"),
    ("HOST", "WAYBILL_LISTEN"),
    ("ADDRESS", "WAYBILL_LISTEN"),
    ("BIND", "WAYBILL_LISTEN"),
    ("DATA", "--data"),
    ("URL", "WAYBILL_PUBLIC_URL"),
];

/// A variable that is no setting, and the setting that comes nearest to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownVariable {
    /// As it stands in the environment.
    pub name: String,
    /// What may have been meant.
    pub nearest: &'static str,
}

impl fmt::Display for UnknownVariable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is no setting and does nothing. The nearest is {}", self.name, self.nearest)
    }
}

/// Those of these variables that look like settings and are none, by name. What an orchestrator makes of a service called
/// `waybill` and what the tests read is left out.
pub(super) fn unknown(variables: impl Iterator<Item = (String, String)>) -> Vec<UnknownVariable> {
    let mut found: Vec<UnknownVariable> = variables
        .filter(|(name, _)| !SETTINGS.contains(&name.as_str()))
        .filter_map(|(name, value)| {
            let rest = name.strip_prefix(PREFIX).filter(|rest| !is_elses(rest, &value))?;
            let nearest = nearest(rest);
            Some(UnknownVariable { name, nearest })
        })
        .collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

/// Kubernetes and Docker tell each container of its neighbours: `WAYBILL_SERVICE_HOST`, `WAYBILL_PORT=tcp://…`.
fn is_elses(rest: &str, value: &str) -> bool {
    rest.starts_with("TEST_")
        || OF_TESTS.contains(&rest)
        || rest.starts_with("SERVICE_")
        || rest.starts_with("PORT_")
        || (rest == "PORT" && value.contains("://"))
}

fn nearest(rest: &str) -> &'static str {
    if let Some((_, setting)) = MEANT.iter().find(|(word, _)| *word == rest) {
        return setting;
    }
    let apart = |setting: &&&str| distance(setting.strip_prefix(PREFIX).unwrap_or(setting), rest);
    SETTINGS.iter().min_by_key(apart).copied().unwrap_or(SETTINGS[0])
}

/// How many letters are to be added, removed or changed to make one word of the other.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, a) in one.chars().enumerate() {
        let mut corner = row[0];
        row[0] = at + 1;
        for (at, b) in other.iter().enumerate() {
            let changed = corner + usize::from(a != *b);
            corner = row[at + 1];
            row[at + 1] = changed.min(corner + 1).min(row[at] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(variables: &[(&str, &str)]) -> Vec<(String, &'static str)> {
        let all = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        unknown(all).into_iter().map(|one| (one.name, one.nearest)).collect()
    }

    #[test]
    fn a_setting_that_was_written_wrong_is_named_with_the_nearest_one() {
        for (wrong, nearest) in [
            ("WAYBILL_WORKER", "WAYBILL_WORKERS"),
            ("WAYBILL_PUBLICURL", "WAYBILL_PUBLIC_URL"),
            ("WAYBILL_TRUSTED_PROXY", "WAYBILL_TRUSTED_PROXIES"),
            ("WAYBILL_DATABASE_URL", "DATABASE_URL"),
            ("WAYBILL_RETENTION_DAYS", "WAYBILL_FILE_RETENTION_DAYS"),
            ("WAYBILL_PORT", "WAYBILL_LISTEN"),
            ("WAYBILL_", "WAYBILL_LOG"),
        ] {
            assert_eq!(said(&[(wrong, "4")]), [(wrong.to_owned(), nearest)]);
        }
    }

    #[test]
    fn what_is_known_or_not_meant_for_us_is_not_mentioned() {
        let known: Vec<(&str, &str)> = SETTINGS.iter().map(|setting| (*setting, "x")).collect();
        assert_eq!(said(&known), []);
        let neighbours = [
            ("WAYBILL_SERVICE_HOST", "10.0.0.7"),
            ("WAYBILL_SERVICE_PORT_HTTP", "80"),
            ("WAYBILL_PORT", "tcp://10.0.0.7:80"),
            ("WAYBILL_PORT_80_TCP_ADDR", "10.0.0.7"),
            ("WAYBILL_TEST_DATABASE", "postgres"),
            ("WAYBILL_CHROMIUM", "/usr/bin/chromium"),
            ("PATH", "/bin"),
            ("waybill_workers", "4"),
        ];
        assert_eq!(said(&neighbours), []);
    }

    #[test]
    fn every_setting_that_is_printed_is_known() {
        let folder = tempfile::tempdir().unwrap();
        let config = crate::config::Config::read(folder.path(), |_| None).unwrap();
        for (name, _) in config.describe() {
            assert!(SETTINGS.contains(&name), "{name}");
        }
    }
}
