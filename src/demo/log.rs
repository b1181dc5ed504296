//! The plan of the demo's export log: what was exported by whom, and what became of it. Whoever fills the demo makes
//! real exports, files and download rows of it.
//!
//! Together the entries show every state (R37) with its derived forms (R23, R28), every reason to fail, both reasons to
//! be cancelled, two pages of the log (R20), and both sides of each condition of the history rule that object exports
//! can meet (R24): downloaded by a super admin or not, sensitive or not.

use super::cast::{AOIFE, CAMILLE, PEOPLE, THAO, TOMASZ};
use crate::domain::export::{CancelReason, FailureCode, Format};

mod entries;

/// Whose records an export holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Object {
    /// People.
    Contacts,
    /// Firms.
    Companies,
    /// Sales.
    Deals,
    /// Questions and complaints.
    Tickets,
}

impl Object {
    /// The internal name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Contacts => "contacts",
            Self::Companies => "companies",
            Self::Deals => "deals",
            Self::Tickets => "tickets",
        }
    }

    /// The key in the database.
    pub fn id(self) -> i64 {
        match self {
            Self::Contacts => 1,
            Self::Companies => 2,
            Self::Deals => 3,
            Self::Tickets => 4,
        }
    }
}

/// Which properties were chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Properties {
    /// Every one that the requester may see: for super admins the sensitive ones too.
    All,
    /// The columns of the index page, none of which is sensitive.
    InView,
    /// These, in this order.
    Chosen(&'static [i64]),
}

/// What became of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Waits behind another one of the same user (R36).
    Queued,
    /// Large, and held so that it can be cancelled (R16).
    Held,
    /// The file is there; needs an age below 30 days.
    Ready,
    /// The 30 days are over (R23).
    Expired,
    /// Deleted early (R28).
    Deleted {
        /// By whom: a place in the cast.
        by: usize,
        /// How many minutes after the request.
        after: i64,
    },
    /// No file, ever (R22).
    Cancelled {
        /// By whom: a place in the cast.
        by: usize,
        /// Why.
        reason: CancelReason,
    },
    /// It could not go on (R25).
    Failed {
        /// Why.
        code: FailureCode,
        /// How much had been written by then, in percent.
        percent: i64,
    },
}

/// One download of the file over the web (R41).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Download {
    /// By whom: a place in the cast.
    pub user: usize,
    /// From which address, in a range for documentation.
    pub ip: &'static str,
    /// How many minutes after the request; earlier than now and than the end of the file.
    pub after: i64,
}

/// One entry of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Planned {
    /// The file's name without its extension.
    pub name: &'static str,
    /// Whose records.
    pub object: Object,
    /// The quick search of the index page; empty for all records.
    pub search: &'static str,
    /// Who asked for it: a place in the cast.
    pub user: usize,
    /// From which address, in a range for documentation.
    pub ip: &'static str,
    /// How many minutes ago.
    pub age: i64,
    /// What became of it.
    pub outcome: Outcome,
    /// Which properties.
    pub properties: Properties,
    /// How it is written, and whether it is packed.
    pub file: (Format, bool),
    /// Who took the file, oldest first.
    pub downloads: &'static [Download],
}

impl Planned {
    /// Whether a sensitive property of the standard set is in it (R34).
    pub fn is_sensitive(&self) -> bool {
        const SENSITIVE: [i64; 2] = [15, 16];
        match self.properties {
            Properties::InView => false,
            Properties::Chosen(chosen) => chosen.iter().any(|id| SENSITIVE.contains(id)),
            Properties::All => self.object == Object::Contacts && PEOPLE[self.user].rights.may_see_sensitive(),
        }
    }
}

/// Every entry, oldest first: the order in which they get their ids, so that newest first by id and by date agree.
pub fn plan() -> impl DoubleEndedIterator<Item = &'static Planned> {
    entries::NEWEST_FIRST.iter().rev()
}

#[cfg(test)]
mod tests;
