//! Two processes of one installation: they share a database and a file store, and nothing else (R72).

use reqwest::Method;
use waybill::db::imports::{self, Going};
use waybill::jobs::{self, Stop};

use crate::exports::export;
use crate::support::TestApp;
use crate::support::imports::{EDITOR, begin};

#[actix_web::test]
async fn a_session_and_an_export_of_one_process_are_those_of_the_other() {
    let one = TestApp::start().await;
    let two = one.second_process();
    let mut bob = one.exporter("Bob").await;
    one.contacts(3).await;

    bob.url.clone_from(&two.url);
    assert_eq!(bob.open("/settings/profile").await.path, "/settings/profile", "signed in at the other too");
    bob.url.clone_from(&one.url);
    let id = export(&mut bob).await;
    assert!(two.run_jobs() > 0, "the other one does the work");
    let log = bob.open("/settings/import-export").await;
    let file = bob.get(&log.link("Download").unwrap()).await;
    assert_eq!((file.status.as_u16(), file.body), (200, one.file_of(&id)));
    assert_eq!(two.mails().len(), 1, "whose mail is taken is not taken again");
    assert_eq!(one.run_jobs(), 0, "nothing is left to do");

    bob.url.clone_from(&two.url);
    let out = bob.open("/settings/profile").await.form("/sign-out");
    let before = bob.clone();
    out.submit(&mut bob).await;
    let mut stolen = before;
    stolen.url.clone_from(&one.url);
    let answer = stolen.send(Method::GET, "/settings/profile", &[], None).await;
    assert!(answer.location().starts_with("/sign-in"), "a session that one ended is over at the other");
}

#[actix_web::test]
async fn failures_to_sign_in_are_counted_over_all_processes() {
    let one = TestApp::start().await;
    let two = one.second_process();
    one.super_admin_unseen("Alice").await;
    for n in 0..5 {
        let test = if n % 2 == 0 { &one } else { &two };
        let mut browser = test.stranger();
        let form = browser.open("/sign-in").await.form("/sign-in").fill("email", "alice@halle.example");
        let status = form.fill("password", "guess").send(&mut browser).await.status;
        assert_eq!(status.as_u16(), if n < 4 { 422 } else { 429 }, "guess {n}");
    }
}

#[actix_web::test]
async fn a_cancel_at_one_process_stops_the_worker_of_the_other() {
    let one = TestApp::start().await;
    let two = one.second_process();
    let (mut alice, mut bob) = (one.super_admin("Alice").await, one.exporter("Bob").await);
    one.contacts(3).await;
    let id = export(&mut bob).await;
    let limits = waybill::db::exports::Limits::from(&*two.app.config);
    let claimed = two.app.db.write_now(|c| waybill::db::exports::claim(c, limits, two.now())).unwrap().unwrap();
    let path = format!("/exports/{id}/cancel");
    alice.open(&path).await.form(&path).submit(&mut alice).await;
    let goes_on = two.app.db.write_now(|c| waybill::db::exports::beat(c, claimed.id, 1, 1, two.now())).unwrap();
    assert!(!goes_on, "the next sign of life tells it");
    assert!(two.files_left().is_empty() && one.files_left().is_empty());
}

#[actix_web::test]
async fn a_file_that_was_sent_to_one_process_is_imported_and_undone_by_another() {
    let one = TestApp::start().await;
    let two = one.second_process();
    let mut ines = one.signed_in("Ines", EDITOR).await;
    let csv = String::from("Last name\n") + &"Doe\n".repeat(12_000);
    let page = begin(&mut ines, "contacts", "many.csv", csv.as_bytes()).await;
    // The first breaks off after a batch; the other goes on from there.
    jobs::take_import(&one.app, &Stop::at_look(1)).unwrap();
    one.leave_as_killed("imports");
    assert_eq!(two.run_lane("imports"), 0, "its lease still runs");
    one.pass(chrono::Duration::seconds(31));
    two.run_lane("imports");
    let mut ines = two.sign_in("Ines").await;
    let page = ines.open(&page.path).await;
    assert!(page.says("12,000 records added"), "{}", page.text());
    let asked = page.click("Undo import", &mut ines).await;
    let action = asked.form("/imports/").action;
    asked.form(&action).submit(&mut ines).await;
    assert_eq!(one.run_lane("imports"), 1);
    assert_eq!(one.number("SELECT count(*) AS n FROM records"), 0);
}

#[actix_web::test]
async fn a_cancel_at_one_process_stops_the_import_of_the_other() {
    let one = TestApp::start().await;
    let two = one.second_process();
    let mut ines = one.signed_in("Ines", EDITOR).await;
    let page = begin(&mut ines, "contacts", "a.csv", b"Last name\nDoe\n").await;
    let claimed = two.app.db.write_now(|c| imports::claim_next(c, two.now())).unwrap().unwrap();
    let path = format!("{}/cancel", page.path);
    ines.open(&path).await.form(&path).submit(&mut ines).await;
    let going = two.app.db.write_now(|c| imports::beat(c, claimed.id, claimed.attempt, two.now())).unwrap();
    assert_eq!(going, Going::Over, "the next sign of life tells it");
}
