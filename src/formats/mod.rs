//! Records to bytes, and bytes back to records.

pub mod csv;
pub mod csv_in;
pub mod table_in;
mod xlsx_in;
