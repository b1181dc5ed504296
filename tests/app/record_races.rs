//! Records that are written while their properties change, or the rights of whoever writes them (R8, R50, R54). The orders are
//! forced.

use std::sync::mpsc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use waybill::db::objects::{self, PropertySaved, PropertySettings};
use waybill::db::record::{self, Change, Outdated, Saved, Values};
use waybill::db::users::{self, RightsChange};
use waybill::db::{DbConn, QueryResult};
use waybill::domain::property::PropertyType;
use waybill::domain::record::Property;
use waybill::domain::user::Rights;
use waybill::domain::viewer::{Actor, Viewer};

use crate::records::add;
use crate::support::interleaved::interleaved;
use crate::support::{Browser, CONTACTS, Form, Page, TestApp};

const EDITOR: Rights =
    Rights { super_admin: false, view: true, edit: true, import: false, export: false, sensitive: false };

const NEW: &str = "/records/contacts/new";

/// Changes a property of the contacts, inside a transaction.
pub(crate) fn change(
    c: &mut DbConn,
    id: i64,
    how: impl FnOnce(&mut PropertySettings),
    now: DateTime<Utc>,
) -> QueryResult<PropertySaved> {
    let old = PropertySettings::of(&objects::property(c, CONTACTS, id)?.unwrap());
    let mut new = old.clone();
    how(&mut new);
    objects::change_property(c, CONTACTS, id, &old.seen(), &new, &Actor::system(), now)
}

/// Sends a form while somebody's change is made and not committed: the form is read before that change counts, and written
/// after it.
pub(crate) async fn sent_while(
    test: &TestApp,
    (form, browser): (Form, &mut Browser),
    change: impl FnOnce(&mut DbConn) -> QueryResult<PropertySaved> + Send + 'static,
) -> Page {
    let (page, saved) = sent_during(test, (form, browser), change).await;
    assert!(matches!(saved, PropertySaved::Done(_)), "{saved:?}");
    page
}

/// The same with a change of something else, and what became of that.
pub(crate) async fn sent_during<T: Send + 'static>(
    test: &TestApp,
    (form, browser): (Form, &mut Browser),
    change: impl FnOnce(&mut DbConn) -> QueryResult<T> + Send + 'static,
) -> (Page, T) {
    let (has_changed, changed) = mpsc::channel();
    let (answer, is_answered) = mpsc::channel::<()>();
    // A process of its own for the change: on SQLite each has a single connection that writes.
    let other = test.second_process();
    let changing = std::thread::spawn(move || {
        let saved = other.app.db.write_now(|c| {
            let saved = change(c)?;
            has_changed.send(()).unwrap();
            // Uncommitted: whoever writes a record must wait for it.
            assert!(is_answered.recv_timeout(Duration::from_millis(400)).is_err(), "nobody waited");
            Ok(saved)
        });
        (saved.unwrap(), other)
    });
    changed.recv().unwrap();
    let page = form.submit(browser).await;
    answer.send(()).ok();
    let (saved, _other) = changing.join().unwrap();
    (page, saved)
}

/// A contact with a telephone number, and its address.
async fn contact(test: &TestApp) -> String {
    add(test, "contacts", vec![vec![(1, "Zoë"), (4, "+4755512345")]]).await;
    format!("/records/contacts/{}", test.number("SELECT max(id) AS n FROM records"))
}

/// How many records hold a text among their values.
fn holding(test: &TestApp, text: &str) -> i64 {
    test.number(&format!("SELECT count(*) AS n FROM records WHERE CAST(props AS TEXT) LIKE '%{text}%'"))
}

#[actix_web::test]
async fn what_becomes_sensitive_while_it_is_typed_is_not_written_and_the_rest_is_kept() {
    let test = TestApp::start().await;
    let url = contact(&test).await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let now = test.now();
    let form = bob.open(&url).await.form(&url).fill("p1", "Zoe").fill("p4", "+4799999999");
    let hide = move |c: &mut DbConn| change(c, 4, |phone| phone.is_sensitive = true, now);
    let page = sent_while(&test, (form, &mut bob), hide).await;
    assert_eq!(page.status, 409);
    assert!(page.says("A property that you typed into was archived or hidden"), "{}", page.text());
    assert!(page.says("Hidden") && !page.has("input[name=p4]"), "{}", page.text());
    let form = page.form(&url);
    assert_eq!(form.value("p1"), Some("Zoe"), "what was typed elsewhere is kept");
    assert_eq!((holding(&test, "Zoe"), holding(&test, "+4799999999")), (0, 0));

    let page = form.submit(&mut bob).await;
    assert!(page.says("Record saved") && page.text_of("h1") == ["Zoe"], "{}", page.text());
    assert_eq!(holding(&test, "+4755512345"), 1, "what is hidden stays as it was");
}

#[actix_web::test]
async fn a_record_that_is_saved_while_a_property_becomes_sensitive_is_not_found_by_it() {
    let test = TestApp::start().await;
    let url = contact(&test).await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let found = "SELECT count(*) AS n FROM records WHERE search LIKE '%55512345%'";
    assert_eq!(test.number(found), 1);
    let now = test.now();
    let form = bob.open(&url).await.form(&url).fill("p1", "Zoe");
    let hide = move |c: &mut DbConn| change(c, 4, |phone| phone.is_sensitive = true, now);
    let page = sent_while(&test, (form, &mut bob), hide).await;
    assert!(page.says("Record saved"), "who changed nothing there misses nothing: {}", page.text());
    assert_eq!(test.number(found), 0);
}

