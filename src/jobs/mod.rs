//! What workers do: exports, imports, mails and upkeep. They meet the pages in the database and nowhere else.

mod import_records;
mod runner;

pub use import_records::{import_now, take_import};
pub use runner::{Stop, Workers, run_due, start, until_signal};
