//! Changes of so many records that a worker does them (R52, R54): followed, broken off and taken up again, cancelled in time
//! or too late, stopped with the right to them.

use chrono::Duration;
use diesel::RunQueryDsl;
use waybill::db::bulk_actions::{self, Cancel, Going};
use waybill::db::demo::Fate;
use waybill::db::records::{NewRecord, Part};
use waybill::db::{objects, records};
use waybill::domain::bulk_action::BulkAction;
use waybill::domain::filter::Filter;
use waybill::domain::record::Selection;
use waybill::domain::user::Rights;
use waybill::domain::viewer::Actor;
use waybill::jobs::{self, Stop};

use crate::support::exports::{exported, judged, threshold};
use crate::support::imports::import;
use crate::support::interleaved::interleaved;
use crate::support::{Browser, Page, TestApp};

const EDITOR: Rights =
    Rights { super_admin: false, view: true, edit: true, import: false, export: false, sensitive: false };

/// The job title of a contact.
const JOB: i64 = 6;
const EMAIL: i64 = 3;
/// A moment: the last activity of a contact.
const ACTIVITY: i64 = 19;

/// Contacts called Ada 1, Ada 2 and so on, and three called Bob.
async fn contacts(test: &TestApp, n: usize) {
    let names: Vec<String> = (1..=n).map(|i| format!("Ada {i}")).chain((1..=3).map(|i| format!("Bob {i}"))).collect();
    add(test, names).await;
}

async fn add(test: &TestApp, names: Vec<String>) {
    let now = test.clock.now();
    test.app
        .db
        .write(move |c| {
            let properties = objects::properties(c, 1)?;
            let new: Vec<NewRecord> =
                names.iter().map(|name| NewRecord::from_values(&properties, &[(1, name.clone())])).collect();
            records::insert(c, 1, None, &new, now)
        })
        .await
        .unwrap();
}

