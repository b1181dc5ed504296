//! The log's filters as they stand in its address.

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

use crate::domain::export_log::{LogFilter, LogPlace, LogSelection, LogSort, LogSource, LogState};
use crate::domain::threshold::grouped_digits;
use crate::i18n::Locale;
use crate::web::error::WebError;
use crate::web::field_errors::FieldErrors;
use crate::web::form::Fields;
use crate::web::routes;

/// The last year that is written in four digits.
const LAST_YEAR: i32 = 9_999;

/// What was typed or chosen, kept as it is for the form and for the links to other pages.
#[derive(Debug, Clone, Default)]
pub(super) struct LogQuery {
    pub(super) q: String,
    pub(super) source: String,
    pub(super) user: String,
    pub(super) state: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) more: String,
    pub(super) less: String,
    pub(super) sort: String,
    pub(super) export: Option<String>,
    /// A link to the file came from elsewhere (R44).
    pub(super) confirm: bool,
    after: String,
    before: String,
}

impl LogQuery {
    /// Reads the query of an address.
    pub(super) fn parse(query: &str) -> Result<Self, WebError> {
        Self::of(&Fields::parse(query.as_bytes())?)
    }

    /// The same from a form that leads on.
    pub(super) fn of(fields: &Fields) -> Result<Self, WebError> {
        let text = |name: &str| fields.one(name).map(|value| value.trim().chars().take(200).collect::<String>());
        let export = text("export")?;
        Ok(Self {
            q: text("q")?,
            source: text("source")?,
            user: text("user")?,
            state: text("state")?,
            from: text("from")?,
            to: text("to")?,
            more: text("more")?,
            less: text("less")?,
            sort: text("sort")?,
            export: (!export.is_empty()).then_some(export),
            confirm: fields.is_ticked("confirm"),
            after: text("after")?,
            before: text("before")?,
        })
    }

    /// The log with one row marked.
    pub(super) fn marking(public_id: &str) -> Self {
        Self { export: Some(public_id.to_owned()), ..Self::default() }
    }

    /// What asks for the rows that an export of the log took; where the reader's days begin at another time, for whole days.
    pub(super) fn asking(log: &LogSelection, locale: Locale) -> Self {
        let filter = &log.filter;
        let day = |at: DateTime<Utc>| at.with_timezone(&locale.zone()).date_naive().to_string();
        let number = |n: Option<i64>| n.map(|n| n.to_string()).unwrap_or_default();
        Self {
            q: filter.name.clone(),
            source: filter.source.as_ref().map(|source| source.as_str().to_owned()).unwrap_or_default(),
            user: filter.user.clone().unwrap_or_default(),
            state: filter.state.map(|state| state.as_str().to_owned()).unwrap_or_default(),
            from: filter.from.map(day).unwrap_or_default(),
            to: filter.until.map(|until| day(until - Duration::seconds(1))).unwrap_or_default(),
            more: number(filter.more),
            less: number(filter.less),
            sort: filter.sort.as_str().to_owned(),
            ..Self::default()
        }
    }

    /// Which page is meant.
    pub(super) fn place(&self) -> LogPlace {
        match &self.export {
            Some(export) => LogPlace::Around(export.clone()),
            None if !self.after.is_empty() => LogPlace::After(self.after.clone()),
            None if !self.before.is_empty() => LogPlace::Before(self.before.clone()),
            None => LogPlace::First,
        }
    }

