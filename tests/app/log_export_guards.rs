//! Exports of the log meet the guards of any export (R1, R2, R5, R6, R7, R12, R16, R22, R25, R40): rights at the request, while it
//! is written and at the download; the hold, the cancel, the second try.

use chrono::Duration;
use waybill::db::exports as rows;
use waybill::domain::export::{CancelReason, FailureCode, Lost, State};
use waybill::jobs::Stop;
use waybill::jobs::export_records::{Step, turn_watched};

use crate::log_export::{DIALOG, PAGE, dialog, export, firsts, lines};
use crate::log_pages::copy;
use crate::support::{Browser, TestApp, export_in};

/// Sets somebody's rights through the form.
async fn untick(test: &TestApp, admin: &mut Browser, name: &str, fields: &[&str]) {
    let path = format!("/settings/users/{}", test.named(name).await.public_id);
    let form = admin.open(&path).await.form(&path);
    let page = fields.iter().fold(form, |form, field| form.untick(field)).submit(admin).await;
    assert_eq!(page.status, 200, "{}", page.text());
}

/// A worker is at its export; something happens when it has read the rows.
fn with_the_file_whole(test: &TestApp, mut happens: impl FnMut()) {
    turn_watched(&test.app, &Stop::default(), &mut |step| {
        if matches!(step, Step::Whole) {
            happens();
        }
        Ok(())
    })
    .unwrap();
}

#[actix_web::test]
async fn an_exporter_takes_their_own_rows_and_a_member_none() {
    let test = TestApp::start().await;
    let (_, mut bob) = (test.super_admin("Alice").await, test.exporter("Bob").await);
    let alice = test.words("SELECT public_id AS words FROM users WHERE name = 'Alice'").await.remove(0);
    test.put(test.row("Bob", "bobs.csv")).await;
    test.put(test.row("Alice", "alices.csv")).await;
    // Asking for somebody else's by hand finds one's own all the same, as on the page.
    let form = bob.open(&format!("{DIALOG}?user={alice}")).await.form(DIALOG);
    let id = export_in(&form.submit(&mut bob).await.path);
    test.run_jobs();
    assert_eq!(firsts(&test, &id), ["bobs.csv"]);
    assert!(bob.open(PAGE).await.says("Own exports Export audit"));

    let mut carol = test.member("Carol").await;
    assert_eq!(carol.open(DIALOG).await.status, 403);
    let token = ("csrf".to_owned(), carol.open("/").await.form("/sign-out").value("csrf").unwrap().to_owned());
    assert_eq!(carol.post_only(DIALOG, &[token, ("name".into(), "x".into())], &[]).await.status, 403);
    assert_eq!(bob.post_only(DIALOG, &[("name".into(), "x".into())], &[]).await.status, 403, "no token");
    assert!(test.stranger().open(DIALOG).await.path.starts_with("/sign-in"));
    assert_eq!(test.number("SELECT count(*) AS n FROM exports"), 3);
}

