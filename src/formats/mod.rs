//! Records to bytes, and bytes back to records.

pub mod csv;
pub mod csv_in;
