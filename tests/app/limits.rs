//! People who are limited to some objects: any other object does not exist for them, at no door (R5, R6, R7).

use waybill::domain::export::{CancelReason, State};
use waybill::domain::user::Rights;

use crate::exports::export;
use crate::properties::{object_id, projects};
use crate::records::add;
use crate::support::{Browser, Page, TestApp};

/// Limits somebody to some objects through the form.
async fn limit(test: &TestApp, admin: &mut Browser, name: &str, objects: &[&str]) -> Page {
    let path = format!("/settings/users/{}", test.named(name).await.public_id);
    let form = admin.open(&path).await.form(&path).untick("object").fill("reach", "some");
    objects.iter().fold(form, |form, object| form.tick("object", object)).submit(admin).await
}

const EVERYTHING_BUT_ADMIN: Rights =
    Rights { super_admin: false, view: true, edit: true, import: true, export: true, sensitive: true };

#[actix_web::test]
async fn somebody_limited_to_some_objects_meets_no_other_at_any_door() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    test.user("Bob", EVERYTHING_BUT_ADMIN).await;
    let page = limit(&test, &mut alice, "Bob", &["deals", "tickets"]).await;
    assert!(page.says("only Deals, Tickets"), "{}", page.text());

    let mut bob = test.sign_in("Bob").await;
    assert_eq!(bob.open("/").await.path, "/records/deals", "home is the first object that is open");
    let page = bob.open("/records/deals").await;
    assert_eq!(page.text_of(".bar-nav a"), ["Deals", "Tickets"]);
    for path in ["/records/contacts", "/records/contacts?q=a", "/records/contacts/export", "/records/unknown"] {
        let page = bob.open(path).await;
        assert_eq!(page.status, 404, "{path}");
        assert!(page.link("Go to Deals").is_some(), "the way out is open to him");
    }
    let page = bob.open("/imports/new?object=contacts").await;
    assert_eq!(page.text_of("#object option"), ["Deals", "Tickets"]);
    let log = bob.open("/settings/import-export").await;
    let sources = log.text_of("select[name=source] option");
    assert!(!sources.contains(&"Contacts".to_owned()), "{sources:?}");

    // A form made by hand: the door asks, not the page.
    let dialog = bob.open("/records/deals/export").await.form("/records/deals/export");
    let answer = bob.post_only("/records/contacts/export", &dialog.fields, &[]).await;
    assert_eq!(answer.status, 404);
    assert_eq!(test.number("SELECT count(*) AS n FROM exports"), 0);

    let again = limit(&test, &mut alice, "Bob", &[]).await;
    assert_eq!(again.status, 422);
    assert!(again.says("Tick at least one object."));
}

#[actix_web::test]
async fn an_object_taken_away_cancels_its_open_exports_and_hides_the_others_of_it() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let mut bob = test.exporter("Bob").await;
    let ready = test.put(test.row("Bob", "ready.csv")).await;
    let queued = test.put(test.row("Bob", "queued.csv").queued()).await;
    add(&test, "deals", vec![vec![(51, "A ship")]]).await;
    let dialog = bob.open("/records/deals/export").await;
    let deals = dialog.form("/records/deals/export").submit(&mut bob).await;
    let deals = crate::support::export_in(&deals.path);
    assert_eq!(bob.get(&format!("/exports/{ready}/file")).await.status, 200);

    limit(&test, &mut alice, "Bob", &["deals"]).await;
    let export = test.export(&queued);
    assert_eq!((export.state, export.cancel_reason), (State::Cancelled, Some(CancelReason::Rights)));
    assert_eq!(test.export(&deals).state, State::Queued, "its object is still his");
    let mut bob = test.sign_in("Bob").await;
    for path in [format!("/exports/{ready}/file"), format!("/exports/{ready}"), format!("/exports/{queued}")] {
        assert_eq!(bob.get(&path).await.status, 404, "{path}");
    }
    let log = bob.open("/settings/import-export").await;
    assert!(!log.says("ready") && log.count("tbody tr") == 1, "{}", log.text());
    test.run_jobs();
    let bell = bob.open("/notifications").await;
    assert!(bell.says("Your export is ready") && !bell.says("queued .csv"), "{}", bell.text());
    assert_eq!((bell.text_of(".bar-count").concat().as_str(), bell.count("#bell li")), ("1", 1));
    let trail = test.number("SELECT count(*) AS n FROM audit_events WHERE action = 'user.rights_changed' AND detail LIKE '%objects_after%[3]%'");
    assert_eq!(trail, 1);
}

