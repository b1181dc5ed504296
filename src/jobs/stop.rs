//! How workers are told to come to an end. It names no lane, so that every lane can name it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Tells every worker to come to an end; what it was doing is taken up again by another or after the restart.
#[derive(Debug, Clone, Default)]
pub struct Stop {
    asked: Arc<AtomicBool>,
    /// How often it may still be looked at before it asks by itself.
    looks: Option<Arc<AtomicUsize>>,
}

impl Stop {
    /// One that asks by itself when it is looked at for the n-th time: how tests break work off at a place they know.
    pub fn at_look(n: usize) -> Self {
        Self { looks: Some(Arc::new(AtomicUsize::new(n))), ..Self::default() }
    }

    /// Asks for the end.
    pub fn now(&self) {
        self.asked.store(true, Ordering::Relaxed);
    }

    /// Whether the end was asked for.
    pub fn is_asked(&self) -> bool {
        if let Some(looks) = &self.looks
            && looks.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)) != Ok(1)
        {
            return self.asked.load(Ordering::Relaxed);
        }
        if self.looks.is_some() {
            self.now();
        }
        self.asked.load(Ordering::Relaxed)
    }
}
