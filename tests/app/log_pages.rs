//! Long logs (R20): the capped count, and filters that stay while one pages.

use std::collections::BTreeSet;

use crate::support::{Page, TestApp};

const PAGE: &str = "/settings/import-export";

/// Copies a row of the log so many times.
pub(crate) fn copy(test: &TestApp, public_id: &str, times: usize) {
    let columns = "name, name_key, source_kind, source_name, object_id, format, request, is_sensitive, user_id, user_name, \
        user_email, state, records, requested_at, finished_at, cancel_reason";
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
