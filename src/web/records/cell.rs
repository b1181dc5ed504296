//! One value in a table, in the viewer's language and zone (R62).

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::lang::Lang;
use crate::domain::property::PropertyType;
use crate::domain::record::Property;
use crate::web::html::Html;
use crate::web::page::Page;
use crate::web::record::value::yes_or_no;
use crate::web::routes;

/// What stands in a cell.
pub(super) enum Cell {
    /// No value.
    Empty,
    /// A sensitive value that the viewer may not see (R8).
    Masked,
    /// Text of any length and direction.
    Text(String),
    /// Text that always reads from left to right: phone numbers.
    Plain(String),
    /// A number in the viewer's notation.
    Number(String),
    /// An address, and the link that writes to it.
    Email(String, String),
    /// A date: machine form and words.
    Day(String, String),
    /// A moment.
    Moment(Html),
    /// Labels of choices, each with its colour.
    Badges(Vec<(String, &'static str)>),
}

impl Cell {
    /// A value in canonical form as it is shown. One that does not fit its type is shown as it is.
    pub(super) fn new(page: &Page, property: &Property, value: &str) -> Self {
        if value.is_empty() {
            return Self::Empty;
        }
        let text = || Self::Text(value.to_owned());
        match property.kind {
            PropertyType::Text | PropertyType::Url => text(),
            PropertyType::Phone => Self::Plain(value.to_owned()),
            PropertyType::Number => Self::Number(page.locale.decimal(value)),
            PropertyType::Email => {
                Self::Email(value.to_owned(), format!("mailto:{}", routes::encode(value).replace("%40", "@")))
            }
            PropertyType::Boolean => yes_or_no(value).map_or_else(text, |key| Self::Text(page.say(key).to_string())),
            PropertyType::Date => value
                .parse::<NaiveDate>()
                .map_or_else(|_| text(), |day| Self::Day(value.to_owned(), page.locale.day(day))),
            PropertyType::DateTime => {
                value.parse::<DateTime<Utc>>().map_or_else(|_| text(), |at| Self::Moment(page.time_line(at)))
            }
            PropertyType::Choice => Self::Badges(vec![badge(property, value, page.locale.lang())]),
            PropertyType::Choices => {
                Self::Badges(value.split(';').map(|one| badge(property, one, page.locale.lang())).collect())
            }
        }
    }
}

/// The class of a column.
pub(super) fn class(kind: PropertyType) -> &'static str {
    match kind {
        PropertyType::Number | PropertyType::Date | PropertyType::DateTime | PropertyType::Phone => "num",
        _ => "",
    }
}

fn badge(property: &Property, value: &str, lang: Lang) -> (String, &'static str) {
    let choice = property.choices.iter().find(|choice| choice.value == value);
    let label = choice.map_or(value, |choice| choice.label(lang));
    (label.to_owned(), colour(value))
}

/// Colours of the choices that every installation has; all others have none.
fn colour(value: &str) -> &'static str {
    match value {
        "new" | "qualification" => "info",
        "in_progress" | "waiting" | "high" | "negotiation" => "warn",
        "customer" | "won" => "ok",
        "lost" | "urgent" => "bad",
        _ => "",
    }
}
