//! What is promised of the sample records as a whole.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::{companies::company, deals::deal, people::contact, tickets::ticket};
use crate::domain::property::{Choice, PropertyType, PropertyType as Type};

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap()
}

fn kind(id: i64) -> PropertyType {
    match id {
        3 | 58 | 75 => Type::Email,
        4 | 33 => Type::Phone,
        13 | 40 => Type::Url,
        17 => Type::Boolean,
        15 | 20 | 42 | 55 => Type::Date,
        19 | 78 | 79 => Type::DateTime,
        18 | 21 | 37 | 38 | 52 | 60 | 80 => Type::Number,
        7 | 34 | 54 | 72 | 73 => Type::Choice,
        81 => Type::Choices,
        _ => Type::Text,
    }
}

fn choices(id: i64) -> Vec<Choice> {
    let values: &[&str] = match id {
        7 => &["new", "open", "in_progress", "customer", "unqualified"],
        34 => &["logistics", "manufacturing", "retail", "services", "technology", "public"],
        54 => &["qualification", "proposal", "negotiation", "won", "lost"],
        72 => &["new", "open", "waiting", "closed"],
        73 => &["low", "normal", "high", "urgent"],
        81 => &["billing", "delivery", "damage", "customs", "other"],
        _ => &[],
    };
    let choice = |value: &&str| Choice {
        value: (*value).into(),
        label_en: (*value).into(),
        label_fr: (*value).into(),
        ..Choice::default()
    };
    values.iter().map(choice).collect()
}

/// Every value is present, canonical and of a property of the object, and each at most once.
fn assert_valid(record: &[(i64, String)], ids: std::ops::RangeInclusive<i64>) {
    let mut seen = HashSet::new();
    assert!(!record.is_empty());
    for (id, value) in record {
        assert!(ids.contains(id) && seen.insert(*id), "{id}");
        assert!(!value.is_empty(), "{id}");
        assert_eq!(kind(*id).parse_value(value, &choices(*id)).as_deref(), Ok(value.as_str()), "{id}");
    }
}

fn get(record: &[(i64, String)], id: i64) -> Option<&str> {
    record.iter().find(|(key, _)| *key == id).map(|(_, value)| value.as_str())
}

fn is_right_to_left(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{590}'..='\u{6ff}'))
}

#[test]
fn ten_thousand_contacts_are_valid_and_varied() {
    let contacts: Vec<_> = (0..10_000).map(|index| contact(index, now())).collect();
    for record in &contacts {
        assert_valid(record, 1..=22);
    }
    let count = |id: i64, is: fn(&str) -> bool| contacts.iter().filter(|c| get(c, id).is_some_and(is)).count();

    assert!(count(2, is_right_to_left) > 400);
    assert!(count(2, |name| !name.is_ascii()) > 3_000);
    assert!(count(2, |name| name.contains(['’', '\''])) > 200);
    assert!(count(1, |name| name.contains('"')) > 30);
    for sign in ['=', '+', '-', '@', '＝'] {
        let notes = contacts.iter().filter(|c| get(c, 22).is_some_and(|text| text.starts_with(sign))).count();
        assert!(notes > 30, "{sign}: {notes}");
    }
    assert!(count(22, |text| text.contains('\n')) > 200);
    assert!(count(22, |text| text.contains(';') && text.contains(',')) > 100);
    assert!(count(12, |code| code.starts_with('0')) > 300);
    assert!(count(4, |phone| phone.starts_with("+33 ")) > 500);
    assert!((2_500..4_000).contains(&count(15, |_| true)));
    assert!(count(3, |_| true) < 9_700);
    assert!(contacts.iter().filter(|c| c.len() <= 2).count() > 50);
}

#[test]
fn no_two_contacts_share_an_email() {
    // All of them in a release build, where it takes a second.
    let count = if cfg!(debug_assertions) { 30_000 } else { super::people::COUNT };
    let mut seen = HashSet::new();
    for index in 0..count {
        if let Some(email) = super::people::email(index) {
            assert!(email.is_ascii() && email.ends_with(".example"), "{email}");
            assert!(!email.contains("--") && !email.contains("@-") && !email.starts_with(['.', '_']), "{email}");
            assert_eq!(get(&contact(index, now()), 3), Some(email.as_str()));
            assert!(seen.insert(email), "contact {index}");
        }
    }
}

#[test]
fn companies_are_valid_and_have_names_of_their_own() {
    let (mut names, mut domains) = (HashSet::new(), HashSet::new());
    for index in 0..5_000 {
        let record = company(index, now());
        assert_valid(&record, 31..=43);
        assert!(names.insert(get(&record, 31).unwrap().to_owned()), "{record:?}");
        assert!(get(&record, 32).is_none_or(|domain| domains.insert(domain.to_owned())), "{record:?}");
    }
}

#[test]
fn deals_and_tickets_are_valid() {
    for index in 0..3_000 {
        let (deal, ticket) = (deal(index, now()), ticket(index, now()));
        assert_valid(&deal, 51..=61);
        assert_valid(&ticket, 71..=81);
        let (opened, closed) = (get(&ticket, 78).unwrap(), get(&ticket, 79));
        assert!(closed.is_none_or(|closed| opened <= closed));
        assert_eq!(closed.is_some(), get(&ticket, 72) == Some("closed"));
    }
}

#[test]
fn the_same_number_gives_the_same_record() {
    for index in [0, 7, 299_999] {
        assert_eq!(contact(index, now()), contact(index, now()));
        assert_eq!(deal(index, now()), deal(index, now()));
    }
}
