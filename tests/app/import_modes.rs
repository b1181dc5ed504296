//! Imports that match rows with records (R53).

use std::sync::Barrier;

use waybill::jobs::{self, Stop};

use crate::support::imports::{EDITOR, import_with, map_form, matching};
use crate::support::{Form, TestApp};

/// Contacts that are there: Ada, Grace and one without an address.
async fn three(test: &TestApp) {
    test.unique(3);
    let csv = b"First name,Email,City\nAda,ada@x.example,London\nGrace,GRACE@x.example,Arlington\nNobody,,Oslo\n";
    let mut alice = test.super_admin("Alice").await;
    let page = import_with(test, &mut alice, "contacts", csv, |form| form).await;
    assert!(page.says("3 records added"), "{}", page.text());
}

const CHANGES: &[u8] =
    b"Email,First name,City\nada@x.example,,Paris\ngrace@X.example,Grace,Arlington\nnew@x.example,New,Rome\n";

#[actix_web::test]
async fn a_row_changes_the_record_that_has_its_value_or_becomes_a_new_one() {
    let test = TestApp::start().await;
    three(&test).await;
    let mut ines = test.signed_in("Ines", EDITOR).await;
    let page = import_with(&test, &mut ines, "contacts", CHANGES, |form| form.fill("mode", "upsert")).await;
    assert!(page.says("1 record added · 1 record updated · 1 row skipped"), "{}", page.text());
    assert!(page.says("Create or update") && page.says("by Email"));
    assert_eq!((test.with_value(9, "Paris"), test.with_value(9, "London")), (1, 0));
    assert_eq!(test.with_value(1, "Ada"), 1, "an empty cell leaves the value alone");
    assert!(ines.open("/records/contacts").await.says("4 records"));
    let changes = "SELECT count(*) AS n FROM record_changes WHERE import_id IS NOT NULL AND user_name = 'Ines' \
                   AND changes = '{\"p9\":[\"London\",\"Paris\"]}'";
    assert_eq!(test.number(changes), 1);
    assert_eq!(test.number("SELECT count(*) AS n FROM records WHERE updated_at IS NOT NULL"), 1);
    let list = ines.open("/settings/imports").await;
    assert!(list.says("Create or update") && list.says("1 record updated"), "{}", list.text());
}

#[actix_web::test]
async fn only_new_rows_or_only_known_ones_count_when_that_was_asked() {
    let test = TestApp::start().await;
    three(&test).await;
    let mut ines = test.signed_in("Ines", EDITOR).await;
    let page = import_with(&test, &mut ines, "contacts", CHANGES, |form| form.fill("mode", "new")).await;
    assert!(page.says("1 record added · 2 rows skipped"), "{}", page.text());
    assert_eq!((test.with_value(9, "Paris"), test.with_value(9, "Rome")), (0, 1));
    let csv = b"Email,City\nada@x.example,Paris\nother@x.example,Bonn\n";
    let page = import_with(&test, &mut ines, "contacts", csv, |form| form.fill("mode", "update")).await;
    assert!(page.says("1 record updated · 1 row skipped"), "{}", page.text());
    assert_eq!((test.with_value(9, "Paris"), test.with_value(9, "Bonn")), (1, 0));
}

#[actix_web::test]
async fn what_is_searched_by_follows_an_update() {
    let test = TestApp::start().await;
    three(&test).await;
    let mut ines = test.signed_in("Ines", EDITOR).await;
    let csv = b"Email,First name\nada@x.example,Augusta\n";
    import_with(&test, &mut ines, "contacts", csv, |form| form.fill("mode", "update")).await;
    assert!(ines.open("/records/contacts?q=augusta").await.says("1 record"));
    assert_eq!(ines.open("/records/contacts?q=augusta").await.text_of("tbody th"), ["Augusta"]);
}

#[actix_web::test]
async fn a_value_that_stands_twice_counts_in_the_order_of_the_file() {
    let test = TestApp::start().await;
    three(&test).await;
    let mut ines = test.signed_in("Ines", EDITOR).await;
    let csv = b"Email,City\nnew@x.example,Rome\nNEW@x.example,Milan\nada@x.example,Paris\nada@x.example,Lyon\n";
    let page = import_with(&test, &mut ines, "contacts", csv, |form| form.fill("mode", "upsert")).await;
    assert!(page.says("1 record added · 3 records updated"), "{}", page.text());
    assert_eq!((test.with_value(9, "Milan"), test.with_value(9, "Lyon"), test.with_value(9, "Rome")), (1, 1, 0));
    let csv = b"Email,City\nfresh@x.example,Turin\nfresh@x.example,Genoa\n";
    let page = import_with(&test, &mut ines, "contacts", csv, |form| form.fill("mode", "new")).await;
    assert!(page.says("1 record added · 1 row skipped") && test.with_value(9, "Turin") == 1, "{}", page.text());
}

