//! Page, count and file are the same set of records in the same order, whatever is filtered, searched and sorted, and on both
//! databases (R30, R51). What is expected is computed here again, from the values alone.

use std::cmp::Ordering;
use std::ops::ControlFlow;

use chrono_tz::Tz;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use waybill::db::records::{self, CountShown, From, NewRecord};
use waybill::db::{objects, records_scan};
use waybill::domain::filter::{Condition, Filter, Group, Operator};
use waybill::domain::property::PropertyType;
use waybill::domain::record::{Members, Property, Selection, Sort, SortKey};

use crate::support::TestApp;

const JOB: i64 = 6;
const STATUS: i64 = 7;
const NEWSLETTER: i64 = 17;
const SCORE: i64 = 18;
const ACTIVITY: i64 = 19;
const SINCE: i64 = 20;
const EMAIL: i64 = 3;

/// Values that are easily told apart by one database and not by the other.
const JOBS: [&str; 12] = ["", "Zoë", "zoe", "ZOE ", "Ångström", "angstrom", "10", "9", "100%_x", "a\nb", "É", "🚢 li"];
const SCORES: [&str; 10] = ["", "9", "10", "-1", "-1.5", "0", "0.1", "123456789012345", "123456789012344", "99999999"];
const STATUSES: [&str; 4] = ["", "new", "open", "customer"];
const MOMENTS: [&str; 5] =
    ["", "2026-03-27T22:59:59Z", "2026-03-27T23:00:00Z", "2026-03-28T22:59:59Z", "2026-03-29T00:00:00Z"];
const DAYS: [&str; 5] = ["", "2026-03-27", "2026-03-28", "2026-03-29", "0999-01-01"];

type Values = Vec<(i64, String)>;

/// Records 1 to 163: every list is walked through at its own pace, so that most pairs of values occur.
fn values(n: usize) -> Values {
    let pick = |list: &[&str], step: usize| list[(n * step + n / list.len()) % list.len()].to_owned();
    vec![
        (1, pick(&["Zoé", "Ana", "李", ""], 1)),
        (
            EMAIL,
            if n.is_multiple_of(7) {
                String::new()
            } else {
                format!("{}{}@Ex{}.example", ["A", "b"][n % 2], n % 5, n % 3)
            },
        ),
        (JOB, pick(&JOBS, 5)),
        (STATUS, pick(&STATUSES, 3)),
        (NEWSLETTER, pick(&["", "true", "false"], 2)),
        (SCORE, pick(&SCORES, 3)),
        (ACTIVITY, pick(&MOMENTS, 2)),
        (SINCE, pick(&DAYS, 3)),
    ]
}

fn of(values: &Values, id: i64) -> &str {
    &values.iter().find(|(known, _)| *known == id).unwrap().1
}

