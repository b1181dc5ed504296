//! What the walks share: a running product, people with browsers, pages that are linted as they are read.
#![allow(dead_code, unused_imports, reason = "each test binary uses its own part")]
#![allow(clippy::unused_async, reason = "every step of a story is awaited alike")]

mod app;
mod browser;
mod database;
pub(crate) mod exports;
pub(crate) mod imports;
pub(crate) mod interleaved;
mod links;
mod lint;
pub(crate) mod log_rows;
mod page;
pub(crate) mod program;
mod records;
pub(crate) mod smtp;
pub(crate) mod smtp_slow;
pub(crate) mod statements;

pub(crate) use app::{PASSWORD, TestApp, address_of};
pub(crate) use browser::{Answer, Browser};
pub(crate) use page::{Form, Page, folded};
pub(crate) use records::{CONTACTS, export_in};
