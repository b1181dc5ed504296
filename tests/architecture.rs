//! Holds `src/` to the arrows of docs/architecture.md: which module may name which, and which library lives where.
//!
//! Files are read as token trees rather than as items, so that a path inside a macro call counts like any other.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a failed assumption ends a test")]

use std::{fs, mem, path::Path};

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use walkdir::WalkDir;

const SIBLINGS_MAY: &[&str] = &["config", "clock", "i18n", "secret", "domain"];
const BELOW_APP: &[&str] = &["db", "files", "formats", "mail", "config", "clock", "i18n", "secret", "domain"];
const TOP_MAY: &[&str] = &["app", "db", "files", "formats", "mail", "config", "clock", "i18n", "secret", "domain"];

/// Each top-level module and the modules it may name (itself always; `main` and `lib` may name all).
const ARROWS: &[(&str, &[&str])] = &[
    (
        "cli",
        &[
            "web",
            "jobs",
            "demo",
            "telemetry",
            "app",
            "db",
            "files",
            "formats",
            "mail",
            "config",
            "clock",
            "i18n",
            "secret",
            "domain",
        ],
    ),
    ("demo", &["app", "db", "domain", "jobs", "formats", "i18n", "config", "clock", "secret", "files"]),
    ("web", TOP_MAY),
    ("jobs", TOP_MAY),
    ("app", BELOW_APP),
    ("db", SIBLINGS_MAY),
    ("files", SIBLINGS_MAY),
    ("formats", SIBLINGS_MAY),
    ("mail", SIBLINGS_MAY),
    ("config", &["secret", "domain"]),
    ("secret", &[]),
    ("clock", &["domain"]),
    ("i18n", &["domain"]),
    ("telemetry", &["config"]),
    ("domain", &[]),
];

/// Words that only some modules may say: part of a path, and where it may stand.
const WORDS: &[(&[&str], &[&str])] = &[
    (&["diesel"], &["db"]),
    (&["diesel_migrations"], &["db"]),
    (&["r2d2"], &["db"]),
    (&["actix_web"], &["web"]),
    (&["actix_session"], &["web"]),
    (&["actix_multipart"], &["web"]),
    (&["askama"], &["web", "mail"]),
    (&["lettre"], &["mail"]),
    (&["object_store"], &["files"]),
    (&["std", "env"], &["config"]),
    (&["Utc", "now"], &["clock"]),
    (&["Local", "now"], &["clock"]),
    (&["SystemTime", "now"], &["clock"]),
];

#[test]
fn the_sources_keep_to_the_arrows() {
    let broken = broken_arrows(Path::new("src"));
    assert!(broken.is_empty(), "{} broken:\n{}", broken.len(), broken.join("\n"));
}

/// Every sentence about a wrong arrow or a word in the wrong place below `root`.
fn broken_arrows(root: &Path) -> Vec<String> {
    let files = WalkDir::new(root).sort_by_file_name().into_iter().map(|entry| entry.expect("read the sources"));
    // Unit tests may look at the real clock and the environment: `tests.rs` and the files below `tests/`.
    let is_test =
        |path: &Path| path.components().any(|part| part.as_os_str() == "tests" || part.as_os_str() == "tests.rs");
    let sources = files.filter(|file| {
        let below = file.path().strip_prefix(root).unwrap_or(file.path());
        file.path().extension().is_some_and(|extension| extension == "rs") && !is_test(below)
    });
    sources.flat_map(|file| broken_in(root, file.path())).collect()
}

fn broken_in(root: &Path, file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).expect("read a source file");
    let tokens = text.parse::<TokenStream>().unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let module = module_path(file.strip_prefix(root).expect("a file below the root"));
    let here = module.first().map_or("lib", String::as_str);
    let mut paths = Vec::new();
    collect_paths(tokens, &[], module.len(), &mut paths);
    let complaints = paths.iter().filter_map(|path| {
        let reason = wrong_arrow(here, path).or_else(|| misplaced_word(here, path))?;
        Some(format!("{}:{}: {reason}", file.display(), path.line))
    });
    complaints.collect()
}

/// `exports/create.rs` is the module `exports::create`; `lib.rs` is the root.
fn module_path(file: &Path) -> Vec<String> {
    let names = file.with_extension("").iter().map(|name| name.to_string_lossy().into_owned()).collect::<Vec<_>>();
    names.into_iter().filter(|name| name != "mod" && name != "lib").collect()
}

fn wrong_arrow(here: &str, path: &NamedPath) -> Option<String> {
    let target = path.top_module()?;
    if here == "lib" || here == "main" || target == here {
        return None;
    }
    let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == here) else {
        return Some(format!("the module `{here}` is in no row of ARROWS (tests/architecture.rs)"));
    };
    let known = ARROWS.iter().any(|(name, _)| *name == target);
    match (allowed.contains(&target), known) {
        (true, _) => None,
        (false, true) => Some(format!("`{here}` may not name `{target}` (written `{}`)", path.names.join("::"))),
        (false, false) => Some(format!("`{}` goes past the modules of ARROWS; name one", path.names.join("::"))),
    }
}

fn misplaced_word(here: &str, path: &NamedPath) -> Option<String> {
    let says = |word: &[&str]| path.names.windows(word.len()).any(|names| names == word);
    let (word, homes) = WORDS.iter().find(|(word, homes)| says(word) && !homes.contains(&here))?;
    Some(format!("`{}` belongs to {}, not to `{here}`", word.join("::"), homes.join(" and ")))
}

/// One path as it is written, the groups of `use` multiplied out.
struct NamedPath {
    names: Vec<String>,
    line: usize,
    /// How many modules deep it stands; that many `super` lead to the root.
    depth: usize,
}

