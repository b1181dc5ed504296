//! "All that match" are those that the form said when it was shown (R30, R52): where its view or segment is saved anew before it is
//! sent, it is asked again with what there is now, and nothing was done.

use waybill::domain::user::Rights;

use crate::filters::filtered;
use crate::records::add;
use crate::support::{Browser, Form, Page, TestApp};

const RIGHTS: Rights =
    Rights { super_admin: false, view: true, edit: true, import: false, export: true, sensitive: false };

/// The job title of a contact.
const JOB: i64 = 6;
/// A sensitive property of contacts.
const PASSPORT: i64 = 16;

/// Every form that takes all records of a place.
const DEEDS: [&str; 5] = ["edit", "delete", "segment", "new segment", "export"];

const NEW_VIEW: &str = "/records/contacts/views/new";
const NEW_SEGMENT: &str = "/records/contacts/segments/new";
const EXPORT: &str = "/records/contacts/export";

/// Two contacts that are late and three at customs; Alice, and Bob, who works with what she has saved.
async fn scene(rights: Rights) -> (TestApp, Browser, Browser) {
    let test = TestApp::start().await;
    let names = ["late 1", "late 2", "customs 1", "customs 2", "customs 3"];
    add(&test, "contacts", names.map(|name| vec![(1, name)]).to_vec()).await;
    let (alice, bob) = (test.super_admin("Alice").await, test.signed_in("Bob", rights).await);
    (test, alice, bob)
}

