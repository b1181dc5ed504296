//! What the columns of a file are called.

use std::collections::HashSet;

use crate::domain::export_name::{is_forbidden, is_seen};
use crate::domain::fold::fold;

/// What the columns are called: no control characters, none empty, no two alike.
pub fn headings(headers: &[String]) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut headings = Vec::with_capacity(headers.len());
    for (at, header) in headers.iter().enumerate() {
        let clean = cleaned(header);
        let base = if clean.is_empty() { format!("column_{}", at + 1) } else { clean };
        let mut heading = base.clone();
        let mut number = 2;
        while !seen.insert(fold(&heading)) {
            heading = format!("{base} {number}");
            number += 1;
        }
        headings.push(heading);
    }
    headings
}

/// Which columns bear a name that one before them has already. A file that says the same name twice seldom means two things.
pub fn repeats(headers: &[String]) -> Vec<bool> {
    let mut seen = HashSet::new();
    headers.iter().map(|header| cleaned(header)).map(|name| !name.is_empty() && !seen.insert(fold(&name))).collect()
}

/// Which columns bear no name at all: what a sheet leaves beside its table is seldom meant.
pub fn nameless(headers: &[String]) -> Vec<bool> {
    headers.iter().map(|header| cleaned(header).is_empty()).collect()
}

/// A heading without control characters and blanks that say nothing; empty where nothing is seen of it.
fn cleaned(header: &str) -> String {
    if !is_seen(header) {
        return String::new();
    }
    let clean: String = header.chars().map(|c| if is_forbidden(c) { ' ' } else { c }).collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_stands_twice_is_told_apart_from_one_that_looks_like_its_second() {
        let headers = ["email", "Size", " EMAIL ", "email 2", "", "\u{2800}"].map(str::to_owned);
        assert_eq!(repeats(&headers), [false, false, true, false, false, false]);
        assert_eq!(nameless(&headers), [false, false, false, false, true, true]);
    }
}