#[actix_web::test]
async fn a_large_export_of_the_log_is_told_of_held_and_can_be_cancelled() {
    let test = TestApp::start().await;
    let (mut alice, mut bob) = (test.super_admin("Alice").await, test.exporter("Bob").await);
    let earlier = test.now() - Duration::days(2);
    let id = test.put(test.row("Bob", "a.csv").cancelled_by("Alice").asked_for(earlier)).await;
    copy(&test, &id, 1_001);
    let alice_id = test.id_of("Alice");
    test.threshold(alice_id, 1_000);
    let id = export(&mut bob, "?q=a").await;
    let held = test.export(&id);
    assert_eq!((held.state, held.records), (State::Running, 1_002));
    test.run_jobs();
    assert_eq!(test.export(&id).details.started_at, None, "nothing was read");
    let mail = test.mails().remove(0);
    assert_eq!(mail.subject, "Large export: Bob is exporting 1,002 rows of the export audit");
    assert!(mail.text.contains("Source: Export audit: Own exports\n"), "{}", mail.text);
    assert!(alice.open("/notifications").await.says("Bob started a large export"));
    let page = alice.open(&format!("/exports/{id}/cancel")).await;
    page.form("/exports/").submit(&mut alice).await;
    assert_eq!(test.export(&id).state, State::Cancelled);
    test.pass(Duration::seconds(60));
    test.run_jobs();
    assert!(test.files_left().is_empty());
    test.sql("UPDATE users SET lang = 'fr'");
    let id = export_in(&bob.open(DIALOG).await.form(DIALOG).submit(&mut bob).await.path);
    assert_eq!(test.export(&id).name, "audit-des-exports-2025-10-16.csv");
    test.run_jobs();
    let mail = test.mails().pop().unwrap();
    assert!(mail.text.contains("Source\u{a0}: Audit des exports\u{a0}: Exports personnels\n"), "{}", mail.text);
    assert!(!mail.text.contains("Filtre"), "all of it left");
}

#[actix_web::test]
async fn who_is_super_admin_no_more_gets_nothing_of_everybodys_log() {
    let test = TestApp::start().await;
    let (mut alice, mut carol) = (test.super_admin("Alice").await, test.super_admin("Carol").await);
    test.exporter("Bob").await;
    test.put(test.row("Bob", "bobs.csv")).await;
    let ready = export(&mut carol, "").await;
    test.run_jobs();
    let file = format!("/exports/{ready}/file");
    assert_eq!(carol.get(&file).await.status, 200);
    let queued = export(&mut carol, "?state=ready").await;
    untick(&test, &mut alice, "Carol", &["super"]).await;
    let export_of = |id: &str| test.export(id);
    let ended = export_of(&queued);
    assert_eq!((ended.state, ended.cancel_reason), (State::Cancelled, Some(CancelReason::Rights)));
    assert_eq!((ended.cancel_right, ended.cancelled_by_name.as_deref()), (Some(Lost::Log), Some("Alice")), "at once");
    assert!(alice.open(PAGE).await.says("the right to see its rows was taken away by Alice"));
    test.run_jobs();
    let mails = test.mails();
    let told = mails.iter().find(|mail| mail.subject.contains("was cancelled")).unwrap();
    assert!(told.text.contains("because Alice took the right to see its rows away from you"), "{}", told.text);

    // The file that is there already: the row stays hers, the rows in it are not.
    let mut carol = test.sign_in("Carol").await;
    let bell = carol.open("/notifications").await;
    assert!(bell.says("Your export was stopped: Alice took away the right to see its rows"), "{}", bell.text());
    assert!(carol.open(PAGE).await.says("Exports of all users"));
    assert_eq!(carol.get(&file).await.status, 403);
    assert_eq!(test.trail(&ready).last().unwrap(), "download.refused");
    assert_eq!(alice.get(&file).await.status, 200);
    let own = export(&mut carol, "").await;
    test.run_jobs();
    assert_eq!(export_of(&own).state, State::Done, "her own rows she may have");
    assert!(!firsts(&test, &own).contains(&"bobs.csv".to_owned()));
}