/// The page of everybody called Ada.
fn adas() -> String {
    let filter: String = url::form_urlencoded::byte_serialize(br#"[[{"p":1,"starts_with":"Ada"}]]"#).collect();
    format!("/records/contacts?f={filter}")
}

/// Presses a button above the rows for all that match.
async fn with_all(browser: &mut Browser, from: &str, what: &str) -> Page {
    let page = browser.open(from).await;
    let action = page.attr(&format!("button[formaction$='/selected/{what}']"), "formaction").unwrap();
    let mut form = page.form_around("table.index");
    form.fields.retain(|(name, _)| name != "pick");
    form.fields.push(("all".into(), "on".into()));
    form.action = action;
    form.method = "get".into();
    form.submit(browser).await
}

/// Asks for a value for all that match, and answers the page that comes.
async fn edit(browser: &mut Browser, from: &str, property: i64, value: &str) -> Page {
    let page = with_all(browser, from, "edit").await;
    let page =
        page.form("/records/contacts/selected/edit").fill("property", &property.to_string()).submit(browser).await;
    page.form("/records/contacts/selected/edit").fill(&format!("p{property}"), value).submit(browser).await
}

/// How many contacts have a value.
fn with_value(test: &TestApp, property: i64, value: &str) -> i64 {
    test.number(&format!("SELECT count(*) AS n FROM records WHERE props->>'p{property}' = '{value}'"))
}

fn changes(test: &TestApp) -> i64 {
    test.number("SELECT count(*) AS n FROM record_changes")
}

fn events(test: &TestApp, action: &str) -> i64 {
    test.number(&format!("SELECT count(*) AS n FROM audit_events WHERE action = '{action}'"))
}

fn claimed(test: &TestApp) -> BulkAction {
    let now = test.now();
    test.app.db.write_now(|c| bulk_actions::claim_next(c, now)).unwrap().unwrap()
}

fn part(test: &TestApp, action: &BulkAction, after: i64) -> Part {
    test.app.db.read_now(|c| records::part(c, &action.selection, after, action.until_id)).unwrap()
}

#[actix_web::test]
async fn more_than_anybody_waits_for_becomes_a_bulk_action_that_is_followed_to_its_end() {
    let test = TestApp::start().await;
    contacts(&test, 2_500).await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let page = edit(&mut bob, &adas(), JOB, "Pilot").await;
    assert!(page.path.starts_with("/bulk-actions/"), "{}", page.path);
    assert!(page.says("Queued") && page.says("0 of 2,500 records") && page.says("0%"), "{}", page.text());
    assert_eq!(with_value(&test, JOB, "Pilot"), 0, "nothing is done in the request");
    assert!(page.says("New value: “ Pilot ”"), "{}", page.text());
    assert!(bob.open("/settings/bulk-actions").await.says("New value: “ Pilot ”"));
    for is_sensitive in ["TRUE", "FALSE"] {
        test.sql(format!("UPDATE properties SET is_sensitive = {is_sensitive} WHERE id = {JOB}"));
        let list = bob.open("/settings/bulk-actions").await;
        assert_eq!(list.says("Pilot"), is_sensitive == "FALSE", "{}", list.text());
    }
    // What is made from now on is not meant.
    add(&test, vec!["Ada the late".into()]).await;

    jobs::take_bulk_action(&test.app, &Stop::at_look(2)).unwrap();
    let mut bob = test.sign_in("Bob").await;
    let running = bob.open(&page.path).await;
    assert!(running.says("Processing") && running.says("1,000 of 2,500 records"), "{}", running.text());
    let index = bob.open("/records/contacts").await;
    assert!(index.says("of 2,500 records: 1,000 of 2,500 records so far."), "{}", index.text());
    assert_eq!(index.click("Follow the progress", &mut bob).await.path, page.path);

    test.pass(Duration::seconds(61));
    test.run_lane("bulk_actions");
    let mut bob = test.sign_in("Bob").await;
    let done = bob.open(&page.path).await;
    assert!(done.says("Done") && done.says("2,500 records changed"), "{}", done.text());
    assert!(!done.says("Cancel bulk action") && !bob.open("/records/contacts").await.says("so far."));
    assert_eq!((with_value(&test, JOB, "Pilot"), changes(&test)), (2_500, 2_500));
    assert_eq!(test.number("SELECT count(DISTINCT record_id) AS n FROM record_changes"), 2_500);
    assert_eq!((events(&test, "bulk_action.requested"), events(&test, "bulk_action.finished")), (1, 1));
    assert_eq!(events(&test, "records.edited"), 3, "a line for each batch, in its transaction");
    assert_eq!(test.number("SELECT count(*) AS n FROM bulk_actions WHERE value IS NULL"), 1, "the value is forgotten");
    let list = bob.open("/settings/bulk-actions").await;
    assert!(list.says("2,500 records changed") && list.says("Contacts"), "{}", list.text());

    // Once more: every record has it already.
    let again = edit(&mut bob, &adas(), JOB, "Pilot").await;
    test.run_lane("bulk_actions");
    let mut bob = test.sign_in("Bob").await;
    let again = bob.open(&again.path).await;
    assert!(again.says("1 record changed") && again.says("2,500 records needed no change"), "{}", again.text());
    assert_eq!(changes(&test), 2_501);
}

#[actix_web::test]
async fn a_second_click_leads_to_the_bulk_action_of_the_first() {
    let test = TestApp::start().await;
    contacts(&test, 2_001).await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let first = edit(&mut bob, &adas(), JOB, "Pilot").await;
    assert_eq!(edit(&mut bob, &adas(), JOB, "Pilot").await.path, first.path);
    assert_ne!(edit(&mut bob, &adas(), JOB, "Baker").await.path, first.path);
    assert_eq!(test.number("SELECT count(*) AS n FROM bulk_actions"), 2);
    // What was asked last is what remains, however many workers there are.
    let held = claimed(&test);
    let now = test.now();
    assert!(test.app.db.write_now(|c| bulk_actions::claim_next(c, now)).unwrap().is_none(), "one after the other");
    test.pass(Duration::seconds(61));
    test.run_lane("bulk_actions");
    assert_eq!((with_value(&test, JOB, "Baker"), held.attempt), (2_001, 1));
}

#[actix_web::test]
async fn what_was_asked_last_remains_when_it_was_asked_before_already() {
    let test = TestApp::start().await;
    contacts(&test, 2_001).await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let first = edit(&mut bob, &adas(), JOB, "Pilot").await;
    edit(&mut bob, &adas(), JOB, "Baker").await;
    let last = edit(&mut bob, &adas(), JOB, "Pilot").await;
    assert_ne!(last.path, first.path);
    test.run_lane("bulk_actions");
    assert_eq!((with_value(&test, JOB, "Pilot"), with_value(&test, JOB, "Baker")), (2_001, 0));
}

#[actix_web::test]
async fn an_action_that_has_begun_or_that_does_not_mean_the_newest_record_is_not_taken_for_another() {
    let test = TestApp::start().await;
    contacts(&test, 2_001).await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let first = edit(&mut bob, &adas(), JOB, "Pilot").await;
    claimed(&test);
    let second = edit(&mut bob, &adas(), JOB, "Pilot").await;
    assert_ne!(second.path, first.path, "a worker has it already");
    add(&test, vec!["Ada the late".into()]).await;
    let third = edit(&mut bob, &adas(), JOB, "Pilot").await;
    assert_ne!(third.path, second.path, "the late one is meant too");
    test.pass(Duration::seconds(61));
    test.run_lane("bulk_actions");
    assert_eq!(with_value(&test, JOB, "Pilot"), 2_002);
}

#[actix_web::test]
async fn a_record_that_no_longer_fits_when_it_is_written_is_left_alone() {
    for deed in ["edit", "delete"] {
        let test = TestApp::start().await;
        contacts(&test, 2_500).await;
        let mut bob = test.signed_in("Bob", EDITOR).await;
        let page = if deed == "edit" {
            edit(&mut bob, &adas(), JOB, "Pilot").await
        } else {
            let question = with_all(&mut bob, &adas(), "delete").await;
            question.form("/records/contacts/selected/delete").submit(&mut bob).await
        };
        let action = claimed(&test);
        let read = part(&test, &action, 0);
        // Between the reading of the part and its transaction.
        let one = read.ids[10];
        test.sql(format!(r#"UPDATE records SET props = '{{"p1":"Eva"}}' WHERE id = {one}"#));
        let now = test.now();
        assert_eq!(test.app.db.write_now(|c| bulk_actions::batch(c, &action, &read, now)).unwrap(), Going::On);
        test.pass(Duration::seconds(61));
        test.run_lane("bulk_actions");
        let left = test.number(&format!("SELECT count(*) AS n FROM records WHERE id = {one}"));
        assert_eq!(left, 1, "{deed}");
        assert_eq!(test.number(&format!("SELECT count(*) AS n FROM record_changes WHERE record_id = {one}")), 0);
        let mut bob = test.sign_in("Bob").await;
        let done = bob.open(&page.path).await;
        assert!(done.says("Done") && done.says("2,499 records"), "{deed}: {}", done.text());
        let records = test.number("SELECT count(*) AS n FROM records");
        let expected = if deed == "edit" { (2_499, 2_503) } else { (0, 4) };
        assert_eq!((with_value(&test, JOB, "Pilot"), records), expected, "behind the part it went on");
    }
}

#[actix_web::test]
async fn what_somebody_is_changing_is_asked_again_once_they_are_through() {
    let test = TestApp::start().await;
    contacts(&test, 2_001).await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    edit(&mut bob, &adas(), JOB, "Pilot").await;
    let action = claimed(&test);
    let read = part(&test, &action, 0);
    let (one, now) = (read.ids[10], test.now());
    let change = move |c: &mut waybill::db::DbConn| {
        let statement = format!(r#"UPDATE records SET props = '{{"p1":"Eva"}}' WHERE id = {one}"#);
        diesel::sql_query(statement).execute(c).unwrap()
    };
    let batch = move |c: &mut waybill::db::DbConn| bulk_actions::batch(c, &action, &read, now).unwrap();
    assert_eq!(interleaved(&test, change, batch), (1, Going::On));
    assert_eq!(with_value(&test, JOB, "Pilot"), 999);
    let eva = test.number("SELECT count(*) AS n FROM records WHERE props->>'p1' = 'Eva'");
    assert_eq!(eva, 1, "her change is kept");
}

#[actix_web::test]
async fn of_what_was_read_of_a_selection_only_what_it_still_holds_is_acted_on() {
    let test = TestApp::start().await;
    contacts(&test, 5).await;
    let properties = test.app.db.read_now(|c| objects::properties(c, 1)).unwrap();
    let filter = Filter::from_text(r#"[[{"p":1,"starts_with":"Ada"}]]"#, &properties).unwrap();
    let selection = Selection { filter, ..Selection::all(1) };
    let ids = test.app.db.read_now(|c| records::part(c, &selection, 0, i64::MAX)).unwrap().ids;
    test.sql(format!(r#"UPDATE records SET props = '{{"p1":"Eva"}}' WHERE id = {}"#, ids[1]));
    test.sql(format!("DELETE FROM records WHERE id = {}", ids[3]));
    let still = test.app.db.write_now(|c| bulk_actions::still_fitting(c, &selection, &ids)).unwrap();
    assert_eq!(still, [ids[0], ids[2], ids[4]]);
    let none = test.app.db.write_now(|c| bulk_actions::still_fitting(c, &selection, &[])).unwrap();
    assert!(none.is_empty(), "no record is not every record");
}

#[actix_web::test]
async fn an_action_that_searches_waits_while_what_search_reads_is_derived_anew() {
    let test = TestApp::start().await;
    contacts(&test, 2_500).await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let page = edit(&mut bob, "/records/contacts?q=ada", JOB, "Pilot").await;
    let other = edit(&mut bob, &adas(), EMAIL, "").await;
    let action = claimed(&test);
    let batch = |after: i64| {
        let (read, now) = (part(&test, &action, after), test.now());
        test.app.db.write_now(|c| bulk_actions::batch(c, &action, &read, now)).unwrap()
    };
    assert_eq!(batch(0), Going::On);
    let reached = || test.number(&format!("SELECT reached_id AS n FROM bulk_actions WHERE id = {}", action.id));
    let before = reached();

    test.sql("UPDATE objects SET is_search_paused = TRUE WHERE id = 1");
    assert_eq!(batch(before), Going::Over);
    assert_eq!((reached(), with_value(&test, JOB, "Pilot")), (before, 1_000), "nothing was done");
    assert!(bob.open(&page.path).await.says("Queued"));
    assert_eq!(batch(before), Going::Over, "it is nobody's now");
    assert_eq!(test.run_lane("bulk_actions"), 0);

    test.sql("UPDATE objects SET is_search_paused = FALSE WHERE id = 1");
    test.run_lane("bulk_actions");
    let mut bob = test.sign_in("Bob").await;
    assert!(bob.open(&page.path).await.says("2,500 records changed"));
    assert!(bob.open(&other.path).await.says("Done"));
    assert_eq!((with_value(&test, JOB, "Pilot"), changes(&test)), (2_500, 2_500));
}

#[actix_web::test]
async fn a_bulk_action_that_broke_off_goes_on_without_losing_or_doubling_a_record() {
    let test = TestApp::start().await;
    contacts(&test, 2_500).await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let page = edit(&mut bob, &adas(), JOB, "Pilot").await;

    // One batch is committed; the next is killed between its last statement and its commit.
    let first = claimed(&test);
    let now = test.now();
    let (done, next) = (part(&test, &first, 0), part(&test, &first, 1_000));
    assert_eq!(test.app.db.write_now(|c| bulk_actions::batch(c, &first, &done, now)).unwrap(), Going::On);
    let killed = test.app.db.write_now(|c| {
        bulk_actions::batch(c, &first, &next, now)?;
        Err::<(), _>(diesel::result::Error::RollbackTransaction)
    });
    assert!(killed.is_err());
    assert_eq!((with_value(&test, JOB, "Pilot"), changes(&test)), (1_000, 1_000));
    assert_eq!(test.run_lane("bulk_actions"), 0, "its lease still runs");

    // Another takes it up and does a batch; then the first wakes up and finds that it is nobody any more.
    test.pass(Duration::seconds(61));
    jobs::take_bulk_action(&test.app, &Stop::at_look(2)).unwrap();
    let now = test.now();
    assert_eq!(test.app.db.write_now(|c| bulk_actions::batch(c, &first, &next, now)).unwrap(), Going::Over);
    let last = part(&test, &first, 2_000);
    assert_eq!(test.app.db.write_now(|c| bulk_actions::batch(c, &first, &last, now)).unwrap(), Going::Over);
    assert_eq!((with_value(&test, JOB, "Pilot"), changes(&test)), (2_000, 2_000));
    // Nor does it let go of what somebody else holds.
    claimed(&test);
    test.app.db.write_now(|c| bulk_actions::give_back(c, &first, now)).unwrap();
    assert_eq!(test.run_lane("bulk_actions"), 0, "their lease still runs");

    test.pass(Duration::seconds(61));
    test.run_lane("bulk_actions");
    let mut bob = test.sign_in("Bob").await;
    let page = bob.open(&page.path).await;
    assert!(page.says("2,500 records changed") && !page.says("no change"), "{}", page.text());
    assert_eq!((with_value(&test, JOB, "Pilot"), changes(&test)), (2_500, 2_500));
    assert_eq!(events(&test, "records.edited"), 3);
}

#[actix_web::test]
async fn a_bulk_action_that_never_gets_anywhere_ends() {
    let test = TestApp::start().await;
    contacts(&test, 2_001).await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let page = edit(&mut bob, &adas(), JOB, "Pilot").await;
    for _ in 0..3 {
        claimed(&test);
        test.pass(Duration::seconds(61));
    }
    test.run_lane("bulk_actions");
    let page = bob.open(&page.path).await;
    assert!(page.says("Failed") && page.says("Interrupted 3 times"), "{}", page.text());
}

#[actix_web::test]
async fn a_cancel_keeps_what_was_done_and_the_rest_is_not_touched() {
    let test = TestApp::start().await;
    contacts(&test, 2_500).await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let page = edit(&mut bob, &adas(), JOB, "Pilot").await;
    jobs::take_bulk_action(&test.app, &Stop::at_look(2)).unwrap();
    let mut bob = test.sign_in("Bob").await;
    let question = bob.open(&page.path).await.click("Cancel bulk action", &mut bob).await;
    assert!(question.says("What was changed so far stays changed."), "{}", question.text());
    let page = question.form("/bulk-actions/").submit(&mut bob).await;
    assert!(page.says("Cancelled") && page.says("by Bob") && page.says("1,000 records changed"), "{}", page.text());
    test.pass(Duration::seconds(61));
    assert_eq!(test.run_lane("bulk_actions"), 0);
    assert_eq!((with_value(&test, JOB, "Pilot"), events(&test, "bulk_action.cancelled")), (1_000, 1));
}

#[actix_web::test]
async fn of_a_cancel_and_the_last_batch_whoever_commits_first_wins() {
    for cancel_first in [true, false] {
        let test = TestApp::start().await;
        contacts(&test, 2_500).await;
        let mut bob = test.signed_in("Bob", EDITOR).await;
        let page = edit(&mut bob, &adas(), JOB, "Pilot").await;
        jobs::take_bulk_action(&test.app, &Stop::at_look(3)).unwrap();
        test.pass(Duration::seconds(61));
        let action = claimed(&test);
        let last = part(&test, &action, 2_000);
        assert_eq!(last.last, None, "it is the last batch");
        let (id, now, actor) = (action.id, test.now(), Actor::stranger(Some("Bob"), None, None));
        let cancel = move |c: &mut waybill::db::DbConn| bulk_actions::cancel(c, id, &actor, now).unwrap();
        let batch = move |c: &mut waybill::db::DbConn| bulk_actions::batch(c, &action, &last, now).unwrap();
        let (cancelled, going) = if cancel_first {
            interleaved(&test, cancel, batch)
        } else {
            let (going, cancelled) = interleaved(&test, batch, cancel);
            (cancelled, going)
        };
        assert_eq!(going, Going::Over);
        let mut bob = test.sign_in("Bob").await;
        let page = bob.open(&page.path).await;
        let changed = with_value(&test, JOB, "Pilot");
        if cancel_first {
            assert_eq!((cancelled, changed), (Cancel::Done, 2_000));
            assert!(page.says("Cancelled") && page.says("2,000 records changed"), "{}", page.text());
        } else {
            assert_eq!((cancelled, changed), (Cancel::TooLate, 2_500));
            assert!(page.says("Done") && page.says("2,500 records changed"), "{}", page.text());
        }
        assert_eq!(changes(&test), changed);
    }
}

#[actix_web::test]
async fn a_cancel_that_comes_too_late_says_so() {
    let test = TestApp::start().await;
    contacts(&test, 2_001).await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let page = edit(&mut bob, &adas(), JOB, "Pilot").await;
    let question = page.click("Cancel bulk action", &mut bob).await;
    test.run_lane("bulk_actions");
    let late = question.form("/bulk-actions/").submit(&mut bob).await;
    assert!(late.says("ended before it could be cancelled") && late.says("2,001 records changed"), "{}", late.text());
}

#[actix_web::test]
async fn a_right_taken_away_meanwhile_stops_a_bulk_action() {
    for (lost, deed) in [("may_edit = FALSE", "edit"), ("deactivated_at = created_at", "delete")] {
        let test = TestApp::start().await;
        contacts(&test, 2_500).await;
        let mut alice = test.super_admin("Alice").await;
        let mut bob = test.signed_in("Bob", EDITOR).await;
        let page = match deed {
            "edit" => edit(&mut bob, &adas(), JOB, "Pilot").await,
            _ => {
                with_all(&mut bob, &adas(), "delete")
                    .await
                    .form("/records/contacts/selected/delete")
                    .submit(&mut bob)
                    .await
            }
        };
        // A deletion looks twice more: it first counts what matches by now.
        let looks = if deed == "edit" { 2 } else { 4 };
        jobs::take_bulk_action(&test.app, &Stop::at_look(looks)).unwrap();
        test.sql(format!("UPDATE users SET {lost} WHERE name = 'Bob'"));
        test.pass(Duration::seconds(61));
        test.run_lane("bulk_actions");
        let page = alice.open(&page.path).await;
        assert!(page.says("Failed") && page.says("The right to do this was taken away"), "{}", page.text());
        assert!(page.says("1,000 records"), "{}", page.text());
        let left = test.number("SELECT count(*) AS n FROM records");
        assert_eq!((with_value(&test, JOB, "Pilot"), left), if deed == "edit" { (1_000, 2_503) } else { (0, 1_503) });
        assert_eq!(events(&test, "bulk_action.failed"), 1);
    }
}

#[actix_web::test]
async fn a_property_that_has_become_sensitive_is_not_changed_without_the_right() {
    let test = TestApp::start().await;
    contacts(&test, 2_001).await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let page = edit(&mut bob, &adas(), JOB, "Pilot").await;
    test.sql(format!("UPDATE properties SET is_sensitive = TRUE WHERE id = {JOB}"));
    test.run_lane("bulk_actions");
    assert!(bob.open(&page.path).await.says("The right to do this was taken away"));
    assert_eq!(with_value(&test, JOB, "Pilot"), 0);
}

#[actix_web::test]
async fn bulk_actions_are_seen_by_whoever_asked_and_by_super_admins_only() {
    let test = TestApp::start().await;
    contacts(&test, 2_001).await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let page = edit(&mut bob, &adas(), JOB, "Pilot").await;
    let cancel = format!("{}/cancel", page.path);
    let mut otto = test.signed_in("Otto", EDITOR).await;
    for path in [page.path.as_str(), cancel.as_str(), "/bulk-actions/unknown"] {
        assert_eq!(otto.open(path).await.status, 404, "{path}");
    }
    assert!(otto.open("/settings/bulk-actions").await.says("No bulk actions yet"));
    assert!(!otto.open("/records/contacts").await.says("so far."));
    let mut nobody = test.signed_in("Nils", Rights::default()).await;
    assert_eq!(nobody.open(&page.path).await.status, 403);
    assert!(test.stranger().open(&page.path).await.path.starts_with("/sign-in"));
    let mut alice = test.super_admin("Alice").await;
    assert!(alice.open("/settings/bulk-actions").await.says("Bob"));
    let page = alice.open(&cancel).await.form(&cancel).submit(&mut alice).await;
    assert!(page.says("Cancelled") && page.says("by Alice"), "{}", page.text());
}

#[actix_web::test]
async fn all_that_match_are_deleted_at_any_size_and_never_more_than_was_agreed_to() {
    let test = TestApp::start().await;
    contacts(&test, 2_500).await;
    test.sql(format!(r#"UPDATE records SET props = '{{"p1":"Eva","p{JOB}":"x"}}' WHERE id = 1"#));
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let ask = async |bob: &mut Browser| {
        with_all(bob, &adas(), "delete").await.form("/records/contacts/selected/delete").submit(bob).await
    };
    let page = ask(&mut bob).await;
    // One that was there already has come to match since.
    test.sql(r#"UPDATE records SET props = '{"p1":"Ada"}' WHERE id = 1"#);
    test.run_lane("bulk_actions");
    let mut bob = test.sign_in("Bob").await;
    let page = bob.open(&page.path).await;
    assert!(page.says("More records match by now") && page.says("0 records deleted"), "{}", page.text());
    assert_eq!(test.number("SELECT count(*) AS n FROM records"), 2_503);

    let page = ask(&mut bob).await;
    test.run_lane("bulk_actions");
    let mut bob = test.sign_in("Bob").await;
    assert!(bob.open(&page.path).await.says("2,500 records deleted"));
    assert_eq!(test.number("SELECT count(*) AS n FROM records"), 3);
    assert_eq!(test.number("SELECT record_count AS n FROM objects WHERE id = 1"), 3);
    assert!(bob.open("/records/contacts").await.says("3 records"));
}

#[actix_web::test]
async fn what_was_made_after_the_question_is_left_alone_at_any_size() {
    let test = TestApp::start().await;
    contacts(&test, 2_500).await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let form = with_all(&mut bob, &adas(), "delete").await.form("/records/contacts/selected/delete");
    test.sql(r#"UPDATE records SET props = '{"p1":"Eva"}' WHERE id = 1"#);
    add(&test, vec!["Ada the late".into()]).await;
    let page = form.submit(&mut bob).await;
    test.run_lane("bulk_actions");
    let mut bob = test.sign_in("Bob").await;
    let page = bob.open(&page.path).await;
    assert!(page.says("2,499 records deleted"), "{}", page.text());
    assert_eq!(with_value(&test, 1, "Ada the late"), 1);
}

#[actix_web::test]
async fn segments_take_and_lose_members_at_any_size() {
    let test = TestApp::start().await;
    contacts(&test, 2_500).await;
    // Members are for everybody who may view: nothing of the records changes.
    let mut mia = test.member("Mia").await;
    let form = mia.open(&adas()).await.click("Save as segment", &mut mia).await;
    let form = form.form("/records/contacts/segments/new").fill("kind", "static").fill("name", "Every Ada");
    let page = form.submit(&mut mia).await;
    assert!(page.says("Add 2,500 records to Every Ada") && page.says("Queued"), "{}", page.text());
    test.run_lane("bulk_actions");
    let mut mia = test.sign_in("Mia").await;
    assert!(mia.open(&page.path).await.says("2,500 records added"));
    let segment = mia.open("/records/contacts").await.attr(".tabs a[href*='segment=']", "href").unwrap();
    assert!(mia.open(&segment).await.says("2,500 records"));

    let into = with_all(&mut mia, "/records/contacts", "segment").await;
    let page = into.form("/records/contacts/selected/segment").submit(&mut mia).await;
    test.run_lane("bulk_actions");
    let mut mia = test.sign_in("Mia").await;
    let page = mia.open(&page.path).await;
    assert!(page.says("3 records added") && page.says("2,500 records needed no change"), "{}", page.text());

    let asked = with_all(&mut mia, &segment, "remove").await;
    let page = asked.form("/records/contacts/selected/remove").submit(&mut mia).await;
    test.run_lane("bulk_actions");
    let mut mia = test.sign_in("Mia").await;
    assert!(mia.open(&page.path).await.says("2,503 records removed"));
    assert_eq!(test.number("SELECT count(*) AS n FROM segment_members WHERE removed_in IS NULL"), 0);

    // A segment that is gone takes nobody.
    let into = with_all(&mut mia, "/records/contacts", "segment").await;
    let page = into.form("/records/contacts/selected/segment").submit(&mut mia).await;
    test.sql("UPDATE segments SET deleted_at = created_at");
    test.run_lane("bulk_actions");
    let mut mia = test.sign_in("Mia").await;
    assert!(mia.open(&page.path).await.says("The segment is gone"));
}

#[actix_web::test]
async fn a_unique_value_goes_to_one_record_and_the_others_are_counted() {
    let test = TestApp::start().await;
    contacts(&test, 2_500).await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let page = edit(&mut bob, &adas(), EMAIL, "all@b.example").await;
    // It becomes unique between the click and the worker.
    test.unique(EMAIL);
    test.run_lane("bulk_actions");
    let mut bob = test.sign_in("Bob").await;
    let page = bob.open(&page.path).await;
    assert!(page.says("Done") && page.says("1 record changed"), "{}", page.text());
    assert!(page.says("2,499 records kept their value"), "{}", page.text());
    assert_eq!((with_value(&test, EMAIL, "all@b.example"), changes(&test)), (1, 1));
    // From now on nobody is offered what cannot be.
    let refused = edit(&mut bob, &adas(), EMAIL, "all@b.example").await;
    assert!(refused.status == 422 && refused.says("No two records share a value"), "{}", refused.text());
    let emptied = edit(&mut bob, &adas(), EMAIL, "").await;
    test.run_lane("bulk_actions");
    let mut bob = test.sign_in("Bob").await;
    let emptied = bob.open(&emptied.path).await;
    assert!(emptied.says("1 record changed") && emptied.says("2,499 records needed no change"), "{}", emptied.text());
}

#[actix_web::test]
async fn whoever_asked_is_told_in_the_bell_how_it_ended() {
    let test = TestApp::start().await;
    contacts(&test, 2_500).await;
    let mut alice = test.super_admin("Alice").await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let done = edit(&mut bob, &adas(), JOB, "Pilot").await;
    test.run_lane("bulk_actions");
    let mut bob = test.sign_in("Bob").await;
    let failed = edit(&mut bob, &adas(), JOB, "Skipper").await;
    for _ in 0..3 {
        claimed(&test);
        test.pass(Duration::seconds(61));
    }
    test.run_lane("bulk_actions");
    let cancelled = edit(&mut bob, &adas(), JOB, "Sailor").await;
    let path = format!("{}/cancel", cancelled.path);
    alice.open(&path).await.form(&path).submit(&mut alice).await;
    // One that he cancels himself is no news.
    let own = edit(&mut bob, &adas(), JOB, "Cook").await;
    let path = format!("{}/cancel", own.path);
    bob.open(&path).await.form(&path).submit(&mut bob).await;

    let page = bob.open("/notifications").await;
    assert_eq!(page.text_of(".bar-count"), ["3"]);
    let told = page.text_of(".rows li");
    let titles =
        ["Alice cancelled your bulk action", "Your bulk action failed", "Your bulk action is done"].map(str::to_owned);
    for (line, title) in told.iter().zip(&titles) {
        assert!(line.contains(title) && line.contains("Change Job title of 2,500 records"), "{told:?}");
    }
    assert_eq!(told.len(), titles.len());
    let mut led = Vec::new();
    for link in page.links(".rows a") {
        led.push(bob.send(reqwest::Method::GET, &link, &[], None).await.location().to_owned());
    }
    assert_eq!(led, [cancelled.path, failed.path, done.path], "newest first, each to its page");
    assert_eq!(bob.open("/notifications").await.count(".rows .unread"), 0);
    assert!(alice.open("/notifications").await.says("No notifications yet"), "it is nobody else's");

    // Somebody limited to other objects since is told of none of them.
    let link = page.links(".rows a").remove(0);
    test.sql("UPDATE users SET is_limited = TRUE WHERE name = 'Bob'");
    assert!(bob.open("/notifications").await.says("No notifications yet"));
    assert_eq!(bob.open(&link).await.path, "/notifications");
}

#[actix_web::test]
async fn what_is_lost_with_a_right_is_cancelled_at_once_by_whoever_took_it() {
    let test = TestApp::start().await;
    contacts(&test, 2_500).await;
    test.super_admin_unseen("Alice").await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let page = edit(&mut bob, &adas(), JOB, "Pilot").await;
    jobs::take_bulk_action(&test.app, &Stop::at_look(2)).unwrap();
    let mut bob = test.sign_in("Bob").await;
    // Members are for everybody who may view: this one goes on.
    let form = bob.open(&adas()).await.click("Save as segment", &mut bob).await;
    let form = form.form("/records/contacts/segments/new").fill("kind", "static").fill("name", "Every Ada");
    let into = form.submit(&mut bob).await;
    let rights = format!("/settings/users/{}", test.named("Bob").await.public_id);
    let mut alice = test.sign_in("Alice").await;
    alice.open(&rights).await.form(&rights).untick("edit").submit(&mut alice).await;
    let page = alice.open(&page.path).await;
    assert!(page.says("Cancelled") && page.says("1,000 records changed"), "{}", page.text());
    assert!(page.says("a permission that it needs was taken away by Alice, 16 Oct 2025"), "{}", page.text());
    test.pass(Duration::seconds(61));
    test.run_lane("bulk_actions");
    assert_eq!((with_value(&test, JOB, "Pilot"), events(&test, "bulk_action.cancelled")), (1_000, 1));
    let mut bob = test.sign_in("Bob").await;
    assert!(bob.open(&into.path).await.says("2,500 records added"));
    assert!(bob.open("/notifications").await.says("Alice cancelled your bulk action"));
}

#[actix_web::test]
async fn bulk_actions_are_found_in_the_settings_by_everybody_who_may_look_at_records() {
    let test = TestApp::start().await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let page = bob.open("/settings/profile").await.click("Bulk actions", &mut bob).await;
    assert_eq!((page.path.as_str(), page.text_of("h1")[0].as_str()), ("/settings/bulk-actions", "Bulk actions"));
    assert!(page.says("No bulk actions yet") && !page.has("nav.tabs"), "{}", page.text());
    let mut ines = test.signed_in("Ines", Rights { import: true, ..EDITOR }).await;
    let page = ines.open("/settings/imports").await.click("Bulk actions", &mut ines).await;
    assert!(page.has("nav.tabs") && page.text_of("h1") == ["Import & Export"]);
    assert_eq!(page.count(".sidenav a[href='/settings/bulk-actions']"), 0);
    let mut nobody = test.signed_in("Nils", Rights::default()).await;
    assert!(nobody.open("/settings/profile").await.link("Bulk actions").is_none());
}

#[actix_web::test]
async fn a_page_that_shows_times_says_once_by_whose_clock() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let import = import(&test, &mut alice, "contacts", b"Email\nada@fjordline.example\n").await.path;
    contacts(&test, 2_001).await;
    let action = edit(&mut alice, &adas(), JOB, "Pilot").await.path;
    let record = alice.open("/records/contacts").await.links("tbody th a").remove(0);
    threshold(&test, 1, 1_000).await;
    judged(&test, &exported(&test, 1, "all.csv", 1_001, Fate::Queued).await).await;
    let of_property = |id: i64| format!("/records/contacts/selected/edit?all=on&property={id}");
    let zones = async |alice: &mut Browser, path: &str| {
        let page = alice.open(path).await;
        assert_eq!(page.status, 200, "{path}");
        page.text().matches("Times are shown in Europe/Paris (UTC+2).").count()
    };
    for path in [
        "/settings/imports",
        &import,
        "/settings/bulk-actions",
        &action,
        "/settings/mail",
        "/settings/sessions",
        "/settings/users",
        "/notifications",
        "/records/contacts?c=19",
        &record,
        "/records/contacts/new",
        &of_property(ACTIVITY),
    ] {
        assert_eq!(zones(&mut alice, path).await, 1, "{path}");
    }
    for path in ["/records/contacts?c=5", &of_property(JOB)] {
        assert_eq!(zones(&mut alice, path).await, 0, "{path} shows no time");
    }
    let index = alice.open("/records/contacts?c=19").await;
    assert_eq!(index.attr("table.index", "aria-describedby").as_deref(), Some("tz"));
}

#[actix_web::test]
async fn an_action_that_a_worker_lets_go_of_when_the_process_stops_is_taken_up_at_once() {
    let test = TestApp::start().await;
    contacts(&test, 2_500).await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    edit(&mut bob, &adas(), JOB, "Pilot").await;
    // However often it is let go of before its first record: no attempt of those failed.
    for _ in 0..4 {
        jobs::take_bulk_action(&test.app, &Stop::at_look(1)).unwrap();
    }
    assert_eq!(with_value(&test, JOB, "Pilot"), 0);
    jobs::take_bulk_action(&test.app, &Stop::at_look(2)).unwrap();
    assert_eq!(with_value(&test, JOB, "Pilot"), 1_000);
    assert_eq!(test.run_lane("bulk_actions"), 1);
    assert_eq!(with_value(&test, JOB, "Pilot"), 2_500);
}

#[actix_web::test]
async fn a_lone_process_takes_up_at_its_start_the_bulk_action_of_a_killed_one() {
    let test = TestApp::with(|config| config.workers = 1).await;
    // On PostgreSQL other processes may be alive: only a lease that ran out tells.
    if !test.is_on_sqlite() {
        return;
    }
    contacts(&test, 2_500).await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    edit(&mut bob, &adas(), JOB, "Pilot").await;
    jobs::take_bulk_action(&test.app, &Stop::at_look(2)).unwrap();
    test.leave_as_killed("bulk_actions");
    let stop = Stop::default();
    let workers = jobs::start(&test.app, &stop).unwrap();
    // The clock of the test stands still: only who lets the lease lapse can go on.
    test.until("SELECT count(*) AS n FROM bulk_actions WHERE state = 'done'", 1).await;
    stop.now();
    workers.join();
    assert_eq!(with_value(&test, JOB, "Pilot"), 2_500);
}
