//! The product in real Chromium: what only a browser shows (layout, focus, dialogs, live progress, axe's judgement).
//!
//! Needs Chromium, chromedriver and axe-core; without them the tests fail. `scripts/test.sh` brings all three.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a failed assumption ends a test")]

mod axe;
mod chromium;
mod command;
mod layout;
mod self_check;
#[path = "../app/support/mod.rs"]
mod support;
mod walks;
