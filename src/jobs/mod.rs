//! What workers do: exports, imports, mails and upkeep. They meet the pages in the database and nowhere else.

mod deliver_mail;
mod runner;

pub use runner::{Stop, Workers, run_due, start, until_signal};
