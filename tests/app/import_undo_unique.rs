//! Undoing an import that moved unique values from one record to another (R50, R53).

use crate::import_undo::{PEOPLE, undo};
use crate::support::imports::{EDITOR, import, import_with};
use crate::support::{Browser, Form, TestApp};

/// Addresses that no two contacts share, and towns that find the contact.
async fn unique_addresses(test: &TestApp, ines: &mut Browser) {
    test.unique(3);
    test.unique(9);
    test.sql("CREATE UNIQUE INDEX records_u3 ON records (lower(props->>'p3')) WHERE object_id = 1");
    import(test, ines, "contacts", PEOPLE).await;
}

fn by_town(form: Form) -> Form {
    form.fill("mode", "upsert").fill("key", "p9")
}

/// How many contacts of a town have an address.
fn lives_in(test: &TestApp, town: &str, email: &str) -> i64 {
    let question = "SELECT count(*) AS n FROM records WHERE props->>'p9'";
    test.number(&format!("{question} = '{town}' AND props->>'p3' = '{email}'"))
}

#[actix_web::test]
async fn a_unique_value_that_moved_from_one_record_to_another_moves_back() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", EDITOR).await;
    unique_addresses(&test, &mut ines).await;
    // Ada gets a new address and Grace that of Ada; then the two swap theirs.
    let moved = "City,Email\nLondon,new@x.example\nArlington,ada@x.example\n";
    let swapped = format!("{moved}London,grace@x.example\n");
    for (csv, adas) in [(moved, "new@x.example"), (swapped.as_str(), "grace@x.example")] {
        let page = import_with(&test, &mut ines, "contacts", csv.as_bytes(), by_town).await;
        assert_eq!((lives_in(&test, "London", adas), lives_in(&test, "Arlington", "ada@x.example")), (1, 1));
        let page = undo(&test, &mut ines, &page).await;
        assert!(page.says("Undone") && page.says("2 records removed or restored"), "{}", page.text());
        assert!(!page.says("changed by someone since"), "{}", page.text());
        let own = [("London", "ada@x.example"), ("Arlington", "grace@x.example")];
        assert_eq!(own.map(|(town, email)| lives_in(&test, town, email)), [1, 1]);
    }
}

#[actix_web::test]
async fn a_unique_value_that_somebody_took_since_stays_and_so_does_what_depends_on_it() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", EDITOR).await;
    unique_addresses(&test, &mut ines).await;
    let moved = b"City,Email,Notes\nLondon,new@x.example,seen\nArlington,ada@x.example,\n";
    let page = import_with(&test, &mut ines, "contacts", moved, by_town).await;
    // What was Grace's goes to somebody in Oslo: Grace keeps what was Ada's, and so Ada keeps her new one.
    import_with(&test, &mut ines, "contacts", b"City,Email\nOslo,grace@x.example\n", by_town).await;
    let page = undo(&test, &mut ines, &page).await;
    assert!(page.says("Undone") && page.says("1 record removed or restored"), "{}", page.text());
    assert!(page.says("2 records were changed by someone since"), "{}", page.text());
    let now = [("London", "new@x.example"), ("Arlington", "ada@x.example"), ("Oslo", "grace@x.example")];
    assert_eq!(now.map(|(town, email)| lives_in(&test, town, email)), [1, 1, 1]);
    assert_eq!(test.with_value(22, "seen"), 0, "what nobody else has comes back all the same");
}

#[actix_web::test]
async fn values_that_moved_along_a_line_of_more_records_than_one_step_takes_move_back() {
    let test = TestApp::start().await;
    test.unique(1);
    test.unique(3);
    test.contacts(600).await;
    test.sql("CREATE UNIQUE INDEX records_u3 ON records (lower(props->>'p3')) WHERE object_id = 1");
    let mut ines = test.signed_in("Ines", EDITOR).await;
    // Each gets what the next one has just given up.
    let rows: Vec<String> = (1..=600).rev().map(|n| format!("Name {n},name{}@example.com\n", n + 1)).collect();
    let csv = format!("First name,Email\n{}", rows.concat());
    let choose = |form: Form| form.fill("mode", "update").fill("key", "p1");
    let page = import_with(&test, &mut ines, "contacts", csv.as_bytes(), choose).await;
    assert!(page.says("600 records updated"), "{}", page.text());
    let page = undo(&test, &mut ines, &page).await;
    assert!(page.says("600 records removed or restored"), "{}", page.text());
    assert!(!page.says("changed by someone since"), "{}", page.text());
    let own = "props->>'p3' = 'name' || substr(props->>'p1', 6) || '@example.com'";
    assert_eq!(test.number(&format!("SELECT count(*) AS n FROM records WHERE {own}")), 600);
}