#[actix_web::test]
async fn rows_that_cannot_be_matched_or_would_share_a_unique_value_are_reported() {
    let test = TestApp::start().await;
    three(&test).await;
    test.contacts(1).await;
    test.contacts(1).await;
    let mut ines = test.signed_in("Ines", EDITOR).await;
    let csv = b"Email,City\n,Rome\nname1@example.com,Bonn\nada@x.example,Paris\n";
    let page = import_with(&test, &mut ines, "contacts", csv, |form| form.fill("mode", "upsert")).await;
    assert!(page.says("0 records added · 1 record updated") && page.says("2 rows have a problem"), "{}", page.text());
    let rows = page.text_of("tbody tr");
    assert!(rows[0].starts_with("2 Email Enter a value: records are matched by this column"), "{rows:?}");
    assert!(rows[1].starts_with("3 Email Several records have this value"), "{rows:?}");
    let page =
        import_with(&test, &mut ines, "contacts", b"Email\nADA@x.example\nz@x.example\nZ@x.example\n", |f| f).await;
    assert!(page.says("1 record added") && page.says("2 rows have a problem"), "{}", page.text());
    assert!(page.says("Another record has this value, and the property is unique"));
}

/// Seven thousand addresses, of which 3,000 may be known.
fn all_to_bonn() -> String {
    let rows: Vec<String> = (1..=7_000).map(|n| format!("name{n}@example.com,Bonn\n")).collect();
    format!("Email,City\n{}", rows.concat())
}

#[actix_web::test]
async fn an_update_that_broke_off_goes_on_without_losing_or_doubling_a_row() {
    let test = TestApp::start().await;
    test.unique(3);
    test.contacts(3_000).await;
    let mut ines = test.signed_in("Ines", EDITOR).await;
    let page = matching(&mut ines, "contacts", "many.csv", all_to_bonn().as_bytes()).await;
    let begun = map_form(&page).fill("mode", "upsert").fill("segment", "Everybody").submit(&mut ines).await;
    jobs::take_import(&test.app, &Stop::at_look(1)).unwrap();
    // A new browser: this thread was busy for longer than an idle connection lives.
    let mut ines = test.sign_in("Ines").await;
    let page = ines.open(&begun.path).await;
    assert!(page.says("1,000 rows read so far · 0 records added · 1,000 records updated"), "{}", page.text());
    test.pass(chrono::Duration::seconds(31));
    test.run_lane("imports");
    let mut ines = test.sign_in("Ines").await;
    let page = ines.open(&begun.path).await;
    assert!(page.says("4,000 records added · 3,000 records updated"), "{}", page.text());
    assert_eq!(test.with_value(9, "Bonn"), 7_000);
    assert_eq!(test.number("SELECT count(*) AS n FROM record_changes"), 3_000);
    assert_eq!(test.number("SELECT count(*) AS n FROM segment_members WHERE removed_in IS NULL"), 7_000);
    assert_eq!(
        test.number("SELECT record_count AS n FROM objects WHERE id = 1"),
        4_000,
        "those laid by hand do not count"
    );
}

#[actix_web::test]
async fn a_unique_value_is_handed_from_one_record_to_another() {
    let test = TestApp::start().await;
    three(&test).await;
    test.unique(9);
    test.sql("CREATE UNIQUE INDEX records_u3 ON records (lower(props->>'p3')) WHERE object_id = 1");
    let mut ines = test.signed_in("Ines", EDITOR).await;
    // Grace gives her address to Ada, and Ada hers to somebody new.
    let csv = b"City,Email\nArlington,new@x.example\nLondon,grace@x.example\nRome,ada@x.example\n";
    let choose = |form: Form| form.fill("mode", "upsert").fill("key", "p9");
    let page = import_with(&test, &mut ines, "contacts", csv, choose).await;
    assert!(page.says("1 record added · 2 records updated"), "{}", page.text());
    for (city, email) in [("Arlington", "new@x.example"), ("London", "grace@x.example"), ("Rome", "ada@x.example")] {
        let both =
            format!("SELECT count(*) AS n FROM records WHERE props->>'p9' = '{city}' AND props->>'p3' = '{email}'");
        assert_eq!(test.number(&both), 1, "{city}");
    }
}

