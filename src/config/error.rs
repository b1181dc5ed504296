//! What a wrong setting stops the start with.

use std::fmt;

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

/// A setting and the sentence about it.
pub(super) fn error(setting: &'static str, sentence: String) -> ConfigError {
    ConfigError { setting, sentence }
}
