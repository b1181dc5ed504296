//! Imports, their undoing and bulk actions stop with the right to them (R5): at once where it is taken away, and at the next
//! batch however it went.

use chrono::Duration;
use waybill::jobs::{self, Stop};

use crate::support::imports::{EDITOR, begin, import, map_form, matching};
use crate::support::{Browser, Page, TestApp};

/// What an admin takes away on the page of a user.
#[derive(Debug, Clone, Copy)]
enum Taken {
    Right(&'static str),
    Objects,
    SignIn,
}

async fn take(test: &TestApp, admin: &mut Browser, name: &str, taken: Taken) {
    let path = format!("/settings/users/{}", test.named(name).await.public_id);
    let page = match taken {
        Taken::Right(right) => admin.open(&path).await.form(&path).untick(right).submit(admin).await,
        Taken::Objects => {
            let form = admin.open(&path).await.form(&path).untick("object").fill("reach", "some");
            form.tick("object", "deals").submit(admin).await
        }
        Taken::SignIn => {
            let path = format!("{path}/deactivate");
            admin.open(&path).await.form(&path).submit(admin).await
        }
    };
    assert_eq!(page.status, 200, "{taken:?}: {}", page.text());
}

fn events(test: &TestApp, action: &str, by: &str) -> i64 {
    test.number(&format!(
        "SELECT count(*) AS n FROM audit_events WHERE action = '{action}' AND coalesce(actor_name, '') = '{by}' \
         AND detail LIKE '%\"reason\":\"rights\"%'"
    ))
}

/// An import that waits, in the mode that changes records.
async fn update(test: &TestApp, browser: &mut Browser) -> Page {
    test.unique(3);
    let page = matching(browser, "contacts", "a.csv", b"Email,City\nada@x.example,Paris\n").await;
    map_form(&page).fill("mode", "update").submit(browser).await
}

#[actix_web::test]
async fn an_import_is_cancelled_at_once_by_whoever_takes_a_right_that_it_needs() {
    for taken in [Taken::Right("import"), Taken::Right("edit"), Taken::Objects, Taken::SignIn] {
        let test = TestApp::start().await;
        let mut alice = test.super_admin("Alice").await;
        let mut ines = test.signed_in("Ines", EDITOR).await;
        let page = update(&test, &mut ines).await;
        let other = begin(&mut ines, "deals", "b.csv", b"Deal name\nShip\n").await;
        take(&test, &mut alice, "Ines", taken).await;
        let page = alice.open(&page.path).await;
        assert!(page.says("Cancelled"), "{taken:?}: {}", page.text());
        assert!(page.says("a permission that it needs was taken away by Alice, 16 Oct 2025"), "{}", page.text());
        let other = alice.open(&other.path).await;
        let still_may = matches!(taken, Taken::Right("edit") | Taken::Objects);
        assert_eq!(other.says("Queued"), still_may, "{taken:?}: {}", other.text());
        test.run_lane("imports");
        assert_eq!(test.number("SELECT count(*) AS n FROM records"), i64::from(still_may), "{taken:?}");
        assert_eq!(events(&test, "import.cancelled", "Alice"), if still_may { 1 } else { 2 });
    }
}

#[actix_web::test]
async fn a_running_import_keeps_what_it_added_and_adds_nothing_once_the_right_is_gone() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let mut ines = test.signed_in("Ines", EDITOR).await;
    let csv = String::from("Last name\n") + &"Doe\n".repeat(27_000);
    let page = begin(&mut ines, "contacts", "many.csv", csv.as_bytes()).await;
    jobs::take_import(&test.app, &Stop::at_look(1)).unwrap();
    take(&test, &mut alice, "Ines", Taken::Right("import")).await;
    let page = alice.open(&page.path).await;
    assert!(page.says("Cancelled") && page.says("25,000 records were added before and stay."), "{}", page.text());
    test.pass(Duration::seconds(31));
    assert_eq!(test.run_lane("imports"), 0);
    assert_eq!(test.number("SELECT count(*) AS n FROM records"), 25_000);
}

#[actix_web::test]
async fn an_import_asks_for_its_rights_in_every_batch() {
    for lost in ["may_import = FALSE", "deactivated_at = created_at", "is_limited = TRUE", "may_edit = FALSE"] {
        let test = TestApp::start().await;
        let mut alice = test.super_admin("Alice").await;
        let mut ines = test.signed_in("Ines", EDITOR).await;
        let page = update(&test, &mut ines).await;
        test.sql(format!("UPDATE users SET {lost} WHERE name = 'Ines'"));
        test.run_lane("imports");
        let page = alice.open(&page.path).await;
        assert!(page.says("Cancelled"), "{lost}: {}", page.text());
        assert!(page.says("a permission that it needs was taken away, 16 Oct 2025"), "{}", page.text());
        assert_eq!(test.number("SELECT rows_done AS n FROM imports"), 0);
        assert_eq!(events(&test, "import.cancelled", ""), 1, "{lost}");
    }
}