impl NamedPath {
    /// The top-level module that this path leads to, when it starts at the root of this crate.
    fn top_module(&self) -> Option<&str> {
        let names = self.names.iter().map(String::as_str).skip_while(|name| *name == "self").collect::<Vec<_>>();
        let supers = names.iter().take_while(|name| **name == "super").count();
        let start = match names.first()? {
            &"crate" | &"waybill" => 1,
            &"super" if supers >= self.depth => supers,
            _ => return None,
        };
        names.get(start).copied()
    }
}

fn collect_paths(tokens: TokenStream, prefix: &[String], depth: usize, found: &mut Vec<NamedPath>) {
    let tokens = tokens.into_iter().collect::<Vec<_>>();
    let mut at = 0;
    let mut inline_module = false;
    while at < tokens.len() {
        match &tokens[at] {
            TokenTree::Ident(first) => {
                let (line, mut names) = (first.span().start().line, prefix.to_vec());
                names.push(first.to_string());
                at += 1;
                while is_path_separator(&tokens[at..]) {
                    match tokens.get(at + 2) {
                        Some(TokenTree::Ident(next)) => names.push(next.to_string()),
                        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                            collect_paths(group.stream(), &mem::take(&mut names), depth, found);
                        }
                        _ => break,
                    }
                    at += 3;
                }
                inline_module |= names == ["mod"];
                found.push(NamedPath { names, line, depth });
            }
            TokenTree::Group(group) => {
                collect_paths(group.stream(), prefix, depth + usize::from(inline_module), found);
                inline_module = false;
                at += 1;
            }
            TokenTree::Punct(punct) => {
                inline_module &= punct.as_char() != ';';
                at += 1;
            }
            TokenTree::Literal(_) => at += 1,
        }
    }
}

fn is_path_separator(tokens: &[TokenTree]) -> bool {
    matches!(tokens, [TokenTree::Punct(a), TokenTree::Punct(b), ..]
        if a.as_char() == ':' && a.spacing() == Spacing::Joint && b.as_char() == ':')
}

/// What is said about a tree of one file.
fn said_about(file: &str, text: &str) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(file);
    fs::create_dir_all(path.parent().expect("a parent")).expect("the folder of the file");
    fs::write(&path, text).expect("write the file");
    let prefix = format!("{}/", folder.path().display());
    broken_arrows(folder.path()).iter().map(|sentence| sentence.replace(&prefix, "")).collect()
}

#[test]
fn a_wrong_arrow_is_told_with_file_line_and_names() {
    let said = said_about("web/exports/create.rs", "//! Words.\n\nuse crate::jobs::runner;\n");
    assert_eq!(said, ["web/exports/create.rs:3: `web` may not name `jobs` (written `crate::jobs::runner`)"]);
}

#[test]
fn a_wrong_arrow_is_found_in_every_spelling() {
    for (file, text) in [
        ("jobs/runner.rs", "use crate::{db, web::{pages, routes}};"),
        ("db/exports.rs", "fn f() { let key = crate::files::key(); }"),
        ("db/exports.rs", "fn f() { log!(\"{}\", crate::mail::name()); }"),
        ("formats/csv.rs", "use super::super::db::Rows;"),
        ("formats/mod.rs", "mod tests { use super::super::db::Rows; }"),
        ("domain/job.rs", "use crate::clock::Clock;"),
        ("config.rs", "fn f(a: Vec<crate::db::Db>) {}"),
        ("app.rs", "use crate::web;"),
        ("app.rs", "use crate::telemetry;"),
        ("i18n/mod.rs", "use waybill::config;"),
        ("extra.rs", "use crate::domain::Export;"),
        ("web/home.rs", "use crate::Shortcut;"),
    ] {
        assert_ne!(said_about(file, text), [""; 0], "{file}: {text}");
    }
}

#[test]
fn a_library_outside_of_its_home_is_found() {
    for (file, text) in [
        ("web/home.rs", "use diesel::prelude::*;"),
        ("domain/export.rs", "#[derive(diesel::Queryable)] struct Row;"),
        ("domain/export.rs", "#[diesel(table_name = exports)] struct Row;"),
        ("main.rs", "use actix_web as http;"),
        ("jobs/mails.rs", "use askama::Template;"),
        ("web/mails.rs", "use {lettre::Message};"),
        ("formats/zip.rs", "fn f() { object_store::path::Path::default(); }"),
        ("app.rs", "use std::{env, fs};"),
        ("main.rs", "fn f() { let at = chrono::Utc::now(); }"),
    ] {
        assert_ne!(said_about(file, text), [""; 0], "{file}: {text}");
    }
}

#[test]
fn what_the_arrows_allow_is_not_complained_about() {
    for (file, text) in [
        ("main.rs", "use waybill::{cli, telemetry, web}; fn main() { waybill::jobs::run(); }"),
        ("web/home.rs", "use crate::{app::App, db, domain, web::html}; use super::form; use actix_web::get;"),
        ("web/home.rs", "mod tests { use super::*; mod more { use super::super::form; } } mod other; use super::jobs;"),
        ("db/mod.rs", "use diesel::prelude::*; // crate::web\n/// See crate::web.\nfn f() { say(\"crate::web\"); }"),
        ("clock.rs", "fn now() -> DateTime<Utc> { Utc::now() } use crate::domain;"),
        ("config.rs", "use std::env; const V: &str = env!(\"CARGO_PKG_VERSION\");"),
        ("mail/message.rs", "use crate::{clock, config, domain, i18n}; use lettre::Message; use askama::Template;"),
    ] {
        assert_eq!(said_about(file, text), [""; 0], "{file}: {text}");
    }
}
