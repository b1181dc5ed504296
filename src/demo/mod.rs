//! The sample data of `waybill demo` (R70): invented people, companies, deals, tickets and a lively export log.
//!
//! But for [`fill`] and [`folder`] everything here is pure: the same number and the same time always give the same record. Names are put together at
//! random; e-mails are at reserved `.example` domains, addresses in documentation ranges, and phone numbers in ranges
//! kept for fiction where the country has one. A likeness to anybody is chance.

pub mod cast;
pub mod companies;
pub mod deals;
pub mod fill;
pub mod folder;
mod lands;
pub mod log;
pub mod people;
pub mod random;
pub mod tickets;
mod values;
mod words;

#[cfg(test)]
mod tests;
