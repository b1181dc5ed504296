//! Indexes of properties: which are built unasked, and when those who write wait for one (R50, R53).

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use waybill::config::DatabaseUrl;
use waybill::db::objects;
use waybill::domain::user::Rights;

use crate::records::add;
use crate::support::{Browser, TestApp, imports};

const EDITOR: Rights =
    Rights { super_admin: false, view: true, edit: true, import: false, export: false, sensitive: false };

/// The telephone number of a contact.
const PHONE: i64 = 4;

async fn set_unique(alice: &mut Browser, is_unique: bool) {
    let path = format!("/settings/properties/contacts/{PHONE}");
    let form = alice.open(&path).await.form(&path);
    let form = if is_unique { form.tick("unique", "on") } else { form.untick("unique") };
    form.submit(alice).await;
}

fn is_indexed(test: &TestApp) -> bool {
    test.app.db.read_now(|c| objects::property(c, 1, PHONE)).unwrap().unwrap().is_indexed
}

/// Where the index really is.
fn has_index(test: &TestApp) -> bool {
    is_there(test, &format!("records_p{PHONE}"))
}

fn is_there(test: &TestApp, index: &str) -> bool {
    let question = if test.is_on_sqlite() {
        format!("SELECT count(*) AS n FROM sqlite_master WHERE name = '{index}'")
    } else {
        format!("SELECT count(*) AS n FROM pg_indexes WHERE indexname = '{index}'")
    };
    test.number(&question) == 1
}

#[actix_web::test]
async fn a_unique_property_gets_an_index_that_nobody_asked_for() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    add(&test, "contacts", vec![vec![(1, "A"), (PHONE, "+331")], vec![(1, "B"), (PHONE, "+332")]]).await;
    set_unique(&mut alice, true).await;
    assert!(alice.open("/settings/properties/contacts").await.says("Index being built"));
    assert_eq!(test.run_lane("indexes"), 1);
    assert!(is_indexed(&test) && has_index(&test));
    // Another change of it leaves the index alone.
    let path = format!("/settings/properties/contacts/{PHONE}");
    alice.open(&path).await.form(&path).fill("description", "With its country").submit(&mut alice).await;
    assert!(is_indexed(&test));
    assert_eq!(test.run_lane("indexes"), 0);
    set_unique(&mut alice, false).await;
    assert_eq!(test.run_lane("indexes"), 1);
    assert!(!is_indexed(&test) && !has_index(&test));
    // One that was unique before there was this rule gets its index at the next look.
    test.unique(PHONE);
    assert_eq!(test.run_lane("indexes"), 1);
    assert!(is_indexed(&test) && has_index(&test));
}

#[actix_web::test]
async fn sqlite_builds_no_index_while_an_import_is_under_way() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", imports::IMPORTER).await;
    imports::begin(&mut ines, "contacts", "people.csv", b"Last name\nDoe\n").await;
    test.unique(PHONE);
    // PostgreSQL builds beside its writers.
    assert_eq!(test.run_lane("indexes"), usize::from(!test.is_on_sqlite()));
    test.run_lane("imports");
    test.run_lane("indexes");
    assert!(is_indexed(&test) && has_index(&test));
}

#[actix_web::test]
async fn an_object_gets_an_index_by_name_behind_the_import_that_fills_it() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", imports::IMPORTER).await;
    let rows: Vec<String> = (0..1_000).map(|n| format!("\nDoe {}", (n * 7) % 1_000 + 1_000)).collect();
    imports::begin(&mut ines, "contacts", "people.csv", format!("Last name{}", rows.concat()).as_bytes()).await;
    // As far as one part of it has come.
    test.sql("UPDATE objects SET record_count = 1000 WHERE id = 1");
    assert_eq!(test.run_lane("indexes"), 0, "the import would have to keep it");
    test.sql("UPDATE objects SET record_count = 0 WHERE id = 1");
    test.run_lane("imports");
    let sorted = ines.open("/records/contacts?sort=name").await.text_of("tbody th");
    assert_eq!((sorted[0].as_str(), sorted[49].as_str()), ("Doe 1000", "Doe 1049"), "before there is one");
    assert_eq!(test.run_lane("indexes"), 1);
    assert!(is_there(&test, "records_name_1"));
    assert_eq!(test.run_lane("indexes"), 0);
    assert_eq!(ines.open("/records/contacts?sort=name").await.text_of("tbody th"), sorted);
}

#[actix_web::test]
async fn who_changes_something_while_sqlite_builds_an_index_is_told_so_and_pages_are_read_on() {
    let test = TestApp::start().await;
    add(&test, "contacts", vec![vec![(1, "Ada")]]).await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let form = bob.open("/records/contacts/1").await.form("/records/contacts/1").fill("p1", "Eva");
    let building = test.app.db.close_gate();
    test.pass(chrono::Duration::minutes(2));
    let begun = std::time::Instant::now();
    assert!(bob.open("/records/contacts").await.says("Ada"));
    assert!(begun.elapsed().as_secs() < 5, "reading waits for nobody, not even to note that Bob was here");
    if test.is_on_sqlite() {
        let answer = bob.post_only(&form.action, &form.fields, &[]).await;
        assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (503, "60"));
        assert!(answer.page().says("The records are being indexed"), "{}", answer.text());
        assert!(answer.page().says("Try again in a minute."), "{}", answer.text());
    }
    drop(building);
    form.submit(&mut bob).await;
    assert!(bob.open("/records/contacts").await.says("Eva"));
}

#[actix_web::test]
async fn who_makes_a_property_unique_while_postgresql_builds_an_index_is_told_so_instead_of_waiting_for_each_other() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    add(&test, "contacts", vec![vec![(1, "A"), (PHONE, "+331")]]).await;
    let path = format!("/settings/properties/contacts/{PHONE}");
    let form = alice.open(&path).await.form(&path).tick("unique", "on");
    if let DatabaseUrl::Postgres(url) = &test.app.config.database {
        let mut worker = PgConnection::establish(url).unwrap();
        worker.batch_execute("SELECT pg_advisory_lock(5740129003)").unwrap();
        let answer = alice.post_only(&form.action, &form.fields, &[]).await;
        assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (503, "60"));
        assert!(answer.page().says("The records are being indexed"), "{}", answer.text());
        worker.batch_execute("SELECT pg_advisory_unlock(5740129003)").unwrap();
    }
    form.submit(&mut alice).await;
    test.run_lane("indexes");
    assert!(is_indexed(&test));
}
