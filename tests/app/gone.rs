//! What was deleted, or made private, while somebody had its page or a form of it open: nothing that was typed is lost (R52, R54).

use waybill::domain::user::Rights;

use crate::records::{add, add_names};
use crate::support::{Browser, Page, TestApp};

const EDITOR: Rights =
    Rights { super_admin: false, view: true, edit: true, import: false, export: false, sensitive: false };

const FILTER: &str = "/records/contacts/filter";
const VIEW: &str = "/records/contacts/views/new";
const SEGMENT: &str = "/records/contacts/segments/new";
const VIEW_GONE: &str = "This view isn't there any more, or isn't shared with you. What you chose yourself is kept";

fn names(page: &Page) -> Vec<String> {
    page.text_of("tbody th")
}

/// Shares what a page shows, and answers the address.
async fn shared(browser: &mut Browser, from: &str, form: &str, name: &str) -> String {
    let form = browser.open(&format!("{form}?{from}")).await.form(form);
    form.fill("name", name).tick("share", "on").submit(browser).await.path
}

#[actix_web::test]
async fn of_a_view_that_is_taken_away_everybody_keeps_what_they_chose_and_typed_themselves() {
    for way in ["delete", "share"] {
        let test = TestApp::start().await;
        add_names(&test, 12).await;
        let (mut bob, mut eve) = (test.member("Bob").await, test.signed_in("Eve", EDITOR).await);
        let url = shared(&mut bob, "q=1", VIEW, "Ours").await;
        let key = url.split_once("view=").unwrap().1.to_owned();
        let page = eve.open(&format!("{url}&q=12&sort=-name&c=3")).await;
        assert_eq!(names(&page), ["Name 12"]);
        let save = page.click("Save as view", &mut eve).await.form(VIEW).fill("name", "Kept");
        let segment = page.click("Save as segment", &mut eve).await.form(SEGMENT).fill("name", "Kept too");
        let form = eve.open(&format!("{FILTER}?view={key}&p-0-0=1&o-0-0=starts-with&v-0-0=Nam&do=update-0-0")).await;
        let filter = form.form(FILTER).fill("v-0-0", "Name 3").fill("do", "apply");
        let edit = eve.open(&format!("/records/contacts/selected/edit?view={key}&q=&all=on&property=5")).await;
        let edit = edit.form("/records/contacts/selected/edit").fill("p5", "Fjordline AS");

        let question = bob.open(&url).await;
        let question = if way == "delete" { question.click("Delete", &mut bob).await } else { question };
        question.form(&format!("/records/contacts/views/{key}/{way}")).submit(&mut bob).await;
        let late = eve.open(&page.path).await;
        assert_eq!(late.status, 404, "{way}");
        assert!(late.says(VIEW_GONE), "{way}: {}", late.text());
        assert_eq!((names(&late), late.text_of("thead th")), (names(&page), page.text_of("thead th")), "{way}");

        for (form, new) in [(save, VIEW), (segment, SEGMENT)] {
            let again = form.submit(&mut eve).await;
            assert!(again.status == 404 && again.says(VIEW_GONE), "{way}: {}", again.text());
            let form = again.form(new);
            assert_eq!((form.value("view"), form.value("q")), (None, Some("12")), "{way}");
            assert_eq!(names(&form.submit(&mut eve).await), ["Name 12"], "{way}");
        }
        assert_eq!(test.number("SELECT count(*) AS n FROM views WHERE name = 'Kept'"), 1, "{way}");
        let again = filter.submit(&mut eve).await;
        assert!(again.status == 404 && again.says(VIEW_GONE), "{way}: {}", again.text());
        let form = again.form(FILTER);
        assert_eq!(form.value("v-0-0"), Some("Name 3"), "{way}");
        assert_eq!(names(&form.fill("do", "apply").submit(&mut eve).await), ["Name 3"], "{way}");
        let none = edit.submit(&mut eve).await;
        assert!(none.status == 404 && none.says(VIEW_GONE), "{way}: {}", none.text());
        assert_eq!(test.number("SELECT count(*) AS n FROM record_changes"), 0, "{way}");
    }
}

