//! Segments: what imports need of them.

mod members;

pub use members::{add_members, remove_members};
