//! The words of both languages: complete, in step with each other and with the code, and set as DESIGN.md section 8 says (R62).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a failed assumption ends a test")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    sync::LazyLock,
};

use fluent_bundle::FluentResource;
use regex::Regex;
use walkdir::WalkDir;

const EN: &str = include_str!("../locales/en.ftl");
const FR: &str = include_str!("../locales/fr.ftl");

static PLACEABLE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\{ \$[a-z]+ \}").unwrap());
static SELECTOR: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\{ \$[a-z]+ ->|\*?\[[a-z0-9]+\]|^\s*\}").unwrap());
static ARGUMENT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\$([a-z]+)").unwrap());

#[test]
fn both_files_are_well_formed_and_say_each_thing_once() {
    for (lang, text) in [("en", EN), ("fr", FR)] {
        if let Err((_, errors)) = FluentResource::try_new(text.to_owned()) {
            panic!("{lang}.ftl: {errors:?}");
        }
        let keys = keys_in_order(text);
        let twice: Vec<_> = keys.iter().enumerate().filter(|(i, key)| keys[..*i].contains(key)).collect();
        assert!(twice.is_empty(), "{lang}.ftl has these keys twice: {twice:?}");
    }
}

#[test]
fn every_message_is_used() {
    let literals = literals_of_the_program();
    let unused: Vec<_> = keys_in_order(EN).into_iter().filter(|key| !literals.contains(*key)).collect();
    assert!(unused.is_empty(), "nothing in src/ or templates/ says these: {unused:#?}");
}

#[test]
fn both_languages_say_the_same_things_in_the_same_order() {
    assert_eq!(keys_in_order(EN), keys_in_order(FR));
}

#[test]
fn both_languages_ask_for_the_same_arguments() {
    let (en, fr) = (messages(EN), messages(FR));
    let different: Vec<_> = en
        .iter()
        .filter_map(|(key, text)| fr.get(key).map(|french| (key, arguments(text), arguments(french))))
        .filter(|(_, en, fr)| en != fr)
        .collect();
    assert!(different.is_empty(), "{different:#?}");
}

#[test]
fn every_plural_has_a_form_for_one_and_for_the_others() {
    let plural = Regex::new(r"\{ \$(count|days) ->").unwrap();
    for (lang, text) in [("en", EN), ("fr", FR)] {
        for (key, text) in messages(text) {
            if plural.is_match(&text) {
                assert!(text.contains("[one]") && text.contains("*[other]"), "{lang}: {key}");
            }
        }
    }
}

#[test]
fn every_message_that_the_program_says_exists() {
    let messages = messages(EN);
    let missing: Vec<_> =
        said_by_the_program().into_iter().filter(|(_, key)| !messages.contains_key(key.as_str())).collect();
    assert!(missing.is_empty(), "not in locales/en.ftl: {missing:#?}");
}

#[test]
fn typography_is_that_of_each_language() {
    let wide_before = Regex::new(r" [;:!?%»]|« ").unwrap();
    let french = Regex::new(r"(?:^|[^\u{202F}])[;!?%]|(?:^|[^\u{A0}]):(?:\s|$)|«[^\u{A0}]|[^\u{A0}]»").unwrap();
    for (lang, text) in [("en", EN), ("fr", FR)] {
        for (key, message) in messages(text) {
            let shown = shown_text(&message);
            for wrong in ["'", "\"", "...", "  "] {
                assert!(!shown.contains(wrong), "{lang}: {key} holds {wrong:?}: {shown:?}");
            }
            assert!(
                !wide_before.is_match(&shown),
                "{lang}: {key} has a plain space before ; : ! ? % or inside « »: {shown:?}"
            );
            assert!(
                lang == "en" || !french.is_match(&shown),
                "fr: {key} lacks U+202F before ; ! ? % or U+00A0 before : or in « »: {shown:?}"
            );
        }
    }
}

/// The message's own text: what stands in braces is code.
fn shown_text(message: &str) -> String {
    message
        .lines()
        .map(|line| SELECTOR.replace_all(&PLACEABLE.replace_all(line, "x"), "").trim().to_owned())
        .collect::<Vec<_>>()
        .join("\n")
}

fn keys_in_order(text: &str) -> Vec<&str> {
    text.lines().filter_map(key).collect()
}

fn key(line: &str) -> Option<&str> {
    let (name, _) = line.split_once(" = ")?;
    let first = name.chars().next()?;
    (first.is_ascii_lowercase() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')).then_some(name)
}

/// Each message's text with its continuation lines, by key.
fn messages(text: &str) -> BTreeMap<&str, String> {
    let mut messages = BTreeMap::new();
    let mut current = None;
    for line in text.lines() {
        if let Some(name) = key(line) {
            current = Some(name);
            messages.insert(name, line[name.len() + " = ".len()..].to_owned());
        } else if line.starts_with('#') || line.is_empty() {
            current = None;
        } else if let Some(message) = current.and_then(|name| messages.get_mut(name)) {
            message.push('\n');
            message.push_str(line);
        }
    }
    messages
}

/// What a message asks for, but for an object's gender and singular: each language takes of those what its sentence needs.
fn arguments(message: &str) -> BTreeSet<String> {
    let asked = ARGUMENT.captures_iter(message).map(|found| found[1].to_owned());
    asked.filter(|name| !["one", "which"].contains(&name.as_str())).collect()
}

/// Everything in double quotes in the sources, apart from tests: keys also stand in enums and tables.
fn literals_of_the_program() -> BTreeSet<String> {
    let literal = Regex::new(r#""([a-z][a-z0-9]*(?:-[a-z0-9]+)+)""#).unwrap();
    sources()
        .iter()
        .flat_map(|(_, text)| literal.captures_iter(text).map(|found| found[1].to_owned()).collect::<Vec<_>>())
        .collect()
}

/// Keys given to `say` as they stand, with the file that says them.
fn said_by_the_program() -> BTreeSet<(String, String)> {
    let said = Regex::new(r#"\bsay\(\s*"([^"]+)""#).unwrap();
    sources()
        .iter()
        .flat_map(|(file, text)| {
            said.captures_iter(text).map(|found| (file.clone(), found[1].to_owned())).collect::<Vec<_>>()
        })
        .collect()
}

fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    ["src", "templates"]
        .iter()
        .flat_map(|folder| WalkDir::new(root.join(folder)).into_iter().filter_map(Result::ok))
        .filter(|entry| entry.file_type().is_file() && entry.file_name() != "tests.rs")
        .filter_map(|entry| {
            let text = fs::read_to_string(entry.path()).ok()?;
            let file = entry.path().strip_prefix(root).ok()?.display().to_string();
            // Tests, at the end of a file or in a tests.rs, speak of keys that need not exist.
            let program = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default().to_owned();
            Some((file, program))
        })
        .collect()
}
