//! What ends the work on an export is heard while no record comes (R22, R31), and an export that its workers let go on purpose
//! has all its attempts left (FAILURES.md F5).

use std::io;

use chrono::Duration;
use waybill::db::exports::{self, Cancel, Limits};
use waybill::domain::export::{Export, FailureCode, State};
use waybill::domain::standing::Standing;
use waybill::domain::viewer::Actor;
use waybill::jobs::Stop;
use waybill::jobs::export_records::{Step, turn_watched};

use crate::exports::export;
use crate::filters::filtered;
use crate::log_export::DIALOG as LOG_DIALOG;
use crate::support::{Browser, TestApp, export_in};

/// What ends the work on an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Cancelled,
    /// The process is told to stop.
    Stopped,
    /// The snapshot is older than it may become.
    TooOld,
    /// Another worker has it.
    TakenOver,
}

const ENDS: [End; 4] = [End::Cancelled, End::Stopped, End::TooOld, End::TakenOver];

/// Takes the export that is due, as a worker does.
fn claim(test: &TestApp) -> Option<Export> {
    let (limits, now) = (Limits::from(&*test.app.config), test.now());
    test.app.db.write_now(|c| exports::claim(c, limits, now)).unwrap()
}

/// Takes it, and never shows a sign of life.
fn lose(test: &TestApp) {
    assert!(claim(test).is_some());
    test.pass(Duration::seconds(31));
}

/// One turn of a worker, whose work is ended as soon as it looks around: whether it did nothing more.
fn turn_that_is_ended(test: &TestApp, id: &str, end: End) -> bool {
    let (stop, mut is_over, mut goes_on) = (Stop::default(), false, false);
    turn_watched(&test.app, &stop, &mut |step| {
        if is_over || !matches!(step, Step::Between) {
            goes_on |= is_over;
            return Ok(());
        }
        is_over = true;
        match end {
            End::Cancelled => {
                let now = test.now();
                let cancel = test.app.db.write_now(|c| exports::cancel(c, id, &Actor::system(), now)).unwrap();
                assert_eq!(cancel, Cancel::Done);
                test.pass(Duration::seconds(1));
            }
            End::Stopped => stop.now(),
            End::TooOld => test.pass(Duration::minutes(31)),
            End::TakenOver => {
                test.pass(Duration::seconds(31));
                assert_eq!(claim(test).map(|export| export.details.attempt), Some(2));
            }
        }
        Ok(())
    })
    .unwrap();
    is_over && !goes_on
}

/// Asserts that a turn hears of the end of its export, and that nothing is left of it.
fn assert_heard(test: &TestApp, id: &str, end: End, turn: impl FnOnce() -> bool) {
    assert!(turn(), "{end:?} ends it at once");
    let ended = test.export(id);
    match end {
        End::Cancelled => assert_eq!(ended.state, State::Cancelled),
        End::Stopped => assert_eq!(ended.state, State::Queued),
        End::TooOld => assert_eq!(ended.failure.map(|(code, _)| code), Some(FailureCode::TooSlow)),
        End::TakenOver => assert_eq!((ended.state, ended.details.attempt), (State::Running, 2)),
    }
    assert!(test.files_left().is_empty(), "{end:?}: {:?}", test.files_left());
    // So that the next one is due.
    test.app.db.write_now(|c| exports::cancel(c, id, &Actor::system(), test.now())).unwrap();
}