#[actix_web::test]
async fn a_value_is_judged_by_the_property_as_it_is_when_it_is_written() {
    let test = TestApp::start().await;
    let url = contact(&test).await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let now = test.now();
    let form = bob.open(&url).await.form(&url).fill("p7", "open");
    let archive = move |c: &mut DbConn| {
        let put_away = |status: &mut PropertySettings| {
            status.choices.iter_mut().filter(|choice| choice.value == "open").for_each(|open| open.is_archived = true);
        };
        change(c, 7, put_away, now)
    };
    let page = sent_while(&test, (form, &mut bob), archive).await;
    assert_eq!(page.status, 422);
    assert!(page.text_of("#p7-error").concat().contains("Enter one of the choices"), "{}", page.text());
    assert_eq!(page.form(&url).value("p7"), Some("open"), "what was chosen is kept, and so is what is stored");

    let form = bob.open(&url).await.form(&url).fill("p10", "Norway");
    let retype = move |c: &mut DbConn| change(c, 10, |country| country.kind = PropertyType::Number, now);
    let page = sent_while(&test, (form, &mut bob), retype).await;
    assert_eq!(page.status, 422);
    assert!(page.text_of("#p10-error").concat().contains("Enter a number"), "{}", page.text());
    assert_eq!(page.form(&url).value("p10"), Some("Norway"));
    assert_eq!((holding(&test, "open"), holding(&test, "Norway")), (0, 0));
}

#[actix_web::test]
async fn a_record_is_made_with_the_properties_that_there_are_when_it_is_written() {
    let test = TestApp::start().await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let now = test.now();
    let form = bob.open(NEW).await.form(NEW).fill("p1", "Ada").fill("p5", "Fjordline AS");
    let archive = move |c: &mut DbConn| objects::archive_property(c, CONTACTS, 5, &Actor::system(), now);
    let page = sent_while(&test, (form, &mut bob), archive).await;
    assert_eq!(page.status, 409);
    assert!(page.says("A property that you typed into was archived or hidden"), "{}", page.text());
    assert_eq!(test.number("SELECT count(*) AS n FROM records"), 0);
    let form = page.form(NEW);
    assert_eq!(form.value("p1"), Some("Ada"));
    let page = form.submit(&mut bob).await;
    assert!(page.says("Record created") && page.text_of("h1") == ["Ada"], "{}", page.text());
    assert_eq!(holding(&test, "Fjordline"), 0);
}

/// Bob, who may edit, as a request of his knows him, and the properties of the contacts as it has read them.
async fn scene(test: &TestApp) -> (Viewer, Vec<Property>) {
    let id = test.user("Bob", EDITOR).await;
    let (user, properties) =
        test.app.db.read_now(|c| Ok((users::find(c, id)?.unwrap(), objects::properties(c, CONTACTS)?))).unwrap();
    (Viewer { user, session: "s".into(), ip: None, request_id: "r".into() }, properties)
}

#[actix_web::test]
async fn of_a_value_and_another_type_of_its_property_whoever_commits_first_wins() {
    let test = TestApp::start().await;
    contact(&test).await;
    let (bob, properties) = scene(&test).await;
    let (id, now) = (test.number("SELECT max(id) AS n FROM records"), test.now());
    let norway = vec![Change { property_id: 10, before: String::new(), after: "Norway".into() }];
    let write = move |c: &mut DbConn| record::save(c, &bob, CONTACTS, &properties, id, &norway, now).unwrap();
    let retype = move |c: &mut DbConn| change(c, 10, |country| country.kind = PropertyType::Number, now).unwrap();
    assert_eq!(interleaved(&test, write, retype), (Saved::Done, PropertySaved::KindFixed));
    assert_eq!(holding(&test, "Norway"), 1);
}

#[actix_web::test]
async fn whoever_has_lost_the_right_to_edit_since_a_form_was_read_writes_nothing() {
    let test = TestApp::start().await;
    contact(&test).await;
    let (bob, properties) = scene(&test).await;
    test.super_admin_unseen("Alice").await;
    let (alice, now) = (test.named("Alice").await, test.now());
    let id = test.number("SELECT max(id) AS n FROM records");
    let rights = Rights { edit: false, ..EDITOR };
    let (saved, made) = test
        .app
        .db
        .write_now(|c| {
            let taken = users::change_rights(c, &bob.user.public_id, rights, None, None, &Actor::user(&alice), now)?;
            assert!(matches!(taken, RightsChange::Done(_)));
            let zoe = [Change { property_id: 1, before: "Zoë".into(), after: "Zoe".into() }];
            let saved = record::save(c, &bob, CONTACTS, &properties, id, &zoe, now)?;
            let ada = Values::from([(1, "Ada".to_owned())]);
            Ok((saved, record::create(c, &bob, CONTACTS, &properties, &ada, now)?))
        })
        .unwrap();
    assert_eq!((saved, made), (Saved::Outdated(Outdated::Rights), Err(Outdated::Rights)));
    assert_eq!((holding(&test, "Zoe"), holding(&test, "Ada")), (0, 0));
}
