//! The bell and its page (R13, R35).

use chrono::Duration;
use waybill::db::demo::Fate;
use waybill::db::exports as rows;
use waybill::db::notifications::KeyOf;
use waybill::db::{notifications, users};
use waybill::domain::export::Export;
use waybill::domain::mail::{Detail, MailKind};

use crate::exports::export_named;
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
    assert!(page.says("Alice started a large export") && page.says("all .csv · 1,001 records"));
}

#[actix_web::test]
async fn a_right_to_left_name_does_not_turn_round_the_type_of_the_file() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    threshold(&test, 1, 1_000).await;
    let export = exported(&test, 1, "لائحة.csv", 1_001, Fate::Queued).await;
    judged(&test, &export).await;
    let page = alice.open("/notifications").await;
    let apart = "<bdi>لائحة</bdi><span dir=\"ltr\">.csv</span>";
    assert_eq!(page.html.matches(apart).count(), 2, "in the bell and on the page: {}", page.html);
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
    assert!(!bob.open("/notifications").await.says("all .csv"));
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
            notifications::push(c, bob.id, MailKind::Cancelled, KeyOf::Export(export.id), &Detail::default(), now)
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
    for name in ["a.csv", "b.csv", "c.csv", "d.csv", "e.csv", "f.csv"] {
        let export = exported(&test, 1, name, 9, crate::support::exports::done(&test)).await;
        judged(&test, &export).await;
    }
    let page = alice.open("/notifications").await;
    assert_eq!(page.count(".rows .unread"), 6);
    assert_eq!((page.text_of(".bar-count").concat().as_str(), page.count("#bell li")), ("6", 5));
    let page = page.form("/notifications/read-all").submit(&mut alice).await;
    assert!(page.says("All notifications marked as read"));
    assert_eq!(page.count(".rows .unread") + page.count(".bar-count"), 0);
}

#[actix_web::test]
async fn the_bell_of_the_exporter_says_how_each_export_ended() {
    let test = TestApp::start().await;
    let (mut alice, mut bob) = (test.super_admin("Alice").await, test.exporter("Bob").await);
    test.contacts(3).await;
    let ready = export_named(&mut bob, "good").await;
    test.run_jobs();
    let cancelled = export_named(&mut bob, "stopped").await;
    let path = format!("/exports/{cancelled}/cancel");
    alice.open(&path).await.form(&path).submit(&mut alice).await;
    let failed = export_named(&mut bob, "broken").await;
    // Three workers in a row fall silent.
    let limits = rows::Limits::from(&*test.app.config);
    for _ in 0..rows::MAX_ATTEMPTS {
        let now = test.now();
        test.app.db.write_now(|c| rows::claim(c, limits, now)).unwrap().unwrap();
        test.pass(rows::LEASE + Duration::seconds(1));
    }
    test.run_jobs();

    let page = bob.open("/notifications").await;
    assert_eq!(page.text_of(".bar-count"), ["3"]);
    let told = page.text_of(".rows li");
    for (name, words) in [("good", "ready"), ("stopped", "cancelled"), ("broken", "failed")] {
        assert!(told.iter().any(|line| line.contains(name) && line.contains(words)), "{name}: {told:?}");
    }
    let mut led = Vec::new();
    for link in page.links(".rows a") {
        led.push(bob.send(reqwest::Method::GET, &link, &[], None).await.location().to_owned());
    }
    let row = |id: &String| format!("/settings/import-export?export={id}");
    assert_eq!(led, [&failed, &cancelled, &ready].map(row), "newest first, each to its row and never to a file");
    assert!(alice.open("/notifications").await.says("No notifications yet"), "it is nobody else's");
    for name in ["ready", "cancelled", "failed"] {
        assert_eq!(test.mails_to(name, "Bob"), 1, "{name}");
    }
}

#[actix_web::test]
async fn who_is_super_admin_no_more_is_told_of_own_exports_alone() {
    let test = TestApp::start().await;
    let mut carol = test.super_admin("Carol").await;
    test.exporter("Bob").await;
    let (bobs, carols) = (test.id_of("Bob"), test.id_of("Carol"));
    threshold(&test, carols, 1_000).await;
    for (user, name) in [(bobs, "bobs.csv"), (carols, "carols.csv")] {
        let export = exported(&test, user, name, 1_001, Fate::Queued).await;
        judged(&test, &export).await;
    }
    assert_eq!(carol.open("/notifications").await.text_of(".bar-count"), ["2"]);
    let limits = format!("INSERT INTO user_objects (user_id, object_id) VALUES ({carols}, 1)");
    for change in ["UPDATE users SET is_super_admin = FALSE", &limits, "UPDATE users SET is_limited = TRUE"] {
        test.sql(change);
        let page = carol.open("/notifications").await;
        assert!(page.says("carols .csv") && !page.says("bobs .csv"), "{change}: {}", page.text());
        assert_eq!(page.text_of(".bar-count"), ["1"], "{change}");
    }
}