#[actix_web::test]
async fn an_object_lost_meanwhile_ends_the_export_when_its_worker_asks() {
    let test = TestApp::start().await;
    test.contacts(3).await;
    let mut bob = test.exporter("Bob").await;
    let id = export(&mut bob).await;
    let user = test.id_of("Bob");
    test.sql(format!("UPDATE users SET is_limited = TRUE WHERE id = {user}"));
    test.sql(format!("INSERT INTO user_objects (user_id, object_id) VALUES ({user}, 3)"));
    test.run_jobs();
    assert_eq!(test.export(&id).state, State::Cancelled);
    assert!(test.files_left().is_empty());
}

#[actix_web::test]
async fn an_invitation_can_be_limited_and_a_super_admin_never_is() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let page = alice.open("/settings/users/invite").await;
    let form = page.form("/settings/users/invite").fill("name", "Dora").fill("email", "dora@halle.example");
    form.fill("reach", "some").tick("object", "companies").submit(&mut alice).await;
    assert_eq!(test.named("Dora").await.objects, Some(vec![2]));

    test.user("Carol", Rights { view: true, ..Rights::default() }).await;
    limit(&test, &mut alice, "Carol", &["companies"]).await;
    let path = format!("/settings/users/{}", test.named("Carol").await.public_id);
    alice.open(&path).await.form(&path).tick("super", "on").submit(&mut alice).await;
    let carol = test.named("Carol").await;
    assert!(carol.objects.is_none() && carol.may_use(1));
}

#[actix_web::test]
async fn an_object_that_is_archived_while_somebody_is_invited_stays_ticked_in_the_form() {
    const INVITE: &str = "/settings/users/invite";
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    projects(&mut alice).await;
    let id = object_id(&test, "projects");
    let form = alice.open(INVITE).await.form(INVITE).fill("name", "Dora").fill("email", "nonsense");
    let form = form.fill("reach", "some").tick("object", "companies").tick("object", "projects");
    let archive = "/settings/properties/projects/archive";
    alice.open(archive).await.form(archive).submit(&mut alice).await;

    let refused = form.submit(&mut alice).await;
    assert!(refused.status == 422 && refused.says("Projects (archived)"), "{}", refused.text());
    refused.form(INVITE).fill("email", "dora@halle.example").submit(&mut alice).await;
    assert_eq!(test.named("Dora").await.objects, Some(vec![2, id]));
    assert!(!alice.open(INVITE).await.says("Projects"), "it is not offered to others");
}

#[actix_web::test]
async fn an_object_that_is_archived_stays_within_the_limit_that_names_it() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    projects(&mut alice).await;
    let id = object_id(&test, "projects");
    for (name, objects) in [("Bob", &["companies", "projects"][..]), ("Carol", &["projects"][..])] {
        test.user(name, Rights { view: true, ..Rights::default() }).await;
        limit(&test, &mut alice, name, objects).await;
    }
    let archive = "/settings/properties/projects/archive";
    alice.open(archive).await.form(archive).submit(&mut alice).await;
    let people = alice.open("/settings/users").await;
    assert!(people.says("only Companies, Projects (archived)"), "{}", people.text());

    // Another right is given to both; nobody touches the objects.
    for (name, objects) in [("Bob", vec![2, id]), ("Carol", vec![id])] {
        let path = format!("/settings/users/{}", test.named(name).await.public_id);
        let page = alice.open(&path).await;
        assert!(page.says("Projects (archived)"), "{}", page.text());
        let saved = page.form(&path).tick("import", "on").submit(&mut alice).await;
        assert!(saved.says("Permissions saved"), "{}", saved.text());
        let user = test.named(name).await;
        assert_eq!((user.objects, user.rights.import), (Some(objects), true), "{name}");
    }
    // Whoever is not limited to it is not offered it.
    test.user("Dora", Rights { view: true, ..Rights::default() }).await;
    let path = format!("/settings/users/{}", test.named("Dora").await.public_id);
    assert!(!alice.open(&path).await.says("Projects"));
    // It can still be taken away.
    limit(&test, &mut alice, "Bob", &["companies"]).await;
    assert_eq!(test.named("Bob").await.objects, Some(vec![2]));
}
