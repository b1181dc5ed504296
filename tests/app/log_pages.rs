//! Long logs (R20): the capped count, and filters that stay while one pages.

use std::collections::BTreeSet;

use crate::support::{Browser, Page, TestApp};

const PAGE: &str = "/settings/import-export";

/// Copies a row of the log so many times.
pub(crate) fn copy(test: &TestApp, public_id: &str, times: usize) {
    let columns = "name, name_key, source_kind, source_name, object_id, format, request, is_sensitive, user_id, user_name, \
        user_email, state, records, requested_at, finished_at, cancel_reason, file_key, file_bytes, file_sha256, expires_at";
    test.sql(format!(
        "WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < {times}) \
         INSERT INTO exports (public_id, request_hash, {columns}) \
         SELECT 'copy-' || i, 'copy-' || i, {columns} FROM exports, numbers WHERE public_id = '{public_id}'"
    ));
}

fn ids(page: &Page) -> Vec<String> {
    page.text_of("tbody tr .fname")
}

#[actix_web::test]
async fn a_log_is_counted_up_to_ten_thousand_rows() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let id = test.put(test.row("Alice", "a.csv").cancelled_by("Alice")).await;
    copy(&test, &id, 9_999);
    assert!(alice.open(PAGE).await.says("25 shown of 10,000"));
    assert!(!alice.open(PAGE).await.says("10,000+"));
    test.put(test.row("Alice", "one more.csv")).await;
    assert!(alice.open(PAGE).await.says("25 shown of 10,000+"));
    assert!(alice.open(&format!("{PAGE}?state=cancelled")).await.says("25 shown of 10,000"));
    let page = alice.open(&format!("{PAGE}?state=cancelled")).await.click("Older", &mut alice).await;
    assert!(page.says("25 shown of 10,000") && !page.says("10,000+"), "{}", page.text());
    test.sql("UPDATE users SET lang = 'fr'");
    assert!(alice.open(PAGE).await.says("25 sur plus de 10 000"));
}

#[actix_web::test]
async fn what_has_expired_is_found_however_much_of_it_the_upkeep_has_not_met() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let old = test.clock.now() - chrono::Duration::days(40);
    let id = test.put(test.row("Alice", "old.csv").asked_for(old)).await;
    copy(&test, &id, 1_100);
    test.put(test.row("Alice", "last.csv").asked_for(old + chrono::Duration::days(1))).await;
    test.put(test.row("Alice", "new.csv")).await;
    let page = alice.open(&format!("{PAGE}?state=expired")).await;
    assert_eq!(ids(&page)[..2], ["last .csv", "old .csv"]);
    assert!(page.says("25 shown of 1,102"), "{}", page.text());
}

#[actix_web::test]
async fn each_exporter_s_rows_are_counted_apart() {
    let test = TestApp::start().await;
    let (mut alice, mut bob) = (test.super_admin("Alice").await, test.exporter("Bob").await);
    let hers = test.put(test.row("Alice", "a.csv")).await;
    let his = test.put(test.row("Bob", "b.csv").cancelled_by("Alice")).await;
    copy(&test, &his, 29);
    assert!(bob.open(PAGE).await.says("25 shown of 30"));
    assert!(alice.open(PAGE).await.says("25 shown of 31"));
    let key = test.words("SELECT public_id AS words FROM users WHERE name = 'Bob'").await.remove(0);
    assert!(bob.open(&format!("{PAGE}?less=1000")).await.says("25 shown of 30"));
    assert!(alice.open(&format!("{PAGE}?less=1000")).await.says("25 shown of 31"));
    assert!(alice.open(&format!("{PAGE}?less=1000&user={key}")).await.says("25 shown of 30"));
    // Of an object that is closed to him none is counted; no row but these is of another one.
    test.sql("UPDATE exports SET object_id = 2 WHERE public_id IN ('copy-1', 'copy-2')");
    test.sql("UPDATE users SET is_limited = TRUE WHERE name = 'Bob'");
    test.sql("INSERT INTO user_objects (user_id, object_id) SELECT id, 1 FROM users WHERE name = 'Bob'");
    assert!(bob.open(&format!("{PAGE}?less=1000")).await.says("25 shown of 28"));
    // Whose account is gone is nobody's row any more, and stays in the log.
    test.sql(format!("UPDATE exports SET user_id = NULL WHERE public_id = '{hers}'"));
    test.sql("UPDATE users SET export_count = 0 WHERE name = 'Alice'");
    assert!(alice.open(PAGE).await.says("25 shown of 31"));
}

#[actix_web::test]
async fn the_filter_offers_whoever_has_exported_by_now_under_the_name_of_now() {
    let test = TestApp::start().await;
    let (mut alice, _) = (test.super_admin("Alice").await, test.exporter("Bob").await);
    test.exporter("Chloé").await;
    let offered = async |alice: &mut Browser| alice.open(PAGE).await.text_of("select[name=user] option");
    test.put(test.row("Bob", "b.csv")).await;
    assert_eq!(offered(&mut alice).await, ["Anyone", "Bob"]);
    test.put(test.row("Alice", "a.csv")).await;
    assert_eq!(offered(&mut alice).await, ["Anyone", "Alice", "Bob"]);
    test.sql("UPDATE users SET name = 'Zoë' WHERE name = 'Bob'");
    assert_eq!(offered(&mut alice).await, ["Anyone", "Alice", "Zoë"]);
    let page = alice.open(&format!("{PAGE}?user=unknown")).await;
    assert_eq!(page.form(PAGE).value("user"), Some(""), "nobody of that key is offered");
}

#[actix_web::test]
async fn filters_and_order_stay_while_one_pages() {
    let test = TestApp::start().await;
    let (mut alice, _) = (test.super_admin("Alice").await, test.exporter("Bob").await);
    let bob = test.words("SELECT public_id AS words FROM users WHERE name = 'Bob'").await.remove(0);
    for n in 0..30 {
        test.put(test.row("Bob", &format!("wanted {n}.csv")).records(n)).await;
        test.put(test.row("Alice", &format!("wanted by Alice {n}.csv")).records(n)).await;
        test.put(test.row("Bob", &format!("other {n}.csv")).records(n).cancelled_by("Alice")).await;
    }
    for filter in ["q=wanted", "state=ready", "source=contacts&state=ready&less=1000&from=2025-10-16"] {
        let mut page = alice.open(&format!("{PAGE}?{filter}&user={bob}&sort=fewest")).await;
        assert!(page.says("25 shown of 30"), "{filter}: {}", page.text());
        let mut seen = ids(&page);
        page = page.click("Older", &mut alice).await;
        assert!(page.says("5 shown of 30"), "{filter}: {}", page.text());
        assert_eq!(page.form(PAGE).value("user"), Some(bob.as_str()), "the form still says so");
        seen.extend(ids(&page));
        let expected: Vec<String> = (0..30).map(|n| format!("wanted {n} .csv")).collect();
        assert_eq!(seen, expected, "{filter}");
        assert_eq!(ids(&page.click("Newer", &mut alice).await), expected[..25], "{filter}");
        assert!(page.link("Older").is_none());
    }
    let everything: BTreeSet<String> = ids(&alice.open(PAGE).await).into_iter().collect();
    assert_eq!(everything.len(), 25);
}