#[actix_web::test]
async fn two_records_hand_each_other_values_of_different_unique_properties() {
    let test = TestApp::start().await;
    three(&test).await;
    test.unique(4);
    test.unique(9);
    for property in ["3", "4"] {
        let column = format!("lower(props->>'p{property}')");
        test.sql(format!("CREATE UNIQUE INDEX records_u{property} ON records ({column}) WHERE object_id = 1"));
    }
    let mut ines = test.signed_in("Ines", EDITOR).await;
    let choose = |form: Form| form.fill("mode", "update").fill("key", "p9");
    let phones = b"City,Phone\nLondon,+44 20 1\nArlington,+1 703 1\n";
    let page = import_with(&test, &mut ines, "contacts", phones, choose).await;
    assert!(page.says("2 records updated"), "{}", page.text());
    // Grace gets the address of Ada, and Ada the number of Grace.
    let csv = b"City,Email,Phone\nLondon,new@x.example,\nArlington,ada@x.example,+1 703 2\nLondon,,+1 703 1\n";
    let page = import_with(&test, &mut ines, "contacts", csv, choose).await;
    assert!(page.says("3 records updated"), "{}", page.text());
    for (city, email, phone) in [("London", "new@x.example", "+1 703 1"), ("Arlington", "ada@x.example", "+1 703 2")] {
        let question = "SELECT count(*) AS n FROM records WHERE props->>'p9'";
        let all = format!("{question} = '{city}' AND props->>'p3' = '{email}' AND props->>'p4' = '{phone}'");
        assert_eq!(test.number(&all), 1, "{city}");
    }
}

#[actix_web::test]
async fn a_cancelled_update_says_what_it_did() {
    let test = TestApp::start().await;
    test.unique(3);
    test.contacts(3_000).await;
    let mut ines = test.signed_in("Ines", EDITOR).await;
    let page = matching(&mut ines, "contacts", "many.csv", all_to_bonn().as_bytes()).await;
    let begun = map_form(&page).fill("mode", "upsert").submit(&mut ines).await;
    let question = ines.open(&begun.path).await.click("Cancel import", &mut ines).await;
    assert!(question.says("No record of many .csv has been added or updated so far."), "{}", question.text());
    jobs::take_import(&test.app, &Stop::at_look(1)).unwrap();
    // A new browser: this thread was busy for longer than an idle connection lives.
    let mut ines = test.sign_in("Ines").await;
    let question = ines.open(&begun.path).await.click("Cancel import", &mut ines).await;
    assert!(
        question.says("0 records added · 1,000 records updated.") && question.says("So far from many .csv"),
        "{}",
        question.text()
    );
    assert!(question.says("Records already added or updated stay as they are now."));
    let action = question.form("/imports/").action;
    let page = question.form(&action).submit(&mut ines).await;
    assert!(page.says("Cancelled") && page.says("0 records added · 1,000 records updated"), "{}", page.text());
    assert!(!page.says("before and stay"));
}

#[actix_web::test]
async fn two_imports_at_once_do_not_add_the_same_record_twice() {
    let test = TestApp::start().await;
    test.unique(3);
    let mut ines = test.signed_in("Ines", EDITOR).await;
    let mut csv = String::from("Email,City\n");
    for n in 0..1_500 {
        csv.extend(["n", &n.to_string(), "@example.com,Bonn\n"]);
    }
    for _ in 0..2 {
        let page = matching(&mut ines, "contacts", "many.csv", csv.as_bytes()).await;
        map_form(&page).fill("mode", "upsert").submit(&mut ines).await;
    }
    let barrier = Barrier::new(2);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                barrier.wait();
                assert!(jobs::take_import(&test.app, &Stop::default()).unwrap());
            });
        }
    });
    assert_eq!(test.number("SELECT count(*) AS n FROM records"), 1_500);
    assert_eq!(test.number("SELECT CAST(sum(rows_added) AS BIGINT) AS n FROM imports"), 1_500);
    assert_eq!(test.number("SELECT count(*) AS n FROM imports WHERE state = 'done'"), 2);
}
