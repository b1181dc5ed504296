//! Dates, times and zones.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Offset, SecondsFormat, Timelike, Utc};
use chrono_tz::Tz;

use crate::domain::lang::Lang;

const NO_BREAK: char = '\u{A0}';

const ENGLISH: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const FRENCH: [&str; 12] =
    ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."];

pub fn day(lang: Lang, d: NaiveDate) -> String {
    let months = match lang {
        Lang::En => ENGLISH,
        Lang::Fr => FRENCH,
    };
    let month = d.month0().try_into().ok().and_then(|month: usize| months.get(month)).copied().unwrap_or_default();
    let first = if lang == Lang::Fr && d.day() == 1 { "er" } else { "" };
    format!("{}{first}{NO_BREAK}{month}{NO_BREAK}{}", d.day(), d.year())
}

pub fn time(t: NaiveTime) -> String {
    format!("{:02}:{:02}", t.hour(), t.minute())
}

pub fn zone_label(zone: Tz, at: DateTime<Utc>) -> String {
    if zone == Tz::UTC {
        return "UTC".to_owned();
    }
    let minutes = at.with_timezone(&zone).offset().fix().local_minus_utc() / 60;
    format!("{} (UTC{})", zone.name(), distance(minutes))
}

pub fn iso(zone: Tz, t: DateTime<Utc>) -> String {
    t.with_timezone(&zone).to_rfc3339_opts(SecondsFormat::Secs, false)
}

/// Minutes east of UTC as +2, +5:30 or −3; nothing where there is no distance.
fn distance(minutes: i32) -> String {
    let sign = match minutes {
        0 => return String::new(),
        1.. => '+',
        _ => '\u{2212}',
    };
    match (minutes.abs() / 60, minutes.abs() % 60) {
        (hours, 0) => format!("{sign}{hours}"),
        (hours, rest) => format!("{sign}{hours}:{rest:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn the_months_are_abbreviated_as_each_language_does() {
        let all = |lang| {
            (1..=12)
                .map(|month| day(lang, NaiveDate::from_ymd_opt(2025, month, 3).unwrap()).replace(NO_BREAK, " "))
                .collect::<Vec<_>>()
        };
        assert_eq!(all(Lang::En)[8], "3 Sep 2025");
        assert_eq!(all(Lang::En)[4], "3 May 2025");
        assert_eq!(
            all(Lang::Fr).join("; "),
            "3 janv. 2025; 3 févr. 2025; 3 mars 2025; 3 avr. 2025; 3 mai 2025; 3 juin 2025; 3 juil. 2025; \
             3 août 2025; 3 sept. 2025; 3 oct. 2025; 3 nov. 2025; 3 déc. 2025"
        );
    }

    #[test]
    fn the_first_of_a_month_is_an_ordinal_in_french_alone() {
        let first = |lang| day(lang, NaiveDate::from_ymd_opt(2026, 1, 1).unwrap()).replace(NO_BREAK, " ");
        assert_eq!((first(Lang::En).as_str(), first(Lang::Fr).as_str()), ("1 Jan 2026", "1er janv. 2026"));
    }

    #[test]
    fn times_have_24_hours_and_two_digits() {
        assert_eq!(time(NaiveTime::from_hms_opt(8, 5, 59).unwrap()), "08:05");
        assert_eq!(time(NaiveTime::from_hms_opt(0, 0, 0).unwrap()), "00:00");
        assert_eq!(time(NaiveTime::from_hms_opt(23, 59, 59).unwrap()), "23:59");
    }

    #[test]
    fn a_zone_is_named_with_its_distance_on_that_day() {
        let summer = Utc.with_ymd_and_hms(2025, 7, 1, 0, 0, 0).unwrap();
        let winter = Utc.with_ymd_and_hms(2025, 12, 1, 0, 0, 0).unwrap();
        for (zone, at, label) in [
            (Tz::Europe__Paris, summer, "Europe/Paris (UTC+2)"),
            (Tz::Europe__Paris, winter, "Europe/Paris (UTC+1)"),
            (Tz::Europe__London, winter, "Europe/London (UTC)"),
            (Tz::Asia__Kolkata, winter, "Asia/Kolkata (UTC+5:30)"),
            (Tz::America__St_Johns, winter, "America/St_Johns (UTC\u{2212}3:30)"),
            (Tz::America__New_York, winter, "America/New_York (UTC\u{2212}5)"),
            (Tz::UTC, winter, "UTC"),
        ] {
            assert_eq!(zone_label(zone, at), label);
        }
    }
}