/// Asks for the contacts of a company that nobody works for.
async fn export_of_nobody(browser: &mut Browser) -> String {
    let dialog = filtered(r#"[[{"p":5,"contains":"nobody"}]]"#).replace("/contacts?", "/contacts/export?");
    let page = browser.open(&dialog).await;
    export_in(&page.form("/records/contacts/export").submit(browser).await.path)
}

#[actix_web::test]
async fn what_ends_an_export_is_heard_although_no_record_fits_its_filter() {
    let test = TestApp::start().await;
    test.contacts(50).await;
    for end in ENDS {
        let mut bob = test.exporter(&format!("Bob {end:?}")).await;
        let id = export_of_nobody(&mut bob).await;
        assert_heard(&test, &id, end, || turn_that_is_ended(&test, &id, end));
    }
}

#[actix_web::test]
async fn what_ends_an_export_of_the_log_is_heard_however_short_it_is() {
    let test = TestApp::start().await;
    for end in ENDS {
        let mut bob = test.exporter(&format!("Bob {end:?}")).await;
        test.put(test.row(&format!("Bob {end:?}"), "a.csv").failed("disk", "")).await;
        let page = bob.open(LOG_DIALOG).await;
        let id = export_in(&page.form(LOG_DIALOG).submit(&mut bob).await.path);
        assert_heard(&test, &id, end, || turn_that_is_ended(&test, &id, end));
    }
}

#[actix_web::test]
async fn on_postgresql_what_ends_an_export_is_heard_while_the_server_has_not_met_a_record_yet() {
    let test = TestApp::start().await;
    if test.is_on_sqlite() {
        // Nothing keeps SQLite's readers waiting; what waits for them is tested beside it (`db/records_scan/at_work.rs`).
        return;
    }
    test.contacts(5).await;
    for end in ENDS {
        let mut bob = test.exporter(&format!("Bob {end:?}")).await;
        let id = export(&mut bob).await;
        assert_heard(&test, &id, end, || {
            let mut is_over = false;
            test.sql_now_while("LOCK TABLE records", || is_over = turn_that_is_ended(&test, &id, end));
            is_over
        });
    }
}

#[actix_web::test]
async fn an_export_that_was_given_back_time_and_again_has_all_its_attempts_left() {
    let test = TestApp::start().await;
    let mut bob = test.exporter("Bob").await;
    let id = export(&mut bob).await;
    for _ in 0..4 {
        assert!(turn_that_is_ended(&test, &id, End::Stopped));
        assert_eq!(test.export(&id).state, State::Queued);
    }
    lose(&test);
    // The next worker meets an error, and the one after it comes through.
    let broken = turn_watched(&test.app, &Stop::default(), &mut |step| match step {
        Step::Whole => Err(io::Error::other("a cable")),
        _ => Ok(()),
    });
    assert!(broken.unwrap());
    test.pass(Duration::seconds(11));
    test.run_jobs();
    let done = test.export(&id);
    assert_eq!((done.state, done.details.attempt), (State::Done, 7));
    assert_eq!(test.mails_to("failed", "Bob"), 0);
}

#[actix_web::test]
async fn an_export_that_was_held_at_its_start_has_all_its_attempts_left() {
    let test = TestApp::start().await;
    let alice = test.super_admin_unseen("Alice").await;
    test.threshold(alice, 2);
    let mut bob = test.exporter("Bob").await;
    let id = export(&mut bob).await;
    test.contacts(3).await;
    test.run_lane("exports");
    let held = test.export(&id);
    assert!(matches!(held.standing(test.now()), Standing::Held(_)), "{held:?}");
    test.pass(Duration::seconds(61));
    for _ in 0..2 {
        lose(&test);
    }
    test.run_jobs();
    let done = test.export(&id);
    assert_eq!((done.state, done.details.attempt), (State::Done, 4));
}

#[actix_web::test]
async fn an_export_fails_with_its_third_lost_worker_however_often_it_was_given_back_between() {
    let test = TestApp::start().await;
    let mut bob = test.exporter("Bob").await;
    let id = export(&mut bob).await;
    for _ in 0..3 {
        assert_eq!(test.export(&id).failure, None);
        assert!(turn_that_is_ended(&test, &id, End::Stopped));
        lose(&test);
    }
    assert!(claim(&test).is_none());
    test.run_jobs();
    let failed = test.export(&id);
    assert_eq!((failed.state, failed.details.attempt), (State::Failed, 6));
    assert_eq!(failed.failure.map(|(code, _)| code), Some(FailureCode::LostWorker));
    assert_eq!(test.mails_to("failed", "Bob"), 1);
    for path in ["/settings/import-export".to_owned(), format!("/exports/{id}")] {
        let page = bob.open(&path).await;
        assert!(page.says("Interrupted 3 times before it could finish."), "{path}: {}", page.text());
    }
}
