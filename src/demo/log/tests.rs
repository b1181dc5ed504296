use std::collections::HashSet;
use std::net::IpAddr;

use chrono::{DateTime, Utc};

use super::*;
use crate::demo::{companies::company, deals::deal, people::contact, tickets::ticket};
use crate::domain::export::FileKind;
use crate::domain::export_name::ExportName;
use crate::domain::fold::fold;

const DAY: i64 = 24 * 60;

type Record = fn(u64, DateTime<Utc>) -> Vec<(i64, String)>;

#[test]
fn the_log_has_two_pages_and_every_state() {
    assert!((26..=50).contains(&plan().count()));
    for (state, is) in [
        ("queued", (|o| o == Outcome::Queued) as fn(Outcome) -> bool),
        ("held", |o| o == Outcome::Held),
        ("ready", |o| o == Outcome::Ready),
        ("expired", |o| o == Outcome::Expired),
        ("deleted", |o| matches!(o, Outcome::Deleted { .. })),
        ("cancelled", |o| matches!(o, Outcome::Cancelled { reason: CancelReason::Asked, .. })),
        ("cancelled with the right", |o| matches!(o, Outcome::Cancelled { reason: CancelReason::Rights, .. })),
    ] {
        assert!(plan().any(|entry| is(entry.outcome)), "{state}");
    }
    for code in [FailureCode::Disk, FailureCode::TooSlow, FailureCode::LostWorker, FailureCode::Other] {
        assert!(
            plan().any(|entry| matches!(entry.outcome, Outcome::Failed { code: one, .. } if one == code)),
            "{code:?}"
        );
    }
}

#[test]
fn both_sides_of_the_history_rule_can_be_seen() {
    let ready = |sensitive: bool, by_super_admin: bool| {
        plan().filter(|entry| entry.outcome == Outcome::Ready && entry.is_sensitive() == sensitive).any(|entry| {
            !entry.downloads.is_empty()
                && entry.downloads.iter().any(|d| PEOPLE[d.user].rights.super_admin) == by_super_admin
        })
    };
    assert!(ready(false, true), "a history");
    assert!(ready(false, false), "no super admin has downloaded it");
    assert!(ready(true, true), "sensitive");
}

#[test]
fn entries_are_possible() {
    let mut names = HashSet::new();
    for entry in plan() {
        let name = entry.name;
        assert_eq!(ExportName::parse(name).unwrap().of(FileKind::Csv), format!("{name}.csv"));
        assert!(names.insert(name), "{name}");
        assert!(entry.ip.parse::<IpAddr>().is_ok(), "{name}");
        assert!(entry.user < PEOPLE.len());
        match entry.outcome {
            Outcome::Ready => assert!(entry.age < 30 * DAY, "{name}"),
            Outcome::Expired => assert!(entry.age > 30 * DAY, "{name}"),
            _ => {}
        }
        let end = match entry.outcome {
            Outcome::Ready => entry.age,
            Outcome::Expired => 30 * DAY,
            Outcome::Deleted { after, .. } => after,
            _ => 0,
        };
        for download in entry.downloads {
            assert!((1..end).contains(&download.after) && download.ip.parse::<IpAddr>().is_ok(), "{name}");
        }
        assert!(entry.downloads.is_sorted_by_key(|download| download.after), "{name}");
    }
    assert!(plan().is_sorted_by_key(|entry| -entry.age));
}

#[test]
fn only_the_queued_one_waits_behind_an_open_export_of_its_user() {
    let held = plan().find(|entry| entry.outcome == Outcome::Held).unwrap();
    let queued: Vec<_> = plan().filter(|entry| entry.outcome == Outcome::Queued).collect();
    assert!(queued.iter().all(|entry| entry.user == held.user && entry.age < held.age));
    assert!(PEOPLE[held.user].rights.may_export());
}

/// Quick search in its simplest form: every word in what is searchable (R51).
#[test]
fn every_search_finds_some_records_and_not_all() {
    let now = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
    let searchable = |object: Object| -> Vec<String> {
        let (record, ids): (Record, &[i64]) = match object {
            Object::Contacts => (contact, &[1, 2, 3, 4, 5]),
            Object::Companies => (company, &[31, 32, 33]),
            Object::Deals => (deal, &[51, 57, 58]),
            Object::Tickets => (ticket, &[71, 75]),
        };
        let text = |index| {
            record(index, now)
                .into_iter()
                .filter(|(id, _)| ids.contains(id))
                .map(|(_, v)| v)
                .collect::<Vec<_>>()
                .join("\n")
        };
        (0..1_000).map(|index| fold(&text(index))).collect()
    };
    for object in [Object::Contacts, Object::Companies, Object::Deals, Object::Tickets] {
        let texts = searchable(object);
        for entry in plan().filter(|entry| entry.object == object && !entry.search.is_empty()) {
            let search = fold(entry.search);
            let found = texts.iter().filter(|text| search.split(' ').all(|word| text.contains(word))).count();
            assert!((1..texts.len() / 2).contains(&found), "{}: {found}", entry.name);
        }
    }
}