    /// The filter, and what is wrong with which field; a part that makes no sense filters nothing.
    pub(super) fn filter(&self, locale: Locale) -> (LogFilter, FieldErrors) {
        let mut errors = FieldErrors::none();
        let mut day = |field: &'static str, label: &'static str, text: &str| {
            let day = day(text);
            if day.is_none() && !text.is_empty() {
                errors.add_named(locale, field, locale.say(label), locale.say("ie-filter-err-date"));
            }
            day
        };
        let (from, to) = (day("from", "ie-filter-from", &self.from), day("to", "ie-filter-to", &self.to));
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            errors.add_named(locale, "to", locale.say("ie-filter-to"), locale.say("ie-filter-err-range"));
        }
        let mut number = |field: &'static str, label: &'static str, text: &str| {
            let number = grouped_digits(text).map(|n| i64::try_from(n).unwrap_or(i64::MAX));
            if number.is_none() && !text.is_empty() {
                errors.add_named(locale, field, locale.say(label), locale.say("ie-filter-err-number"));
            }
            number
        };
        let more = number("more", "ie-filter-more", &self.more);
        let less = number("less", "ie-filter-less", &self.less);
        let filter = LogFilter {
            name: self.q.clone(),
            source: LogSource::from_text(&self.source),
            user: (!self.user.is_empty()).then(|| self.user.clone()),
            state: LogState::from_text(&self.state),
            from: from.and_then(|day| start_of(day, locale.zone())),
            // No day comes after the last one, so there is nothing to leave out.
            until: to
                .and_then(|day| day.succ_opt())
                .filter(|day| day.year() <= LAST_YEAR)
                .and_then(|day| start_of(day, locale.zone())),
            more,
            less,
            sort: LogSort::from_text(&self.sort),
        };
        (filter, errors)
    }

    /// Whether anything but the order is chosen.
    pub(super) fn narrows(&self) -> bool {
        [&self.q, &self.source, &self.user, &self.state, &self.from, &self.to, &self.more, &self.less]
            .iter()
            .any(|text| !text.is_empty())
    }

    /// The same filters, the rows after an export.
    pub(super) fn url_after(&self, public_id: &str) -> String {
        self.url("after", public_id)
    }

    /// The same filters, the rows before an export.
    pub(super) fn url_before(&self, public_id: &str) -> String {
        self.url("before", public_id)
    }

    /// The filters that are chosen, as fields of a form that leads on from here. A marked row is looked for without filters; so
    /// are the pages around it.
    pub(super) fn fields(&self) -> Vec<(&'static str, String)> {
        if self.export.is_some() {
            return Vec::new();
        }
        [
            ("q", &self.q),
            ("source", &self.source),
            ("user", &self.user),
            ("state", &self.state),
            ("from", &self.from),
            ("to", &self.to),
            ("more", &self.more),
            ("less", &self.less),
            ("sort", &self.sort),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (name, value.clone()))
        .collect()
    }

    /// An address that leads on from here.
    pub(super) fn address(&self, path: &str) -> String {
        routes::with_fields(path, &self.fields())
    }

    fn url(&self, place: &'static str, public_id: &str) -> String {
        let fields: Vec<_> = self.fields().into_iter().chain([(place, public_id.to_owned())]).collect();
        routes::with_fields(routes::IMPORT_EXPORT, &fields)
    }
}

/// `2025-10-16` and nothing else: years of more digits than four can be dates, but the databases hold no such moments.
fn day(text: &str) -> Option<NaiveDate> {
    let is_digit = |(at, byte): (usize, u8)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() };
    let has_form = text.len() == "2025-10-16".len() && text.bytes().enumerate().all(is_digit);
    text.parse().ok().filter(|day: &NaiveDate| has_form && day.year() >= 1)
}

/// The first moment of a day in a zone; where the clocks go forward at midnight, the first one that there is.
fn start_of(day: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
    let midnight = day.and_time(NaiveTime::MIN);
    (0..=3)
        .find_map(|hours| zone.from_local_datetime(&(midnight + Duration::hours(hours))).earliest())
        .map(|at| at.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_its_first_moment_in_the_viewers_zone() {
        let start = |day: &str, zone: Tz| start_of(day.parse().unwrap(), zone).unwrap().to_rfc3339();
        assert_eq!(start("2025-10-16", chrono_tz::Europe::Paris), "2025-10-15T22:00:00+00:00");
        assert_eq!(start("2025-09-07", chrono_tz::America::Santiago), "2025-09-07T04:00:00+00:00");
    }

    #[test]
    fn a_day_has_four_digits_for_its_year_two_for_its_month_and_two_for_itself() {
        assert_eq!(day("2025-10-16"), NaiveDate::from_ymd_opt(2025, 10, 16));
        assert_eq!((day("0001-01-01").is_some(), day("9999-12-31").is_some()), (true, true));
        for text in [
            "0000-01-01",
            "+12025-10-16",
            "-2025-10-16",
            "12025-10-16",
            "-001-10-16",
            "2025-1-16",
            "2025-02-30",
            "",
            "é",
        ] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn addresses_of_other_pages_keep_the_filters() {
        let query = LogQuery::parse("q=a%26b&state=ready&after=old&sort=most").unwrap();
        assert_eq!(query.url_after("x-_1"), "/settings/import-export?q=a%26b&state=ready&sort=most&after=x-_1");
        assert_eq!(query.place(), LogPlace::After("old".into()));
    }
}
