//! The bell and its page (R13, R35).

use waybill::db::demo::Fate;
use waybill::db::{notifications, users};
use waybill::domain::export::Export;
use waybill::domain::mail::{Detail, MailKind};

use crate::support::exports::{exported, judged, threshold};
use crate::support::{Browser, TestApp};

#[actix_web::test]
async fn a_large_export_stands_in_the_bell_at_once() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    threshold(&test, 1, 1_000).await;
    let page = alice.open("/notifications").await;
    assert!(page.says("No notifications yet") && page.count("form[action='/notifications/read-all']") == 0);
    let export = exported(&test, 1, "all.csv", 1_001, Fate::Queued).await;
    judged(&test, &export).await;
    let page = alice.open("/notifications").await;
    assert_eq!(page.text_of(".bar-count"), ["1"]);
    assert!(page.says("Alice started a large export") && page.says("all.csv · 1,001 records"));
}

/// Alice was told of a large export.
async fn told() -> (TestApp, Browser, Export) {
    let test = TestApp::start().await;
    let alice = test.super_admin("Alice").await;
    threshold(&test, 1, 1_000).await;
    let export = exported(&test, 1, "all.csv", 1_001, Fate::Queued).await;
    judged(&test, &export).await;
    (test, alice, export)
}

#[actix_web::test]
async fn following_a_notification_marks_it_and_leads_to_the_export() {
    let (_test, mut alice, export) = told().await;
    let link = alice.open("/notifications").await.attr(".rows a", "href").unwrap();
    let answer = alice.send(reqwest::Method::GET, &link, &[], None).await;
    assert_eq!(answer.location(), format!("/settings/import-export?export={}", export.public_id));
    assert_eq!(alice.open("/notifications").await.count(".rows .unread"), 0);
}

#[actix_web::test]
async fn nobody_follows_the_notifications_of_others() {
    let (test, mut alice, _) = told().await;
    let link = alice.open("/notifications").await.attr(".rows a", "href").unwrap();
    let mut bob = test.exporter("Bob").await;
    assert_eq!(bob.open(&link).await.status, 404);
    assert!(!bob.open("/notifications").await.says("all.csv"));
    assert_eq!(alice.open("/notifications").await.count(".rows .unread"), 1, "still unread");
    assert!(test.stranger().open("/notifications").await.path.starts_with("/sign-in"));
}

#[actix_web::test]
async fn an_export_that_may_no_longer_be_seen_is_not_led_to() {
    let test = TestApp::start().await;
    let mut bob = test.member("Bob").await;
    let export = exported(&test, 1, "mine.csv", 3, Fate::Queued).await;
    let now = test.clock.now();
    test.app
        .db
        .write(move |c| {
            let bob = users::find(c, 1)?.unwrap();
            notifications::push(c, bob.id, MailKind::Cancelled, export.id, &Detail::default(), now)
        })
        .await
        .unwrap();
    let link = bob.open("/notifications").await.attr(".rows a", "href").unwrap();
    assert_eq!(bob.open(&link).await.path, "/notifications");
}

#[actix_web::test]
async fn all_can_be_marked_as_read_at_once() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    threshold(&test, 1, 1).await;
    for name in ["a.csv", "b.csv"] {
        let export = exported(&test, 1, name, 9, crate::support::exports::done(&test)).await;
        judged(&test, &export).await;
    }
    let page = alice.open("/notifications").await;
    assert_eq!(page.count(".rows .unread"), 2);
    let page = page.form("/notifications/read-all").submit(&mut alice).await;
    assert!(page.says("All notifications marked as read"));
    assert_eq!(page.count(".rows .unread") + page.count(".bar-count"), 0);
}
