//! An export that ends because a right was taken away says which one, wherever it is spoken of (R5, R22, R35).

use waybill::domain::export::{CancelReason, Lost, State};
use waybill::domain::user::Rights;

use crate::support::{TestApp, address_of, export_in};

const LOG: &str = "/settings/import-export";
const DIALOG: &str = "/records/contacts/export";
const BELL: &str = "/notifications";

const EXPORTER: Rights =
    Rights { super_admin: false, view: true, edit: false, import: false, export: true, sensitive: true };

/// What the last mail about a cancelled export told somebody.
fn told(test: &TestApp, name: &str) -> Option<String> {
    test.run_jobs();
    let is_it = |mail: &waybill::mail::Mail| {
        mail.to_address == address_of(name) && mail.subject.starts_with("Your export was cancelled")
    };
    test.mails().into_iter().rev().find(is_it).map(|mail| mail.text)
}

#[actix_web::test]
async fn an_export_that_was_stopped_says_which_right_was_taken_and_by_whom() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    for (name, lost, right) in [
        ("Eve", Lost::Export, "the export permission"),
        ("Sam", Lost::Sensitive, "the permission to see sensitive data"),
        ("Obi", Lost::Object, "the permission to see its object"),
        ("Ida", Lost::SignIn, "the permission to sign in"),
    ] {
        test.user(name, EXPORTER).await;
        let id = test.put(test.row(name, &format!("{name}.csv")).sensitive().queued()).await;
        let user = format!("/settings/users/{}", test.named(name).await.public_id);
        let rights = alice.open(&user).await.form(&user);
        let form = match lost {
            Lost::Export => rights.untick("export"),
            Lost::Sensitive => rights.untick("sensitive"),
            Lost::Object => rights.untick("object").fill("reach", "some").tick("object", "deals"),
            _ => {
                let path = format!("{user}/deactivate");
                alice.open(&path).await.form(&path)
            }
        };
        assert_eq!(form.submit(&mut alice).await.status, 200, "{name}");
        let ended = test.export(&id);
        assert_eq!(
            (ended.state, ended.cancel_reason, ended.cancel_right),
            (State::Cancelled, Some(CancelReason::Rights), Some(lost))
        );
        for path in [LOG.to_owned(), format!("/exports/{id}")] {
            let page = alice.open(&path).await;
            assert!(page.says(&format!("{right} was taken away by Alice")), "{path}: {}", page.text());
        }
        let mail = told(&test, name);
        if lost == Lost::SignIn {
            assert_eq!(mail, None);
            continue;
        }
        assert!(mail.as_ref().unwrap().contains(&format!("because Alice took {right} away from you")), "{mail:?}");
        // The bell does not speak of what is about an object that is closed (R6).
        if lost != Lost::Object {
            let bell = test.sign_in(name).await.open(BELL).await;
            assert!(bell.says(&format!("Your export was stopped: Alice took away {right}")), "{}", bell.text());
        }
    }

    // Rows from before knew only that it was a right.
    test.sql("UPDATE exports SET cancel_right = NULL");
    let (log, bell) = (alice.open(LOG).await, test.sign_in("Eve").await.open(BELL).await);
    assert!(log.says("a permission that it needs was taken away by Alice"), "{}", log.text());
    assert!(!log.says("the export permission was taken"), "nothing is guessed: {}", log.text());
    assert!(bell.says("Your export was stopped: Alice took away a permission that it needs"), "{}", bell.text());
}

