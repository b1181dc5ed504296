use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::*;
use crate::domain::property::Choice;

fn property(id: i64, kind: PropertyType) -> Property {
    let choice = |value: &str| Choice {
        value: value.into(),
        label_en: value.to_uppercase(),
        label_fr: value.into(),
        ..Choice::default()
    };
    let choices = match kind {
        PropertyType::Choice | PropertyType::Choices => vec![choice("new"), choice("open"), choice("won")],
        _ => Vec::new(),
    };
    Property { id, kind, choices, ..Property::default() }
}

fn properties() -> Vec<Property> {
    let kinds = PropertyType::ALL.into_iter().zip(1..);
    kinds.map(|(kind, id)| property(id, kind)).collect()
}

fn of(kind: PropertyType) -> Property {
    properties().into_iter().find(|property| property.kind == kind).unwrap()
}

fn now() -> DateTime<Utc> {
    "2026-03-29T10:00:00Z".parse().unwrap()
}

fn filter(conditions: &[(PropertyType, Operator, &[&str])]) -> Filter {
    let condition = |(kind, operator, values): &(PropertyType, Operator, &[&str])| {
        Condition::parse(&of(*kind), *operator, values).unwrap()
    };
    Filter { groups: vec![Group { conditions: conditions.iter().map(condition).collect() }] }
}

fn fits_in(zone: Tz, filter: &Filter, kind: PropertyType, value: &str) -> bool {
    let properties = properties();
    let judge = Judge::new(&filter.settled(&properties, zone, now()), &properties).unwrap();
    let props = if value.is_empty() {
        "{}".to_owned()
    } else {
        format!("{{\"p{}\":{}}}", of(kind).id, serde_json::Value::from(value))
    };
    judge.fits(&props).unwrap()
}

fn fits(kind: PropertyType, operator: Operator, values: &[&str], value: &str) -> bool {
    fits_in(Tz::UTC, &filter(&[(kind, operator, values)]), kind, value)
}

#[test]
fn text_is_compared_without_case_and_accents() {
    use PropertyType::Text;
    for (operator, values) in [
        (Operator::Is, ["zoe"]),
        (Operator::Contains, ["OÉ"]),
        (Operator::StartsWith, ["ZO"]),
        (Operator::AnyOf, ["Zoé"]),
    ] {
        assert!(fits(Text, operator, &values, "Zoë"), "{operator:?}");
        assert!(!fits(Text, operator, &values, "Ana"), "{operator:?}");
        assert!(!fits(Text, operator, &values, ""), "{operator:?}");
    }
    assert!(!fits(Text, Operator::StartsWith, &["oe"], "Zoë"));
    assert!(!fits(Text, Operator::Contains, &["%"], "Zoë"));
}

#[test]
fn an_empty_value_is_not_this_value_and_fits_nothing_else_but_empty() {
    use PropertyType::{Choice, Choices, Number, Text};
    assert!(fits(Text, Operator::IsNot, &["zoe"], "") && fits(Choice, Operator::NoneOf, &["new", "open"], ""));
    assert!(fits(Choices, Operator::NoneOf, &["new"], "") && fits(Number, Operator::IsNot, &["0"], ""));
    assert!(!fits(Number, Operator::Below, &["5"], "") && !fits(Number, Operator::Is, &["0"], ""));
    for kind in PropertyType::ALL {
        assert!(fits(kind, Operator::Empty, &[], "") && !fits(kind, Operator::Known, &[], ""), "{kind}");
        assert!(!fits(kind, Operator::Empty, &[], "x") && fits(kind, Operator::Known, &[], "x"), "{kind}");
    }
}

#[test]
fn numbers_are_compared_as_numbers_and_texts_as_texts() {
    use PropertyType::{Number, Text};
    assert!(fits(Number, Operator::Above, &["9"], "10") && !fits(Number, Operator::Above, &["10"], "10"));
    assert!(fits(Number, Operator::Below, &["-1"], "-1.5") && !fits(Number, Operator::Below, &["-1.5"], "-1.5"));
    assert!(
        fits(Number, Operator::Between, &["9.5", "10"], "10") && !fits(Number, Operator::Between, &["9.5", "10"], "9")
    );
    assert!(fits(Number, Operator::Is, &["007.50"], "7.5"));
    assert!(!fits(Text, Operator::Is, &["7"], "07"));
}

