//! Undoing an import (R53).

use chrono::Duration;
use waybill::jobs::{self, Stop};

use crate::support::imports::{EDITOR, IMPORTER, begin, import, import_with};
use crate::support::{Browser, CONTACTS, Form, Page, TestApp};

pub(crate) const PEOPLE: &[u8] = b"Email,City\nada@x.example,London\ngrace@x.example,Arlington\n";

/// Presses the button and says yes.
pub(crate) async fn undo(test: &TestApp, browser: &mut Browser, import: &Page) -> Page {
    let page = browser.open(&import.path).await.click("Undo import", browser).await;
    let action = page.form("/imports/").action;
    let page = page.form(&action).submit(browser).await;
    test.run_lane("imports");
    browser.open(&page.path).await
}

#[actix_web::test]
async fn undoing_removes_what_was_added_and_restores_what_was_changed() {
    let test = TestApp::start().await;
    test.unique(3);
    let mut ines = test.signed_in("Ines", EDITOR).await;
    import(&test, &mut ines, "contacts", PEOPLE).await;
    let csv = b"Email,City,Notes\nada@x.example,Paris,new\nhedy@x.example,Vienna,\n";
    let page =
        import_with(&test, &mut ines, "contacts", csv, |f| f.fill("mode", "upsert").fill("segment", "Fair")).await;
    assert!(page.says("1 record added · 1 record updated"), "{}", page.text());
    assert_eq!(test.number("SELECT count(*) AS n FROM segment_members WHERE removed_in IS NULL"), 2);
    let page = undo(&test, &mut ines, &page).await;
    assert!(page.says("Undone") && page.says("2 records removed or restored"), "{}", page.text());
    assert!(page.link("Undo import").is_none());
    assert_eq!((test.with_value(9, "London"), test.with_value(9, "Paris"), test.with_value(9, "Vienna")), (1, 0, 0));
    assert_eq!(test.with_value(22, "new"), 0, "what was empty is empty again");
    assert!(ines.open("/records/contacts").await.says("2 records"));
    assert!(ines.open("/records/contacts?q=hedy").await.says("0 records"));
    assert_eq!(test.number("SELECT count(*) AS n FROM segment_members WHERE removed_in IS NULL"), 0);
    assert_eq!(
        test.number("SELECT count(*) AS n FROM record_changes WHERE import_id IS NULL AND user_name = 'Ines'"),
        1
    );
    for action in ["import.undo_requested", "import.undone"] {
        assert_eq!(test.number(&format!("SELECT count(*) AS n FROM audit_events WHERE action = '{action}'")), 1);
    }
    assert!(ines.open("/settings/imports").await.says("Undone"));
}

#[actix_web::test]
async fn what_somebody_changed_since_stays() {
    let test = TestApp::start().await;
    test.unique(3);
    let mut ines = test.signed_in("Ines", EDITOR).await;
    let first = import(&test, &mut ines, "contacts", PEOPLE).await;
    let csv = b"Email,City\nada@x.example,Paris\ngrace@x.example,Boston\n";
    let second = import_with(&test, &mut ines, "contacts", csv, |form| form.fill("mode", "update")).await;
    // Ada moves again, by the next import; Grace stays where the second import put her.
    let third = b"Email,City\nada@x.example,Lyon\n";
    import_with(&test, &mut ines, "contacts", third, |form| form.fill("mode", "update")).await;
    let page = undo(&test, &mut ines, &second).await;
    assert!(
        page.says("1 record removed or restored") && page.says("1 record was changed by someone since"),
        "{}",
        page.text()
    );
    assert_eq!((test.with_value(9, "Lyon"), test.with_value(9, "Arlington")), (1, 1));
    let page = undo(&test, &mut ines, &first).await;
    assert!(page.says("1 record removed or restored") && page.says("1 record was changed"), "{}", page.text());
    assert_eq!((test.with_value(9, "Lyon"), test.with_value(9, "Arlington")), (1, 0));
}

#[actix_web::test]
async fn an_import_is_undone_within_seven_days_and_not_a_second_later() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", EDITOR).await;
    let page = import(&test, &mut ines, "contacts", PEOPLE).await;
    let asked = ines.open(&page.path).await.click("Undo import", &mut ines).await;
    let action = asked.form("/imports/").action;
    let form = asked.form(&action);
    test.pass(Duration::hours(168));
    let mut ines = test.sign_in("Ines").await;
    assert!(ines.open(&page.path).await.link("Undo import").is_none());
    let token = ines.open("/imports/new").await.form("/imports").value("csrf").unwrap().to_owned();
    let late = form.fill("csrf", &token).submit(&mut ines).await;
    assert!(late.says("This import can’t be undone any more."), "{}", late.text());
    test.pass(Duration::seconds(-1));
    let page = undo(&test, &mut ines, &page).await;
    assert!(page.says("2 records removed or restored"), "{}", page.text());
}

