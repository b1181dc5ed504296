//! The filter of a segment while it is changed, and a view that is saved while it cannot show all that it keeps (R52).

use crate::filters::filtered;
use crate::records::add_names;
use crate::support::{Browser, Page, TestApp};

const FILTER: &str = "/records/contacts/filter";
const NEW: &str = "/records/contacts/segments/new";
const PROPERTIES: &str = "/settings/properties/contacts";

fn names(page: &Page) -> Vec<String> {
    page.text_of("tbody th")
}

/// A segment of the contacts whose first name begins with "Name 1", called Ones; answers its page.
async fn ones(browser: &mut Browser) -> Page {
    let from = filtered(r#"[[{"p":1,"starts_with":"Name 1"}]]"#);
    let form = browser.open(&from).await.click("Save as segment", browser).await.form(NEW);
    form.fill("kind", "active").fill("name", "Ones").submit(browser).await
}

#[actix_web::test]
async fn the_page_that_changes_the_filter_of_a_segment_names_it_and_saves_it_unless_a_new_one_is_meant() {
    let test = TestApp::start().await;
    add_names(&test, 12).await;
    let (mut bob, mut eve) = (test.member("Bob").await, test.member("Eve").await);
    let url = ones(&mut bob).await.path;
    let key = url.split_once("segment=").unwrap().1.to_owned();
    let edit = bob.open(&url).await.click("Edit filter", &mut bob).await;
    assert_eq!(edit.text_of(".tabs [aria-current]"), ["Segment Ones"]);
    assert!(edit.says("You are changing its filter here."), "{}", edit.text());
    assert!(!edit.says("Unsaved changes") && edit.link("Discard changes").is_none(), "{}", edit.text());

    let form = edit.click("Filter", &mut bob).await;
    assert_eq!(form.text_of("h1"), ["Filter of Ones"]);
    let page = form.form(FILTER).fill("v-0-0", "Name 2").fill("do", "apply").submit(&mut bob).await;
    assert_eq!(names(&page), ["Name 2"]);
    assert!(page.says("Unsaved changes"), "{}", page.text());
    assert_eq!(page.link("Discard changes").as_deref(), Some(url.as_str()));

    let dialog = page.click("Save as segment", &mut bob).await;
    assert_eq!(dialog.text_of("h1"), ["Save in Ones"]);
    assert_eq!(dialog.form(NEW).value("into"), Some(key.as_str()));
    let refused = dialog.form(NEW).fill("name", "Twos").submit(&mut bob).await;
    assert_eq!(refused.status, 422);
    assert!(refused.says("To create a segment of this name, choose “A new segment”."), "{}", refused.text());
    let made = refused.form(NEW).fill("into", "").submit(&mut bob).await;
    assert!(made.says("Segment created") && made.text_of(".tabs [aria-current]") == ["Segment Twos"]);
    assert_eq!(names(&bob.open(&url).await).len(), 4, "the other one is as it was");

    let saved = page.form(NEW).submit(&mut bob).await;
    assert!(saved.path == url && saved.says("Segment saved"), "{}", saved.text());
    assert_eq!(names(&saved), ["Name 2"]);
    assert_eq!(test.number("SELECT count(*) AS n FROM segments"), 2);

    let theirs = eve.open(&edit.path).await;
    assert!(theirs.says("or isn't yours to change"), "{}", theirs.text());
    assert!(!theirs.says("Ones") && !theirs.has(&format!("form[action='{NEW}']")), "{}", theirs.text());
}

#[actix_web::test]
async fn a_view_that_is_saved_while_what_it_shows_is_archived_has_it_again_once_that_is_restored() {
    let test = TestApp::start().await;
    add_names(&test, 3).await;
    let mut alice = test.super_admin("Alice").await;
    let form = alice.open("/records/contacts?sort=-p5&c=3,5,7").await.click("Save as view", &mut alice).await;
    let url = form.form("/records/contacts/views/new").fill("name", "Ours").submit(&mut alice).await.path;
    let archive = format!("{PROPERTIES}/5/archive");
    alice.open(&archive).await.form(&archive).submit(&mut alice).await;

    let page = alice.open(&url).await;
    assert!(page.says("Archived at the moment, and back here when restored: Company"), "{}", page.text());
    assert!(!page.says("Unsaved changes"), "{}", page.text());
    for what in ["q=Name", "c=7,3"] {
        let page = alice.open(&format!("{url}&{what}")).await;
        let saved = page.form("/records/contacts/views/").submit(&mut alice).await;
        assert!(saved.path == url && saved.says("View saved") && !saved.says("Unsaved changes"), "{}", saved.text());
    }
    let page = alice.open(PROPERTIES).await;
    page.form(&format!("{PROPERTIES}/5/restore")).submit(&mut alice).await;
    let page = alice.open(&url).await;
    assert_eq!(page.text_of("thead th"), ["Name", "Lead status", "Email", "Company"]);
    assert!(page.text_of("thead th[aria-sort=descending]").concat().contains("Company"), "{}", page.text());
    assert!(page.form("/records/contacts").value("q") == Some("Name") && !page.says("Archived at the moment"));
}

#[actix_web::test]
async fn a_segment_is_filled_only_by_a_form_that_says_which_records_it_means() {
    let test = TestApp::start().await;
    add_names(&test, 3).await;
    let mut bob = test.member("Bob").await;
    let form = bob.open(NEW).await.form(NEW).fill("kind", "static").fill("name", "All");
    let asked = form.fill("meaning", "").submit(&mut bob).await;
    assert_eq!(asked.status, 409);
    assert!(asked.says("The view or segment of this page was changed meanwhile."), "{}", asked.text());
    assert_eq!(test.number("SELECT count(*) AS n FROM segments"), 0);
    let made = asked.form(NEW).submit(&mut bob).await;
    assert!(made.says("Segment with 3 records created"), "{}", made.text());
}

#[actix_web::test]
async fn a_long_filter_inside_a_static_segment_becomes_a_segment_of_those_that_fit() {
    let test = TestApp::start().await;
    test.contacts(3).await;
    let mut bob = test.member("Bob").await;
    let all = bob.open(NEW).await.form(NEW).fill("kind", "static").fill("name", "All").submit(&mut bob).await;
    let place = all.path.split_once('?').unwrap().1;
    let list = (2..=500).map(|i| format!("name{i}@example.com")).collect::<Vec<_>>().join("\r\n");
    let form = bob.open(&format!("{FILTER}?{place}&p-0-0=3&o-0-0=any-of&do=update-0-0")).await.form(FILTER);
    let long = form.fill("v-0-0", &list).fill("do", "apply").submit(&mut bob).await;
    assert!(long.says("This filter is too long for the address of a page."), "{}", long.text());
    let made = long.form(NEW).fill("name", "Some").submit(&mut bob).await;
    assert!(made.says("Segment with 2 records created"), "{}", made.text());
}

#[actix_web::test]
async fn the_order_of_creation_can_be_saved_in_a_view_whose_own_order_is_archived() {
    let test = TestApp::start().await;
    add_names(&test, 3).await;
    let mut alice = test.super_admin("Alice").await;
    let form = alice.open("/records/contacts?sort=-p5&c=3,5").await.click("Save as view", &mut alice).await;
    let url = form.form("/records/contacts/views/new").fill("name", "Ours").submit(&mut alice).await.path;
    let archive = format!("{PROPERTIES}/5/archive");
    alice.open(&archive).await.form(&archive).submit(&mut alice).await;

    let page = alice.open(&format!("{url}&sort=")).await;
    assert!(page.says("Unsaved changes"), "{}", page.text());
    let saved = page.form("/records/contacts/views/").submit(&mut alice).await;
    assert!(saved.path == url && saved.says("View saved") && !saved.says("Unsaved changes"), "{}", saved.text());
    let page = alice.open(PROPERTIES).await;
    page.form(&format!("{PROPERTIES}/5/restore")).submit(&mut alice).await;
    let page = alice.open(&url).await;
    assert_eq!(page.text_of("thead th"), ["Name", "Email", "Company"]);
    assert!(!page.has("thead th[aria-sort=descending]"), "{}", page.text());
}
