//! The only source of time. Tests set it; the program reads the system's.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Duration, SubsecRound, Utc};

/// A clock: the system's, or one that stands still until it is set.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    set: Option<Arc<Mutex<DateTime<Utc>>>>,
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that shows the given time until it is advanced.
    pub fn set_to(now: DateTime<Utc>) -> Self {
        Self { set: Some(Arc::new(Mutex::new(now.trunc_subsecs(6)))) }
    }

    /// The time now, cut to microseconds: PostgreSQL keeps no more, and a value must be equal after a round trip.
    pub fn now(&self) -> DateTime<Utc> {
        match &self.set {
            None => Utc::now().trunc_subsecs(6),
            Some(set) => *set.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Moves a clock that was set; the system's clock is left alone.
    pub fn advance(&self, by: Duration) {
        if let Some(set) = &self.set {
            *set.lock().unwrap_or_else(PoisonError::into_inner) += by;
        }
    }
}