/// The part of an address that takes the contacts whose first name begins with this.
fn starting(text: &str) -> String {
    filtered(&format!(r#"[[{{"p":1,"starts_with":"{text}"}}]]"#)).split_once('?').unwrap().1.to_owned()
}

/// Alice shares a view or an active segment of the late ones; the part of an address that stands in it.
async fn shared(alice: &mut Browser, kind: &str) -> String {
    let new = if kind == "view" { NEW_VIEW } else { NEW_SEGMENT };
    let form = alice.open(&format!("{new}?{}", starting("late"))).await.form(new);
    let page = form.fill("name", "Ours").tick("share", "on").submit(alice).await;
    page.path.split_once('?').unwrap().1.to_owned()
}

/// She saves other records in it.
async fn save_anew(alice: &mut Browser, place: &str) {
    let (kind, id) = place.split_once('=').unwrap();
    let page = if kind == "view" {
        let save = format!("/records/contacts/views/{id}/save");
        alice.open(&format!("/records/contacts?{place}&{}", starting("customs"))).await.form(&save).submit(alice).await
    } else {
        let form = alice.open(&format!("{NEW_SEGMENT}?{}", starting("customs"))).await.form(NEW_SEGMENT);
        form.fill("into", id).submit(alice).await
    };
    assert!(page.status == 200 && page.text_of("tbody th").len() == 3, "{}", page.text());
}

fn action(deed: &str) -> String {
    match deed {
        "new segment" => NEW_SEGMENT.to_owned(),
        "export" => EXPORT.to_owned(),
        _ => format!("/records/contacts/selected/{deed}"),
    }
}

/// One of these forms for all of a place, filled in.
async fn form(bob: &mut Browser, deed: &str, place: &str) -> Form {
    let action = action(deed);
    match deed {
        "edit" => {
            let page = bob.open(&format!("{action}?all=on&property={JOB}&{place}")).await;
            page.form(&action).fill(&format!("p{JOB}"), "Pilot")
        }
        "segment" => {
            let new = bob.open(NEW_SEGMENT).await.form(NEW_SEGMENT).fill("kind", "empty").fill("name", "Mine");
            let into = new.submit(bob).await.path.split_once("segment=").unwrap().1.to_owned();
            bob.open(&format!("{action}?all=on&{place}")).await.form(&action).fill("into", &into)
        }
        "new segment" => {
            let page = bob.open(&format!("{action}?{place}")).await;
            page.form(&action).fill("kind", "static").fill("name", "Pilots")
        }
        "export" => bob.open(&format!("{action}?{place}")).await.form(&action).fill("name", "Pilots"),
        _ => bob.open(&format!("{action}?all=on&{place}")).await.form(&action),
    }
}

/// How many records, changes of them, segments, members and exports there are.
fn all_there(test: &TestApp) -> [i64; 5] {
    ["records", "record_changes", "segments", "segment_members", "exports"]
        .map(|table| test.number(&format!("SELECT count(*) AS n FROM {table}")))
}

/// What one of these forms makes of that when it is done with three records.
fn with_three(deed: &str, [records, changes, segments, members, exports]: [i64; 5]) -> [i64; 5] {
    match deed {
        "edit" => [records, changes + 3, segments, members, exports],
        "delete" => [records - 3, changes, segments, members, exports],
        "segment" => [records, changes, segments, members + 3, exports],
        "new segment" => [records, changes, segments + 1, members + 3, exports],
        _ => [records, changes, segments, members, exports + 1],
    }
}

/// What was typed into one of these forms is still there.
fn keeps_what_was_typed(deed: &str, sent: &Form, page: &Page) {
    let job = format!("p{JOB}");
    let fields = match deed {
        "edit" => vec![job.as_str(), "property"],
        "segment" => vec!["into"],
        "new segment" => vec!["kind", "name"],
        "export" => vec!["name", "props"],
        _ => Vec::new(),
    };
    let again = page.form(&action(deed));
    for field in fields.into_iter().chain(["once"]) {
        assert_eq!(again.value(field), sent.value(field), "{deed}: {field}");
    }
}

async fn is_asked_again_where_something_else_was_saved(kind: &str) {
    for deed in DEEDS {
        let (test, mut alice, mut bob) = scene(RIGHTS).await;
        let place = shared(&mut alice, kind).await;
        let form = form(&mut bob, deed, &place).await;
        save_anew(&mut alice, &place).await;
        let before = all_there(&test);
        let asked = form.clone().submit(&mut bob).await;
        assert_eq!(asked.status, 409, "{deed}: {}", asked.text());
        let why = match deed {
            "new segment" => "The view or segment of this page was changed meanwhile.",
            "export" => "The view, the segment or the properties on offer were changed",
            _ => "The view or segment was changed since this page was opened.",
        };
        assert!(asked.says(why), "{deed}: {}", asked.text());
        assert!(asked.says("3 records"), "{deed}: {}", asked.text());
        assert_eq!(all_there(&test), before, "{deed}");
        keeps_what_was_typed(deed, &form, &asked);
        let done = asked.form(&action(deed)).submit(&mut bob).await;
        assert_eq!(done.status, 200, "{deed}: {}", done.text());
        assert_eq!(all_there(&test), with_three(deed, before), "{deed}");
    }
}

#[actix_web::test]
async fn a_view_that_was_saved_anew_is_asked_about_again_before_anything_is_done_with_its_records() {
    is_asked_again_where_something_else_was_saved("view").await;
}

#[actix_web::test]
async fn a_segment_that_got_another_filter_is_asked_about_again_before_anything_is_done_with_its_records() {
    is_asked_again_where_something_else_was_saved("segment").await;
}

#[actix_web::test]
async fn records_that_come_meanwhile_are_exported_but_changed_or_added_only_when_asked_again() {
    for deed in DEEDS {
        let (test, mut alice, mut bob) = scene(RIGHTS).await;
        let place = shared(&mut alice, "view").await;
        let form = form(&mut bob, deed, &place).await;
        add(&test, "contacts", vec![vec![(1, "late 3")]]).await;
        let before = all_there(&test);
        let mut page = form.submit(&mut bob).await;
        let is_live = ["new segment", "export"].contains(&deed);
        assert_eq!(page.status == 409, !is_live, "{deed}: {}", page.text());
        if !is_live {
            assert!(page.says("More records match by now") && page.says("3 records"), "{deed}: {}", page.text());
            assert_eq!(all_there(&test), before, "{deed}");
            page = page.form(&action(deed)).submit(&mut bob).await;
        }
        assert_eq!((page.status, all_there(&test)), (200, with_three(deed, before)), "{deed}: {}", page.text());
    }
}

#[actix_web::test]
async fn records_that_come_into_a_segment_meanwhile_are_removed_from_it_only_when_asked_again() {
    let (test, _, mut bob) = scene(RIGHTS).await;
    let made = form(&mut bob, "new segment", &starting("late")).await.submit(&mut bob).await;
    let (_, place) = made.path.split_once('?').unwrap();
    let question = form(&mut bob, "remove", place).await;
    let add = bob.open(&format!("{}?all=on&{}", action("segment"), starting("customs 1"))).await;
    let into = place.split_once('=').unwrap().1;
    add.form(&action("segment")).fill("into", into).submit(&mut bob).await;
    let members = || test.number("SELECT count(*) AS n FROM segment_members WHERE removed_in IS NULL");
    let asked = question.submit(&mut bob).await;
    assert_eq!((asked.status, members()), (409, 3), "{}", asked.text());
    assert!(asked.says("More records match by now") && asked.says("Remove 3 records"), "{}", asked.text());
    let done = asked.form(&action("remove")).submit(&mut bob).await;
    assert!(done.says("3 records removed"), "{}", done.text());
    assert_eq!((members(), all_there(&test)[0]), (0, 5));
}

#[actix_web::test]
async fn a_member_that_was_made_after_the_question_stays_in_its_segment() {
    let (test, _, mut bob) = scene(RIGHTS).await;
    let made = form(&mut bob, "new segment", &starting("late")).await.submit(&mut bob).await;
    let (_, place) = made.path.split_once('?').unwrap();
    let question = form(&mut bob, "remove", place).await;
    let gone = format!("/records/contacts/{}/delete", test.number("SELECT min(record_id) AS n FROM segment_members"));
    bob.open(&gone).await.form(&gone).submit(&mut bob).await;
    add(&test, "contacts", vec![vec![(1, "new 1")]]).await;
    let more = bob.open(&format!("{}?all=on&{}", action("segment"), starting("new"))).await;
    let into = place.split_once('=').unwrap().1;
    more.form(&action("segment")).fill("into", into).submit(&mut bob).await;
    let done = question.submit(&mut bob).await;
    assert!(done.says("1 record removed"), "{}", done.text());
    let newest = "SELECT count(*) AS n FROM segment_members WHERE removed_in IS NULL AND record_id = (SELECT max(id) FROM records)";
    assert_eq!(test.number(newest), 1);
}

#[actix_web::test]
async fn a_sensitive_column_that_a_view_got_meanwhile_leaves_only_after_the_dialog_has_said_so() {
    let (test, mut alice, mut bob) = scene(Rights { sensitive: true, ..RIGHTS }).await;
    let place = shared(&mut alice, "view").await;
    let dialog = bob.open(&format!("{EXPORT}?{place}")).await;
    assert!(!dialog.has("input[value=view][data-sensitive]"));
    let id = place.split_once('=').unwrap().1;
    let save = format!("/records/contacts/views/{id}/save");
    let changed = alice.open(&format!("/records/contacts?{place}&c={JOB},{PASSPORT}")).await;
    changed.form(&save).submit(&mut alice).await;
    let asked = dialog.form(EXPORT).submit(&mut bob).await;
    assert_eq!((asked.status, all_there(&test)[4]), (409, 0), "{}", asked.text());
    assert!(asked.has("input[value=view][data-sensitive]"));
    let sent = asked.form(EXPORT).submit(&mut bob).await;
    assert_eq!((sent.status, all_there(&test)[4]), (200, 1), "{}", sent.text());
    assert_eq!(test.number("SELECT count(*) AS n FROM exports WHERE is_sensitive"), 1);
}

#[actix_web::test]
async fn ticked_records_that_a_changed_view_no_longer_holds_are_not_said_to_be_gone() {
    let (test, mut alice, mut bob) = scene(RIGHTS).await;
    let place = shared(&mut alice, "view").await;
    let late = test.number("SELECT min(id) AS n FROM records");
    let delete = action("delete");
    let question = bob.open(&format!("{delete}?pick={late}&{place}")).await.form(&delete);
    save_anew(&mut alice, &place).await;
    let page = question.submit(&mut bob).await;
    let sentence = "The view or segment was changed meanwhile, and none of these records is in it now.";
    assert!(page.says(sentence), "{}", page.text());
    assert_eq!((page.path.as_str(), all_there(&test)[0]), (format!("/records/contacts?{place}").as_str(), 5));
}

#[actix_web::test]
async fn every_question_about_many_records_names_them() {
    let (_test, mut alice, mut bob) = scene(RIGHTS).await;
    let place = shared(&mut alice, "segment").await;
    form(&mut bob, "segment", &place).await;
    for deed in ["edit", "segment", "delete"] {
        let page = bob.open(&format!("{}?all=on&q=late&{place}", action(deed))).await;
        for words in ["Object: Contacts", "Segment: Ours", "Filter:"] {
            assert!(page.says(words), "{deed}, {words}: {}", page.text());
        }
    }
}

#[actix_web::test]
async fn whoever_adds_records_to_a_segment_and_has_none_is_offered_one_that_holds_them() {
    let (test, _, mut bob) = scene(RIGHTS).await;
    let page = bob.open(&format!("{}?all=on&{}", action("segment"), starting("late"))).await;
    let form = page.form(NEW_SEGMENT);
    assert_eq!(form.value("kind"), Some("static"), "{}", page.text());
    let page = form.fill("name", "Mine").submit(&mut bob).await;
    assert!(page.says("Segment with 2 records created"), "{}", page.text());
    assert_eq!(all_there(&test)[3], 2);
}

#[actix_web::test]
async fn a_record_that_was_made_after_the_question_is_left_alone_even_where_another_one_made_room_for_it() {
    for deed in ["edit", "delete", "segment"] {
        let (test, mut alice, mut bob) = scene(RIGHTS).await;
        let form = form(&mut bob, deed, &starting("late")).await;
        let left = format!("/records/contacts/{}", test.number("SELECT min(id) AS n FROM records"));
        alice.open(&left).await.form(&left).fill("p1", "in time").submit(&mut alice).await;
        add(&test, "contacts", vec![vec![(1, "late 3")]]).await;
        let [records, changes, _, members, _] = all_there(&test);
        let done = form.submit(&mut bob).await;
        assert!(done.status == 200 && done.says("1 record "), "{deed}: {}", done.text());
        let expected = match deed {
            "edit" => [records, changes + 1, members],
            "delete" => [records - 1, changes, members],
            _ => [records, changes, members + 1],
        };
        let [records, changes, _, members, _] = all_there(&test);
        assert_eq!([records, changes, members], expected, "{deed}");
        let page = bob.open(&format!("/records/contacts?q=late+3&c={JOB}")).await;
        assert!(page.text_of("tbody th") == ["late 3"] && !page.says("Pilot"), "{deed}: {}", page.text());
        let newest = "SELECT count(*) AS n FROM segment_members WHERE record_id = (SELECT max(id) FROM records)";
        assert_eq!(test.number(newest), 0, "{deed}");
    }
}

#[actix_web::test]
async fn a_segment_or_a_copy_takes_what_a_view_was_given_meanwhile_only_when_asked_again() {
    let (test, mut alice, mut bob) = scene(RIGHTS).await;
    let place = shared(&mut alice, "view").await;
    let segment = bob.open(&format!("{NEW_SEGMENT}?{place}")).await.form(NEW_SEGMENT);
    let segment = segment.fill("kind", "active").fill("name", "Mine");
    let copy = bob.open(&format!("{NEW_VIEW}?{place}")).await.form(NEW_VIEW).fill("name", "Mine");
    save_anew(&mut alice, &place).await;
    let made = || test.number("SELECT (SELECT count(*) FROM segments) + (SELECT count(*) FROM views) AS n");
    for (form, action, why) in [
        (segment, NEW_SEGMENT, "The view or segment of this page was changed meanwhile."),
        (copy, NEW_VIEW, "The view of this page was saved anew meanwhile."),
    ] {
        let before = made();
        let asked = form.submit(&mut bob).await;
        assert!(asked.status == 409 && asked.says(why), "{action}: {}", asked.text());
        assert_eq!((made(), asked.form(action).value("name")), (before, Some("Mine")), "{action}");
        let done = asked.form(action).submit(&mut bob).await;
        assert!(done.status == 200 && done.text_of("tbody th").len() == 3, "{action}: {}", done.text());
        assert_eq!(made(), before + 1, "{action}");
    }
}