fn plain(text: &str) -> String {
    let letter = |c: char| match c {
        'é' | 'ë' | 'É' => 'e',
        'Å' | 'å' => 'a',
        'ö' => 'o',
        c => c.to_ascii_lowercase(),
    };
    text.split_whitespace().map(|word| word.chars().map(letter).collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// Where a record stands among others.
type Order = fn(usize) -> usize;

/// What a condition asks, what a record must hold for it, and nothing else of the product.
type Case = (i64, Operator, &'static [&'static str], fn(&str) -> bool);

/// Days are those of Paris, an hour before UTC until the night of the 29th.
const CASES: [Case; 26] = [
    (JOB, Operator::Is, &["ZOÉ"], |v| plain(v) == "zoe"),
    (JOB, Operator::AnyOf, &["angstrom", "9"], |v| plain(v) == "angstrom" || v == "9"),
    (JOB, Operator::IsNot, &["zoe"], |v| plain(v) != "zoe"),
    (JOB, Operator::Contains, &["%_"], |v| v.contains("%_")),
    (JOB, Operator::StartsWith, &["a"], |v| plain(v).starts_with('a')),
    (JOB, Operator::Empty, &[], str::is_empty),
    (JOB, Operator::Known, &[], |v| !v.is_empty()),
    (EMAIL, Operator::Contains, &["EX1.example"], |v| v.to_lowercase().contains("ex1.example")),
    (EMAIL, Operator::Is, &["a0@ex0.example"], |v| v.eq_ignore_ascii_case("a0@ex0.example")),
    (EMAIL, Operator::Empty, &[], str::is_empty),
    (STATUS, Operator::Is, &["New"], |v| v == "new"),
    (STATUS, Operator::NoneOf, &["new", "open"], |v| v != "new" && v != "open"),
    (STATUS, Operator::AnyOf, &["open", "customer"], |v| v == "open" || v == "customer"),
    (NEWSLETTER, Operator::IsTrue, &[], |v| v == "true"),
    (NEWSLETTER, Operator::IsFalse, &[], |v| v == "false"),
    (SCORE, Operator::Above, &["9"], |v| v.parse::<f64>().is_ok_and(|n| n > 9.0)),
    (SCORE, Operator::Below, &["0"], |v| v.parse::<f64>().is_ok_and(|n| n < 0.0)),
    (SCORE, Operator::Between, &["-1", "10"], |v| v.parse::<f64>().is_ok_and(|n| (-1.0..=10.0).contains(&n))),
    (SCORE, Operator::Is, &["00.10"], |v| v == "0.1"),
    (SCORE, Operator::Above, &["123456789012344"], |v| v == "123456789012345"),
    (ACTIVITY, Operator::Is, &["2026-03-28"], |v| v == "2026-03-27T23:00:00Z" || v == "2026-03-28T22:59:59Z"),
    (ACTIVITY, Operator::Above, &["2026-03-28"], |v| v == "2026-03-29T00:00:00Z"),
    (ACTIVITY, Operator::Below, &["2026-03-28"], |v| v == "2026-03-27T22:59:59Z"),
    (SINCE, Operator::Between, &["2026-03-27", "2026-03-28"], |v| v == "2026-03-27" || v == "2026-03-28"),
    (SINCE, Operator::Above, &["2026-03-28"], |v| v == "2026-03-29"),
    (SINCE, Operator::LastDays, &["1"], |v| v == "2026-03-28" || v == "2026-03-29"),
];

const SORTS: [SortKey; 9] = [
    SortKey::Created,
    SortKey::Name,
    SortKey::Property(EMAIL),
    SortKey::Property(JOB),
    SortKey::Property(SCORE),
    SortKey::Property(STATUS),
    SortKey::Property(ACTIVITY),
    SortKey::Property(SINCE),
    SortKey::Property(NEWSLETTER),
];

/// What one try asks for: groups of cases, a search, an order, and how the records are limited besides.
#[derive(Debug, Clone)]
struct Asked {
    groups: Vec<Vec<usize>>,
    search: &'static str,
    sort: usize,
    descending: bool,
    limit: usize,
}

fn asked() -> impl Strategy<Value = Asked> {
    let groups = prop::collection::vec(prop::collection::vec(0..CASES.len(), 1..3), 0..3);
    let search = prop::sample::select(vec!["", "", "zoe", "ex1", "ana ex", "李"]);
    (groups, search, 0..SORTS.len(), any::<bool>(), 0_usize..4)
        .prop_map(|(groups, search, sort, descending, limit)| Asked { groups, search, sort, descending, limit })
}

impl Asked {
    fn selection(&self, test: &TestApp, properties: &[Property]) -> Selection {
        let condition = |at: &usize| {
            let (id, operator, values, _) = CASES[*at];
            let property = properties.iter().find(|property| property.id == id).unwrap();
            Condition::parse(property, operator, values).unwrap()
        };
        let group = |cases: &Vec<usize>| Group { conditions: cases.iter().map(condition).collect() };
        let filter = Filter { groups: self.groups.iter().map(group).collect() };
        Selection {
            search: self.search.to_owned(),
            filter: filter.settled(properties, Tz::Europe__Paris, test.now()),
            sort: Sort { key: SORTS[self.sort], descending: self.descending },
            members: (self.limit == 1).then_some(Members { segment_id: 1, version: 2 }),
            only: if self.limit == 2 { (1..=160).step_by(2).collect() } else { Vec::new() },
            ..Selection::all(1)
        }
    }

    fn holds(&self, id: i64, values: &Values) -> bool {
        let fits = self.groups.is_empty()
            || self.groups.iter().any(|cases| {
                cases.iter().all(|at| {
                    let (id, _, _, holds) = CASES[*at];
                    holds(of(values, id))
                })
            });
        let text = plain(&format!("{} {}", of(values, 1), of(values, EMAIL)));
        let found = self.search.split(' ').filter(|word| !word.is_empty()).all(|word| match word.chars().count() {
            0..=2 => text.split([' ', '@', '.']).any(|part| part.starts_with(word)),
            _ => text.contains(word),
        });
        fits && found
            && match self.limit {
                // Version 2 of the segment holds those divisible by 3, but not those divisible by 9.
                1 => id % 3 == 0 && id % 9 != 0,
                2 => id % 2 == 1 && id <= 160,
                _ => true,
            }
    }

    fn order(&self, a: &(i64, Values), b: &(i64, Values)) -> Ordering {
        let key = |values: &Values| match SORTS[self.sort] {
            SortKey::Created => String::new(),
            SortKey::Name => plain(of(values, 1)),
            SortKey::Property(id) => of(values, id).to_ascii_lowercase(),
        };
        let (left, right) = (key(&a.1), key(&b.1));
        let is_number = SORTS[self.sort] == SortKey::Property(SCORE);
        let order = match (left.is_empty(), right.is_empty()) {
            (false, false) if is_number => {
                left.parse::<f64>().unwrap().partial_cmp(&right.parse::<f64>().unwrap()).unwrap()
            }
            (false, false) => left.cmp(&right),
            (true, true) => Ordering::Equal,
            (empty, _) => return if empty { Ordering::Greater } else { Ordering::Less },
        };
        let order = order.then(a.0.cmp(&b.0));
        if self.descending { order.reverse() } else { order }
    }
}

/// A hundred and sixty-three contacts, a segment, and indexes for a choice, a number and a moment besides those there are.
async fn scene() -> (TestApp, Vec<Property>) {
    let test = TestApp::start().await;
    let then: chrono::DateTime<chrono::Utc> = "2026-03-29T10:00:00Z".parse().unwrap();
    test.clock.advance(then - test.now());
    let now = test.now();
    let all: Vec<Values> = (1..=163).map(values).collect();
    test.app
        .db
        .write(move |c| {
            let properties = objects::properties(c, 1)?;
            let new: Vec<NewRecord> = all.iter().map(|row| NewRecord::from_values(&properties, row)).collect();
            records::insert(c, 1, None, &new, now)
        })
        .await
        .unwrap();
    let at = now.format("%F %T%.6f");
    test.sql(format!(
        "INSERT INTO segments (public_id, object_id, name, kind, owner_name, is_shared, search, filter, version, created_at, \
         updated_at) VALUES ('s', 1, 'S', 'static', 'Ada', TRUE, '', '', 3, '{at}', '{at}')"
    ));
    test.sql(
        "INSERT INTO segment_members (segment_id, record_id, added_in, removed_in) \
         SELECT 1, id, 1, CASE WHEN id % 9 = 0 THEN 2 WHEN id % 9 = 3 THEN 3 ELSE NULL END FROM records WHERE id % 3 = 0",
    );
    test.sql(
        "INSERT INTO segment_members (segment_id, record_id, added_in) SELECT 1, id, 3 FROM records WHERE id % 3 = 1",
    );
    let is_postgres = std::env::var("WAYBILL_TEST_DATABASE").is_ok_and(|name| name == "postgres");
    for (id, kind) in
        [(STATUS, PropertyType::Choice), (SCORE, PropertyType::Number), (ACTIVITY, PropertyType::DateTime)]
    {
        let expression = match (is_postgres, kind) {
            (true, PropertyType::Number) => format!("((props->>'p{id}')::numeric)"),
            (true, _) => format!("\"left\"(props->>'p{id}', 200) COLLATE \"C\""),
            (false, PropertyType::Number) => format!("CAST(props->>'p{id}' AS REAL)"),
            (false, _) => format!("substr(props->>'p{id}', 1, 200)"),
        };
        test.sql(format!("CREATE INDEX records_p{id} ON records ({expression}, id) WHERE object_id = 1"));
        test.sql(format!("UPDATE properties SET is_indexed = TRUE WHERE id = {id}"));
    }
    let properties = test.app.db.read(|c| objects::properties(c, 1)).await.unwrap();
    (test, properties)
}

/// Every page from the start to the end, and back again.
fn paged(test: &TestApp, selection: &Selection, properties: &[Property]) -> (Vec<i64>, Vec<i64>) {
    let page = |from: From| test.app.db.read_now(|c| records::page(c, selection, properties, from, None)).unwrap();
    let mut there = Vec::new();
    let mut from = From::Start;
    let mut last = page(from);
    loop {
        let ids: Vec<i64> = last.records.iter().map(|record| record.id).collect();
        there.extend(&ids);
        if !last.has_after {
            break;
        }
        from = From::After(*ids.last().unwrap());
        last = page(from);
    }
    let mut back: Vec<i64> = last.records.iter().map(|record| record.id).collect();
    while last.has_before {
        last = page(From::Before(back[0]));
        assert!(!last.records.is_empty(), "a page before the first one");
        let ids: Vec<i64> = last.records.iter().map(|record| record.id).collect();
        back.splice(0..0, ids);
    }
    (there, back)
}

/// The keys that a bulk action works through, part by part.
fn parts(test: &TestApp, selection: &Selection) -> Vec<Vec<i64>> {
    let mut parts = Vec::new();
    let mut after = Some(0);
    while let Some(from) = after {
        let part = test.app.db.read_now(|c| records::part(c, selection, from, i64::MAX)).unwrap();
        after = part.last;
        parts.push(part.ids);
    }
    parts
}

#[actix_web::test]
async fn page_count_and_file_are_the_same_records_in_the_same_order() {
    let (test, properties) = scene().await;
    let all: Vec<(i64, Values)> = (1..=163).map(|n| (i64::try_from(n).unwrap(), values(n))).collect();
    let mut runner = TestRunner::new(Config { cases: 200, failure_persistence: None, ..Config::default() });
    runner
        .run(&asked(), |asked| {
            let selection = asked.selection(&test, &properties);
            let mut expected: Vec<_> = all.iter().filter(|(id, values)| asked.holds(*id, values)).cloned().collect();
            expected.sort_by(|a, b| asked.order(a, b));
            let ids: Vec<i64> = expected.iter().map(|(id, _)| *id).collect();

            let (there, back) = paged(&test, &selection, &properties);
            prop_assert_eq!(&there, &ids, "the pages");
            prop_assert_eq!(&back, &ids, "the pages from the end");
            let count = i64::try_from(ids.len()).unwrap();
            prop_assert_eq!(test.app.db.read_now(|c| records::count(c, &selection)).unwrap(), count);
            let page = test.app.db.read_now(|c| records::page(c, &selection, &properties, From::Start, None)).unwrap();
            prop_assert_eq!(page.count, CountShown::Exactly(count));

            let mut by_key = ids.clone();
            by_key.sort_unstable();
            prop_assert_eq!(parts(&test, &selection).concat(), by_key, "what is done with all of them");

            let mut written = Vec::new();
            let scanned = records_scan::scan::<()>(
                &test.app.db,
                &selection,
                |records| {
                    assert_eq!(records, count);
                    ControlFlow::Continue(())
                },
                |props| {
                    written.push(props.to_owned());
                    ControlFlow::Continue(())
                },
                || ControlFlow::Continue(()),
            );
            prop_assert!(scanned.unwrap().is_continue());
            let props = |values: &Values| NewRecord::from_values(&properties, values).props;
            let expected: Vec<String> = expected.iter().map(|(_, values)| props(values)).collect();
            prop_assert_eq!(written, expected, "the file");
            Ok(())
        })
        .unwrap();
}

#[actix_web::test]
async fn a_filter_that_ten_thousand_records_fit_is_paged_in_any_order() {
    const FITTING: usize = 10_925;
    let (test, properties) = scene().await;
    test.sql("DELETE FROM records");
    let email = |n: usize| format!("{:05}@x", n * 7 % 11_500);
    let props = |n: usize| format!(r#"{{"p3":"{}","p6":"Ü{}","p18":"{}"}}"#, email(n), n % 20, n % 300);
    test.records(1, (1..=11_500).map(props)).await;
    let job = properties.iter().find(|property| property.id == JOB).unwrap();
    let condition = Condition::parse(job, Operator::IsNot, &["u0"]).unwrap();
    let filter = Filter { groups: vec![Group { conditions: vec![condition] }] };

    // By an index, by none, and in the order of creation; each record as the number it was made from.
    let number = |props: &str| (1..=11_500).find(|n| props.contains(&format!("\"{}\"", email(*n)))).unwrap();
    let by: [(SortKey, Order); 3] = [
        (SortKey::Property(EMAIL), |n| n * 7 % 11_500),
        (SortKey::Property(JOB), |n| {
            [1, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 2, 3, 4, 5, 6, 7, 8, 9]
                .iter()
                .position(|x| *x == n % 20)
                .unwrap()
        }),
        (SortKey::Created, |n| n),
    ];
    for (key, order) in by {
        let selection =
            Selection { filter: filter.clone(), sort: Sort { key, descending: false }, ..Selection::all(1) };
        let mut expected: Vec<usize> = (1..=11_500).filter(|n| n % 20 != 0).collect();
        assert_eq!(expected.len(), FITTING);
        expected.sort_by_key(|n| (order(*n), *n));
        let page = |from: From| {
            let page = test.app.db.read_now(|c| records::page(c, &selection, &properties, from, None)).unwrap();
            let numbers: Vec<usize> = page.records.iter().map(|record| number(&record.props)).collect();
            (page.records.iter().map(|record| record.id).collect::<Vec<_>>(), numbers)
        };
        let (first_ids, first) = page(From::Start);
        assert_eq!(first, expected[..50], "{key:?}");
        let (second_ids, second) = page(From::After(first_ids[49]));
        assert_eq!(second, expected[50..100], "{key:?}");
        assert_eq!(page(From::Before(second_ids[0])).1, first, "{key:?}");
        let page = test.app.db.read_now(|c| records::page(c, &selection, &properties, From::Start, None)).unwrap();
        assert_eq!(page.count, CountShown::Many);
        let count = test.app.db.read_now(|c| records::count(c, &selection)).unwrap();
        assert_eq!(count, i64::try_from(FITTING).unwrap());
    }
}

#[actix_web::test]
async fn the_few_that_fit_among_very_many_are_all_found_wherever_they_lie() {
    const FITTING: [i64; 5] = [7, 20_000, 20_001, 20_300, 20_399];
    let (test, properties) = scene().await;
    test.sql("DELETE FROM records");
    let props = |n: i64| {
        let job = if FITTING.contains(&n) { "  Ïle \\\"de\\\" Ré" } else { "ile d'Yeu" };
        format!(r#"{{"p1":"{n}","p6":"{job}"}}"#)
    };
    test.records(1, (1..=20_400).map(props)).await;
    let job = properties.iter().find(|property| property.id == JOB).unwrap();
    for operator in [Operator::Is, Operator::StartsWith] {
        let condition = Condition::parse(job, operator, &["ile \"de\" re"]).unwrap();
        let filter = Filter { groups: vec![Group { conditions: vec![condition] }] };
        let selection = Selection { filter, ..Selection::all(1) };
        let (there, back) = paged(&test, &selection, &properties);
        // The newest comes first.
        let before = there[4] - FITTING[0];
        let mut expected = FITTING.map(|n| before + n);
        expected.reverse();
        assert_eq!(there, expected, "{operator:?}");
        assert_eq!(back, there);
        assert_eq!(test.app.db.read_now(|c| records::count(c, &selection)).unwrap(), 5);
    }
}

#[actix_web::test]
async fn a_filter_of_more_values_than_a_database_takes_at_once_still_finds_its_records() {
    let (test, properties) = scene().await;
    let score = properties.iter().find(|property| property.id == SCORE).unwrap();
    // As a segment with many alternatives has them inside a page's filter: 80,000 values.
    let alternative = |n: usize| {
        let wanted: Vec<String> = (0..500).map(|at| (at + n * 500).to_string()).collect();
        let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
        Group { conditions: vec![Condition::parse(score, Operator::AnyOf, &wanted).unwrap()] }
    };
    let filter = Filter { groups: (0..160).map(alternative).collect() };
    let sort = Sort { key: SortKey::Property(SCORE), descending: false };
    let selection = Selection { filter, sort, ..Selection::all(1) };
    let (there, back) = paged(&test, &selection, &properties);
    let fits = |n: &usize| ["9", "10", "0"].contains(&of(&values(*n), SCORE));
    assert_eq!(there.len(), (1..=163).filter(fits).count());
    assert_eq!(back, there);
    assert_eq!(test.app.db.read_now(|c| records::count(c, &selection)).unwrap(), i64::try_from(there.len()).unwrap());
}

#[actix_web::test]
async fn the_members_of_a_large_segment_are_worked_through_part_by_part() {
    let (test, _) = scene().await;
    test.sql("DELETE FROM records");
    test.sql("DELETE FROM segment_members");
    test.records(1, (1..=5_000).map(|n| format!(r#"{{"p1":"{}","p18":"{n}"}}"#, ["Ana", "Bea"][n % 2]))).await;
    test.sql("UPDATE records SET search = ' ' || lower(props->>'p1')");
    test.sql(
        "INSERT INTO segment_members (segment_id, record_id, added_in, removed_in) \
         SELECT 1, id, 1, CASE WHEN id % 5 = 0 THEN 2 ELSE NULL END FROM records WHERE id % 2 = 0",
    );
    let first = test.number("SELECT min(id) AS n FROM records");
    let members = Some(Members { segment_id: 1, version: 3 });
    for search in ["", "Ana", "Bea"] {
        let selection = Selection { members, search: search.into(), ..Selection::all(1) };
        // Of those with an even key, a fifth was removed. Names alternate too, from the first record on: Bea.
        let name = |id: i64| ["Bea", "Ana"][usize::try_from((id - first) % 2).unwrap()];
        let expected: Vec<i64> = (first..first + 5_000)
            .filter(|id| id % 2 == 0 && id % 5 != 0 && (search.is_empty() || name(*id) == search))
            .collect();
        let parts = parts(&test, &selection);
        assert!(parts.concat() == expected, "{search}");
        assert!(parts.len() >= 2, "{search}: {}", parts.len());
        assert_eq!(
            test.app.db.read_now(|c| records::count(c, &selection)).unwrap(),
            i64::try_from(expected.len()).unwrap()
        );
    }
}
