//! Waybill: a self-hosted export desk for customer records.
//!
//! ```text
//!                main
//!             ┌───┴────┐
//!            web      jobs            never name each other
//!             └───┬────┘
//!                app
//!   ┌─────┬──────┼───────┬────────┐
//!   db  files  formats  mail          siblings never name each other
//!   └─────┴──────┴───┬───┘
//!     config  clock  i18n  secret     name domain only (config: secret too)
//!                    │
//!                 domain              names nothing of ours
//! ```
//!
//! `tests/architecture.rs` holds the sources to these arrows; `docs/architecture.md` says why they are so.

pub mod app;
pub mod cli;
pub mod clock;
pub mod config;
pub mod db;
pub mod demo;
pub mod domain;
pub mod files;
pub mod formats;
pub mod i18n;
pub mod jobs;
pub mod mail;
pub mod secret;
pub mod telemetry;
pub mod web;
