//! Exports: asking for one.

pub(super) mod create;
mod dialog;
