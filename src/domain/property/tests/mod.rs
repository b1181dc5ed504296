mod shapes;

use std::borrow::Cow;

use super::*;
use crate::domain::lang::Lang;

fn parse(kind: PropertyType, text: &str) -> Result<String, ValueError> {
    kind.parse_value(text, &stages()).map(Cow::into_owned)
}

fn stages() -> Vec<Choice> {
    [("new", "New", "Nouveau"), ("open", "Open", "Ouvert"), ("New", "Other", "École")]
        .map(|(value, en, fr)| Choice {
            value: value.into(),
            label_en: en.into(),
            label_fr: fr.into(),
            ..Choice::default()
        })
        .into()
}

fn all_become(kind: PropertyType, pairs: &[(&str, &str)]) {
    for (text, canonical) in pairs {
        assert_eq!(parse(kind, text).as_deref(), Ok(*canonical), "{kind} {text:?}");
        assert_eq!(parse(kind, canonical).as_deref(), Ok(*canonical), "{kind} {canonical:?} is not stable");
    }
}

fn all_fail(kind: PropertyType, error: ValueError, texts: &[&str]) {
    for text in texts {
        assert_eq!(parse(kind, text), Err(error), "{kind} {text:?}");
    }
}

#[test]
fn every_type_is_read_back_from_its_name() {
    for kind in PropertyType::ALL {
        assert_eq!(kind.as_str().parse(), Ok(kind));
        assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{kind}\""));
    }
    assert_eq!("money".parse::<PropertyType>(), Err(UnknownPropertyType));
}

#[test]
fn text_is_kept_as_it_is() {
    all_become(PropertyType::Text, &[(" a\r\nb ", " a\r\nb "), ("007", "007"), ("", "")]);
}

#[test]
fn a_blank_value_is_absent() {
    for kind in PropertyType::ALL {
        assert_eq!(parse(kind, " \u{a0}\t").as_deref(), Ok(""), "{kind}");
    }
}

#[test]
fn a_number_has_one_text() {
    let pairs = [
        ("1234.5", "1234.5"),
        ("+7", "7"),
        ("-0", "0"),
        ("-0.00", "0"),
        ("007", "7"),
        ("00.50", "0.5"),
        (".5", "0.5"),
        ("-.5", "-0.5"),
        ("5.", "5"),
        (" 12\u{202f}", "12"),
        ("100", "100"),
        ("10.10", "10.1"),
    ];
    all_become(PropertyType::Number, &pairs);
}

#[test]
fn what_is_not_plain_digits_is_no_number() {
    let texts = ["1e5", "1,5", "1 000", "--1", "+-1", "-", ".", "1.2.3", "0x10", "NaN", "inf", "٣", "=1", "1-", "é"];
    all_fail(PropertyType::Number, ValueError::NotANumber, &texts);
    all_fail(PropertyType::Number, ValueError::NotANumber, &[&"9".repeat(101)]);
}

#[test]
fn a_number_has_at_most_fifteen_significant_digits() {
    let most = ["123456789012345", "0.000123456789012345", "12345678901234.5", "-123456789012345000"];
    all_become(PropertyType::Number, &most.map(|text| (text, text)));
    let more = ["1234567890123456", "1.234567890123456", "1000000000000000.1", "20251016081911000123"];
    all_fail(PropertyType::Number, ValueError::NotANumber, &more);
}

#[test]
fn yes_and_no_are_understood_in_both_languages() {
    for text in ["true", "Yes", "OUI", "VRAI", "1"] {
        assert_eq!(parse(PropertyType::Boolean, text).as_deref(), Ok("true"));
    }
    for text in ["false", "No", "non", "FAUX", " 0 "] {
        assert_eq!(parse(PropertyType::Boolean, text).as_deref(), Ok("false"));
    }
    all_fail(PropertyType::Boolean, ValueError::NotABoolean, &["2", "y", "on", "vraie"]);
}

#[test]
fn a_choice_is_found_by_value_or_label_whatever_its_case() {
    let pairs = [("new", "new"), ("New", "New"), ("OUVERT", "open"), ("école", "New"), ("Nouveau", "new")];
    all_become(PropertyType::Choice, &pairs);
    all_fail(PropertyType::Choice, ValueError::NotAChoice, &["closed", "new;open"]);
}

