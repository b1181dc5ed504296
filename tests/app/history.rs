//! The download history (R24): its three conditions, who may open it, what it lists.

use chrono::Duration;

use crate::support::{Browser, TestApp};

async fn download(browser: &mut Browser, id: &str) {
    assert_eq!(browser.get(&format!("/exports/{id}/file")).await.status, 200);
}

async fn is_offered(browser: &mut Browser, id: &str) -> bool {
    let row = browser.open("/settings/import-export").await.link("View history of a.csv").is_some();
    let page = browser.open(&format!("/exports/{id}/history")).await.status;
    assert_eq!(page, if row { 200 } else { 404 }, "the link and the page agree");
    row
}

#[actix_web::test]
async fn it_is_offered_only_once_a_super_admin_has_downloaded() {
    let test = TestApp::start().await;
    let (mut alice, mut bob) = (test.super_admin("Alice").await, test.exporter("Bob").await);
    let id = test.put(test.row("Bob", "a.csv")).await;
    assert!(!is_offered(&mut alice, &id).await && !is_offered(&mut bob, &id).await);
    download(&mut bob, &id).await;
    assert!(!is_offered(&mut alice, &id).await && !is_offered(&mut bob, &id).await, "Bob is no super admin");
    test.pass(Duration::minutes(5));
    download(&mut alice, &id).await;
    assert!(is_offered(&mut alice, &id).await && is_offered(&mut bob, &id).await, "the owner too");
    let page = bob.open(&format!("/exports/{id}/history")).await;
    assert!(page.says("Downloaded 2 times from this page"));
    let lines = page.text_of("tbody tr");
    assert!(lines[0].contains("Alice alice@halle.example 127.0.0.1 16 Oct 2025 10:28"), "{lines:?}");
    assert!(lines[1].contains("Bob bob@halle.example 127.0.0.1 16 Oct 2025 10:23"), "{lines:?}");
    test.pass(Duration::days(31));
    let mut alice = test.sign_in("Alice").await;
    assert!(is_offered(&mut alice, &id).await, "it stays after the file has expired");
}

#[actix_web::test]
async fn it_is_never_offered_for_sensitive_exports_or_other_kinds() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    for (seed, offered) in [
        (test.row("Alice", "a.csv").sensitive(), false),
        (test.row("Alice", "a.csv").from("log", "Export audit"), false),
        (test.row("Alice", "a.csv").from("segment", "Leads chauds"), true),
        (test.row("Alice", "a.csv").from("view", "Mine"), true),
    ] {
        let what = format!("{} {}", seed.kind, seed.sensitive);
        let id = test.put(seed).await;
        download(&mut alice, &id).await;
        assert_eq!(
            alice.open(&format!("/exports/{id}/history")).await.status,
            if offered { 200 } else { 404 },
            "{what}"
        );
        assert!(test.trail(&id).contains(&"download.started".to_owned()), "recorded all the same");
    }
}

#[actix_web::test]
async fn a_long_history_is_paged_and_loses_nobody() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let id = test.put(test.row("Alice", "a.csv").with("has_history", "TRUE".into())).await;
    for n in 0..130 {
        test.sql(format!("INSERT INTO downloads (export_id, user_name, user_email, is_super_admin, session_public_id, user_agent, at, outcome) SELECT id, 'User {n}', 'u{n}@halle.example', FALSE, 's', '', requested_at, 'broken_off' FROM exports WHERE public_id = '{id}'"));
    }
    let page = alice.open(&format!("/exports/{id}/history")).await;
    assert!(page.says("Downloaded 130 times"));
    assert!(page.says("Broken off") && page.says("Unknown"), "no address is known, and it did not end well");
    let mut names = page.text_of("tbody th bdi:first-of-type");
    names.extend(page.click("Older", &mut alice).await.text_of("tbody th bdi:first-of-type"));
    assert_eq!(names, (0..130).rev().map(|n| format!("User {n}")).collect::<Vec<_>>());
}

#[actix_web::test]
async fn it_is_a_dialog_for_the_script() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let id = test.put(test.row("Alice", "a.csv")).await;
    download(&mut alice, &id).await;
    let answer = alice.get_with(&format!("/exports/{id}/history"), &[("x-fragment", "1")]).await;
    assert!(answer.text().trim().starts_with("<dialog class=\"dlg xwide\""));
}
