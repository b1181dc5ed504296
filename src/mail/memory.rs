//! Mail that only a test reads.

use std::sync::{Arc, Mutex, PoisonError};

use lettre::message::Mailbox;

use super::{Mail, SendError, message};

/// Remembers what was sent; clones share the memory.
#[derive(Debug, Clone)]
pub struct MemoryMailer {
    from: Mailbox,
    sent: Arc<Mutex<Vec<Mail>>>,
}

impl MemoryMailer {
    pub(super) fn new(from: Mailbox) -> Self {
        Self { from, sent: Arc::default() }
    }

    /// Every mail sent so far, oldest first.
    #[must_use]
    pub fn sent(&self) -> Vec<Mail> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn send(&self, mail: &Mail) -> Result<(), SendError> {
        // Written as for the others, so that a mail which can't be written fails in tests too.
        message::build(mail, &self.from)?;
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).push(mail.clone());
        Ok(())
    }
}
