//! Records: adding many, and reading those of a selection.

mod add;
mod batch;
mod beginnings;
mod count;
mod key;
pub(in crate::db) mod matching;
pub(in crate::db) mod narrow;
mod new;
mod next_to;
mod page;
mod read;
mod rewrite;
mod search_index;
pub(crate) mod selection;
pub(in crate::db) mod sql;
mod unindexed;
pub(in crate::db) mod way_in;

pub use add::{Added, gather_statistics, insert};
pub use batch::{Part, newest, part};
pub(in crate::db) use count::count_while;
pub use count::{CountShown, count};
pub(crate) use key::{expression, name_index};
pub use new::{Maker, NewRecord};
pub use page::{From, PAGE_ROWS, RecordPage, page};
pub(crate) use rewrite::{Change, Rewrite, Through, note_changes, remove, rewrite, values_of};
pub use search_index::{IndexStep, next_index_step, take_index_step};

/// A record as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Key in the database.
    pub id: i64,
    /// Its values: flat JSON, keys `p<property id>`.
    pub props: String,
}
