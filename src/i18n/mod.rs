//! Words, numbers and dates as their reader expects them (R62).

mod catalog;
mod dates;
mod exports;
mod filters;
mod negotiate;
mod nouns;
mod numbers;
mod phrase;

pub use nouns::Noun;
pub use phrase::{Phrase, Segment, Value};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::domain::lang::Lang;

/// How one reader sees text: their language and their time zone (R62).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Locale {
    lang: Lang,
    zone: Tz,
}

impl Locale {
    /// A language and a time zone.
    #[must_use]
    pub const fn new(lang: Lang, zone: Tz) -> Self {
        Self { lang, zone }
    }

    /// The language for a visitor whom we do not know yet, from the browser's `Accept-Language` (R62).
    #[must_use]
    pub fn negotiate(accept_language: Option<&str>) -> Lang {
        negotiate::language(accept_language.unwrap_or_default())
    }

    /// The language.
    #[must_use]
    pub const fn lang(&self) -> Lang {
        self.lang
    }

    /// The time zone.
    #[must_use]
    pub const fn zone(&self) -> Tz {
        self.zone
    }

    /// A message of `locales/{en,fr}.ftl`. An unknown key says itself, so that a page stays readable.
    #[must_use]
    pub const fn say(&self, key: &'static str) -> Phrase {
        Phrase::new(self.lang, key)
    }

    /// A whole number in groups of three: 275,000.
    #[must_use]
    pub fn number(&self, n: i64) -> String {
        numbers::number(self.lang, n)
    }

    /// Progress, rounded down: 100% means done and nothing else does.
    #[must_use]
    pub fn percent(&self, done: i64, total: i64) -> String {
        numbers::percent(self.lang, done, total)
    }

    /// A file size in powers of ten: 6.1 MB.
    #[must_use]
    pub fn bytes(&self, n: i64) -> String {
        numbers::bytes(self.lang, n)
    }

    /// A stored decimal such as `-1234.5`; text of any other form is given back as it is.
    #[must_use]
    pub fn decimal(&self, canonical: &str) -> String {
        numbers::decimal(self.lang, canonical)
    }

    /// The day of an instant, in the reader's zone: 16 Oct 2025.
    #[must_use]
    pub fn date(&self, t: DateTime<Utc>) -> String {
        self.day(t.with_timezone(&self.zone).date_naive())
    }

    /// The time of an instant, in the reader's zone: 10:19.
    #[must_use]
    pub fn time(&self, t: DateTime<Utc>) -> String {
        dates::time(t.with_timezone(&self.zone).time())
    }

    /// Day and time of an instant, in the reader's zone: 16 Oct 2025, 10:19.
    #[must_use]
    pub fn date_time(&self, t: DateTime<Utc>) -> String {
        format!("{}, {}", self.date(t), self.time(t))
    }

    /// A date that is a value of its own and belongs to no zone.
    #[must_use]
    pub fn day(&self, d: NaiveDate) -> String {
        dates::day(self.lang, d)
    }

    /// The reader's zone with its distance from UTC at that instant: Europe/Paris (UTC+2).
    #[must_use]
    pub fn zone_label(&self, at: DateTime<Utc>) -> String {
        dates::zone_label(self.zone, at)
    }

    /// An instant for `<time datetime>`: RFC 3339 with the offset of the reader's zone.
    #[must_use]
    pub fn iso(&self, t: DateTime<Utc>) -> String {
        dates::iso(self.zone, t)
    }

    /// A length of time in the largest unit that leaves nothing over: 90 seconds, 2 minutes, 48 hours.
    #[must_use]
    pub fn duration(&self, seconds: i64) -> String {
        let (key, count) = match seconds {
            s if s != 0 && s % 3600 == 0 => ("dur-hours", s / 3600),
            s if s != 0 && s % 60 == 0 => ("dur-minutes", s / 60),
            s => ("dur-seconds", s),
        };
        self.say(key).with("count", count).with("n", self.number(count)).to_string()
    }

    /// Alternatives in a sentence: A, B or C.
    #[must_use]
    pub fn list_or(&self, items: &[String]) -> String {
        match items {
            [] => String::new(),
            [only] => only.clone(),
            [head @ .., last] => self.say("list-or").with("head", head.join(", ")).with("last", last).to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    const EN: Locale = Locale::new(Lang::En, Tz::Europe__Paris);
    const FR: Locale = Locale::new(Lang::Fr, Tz::Europe__Paris);

    fn autumn_morning() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2025, 10, 16, 8, 19, 7).unwrap()
    }

    #[test]
    fn instants_are_shown_in_the_readers_zone_and_language() {
        let t = autumn_morning();
        assert_eq!(EN.date_time(t), "16\u{A0}Oct\u{A0}2025, 10:19");
        assert_eq!(FR.date_time(t), "16\u{A0}oct.\u{A0}2025, 10:19");
        let auckland = Locale::new(Lang::En, Tz::Pacific__Auckland);
        assert_eq!(
            auckland.date_time(Utc.with_ymd_and_hms(2025, 9, 2, 22, 5, 0).unwrap()),
            "3\u{A0}Sep\u{A0}2025, 10:05"
        );
    }

    #[test]
    fn machine_readable_times_carry_the_offset() {
        assert_eq!(EN.iso(autumn_morning()), "2025-10-16T10:19:07+02:00");
        assert_eq!(Locale::new(Lang::En, Tz::UTC).iso(autumn_morning()), "2025-10-16T08:19:07+00:00");
    }

    #[test]
    fn durations_use_the_largest_unit_that_divides_evenly() {
        for (seconds, en, fr) in [
            (0, "0 seconds", "0 seconde"),
            (1, "1 second", "1 seconde"),
            (60, "1 minute", "1 minute"),
            (90, "90 seconds", "90 secondes"),
            (120, "2 minutes", "2 minutes"),
            (3_600, "1 hour", "1 heure"),
            (5_400, "90 minutes", "90 minutes"),
            (172_800, "48 hours", "48 heures"),
            (172_799, "172,799 seconds", "172\u{202F}799 secondes"),
        ] {
            assert_eq!(EN.duration(seconds), en);
            assert_eq!(FR.duration(seconds), fr);
        }
    }

    #[test]
    fn alternatives_are_joined_with_or() {
        let names =
            |n: usize| ["Camille", "Tomasz", "Aoife"].iter().take(n).map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(EN.list_or(&names(0)), "");
        assert_eq!(EN.list_or(&names(1)), "Camille");
        assert_eq!(EN.list_or(&names(2)), "Camille or Tomasz");
        assert_eq!(EN.list_or(&names(3)), "Camille, Tomasz or Aoife");
        assert_eq!(FR.list_or(&names(3)), "Camille, Tomasz ou Aoife");
    }
}