#[actix_web::test]
async fn a_right_that_its_worker_finds_gone_is_named_though_nobody_knows_who_took_it() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let mut bob = test.signed_in("Bob", EXPORTER).await;
    for (lost, gone, back, right) in [
        (Lost::Export, "may_export = FALSE", "may_export = TRUE", "the export permission"),
        (Lost::View, "may_view = FALSE", "may_view = TRUE", "the permission to view records"),
        (
            Lost::Sensitive,
            "may_see_sensitive = FALSE",
            "may_see_sensitive = TRUE",
            "the permission to see sensitive data",
        ),
        (Lost::Object, "is_limited = TRUE", "is_limited = FALSE", "the permission to see its object"),
        (
            Lost::SignIn,
            "deactivated_at = '2025-10-16 08:00:00.000000'",
            "deactivated_at = NULL",
            "the permission to sign in",
        ),
    ] {
        let form = bob.open(DIALOG).await.form(DIALOG).fill("props", "all").fill("name", lost.as_str());
        let id = export_in(&form.submit(&mut bob).await.path);
        test.sql(format!("UPDATE users SET {gone} WHERE name = 'Bob'"));
        test.run_jobs();
        test.sql(format!("UPDATE users SET {back} WHERE name = 'Bob'"));
        let ended = test.export(&id);
        assert_eq!((ended.state, ended.cancel_right), (State::Cancelled, Some(lost)), "{gone}");
        let page = alice.open(&format!("/exports/{id}")).await;
        assert!(page.says(&format!("{right} was missing, 16 Oct 2025, 10:23")), "{}", page.text());
        if lost != Lost::SignIn {
            let (mail, bell) = (told(&test, "Bob").unwrap(), bob.open(BELL).await);
            assert!(mail.contains(&format!("because {right} was missing")), "{mail}");
            assert!(bell.says(&format!("Your export was stopped: {right} was missing")), "{}", bell.text());
        }
    }
}

/// A contact's telephone number.
const PHONE: i64 = 4;

#[actix_web::test]
async fn an_export_ends_where_what_it_holds_or_looks_at_has_become_sensitive() {
    let test = TestApp::start().await;
    test.contacts(3).await;
    let mut alice = test.super_admin("Alice").await;
    let mut sam = test.signed_in("Sam", EXPORTER).await;
    let mut bob = test.exporter("Bob").await;
    let known = "?f=%5B%5B%7B%22p%22%3A4%2C%22known%22%3Afalse%7D%5D%5D";
    for (place, props) in [("", "all"), (known, "pick"), ("?sort=p4", "pick")] {
        let mut ids = Vec::new();
        for exporter in [&mut bob, &mut sam] {
            let form = exporter.open(&format!("{DIALOG}{place}")).await.form(DIALOG);
            let form = form.fill("props", props).tick("p", "1");
            ids.push(export_in(&form.submit(exporter).await.path));
        }
        test.sql(format!("UPDATE properties SET is_sensitive = TRUE WHERE id = {PHONE}"));
        test.run_jobs();
        test.sql(format!("UPDATE properties SET is_sensitive = FALSE WHERE id = {PHONE}"));
        let ended = test.export(&ids[0]);
        assert_eq!((ended.state, ended.cancel_right), (State::Cancelled, Some(Lost::Sensitive)), "{place}");
        let page = alice.open(&format!("/exports/{}", ids[0])).await;
        assert!(page.says("the permission to see sensitive data was missing"), "{}", page.text());
        assert_eq!(test.export(&ids[1]).state, State::Done, "{place}: who may see it has the file");
    }
}

#[actix_web::test]
async fn a_search_whose_words_are_being_taken_out_because_they_have_become_sensitive_is_not_exported() {
    let test = TestApp::start().await;
    test.contacts(3).await;
    let mut bob = test.exporter("Bob").await;
    let form = bob.open(&format!("{DIALOG}?q=name")).await.form(DIALOG).fill("props", "all");
    let id = export_in(&form.submit(&mut bob).await.path);
    test.sql("UPDATE objects SET is_search_paused = TRUE, derived_to = 0 WHERE id = 1");
    assert_eq!(test.run_lane("exports"), 1);
    let ended = test.export(&id);
    assert_eq!((ended.state, ended.cancel_right), (State::Cancelled, Some(Lost::Sensitive)));
}

