//! docs/rules.md must tell the truth: each test it names exists, and each rule marked as built has one.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a failed assumption ends a test")]

use std::{collections::BTreeSet, fs, path::Path};

use walkdir::WalkDir;

/// One row of the table in docs/rules.md.
#[derive(Debug)]
struct Rule {
    number: String,
    built: bool,
    tests: Vec<String>,
}

#[test]
fn every_rule_that_is_built_names_tests_that_exist() {
    let rules = read_rules(&fs::read_to_string("docs/rules.md").expect("docs/rules.md"));
    let complaints = complaints(&rules.expect("a well-formed table"), &test_names(&["src", "tests"]));
    assert!(complaints.is_empty(), "docs/rules.md:\n{}", complaints.join("\n"));
}

fn complaints(rules: &[Rule], known: &BTreeSet<String>) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut seen = BTreeSet::new();
    for rule in rules {
        if !seen.insert(&rule.number) {
            complaints.push(format!("{} stands twice", rule.number));
        }
        if rule.built && rule.tests.is_empty() {
            complaints.push(format!("{} is marked as built and names no test", rule.number));
        }
        let missing = rule.tests.iter().filter(|name| !known.contains(*name));
        complaints.extend(missing.map(|name| format!("{} names the test {name}, which does not exist", rule.number)));
    }
    if rules.is_empty() {
        complaints.push("no rule found".to_owned());
    }
    complaints
}

/// Rows look like `| R10 | few words | built | test_one, test_two |`.
fn read_rules(text: &str) -> Result<Vec<Rule>, String> {
    text.lines().filter(|line| line.starts_with("| R")).map(read_rule).collect()
}

fn read_rule(line: &str) -> Result<Rule, String> {
    let cells = line.trim().trim_matches('|').split('|').map(str::trim).collect::<Vec<_>>();
    let [number, _, state, tests] = cells[..] else {
        return Err(format!("four cells expected: {line}"));
    };
    let built = match state {
        "built" => true,
        "later" => false,
        other => return Err(format!("{number}: `{other}` is neither built nor later")),
    };
    let tests = tests.split([',', ' ']).map(|name| name.trim_matches('`').to_owned());
    Ok(Rule { number: number.to_owned(), built, tests: tests.filter(|name| !name.is_empty()).collect() })
}

/// The names of all functions under an attribute that makes them tests: `#[test]`, `#[tokio::test]`, ….
fn test_names(folders: &[&str]) -> BTreeSet<String> {
    let entries = folders.iter().flat_map(WalkDir::new).map(|entry| entry.expect("read the sources").into_path());
    let sources = entries.filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    sources.flat_map(|path| tests_of(&read(&path))).collect()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn tests_of(source: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut under_test = false;
    for line in source.lines().map(str::trim) {
        if line.starts_with("#[") {
            under_test |= line.contains("test]") || line.contains("test(");
        } else if let Some((_, after)) = line.split_once("fn ") {
            if under_test {
                names.extend(after.split(['(', '<']).next().map(str::to_owned));
            }
            under_test = false;
        }
    }
    names
}

#[test]
fn a_missing_test_is_told() {
    let table =
        "| R1 | a | built | `here_it_is`, gone |\n| R2 | b | built | |\n| R3 | c | later | |\n| R3 | d | later | |\n";
    let source = "#[cfg(test)]\nmod tests {\n#[tokio::test]\nasync fn here_it_is() {}\nfn gone() {}\n}";
    let known = tests_of(source).into_iter().collect();
    assert_eq!(
        complaints(&read_rules(table).unwrap(), &known),
        ["R1 names the test gone, which does not exist", "R2 is marked as built and names no test", "R3 stands twice"]
    );
    assert_eq!(complaints(&[], &known), ["no rule found"]);
}

#[test]
fn a_malformed_row_is_told() {
    assert!(read_rules("| R1 | a | built |").is_err());
    assert!(read_rules("| R1 | a | done | x |").is_err());
}
