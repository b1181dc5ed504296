use std::fmt::Write;

use proptest::prelude::*;

use super::*;

fn pick(ids: &[i64], json: &str) -> Vec<String> {
    let mut out = Vec::new();
    Picker::new(ids).pick(json, &mut out).unwrap();
    out.into_iter().map(Cow::into_owned).collect()
}

/// The same through `serde_json` alone.
fn pick_slowly(ids: &[i64], json: &str) -> Option<Vec<String>> {
    let picker = Picker::new(ids);
    let mut out = vec![Cow::Borrowed(""); ids.len()];
    picker.pick_slowly(json, &mut out).ok()?;
    for (first, place) in &picker.repeats {
        out[*place] = out[*first].clone();
    }
    Some(out.into_iter().map(Cow::into_owned).collect())
}

#[test]
fn values_come_in_the_order_asked_for_and_absent_ones_are_empty() {
    let json = r#"{"p12":"twelve","p1":"one","p5000":"far","p7":"" }"#;
    assert_eq!(pick(&[1, 2, 12, 5000, 7], json), ["one", "", "twelve", "far", ""]);
}

#[test]
fn a_property_asked_for_twice_is_given_twice() {
    assert_eq!(pick(&[1, 9000, 1, 9000], r#"{"p1":"a","p9000":"b"}"#), ["a", "b", "a", "b"]);
}

#[test]
fn plain_values_are_not_copied() {
    let mut out = Vec::new();
    Picker::new(&[1, 2]).pick(r#" { "p1" : "é" , "p2":"a\nb" } "#, &mut out).unwrap();
    assert!(matches!(out[..], [Cow::Borrowed("é"), Cow::Owned(_)]));
    assert_eq!(out[1], "a\nb");
}

#[test]
fn leftovers_of_the_last_record_are_gone() {
    let mut out = vec![Cow::Borrowed("old"); 3];
    Picker::new(&[1]).pick("{}", &mut out).unwrap();
    assert_eq!(out, [""]);
}

#[test]
fn unusual_texts_give_what_serde_json_gives() {
    let ids = [1, 12, 3];
    assert_eq!(pick(&ids, r#"{"p\u0031":"escaped key"}"#), ["escaped key", "", ""]);
    assert_eq!(pick(&ids, r#"{"p1":7,"p12":true,"p3":{"a":[1]}}"#), ["7", "true", r#"{"a":[1]}"#]);
    assert_eq!(pick(&ids, r#"{"p1":"a","p1":null,"p3":"\ud83d\ude00"}"#), ["", "", "😀"]);
    assert_eq!(pick(&ids, r#"{"p1":"a","p12":"x","p1":"b"}"#), ["b", "x", ""]);
    assert_eq!(
        pick(&ids, r#"{"p01":"a","P1":"b","p":"c","1":"d","p1x":"e","p99999999999999999999":"f"}"#),
        ["", "", ""]
    );
}

#[test]
fn an_escape_is_seen_wherever_a_block_ends() {
    for pad in 0..130 {
        let pad = "x".repeat(pad);
        for value in [r"\\", r#"\""#, r#"\\\""#, r"a\\", r"\n", "", r#"\"\"\"\""#] {
            let json = format!(r#"{{"p2":"{pad}","p1":"{value}{pad}{value}","p3":"{value}"}}"#);
            let expected = pick_slowly(&[1, 2, 3], &json).unwrap();
            assert_eq!(pick(&[1, 2, 3], &json), expected, "{json}");
            assert_eq!(Finder::new(1).find(&json).unwrap(), expected[0]);
            let mut out = vec![Cow::Borrowed(""); 3];
            let picker = Picker::new(&[1, 2, 3]);
            assert!(
                scan_flat(&json, |key| picker.place_of_key(key), &mut out).is_some(),
                "not by the slow way: {json}"
            );
        }
    }
}

#[test]
fn what_is_no_object_is_an_error() {
    let mut out = Vec::new();
    for json in [
        "",
        "[]",
        "{",
        r#"{"p1"}"#,
        r#"{"p1":"a""#,
        r#"{"p1":"a"}x"#,
        r#"{"p1":"\ud800"}"#,
        "{\"p1\":\"a\nb\"}",
        r#"{"p1":"a",}"#,
        "\"a\"",
    ] {
        assert!(Picker::new(&[1]).pick(json, &mut out).is_err(), "{json}");
    }
}

#[test]
fn empty_values_are_left_out() {
    assert_eq!(
        to_json(&[(1, String::new()), (2, "a\"b\\\u{1}".into()), (1000, "é\n".into())]),
        r#"{"p2":"a\"b\\\u0001","p1000":"é\n"}"#
    );
    assert_eq!(to_json(&[]), "{}");
}

/// The text of one value: any string, each character escaped or not, or something unusual.
fn any_value() -> impl Strategy<Value = String> {
    let escaped = prop::collection::vec((any::<char>(), 0..4_u8), 0..20).prop_map(|signs| {
        let mut text = String::from("\"");
        for (sign, style) in signs {
            match (style, sign) {
                (0, _) => sign.encode_utf16(&mut [0; 2]).iter().for_each(|unit| write!(text, "\\u{unit:04X}").unwrap()),
                (1, _) => text += r"\/\b\f\t\\\u00e9",
                (_, '"' | '\\' | '\0'..='\u{1f}') => text += "\\\"",
                _ => text.push(sign),
            }
        }
        text + "\""
    });
    let any_text = any::<String>().prop_map(|text| serde_json::to_string(&text).unwrap());
    let odd = prop::sample::select(vec![
        "7",
        "-1.5e3",
        "null",
        "true",
        "[\"}\"]",
        "{\"p1\":\"x\"}",
        "\"\\ud800\"",
        "\"a",
        "",
        "\"\u{7}\"",
    ]);
    prop_oneof![6 => escaped, 6 => any_text, 3 => "\"[a-z0-9 ]{0,30}\"", 1 => odd.prop_map(str::to_owned)]
}

fn any_key() -> impl Strategy<Value = String> {
    prop_oneof![8 => (0..12_i64).prop_map(|id| format!("p{id}")), 1 => Just("p5000".to_owned()), 1 => Just("p\\u0031".to_owned()), 1 => "[p0-9é]{0,4}"]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 1_000 } else { 100_000 }))]

    #[test]
    fn the_scan_and_serde_json_agree(
        pairs in prop::collection::vec((any_key(), any_value()), 0..8),
        ids in prop::collection::vec(prop_oneof![0..12_i64, Just(5000)], 0..6),
        blank in "[ \t\r\n]{0,2}",
        cut in prop::option::weighted(0.1, 0..100_usize),
    ) {
        let members: Vec<_> = pairs.iter().map(|(key, value)| format!("{blank}\"{key}\"{blank}:{blank}{value}{blank}")).collect();
        let mut json = format!("{blank}{{{}}}{blank}", members.join(","));
        if let Some(cut) = cut.filter(|cut| json.is_char_boundary(*cut)) {
            json.truncate(cut);
        }
        let mut out = Vec::new();
        let picked = Picker::new(&ids).pick(&json, &mut out).ok();
        // The scan does not decode unwanted values; where both answer, they answer the same.
        if let Some(expected) = pick_slowly(&ids, &json) {
            prop_assert!(picked.is_some());
            prop_assert_eq!(out, expected);
        }
    }

    #[test]
    fn what_is_stored_is_picked(values in prop::collection::btree_map(1..6_000_i64, any::<String>(), 0..10)) {
        let ids: Vec<_> = values.keys().copied().collect();
        let texts: Vec<_> = values.values().cloned().collect();
        let json = to_json(&values.into_iter().collect::<Vec<_>>());
        prop_assert_eq!(pick(&ids, &json), texts.clone());
        prop_assert_eq!(pick_slowly(&ids, &json), Some(texts));
    }
}

#[test]
fn a_finder_meets_a_property_and_nothing_that_looks_like_it() {
    let values = [(12, "\"p1\":\"no\""), (3, ",\"p1\":"), (4, ":\"p1"), (1, "yes"), (11, "p1\":")];
    let values: Vec<(i64, String)> = values.map(|(id, value)| (id, value.to_owned())).into();
    assert_eq!(Finder::new(1).find(&to_json(&values)).unwrap(), "yes");
    assert_eq!(Finder::new(2).find(&to_json(&values)).unwrap(), "");
    assert_eq!(Finder::new(1).find(r#"{"p1":7}"#).unwrap(), "7");
    assert!(Finder::new(1).find(r#"{"p1":7"#).is_err());
}

proptest! {
    #[test]
    fn a_finder_finds_what_a_picker_picks(
        values in prop::collection::btree_map(1..30_i64, any::<String>().prop_union("[\"p1-9:,\\\\{}]{0,20}"), 0..8),
        id in 1..30_i64,
    ) {
        let json = to_json(&values.into_iter().collect::<Vec<_>>());
        let picked = pick(&[id], &json).remove(0);
        prop_assert_eq!(Finder::new(id).find(&json).unwrap(), picked);
    }
}
