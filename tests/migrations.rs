//! Both databases get the same tables, and diesel's picture of them is true.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a failed assumption ends a test")]

use std::collections::BTreeMap;
use std::fs;

use regex::Regex;

/// Table to column to whether it may be empty.
type Tables = BTreeMap<String, BTreeMap<String, bool>>;

fn migrations(backend: &str) -> Vec<(String, String)> {
    let mut folders: Vec<_> =
        fs::read_dir(format!("migrations/{backend}")).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let read = |folder: std::path::PathBuf| {
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        (name, fs::read_to_string(folder.join("up.sql")).unwrap())
    };
    folders.into_iter().map(read).collect()
}

fn tables_of_sql(backend: &str) -> Tables {
    let sql: String = migrations(backend).into_iter().map(|(_, sql)| sql).collect();
    let table = Regex::new(r"(?s)CREATE TABLE (\w+) \(\n(.*?)\n\);").unwrap();
    let mut tables = Tables::new();
    for found in table.captures_iter(&sql) {
        let is_column = |line: &&str| !["CHECK", "UNIQUE", "PRIMARY KEY ("].iter().any(|word| line.starts_with(word));
        let lines = found[2].lines().map(str::trim).filter(is_column);
        let columns = lines.map(|line| {
            let name = line.split_whitespace().next().unwrap().to_owned();
            (name, !(line.contains("NOT NULL") || line.contains("PRIMARY KEY")))
        });
        tables.insert(found[1].to_owned(), columns.collect());
    }
    // The index of quick search is a virtual table on SQLite.
    tables.remove("records_search");
    let added = Regex::new(r"ALTER TABLE (\w+) ADD COLUMN (\w+)([^;]*);").unwrap();
    for found in added.captures_iter(&sql) {
        let table = tables.get_mut(&found[1]).expect("a column is added to a known table");
        table.insert(found[2].to_owned(), !found[3].contains("NOT NULL"));
    }
    tables
}

fn tables_of_diesel() -> Tables {
    let schema = fs::read_to_string("src/db/schema.rs").unwrap();
    let table = Regex::new(r"(?s)diesel::table! \{\s*(\w+) \([\w, ]+\) \{(.*?)\n    \}").unwrap();
    let column = Regex::new(r"(\w+) -> (Nullable<)?").unwrap();
    table
        .captures_iter(&schema)
        .map(|found| {
            (
                found[1].to_owned(),
                column.captures_iter(&found[2]).map(|c| (c[1].to_owned(), c.get(2).is_some())).collect(),
            )
        })
        .collect()
}

#[test]
fn sqlite_and_postgresql_get_the_same_tables() {
    let (sqlite, postgres) = (tables_of_sql("sqlite"), tables_of_sql("postgres"));
    assert!(sqlite.len() >= 15, "the tables were not found: {:?}", sqlite.keys());
    assert_eq!(sqlite, postgres);
}

#[test]
fn the_migrations_of_both_have_the_same_names() {
    let names = |backend| migrations(backend).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    assert_eq!(names("sqlite"), names("postgres"));
}

#[test]
fn diesels_schema_is_that_of_the_migrations() {
    assert_eq!(tables_of_diesel(), tables_of_sql("sqlite"));
}
