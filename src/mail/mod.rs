//! Mail: what is said (one file per mail) and how it leaves (R14, R35, R60, R70).
//!
//! The only place that names `lettre`. Which mail goes to whom and when is decided by the outbox (D10);
//! here one mail is written and handed over, once per call.

mod folder;
mod frame;
mod memory;
mod message;
mod smtp;

pub mod export_cancelled;
pub mod export_failed;
pub mod export_ready;
pub mod invitation;
pub mod large_export;
pub mod password_reset;

use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Utc};
use lettre::message::Mailbox;

use crate::domain::smtp_url::SmtpUrl;

pub use folder::FolderMailer;
pub use frame::{Frame, Rendered};
pub use memory::MemoryMailer;
pub use smtp::SmtpMailer;

/// How long one mail may take from the first packet to the server's last word (M2).
pub const TIMEOUT: Duration = Duration::from_secs(30);

/// One mail to one person (D10).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// The recipient's name; may be empty.
    pub to_name: String,
    /// The recipient's address.
    pub to_address: String,
    /// The subject, as read.
    pub subject: String,
    /// The mail for readers without HTML.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// The full identifier, `<local@domain>`. The caller derives it from what the mail is about, so that a
    /// mail sent twice after a crash is recognised as one (R13).
    pub message_id: String,
    /// When the mail was decided, not when it was sent: a repeated mail is the same mail.
    pub date: DateTime<Utc>,
}

/// Why a mail did not leave; the text is fit for the Outgoing mail page (R15) and holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// It may work later: no connection, no answer in time, a 4xx answer, a setting to be mended.
    #[error("{0}")]
    Transient(String),
    /// It will not work however often it is tried: the server refused this mail.
    #[error("{0}")]
    Permanent(String),
}

/// Why the mail settings can't be used; stops the start (R71).
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "each sentence says it")]
pub enum MailerError {
    #[error("WAYBILL_MAIL_FROM is not an e-mail address: \"{0}\". Write it like waybill@example.com.")]
    From(String),
    #[error(
        "WAYBILL_SMTP_URL names the certificate {path}, which can't be used: {reason}. Give the path of a readable PEM file."
    )]
    Certificate { path: String, reason: String },
    #[error("WAYBILL_SMTP_URL: TLS can't be set up for this host: {0}.")]
    Tls(String),
    #[error("The mail folder {path} can't be used: {source}. Make it a folder that Waybill may write to.")]
    Folder { path: String, source: std::io::Error },
}

/// The way mail leaves.
#[derive(Debug, Clone)]
pub enum Mailer {
    /// To a mail server.
    Smtp(SmtpMailer),
    /// Into a folder, one .eml file per mail (R70).
    Folder(FolderMailer),
    /// Into memory, for tests.
    Memory(MemoryMailer),
}

impl Mailer {
    /// The mailer that the settings ask for: a mail server if one is named, else a folder (R70, R71).
    /// `from` is an address, which is shown with the name "Waybill", or `Name <address>`.
    ///
    /// # Errors
    /// When a setting can't be used; the error is a sentence that names it and the mend.
    pub fn from_settings(
        smtp_url: Option<&SmtpUrl>,
        from: &str,
        folder: &Path,
        timeout: Duration,
    ) -> Result<Self, MailerError> {
        let from = sender(from)?;
        match smtp_url {
            Some(url) => SmtpMailer::new(url, from, timeout).map(Self::Smtp),
            None => FolderMailer::new(folder, from).map(Self::Folder),
        }
    }

    /// A mailer that only remembers. Clones share their memory.
    ///
    /// # Errors
    /// When `from` is not an address.
    pub fn memory(from: &str) -> Result<Self, MailerError> {
        sender(from).map(MemoryMailer::new).map(Self::Memory)
    }

    /// Hands one mail over. Blocks, for SMTP no longer than the time-out in total, whatever the server does (M2).
    ///
    /// # Errors
    /// [`SendError::Permanent`] when trying again is of no use.
    pub fn send(&self, mail: &Mail) -> Result<(), SendError> {
        match self {
            Self::Smtp(smtp) => smtp.send(mail),
            Self::Folder(folder) => folder.send(mail),
            Self::Memory(memory) => memory.send(mail),
        }
    }
}

fn sender(from: &str) -> Result<Mailbox, MailerError> {
    let mailbox: Mailbox = from.parse().map_err(|_| MailerError::From(from.to_owned()))?;
    let name = mailbox.name.as_deref().map(message::one_line).filter(|name| !name.is_empty());
    Ok(Mailbox::new(Some(name.unwrap_or_else(|| "Waybill".to_owned())), mailbox.email))
}