#[actix_web::test]
async fn a_file_is_closed_to_who_may_not_see_what_has_become_sensitive_in_it() {
    let test = TestApp::start().await;
    test.contacts(3).await;
    let mut sam = test.signed_in("Sam", EXPORTER).await;
    let mut bob = test.exporter("Bob").await;
    for (exporter, status) in [(&mut bob, 403), (&mut sam, 200)] {
        let form = exporter.open(DIALOG).await.form(DIALOG).fill("props", "all");
        let id = export_in(&form.submit(exporter).await.path);
        test.run_jobs();
        let file = format!("/exports/{id}/file");
        assert_eq!(exporter.get(&file).await.status, 200);
        // Put away, it is as sensitive as it was.
        test.sql(format!(
            "UPDATE properties SET is_sensitive = TRUE, archived_at = '2025-10-16 08:00:00.000000' WHERE id = {PHONE}"
        ));
        assert_eq!(exporter.get(&file).await.status, status);
        test.sql(format!("UPDATE properties SET is_sensitive = FALSE, archived_at = NULL WHERE id = {PHONE}"));
    }
}

#[actix_web::test]
async fn where_every_property_is_sensitive_nothing_is_left_to_export() {
    let test = TestApp::start().await;
    test.contacts(1).await;
    test.sql("UPDATE properties SET is_sensitive = TRUE WHERE object_id = 1");
    let mut bob = test.exporter("Bob").await;
    for (props, sentence) in [
        ("view", "Your account may not export sensitive data"),
        ("all", "Your account may not export sensitive data"),
        ("pick", "Choose at least one property"),
    ] {
        let page = bob.open(DIALOG).await.form(DIALOG).fill("props", props).submit(&mut bob).await;
        assert_eq!(page.status, 422, "{props}: {}", page.text());
        assert!(page.says(sentence), "{}", page.text());
    }
    assert_eq!(test.number("SELECT count(*) AS n FROM exports"), 0);
}

#[actix_web::test]
async fn who_takes_another_right_is_not_said_to_have_taken_the_sensitive_one() {
    let test = TestApp::start().await;
    test.contacts(3).await;
    let mut alice = test.super_admin("Alice").await;
    let mut bob = test.signed_in("Bob", Rights { import: true, sensitive: false, ..EXPORTER }).await;
    let form = bob.open(DIALOG).await.form(DIALOG).fill("props", "all");
    let id = export_in(&form.submit(&mut bob).await.path);
    test.sql(format!("UPDATE properties SET is_sensitive = TRUE WHERE id = {PHONE}"));
    let user = format!("/settings/users/{}", test.named("Bob").await.public_id);
    alice.open(&user).await.form(&user).untick("import").submit(&mut alice).await;
    assert_eq!(test.export(&id).state, State::Queued);
    test.run_jobs();
    let ended = test.export(&id);
    assert_eq!((ended.state, ended.cancelled_by_name), (State::Cancelled, None));
}

#[actix_web::test]
async fn making_a_property_sensitive_ends_the_open_exports_of_who_may_not_see_it_at_once() {
    let test = TestApp::start().await;
    test.contacts(3).await;
    let mut alice = test.super_admin("Alice").await;
    let mut ids = Vec::new();
    for (name, props, rights) in [
        ("Bob", "all", Rights { sensitive: false, ..EXPORTER }),
        ("Cleo", "pick", Rights { sensitive: false, ..EXPORTER }),
        ("Sam", "all", EXPORTER),
    ] {
        let mut exporter = test.signed_in(name, rights).await;
        let form = exporter.open(DIALOG).await.form(DIALOG).fill("props", props);
        // Of Cleo's, the first name alone.
        let form = if props == "pick" { form.untick("p").tick("p", "1") } else { form };
        ids.push(export_in(&form.submit(&mut exporter).await.path));
    }
    let path = format!("/settings/properties/contacts/{PHONE}");
    let page = alice.open(&path).await.form(&path).tick("sensitive", "on").submit(&mut alice).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let ended = ids.iter().map(|id| test.export(id)).map(|export| (export.state, export.cancel_right));
    let ended: Vec<_> = ended.collect();
    assert_eq!(
        ended,
        [(State::Cancelled, Some(Lost::Sensitive)), (State::Queued, None), (State::Queued, None)],
        "before any worker looks"
    );
    assert!(alice.open(LOG).await.says("the permission to see sensitive data was missing"));
    assert!(told(&test, "Bob").unwrap().contains("because the permission to see sensitive data was missing"));
}
