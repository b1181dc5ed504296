//! What is done at once with several records while their object or its properties change, or the rights of whoever does it (R5,
//! R8, R50, R52). The orders are forced.

use waybill::db::objects::{self, ObjectSaved, PropertySaved, PropertySettings};
use waybill::db::users::{self, RightsChange};
use waybill::db::{DbConn, QueryResult};
use waybill::domain::property::PropertyType;
use waybill::domain::user::Rights;
use waybill::domain::viewer::Actor;

use crate::properties::{object_id, projects, property};
use crate::record_races::{change, sent_during, sent_while};
use crate::records::add;
use crate::support::{Browser, CONTACTS, Form, TestApp};

const EDITOR: Rights =
    Rights { super_admin: false, view: true, edit: true, import: false, export: false, sensitive: false };

/// A text that is searched.
const PHONE: i64 = 4;
const COMPANY: i64 = 5;
const JOB: i64 = 6;

/// Every form that does something at once with the records of a place.
const DEEDS: [&str; 5] = ["edit", "delete", "segment", "remove", "new segment"];

/// Two contacts, and Bob, who may edit them.
async fn scene() -> (TestApp, Browser) {
    let test = TestApp::start().await;
    let (zoe, ada) = (vec![(1, "Zoë"), (PHONE, "+4755512345")], vec![(1, "Ada"), (PHONE, "+4755512346")]);
    add(&test, "contacts", vec![zoe, ada]).await;
    let bob = test.signed_in("Bob", EDITOR).await;
    (test, bob)
}

/// Contacts for two parts, Bob, and his form for all of them.
async fn scene_of_two_parts(deed: &str) -> (TestApp, Browser, Form) {
    let test = TestApp::start().await;
    add(&test, "contacts", vec![vec![(PHONE, "+4755512345")]; 1_100]).await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let form = form(&mut bob, deed, &with_any(PHONE)).await;
    (test, bob, form)
}

