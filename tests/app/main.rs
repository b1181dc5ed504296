//! The product through HTTP: a real server at a free port, a fresh database per test, on the database that
//! `WAYBILL_TEST_DATABASE` names.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a failed assumption ends a test")]

mod support;

mod cancellation;
mod demo;
mod details;
mod download;
mod export_files;
mod export_races;
mod exports;
mod history;
mod import_modes;
mod import_undo;
mod imports;
mod imports_mapped;
mod invitations;
mod log;
mod mail_delivery;
mod notifications;
mod outgoing_mail;
mod password_reset;
mod profile;
mod records;
mod sessions;
mod sign_in;
mod thresholds;
mod users;
mod walks;
