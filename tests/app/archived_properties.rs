//! Properties that are put away and brought back (R50): what they were before they are again, and where they cannot be, it is
//! said.

use waybill::db::objects;
use waybill::domain::record::Property;

use crate::properties::{CONTACTS, change};
use crate::support::{Browser, Page, TestApp};

const NEW_RECORD: &str = "/records/contacts/new";
/// The key of the job title.
const TITLE: i64 = 6;

fn property(test: &TestApp, id: i64) -> Property {
    test.app.db.read_now(|c| objects::property(c, 1, id)).unwrap().unwrap()
}

async fn archive(alice: &mut Browser, id: i64) {
    let path = format!("{CONTACTS}/{id}/archive");
    let page = alice.open(&path).await.form(&path).submit(alice).await;
    assert!(page.says("Property archived"), "{}", page.text());
}

async fn restore(alice: &mut Browser, id: i64) -> Page {
    alice.open(CONTACTS).await.form(&format!("{CONTACTS}/{id}/restore")).submit(alice).await
}

/// A record with this job title.
async fn titled(alice: &mut Browser, title: &str) -> Page {
    let form = alice.open(NEW_RECORD).await.form(NEW_RECORD).fill("p1", "Zoë");
    form.fill(&format!("p{TITLE}"), title).submit(alice).await
}

#[actix_web::test]
async fn the_form_says_which_letters_a_unique_property_takes_for_the_same() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let page = alice.open(&format!("{CONTACTS}/{TITLE}")).await;
    assert!(page.says("Upper and lower case are the same for the letters A to Z alone"), "{}", page.text());
    change(&mut alice, TITLE, |form| form.tick("unique", "on")).await;
    for (title, is_taken) in [("Été", false), ("ÉTÉ", false), ("ete", false), ("ETE", true), ("ÉtÉ", true)] {
        let page = titled(&mut alice, title).await;
        assert_eq!(page.status == 422, is_taken, "{title}: {}", page.text());
    }
}

#[actix_web::test]
async fn a_unique_property_that_comes_back_is_unique_again_or_says_that_it_is_not() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    change(&mut alice, TITLE, |form| form.tick("unique", "on")).await;
    titled(&mut alice, "Pilot").await;
    archive(&mut alice, TITLE).await;
    assert!(!property(&test, TITLE).is_unique, "nothing is compared while nobody sees it");
    let page = restore(&mut alice, TITLE).await;
    assert!(page.says("Property restored") && !page.says("isn't unique any more"), "{}", page.text());
    assert!(property(&test, TITLE).is_unique);
    let page = titled(&mut alice, "PILOT").await;
    assert!(page.status == 422 && page.says("Another record already has this value"), "{}", page.text());

    archive(&mut alice, TITLE).await;
    test.records(1, [format!(r#"{{"p1":"Li","p{TITLE}":"pilot"}}"#)]).await;
    let page = restore(&mut alice, TITLE).await;
    let said = "Property restored. It isn't unique any more: 1 value is shared by several records.";
    assert!(page.says(said), "{}", page.text());
    let back = property(&test, TITLE);
    assert!(!back.is_archived && !back.is_unique);
    assert_eq!(titled(&mut alice, "Pilot").await.status, 200);
}

#[actix_web::test]
async fn a_property_whose_label_another_one_has_now_says_how_it_can_come_back() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let (en, fr) = (property(&test, 5).label_en, property(&test, 5).label_fr);
    archive(&mut alice, 5).await;
    change(&mut alice, TITLE, |form| form.fill("label_en", &en).fill("label_fr", &fr)).await;
    let page = restore(&mut alice, 5).await;
    assert!(page.says("Rename or archive that one first, then restore this one."), "{}", page.text());
    assert!(property(&test, 5).is_archived);
    change(&mut alice, TITLE, |form| form.fill("label_en", "Position").fill("label_fr", "Poste")).await;
    let page = restore(&mut alice, 5).await;
    assert!(page.says("Property restored") && !property(&test, 5).is_archived, "{}", page.text());
}