#[test]
fn one_shared_choice_is_enough() {
    use PropertyType::Choices;
    assert!(fits(Choices, Operator::AnyOf, &["won", "NEW"], "new;open"));
    assert!(
        !fits(Choices, Operator::AnyOf, &["won"], "new;open") && fits(Choices, Operator::NoneOf, &["won"], "new;open")
    );
    assert!(!fits(Choices, Operator::NoneOf, &["open"], "new;open"));
}

#[test]
fn a_day_of_a_moment_is_that_of_the_reader() {
    use PropertyType::{Date, DateTime};
    let day = filter(&[(DateTime, Operator::Is, &["2026-03-28"])]);
    // 28 March in Paris begins at 23:00 UTC on the 27th and ends at 23:00 UTC; in Auckland it begins at 11:00 UTC.
    for (moment, paris, auckland) in [
        ("2026-03-27T11:00:00Z", false, true),
        ("2026-03-27T22:59:59Z", false, true),
        ("2026-03-27T23:00:00Z", true, true),
        ("2026-03-28T10:59:59Z", true, true),
        ("2026-03-28T22:59:59Z", true, false),
        ("2026-03-28T23:00:00Z", false, false),
    ] {
        assert_eq!(fits_in(Tz::Europe__Paris, &day, DateTime, moment), paris, "{moment}");
        assert_eq!(fits_in(Tz::Pacific__Auckland, &day, DateTime, moment), auckland, "{moment}");
    }
    let after = filter(&[(DateTime, Operator::Above, &["2026-03-28"])]);
    let before = filter(&[(DateTime, Operator::Below, &["2026-03-28"])]);
    assert!(fits_in(Tz::Europe__Paris, &after, DateTime, "2026-03-28T23:00:00Z"));
    assert!(!fits_in(Tz::Europe__Paris, &after, DateTime, "2026-03-28T22:59:59Z"));
    assert!(fits_in(Tz::Europe__Paris, &before, DateTime, "2026-03-27T22:59:59Z"));
    assert!(!fits_in(Tz::Europe__Paris, &before, DateTime, "2026-03-27T23:00:00Z"));
    assert!(fits(Date, Operator::Above, &["2026-03-28"], "2026-03-29"));
    assert!(!fits(Date, Operator::Above, &["2026-03-28"], "2026-03-28"));
    assert!(fits(Date, Operator::Between, &["2026-03-01", "2026-03-28"], "2026-03-28"));
}

#[test]
fn the_last_and_the_next_days_hold_today() {
    use PropertyType::{Date, DateTime};
    for (day, last, next) in [
        ("2026-03-26", false, false),
        ("2026-03-27", true, false),
        ("2026-03-29", true, true),
        ("2026-03-31", false, true),
        ("2026-04-01", false, false),
    ] {
        assert_eq!(fits(Date, Operator::LastDays, &["2"], day), last, "{day}");
        assert_eq!(fits(Date, Operator::NextDays, &["2"], day), next, "{day}");
    }
    // In Auckland the clock reads 23:00 on the 29th; a moment later today still counts.
    let today = filter(&[(DateTime, Operator::LastDays, &["1"])]);
    assert!(fits_in(Tz::Pacific__Auckland, &today, DateTime, "2026-03-29T10:59:59Z"));
    assert!(!fits_in(Tz::Pacific__Auckland, &today, DateTime, "2026-03-29T11:00:00Z"));
}

#[test]
fn a_day_without_midnight_begins_when_the_clocks_have_jumped() {
    let day = filter(&[(PropertyType::DateTime, Operator::Is, &["2018-11-04"])]);
    let zone = Tz::America__Sao_Paulo;
    assert!(fits_in(zone, &day, PropertyType::DateTime, "2018-11-04T03:00:00Z"));
    assert!(!fits_in(zone, &day, PropertyType::DateTime, "2018-11-04T02:59:59Z"));
}

