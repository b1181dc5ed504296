//! The product through HTTP: a real server at a free port, a fresh database per test, on the database that
//! `WAYBILL_TEST_DATABASE` names.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a failed assumption ends a test")]

mod support;

mod bulk_actions;
mod cancellation;
mod demo;
mod details;
mod download;
mod download_races;
mod every_door;
mod export_files;
mod export_formats;
mod export_places;
mod export_races;
mod exports;
mod filters;
mod history;
mod import_modes;
mod import_races;
mod import_undo;
mod imports;
mod imports_mapped;
mod indexes;
mod invitations;
mod kept;
mod limits;
mod log;
mod log_export;
mod log_export_guards;
mod log_pages;
mod mail_delivery;
mod notifications;
mod outgoing_mail;
mod password_reset;
mod probes;
mod profile;
mod program;
mod properties;
mod proxies;
mod real_lanes;
mod record;
mod records;
mod same_way;
mod saved_races;
mod scheme;
mod selection;
mod sessions;
mod several_processes;
mod sign_in;
mod stopped_work;
mod thresholds;
mod upkeep;
mod users;
mod views;
mod walks;
