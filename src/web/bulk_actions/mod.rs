//! Bulk actions (R52): how far each is, what it came to, and the list.

pub(super) mod cancel;
pub(super) mod list;
pub(super) mod progress;
pub(super) mod view;