#[actix_web::test]
async fn a_form_of_a_view_or_segment_that_is_gone_leads_to_the_list_and_says_so() {
    let test = TestApp::start().await;
    add_names(&test, 3).await;
    let mut bob = test.member("Bob").await;
    let segment_gone = "This segment isn't there any more";
    for (form, kind, sentence) in [(VIEW, "views", VIEW_GONE), (SEGMENT, "segments", segment_gone)] {
        let page = shared(&mut bob, "q=1", form, "Ours").await;
        let page = bob.open(&page).await;
        let action = format!("/records/contacts/{kind}/");
        let rename = page.click("Rename", &mut bob).await.form(&action).fill("name", "Theirs");
        let question = page.click("Delete", &mut bob).await.form(&action);
        let late = page.click("Delete", &mut bob).await.form(&action);
        question.submit(&mut bob).await;
        for form in [rename, late] {
            let late = form.submit(&mut bob).await;
            assert!(late.status == 404 && late.says(sentence), "{kind}: {}", late.text());
            assert_eq!((names(&late).len(), late.link("Segments")), (3, Some("/records/contacts/segments".into())));
        }
    }
}

#[actix_web::test]
async fn the_new_filter_of_a_segment_that_is_gone_becomes_another_segment() {
    let test = TestApp::start().await;
    add_names(&test, 12).await;
    let mut bob = test.member("Bob").await;
    let url = shared(&mut bob, "q=1", SEGMENT, "Ones").await;
    let edit = bob.open(&url).await.click("Edit filter", &mut bob).await;
    let page = edit.form_around(".toolbar input[name=q]").fill("q", "2").submit(&mut bob).await;
    let save = page.form(SEGMENT);
    let question = bob.open(&url).await.click("Delete", &mut bob).await;
    question.form("/records/contacts/segments/").submit(&mut bob).await;

    let late = bob.open(&page.path).await;
    assert!(late.says("The segment whose filter you are changing isn't there any more"), "{}", late.text());
    assert_eq!(names(&late), names(&page));
    let again = save.submit(&mut bob).await;
    assert_eq!(again.status, 404);
    assert!(again.says("The segment to save in isn't there any more."), "{}", again.text());
    let made = again.form(SEGMENT).fill("name", "Twos").submit(&mut bob).await;
    assert!(made.says("Segment created") && names(&made) == names(&page), "{}", made.text());
}

#[actix_web::test]
async fn a_record_that_was_deleted_while_its_form_was_open_is_made_anew_from_what_was_typed() {
    const NEW: &str = "/records/contacts/new";
    let test = TestApp::start().await;
    add(&test, "contacts", vec![vec![(1, "Zoë"), (4, "+4755512345"), (5, "Fjordline\nBergen")]]).await;
    let url = format!("/records/contacts/{}", test.number("SELECT max(id) AS n FROM records"));
    let (mut bob, mut eve) = (test.signed_in("Bob", EDITOR).await, test.signed_in("Eve", EDITOR).await);
    let form = bob.open(&url).await.form(&url).fill("p1", "Zoe").fill("p3", "nonsense");
    let question = eve.open(&url).await.click("Delete record", &mut eve).await;
    question.form(&format!("{url}/delete")).submit(&mut eve).await;

    let late = form.submit(&mut bob).await;
    assert_eq!(late.status, 404);
    assert!(late.says("This record was deleted while you had this page open."), "{}", late.text());
    assert!(late.has("textarea[name=p5]"), "the lines stay lines");
    let again = late.form("/preferences/language").fill("lang", "en").submit(&mut bob).await;
    assert_eq!((again.status, again.path.as_str()), (200, NEW));
    let form = late.form(NEW);
    assert_eq!((form.value("p1"), form.value("p3")), (Some("Zoe"), Some("nonsense")));
    let made = form.fill("p3", "zoe@example.com").submit(&mut bob).await;
    assert!(made.says("Record created") && made.text_of("h1") == ["Zoe"], "{}", made.text());
    let form = made.form(&made.path);
    assert_eq!((form.value("p4"), form.value("p5")), (Some("+4755512345"), Some("Fjordline\nBergen")));
    assert_eq!(test.number("SELECT count(*) AS n FROM records"), 1);
}

