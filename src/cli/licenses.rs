//! `waybill licenses`: the notices that must go where the program goes, and what else is in it.
//!
//! Crates ship their own texts, and which of them end up in a binary depends on the system it is built for. So this prints
//! whole what no crate of ours carries, and names every crate that may be in it rather than guessing at its licence.

const OWN: &str = include_str!("../../LICENSE");
const LUCIDE: &str = include_str!("licenses/lucide.txt");
const POSTGRESQL: &str = include_str!("licenses/postgresql.txt");
const LOCK: &str = include_str!("../../Cargo.lock");

/// Everything, for a pager or a file.
pub(super) fn text() -> String {
    let crates: Vec<String> = packages().map(|(name, version)| format!("{name} {version}")).collect();
    let lead = "What Cargo.lock pins. A few of these only build or test the program, or serve other systems. Each states its\n\
                licence in its Cargo.toml and ships the text with its source: https://crates.io/crates/<name>/<version>.";
    [
        section("Waybill", OWN),
        section("Icons: Lucide, through the crate icondata_lu", LUCIDE),
        section("PostgreSQL's client library libpq, through the crate pq-src", POSTGRESQL),
        section("SQLite, through the crate libsqlite3-sys", "SQLite is in the public domain.\n"),
        section("Rust crates", &format!("{lead}\n\n{}\n", crates.join("\n"))),
    ]
    .join("\n")
}

fn section(title: &str, body: &str) -> String {
    format!("{title}\n{}\n\n{body}", "=".repeat(title.chars().count()))
}

/// Name and version of each crate that does not lie in this repository.
fn packages() -> impl Iterator<Item = (&'static str, &'static str)> {
    LOCK.split("[[package]]").filter(|package| package.contains("\nsource = ")).filter_map(|package| {
        let value =
            |key: &str| package.lines().find_map(|line| line.strip_prefix(key)).map(|text| text.trim_matches('"'));
        value("name = ").zip(value("version = "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_notices_of_what_is_compiled_in_are_printed_whole() {
        let text = text();
        for notice in [OWN, LUCIDE, POSTGRESQL] {
            assert!(text.contains(notice));
        }
        assert!(text.contains("Lucide Contributors") && text.contains("Cole Bemis"));
    }

    #[test]
    fn every_crate_that_we_did_not_write_is_named() {
        let named: Vec<_> = packages().collect();
        assert_eq!(named.len(), LOCK.matches("\nsource = ").count());
        for name in ["icondata_lu", "pq-src", "libsqlite3-sys", "actix-web"] {
            assert!(named.iter().any(|(known, version)| *known == name && version.contains('.')), "{name}");
        }
        assert!(named.iter().all(|(name, _)| *name != "waybill"));
    }
}
