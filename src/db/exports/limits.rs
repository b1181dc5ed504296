//! How much one user may export (R36).

use crate::config::Config;

/// The limits of one user, from the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Exports that run at once; held ones do not count, they occupy no worker.
    pub running: i64,
    /// Exports asked for in 24 hours, failed ones not counted.
    pub per_day: i64,
}

impl From<&Config> for Limits {
    fn from(config: &Config) -> Self {
        Self { running: i64::from(config.exports_per_user), per_day: i64::from(config.exports_per_day) }
    }
}
