//! From "in the last 30 days" to two fixed bounds.

use chrono::{DateTime, Datelike, Days, LocalResult, NaiveDate, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;

use super::{Condition, Filter, Group, Test, kind_of};
use crate::domain::property::PropertyType;
use crate::domain::record::Property;

impl Filter {
    /// The same filter with every test of days turned into fixed bounds: days begin and end in this zone, and the days of a
    /// moment are those that the reader of the page sees (R51, R62). Settling twice changes nothing.
    #[must_use]
    pub fn settled(&self, properties: &[Property], zone: Tz, now: DateTime<Utc>) -> Self {
        let settled = |condition: &Condition| Condition {
            property_id: condition.property_id,
            test: test(&condition.test, kind_of(properties, condition.property_id), zone, now),
        };
        let groups =
            self.groups.iter().map(|group| Group { conditions: group.conditions.iter().map(settled).collect() });
        Self { groups: groups.collect() }
    }
}

fn test(test: &Test, kind: Option<PropertyType>, zone: Tz, now: DateTime<Utc>) -> Test {
    let is_moment = match kind {
        Some(PropertyType::Date) => false,
        Some(PropertyType::DateTime) => true,
        _ => return test.clone(),
    };
    let start = |day: NaiveDate| if is_moment { moment(day, zone) } else { day.to_string() };
    let today = now.with_timezone(&zone).date_naive();
    let within = |first: Option<NaiveDate>, last: Option<NaiveDate>| {
        Test::Within(first.map(start), last.and_then(next).map(start))
    };
    match test {
        Test::Above(text) => match text.parse::<NaiveDate>().ok().map(next) {
            Some(Some(next)) => within(Some(next), None),
            Some(None) => Test::Within(Some(text.clone()), Some(text.clone())),
            None => test.clone(),
        },
        Test::Below(text) => match text.parse::<NaiveDate>() {
            Ok(day) => Test::Within(None, Some(start(day))),
            Err(_) => test.clone(),
        },
        Test::Between(first, last) => match (first.parse(), last.parse()) {
            (Ok(first), Ok(last)) => within(Some(first), Some(last)),
            _ => test.clone(),
        },
        Test::Any(days) if is_moment && days.len() == 1 => match days[0].parse() {
            Ok(day) => within(Some(day), Some(day)),
            Err(_) => test.clone(),
        },
        Test::LastDays(n) => within(today.checked_sub_days(Days::new(u64::from(*n))), Some(today)),
        Test::NextDays(n) => within(Some(today), today.checked_add_days(Days::new(u64::from(*n)))),
        _ => test.clone(),
    }
}

/// The day after; none behind the last one that can be stored, whose year would not sort as a text.
fn next(day: NaiveDate) -> Option<NaiveDate> {
    day.succ_opt().filter(|day| day.year() <= 9999)
}

/// The first moment of a day in a zone, as it is stored. A day whose midnight the clocks skip begins at the first moment that
/// there is; one that has it twice begins at the first.
fn moment(day: NaiveDate, zone: Tz) -> String {
    let midnight = day.and_hms_opt(0, 0, 0).unwrap_or_default();
    let first = match zone.from_local_datetime(&midnight) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at.with_timezone(&Utc),
        LocalResult::None => after_gap(midnight, zone),
    };
    first.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Clocks never skip a whole day's first half: the next quarter of an hour that exists is the beginning.
fn after_gap(midnight: NaiveDateTime, zone: Tz) -> DateTime<Utc> {
    (1..=96)
        .filter_map(|quarter| midnight.checked_add_signed(chrono::Duration::minutes(15 * quarter)))
        .find_map(|at| zone.from_local_datetime(&at).earliest())
        .map_or_else(|| midnight.and_utc(), |at| at.with_timezone(&Utc))
}