#[actix_web::test]
async fn an_undoing_that_broke_off_goes_on() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", EDITOR).await;
    let csv = String::from("Last name\n") + &"Doe\n".repeat(1_300);
    let page = import(&test, &mut ines, "contacts", csv.as_bytes()).await;
    let asked = ines.open(&page.path).await.click("Undo import", &mut ines).await;
    let action = asked.form("/imports/").action;
    asked.form(&action).submit(&mut ines).await;
    assert!(jobs::take_undo(&test.app, &Stop::at_look(1)).unwrap());
    assert!(ines.open("/records/contacts").await.says("800 records"));
    test.leave_as_killed("imports");
    assert_eq!(test.run_lane("imports"), 0, "its lease still runs");
    assert!(ines.open(&page.path).await.says("Undoing"));
    test.pass(Duration::seconds(31));
    test.run_lane("imports");
    assert!(ines.open(&page.path).await.says("1,300 records removed or restored"));
    assert!(ines.open("/records/contacts").await.says("0 records"));
    assert_eq!(test.number("SELECT record_count AS n FROM objects WHERE id = 1"), 0);
}

#[actix_web::test]
async fn undoing_takes_the_right_to_change_records() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let page = import(&test, &mut ines, "contacts", PEOPLE).await;
    assert!(page.link("Undo import").is_none());
    let path = format!("{}/undo", page.path);
    assert_eq!(ines.get(&path).await.status, 403);
    let mut otto = test.signed_in("Otto", EDITOR).await;
    assert_eq!(otto.get(&path).await.status, 404);
    let mut alice = test.super_admin("Alice").await;
    let page = undo(&test, &mut alice, &page).await;
    assert!(page.says("2 records removed or restored"), "{}", page.text());
}

#[actix_web::test]
async fn a_record_that_has_again_what_the_import_wrote_was_touched_by_nobody() {
    let test = TestApp::start().await;
    test.unique(3);
    let mut ines = test.signed_in("Ines", EDITOR).await;
    let first = import(&test, &mut ines, "contacts", PEOPLE).await;
    let csv = b"Email,City,Notes\nada@x.example,Paris,new\n";
    let second = import_with(&test, &mut ines, "contacts", csv, |form| form.fill("mode", "update")).await;
    undo(&test, &mut ines, &second).await;
    let page = undo(&test, &mut ines, &first).await;
    assert!(page.says("2 records removed or restored") && !page.says("changed by someone"), "{}", page.text());
    assert!(ines.open("/records/contacts").await.says("0 records"));
}

#[actix_web::test]
async fn the_values_of_a_record_that_an_undoing_removes_go_with_it() {
    let test = TestApp::start().await;
    test.unique(3);
    let mut ines = test.signed_in("Ines", EDITOR).await;
    let first = import(&test, &mut ines, "contacts", PEOPLE).await;
    let csv = b"Email,City\nada@x.example,Paris\n";
    let second = import_with(&test, &mut ines, "contacts", csv, |form| form.fill("mode", "update")).await;
    undo(&test, &mut ines, &second).await;
    assert_eq!(test.number("SELECT count(*) AS n FROM record_changes"), 2);
    let page = undo(&test, &mut ines, &first).await;
    assert!(page.says("2 records removed or restored"), "{}", page.text());
    assert_eq!(test.number("SELECT count(*) AS n FROM record_changes"), 0);
}

#[actix_web::test]
async fn an_import_that_only_filled_a_segment_can_be_undone() {
    let test = TestApp::start().await;
    test.unique(3);
    let mut ines = test.signed_in("Ines", EDITOR).await;
    import(&test, &mut ines, "contacts", PEOPLE).await;
    let choose = |form: Form| form.fill("mode", "update").fill("segment", "Fair");
    let page = import_with(&test, &mut ines, "contacts", PEOPLE, choose).await;
    assert!(page.says("0 records updated · 2 rows skipped"), "{}", page.text());
    let members = "SELECT count(*) AS n FROM segment_members WHERE removed_in IS NULL";
    assert_eq!(test.number(members), 2);
    let page = undo(&test, &mut ines, &page).await;
    assert!(page.says("Undone"), "{}", page.text());
    assert_eq!(test.number(members), 0);
    assert!(ines.open("/records/contacts").await.says("2 records"), "none of them is the import's");
    let page = import_with(&test, &mut ines, "contacts", PEOPLE, |form| form.fill("mode", "update")).await;
    assert!(page.link("Undo import").is_none(), "it did nothing at all");
}

#[actix_web::test]
async fn a_record_that_an_undoing_keeps_stays_in_the_segment_too() {
    let test = TestApp::start().await;
    test.unique(3);
    let mut ines = test.signed_in("Ines", EDITOR).await;
    let first = import_with(&test, &mut ines, "contacts", PEOPLE, |form| form.fill("segment", "Fair")).await;
    let csv = b"Email,City\nada@x.example,Paris\n";
    import_with(&test, &mut ines, "contacts", csv, |form| form.fill("mode", "update")).await;
    let page = undo(&test, &mut ines, &first).await;
    assert!(
        page.says("1 record removed or restored") && page.says("1 record was changed by someone"),
        "{}",
        page.text()
    );
    let members = "SELECT count(*) AS n FROM segment_members JOIN records ON records.id = record_id";
    assert_eq!(test.number(&format!("{members} WHERE removed_in IS NULL")), 1);
    assert_eq!(test.number("SELECT count(*) AS n FROM segment_members WHERE removed_in IS NULL"), 1);
}

