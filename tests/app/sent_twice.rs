//! A form that makes something makes it once, however often it is sent: by a second click, where no script keeps anybody from
//! it, or by the reload of the page (R36, R50, R52, R54).

use std::convert::Infallible;

use chrono::Duration;
use waybill::db::DbConn;
use waybill::db::sent_forms::{self, Tally};
use waybill::db::views::{self, NewView};
use waybill::domain::user::Rights;
use waybill::domain::view::ViewContent;
use waybill::domain::viewer::Viewer;

use crate::filters::filtered;
use crate::records::add_names;
use crate::support::interleaved::interleaved;
use crate::support::{Browser, CONTACTS, Form, Page, TestApp};

const EDITOR: Rights =
    Rights { super_admin: false, view: true, edit: true, import: false, export: false, sensitive: false };

const RECORD: &str = "/records/contacts/new";
const VIEW: &str = "/records/contacts/views/new";
const SEGMENT: &str = "/records/contacts/segments/new";

/// A form as it is shown for the first time.
async fn shown(browser: &mut Browser, path: &str) -> Form {
    browser.open(path).await.form(path)
}

async fn twice(form: &Form, browser: &mut Browser) -> (Page, Page) {
    let first = form.clone().submit(browser).await;
    (first, form.clone().submit(browser).await)
}

fn count(test: &TestApp, table: &str) -> i64 {
    test.number(&format!("SELECT count(*) AS n FROM {table}"))
}

/// How many lines of the trail tell of this.
pub(crate) fn events(test: &TestApp, action: &str) -> i64 {
    test.number(&format!("SELECT count(*) AS n FROM audit_events WHERE action LIKE '{action}'"))
}

#[actix_web::test]
async fn a_record_is_made_once_however_often_its_form_is_sent() {
    let test = TestApp::start().await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let form = shown(&mut bob, RECORD).await.fill("p1", "Zoë");
    let (first, second) = twice(&form, &mut bob).await;
    assert!(second.status == 200 && second.says("Record created"), "{}", second.text());
    assert_eq!(first.path, second.path);
    let made = |test: &TestApp| {
        let counted = test.number("SELECT record_count AS n FROM objects WHERE id = 1");
        (count(test, "records"), counted, events(test, "record.%"))
    };
    assert_eq!(made(&test), (1, 1, 1));

    // Who steps back and types something else means another record, and so does who opens the form anew.
    let other = form.fill("p1", "Ada").submit(&mut bob).await;
    assert_eq!(other.text_of("h1"), ["Ada"]);
    let namesake = shown(&mut bob, RECORD).await.fill("p1", "Zoë").submit(&mut bob).await;
    assert_ne!(namesake.path, first.path);
    assert_eq!(made(&test), (3, 3, 3));
}

#[actix_web::test]
async fn a_form_keeps_its_key_when_something_is_wrong_with_it() {
    let test = TestApp::start().await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    for (path, field, wrong, right) in
        [(RECORD, "p3", "no address", "zoe@x.example"), (VIEW, "name", "", "Mine"), (SEGMENT, "name", "", "Mine")]
    {
        let form = shown(&mut bob, path).await.fill(field, wrong);
        let key = form.value("once").unwrap().to_owned();
        let refused = form.submit(&mut bob).await;
        assert_eq!(refused.status, 422, "{path}");
        let form = refused.form(path).fill(field, right);
        assert_eq!(form.value("once"), Some(key.as_str()), "{path}");
        let (first, second) = twice(&form, &mut bob).await;
        assert_eq!((first.status, &first.path), (200, &second.path), "{path}: {}", first.text());
    }
    assert_eq!((count(&test, "records"), count(&test, "views"), count(&test, "segments")), (1, 1, 1));
}

#[actix_web::test]
async fn a_view_and_each_kind_of_segment_are_made_once_however_often_their_forms_are_sent() {
    let test = TestApp::start().await;
    add_names(&test, 4).await;
    let mut mia = test.member("Mia").await;
    let (first, second) = twice(&shown(&mut mia, VIEW).await.fill("name", "All"), &mut mia).await;
    assert!(second.status == 200 && second.says("View saved"), "{}", second.text());
    assert_eq!(first.path, second.path);
    assert_eq!((count(&test, "views"), events(&test, "view.%")), (1, 1));

    for (kind, members) in [("active", 4), ("static", 4), ("empty", 0)] {
        let form = shown(&mut mia, SEGMENT).await.fill("kind", kind).fill("name", kind);
        let (first, second) = twice(&form, &mut mia).await;
        assert!(second.status == 200 && second.says("Segment created"), "{kind}: {}", second.text());
        assert_eq!((&first.path, second.text_of("tbody th").len()), (&second.path, members), "{kind}");
    }
    assert_eq!((count(&test, "segments"), events(&test, "segment.created")), (3, 3));
    assert_eq!((count(&test, "segment_members"), events(&test, "segment.members_added")), (4, 1));
}

