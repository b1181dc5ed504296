//! Importing CSV files (R53): the form, the progress and the result, the list.

pub(super) mod cancel;
pub(super) mod list;
pub(super) mod problems;
pub(super) mod progress;
pub(super) mod upload;
mod view;