#[actix_web::test]
async fn the_question_and_the_result_of_an_undoing_say_what_is_so() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", EDITOR).await;
    let csv = String::from("Last name\n") + &"Doe\n".repeat(25_010);
    let page = begin(&mut ines, "contacts", "many.csv", csv.as_bytes()).await;
    assert!(page.says("What each row does: Create"), "{}", page.text());
    jobs::take_import(&test.app, &Stop::at_look(1)).unwrap();
    let asked = ines.open(&page.path).await.click("Cancel import", &mut ines).await;
    let action = asked.form("/imports/").action;
    let cancelled = asked.form(&action).submit(&mut ines).await;
    assert!(cancelled.says("25,000 records were added before and stay."), "{}", cancelled.text());
    let question = ines.open(&format!("{}/undo", page.path)).await;
    assert!(question.says("many .csv added 25,000 records and updated no record."), "{}", question.text());
    assert!(!question.says("segment"), "none was chosen");
    let page = undo(&test, &mut ines, &page).await;
    assert!(page.says("25,000 records removed or restored") && !page.says("and stay"), "{}", page.text());
    let one = import_with(&test, &mut ines, "contacts", b"Last name\nDoe\n", |f| f.fill("segment", "Fair")).await;
    let question = ines.open(&format!("{}/undo", one.path)).await;
    assert!(question.says("added 1 record and") && question.says("the segment loses what it gained"));
}

#[actix_web::test]
async fn undoing_puts_away_the_new_properties_that_nothing_uses() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", EDITOR).await;
    // Not one row is good: all that is left of it are two properties, and one of them stands in a view.
    let csv = b"Email,Shoe size,Hat size\nnot one,41,58\n";
    let page = import(&test, &mut ines, "contacts", csv).await;
    assert!(page.says("0 records added") && page.says("2 new properties"), "{}", page.text());
    let filter = "/records/contacts?f=%5B%5B%7B%22p%22%3A1001%2C%22known%22%3Afalse%7D%5D%5D";
    let form = ines.open(filter).await.click("Save as view", &mut ines).await.form("/records/contacts/views/new");
    form.fill("name", "Hats").submit(&mut ines).await;
    let page = undo(&test, &mut ines, &page).await;
    assert!(page.says("Undone") && page.says("1 new property that nothing uses was archived."), "{}", page.text());
    let archived = "SELECT count(*) AS n FROM properties WHERE archived_at IS NOT NULL AND id =";
    assert_eq!((test.number(&format!("{archived} 1000")), test.number(&format!("{archived} 1001"))), (1, 0));

    // With their values gone, those of a whole import go too; what somebody wrote there keeps them.
    let page = import(&test, &mut ines, "contacts", b"Last name,Glove size,Ring size\nDoe,8,52\n").await;
    test.records(CONTACTS, [r#"{"p1003":"9"}"#.to_owned()]).await;
    let page = undo(&test, &mut ines, &page).await;
    assert!(
        page.says("1 record removed") && page.says("1 new property that nothing uses was archived."),
        "{}",
        page.text()
    );
    assert_eq!((test.number(&format!("{archived} 1002")), test.number(&format!("{archived} 1003"))), (1, 0));
}

#[actix_web::test]
async fn what_has_become_sensitive_is_not_put_back_by_who_may_not_see_it() {
    let test = TestApp::start().await;
    test.unique(3);
    let mut alice = test.super_admin("Alice").await;
    let mut ines = test.signed_in("Ines", EDITOR).await;
    import(&test, &mut ines, "contacts", PEOPLE).await;
    let csv = b"Email,City\nada@x.example,Paris\n";
    let page = import_with(&test, &mut ines, "contacts", csv, |form| form.fill("mode", "update")).await;
    let form = page.click("Undo import", &mut ines).await.form("/imports/");
    test.sql("UPDATE properties SET is_sensitive = TRUE WHERE id = 9");
    assert!(ines.open(&page.path).await.link("Undo import").is_none());
    assert_eq!(ines.get(&form.action).await.status, 403);
    assert_eq!(form.submit(&mut ines).await.status, 403);
    test.run_lane("imports");
    assert_eq!((test.with_value(9, "Paris"), test.with_value(9, "London")), (1, 0));

    // Nor is Ines told that somebody has changed a value that she cannot see.
    let ada = test.number("SELECT id AS n FROM records WHERE props->>'p9' = 'Paris'");
    let record = format!("/records/contacts/{ada}");
    alice.open(&record).await.form(&record).fill("p9", "Rome").submit(&mut alice).await;
    let undone = undo(&test, &mut alice, &page).await;
    let changed = "1 record was changed by someone since";
    assert!(undone.says(changed), "{}", undone.text());
    for path in [page.path.as_str(), "/settings/imports"] {
        let told = ines.open(path).await;
        assert!(told.says("Undone") && !told.says(changed), "{path}: {}", told.text());
    }
}