#[actix_web::test]
async fn a_right_that_goes_while_the_log_is_written_leaves_no_file() {
    let test = TestApp::start().await;
    let (mut alice, mut bob) = (test.super_admin("Alice").await, test.exporter("Bob").await);
    test.super_admin("Carol").await;
    test.put(test.row("Bob", "bobs.csv")).await;
    let id = export(&mut alice, "").await;
    with_the_file_whole(&test, || test.sql("UPDATE users SET is_super_admin = false WHERE name = 'Alice'"));
    let ended = test.export(&id);
    assert_eq!((ended.state, ended.cancel_reason), (State::Cancelled, Some(CancelReason::Rights)));
    assert_eq!(test.files_left().len(), 1, "the file of bobs.csv alone");

    // Limited to deals since: the rows about contacts are closed (R6).
    let id = export(&mut bob, "").await;
    let bob_id = test.id_of("Bob");
    with_the_file_whole(&test, || {
        test.sql(format!("INSERT INTO user_objects (user_id, object_id) VALUES ({bob_id}, 3)"));
        test.sql("UPDATE users SET is_limited = true WHERE name = 'Bob'");
    });
    assert_eq!(test.export(&id).state, State::Cancelled);
    let id = export(&mut bob, "").await;
    test.run_jobs();
    assert_eq!(
        (test.export(&id).state, firsts(&test, &id).len()),
        (State::Done, 1),
        "his first try, which is of no object"
    );
}

#[actix_web::test]
async fn a_cancel_while_the_log_is_written_wins() {
    let test = TestApp::start().await;
    let (mut alice, _) = (test.super_admin("Alice").await, test.exporter("Bob").await);
    let id = export_in(&alice.open(DIALOG).await.form(DIALOG).submit(&mut alice).await.path);
    with_the_file_whole(&test, || {
        let (now, by) = (test.now(), waybill::domain::viewer::Actor::system());
        test.app.db.write_now(|c| rows::cancel(c, &id, &by, now)).unwrap();
    });
    assert_eq!(test.export(&id).state, State::Cancelled);
    assert!(test.files_left().is_empty());
}

#[actix_web::test]
async fn a_failed_export_of_the_log_can_be_asked_for_again_as_it_was() {
    let test = TestApp::start().await;
    let (mut alice, mut bob) = (test.super_admin("Alice").await, test.exporter("Bob").await);
    let query = "?q=x&source=view&state=failed&from=2025-10-01&to=2025-10-16&more=2&less=8&sort=most";
    test.put(test.row("Bob", "x.csv").from("view", "V").failed("disk", "").records(5)).await;
    let form =
        dialog(&mut bob, query).await.form(DIALOG).fill("props", "pick").untick("p").tick("p", "20").tick("p", "2");
    let id = export_in(&form.fill("name", "pour l’audit").untick("guard").submit(&mut bob).await.path);
    let (limits, now) = (rows::Limits::from(&*test.app.config), test.now());
    test.app
        .db
        .write_now(|c| {
            let claimed = rows::claim(c, limits, now)?.unwrap();
            rows::fail(c, claimed.id, claimed.details.attempt, FailureCode::Disk, "", 0, now)
        })
        .unwrap();
    let page = bob.open(&format!("{PAGE}?source=log")).await.click("Export again", &mut bob).await;
    let form = page.form(DIALOG);
    for (field, value) in [
        ("name", "pour l’audit"),
        ("q", "x"),
        ("source", "view"),
        ("state", "failed"),
        ("from", "2025-10-01"),
        ("to", "2025-10-16"),
        ("more", "2"),
        ("less", "8"),
        ("sort", "most"),
        ("props", "pick"),
    ] {
        assert_eq!(form.value(field), Some(value), "{field}");
    }
    assert_eq!(form.value("guard"), None);
    let picked: Vec<&str> = form.fields.iter().filter(|(key, _)| key == "p").map(|(_, id)| id.as_str()).collect();
    assert_eq!(picked, ["20", "2"]);
    let again = export_in(&form.submit(&mut bob).await.path);
    test.run_jobs();
    assert_eq!(lines(&test, &again), ["SHA-256,Name", ",x.csv"]);
    assert_eq!(alice.open(&format!("{DIALOG}?again={id}")).await.status, 404, "somebody else's");
    let records = test.put(test.row("Bob", "y.csv").failed("disk", "")).await;
    assert_eq!(bob.open(&format!("{DIALOG}?again={records}")).await.status, 404, "of records");
    assert_eq!(bob.open(&format!("/records/contacts/export?again={id}")).await.status, 404);
}