#[actix_web::test]
async fn a_segment_of_many_records_is_made_and_filled_once() {
    let test = TestApp::start().await;
    add_names(&test, 2_500).await;
    let mut mia = test.member("Mia").await;
    let form = shown(&mut mia, SEGMENT).await.fill("kind", "static").fill("name", "Many");
    let (first, second) = twice(&form, &mut mia).await;
    assert!(second.says("Add 2,500 records to Many") && second.says("Segment created"), "{}", second.text());
    assert_eq!(first.path, second.path);
    test.run_lane("bulk_actions");
    assert_eq!((count(&test, "segments"), count(&test, "bulk_actions")), (1, 1));
    assert_eq!(count(&test, "segment_members"), 2_500);
    assert_eq!((events(&test, "segment.created"), events(&test, "bulk_action.requested")), (1, 1));
}

#[actix_web::test]
async fn what_is_done_with_many_records_is_told_alike_however_often_its_form_is_sent() {
    let selected = |what: &str| format!("/records/contacts/selected/{what}");
    for (deed, told) in [
        ("edit", "4 records changed"),
        ("segment", "4 records added"),
        ("remove", "4 records removed"),
        ("delete", "4 records deleted"),
    ] {
        let test = TestApp::start().await;
        add_names(&test, 4).await;
        let mut bob = test.signed_in("Bob", EDITOR).await;
        let kind = if deed == "remove" { "static" } else { "empty" };
        let made = shown(&mut bob, SEGMENT).await.fill("kind", kind).fill("name", "Ours").submit(&mut bob).await;
        let segment = made.path.split_once("segment=").unwrap().1.to_owned();
        // Those that were changed do not fit any more.
        let named = filtered(r#"[[{"p":1,"starts_with":"Name"}]]"#).split_once('?').unwrap().1.to_owned();
        let place = if deed == "remove" { format!("segment={segment}") } else { named };
        let action = selected(deed);
        let page = bob.open(&format!("{action}?all=on&property=1&{place}")).await;
        let form = match deed {
            "edit" => page.form(&action).fill("p1", "Zoë"),
            "segment" => page.form(&action).fill("into", &segment),
            _ => page.form(&action),
        };
        let (first, second) = twice(&form, &mut bob).await;
        assert!(first.says(told), "{deed}: {}", first.text());
        assert!(second.status == 200 && second.says(told), "{deed}: {}", second.text());
        assert_eq!(first.path, second.path, "{deed}");
        assert_eq!(count(&test, "record_changes"), if deed == "edit" { 4 } else { 0 }, "{deed}");
    }
}

#[actix_web::test]
async fn what_was_changed_since_is_not_changed_back_by_the_same_form() {
    let test = TestApp::start().await;
    add_names(&test, 2).await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let edit = "/records/contacts/selected/edit";
    let form = bob.open(&format!("{edit}?all=on&property=6")).await.form(edit).fill("p6", "Pilot");
    form.clone().submit(&mut bob).await;
    let other = bob.open(&format!("{edit}?all=on&property=6")).await.form(edit).fill("p6", "Baker");
    other.submit(&mut bob).await;
    assert!(form.submit(&mut bob).await.says("2 records changed"));
    assert_eq!(test.number("SELECT count(*) AS n FROM records WHERE props->>'p6' = 'Baker'"), 2);
}

#[actix_web::test]
async fn a_form_for_so_many_records_that_a_worker_changes_them_leads_to_its_bulk_action_when_that_is_done() {
    let test = TestApp::start().await;
    add_names(&test, 2_001).await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let delete = "/records/contacts/selected/delete";
    let form = bob.open(&format!("{delete}?all=on")).await.form(delete);
    let first = form.clone().submit(&mut bob).await;
    test.run_lane("bulk_actions");
    let second = form.submit(&mut bob).await;
    assert!(first.path.starts_with("/bulk-actions/") && first.path == second.path, "{}", second.text());
    assert_eq!((count(&test, "bulk_actions"), count(&test, "records")), (1, 0));
}

#[actix_web::test]
async fn what_is_done_part_by_part_is_counted_whole_by_whichever_sending_does_it() {
    let test = TestApp::start().await;
    let (bob, now) = (viewer(&test, "Bob").await, test.now());
    let part = |count: i64, is_whole: bool| {
        let by = bob.clone();
        move |c: &mut DbConn| sent_forms::add(c, &by, "the same", Tally { count, is_whole }, now).unwrap()
    };
    assert_eq!(interleaved(&test, part(1_000, false), part(0, false)), (1_000, 1_000));
    let known = || {
        let text = test.app.db.read_now(|c| sent_forms::answer(c, bob.user.id, "the same")).unwrap().unwrap();
        Tally::from_text(&text).unwrap()
    };
    assert_eq!(known(), Tally { count: 1_000, is_whole: false });
    assert_eq!(test.app.db.write_now(|c| Ok(part(500, true)(c))).unwrap(), 1_500);
    assert_eq!(test.app.db.write_now(|c| Ok(part(0, false)(c))).unwrap(), 1_500);
    assert_eq!(known(), Tally { count: 1_500, is_whole: true });
    assert_eq!(Tally::from_text("/records/contacts/1"), None);
}

#[actix_web::test]
async fn an_export_is_asked_for_once_however_often_its_form_is_sent() {
    let test = TestApp::start().await;
    add_names(&test, 2).await;
    let mut alice = test.super_admin("Alice").await;
    for dialog in ["/records/contacts/export", crate::log_export::DIALOG] {
        let before = count(&test, "exports");
        let form = shown(&mut alice, dialog).await;
        let first = form.clone().submit(&mut alice).await;
        test.run_jobs();
        let second = form.clone().submit(&mut alice).await;
        assert!(second.status == 200 && second.says("Export started"), "{dialog}: {}", second.text());
        assert_eq!((&first.path, count(&test, "exports")), (&second.path, before + 1), "{dialog}");

        let other = form.fill("separator", "tab").submit(&mut alice).await;
        let anew = shown(&mut alice, dialog).await.submit(&mut alice).await;
        assert!(other.path != first.path && anew.path != first.path, "{dialog}");
        assert_eq!(count(&test, "exports"), before + 3, "{dialog}");
        test.run_jobs();
    }
}

#[actix_web::test]
async fn an_object_is_made_once_and_its_form_sent_again_leads_to_it() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let new = "/settings/properties/new";
    let form = shown(&mut alice, new).await.fill("one_en", "Project").fill("many_en", "Projects");
    let before = count(&test, "objects");
    let (first, second) = twice(&form, &mut alice).await;
    assert_eq!((second.status, second.path.as_str()), (200, "/settings/properties/projects"), "{}", second.text());
    assert_eq!(first.path, second.path);
    assert_eq!((count(&test, "objects"), events(&test, "object.added")), (before + 1, 1));
    let other = shown(&mut alice, new).await.fill("one_en", "Project").fill("many_en", "Projects");
    let refused = other.submit(&mut alice).await;
    assert_eq!(refused.status, 422, "another form of the same name: {}", refused.text());
}

