//! What workers do: exports, imports, mails and upkeep. They meet the pages in the database and nowhere else.

mod bulk_actions;
mod deliver_mail;
pub mod export_records;
mod import_records;
mod index_search;
mod presence;
mod runner;
mod shape;
mod stop;
mod upkeep;
mod wait;

pub use bulk_actions::turn as take_bulk_action;
pub use import_records::{import_now, take_import, take_undo};
pub use runner::{Workers, run_due, run_due_of, start, until_signal};
pub use stop::Stop;
