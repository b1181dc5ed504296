//! Mails and bell notifications: what is told, to whom, and how often an undelivered mail is tried again (R13–R15, R35).

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::bulk_action::Named;

/// What a mail tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MailKind {
    /// A large export is about to start, or runs (R12).
    Large,
    /// A large export has finished, its final count alone passed the threshold (R13).
    LargeLate,
    /// One's own export is ready (R35).
    Ready,
    /// One's own export failed.
    Failed,
    /// One's own export was cancelled by somebody.
    Cancelled,
    /// Join Waybill (R60).
    Invitation,
    /// Choose a new password (R60).
    Reset,
}

impl MailKind {
    /// Every kind.
    pub const ALL: [Self; 7] =
        [Self::Large, Self::LargeLate, Self::Ready, Self::Failed, Self::Cancelled, Self::Invitation, Self::Reset];

    /// The stored text form, also that of a bell notification of the same kind.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Large => "large",
            Self::LargeLate => "large_late",
            Self::Ready => "ready",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Invitation => "invitation",
            Self::Reset => "reset",
        }
    }

    /// Reads the stored text form.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// Where a mail of the outbox stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailState {
    /// To be sent, now or after a pause.
    Waiting,
    /// The mail server took it.
    Sent,
    /// Given up; a super admin can have it tried again.
    Failed,
    /// No longer due: the recipient lost the right to know.
    Dropped,
}

impl MailState {
    /// Every state, in the order of the form.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Sent, Self::Failed, Self::Dropped];

    /// The stored text form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Dropped => "dropped",
        }
    }

    /// Reads the stored text form.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// The facts of a mail or notification that are frozen when it is written; the rest is read from the row that it tells of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// Threshold that was passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<i64>,
    /// Records of the export when it was judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub records: Option<i64>,
    /// Until when the export is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_until: Option<DateTime<Utc>>,
    /// Who did it: the inviter, the canceller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// From where it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ip: Option<String>,
    /// The bulk action that it tells of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bulk_action: Option<Named>,
}

/// A row of the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingMail {
    /// Key in the database.
    pub id: i64,
    /// Unique per export, recipient and kind; the Message-ID is made from it.
    pub dedupe_key: String,
    /// What it tells.
    pub kind: MailKind,
    /// To which user.
    pub recipient_id: Option<i64>,
    /// That user's name then.
    pub to_name: String,
    /// That user's address then.
    pub to_address: String,
    /// The export it is about.
    pub export_id: Option<i64>,
    /// The access link it carries.
    pub link_id: Option<i64>,
    /// Frozen facts.
    pub detail: Detail,
    /// Where it stands.
    pub state: MailState,
    /// How often it was tried.
    pub attempts: i32,
    /// When it is tried next.
    pub next_at: DateTime<Utc>,
    /// What the mail server said last.
    pub last_error: Option<String>,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When the mail server took it.
    pub sent_at: Option<DateTime<Utc>>,
}

/// Tries after which an undelivered mail is given up: 1, 5, 15, 60 minutes, then every 6 hours, some three days in all.
pub const MAX_ATTEMPTS: i32 = 16;

/// The pause after the given number of failed tries (R15).
pub fn pause_after(attempts: i32) -> Duration {
    match attempts {
        ..=1 => Duration::minutes(1),
        2 => Duration::minutes(5),
        3 => Duration::minutes(15),
        4 => Duration::hours(1),
        _ => Duration::hours(6),
    }
}
