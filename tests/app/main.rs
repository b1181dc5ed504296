//! The product through HTTP: a real server at a free port, a fresh database per test, on the database that
//! `WAYBILL_TEST_DATABASE` names.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a failed assumption ends a test")]

mod support;

mod imports;
mod records;
mod sign_in;
