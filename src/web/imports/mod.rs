//! Importing files (R53): the form, the columns, the progress and the result, the list, the way back.

pub(super) mod cancel;
pub(super) mod list;
pub(super) mod mapping;
pub(super) mod problems;
pub(super) mod progress;
pub(super) mod undo;
pub(super) mod upload;
mod view;
