//! A value between its stored text, the text in a form and the words on a page (R62).

use std::borrow::Cow;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;

use crate::domain::lang::Lang;
use crate::domain::property::{PropertyType, ValueError, with_kept};
use crate::domain::record::{Property, is_same_text};
use crate::i18n::Locale;
use crate::web::records::number;

/// A value as a form shows it: moments in the viewer's zone, numbers with the decimal mark of their language, everything else
/// as it is stored.
pub(super) fn form_text(property: &Property, stored: &str, locale: Locale) -> String {
    match property.kind {
        PropertyType::Number => number::typed(stored, locale.lang()),
        PropertyType::DateTime => stored.parse::<DateTime<Utc>>().map_or_else(
            |_| stored.to_owned(),
            |at| at.with_timezone(&locale.zone()).format("%Y-%m-%dT%H:%M:%S").to_string(),
        ),
        _ => stored.to_owned(),
    }
}

/// Whether a field of a form can hold a moment: on the viewer's clock its year has four digits.
pub(super) fn fits_field(stored: &str, zone: Tz) -> bool {
    stored.parse::<DateTime<Utc>>().map_or(true, |at| (1..=9999).contains(&at.with_timezone(&zone).year()))
}

/// What was typed, in canonical form: moments are those of the viewer's clock, of two with the same text the first; numbers
/// are written as in the viewer's language. Archived choices are taken where they stand in what was stored before.
pub(super) fn canonical(property: &Property, typed: &str, before: &str, locale: Locale) -> Result<String, ValueError> {
    let choices = with_kept(&property.choices, |value| before.split(';').any(|one| one == value));
    let value = |text: &str| property.kind.parse_value(text, &choices).map(Cow::into_owned);
    match property.kind {
        PropertyType::Number => value(&number::plain(typed, locale.lang())),
        PropertyType::DateTime => match local(typed.trim()) {
            Some(at) => locale
                .zone()
                .from_local_datetime(&at)
                .earliest()
                .map(|at| at.with_timezone(&Utc).to_rfc3339())
                .ok_or(ValueError::NotADateTime)
                .and_then(|text| value(&text)),
            None => value(typed),
        },
        PropertyType::Text => value(&typed.replace("\r\n", "\n")),
        _ => value(typed),
    }
}

/// Whether what a form sent is what it showed. Browsers send line ends in their own way, and boxes in the order of the page.
pub(super) fn is_untouched(property: &Property, typed: &str, shown: &str) -> bool {
    let parts = |text: &str| {
        let mut parts: Vec<String> = text.split(';').map(str::to_owned).collect();
        parts.sort_unstable();
        parts
    };
    match property.kind {
        PropertyType::Choices => parts(typed) == parts(shown),
        PropertyType::DateTime => typed == shown || local(typed).is_some_and(|at| local(shown) == Some(at)),
        _ => is_same_text(typed, shown),
    }
}

/// The word for a stored yes or no; none for what was written before its property asked for one.
pub(in crate::web) fn yes_or_no(stored: &str) -> Option<&'static str> {
    match stored {
        "true" => Some("val-yes"),
        "false" => Some("val-no"),
        _ => None,
    }
}

/// A stored value in the reader's words; empty for none.
pub(in crate::web) fn words(locale: Locale, property: &Property, stored: &str) -> String {
    let own = || stored.to_owned();
    match property.kind {
        _ if stored.is_empty() => String::new(),
        PropertyType::Number => locale.decimal(stored),
        PropertyType::Boolean => yes_or_no(stored).map_or_else(own, |key| locale.say(key).to_string()),
        PropertyType::Date => stored.parse::<NaiveDate>().map_or_else(|_| own(), |day| locale.day(day)),
        PropertyType::DateTime => stored.parse::<DateTime<Utc>>().map_or_else(|_| own(), |at| locale.date_time(at)),
        PropertyType::Choice => choice(locale.lang(), property, stored).to_owned(),
        PropertyType::Choices => {
            stored.split(';').map(|one| choice(locale.lang(), property, one)).collect::<Vec<_>>().join(", ")
        }
        PropertyType::Text | PropertyType::Email | PropertyType::Phone | PropertyType::Url => own(),
    }
}

/// The label of a choice; its value where it is none of the property's any more.
pub(super) fn choice<'a>(lang: Lang, property: &'a Property, value: &'a str) -> &'a str {
    property.choices.iter().find(|choice| choice.value == value).map_or(value, |choice| choice.label(lang))
}

