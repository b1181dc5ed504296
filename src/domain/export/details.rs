//! What is known of an export beyond its line in a list.

use chrono::{DateTime, Utc};

use super::Request;
use crate::domain::export_log::LogSelection;

/// Everything else that the log keeps of an export. A page of 25 rows would spend a good part of its time on reading it, so lists do
/// without.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    /// What was asked for, frozen then.
    pub request: Request,
    /// The key of its view or segment in addresses.
    pub source_public_id: Option<String>,
    /// Address of its user then.
    pub user_email: String,
    /// From where it was asked for.
    pub request_ip: Option<String>,
    /// How often a worker took it; also the fencing token.
    pub attempt: i32,
    /// When a worker first took it.
    pub started_at: Option<DateTime<Utc>>,
    /// The moment whose records are in the file.
    pub snapshot_at: Option<DateTime<Utc>>,
    /// Who let a held export go before its time (R16).
    pub released_by_name: Option<String>,
    /// When it was let go.
    pub released_at: Option<DateTime<Utc>>,
    /// Where the file lies in the file store.
    pub file_key: Option<String>,
    /// Its SHA-256, in hex.
    pub file_sha256: Option<String>,
    /// Files in it: more than one only in a zip (R32).
    pub parts: i32,
    /// Cells of a workbook that were too long and cut (R32).
    pub cut_cells: i64,
    /// When the clean-up removed the file.
    pub file_removed_at: Option<DateTime<Utc>>,
}

/// What a list knows beyond the row: which rows of the log were asked for, where it was the log that was exported.
pub type ListedDetails = Option<LogSelection>;

/// Tells which rows of the log were asked for, where it was the log that was exported.
pub trait LogRequest {
    /// Those rows.
    fn log(&self) -> Option<&LogSelection>;
}

impl LogRequest for Details {
    fn log(&self) -> Option<&LogSelection> {
        self.request.log.as_ref()
    }
}

impl LogRequest for ListedDetails {
    fn log(&self) -> Option<&LogSelection> {
        self.as_ref()
    }
}
