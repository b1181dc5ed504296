//! Points in time as both databases store them.

use chrono::{DateTime, Datelike, NaiveDateTime, SubsecRound, Timelike, Utc};
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::Pg;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::Timestamp;
use diesel::sqlite::Sqlite;

use super::connection::DbConn;

type MultiBackend = <DbConn as diesel::Connection>::Backend;

/// A point in time, UTC, cut to microseconds. On SQLite it is text of fixed width, so the order of text is that of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, AsExpression, FromSqlRow)]
#[diesel(sql_type = Timestamp)]
pub struct Ts(pub DateTime<Utc>);

impl From<DateTime<Utc>> for Ts {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at.trunc_subsecs(6))
    }
}

impl<DB: Backend> FromSql<Timestamp, DB> for Ts
where
    NaiveDateTime: FromSql<Timestamp, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        NaiveDateTime::from_sql(bytes).map(|at| Self(at.and_utc()))
    }
}

impl ToSql<Timestamp, Pg> for Ts {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        let at = self.0.naive_utc();
        ToSql::<Timestamp, Pg>::to_sql(&at, &mut out.reborrow())
    }
}

impl ToSql<Timestamp, Sqlite> for Ts {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(sqlite_text(self.0));
        Ok(IsNull::No)
    }
}

impl ToSql<Timestamp, MultiBackend> for Ts {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
        out.set_value((Timestamp, self));
        Ok(IsNull::No)
    }
}

/// A point in time as SQLite has it: `2025-10-16 08:19:00.000000`. Written by hand, as chrono reads its pattern anew each time.
pub(super) fn sqlite_text(at: DateTime<Utc>) -> String {
    let (year, month, day) = (at.year(), at.month(), at.day());
    let (hour, minute, second, micros) = (at.hour(), at.minute(), at.second(), at.timestamp_subsec_micros());
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}.{micros:06}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_text_of_one_width_as_chrono_writes_it() {
        for seconds in [0, 1_760_602_740, -62_135_596_800, 253_402_300_799] {
            for micros in [0, 7, 999_999] {
                let at = DateTime::from_timestamp(seconds, micros * 1_000).unwrap();
                assert_eq!(sqlite_text(at), at.format("%F %T%.6f").to_string());
                assert_eq!(sqlite_text(at).len(), 26);
            }
        }
    }
}
