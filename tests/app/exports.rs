//! Asking for an export and getting its file (R5, R8, R12, R13, R16, R30, R31, R33, R34, R35, R36).

use chrono::Duration;
use waybill::db::exports as rows;
use waybill::db::users;
use waybill::domain::export::{CancelReason, FailureCode, State};
use waybill::domain::standing::Standing;
use waybill::domain::user::{Rights, User};
use waybill::domain::viewer::Actor;

use crate::support::{Browser, CONTACTS, Page, TestApp, export_in};

const DIALOG: &str = "/records/contacts/export";

/// Sends the dialog as it opens, and answers the new export's key.
pub(crate) async fn export(browser: &mut Browser) -> String {
    let page = browser.open(DIALOG).await;
    sent(page.form(DIALOG).submit(browser).await)
}

/// The same under a name, so that it is another request.
pub(crate) async fn export_named(browser: &mut Browser, name: &str) -> String {
    let page = browser.open(DIALOG).await;
    sent(page.form(DIALOG).fill("name", name).submit(browser).await)
}

fn sent(page: Page) -> String {
    export_in(&page.path)
}

fn lines(bytes: &[u8]) -> Vec<String> {
    String::from_utf8(bytes.to_vec()).unwrap().trim_start_matches('\u{feff}').lines().map(str::to_owned).collect()
}

const EXPORTER: Rights =
    Rights { super_admin: false, view: true, edit: false, import: false, export: true, sensitive: false };

#[actix_web::test]
async fn the_dialog_says_how_many_records_will_leave_and_offers_a_dated_name() {
    let test = TestApp::start().await;
    test.contacts(3).await;
    // 23:30 UTC is the next day in Paris, where Bob lives.
    test.pass(Duration::hours(15) + Duration::minutes(7));
    let mut bob = test.exporter("Bob").await;
    let page = bob.open(DIALOG).await;
    assert!(page.says("3 records from"), "{}", page.text());
    let form = page.form(DIALOG);
    assert_eq!(form.value("name"), Some("contacts-2025-10-17"));
    assert_eq!(
        (form.value("bom"), form.value("guard"), form.value("separator")),
        (Some("on"), Some("on"), Some("comma"))
    );
    assert!(!page.says("Passport number"), "sensitive properties are not offered without the right");
    assert!(!page.has(".when-sensitive"));

    let mut alice = test.super_admin("Alice").await;
    let page = alice.open(DIALOG).await;
    assert!(page.says("Passport number") && page.says("This file will contain sensitive data"));
    assert!(page.has("input[value=all][data-sensitive]"));
    assert!(!page.has("input[value=view][data-sensitive]"), "no column of the view is sensitive");

    let fragment = alice.get_with(DIALOG, &[("x-fragment", "1")]).await.text();
    assert!(fragment.contains("<dialog") && !fragment.contains("<html"));
    assert_eq!(bob.open("/records/ships/export").await.status, 404);
}

#[actix_web::test]
async fn an_export_holds_the_records_that_the_dialog_counted() {
    let test = TestApp::start().await;
    test.contacts(3).await;
    let mut bob = test.exporter("Bob").await;
    let id = export(&mut bob).await;
    let queued = test.export(&id);
    assert_eq!((queued.state, queued.records, queued.name.as_str()), (State::Queued, 3, "contacts-2025-10-16.csv"));
    assert_eq!(
        (queued.details.user_email.as_str(), queued.details.request_ip.as_deref()),
        ("bob@halle.example", Some("127.0.0.1"))
    );
    test.run_jobs();
    let done = test.export(&id);
    assert_eq!((done.state, done.records, done.records_done), (State::Done, 3, 3));
    assert_eq!(done.standing(test.now()), Standing::Ready(test.now() + Duration::days(30)));
    let bytes = test.file_of(&id);
    assert!(bytes.starts_with("\u{feff}".as_bytes()));
    assert_eq!(done.file_bytes, Some(i64::try_from(bytes.len()).unwrap()));
    assert_eq!(done.details.file_sha256, Some(waybill::secret::sha256_hex(&bytes)));
    let lines = lines(&bytes);
    assert_eq!(lines.len(), 4);
    assert!(lines[0].contains("First name") && lines[1].contains("Name 3") && lines[3].contains("Name 1"), "{lines:?}");
    assert_eq!(test.trail(&id), ["export.requested", "export.started", "export.finished"]);
    assert_eq!(test.mails_to("ready", "Bob"), 1);
}