#[actix_web::test]
async fn the_form_of_a_long_filter_says_that_the_segment_it_began_with_is_gone() {
    let test = TestApp::start().await;
    let mut bob = test.member("Bob").await;
    let list = (1..=500).map(|i| format!("name{i}@example.com")).collect::<Vec<_>>().join("\r\n");
    let form = bob.open(&format!("{FILTER}?p-0-0=3&o-0-0=any-of&do=update-0-0")).await.form(FILTER);
    let long = form.fill("v-0-0", &list).fill("do", "apply").submit(&mut bob).await;
    let segment = long.form(SEGMENT).fill("name", "Guests").submit(&mut bob).await;
    let edit = segment.click("Edit filter", &mut bob).await;
    assert!(edit.path.starts_with(FILTER), "no address can say it: {}", edit.path);
    let question = segment.click("Delete", &mut bob).await;
    question.form("/records/contacts/segments/").submit(&mut bob).await;

    let late = bob.open(&edit.path).await;
    assert_eq!(late.status, 404);
    assert!(late.says("The segment whose filter you are changing isn't there any more"), "{}", late.text());
    assert!(late.form(FILTER).value("edit").is_none() && late.has("#p-0-0"), "{}", late.text());
}

#[actix_web::test]
async fn whoever_deletes_a_record_that_somebody_else_deleted_is_told_so_on_the_list() {
    let test = TestApp::start().await;
    add_names(&test, 2).await;
    let url = format!("/records/contacts/{}", test.number("SELECT max(id) AS n FROM records"));
    let delete = format!("{url}/delete");
    let (mut bob, mut eve) = (test.signed_in("Bob", EDITOR).await, test.signed_in("Eve", EDITOR).await);
    let (bobs, eves) = (bob.open(&delete).await.form(&delete), eve.open(&delete).await.form(&delete));
    assert!(eves.submit(&mut eve).await.says("Record deleted"));
    let late = bobs.submit(&mut bob).await;
    assert_eq!((late.status, late.path.as_str()), (200, "/records/contacts"), "{}", late.text());
    assert!(late.says("This record isn't there any more.") && !late.says("Record deleted"), "{}", late.text());
    assert_eq!(names(&late), ["Name 1"]);
}

#[actix_web::test]
async fn records_for_a_segment_that_is_gone_go_into_another_one() {
    const ADD: &str = "/records/contacts/selected/segment";
    let test = TestApp::start().await;
    add_names(&test, 2).await;
    let mut bob = test.member("Bob").await;
    let mut made = Vec::new();
    for name in ["Ones", "Twos"] {
        let form = bob.open(SEGMENT).await.form(SEGMENT).fill("kind", "empty").fill("name", name);
        made.push(form.submit(&mut bob).await);
    }
    let key = |page: &Page| page.path.split_once("segment=").unwrap().1.to_owned();
    let add = bob.open(&format!("{ADD}?all=on")).await.form(ADD).fill("into", &key(&made[0]));
    let second = bob.open(&format!("{ADD}?all=on")).await.form(ADD).fill("into", &key(&made[1]));
    let question = made[0].click("Delete", &mut bob).await;
    question.form("/records/contacts/segments/").submit(&mut bob).await;

    let late = add.submit(&mut bob).await;
    assert_eq!(late.status, 404);
    assert!(late.says("The segment to add them to isn't there any more."), "{}", late.text());
    let form = late.form(ADD);
    assert_eq!(form.value("into"), Some(key(&made[1]).as_str()), "{}", late.text());
    assert!(form.submit(&mut bob).await.says("2 records added"));

    let question = made[1].click("Delete", &mut bob).await;
    question.form("/records/contacts/segments/").submit(&mut bob).await;
    let late = second.submit(&mut bob).await;
    assert!(late.says("The segment to add them to isn't there any more."), "{}", late.text());
    assert_eq!(late.form(SEGMENT).value("kind"), Some("static"), "without any other it is made");
}