/// The place of everybody with a value of a property.
fn with_any(property: i64) -> String {
    let filter = format!(r#"[[{{"p":{property},"known":false}}]]"#);
    format!("f={}", url::form_urlencoded::byte_serialize(filter.as_bytes()).collect::<String>())
}

/// Makes a segment and answers its key in URLs.
async fn segment(bob: &mut Browser, object: &str, kind: &str) -> String {
    let new = format!("/records/{object}/segments/new");
    let page = bob.open(&new).await.form(&new).fill("kind", kind).fill("name", "Ours").submit(bob).await;
    page.path.split_once("segment=").unwrap().1.to_owned()
}

/// One of these forms, for all contacts of a place; or the one that deletes the first record.
async fn form(bob: &mut Browser, deed: &str, place: &str) -> Form {
    form_in(bob, ("contacts", JOB), deed, place).await
}

/// The same for an object, of which this property is edited.
async fn form_in(bob: &mut Browser, (object, property): (&str, i64), deed: &str, place: &str) -> Form {
    let action = format!("/records/{object}/selected/{deed}");
    match deed {
        "edit" => {
            let page = bob.open(&format!("{action}?all=on&property={property}&{place}")).await;
            page.form(&action).fill(&format!("p{property}"), "Pilot")
        }
        "segment" => {
            let into = segment(bob, object, "empty").await;
            bob.open(&format!("{action}?all=on&{place}")).await.form(&action).fill("into", &into)
        }
        "remove" => {
            let from = segment(bob, object, "static").await;
            bob.open(&format!("{action}?all=on&segment={from}&{place}")).await.form(&action)
        }
        "new segment" => {
            let new = format!("/records/{object}/segments/new");
            let page = bob.open(&format!("{new}?{place}")).await;
            page.form(&new).fill("kind", "static").fill("name", "All")
        }
        "one" => {
            let action = format!("/records/{object}/1/delete");
            bob.open(&action).await.form(&action)
        }
        _ => bob.open(&format!("{action}?all=on&{place}")).await.form(&action),
    }
}

/// How many records, changes of them, segments and members there are.
fn all_there(test: &TestApp) -> [i64; 4] {
    ["records", "record_changes", "segments", "segment_members WHERE removed_in IS NULL"]
        .map(|what| test.number(&format!("SELECT count(*) AS n FROM {what}")))
}

#[actix_web::test]
async fn whoever_loses_their_rights_while_what_they_do_with_records_waits_does_nothing() {
    for deed in DEEDS.into_iter().chain(["one"]) {
        let (test, mut bob) = scene().await;
        test.super_admin_unseen("Alice").await;
        let form = form(&mut bob, deed, &with_any(1)).await;
        let before = all_there(&test);
        let (user, alice, now) = (test.named("Bob").await, test.named("Alice").await, test.now());
        let dismiss = move |c: &mut DbConn| -> QueryResult<PropertySaved> {
            // Whoever changes a property holds the object: that is what is waited for.
            let saved = change(c, JOB, |job| job.description = "As on letters".into(), now)?;
            let by = Actor::user(&alice);
            let taken = users::change_rights(c, &user.public_id, Rights::default(), None, None, &by, now)?;
            assert!(matches!(taken, RightsChange::Done(_)));
            Ok(saved)
        };
        let page = sent_while(&test, (form, &mut bob), dismiss).await;
        assert!(page.path.starts_with("/sign-in"), "{deed}: {}", page.path);
        assert_eq!(all_there(&test), before, "{deed}");
    }
}

#[actix_web::test]
async fn nothing_is_done_with_records_of_an_object_that_is_archived_meanwhile_and_its_page_is_gone() {
    for deed in DEEDS.into_iter().chain(["one"]) {
        let test = TestApp::start().await;
        projects(&mut test.super_admin("Alice").await).await;
        let name = property(&test, object_id(&test, "projects"), "name").id;
        add(&test, "projects", vec![vec![(name, "Bridge")], vec![(name, "Tunnel")]]).await;
        let mut bob = test.signed_in("Bob", EDITOR).await;
        let form = form_in(&mut bob, ("projects", name), deed, &with_any(name)).await;
        let (before, alice, now) = (all_there(&test), test.named("Alice").await, test.now());
        let put_away = move |c: &mut DbConn| objects::archive(c, "projects", &Actor::user(&alice), now);
        let (page, saved) = sent_during(&test, (form, &mut bob), put_away).await;
        assert!(matches!(saved, ObjectSaved::Done(_)), "{deed}: {saved:?}");
        assert_eq!(page.status, 404, "{deed}: {}", page.text());
        assert!(page.says("Page not found"), "{deed}: {}", page.text());
        assert_eq!(all_there(&test), before, "{deed}");
    }
}

#[actix_web::test]
async fn nothing_is_done_with_records_that_were_filtered_by_what_has_become_sensitive() {
    for deed in DEEDS {
        let (test, mut bob) = scene().await;
        let form = form(&mut bob, deed, &with_any(PHONE)).await;
        let (before, now) = (all_there(&test), test.now());
        let hide = move |c: &mut DbConn| change(c, PHONE, |phone| phone.is_sensitive = true, now);
        let page = sent_while(&test, (form, &mut bob), hide).await;
        assert_eq!(page.status, 403, "{deed}: {}", page.text());
        assert!(page.says("This list filters or sorts by sensitive data"), "{deed}: {}", page.text());
        assert_eq!(all_there(&test), before, "{deed}");
    }
}

#[actix_web::test]
async fn nothing_is_done_with_records_that_were_searched_for_while_search_is_off() {
    for deed in ["delete", "new segment"] {
        let (test, mut bob) = scene().await;
        let form = form(&mut bob, deed, "q=55512345").await;
        let (before, now) = (all_there(&test), test.now());
        let hide = move |c: &mut DbConn| change(c, PHONE, |phone| phone.is_sensitive = true, now);
        let page = sent_while(&test, (form, &mut bob), hide).await;
        assert_eq!((page.status, page.path.as_str()), (503, "/records/contacts?q=55512345"), "{deed}");
        assert!(page.says("Search and the order by name are off"), "{deed}: {}", page.text());
        assert_eq!(all_there(&test), before, "{deed}");
    }
}

#[actix_web::test]
async fn a_value_for_many_records_is_judged_by_the_property_as_it_is_when_it_is_written() {
    let (test, mut bob) = scene().await;
    let (edit, now) = ("/records/contacts/selected/edit", test.now());
    let of = |id: i64| format!("{edit}?all=on&property={id}");
    let status = bob.open(&of(7)).await.form(edit).fill("p7", "open");
    let archive = move |c: &mut DbConn| {
        let put_away = |status: &mut PropertySettings| {
            status.choices.iter_mut().filter(|choice| choice.value == "open").for_each(|open| open.is_archived = true);
        };
        change(c, 7, put_away, now)
    };
    let page = sent_while(&test, (status, &mut bob), archive).await;
    assert_eq!(page.status, 422, "{}", page.text());
    assert!(page.text_of("#p7-error").concat().contains("Enter one of the choices"), "{}", page.text());
    assert_eq!(page.form(edit).value("p7"), Some("open"), "sent again, it does not empty the value of all of them");
    assert_eq!(page.text_of("#p7 option[selected]"), ["Open (can’t be chosen any more)"]);

    let country = bob.open(&of(10)).await.form(edit).fill("p10", "Norway");
    let retype = move |c: &mut DbConn| change(c, 10, |country| country.kind = PropertyType::Number, now);
    let page = sent_while(&test, (country, &mut bob), retype).await;
    assert_eq!(page.status, 422, "{}", page.text());
    assert!(page.text_of("#p10-error").concat().contains("Enter a number"), "{}", page.text());
    let form = page.form(edit);
    assert_eq!((form.value("p10"), form.value("all")), (Some("Norway"), Some("on")), "what was typed is kept");
    let page = form.fill("p10", "47").submit(&mut bob).await;
    assert!(page.says("2 records changed"), "{}", page.text());
    let changes = "SELECT count(*) AS n FROM record_changes";
    assert_eq!(test.number(changes), 2);

    let job = bob.open(&of(JOB)).await.form(edit).fill("p6", "Pilot");
    let hide = move |c: &mut DbConn| change(c, JOB, |job| job.is_sensitive = true, now);
    let page = sent_while(&test, (job, &mut bob), hide).await;
    assert_eq!(page.status, 409, "it is none that Bob may set: {}", page.text());
    assert!(page.says("This property was archived or hidden meanwhile") && !page.says("Pilot"), "{}", page.text());
    let company = bob.open(&of(COMPANY)).await.form(edit).fill("p5", "Fjordline AS");
    let put_away = move |c: &mut DbConn| objects::archive_property(c, CONTACTS, COMPANY, &Actor::system(), now);
    let page = sent_while(&test, (company, &mut bob), put_away).await;
    assert_eq!(page.status, 409, "nor is one that was put away: {}", page.text());
    assert_eq!(test.number(changes), 2, "nothing was written");
    assert!(page.link("Change nothing").is_some_and(|back| back.starts_with("/records/contacts")), "{}", page.text());
    let page = page.form(edit).fill("property", "10").submit(&mut bob).await;
    assert!(page.has("#p10") && page.says("Change 2 records"), "the same records, another property: {}", page.text());
}

/// From now on, whatever writes this also does more in the same transaction: of two parts of a deed, the first.
fn also_when(test: &TestApp, written: &str, more: &str) {
    if test.is_on_sqlite() {
        test.sql(format!("CREATE TRIGGER meanwhile AFTER {written} BEGIN {more} END"));
        return;
    }
    test.sql(format!(
        "CREATE FUNCTION meanwhile() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {more} RETURN NULL; END $$"
    ));
    test.sql(format!("CREATE TRIGGER meanwhile AFTER {written} FOR EACH STATEMENT EXECUTE FUNCTION meanwhile()"));
}

#[actix_web::test]
async fn what_was_done_before_a_part_that_may_not_be_done_any_more_is_told() {
    for (deed, written, told) in [
        ("delete", "DELETE ON records", "1,000 records deleted"),
        ("edit", "INSERT ON record_changes", "1,000 records changed"),
        ("segment", "INSERT ON segment_members", "1,000 records added"),
    ] {
        let (test, mut bob, form) = scene_of_two_parts(deed).await;
        also_when(&test, written, &format!("UPDATE properties SET is_sensitive = TRUE WHERE id = {PHONE};"));
        let page = form.submit(&mut bob).await;
        assert_eq!(page.status, 403, "{deed}: {}", page.text());
        let is_told = page.says(told) || bob.open("/records/contacts").await.says(told);
        assert!(is_told, "{deed}: {}", page.text());
    }
}

#[actix_web::test]
async fn whoever_loses_the_right_to_edit_between_two_parts_does_no_more_and_is_told_what_was_done_before() {
    // Records, changes of them, segments and members afterwards.
    for (deed, written, told, after) in [
        ("edit", "INSERT ON record_changes", "1,000 records changed", [1_100, 1_000, 0, 0]),
        ("delete", "DELETE ON records", "1,000 records deleted", [100, 0, 0, 0]),
        ("segment", "INSERT ON segment_members", "1,000 records added", [1_100, 0, 1, 1_000]),
        ("remove", "UPDATE ON segment_members", "1,000 records removed", [1_100, 0, 1, 100]),
    ] {
        let (test, mut bob, form) = scene_of_two_parts(deed).await;
        let id = test.id_of("Bob");
        // As a change of rights does (R61).
        let taken =
            format!("UPDATE users SET may_edit = FALSE WHERE id = {id}; DELETE FROM sessions WHERE user_id = {id};");
        also_when(&test, written, &taken);
        let page = form.submit(&mut bob).await;
        assert_eq!(page.status, 403, "{deed}: {}", page.text());
        assert!(page.says(told) && page.says("Then your permissions changed"), "{deed}: {}", page.text());
        assert_eq!(all_there(&test), after, "{deed}");
        assert!(bob.open("/records/contacts").await.path.starts_with("/sign-in"), "{deed}");
    }
}