#[actix_web::test]
async fn a_property_is_made_once_and_its_form_sent_again_leads_to_the_list_with_it() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let add = "/settings/properties/contacts/add";
    let form = shown(&mut alice, add).await.fill("label_en", "Colour");
    let before = count(&test, "properties");
    let refused = form.clone().fill("label_en", "").submit(&mut alice).await;
    assert_eq!(refused.form(add).value("once"), form.value("once"), "{}", refused.text());
    let (first, second) = twice(&form, &mut alice).await;
    assert!(second.status == 200 && second.says("Property added"), "{}", second.text());
    assert_eq!((first.path.as_str(), second.path.as_str()), ("/settings/properties/contacts", first.path.as_str()));
    assert_eq!((count(&test, "properties"), events(&test, "property.added")), (before + 1, 1));
    let refused = shown(&mut alice, add).await.fill("label_en", "Colour").submit(&mut alice).await;
    assert_eq!(refused.status, 422, "another form of the same label: {}", refused.text());
}

#[actix_web::test]
async fn the_key_of_somebody_elses_form_leads_nowhere_and_neither_does_nonsense() {
    let test = TestApp::start().await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let form = shown(&mut bob, RECORD).await.fill("p1", "Zoë");
    let key = form.value("once").unwrap().to_owned();
    let bobs = form.submit(&mut bob).await;
    let mut eve = test.signed_in("Eve", EDITOR).await;
    let keys = [key, String::new(), String::new(), "'; --".into(), "x".repeat(5_000)];
    for (at, key) in keys.iter().enumerate() {
        let page = shown(&mut eve, RECORD).await.fill("once", key).fill("p1", "Zoë").submit(&mut eve).await;
        assert!(page.says("Record created") && page.path != bobs.path, "{key}: {}", page.text());
        assert_eq!(count(&test, "records"), i64::try_from(at).unwrap() + 2);
    }
}

