//! What pages and workers share: settings, database, files, mail and the clock.

pub mod letter;

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;

use crate::clock::Clock;
use crate::config::Config;
use crate::db::Db;
use crate::files::Files;
use crate::mail::Mailer;

/// One per process.
#[derive(Clone)]
pub struct App {
    /// Settings.
    pub config: Arc<Config>,
    /// Database.
    pub db: Db,
    /// Where finished files and uploads live.
    pub files: Files,
    /// How mails leave.
    pub mailer: Arc<Mailer>,
    /// The time.
    pub clock: Clock,
}

/// A mail that is not taken within this time is tried again later.
const MAIL_TIMEOUT: Duration = Duration::from_secs(30);

impl App {
    /// Opens everything that the settings name, and applies missing migrations.
    ///
    /// # Errors
    /// A sentence that says which of them cannot be opened, and why.
    pub fn build(config: Config, clock: Clock) -> anyhow::Result<Self> {
        let db = Db::open(&config.database)?;
        let files =
            Files::open(&config.files, &config.spool_folder()).context("open the file store (WAYBILL_FILES_URL)")?;
        let mailer =
            Mailer::from_settings(config.smtp.as_ref(), &config.mail_from, &config.mail_folder(), MAIL_TIMEOUT)
                .context("prepare the mail (WAYBILL_SMTP_URL, WAYBILL_MAIL_FROM)")?;
        Ok(Self { config: Arc::new(config), db, files, mailer: Arc::new(mailer), clock })
    }
}