/// What a property is called; one that was put away says so.
pub(in crate::web) fn label(locale: Locale, property: &Property) -> String {
    let label = property.label(locale.lang());
    if property.is_archived {
        locale.say("det-sort-archived").user("property", label).to_string()
    } else {
        label.to_owned()
    }
}

/// So many characters of a text, with a sign that there are more.
pub(in crate::web) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A moment without a zone, as `datetime-local` sends it.
fn local(text: &str) -> Option<NaiveDateTime> {
    ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn property(kind: PropertyType) -> Property {
        Property { kind, ..Property::default() }
    }

    #[test]
    fn a_moment_is_typed_by_the_clock_of_the_viewer() {
        let moment = property(PropertyType::DateTime);
        let locale = Locale::new(Lang::En, Tz::Europe__Paris);
        assert_eq!(form_text(&moment, "2025-10-16T08:23:00Z", locale), "2025-10-16T10:23:00");
        assert_eq!(canonical(&moment, "2025-10-16T10:23", "", locale), Ok("2025-10-16T08:23:00Z".to_owned()));
        assert_eq!(canonical(&moment, "2025-10-16T10:23:00+00:00", "", locale), Ok("2025-10-16T10:23:00Z".to_owned()));
        // The clock went from 02:00 to 03:00: there was no 02:30, and in autumn there were two.
        assert_eq!(canonical(&moment, "2025-03-30T02:30", "", locale), Err(ValueError::NotADateTime));
        assert_eq!(canonical(&moment, "2025-10-26T02:30", "", locale), Ok("2025-10-26T00:30:00Z".to_owned()));
        assert_eq!(canonical(&moment, " ", "", locale), Ok(String::new()));
        assert!(is_untouched(&moment, "2025-10-16T10:23", "2025-10-16T10:23:00"));
    }

    #[test]
    fn a_moment_beyond_four_digits_of_a_year_has_no_field() {
        assert!(fits_field("9999-12-31T22:59:59Z", Tz::Europe__Paris));
        assert!(!fits_field("9999-12-31T23:00:00Z", Tz::Europe__Paris));
        assert!(!fits_field("0001-01-01T00:00:00Z", Tz::America__Los_Angeles));
    }

    #[test]
    fn line_feeds_and_the_order_of_boxes_are_no_change() {
        assert!(is_untouched(&property(PropertyType::Text), "a\r\nb", "a\nb"));
        assert!(is_untouched(&property(PropertyType::Text), "a\r\nb\r\n\r\nc", "a\rb\n\rc"));
        assert!(!is_untouched(&property(PropertyType::Text), "a b", "a\nb"));
        assert!(is_untouched(&property(PropertyType::Choices), "b;a", "a;b"));
        assert!(!is_untouched(&property(PropertyType::Choices), "", "a;b"));
        assert_eq!(
            canonical(&property(PropertyType::Text), "a\r\nb", "", Locale::new(Lang::En, Tz::UTC)),
            Ok("a\nb".to_owned())
        );
    }

    #[test]
    fn a_number_is_shown_and_read_as_its_reader_writes_it() {
        let kind = property(PropertyType::Number);
        for (lang, shown, typed) in [(Lang::En, "-1234.5", "-1,234.5"), (Lang::Fr, "-1234,5", "-1\u{202f}234,5")] {
            let locale = Locale::new(lang, Tz::UTC);
            assert_eq!(form_text(&kind, "-1234.5", locale), shown);
            for text in [shown, typed] {
                assert_eq!(canonical(&kind, text, "", locale), Ok("-1234.5".to_owned()), "{text}");
            }
            assert_eq!(canonical(&kind, "3 5", "", locale), Err(ValueError::NotANumber));
            assert_eq!(canonical(&kind, " ", "", locale), Ok(String::new()));
        }
        assert_eq!(canonical(&kind, "3,5", "", Locale::new(Lang::En, Tz::UTC)), Err(ValueError::NotANumber));
    }

    #[test]
    fn an_archived_choice_is_taken_where_it_stood_before_and_nowhere_else() {
        let choice = |value: &str, is_archived| crate::domain::property::Choice {
            value: value.to_owned(),
            is_archived,
            ..Default::default()
        };
        let choices = vec![choice("old", true), choice("new", false), choice("older", true)];
        let kind = Property { kind: PropertyType::Choices, choices, ..Property::default() };
        let locale = Locale::new(Lang::En, Tz::UTC);
        assert_eq!(canonical(&kind, "new;old", "old", locale), Ok("old;new".to_owned()));
        assert_eq!(canonical(&kind, "new;older", "old", locale), Err(ValueError::NotAChoice));
        assert_eq!(canonical(&kind, "old", "", locale), Err(ValueError::NotAChoice));
    }
}