#[actix_web::test]
async fn separator_header_mark_and_guard_are_as_chosen() {
    let test = TestApp::start().await;
    test.records(CONTACTS, [r#"{"p1":"=1+1","p4":"+33 6 12","p18":"-5","p22":"@x;y"}"#.to_owned()]).await;
    let mut bob = test.exporter("Bob").await;
    let form = bob.open(DIALOG).await.form(DIALOG).fill("props", "pick").untick("p");
    let form = form.tick("p", "1").tick("p", "4").tick("p", "18").tick("p", "22");
    let guarded = sent(form.clone().fill("separator", "semicolon").fill("header", "fr").submit(&mut bob).await);
    let plain = form.fill("name", "machine").fill("header", "internal").fill("separator", "tab");
    let plain = sent(plain.untick("bom").untick("guard").submit(&mut bob).await);
    test.run_jobs();
    let guarded = lines(&test.file_of(&guarded));
    assert!(guarded[0].starts_with("Prénom;"), "{guarded:?}");
    assert_eq!(guarded[1], r#"'=1+1;+33 6 12;-5;"'@x;y""#);
    let file = test.file_of(&plain);
    assert!(!file.starts_with("\u{feff}".as_bytes()));
    assert_eq!(
        String::from_utf8(file).unwrap(),
        "first_name\tphone\tlead_score\tnotes\r\n=1+1\t+33 6 12\t-5\t@x;y\r\n"
    );
    assert!(!test.export(&sent_last(&test)).details.request.guard, "the details can say that the guard was off");
}

fn sent_last(test: &TestApp) -> String {
    let id = test.number("SELECT max(id) AS n FROM exports");
    test.app.db.read_now(|c| rows::find(c, id)).unwrap().unwrap().public_id
}

#[actix_web::test]
async fn a_wrong_name_is_refused_beside_the_field_and_kept() {
    let test = TestApp::start().await;
    let mut bob = test.exporter("Bob").await;
    let form = bob.open(DIALOG).await.form(DIALOG);
    for (name, sentence) in [
        (" ", "Enter a file name."),
        ("a\u{202e}b", "Remove the invisible characters from the file name."),
        (&"x".repeat(201), "Enter 200 characters or fewer."),
    ] {
        let page = form.clone().fill("name", name).fill("separator", "tab").submit(&mut bob).await;
        assert_eq!(page.status, 422);
        assert!(page.says(sentence), "{}", page.text());
        let kept = page.form(DIALOG);
        assert_eq!((kept.value("name"), kept.value("separator")), (Some(name), Some("tab")));
    }
    let page = form.clone().fill("props", "pick").untick("p").submit(&mut bob).await;
    assert_eq!(page.status, 422);
    assert!(page.says("Choose at least one property."));
    assert_eq!(test.number("SELECT count(*) AS n FROM exports"), 0);
}

#[actix_web::test]
async fn only_those_with_the_right_export() {
    let test = TestApp::start().await;
    let mut carol = test.member("Carol").await;
    let mut stranger = test.stranger();
    assert!(stranger.open(DIALOG).await.path.starts_with("/sign-in"));
    let page = carol.open(DIALOG).await;
    assert_eq!(page.status, 403);
    let token = ("csrf".to_owned(), carol.open("/").await.form("/sign-out").value("csrf").unwrap().to_owned());
    let answer = carol.post_only(DIALOG, &[token, ("name".into(), "x".into())], &[]).await;
    assert_eq!(answer.status, 403);
    let mut bob = test.exporter("Bob").await;
    assert_eq!(bob.post_only(DIALOG, &[("name".into(), "x".into())], &[]).await.status, 403, "no token");
    assert_eq!(test.number("SELECT count(*) AS n FROM exports"), 0);
}

#[actix_web::test]
async fn sensitive_properties_are_refused_without_the_right_even_when_forged() {
    let test = TestApp::start().await;
    test.records(CONTACTS, [r#"{"p1":"Ada","p16":"X123"}"#.to_owned()]).await;
    let mut bob = test.exporter("Bob").await;
    let form = bob.open(DIALOG).await.form(DIALOG).fill("props", "pick");
    let page = form.clone().tick("p", "16").submit(&mut bob).await;
    assert_eq!(page.status, 422);
    assert!(page.says("Your account may not export sensitive data."));
    assert_eq!(form.clone().tick("p", "999999").submit(&mut bob).await.status, 422);
    assert_eq!(form.clone().tick("p", "32").submit(&mut bob).await.status, 422, "a property of another object");
    assert_eq!(form.tick("p", "x").submit(&mut bob).await.status, 400);
    let all = bob.open(DIALOG).await.form(DIALOG).fill("props", "all");
    let id = sent(all.submit(&mut bob).await);
    test.run_jobs();
    assert!(!String::from_utf8(test.file_of(&id)).unwrap().contains("X123"));
    assert!(!test.export(&id).is_sensitive);

    let mut alice = test.super_admin("Alice").await;
    let id = sent(alice.open(DIALOG).await.form(DIALOG).fill("props", "all").submit(&mut alice).await);
    test.run_jobs();
    assert!(String::from_utf8(test.file_of(&id)).unwrap().contains("X123"));
    assert!(test.export(&id).is_sensitive);
}

#[actix_web::test]
async fn a_property_that_was_archived_meanwhile_is_said_beside_the_list_and_the_rest_is_kept() {
    let test = TestApp::start().await;
    let mut bob = test.exporter("Bob").await;
    let form = bob.open(DIALOG).await.form(DIALOG).fill("props", "pick").untick("p");
    let form = form.tick("p", "4").tick("p", "1").tick("p", "3").fill("name", "Tour d’été").fill("separator", "tab");
    test.sql("UPDATE properties SET archived_at = '2025-10-16 08:23:00.000000' WHERE id = 4");
    let page = form.submit(&mut bob).await;
    assert_eq!(page.status, 422);
    let sentence = "A chosen property is no longer there. Check the list and export again.";
    assert!(page.text_of("#props-error").concat().contains(sentence), "{}", page.text());
    assert_eq!(test.number("SELECT count(*) AS n FROM exports"), 0);
    let kept = page.form(DIALOG);
    assert_eq!((kept.value("name"), kept.value("separator")), (Some("Tour d’été"), Some("tab")));
    let ticked: Vec<&str> = kept.fields.iter().filter(|(key, _)| key == "p").map(|(_, id)| id.as_str()).collect();
    assert_eq!((kept.value("props"), ticked), (Some("pick"), vec!["1", "3"]));
    let id = sent(kept.submit(&mut bob).await);
    assert_eq!(test.export(&id).details.request.columns.len(), 2);
}

#[actix_web::test]
async fn an_identical_request_on_its_way_is_not_started_twice() {
    let test = TestApp::start().await;
    let mut bob = test.exporter("Bob").await;
    // Each dialog is a form of its own: the same form sent twice is another story.
    let (form, again) = (bob.open(DIALOG).await.form(DIALOG), bob.open(DIALOG).await.form(DIALOG));
    let (mut tab, mut click) = (bob.clone(), bob.clone());
    let (one, two) = futures_util::join!(form.clone().send(&mut tab), again.send(&mut click));
    assert_eq!(export_in(&one.path), export_in(&two.path));
    assert_eq!(test.number("SELECT count(*) AS n FROM exports"), 1);
    let page = bob.open(DIALOG).await.form(DIALOG).submit(&mut bob).await;
    assert!(page.says("The same export is already on its way."), "{}", page.text());
    assert_eq!(export_in(&page.path), export_in(&one.path));
    let other = sent(form.fill("separator", "tab").submit(&mut bob).await);
    assert_ne!(other, export_in(&one.path));
    let mut carl = test.exporter("Carl").await;
    assert_ne!(export(&mut carl).await, export_in(&one.path), "another user's is another one");
    test.run_jobs();
    assert_ne!(export(&mut bob).await, export_in(&one.path), "a finished one is over");
}

#[actix_web::test]
async fn a_days_exports_are_limited_and_failed_ones_do_not_count() {
    let test = TestApp::with(|config| config.exports_per_day = 2).await;
    let mut bob = test.exporter("Bob").await;
    export_named(&mut bob, "one").await;
    test.pass(Duration::hours(1));
    export_named(&mut bob, "two").await;
    let page = bob.open(DIALOG).await.form(DIALOG).fill("name", "three").submit(&mut bob).await;
    assert_eq!(page.status, 422);
    assert!(page.says("You have started 2 exports in the last 24 hours, the limit."), "{}", page.text());
    assert!(page.says("17 Oct 2025, 10:23"), "{}", page.text());
    assert_eq!(page.form(DIALOG).value("name"), Some("three"));
    test.sql("UPDATE exports SET state = 'failed' WHERE name = 'two.csv'");
    export_named(&mut bob, "three").await;
    test.pass(Duration::hours(23));
    let mut bob = test.sign_in("Bob").await;
    export_named(&mut bob, "four").await;
}

#[actix_web::test]
async fn one_export_of_a_user_runs_and_the_rest_wait() {
    let test = TestApp::start().await;
    let (mut bob, mut carl) = (test.exporter("Bob").await, test.exporter("Carl").await);
    let first = export_named(&mut bob, "one").await;
    export_named(&mut bob, "two").await;
    let third = export_named(&mut carl, "three").await;
    let limits = rows::Limits::from(&*test.app.config);
    let now = test.now();
    let claim = || test.app.db.write_now(|c| rows::claim(c, limits, now)).unwrap().map(|export| export.public_id);
    assert_eq!(claim(), Some(first));
    assert_eq!(claim(), Some(third));
    assert_eq!(claim(), None);
}

#[actix_web::test]
async fn an_export_above_a_threshold_is_held_before_its_first_record_and_told_to_those_it_passes() {
    let test = TestApp::start().await;
    let (alice, berta) = (test.user("Alice", Rights::SUPER_ADMIN).await, test.user("Berta", Rights::SUPER_ADMIN).await);
    test.threshold(alice, 1_000);
    test.threshold(berta, 275_000);
    let mut bob = test.exporter("Bob").await;
    test.contacts(1_000).await;
    let small = export_named(&mut bob, "a thousand").await;
    assert_eq!(test.export(&small).state, State::Queued);
    test.run_jobs();
    assert_eq!(test.export(&small).state, State::Done);
    assert_eq!(test.mails_to("large", "Alice"), 0, "exactly the threshold tells nobody");

    test.contacts(1).await;
    let large = export_named(&mut bob, "one more").await;
    assert_eq!(test.export(&large).standing(test.now()), Standing::Held(test.now() + Duration::seconds(60)));
    assert_eq!((test.mails_to("large", "Alice"), test.mails_to("large", "Berta")), (1, 0));
    test.run_jobs();
    assert_eq!(test.export(&large).details.started_at, None, "nothing was read");
    test.pass(Duration::seconds(59));
    test.run_jobs();
    assert_eq!(test.export(&large).state, State::Running);
    test.pass(Duration::seconds(1));
    test.run_jobs();
    assert_eq!(test.export(&large).state, State::Done);
    assert_eq!(test.mails_to("large", "Alice"), 1, "told once");
    assert_eq!(test.trail(&large), ["export.requested", "export.notified", "export.started", "export.finished"]);
}

#[actix_web::test]
async fn without_a_hold_a_large_export_starts_right_after_the_notice() {
    let test = TestApp::start().await;
    test.hold(0).await;
    let alice = test.user("Alice", Rights::SUPER_ADMIN).await;
    test.threshold(alice, 1);
    test.contacts(2).await;
    let mut bob = test.exporter("Bob").await;
    let id = export(&mut bob).await;
    assert_eq!((test.export(&id).state, test.mails_to("large", "Alice")), (State::Queued, 1));
    test.run_jobs();
    assert_eq!(test.export(&id).state, State::Done);
}

#[actix_web::test]
async fn held_exports_occupy_neither_a_worker_nor_the_users_place() {
    let test = TestApp::start().await;
    let alice = test.user("Alice", Rights::SUPER_ADMIN).await;
    test.threshold(alice, 1);
    test.contacts(2).await;
    let mut bob = test.exporter("Bob").await;
    let held = export_named(&mut bob, "held").await;
    test.sql("DELETE FROM records");
    let small = export_named(&mut bob, "small").await;
    test.run_jobs();
    assert_eq!((test.export(&held).state, test.export(&small).state), (State::Running, State::Done));
}

#[actix_web::test]
async fn a_count_that_grew_while_queued_is_judged_and_held_at_the_start() {
    let test = TestApp::start().await;
    let alice = test.user("Alice", Rights::SUPER_ADMIN).await;
    test.threshold(alice, 5);
    test.contacts(5).await;
    let mut bob = test.exporter("Bob").await;
    let id = export(&mut bob).await;
    assert_eq!(test.mails_to("large", "Alice"), 0);
    test.contacts(1).await;
    test.run_jobs();
    let held = test.export(&id);
    assert_eq!(held.standing(test.now()), Standing::Held(test.now() + Duration::seconds(60)));
    assert_eq!((held.records, held.records_done, test.mails_to("large", "Alice")), (6, 0, 1));
    assert!(test.files_left().is_empty());
    test.pass(Duration::seconds(60));
    test.run_jobs();
    assert_eq!((test.export(&id).state, test.mails_to("large", "Alice")), (State::Done, 1));
}

#[actix_web::test]
async fn losing_the_right_ends_queued_and_held_exports_and_is_asked_again_at_the_start() {
    let test = TestApp::start().await;
    let alice = test.user("Alice", Rights::SUPER_ADMIN).await;
    test.contacts(2).await;
    let mut bob = test.exporter("Bob").await;
    let queued = export_named(&mut bob, "queued").await;
    test.threshold(alice, 1);
    let held = export_named(&mut bob, "held").await;
    let (bob_id, now) = (test.id_of("Bob"), test.now());
    test.app
        .db
        .write_now(|c| {
            let bob = users::find(c, bob_id)?.unwrap();
            let without = User { rights: Rights { export: false, ..bob.rights }, ..bob };
            rows::cancel_of_user(c, &without, &Actor::system(), now)
        })
        .unwrap();
    for id in [&queued, &held] {
        let export = test.export(id);
        assert_eq!((export.state, export.cancel_reason), (State::Cancelled, Some(CancelReason::Rights)));
    }
    // A right that went past the cancelling, as in an import of users, is noticed by the worker.
    let late = export_named(&mut bob, "late").await;
    test.sql("UPDATE users SET may_export = false WHERE name = 'Bob'");
    test.pass(Duration::seconds(60));
    test.run_jobs();
    let export = test.export(&late);
    assert_eq!((export.state, export.cancel_reason), (State::Cancelled, Some(CancelReason::Rights)));
    assert!(test.files_left().is_empty());
}

#[actix_web::test]
async fn losing_sensitive_data_ends_a_sensitive_export_only() {
    let test = TestApp::start().await;
    let mut bob = test.signed_in("Bob", Rights { sensitive: true, ..EXPORTER }).await;
    let form = bob.open(DIALOG).await.form(DIALOG);
    let plain = sent(form.clone().submit(&mut bob).await);
    let sensitive = sent(form.fill("props", "all").submit(&mut bob).await);
    test.sql("UPDATE users SET may_see_sensitive = false WHERE name = 'Bob'");
    test.run_jobs();
    assert_eq!((test.export(&plain).state, test.export(&sensitive).state), (State::Done, State::Cancelled));
}

#[actix_web::test]
async fn losing_sensitive_data_ends_an_export_that_is_filtered_or_sorted_by_some() {
    let test = TestApp::start().await;
    test.records(CONTACTS, [r#"{"p1":"Ada","p16":"X123"}"#.to_owned()]).await;
    let mut bob = test.signed_in("Bob", Rights { sensitive: true, ..EXPORTER }).await;
    let filter = "f=%5B%5B%7B%22p%22%3A16%2C%22contains%22%3A%22X1%22%7D%5D%5D";
    for (query, archived_at) in [(filter, "NULL"), ("sort=p16", "NULL"), (filter, "'2025-10-16 08:23:00.000000'")] {
        test.sql(format!("UPDATE properties SET archived_at = {archived_at} WHERE id = 16"));
        let form = bob.open(&format!("{DIALOG}?{query}")).await.form(DIALOG);
        let early = sent(form.clone().fill("name", "early").submit(&mut bob).await);
        test.run_jobs();
        let done = test.export(&early);
        assert_eq!((done.state, done.records, done.is_sensitive), (State::Done, 1, false), "{query}");
        let late = sent(form.fill("name", "late").submit(&mut bob).await);
        test.sql("UPDATE users SET may_see_sensitive = false WHERE name = 'Bob'");
        assert_eq!(bob.get(&format!("/exports/{early}/file")).await.status, 403, "{query}");
        test.run_jobs();
        let export = test.export(&late);
        assert_eq!((export.state, export.cancel_reason), (State::Cancelled, Some(CancelReason::Rights)), "{query}");
        test.sql("UPDATE users SET may_see_sensitive = true WHERE name = 'Bob'");
        assert_eq!(bob.get(&format!("/exports/{early}/file")).await.status, 200, "{query}");
    }
}

#[actix_web::test]
async fn a_failed_export_can_be_asked_for_again_as_it_was() {
    let test = TestApp::start().await;
    let mut bob = test.exporter("Bob").await;
    let form = bob.open(DIALOG).await.form(DIALOG).fill("props", "pick").untick("p").tick("p", "3").tick("p", "9");
    let id = sent(form.fill("name", "Tour d’été").fill("separator", "tab").untick("bom").submit(&mut bob).await);
    let again = format!("{DIALOG}?again={id}");
    assert_eq!(bob.open(&again).await.status, 404, "only a failed one");
    let (limits, now) = (rows::Limits::from(&*test.app.config), test.now());
    test.app
        .db
        .write_now(|c| {
            let claimed = rows::claim(c, limits, now)?.unwrap();
            rows::fail(c, claimed.id, claimed.details.attempt, FailureCode::Disk, "", 0, now)
        })
        .unwrap();
    assert_eq!(test.mails_to("failed", "Bob"), 1);
    let form = bob.open(&again).await.form(DIALOG);
    assert_eq!((form.value("name"), form.value("separator")), (Some("Tour d’été"), Some("tab")));
    assert_eq!((form.value("props"), form.value("bom")), (Some("pick"), None));
    let picked: Vec<&str> = form.fields.iter().filter(|(key, _)| key == "p").map(|(_, id)| id.as_str()).collect();
    assert_eq!(picked, ["3", "9"]);
    assert_ne!(sent(form.submit(&mut bob).await), id);
    let mut carl = test.exporter("Carl").await;
    let mut alice = test.super_admin("Alice").await;
    assert_eq!(carl.open(&again).await.status, 404);
    assert_eq!(alice.open(&again).await.status, 404);
}