#[actix_web::test]
async fn a_column_whose_property_has_become_sensitive_is_not_filled_without_the_right() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let mut ines = test.signed_in("Ines", EDITOR).await;
    let page = begin(&mut ines, "contacts", "a.csv", b"Last name,City\nLovelace,London\n").await;
    test.sql("UPDATE properties SET is_sensitive = TRUE WHERE id = 9");
    test.run_lane("imports");
    assert!(alice.open(&page.path).await.says("a permission that it needs was taken away"));
    assert_eq!(test.number("SELECT count(*) AS n FROM records"), 0);
}

#[actix_web::test]
async fn an_undoing_stops_with_the_right_to_it_and_can_be_asked_for_by_somebody_who_may() {
    for by_hand in [true, false] {
        let test = TestApp::start().await;
        let mut alice = test.super_admin("Alice").await;
        let mut ines = test.signed_in("Ines", EDITOR).await;
        let csv = String::from("Last name\n") + &"Doe\n".repeat(700);
        let page = import(&test, &mut ines, "contacts", csv.as_bytes()).await;
        let asked = page.click("Undo import", &mut ines).await;
        let action = asked.form("/imports/").action;
        asked.form(&action).submit(&mut ines).await;
        assert!(jobs::take_undo(&test.app, &Stop::at_look(1)).unwrap());
        if by_hand {
            take(&test, &mut alice, "Ines", Taken::Right("edit")).await;
        } else {
            test.sql("UPDATE users SET may_edit = FALSE WHERE name = 'Ines'");
            test.pass(Duration::seconds(31));
        }
        test.run_lane("imports");
        let page = alice.open(&page.path).await;
        let by = if by_hand { " by Alice" } else { "" };
        assert!(page.says(&format!("the permission to undo it was taken away{by}")), "{}", page.text());
        assert!(page.says("Undo failed") && page.says("500 records removed or restored"), "{}", page.text());
        assert_eq!(test.number("SELECT count(*) AS n FROM records"), 200);
        assert_eq!(events(&test, "import.undo_failed", if by_hand { "Alice" } else { "" }), 1);

        let asked = page.click("Undo import", &mut alice).await;
        asked.form(&action).submit(&mut alice).await;
        test.run_lane("imports");
        let page = alice.open(&page.path).await;
        assert!(page.says("Undone") && !page.says("taken away"), "{}", page.text());
        assert_eq!(test.number("SELECT count(*) AS n FROM records"), 0);
    }
}

#[actix_web::test]
async fn what_a_worker_lets_go_of_when_the_process_stops_is_taken_up_at_once() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", EDITOR).await;
    let csv = String::from("Last name\n") + &"Doe\n".repeat(27_000);
    let page = begin(&mut ines, "contacts", "many.csv", csv.as_bytes()).await;
    jobs::take_import(&test.app, &Stop::at_look(1)).unwrap();
    assert_eq!(test.run_lane("imports"), 1);
    let page = ines.open(&page.path).await;
    assert!(page.says("27,000 records added"), "{}", page.text());

    let asked = page.click("Undo import", &mut ines).await;
    let action = asked.form("/imports/").action;
    asked.form(&action).submit(&mut ines).await;
    assert!(jobs::take_undo(&test.app, &Stop::at_look(1)).unwrap());
    assert_eq!(test.run_lane("imports"), 1);
    assert!(ines.open(&page.path).await.says("27,000 records removed or restored"));
}

#[actix_web::test]
async fn a_lone_process_takes_up_at_its_start_the_imports_of_a_killed_one() {
    let test = TestApp::with(|config| config.workers = 1).await;
    // On PostgreSQL other processes may be alive: only a lease that ran out tells.
    if !test.is_on_sqlite() {
        return;
    }
    let mut ines = test.signed_in("Ines", EDITOR).await;
    let csv = String::from("Last name\n") + &"Doe\n".repeat(27_000);
    begin(&mut ines, "contacts", "many.csv", csv.as_bytes()).await;
    jobs::take_import(&test.app, &Stop::at_look(1)).unwrap();
    test.leave_as_killed("imports");
    let stop = Stop::default();
    let workers = jobs::start(&test.app, &stop).unwrap();
    // The clock of the test stands still: only who lets the lease lapse can go on.
    test.until("SELECT count(*) AS n FROM imports WHERE state = 'done'", 1).await;
    stop.now();
    workers.join();
    assert_eq!(test.number("SELECT count(*) AS n FROM records"), 27_000);
}

#[actix_web::test]
async fn an_undoing_stops_where_what_it_puts_back_has_become_sensitive() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let mut ines = test.signed_in("Ines", EDITOR).await;
    let csv = String::from("Last name,City\n") + &"Doe,London\n".repeat(700);
    let page = import(&test, &mut ines, "contacts", csv.as_bytes()).await;
    let asked = page.click("Undo import", &mut ines).await;
    asked.form("/imports/").submit(&mut ines).await;
    assert!(jobs::take_undo(&test.app, &Stop::at_look(1)).unwrap());
    test.sql("UPDATE properties SET is_sensitive = TRUE WHERE id = 9");
    test.run_lane("imports");
    let page = alice.open(&page.path).await;
    assert!(page.says("Undo failed") && page.says("500 records removed or restored"), "{}", page.text());
    assert!(page.says("the permission to undo it was taken away"), "{}", page.text());
    assert_eq!(test.number("SELECT count(*) AS n FROM records"), 200);
}
