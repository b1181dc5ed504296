//! What the walks share: a running product, people with browsers, pages that are linted as they are read.
#![allow(dead_code, reason = "each test file uses its own part")]

mod app;
mod browser;
mod database;
pub(crate) mod exports;
mod links;
mod lint;
pub(crate) mod log_rows;
mod page;
mod records;
pub(crate) mod smtp;
pub(crate) mod smtp_slow;

pub(crate) use app::TestApp;
pub(crate) use browser::{Answer, Browser};
pub(crate) use page::Page;
pub(crate) use records::{CONTACTS, export_in};
