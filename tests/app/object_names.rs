//! What own objects are called: in the log as they were called then, and no two alike (R20, R26, R50).

use waybill::db::DbConn;
use waybill::db::objects::{self, ObjectSaved};
use waybill::domain::lang::Lang;
use waybill::domain::record::ObjectLabels;
use waybill::domain::viewer::Actor;

use crate::log_export::{self, DIALOG, PAGE};
use crate::properties::projects;
use crate::support::interleaved::interleaved;
use crate::support::{Browser, Page, TestApp, export_in};

const NEW: &str = "/settings/properties/new";
const RENAME: &str = "/settings/properties/projects/rename";

/// Sends the form of a new object.
async fn make(alice: &mut Browser, many_en: &str, many_fr: &str) -> Page {
    let form = alice.open(NEW).await.form(NEW).fill("one_en", "One");
    form.fill("many_en", many_en).fill("many_fr", many_fr).submit(alice).await
}

#[actix_web::test]
async fn the_log_calls_an_object_as_it_was_called_when_its_export_was_asked_for() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    projects(&mut alice).await;
    let dialog = "/records/projects/export";
    let id = export_in(&alice.open(dialog).await.form(dialog).submit(&mut alice).await.path);
    test.run_jobs();
    let form = alice.open(RENAME).await.form(RENAME);
    form.fill("many_en", "Sites of 2027").fill("many_fr", "Chantiers 2027").submit(&mut alice).await;

    // The filter finds them by the object, whatever it is called.
    let rows = alice.open(&format!("{PAGE}?source=projects")).await.text_of("tbody tr");
    assert!(rows.len() == 1 && rows[0].contains("Projects") && !rows[0].contains("Sites of 2027"), "{rows:?}");
    let details = alice.open(&format!("/exports/{id}")).await;
    assert!(details.says("Source Projects Object"), "{}", details.text());
    assert!(details.says("Object Projects Now called Sites of 2027"), "{}", details.text());

    let form = log_export::dialog(&mut alice, "").await.form(DIALOG).fill("props", "all");
    for (header, values, object) in [
        ("en", "labels", "Projects"),
        ("fr", "labels", "Projets"),
        ("internal", "labels", "Projects"),
        ("internal", "internal", "projects"),
    ] {
        let form = form.clone().fill("header", header).fill("values", values).fill("separator", "comma");
        let file = export_in(&form.submit(&mut alice).await.path);
        test.run_jobs();
        let lines = log_export::lines(&test, &file);
        let cells: Vec<&str> = lines.last().unwrap().split(',').collect();
        assert_eq!((cells[3], cells[5]), (object, object), "{header} {values}: {lines:?}");
    }

    // A row from before does not say what it was called.
    test.sql("UPDATE exports SET object_labels = NULL");
    let rows = alice.open(&format!("{PAGE}?source=projects")).await.text_of("tbody tr");
    assert!(rows[0].contains("Sites of 2027"), "{rows:?}");
    let details = alice.open(&format!("/exports/{id}")).await;
    assert!(details.says("Source Sites of 2027 Object") && !details.says("Now called"), "{}", details.text());
}

#[actix_web::test]
async fn no_two_objects_are_called_alike_in_either_language() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    projects(&mut alice).await;
    for (many_en, many_fr, field) in [
        ("Businesses", "Entreprises", "many_fr"),
        ("Works", "projets", "many_fr"),
        ("Transactions", "", "many_fr"),
        ("ＣＯＮＴＡＣＴＳ", "Gens", "many_en"),
        ("Pro\u{ad}jects", "Chantiers", "many_en"),
    ] {
        let page = make(&mut alice, many_en, many_fr).await;
        assert_eq!(page.status, 422, "{many_en} {many_fr}: {}", page.text());
        assert!(page.says("There is already an object with this name."), "{many_en} {many_fr}: {}", page.text());
        assert!(page.has(&format!("#{field}[aria-invalid=true]")), "{many_en} {many_fr}");
    }
    let form = alice.open(RENAME).await.form(RENAME);
    let page = form.clone().fill("many_fr", "ENTREPRISES").submit(&mut alice).await;
    assert!(page.status == 422 && page.has("#many_fr[aria-invalid=true]"), "{}", page.text());
    let page = form.fill("many_fr", "Chantiers").submit(&mut alice).await;
    assert_eq!(page.path, "/settings/properties/projects", "{}", page.text());
    assert_eq!(make(&mut alice, "Works", "Projets").await.path, "/settings/properties/works", "it is free now");
}

fn labels(many_en: &str, many_fr: &str) -> ObjectLabels {
    ObjectLabels { one_en: "One".into(), many_en: many_en.into(), one_fr: "Un".into(), many_fr: many_fr.into() }
}

#[actix_web::test]
async fn of_two_objects_that_get_one_name_at_once_the_second_is_refused() {
    let test = TestApp::start().await;
    let now = test.now();
    let add = |many_en: &str, many_fr: &str| {
        let labels = labels(many_en, many_fr);
        move |c: &mut DbConn| objects::add(c, &labels, ("Name", "Nom"), &Actor::system(), now).unwrap()
    };
    let (first, second) = interleaved(&test, add("Ships", "Navires"), add("Vessels", "Navires"));
    assert!(matches!(first, ObjectSaved::Done(_)), "{first:?}");
    assert_eq!(second, ObjectSaved::LabelTaken(Lang::Fr));

    let planes = add("Planes", "Avions");
    test.app.db.write_now(|c| Ok(planes(c))).unwrap();
    let rename = |name: &'static str, was: &ObjectLabels, many_fr: &str| {
        let (seen, labels) = (objects::seen_labels(was), labels("Ferries", many_fr));
        move |c: &mut DbConn| objects::rename(c, name, &seen, &labels, &Actor::system(), now).unwrap()
    };
    let ships = rename("ships", &labels("Ships", "Navires"), "Bacs");
    let planes = rename("planes", &labels("Planes", "Avions"), "Traversiers");
    let (first, second) = interleaved(&test, ships, planes);
    assert!(matches!(first, ObjectSaved::Done(_)), "{first:?}");
    assert_eq!(second, ObjectSaved::LabelTaken(Lang::En));
}
