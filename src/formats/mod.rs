//! Records to bytes, and bytes back to records.

pub mod csv;
pub mod csv_in;
pub mod hashed;
mod packing;
pub mod sink;
pub mod table_in;
pub mod xlsx;
mod xlsx_in;