#[test]
fn groups_are_joined_by_or_and_conditions_by_and() {
    use PropertyType::{Choice, Number};
    let one = filter(&[(Choice, Operator::Is, &["new"]), (Number, Operator::Above, &["5"])]);
    let other = filter(&[(Number, Operator::Is, &["1"])]);
    let either = Filter { groups: one.groups.iter().chain(&other.groups).cloned().collect() };
    let both = one.and(&other, MAX_CONDITIONS).unwrap();
    let properties = properties();
    let fits = |filter: &Filter, choice: &str, number: &str| {
        let props = format!("{{\"p{}\":\"{choice}\",\"p{}\":\"{number}\"}}", of(Choice).id, of(Number).id);
        Judge::new(filter, &properties).unwrap().fits(&props).unwrap()
    };
    assert!(fits(&either, "new", "6") && fits(&either, "open", "1") && !fits(&either, "open", "6"));
    assert!(!fits(&both, "new", "6") && !fits(&both, "new", "1"));
    assert_eq!(one.and(&Filter::default(), MAX_CONDITIONS), Ok(one.clone()));
    assert_eq!(Filter::default().and(&one, MAX_CONDITIONS), Ok(one));
}

#[test]
fn two_filters_that_make_too_many_conditions_together_are_not_joined() {
    let one = filter(&[(PropertyType::Number, Operator::Above, &["5"])]);
    let wide = |groups: usize| Filter { groups: one.groups.iter().cycle().take(groups).cloned().collect() };
    let joined = wide(5).and(&wide(5), MAX_CONDITIONS).unwrap();
    assert_eq!((joined.groups.len(), joined.conditions().count()), (25, MAX_CONDITIONS));
    assert_eq!(wide(5).and(&wide(6), MAX_CONDITIONS), Err(ConditionError::TooMany));
    assert_eq!(wide(50).and(&wide(50), MAX_JOINED), Err(ConditionError::TooMany));
    assert_eq!(wide(51).and(&Filter::default(), MAX_CONDITIONS), Err(ConditionError::TooMany));
}

#[test]
fn what_was_joined_to_a_filter_is_told_apart_from_it() {
    use PropertyType::{Choice, Number};
    let (new, open) = (filter(&[(Choice, Operator::Is, &["new"])]), filter(&[(Choice, Operator::Is, &["open"])]));
    let either = Filter { groups: new.groups.iter().chain(&open.groups).cloned().collect() };
    let (none, above) = (Filter::default(), filter(&[(Number, Operator::Above, &["5"])]));
    for first in [&none, &new, &either] {
        for second in [&none, &above, &either] {
            assert_eq!(first.and(second, MAX_JOINED).unwrap().beyond(first), Some(second.clone()));
        }
    }
    let joined = either.and(&above, MAX_JOINED).unwrap();
    for (one, other) in [(&joined, &new), (&joined, &open), (&new, &above), (&none, &new)] {
        assert_eq!(one.beyond(other), None);
    }
}

#[test]
fn settling_twice_changes_nothing() {
    let properties = properties();
    let days = filter(&[
        (PropertyType::DateTime, Operator::LastDays, &["30"]),
        (PropertyType::Date, Operator::Between, &["2026-01-01", "2026-02-01"]),
        (PropertyType::Text, Operator::Contains, &["x"]),
    ]);
    let once = days.settled(&properties, Tz::Europe__Paris, now());
    assert_eq!(once.settled(&properties, Tz::Asia__Tokyo, now()), once);
}

#[test]
fn every_filter_reads_its_own_text() {
    let properties = properties();
    let given: [(PropertyType, Operator, &[&str]); 9] = [
        (PropertyType::Text, Operator::AnyOf, &["a;b", "é \"q\""]),
        (PropertyType::Number, Operator::Between, &["-1", "2.5"]),
        (PropertyType::Boolean, Operator::IsFalse, &[]),
        (PropertyType::Choice, Operator::NoneOf, &["NEW", "won"]),
        (PropertyType::Choices, Operator::AnyOf, &["open"]),
        (PropertyType::DateTime, Operator::NextDays, &["7"]),
        (PropertyType::Date, Operator::Is, &["2026-02-28"]),
        (PropertyType::Email, Operator::StartsWith, &["zoe@"]),
        (PropertyType::Phone, Operator::Known, &[]),
    ];
    let whole = filter(&given);
    assert_eq!(Filter::from_text(&whole.to_text(), &properties), Ok(whole.clone()));
    assert!(!whole.settled(&properties, Tz::UTC, now()).to_text().is_empty());
    for (condition, (kind, operator, _)) in whole.conditions().zip(given) {
        assert_eq!(condition.operator(kind), operator);
    }
    assert_eq!(Filter::from_text("", &properties), Ok(Filter::default()));
}