/// Choices with a value, an English and a French label.
fn relabelled(rows: &[[&str; 3]]) -> Vec<Choice> {
    let of = |[value, en, fr]: &[&str; 3]| Choice {
        value: (*value).into(),
        label_en: (*en).into(),
        label_fr: (*fr).into(),
        ..Choice::default()
    };
    rows.iter().map(of).collect()
}

#[test]
fn a_label_as_it_is_written_wins_over_a_value_that_only_looks_like_it() {
    let choices = relabelled(&[["new", "Open", "Lieu"], ["open", "In progress", "Open"], ["done", "Lieu", "Fait"]]);
    let read = |text: &str, lang: Lang| {
        PropertyType::Choice.read_value(text, &choices, Lookup { lang, ..Lookup::default() }).map(Cow::into_owned)
    };
    for (text, lang, value) in [
        ("open", Lang::En, "open"),
        ("Open", Lang::En, "new"),
        ("Open", Lang::Fr, "open"),
        ("Lieu", Lang::En, "done"),
        ("Lieu", Lang::Fr, "new"),
        ("Fait", Lang::En, "done"),
        ("in PROGRESS", Lang::Fr, "open"),
    ] {
        assert_eq!(read(text, lang).as_deref(), Ok(value), "{text} {lang}");
    }
}

#[test]
fn a_text_that_fits_two_choices_is_none_of_them() {
    all_fail(PropertyType::Choice, ValueError::TwoChoices, &["NEW", "nEW"]);
    let choices = relabelled(&[["a", "Other", "Autre"], ["b", "Other", "Divers"], ["c", "Autre", "C"]]);
    let read = |kind: PropertyType, text: &str| kind.read_value(text, &choices, Lookup::default()).map(Cow::into_owned);
    assert_eq!(read(PropertyType::Choice, "Other"), Err(ValueError::TwoChoices));
    assert_eq!(read(PropertyType::Choices, "c; other"), Err(ValueError::TwoChoices));
    assert_eq!(read(PropertyType::Choice, "Autre").as_deref(), Ok("c"), "the reader's language first");
    assert_eq!(read(PropertyType::Choice, "AUTRE"), Err(ValueError::TwoChoices));
    assert_eq!(read(PropertyType::Choices, "Divers;a").as_deref(), Ok("a;b"));
}

#[test]
fn an_archived_choice_is_found_after_the_others_and_only_where_it_may_be_kept() {
    let mut choices = relabelled(&[["s", "Small", "Petit"], ["m", "Medium", "Moyen"], ["old", "Small", "Vieux"]]);
    (choices[1].is_archived, choices[2].is_archived) = (true, true);
    let read = |text: &str, takes_archived| {
        let lookup = Lookup { takes_archived, ..Lookup::default() };
        PropertyType::Choices.read_value(text, &choices, lookup).map(Cow::into_owned)
    };
    assert_eq!(read("Medium", false), Err(ValueError::NotAChoice));
    assert_eq!(read("Small; medium", true).as_deref(), Ok("s;m"));
    assert_eq!(read("Vieux", true).as_deref(), Ok("old"));
}

#[test]
fn several_choices_have_one_order_and_no_repeats() {
    all_become(PropertyType::Choices, &[("Open; nouveau;open;", "new;open"), ("new", "new"), (" ; ", "")]);
    all_fail(PropertyType::Choices, ValueError::NotAChoice, &["new;closed"]);
}

#[test]
fn a_nul_is_refused_everywhere() {
    for kind in PropertyType::ALL {
        assert_eq!(parse(kind, "1\0"), Err(ValueError::Nul), "{kind}");
        assert_eq!(parse(kind, "\0"), Err(ValueError::Nul), "{kind}");
    }
}

#[test]
fn a_value_has_a_million_characters_at_most() {
    let longest = "é".repeat(MAX_CHARACTERS);
    assert_eq!(parse(PropertyType::Text, &longest).map(|text| text.len()), Ok(2 * MAX_CHARACTERS));
    assert_eq!(parse(PropertyType::Text, &(longest + "é")), Err(ValueError::TooLong));
}
