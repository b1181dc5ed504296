//! The details of an export (R26).

use chrono::Duration;

use crate::support::{Page, TestApp, export_in};

#[actix_web::test]
async fn details_say_everything_that_was_frozen() {
    let test = TestApp::start().await;
    let (_, mut bob) = (test.super_admin("Alice").await, test.exporter("Bob").await);
    test.sql("UPDATE users SET may_see_sensitive = TRUE");
    let mut seed = test.row("Bob", "été.csv").sensitive();
    seed.search = "lyon <b>".into();
    seed.guard = false;
    let file = seed.file.clone();
    let id = test.put(seed).await;
    let page = bob.open("/settings/import-export").await.click("Details of été.csv", &mut bob).await;
    for words in [
        "Ready",
        "Source Contacts Object",
        "Records that contain “ lyon <b> ”",
        "Order of creation , descending",
        "User Bob bob@halle.example",
        "Requested from 203.0.113.7",
        "2 properties First name Passport number",
        "Sensitive data Included",
        "Format CSV",
        "Column names in English",
        "Choices as Internal values, for programs",
        "Separator Comma",
        "Byte-order mark On",
        "Off: cells that start with = + - or @ stand in the file as they are",
        "File size 25 B",
        "Requested 16 Oct 2025, 10:23",
        "Records as of 16 Oct 2025, 10:23",
        "Finished 16 Oct 2025, 10:23",
        "Can be downloaded until 15 Nov 2025, 09:23",
    ] {
        assert!(page.says(words), "{words}\n{}", page.text());
    }
    assert!(page.says(&waybill::secret::sha256_hex(&file)));
    assert!(page.link("View history").is_none(), "sensitive");
    test.pass(Duration::days(30));
    let mut bob = test.sign_in("Bob").await;
    let page = bob.open(&format!("/exports/{id}")).await;
    assert!(page.says("Expired") && page.says("SHA-256"), "it outlives the file");
    assert!(page.link("Delete file").is_none());
}

#[actix_web::test]
async fn an_order_by_a_property_that_was_archived_since_is_said_by_its_label() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let id = test.put(test.row("Alice", "sorted.csv")).await;
    test.sql(r#"UPDATE exports SET request = replace(request, '"created"', '{"property":6}')"#);
    let page = alice.open(&format!("/exports/{id}")).await;
    assert!(page.says("Job title , descending"), "{}", page.text());
    test.sql("UPDATE properties SET archived_at = (SELECT requested_at FROM exports) WHERE id = 6");
    let page = alice.open(&format!("/exports/{id}")).await;
    assert!(page.says("Job title (archived) , descending"), "{}", page.text());
}

#[actix_web::test]
async fn what_a_filter_compares_with_is_hidden_once_its_property_is_sensitive() {
    let test = TestApp::start().await;
    let (mut alice, mut bob) = (test.super_admin("Alice").await, test.exporter("Bob").await);
    let filter = "f=%5B%5B%7B%22p%22%3A4%2C%22contains%22%3A%2255512345%22%7D%5D%5D";
    let page = bob.open(&format!("/records/contacts/export?{filter}")).await;
    page.form("/records/contacts/export").send(&mut bob).await;
    let id = test.words("SELECT public_id AS words FROM exports").await.remove(0);
    let details = format!("/exports/{id}");
    assert!(bob.open(&details).await.says("55512345"));
    let property = "/settings/properties/contacts/4";
    alice.open(property).await.form(property).tick("sensitive", "on").submit(&mut alice).await;
    let page = bob.open(&details).await;
    assert!(page.says("Phone") && !page.says("55512345"), "{}", page.text());
    assert!(alice.open(&details).await.says("55512345"), "who has the right reads it");
}

#[actix_web::test]
async fn an_object_that_is_hidden_from_the_exporter_is_named_by_nobody() {
    let test = TestApp::start().await;
    let (mut alice, mut bob) = (test.super_admin("Alice").await, test.exporter("Bob").await);
    let bob_id = test.id_of("Bob");
    test.sql("UPDATE objects SET one_en = 'Whale', many_en = 'Whales', one_fr = 'Baleine', many_fr = 'Baleines' WHERE id = 2");
    test.sql("UPDATE users SET is_limited = true WHERE name = 'Bob'");
    test.sql(format!("INSERT INTO user_objects (user_id, object_id) VALUES ({bob_id}, 1)"));
    let dialog = "/settings/import-export/export";
    for (browser, is_told) in [(&mut alice, true), (&mut bob, false)] {
        let page = browser.open(&format!("{dialog}?source=companies")).await;
        let id = export_in(&page.form(dialog).submit(browser).await.path);
        let page = browser.open(&format!("/exports/{id}")).await;
        assert_eq!((page.status, page.text().contains("Whale")), (200, is_told), "{}", page.text());
    }
}