#[test]
fn a_choice_that_was_archived_since_is_still_one_to_filter_by() {
    let mut properties = properties();
    let choice = properties.iter_mut().find(|property| property.kind == PropertyType::Choice).unwrap();
    let condition = Condition::parse(choice, Operator::AnyOf, &["new", "open"]).unwrap();
    choice.choices[0].is_archived = true;
    assert_eq!(Condition::parse(choice, Operator::AnyOf, &["new", "open"]), Ok(condition.clone()));
    let filter = Filter { groups: vec![Group { conditions: vec![condition] }] };
    assert_eq!(Filter::from_text(&filter.to_text(), &properties), Ok(filter));
}

#[test]
fn what_is_no_condition_is_refused() {
    use PropertyType::{Boolean, Date, Number, Text};
    for (kind, operator, values, expected) in [
        (Number, Operator::Is, &["abc"][..], ConditionError::Value),
        (Number, Operator::Contains, &["1"], ConditionError::Operator),
        (Number, Operator::Between, &["5"], ConditionError::Missing),
        (Number, Operator::Between, &["5", "4"], ConditionError::Range),
        (Date, Operator::Is, &["2026-02-30"], ConditionError::Value),
        (Date, Operator::LastDays, &["0"], ConditionError::Value),
        (Text, Operator::Is, &["  "], ConditionError::Missing),
        (Text, Operator::Is, &["a\0"], ConditionError::Value),
        (Boolean, Operator::Is, &["true"], ConditionError::Operator),
        (PropertyType::Choice, Operator::Is, &["none"], ConditionError::Value),
    ] {
        assert_eq!(Condition::parse(&of(kind), operator, values), Err(expected), "{kind} {operator:?} {values:?}");
    }
    for text in ["x", "{}", r#"[[{"p":99,"known":false}]]"#, r#"[[{"p":2,"any":["01"]}]]"#, r#"[[{"p":1,"drop":"x"}]]"#]
    {
        assert!(Filter::from_text(text, &properties()).is_err(), "{text}");
    }
}

#[test]
fn the_last_day_that_can_be_stored_is_the_end_of_every_range() {
    let property = Property { id: 1, kind: PropertyType::Date, ..Property::default() };
    let fits = |test: Test, value: &str| {
        let filter = Filter { groups: vec![Group { conditions: vec![Condition { property_id: 1, test }] }] };
        let properties = [property.clone()];
        let settled = filter.settled(&properties, Tz::UTC, now());
        Judge::new(&settled, &properties).unwrap().fits(&format!(r#"{{"p1":"{value}"}}"#)).unwrap()
    };
    let until_the_end = || Test::Between("2026-01-01".into(), "9999-12-31".into());
    assert!(fits(until_the_end(), "2026-01-01") && fits(until_the_end(), "9999-12-31"));
    assert!(!fits(until_the_end(), "2025-12-31"));
    assert!(
        !fits(Test::Above("9999-12-31".into()), "9999-12-31") && !fits(Test::Above("9999-12-31".into()), "2026-01-01")
    );
    assert!(fits(Test::Above("9999-12-30".into()), "9999-12-31"));
}

#[test]
fn bounds_of_days_in_an_address_are_days_and_nothing_else() {
    let property = |id, kind| Property { id, kind, ..Property::default() };
    let properties =
        [property(1, PropertyType::Date), property(2, PropertyType::DateTime), property(3, PropertyType::Text)];
    let read = |text: &str| Filter::from_text(text, &properties).map(|filter| filter.to_text());
    for fine in [
        r#"[[{"p":1,"within":["2026-01-01",null]}]]"#,
        r#"[[{"p":1,"within":[null,"2026-01-01"]}]]"#,
        r#"[[{"p":2,"within":["2026-03-27T23:00:00Z","2026-03-28T23:00:00Z"]}]]"#,
    ] {
        assert_eq!(read(fine).as_deref(), Ok(fine));
    }
    for odd in [
        r#"[[{"p":1,"within":["\u0000",null]}]]"#,
        r#"[[{"p":2,"within":[null,"soon"]}]]"#,
        r#"[[{"p":1,"within":["01/02/2026",null]}]]"#,
        r#"[[{"p":3,"within":["2026-01-01",null]}]]"#,
    ] {
        assert_eq!(read(odd), Err(ConditionError::Value), "{odd}");
    }
}
