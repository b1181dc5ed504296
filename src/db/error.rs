//! What can go wrong with the database, in two words.

use std::fmt;

use super::copy_out::BrokenOff;

/// The result of one query.
pub type QueryResult<T> = Result<T, diesel::result::Error>;

/// A question or a change that did not come through.
#[derive(Debug)]
pub enum DbError {
    /// No connection could be had: the database is down or overloaded.
    Unavailable(String),
    /// An index is being built, and nobody else can write meanwhile (SQLite), or make a property unique (PostgreSQL).
    Indexing,
    /// The query failed; whatever it had changed is undone.
    Query(diesel::result::Error),
}

impl DbError {
    /// Whether a unique key stood in the way.
    pub fn is_taken(&self) -> bool {
        matches!(
            self,
            Self::Query(diesel::result::Error::DatabaseError(diesel::result::DatabaseErrorKind::UniqueViolation, _))
        )
    }

    /// The property whose value another record has already, if that is what stood in the way (R50).
    pub fn taken_property(&self) -> Option<i64> {
        match self {
            Self::Query(diesel::result::Error::DatabaseError(
                diesel::result::DatabaseErrorKind::UniqueViolation,
                info,
            )) => super::objects::property_of_index(info.constraint_name().unwrap_or_else(|| info.message())),
            _ => None,
        }
    }

    /// Whether trying again soon may help: a lock, a lost connection, a full disk.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Unavailable(_) | Self::Indexing | Self::Query(diesel::result::Error::BrokenTransactionManager) => {
                true
            }
            Self::Query(diesel::result::Error::DatabaseError(kind, info)) => {
                let text = info.message();
                matches!(
                    kind,
                    diesel::result::DatabaseErrorKind::ClosedConnection
                        | diesel::result::DatabaseErrorKind::SerializationFailure
                ) || [
                    "locked",
                    "disk is full",
                    "disk I/O",
                    "server closed",
                    "terminating connection",
                    "deadlock",
                    "could not connect",
                    "readonly",
                    "no connection",
                    "timeout",
                    "No space left",
                ]
                .iter()
                .any(|sign| text.contains(sign))
            }
            Self::Query(diesel::result::Error::DeserializationError(e)) => e.is::<BrokenOff>(),
            Self::Query(_) => false,
        }
    }
}

impl fmt::Display for DbError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unavailable(why) => write!(f, "the database cannot be reached: {why}"),
            Self::Indexing => f.write_str("an index is being built"),
            Self::Query(e) => write!(f, "the database refused: {e}"),
        }
    }
}

impl std::error::Error for DbError {}

impl From<diesel::result::Error> for DbError {
    fn from(e: diesel::result::Error) -> Self {
        match &e {
            diesel::result::Error::QueryBuilderError(cause) if cause.is::<IndexUnderWay>() => Self::Indexing,
            _ => Self::Query(e),
        }
    }
}

/// Breaks off a transaction that would wait for an index which waits for it.
#[derive(Debug)]
pub(super) struct IndexUnderWay;

impl IndexUnderWay {
    /// As the error of a query.
    pub(super) fn broken_off() -> diesel::result::Error {
        diesel::result::Error::QueryBuilderError(Box::new(Self))
    }
}

impl fmt::Display for IndexUnderWay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an index is being built")
    }
}

impl std::error::Error for IndexUnderWay {}
