//! What the log says of an export at a given moment: the stored state, the clock and the deletion together (R37).

use chrono::{DateTime, Duration, Utc};

use super::export::{Export, State};

/// The state as people see it. Expired and deleted are derived, never stored, so they cannot be late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Waits for a worker.
    Queued,
    /// Held until the time given (R16); shown as Processing.
    Held(DateTime<Utc>),
    /// Being written.
    Processing,
    /// The file can be downloaded until the time given.
    Ready(DateTime<Utc>),
    /// It could not go on.
    Failed,
    /// Cancelled.
    Cancelled,
    /// Its 30 days are over (R23).
    Expired,
    /// Its file was deleted early (R28).
    Deleted,
}

/// Why a file cannot be downloaded (R45).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotDownloadable {
    /// It is still being written.
    NotReady,
    /// It was cancelled or failed: there is no file.
    NoFile,
    /// Its 30 days are over, or it was deleted.
    Gone,
}

impl NotDownloadable {
    /// The word in the trail.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotReady => "not_ready",
            Self::NoFile => "no_file",
            Self::Gone => "gone",
        }
    }
}

impl<R> Export<R> {
    /// What the log says of it now.
    pub fn standing(&self, now: DateTime<Utc>) -> Standing {
        match self.state {
            State::Queued => Standing::Queued,
            State::Running => match self.not_before {
                Some(at) if self.is_held(now) => Standing::Held(at),
                _ => Standing::Processing,
            },
            State::Failed => Standing::Failed,
            State::Cancelled => Standing::Cancelled,
            State::Done if self.deleted_at.is_some() => Standing::Deleted,
            State::Done => match self.expires_at {
                Some(at) if now < at => Standing::Ready(at),
                _ => Standing::Expired,
            },
        }
    }

    /// Whether its file may be handed out now (R23: to the second, at the door).
    pub fn downloadable(&self, now: DateTime<Utc>) -> Result<(), NotDownloadable> {
        match self.standing(now) {
            Standing::Ready(_) => Ok(()),
            Standing::Queued | Standing::Held(_) | Standing::Processing => Err(NotDownloadable::NotReady),
            Standing::Failed | Standing::Cancelled => Err(NotDownloadable::NoFile),
            Standing::Expired | Standing::Deleted => Err(NotDownloadable::Gone),
        }
    }
}

/// Whole days until a moment, rounded down; 0 is the last day (R23).
pub fn days_left(now: DateTime<Utc>, until: DateTime<Utc>) -> i64 {
    (until - now).max(Duration::zero()).num_days()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_left_are_rounded_down() {
        let now = DateTime::from_timestamp(1_760_000_000, 0).unwrap();
        assert_eq!(days_left(now, now + Duration::days(30)), 30);
        assert_eq!(days_left(now, now + Duration::days(30) - Duration::seconds(1)), 29);
        assert_eq!(days_left(now, now + Duration::hours(23)), 0);
        assert_eq!(days_left(now, now - Duration::hours(23)), 0);
    }
}