#[actix_web::test]
async fn every_state_has_details_however_little_is_known() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let now = test.clock.now();
    let mut nobodys = test.row("Alice", "n.csv").cancelled_by("x").with("cancelled_by_name", "NULL".into());
    nobodys.owner = None;
    for seed in [
        nobodys.with("request_ip", "NULL".into()).with("finished_at", "NULL".into()),
        test.row("Alice", "q.csv").queued(),
        test.row("Alice", "h.csv").held_until(now + Duration::minutes(1)),
        test.row("Alice", "r.csv").records(0).running(0),
        test.row("Alice", "f.csv").failed("disk", "").with("attempt", "3".into()),
        test.row("Alice", "d.csv").deleted_by("Alice", now),
        test.row("Alice", "noextension").from("view", "“Mine”"),
    ] {
        let name = seed.name.clone();
        let id = test.put(seed).await;
        assert_eq!(alice.open(&format!("/exports/{id}")).await.status, 200, "{name}");
        let answer = alice.get_with(&format!("/exports/{id}"), &[("x-fragment", "1")]).await;
        assert!(answer.text().trim().starts_with("<dialog"), "{name}");
    }
    assert_eq!(alice.open("/settings/import-export").await.count("tbody tr"), 7);
}

#[actix_web::test]
async fn details_of_a_deleted_file_do_not_say_until_when_it_can_be_downloaded() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let id = test.put(test.row("Alice", "d.csv").deleted_by("Alice", test.now())).await;
    let page = alice.open(&format!("/exports/{id}")).await;
    assert!(page.says("File deleted 16 Oct 2025, 10:23, by Alice"), "{}", page.text());
    assert!(!page.text_of("dt").contains(&"Can be downloaded until".to_owned()), "{}", page.text());
}

#[actix_web::test]
async fn what_an_export_of_the_log_holds_is_called_columns() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let dialog = "/settings/import-export/export";
    let id = export_in(&alice.open(dialog).await.form(dialog).submit(&mut alice).await.path);
    let columns = test.export(&id).details.request.columns.len();
    let page = alice.open(&format!("/exports/{id}")).await;
    assert!(page.says(&format!("Columns {columns} columns")), "{}", page.text());
    assert!(!page.text_of("dt").contains(&"Properties".to_owned()), "{}", page.text());
}

#[actix_web::test]
async fn log_and_details_promise_no_file_to_who_may_not_have_it() {
    let test = TestApp::start().await;
    test.contacts(3).await;
    let (mut alice, mut bob) = (test.super_admin("Alice").await, test.exporter("Bob").await);
    let dialog = "/records/contacts/export";
    let form = bob.open(dialog).await.form(dialog).fill("props", "all");
    let became = export_in(&form.submit(&mut bob).await.path);
    test.run_jobs();
    let was = test.put(test.row("Bob", "passports.csv").sensitive()).await;
    let plain = test.put(test.row("Bob", "plain.csv")).await;
    test.sql("UPDATE properties SET is_sensitive = TRUE WHERE id = 4");
    let log = "/settings/import-export";
    assert_eq!(alice.open(log).await.count("a.fname"), 3);
    let page = bob.open(log).await;
    assert_eq!(page.links("a.fname"), [format!("/exports/{plain}/file")]);
    let lacks = "Ready you don't have the permission to see sensitive data";
    assert!(page.says(lacks), "{}", page.text());
    let of_the_file = ["File size", "SHA-256", "Can be downloaded until"];
    for id in [became, was] {
        let details = format!("/exports/{id}");
        let (his, hers) = (bob.open(&details).await, alice.open(&details).await);
        assert!(his.says(lacks) && !his.has("a.fname"), "{}", his.text());
        assert!(!hers.says("you don't have") && hers.has("a.fname"), "{}", hers.text());
        for label in of_the_file {
            let is_said = |page: &Page| page.text_of("dt").iter().any(|term| term == label);
            assert_eq!((is_said(&his), is_said(&hers)), (false, true), "{label}: {}", his.text());
        }
    }
}
