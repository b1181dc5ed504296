//! The gate before the one writer of SQLite. While an index is built nobody else can write, for as long as the records are
//! many: whoever comes waits a moment and is then told why, instead of running into the lock. PostgreSQL builds beside its
//! writers and has no gate.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long a change waits at a closed gate: the index of a million records is built sooner, that of ten million is not.
const PATIENCE: Duration = Duration::from_secs(10);

/// Closed as long as anybody holds it.
#[derive(Debug, Default)]
pub(super) struct Gate {
    holders: Mutex<usize>,
    opened: Condvar,
}

impl Gate {
    fn holders(&self) -> MutexGuard<'_, usize> {
        self.holders.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether it is closed now.
    pub(super) fn is_closed(&self) -> bool {
        *self.holders() > 0
    }

    /// Waits until it is open; `false` when it still is not after a while.
    pub(super) fn is_open_soon(&self) -> bool {
        let waited = self.opened.wait_timeout_while(self.holders(), PATIENCE, |holders| *holders > 0);
        *waited.unwrap_or_else(PoisonError::into_inner).0 == 0
    }
}

/// Keeps the gate closed until it is dropped.
#[derive(Debug)]
#[must_use = "the gate opens when this is dropped"]
pub struct Closed {
    gate: Option<Arc<Gate>>,
}

impl Closed {
    /// Closes a gate; nothing where there is none.
    pub(super) fn new(gate: Option<Arc<Gate>>) -> Self {
        if let Some(gate) = &gate {
            *gate.holders() += 1;
        }
        Self { gate }
    }
}

impl Drop for Closed {
    fn drop(&mut self) {
        if let Some(gate) = &self.gate {
            *gate.holders() -= 1;
            gate.opened.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gate_opens_when_the_last_one_who_held_it_is_through() {
        let gate = Arc::new(Gate::default());
        assert!(gate.is_open_soon());
        let (one, two) = (Closed::new(Some(Arc::clone(&gate))), Closed::new(Some(Arc::clone(&gate))));
        drop(one);
        assert!(gate.is_closed());
        let waiting = std::thread::spawn({
            let gate = Arc::clone(&gate);
            move || gate.is_open_soon()
        });
        drop(two);
        assert!(waiting.join().unwrap() && !gate.is_closed());
    }
}