async fn viewer(test: &TestApp, name: &str) -> Viewer {
    test.user(name, EDITOR).await;
    Viewer { user: test.named(name).await, session: "s".into(), ip: None, request_id: "r".into() }
}

#[actix_web::test]
async fn of_two_sent_at_once_the_second_gets_the_answer_of_the_first() {
    let test = TestApp::start().await;
    let (bob, eve, now) = (viewer(&test, "Bob").await, viewer(&test, "Eve").await, test.now());
    let sent = |by: &Viewer, id: &'static str| {
        let by = by.clone();
        move |c: &mut DbConn| {
            let content = ViewContent::default();
            let new = NewView { public_id: id.into(), object_id: CONTACTS, name: id.into(), is_shared: false, content };
            let make = |c: &mut DbConn| views::create(c, &by, &new, now).map(|()| Ok::<_, Infallible>(id.to_owned()));
            sent_forms::once(c, &by, "the same", now, make).unwrap().unwrap()
        }
    };
    let answers = interleaved(&test, sent(&bob, "first"), sent(&bob, "second"));
    assert_eq!(answers, ("first".to_owned(), "first".to_owned()));
    assert_eq!((count(&test, "views"), events(&test, "view.created")), (1, 1));
    let hers = sent(&eve, "hers");
    assert_eq!(test.app.db.write_now(|c| Ok(hers(c))).unwrap(), "hers", "what Bob sent is nothing to Eve");
}

#[actix_web::test]
async fn a_form_that_made_nothing_can_be_sent_again() {
    let test = TestApp::start().await;
    let (bob, now) = (viewer(&test, "Bob").await, test.now());
    let sent = |answer: Result<&'static str, &'static str>| {
        let make = move |_: &mut DbConn| Ok(answer.map(str::to_owned));
        test.app.db.write_now(|c| sent_forms::once(c, &bob, "the same", now, make)).unwrap()
    };
    assert_eq!(sent(Err("too late")), Err("too late"));
    assert_eq!(sent(Ok("made")), Ok("made".to_owned()));
    assert_eq!(sent(Err("too late")), Ok("made".to_owned()));
}

#[actix_web::test]
async fn what_was_sent_is_known_for_a_day() {
    let test = TestApp::start().await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    shown(&mut bob, RECORD).await.fill("p1", "Zoë").submit(&mut bob).await;
    test.pass(Duration::days(1) - Duration::seconds(1));
    test.run_lane("upkeep");
    assert_eq!(count(&test, "sent_forms"), 1);
    test.pass(Duration::seconds(1));
    test.run_lane("upkeep");
    assert_eq!((count(&test, "sent_forms"), count(&test, "records")), (0, 1));
}

#[actix_web::test]
async fn a_form_that_changes_nothing_leaves_no_line_in_the_trail() {
    let test = TestApp::start().await;
    let mut mia = test.member("Mia").await;
    for (path, kind) in [(VIEW, "views"), (SEGMENT, "segments")] {
        let made = shown(&mut mia, path).await.fill("name", "Mine").submit(&mut mia).await;
        let rename = made.click("Rename", &mut mia).await.form(&format!("/records/contacts/{kind}/"));
        assert_eq!(rename.value("name"), Some("Mine"));
        assert!(rename.submit(&mut mia).await.says("Name changed"), "{kind}");
    }
    assert_eq!((events(&test, "view.renamed"), events(&test, "segment.renamed")), (0, 0));
}

#[actix_web::test]
async fn what_was_deleted_is_told_alike_however_often_the_question_is_answered() {
    let test = TestApp::start().await;
    add_names(&test, 2).await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let record = format!("/records/contacts/{}/delete", test.number("SELECT max(id) AS n FROM records"));
    let mut questions = vec![(bob.open(&record).await.form(&record), "Record deleted")];
    for (new, kind) in [(VIEW, "views"), (SEGMENT, "segments")] {
        let made = shown(&mut bob, new).await.fill("name", "Mine").submit(&mut bob).await;
        let question = made.click("Delete", &mut bob).await;
        questions.push((question.form(&format!("/records/contacts/{kind}/")), "Deleted"));
    }
    for (question, told) in questions {
        let (first, second) = twice(&question, &mut bob).await;
        for page in [first, second] {
            assert_eq!((page.status, page.path.as_str()), (200, "/records/contacts"), "{told}: {}", page.text());
            assert!(page.says(told) && !page.says("isn't there any more"), "{told}: {}", page.text());
        }
    }
    assert_eq!((count(&test, "records"), events(&test, "records.deleted")), (1, 1));
    assert_eq!((events(&test, "view.deleted"), events(&test, "segment.deleted")), (1, 1));
}
