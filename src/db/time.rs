//! Points in time as both databases store them.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, SubsecRound, TimeDelta, Timelike, Utc};
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::Timestamp;
use diesel::sqlite::{Sqlite, SqliteValue};

use super::connection::DbConn;

type MultiBackend = <DbConn as diesel::Connection>::Backend;

/// A point in time, UTC, cut to microseconds. On SQLite it is text of fixed width, so the order of text is that of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, AsExpression, FromSqlRow)]
#[diesel(sql_type = Timestamp)]
pub struct Ts(pub DateTime<Utc>);

impl Ts {
    /// Until when a lease has run that is over now.
    pub fn lapsed(now: DateTime<Utc>) -> Self {
        Self::from(now - TimeDelta::microseconds(1))
    }
}

impl From<DateTime<Utc>> for Ts {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at.trunc_subsecs(6))
    }
}

impl FromSql<Timestamp, Pg> for Ts {
    fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
        let at: NaiveDateTime = FromSql::<Timestamp, Pg>::from_sql(bytes)?;
        Ok(Self(at.and_utc()))
    }
}

impl FromSql<Timestamp, Sqlite> for Ts {
    fn from_sql(mut value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        if let Some(at) = of_sqlite_text(value.read_text()) {
            return Ok(Self(at));
        }
        let at: NaiveDateTime = FromSql::<Timestamp, Sqlite>::from_sql(value)?;
        Ok(Self(at.and_utc()))
    }
}

impl FromSql<Timestamp, MultiBackend> for Ts {
    fn from_sql(value: <MultiBackend as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        value.from_sql::<Self, Timestamp>()
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

/// Reads what [`sqlite_text`] wrote; `None` for text of any other form. diesel would try one pattern after the other.
fn of_sqlite_text(text: &str) -> Option<DateTime<Utc>> {
    let bytes: &[u8; 26] = text.as_bytes().try_into().ok()?;
    let digits = |from: usize, until: usize| {
        bytes.get(from..until)?.iter().try_fold(0_u32, |n, digit| Some(n * 10 + char::from(*digit).to_digit(10)?))
    };
    let marks = [(4, b'-'), (7, b'-'), (10, b' '), (13, b':'), (16, b':'), (19, b'.')];
    if marks.iter().any(|(at, mark)| bytes.get(*at) != Some(mark)) {
        return None;
    }
    let date = NaiveDate::from_ymd_opt(digits(0, 4)?.try_into().ok()?, digits(5, 7)?, digits(8, 10)?)?;
    let at = date.and_hms_micro_opt(digits(11, 13)?, digits(14, 16)?, digits(17, 19)?, digits(20, 26)?)?;
    Some(at.and_utc())
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
                assert_eq!(of_sqlite_text(&sqlite_text(at)), Some(at));
            }
        }
    }

    #[test]
    fn text_of_another_form_is_left_to_diesel() {
        let others = [
            "2025-10-16 08:19:00",
            "2025-10-16T08:19:00.000000",
            "2025-13-16 08:19:00.000000",
            "2025-10-16 08:19:00.00000x",
            "",
        ];
        for text in others {
            assert_eq!(of_sqlite_text(text), None, "{text}");
        }
    }
}
