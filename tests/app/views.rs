//! Views and segments: saved from the index page, shared, and what is done with their records (R52).

use waybill::domain::user::Rights;

use crate::filters::filtered;
use crate::records::{add, add_names};
use crate::support::{Browser, Page, TestApp};

const EDITOR: Rights =
    Rights { super_admin: false, view: true, edit: true, import: false, export: false, sensitive: false };

fn names(page: &Page) -> Vec<String> {
    page.text_of("tbody th")
}

/// The contacts whose first name begins with this.
fn starting(text: &str) -> String {
    filtered(&format!(r#"[[{{"p":1,"starts_with":"{text}"}}]]"#))
}

async fn saved_view(browser: &mut Browser, from: &str, name: &str, is_shared: bool) -> Page {
    let form = browser.open(from).await.click("Save as view", browser).await.form("/records/contacts/views/new");
    let form = form.fill("name", name);
    let form = if is_shared { form.tick("share", "on") } else { form };
    form.submit(browser).await
}

async fn segment(browser: &mut Browser, from: &str, kind: &str, name: &str) -> Page {
    let form = browser.open(from).await.click("Save as segment", browser).await.form("/records/contacts/segments/new");
    form.fill("kind", kind).fill("name", name).submit(browser).await
}

/// Presses a button of the bar above the rows, with these rows ticked; none means all that match.
async fn with_ticked(browser: &mut Browser, from: &str, what: &str, ticked: &[i64]) -> Page {
    let page = browser.open(from).await;
    let action = page.attr(&format!("button[formaction$='/selected/{what}']"), "formaction").unwrap();
    let mut form = page.form_around("table.index");
    form.fields = form
        .fields
        .into_iter()
        .filter(|(name, _)| name != "pick")
        .chain(ticked.iter().map(|id| ("pick".to_owned(), id.to_string())))
        .chain(ticked.is_empty().then(|| ("all".to_owned(), "on".to_owned())))
        .collect();
    form.action = action;
    form.method = "get".into();
    form.submit(browser).await
}

#[actix_web::test]
async fn a_view_is_saved_changed_discarded_renamed_cloned_and_deleted() {
    let test = TestApp::start().await;
    add_names(&test, 12).await;
    let mut bob = test.member("Bob").await;
    let page = saved_view(&mut bob, &starting("Name 1"), "Ones", false).await;
    assert!(page.says("View saved") && names(&page).len() == 4, "{}", page.text());
    let url = page.path.clone();
    assert!(page.text_of(".tabs [aria-current]") == ["Ones"] && page.says("Private, by"));
    assert!(!page.says("Unsaved changes") && page.link("Discard").is_none());

    let changed = bob.open(&format!("{url}&q=12")).await;
    assert!(changed.says("Unsaved changes"), "{}", changed.text());
    let page = changed.click("Discard changes", &mut bob).await;
    assert_eq!(page.path, url);
    let save = changed.form("/records/contacts/views/");
    assert!(save.action.ends_with("/save"));
    let page = save.submit(&mut bob).await;
    assert!(page.path == url && !page.says("Unsaved changes"), "{}", page.text());

    let page = page.click("Rename", &mut bob).await;
    let refused = page.form("/records/contacts/views/").fill("name", " ").submit(&mut bob).await;
    assert!(refused.status == 422 && refused.says("Enter a name"));
    let page = page.form("/records/contacts/views/").fill("name", "<b>Ünes").submit(&mut bob).await;
    assert!(page.text_of(".tabs [aria-current]") == ["<b>Ünes"], "{}", page.text());
    let copy = page.click("Clone", &mut bob).await;
    assert_eq!(copy.form("/records/contacts/views/new").value("name"), Some("Copy of <b>Ünes"));
    let copy = copy.form("/records/contacts/views/new").submit(&mut bob).await;
    assert_eq!(copy.text_of(".tabs a").iter().filter(|tab| tab.contains("Ünes")).count(), 2);

    let question = copy.click("Delete", &mut bob).await;
    assert!(question.says("Records and files exported before stay"), "{}", question.text());
    let list = question.form("/records/contacts/views/").submit(&mut bob).await;
    assert_eq!(list.path, "/records/contacts");
    assert_eq!(bob.open(&copy.path).await.status, 404);
    assert_eq!(test.number("SELECT count(*) AS n FROM audit_events WHERE action LIKE 'view.%'"), 5);
    assert_eq!(test.number("SELECT count(*) AS n FROM records"), 12);
}

#[actix_web::test]
async fn private_views_are_their_owners_and_shared_ones_are_seen_by_all_but_changed_by_none() {
    let test = TestApp::start().await;
    add_names(&test, 3).await;
    let (mut bob, mut eve) = (test.member("Bob").await, test.member("Eve").await);
    let mut admin = test.super_admin("Aoife").await;
    let view = saved_view(&mut bob, &starting("Name 1"), "Mine", false).await;
    let rename = view.link("Rename").unwrap();
    let delete = view.link("Delete").unwrap();
    for (path, status) in [(&view.path, 404), (&rename, 404), (&delete, 404)] {
        assert_eq!(eve.open(path).await.status, status, "{path}");
    }
    assert!(!eve.open("/records/contacts").await.says("Mine"));
    assert!(admin.open("/records/contacts").await.says("Mine"));

    let page = view.form(&rename.replace("rename", "share")).fill("share", "on").submit(&mut bob).await;
    assert!(page.says("Shared with all by Bob"), "{}", page.text());
    let seen = eve.open(&view.path).await;
    assert!(seen.status == 200 && seen.link("Rename").is_none() && !seen.has("form[action$='/share']"));
    assert_eq!((eve.open(&rename).await.status, eve.open(&delete).await.status), (403, 403));
    let csrf = seen.form("/sign-out").value("csrf").unwrap().to_owned();
    for what in ["rename", "share", "delete", "save"] {
        let fields = [("csrf".to_owned(), csrf.clone()), ("name".to_owned(), "Stolen".to_owned())];
        assert_eq!(eve.post(&rename.replace("rename", what), &fields).await.status, 403, "{what}");
    }
    assert!(bob.open(&view.path).await.says("Mine"));
    assert_eq!(admin.open(&rename).await.status, 200);
}

#[actix_web::test]
async fn what_filters_by_a_sensitive_property_is_not_there_without_the_right() {
    let test = TestApp::start().await;
    add_names(&test, 3).await;
    let id = test.number("SELECT max(id) AS n FROM properties WHERE object_id = 1 AND is_sensitive");
    let mut admin = test.super_admin("Aoife").await;
    let mut bob = test.member("Bob").await;
    let from = filtered(&format!(r#"[[{{"p":{id},"known":true}}]]"#));
    let from = if admin.open(&from).await.status == 200 {
        from
    } else {
        filtered(&format!(r#"[[{{"p":{id},"known":false}}]]"#))
    };
    let view = saved_view(&mut admin, &from, "Passports", true).await;
    let active = segment(&mut admin, &from, "active", "Travellers").await;
    for path in [&view.path, &active.path] {
        assert_eq!((admin.open(path).await.status, bob.open(path).await.status), (200, 404), "{path}");
    }
    let page = bob.open("/records/contacts/segments").await;
    assert!(!page.says("Travellers") && !bob.open("/records/contacts").await.says("Passports"));
}

#[actix_web::test]
async fn an_active_segment_follows_its_filter_and_can_get_another_one() {
    let test = TestApp::start().await;
    add_names(&test, 12).await;
    let mut bob = test.member("Bob").await;
    let page = segment(&mut bob, &starting("Name 1"), "active", "Ones").await;
    assert!(page.says("Segment created") && names(&page).len() == 4, "{}", page.text());
    add(&test, "contacts", vec![vec![(1, "Name 13")]]).await;
    assert_eq!(names(&bob.open(&page.path).await).len(), 5);

    let edit = page.click("Edit filter", &mut bob).await;
    assert!(edit.path.contains("&f=") && names(&edit).len() == 5);
    let form = bob.open(&starting("Name 2")).await.click("Save as segment", &mut bob).await;
    let id = page.path.split_once("segment=").unwrap().1.to_owned();
    let page = form.form("/records/contacts/segments/new").fill("into", &id).submit(&mut bob).await;
    assert!(page.says("Segment saved") && names(&page).len() == 1, "{}", page.text());
    let list = bob.open("/records/contacts/segments").await;
    assert!(list.says("Ones") && list.says("Active") && list.says("By filter"), "{}", list.text());
}

#[actix_web::test]
async fn a_static_segment_holds_what_was_added_until_it_is_removed() {
    let test = TestApp::start().await;
    add_names(&test, 12).await;
    let mut bob = test.member("Bob").await;
    let dialog = bob.open(&starting("Name 1")).await.click("Save as segment", &mut bob).await;
    assert!(dialog.says("4 records of this page’s selection"), "{}", dialog.text());
    let page = segment(&mut bob, &starting("Name 1"), "static", "Picked").await;
    assert!(page.says("Segment with 4 records created"), "{}", page.text());
    let url = page.path.clone();
    add(&test, "contacts", vec![vec![(1, "Name 13")]]).await;
    assert_eq!(names(&bob.open(&url).await).len(), 4);

    let id = url.split_once("segment=").unwrap().1.to_owned();
    let first = test.number("SELECT min(id) AS n FROM records");
    let form = with_ticked(&mut bob, "/records/contacts", "segment", &[first, first + 1, first + 2]).await;
    let page = form.form("/records/contacts/selected/segment").fill("into", &id).submit(&mut bob).await;
    // The first one was in it already.
    assert!(page.says("2 records added") && names(&page).len() == 6, "{}", page.text());
    let version = test.number("SELECT version AS n FROM segments");
    let question = with_ticked(&mut bob, &url, "remove", &[first]).await;
    assert!(question.says("Remove 1 record from"), "{}", question.text());
    let page = question.form("/records/contacts/selected/remove").submit(&mut bob).await;
    assert!(page.says("1 record removed") && names(&page).len() == 5, "{}", page.text());
    assert_eq!(test.number("SELECT version AS n FROM segments"), version + 1);
    // The members of the earlier version are still known: an export that froze it has them (R31).
    assert_eq!(
        test.number(&format!(
            "SELECT count(*) AS n FROM segment_members WHERE added_in <= {version} AND (removed_in IS NULL OR removed_in > {version})"
        )),
        6
    );
    let form = with_ticked(&mut bob, "/records/contacts", "segment", &[]).await;
    let page = form.form("/records/contacts/selected/segment").fill("into", &id).submit(&mut bob).await;
    assert!(page.says("8 records added"), "{}", page.text());
    assert!(bob.open("/records/contacts/segments").await.text_of("td.num").contains(&"13".to_owned()));
}

#[actix_web::test]
async fn somebody_elses_segment_takes_no_members() {
    let test = TestApp::start().await;
    add_names(&test, 3).await;
    let (mut bob, mut eve) = (test.member("Bob").await, test.member("Eve").await);
    let page = segment(&mut bob, "/records/contacts", "empty", "Bob's").await;
    let own = segment(&mut eve, "/records/contacts", "empty", "Eve's").await;
    let id = |page: &Page| page.path.split_once("segment=").unwrap().1.to_owned();
    let form = with_ticked(&mut eve, "/records/contacts", "segment", &[]).await;
    let mut form = form.form("/records/contacts/selected/segment");
    form.fields.retain(|(name, _)| name != "into");
    let (mut private, mut shared) = (form.clone(), form.clone());
    private.fields.push(("into".into(), id(&page)));
    assert_eq!(private.send(&mut eve).await.status, 404);
    let share = format!("/records/contacts/segments/{}/share", id(&page));
    page.form(&share).fill("share", "on").submit(&mut bob).await;
    shared.fields.push(("into".into(), id(&page)));
    assert_eq!(shared.send(&mut eve).await.status, 403);
    assert_eq!(test.number("SELECT count(*) AS n FROM segment_members"), 0);
    form.fields.push(("into".into(), id(&own)));
    assert!(form.submit(&mut eve).await.says("3 records added"));
}

#[actix_web::test]
async fn one_property_of_all_that_match_is_changed_with_its_history() {
    let test = TestApp::start().await;
    add_names(&test, 12).await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let page = with_ticked(&mut bob, &starting("Name 1"), "edit", &[]).await;
    assert!(page.says("4 records"), "{}", page.text());
    let page = page.form("/records/contacts/selected/edit").fill("property", "3").submit(&mut bob).await;
    let form = page.form("/records/contacts/selected/edit");
    let refused = form.clone().fill("p3", "nonsense").submit(&mut bob).await;
    assert!(refused.status == 422 && refused.attr("#p3", "value").as_deref() == Some("nonsense"), "{}", refused.text());
    let page = form.fill("p3", "all@b.example").submit(&mut bob).await;
    assert!(page.says("4 records changed"), "{}", page.text());
    assert_eq!(test.number("SELECT count(*) AS n FROM record_changes"), 4);
    assert_eq!(names(&bob.open("/records/contacts?q=all@b.example").await).len(), 4);
    assert_eq!(test.number("SELECT count(*) AS n FROM audit_events WHERE action = 'records.edited'"), 1);

    let sensitive = test.number("SELECT max(id) AS n FROM properties WHERE object_id = 1 AND is_sensitive");
    let page = with_ticked(&mut bob, "/records/contacts", "edit", &[]).await;
    assert!(!page.has(&format!("option[value='{sensitive}']")));
    let mut form = page.form("/records/contacts/selected/edit");
    form.fields.retain(|(name, _)| name != "property");
    form.fields.push(("property".into(), sensitive.to_string()));
    assert_eq!(form.send(&mut bob).await.status, 409);
}

#[actix_web::test]
async fn ticked_records_are_deleted_after_a_question_that_says_how_many() {
    let test = TestApp::start().await;
    add_names(&test, 12).await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let question = with_ticked(&mut bob, &starting("Name 1"), "delete", &[]).await;
    assert!(question.says("Delete 4 records?") && question.says("Files exported before keep"), "{}", question.text());
    let lines = question.text_of(".dlg-body p");
    assert_eq!(lines[0], "Object: Contacts", "{lines:?}");
    assert!(lines[1].starts_with("Filter:") && lines[1].contains("Name 1"), "{lines:?}");
    // More match by now than the question said: it is asked again.
    add(&test, "contacts", vec![vec![(1, "Name 14")]]).await;
    let again = question.form("/records/contacts/selected/delete").submit(&mut bob).await;
    assert!(again.status == 409 && again.says("Delete 5 records?"), "{}", again.text());
    let page = again.form("/records/contacts/selected/delete").submit(&mut bob).await;
    assert!(page.says("5 records deleted"), "{}", page.text());
    assert_eq!(test.number("SELECT count(*) AS n FROM records"), 8);
    assert_eq!(test.number("SELECT record_count AS n FROM objects WHERE id = 1"), 8);

    let none = bob.open("/records/contacts/selected/delete").await;
    assert!(none.says("Tick at least one record"), "{}", none.text());
    let mut member = test.member("Mia").await;
    assert_eq!(member.open("/records/contacts/selected/delete?all=on").await.status, 403);
    assert_eq!(member.open("/records/contacts/selected/edit?all=on").await.status, 403);
    assert!(!member.open("/records/contacts").await.has("button[formaction$='/delete']"));
}

#[actix_web::test]
async fn a_condition_on_an_archived_property_is_said_when_its_filter_is_used_and_never_dropped() {
    let test = TestApp::start().await;
    add(&test, "contacts", vec![vec![(1, "Ana")], vec![(1, "Bea")]]).await;
    let mut alice = test.super_admin("Alice").await;
    let two = filtered(r#"[[{"p":1,"starts_with":"A"},{"p":5,"any":["Elbe"]}]]"#);
    let page = saved_view(&mut alice, &two, "Elbe", false).await;
    let archive = "/settings/properties/contacts/5/archive";
    alice.open(archive).await.form(archive).submit(&mut alice).await;
    let asked = alice.open(&page.path).await.click("Filter", &mut alice).await;
    let form = asked.form("/records/contacts/filter").fill("do", "apply");
    let page = form.submit(&mut alice).await;
    assert_eq!(page.status, 422);
    let sentence = "This property was archived, or isn’t open to you any more.";
    assert!(page.says(sentence), "{}", page.text());
    assert_eq!(page.attr("#p-0-1", "aria-invalid").as_deref(), Some("true"));
    let again = page.form("/records/contacts/filter").fill("do", "apply").submit(&mut alice).await;
    assert!(again.says(sentence), "it stays until it is removed or replaced: {}", again.text());
    let page = again.form("/records/contacts/filter").fill("do", "remove-0-1").submit(&mut alice).await;
    let page = page.form("/records/contacts/filter").fill("do", "apply").submit(&mut alice).await;
    assert_eq!(page.text_of("tbody th"), ["Ana"]);
}

/// So many groups of one condition each.
fn groups(n: usize) -> String {
    format!("[{}]", vec![r#"[{"p":1,"starts_with":"Name 1"}]"#; n].join(","))
}

#[actix_web::test]
async fn a_segment_and_a_filter_that_make_too_many_conditions_together_are_not_joined() {
    let test = TestApp::start().await;
    add_names(&test, 12).await;
    let mut bob = test.member("Bob").await;
    let url = segment(&mut bob, &filtered(&groups(15)), "active", "Ones").await.path;
    let inside = |n: usize| filtered(&groups(n)).replace("/records/contacts?", &format!("{url}&"));

    // 15 groups with 3 others are 45 groups of two: more than a segment may have, not more than a page can show.
    let page = bob.open(&inside(3)).await;
    assert_eq!(names(&page).len(), 4, "{}", page.text());
    let refused = segment(&mut bob, &inside(3), "active", "Wide").await;
    assert_eq!(refused.status, 422);
    assert!(refused.says("more than 50 conditions together"), "{}", refused.text());
    let form = refused.form("/records/contacts/segments/new");
    assert_eq!((form.value("name"), form.value("kind")), (Some("Wide"), Some("active")), "what was typed is kept");
    let page = form.fill("kind", "static").submit(&mut bob).await;
    assert!(page.says("Segment with 4 records created"), "{}", page.text());

    let page = bob.open(&inside(15)).await;
    assert_eq!((page.status, names(&page).len()), (422, 0));
    assert!(page.says("more than 400 conditions together"), "{}", page.text());
}

#[actix_web::test]
async fn renaming_and_sharing_a_view_keep_what_was_changed_on_its_page() {
    let test = TestApp::start().await;
    add_names(&test, 12).await;
    let mut bob = test.member("Bob").await;
    let url = saved_view(&mut bob, &starting("Name 1"), "Ones", false).await.path;
    let changed = format!("{url}&sort=name");
    let page = bob.open(&changed).await.click("Rename", &mut bob).await;
    let refused = page.form("/records/contacts/views/").fill("name", " ").submit(&mut bob).await;
    assert_eq!(refused.status, 422);
    let page = refused.form("/records/contacts/views/").fill("name", "Firsts").submit(&mut bob).await;
    assert_eq!(page.path, changed);
    assert!(page.says("Unsaved changes") && page.text_of(".tabs [aria-current]") == ["Firsts"], "{}", page.text());

    let share = format!("{}/share", url.replace("contacts?view=", "contacts/views/"));
    let page = page.form(&share).fill("share", "on").submit(&mut bob).await;
    assert_eq!(page.path, changed);
    assert!(page.says("Unsaved changes") && page.says("Shared with all by Bob"), "{}", page.text());
}

#[actix_web::test]
async fn the_open_view_or_segment_stands_right_behind_all_and_is_named_below_and_in_the_title() {
    let test = TestApp::start().await;
    add_names(&test, 3).await;
    let mut bob = test.member("Bob").await;
    for name in ["First", "Second", "Third"] {
        saved_view(&mut bob, &starting("Name 1"), name, false).await;
    }
    let page = bob.open("/records/contacts").await.click("Third", &mut bob).await;
    assert_eq!(page.text_of(".tabs a"), ["All contacts", "Third", "First"]);
    assert_eq!(page.text_of(".more-tabs a"), ["Second"], "what is not seen is under More");
    assert_eq!(page.attr(".tabs [aria-current] bdi", "title").as_deref(), Some("Third"));
    assert_eq!(page.text_of(".saved p"), ["Third · Private, by Bob"]);
    assert_eq!(page.text_of("title"), ["Third · Contacts · Waybill"]);
    assert_eq!(page.text_of("h1"), ["Contacts"]);

    let page = segment(&mut bob, "/records/contacts", "empty", "Picked").await;
    assert_eq!(page.text_of(".tabs a")[1], "Segment Picked");
    assert_eq!(page.text_of(".saved p"), ["Picked · Static · Private, by Bob"]);
    assert_eq!(page.text_of("title"), ["Picked · Contacts · Waybill"]);
}

#[actix_web::test]
async fn pages_of_one_heading_have_windows_of_their_own_names() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    test.sql("UPDATE users SET lang = 'fr'");
    let mut seen = Vec::new();
    for path in [
        "/settings/import-export",
        "/settings/imports",
        "/settings/bulk-actions",
        "/settings/properties/contacts",
        "/records/contacts",
        "/records/contacts/columns",
        "/records/companies/columns",
        "/records/contacts/new",
        "/records/companies/new",
        "/records/contacts/segments",
        "/records/companies/segments",
        "/records/contacts/segments/new",
        "/records/companies/segments/new",
    ] {
        let title = alice.open(path).await.text_of("title").concat();
        assert!(!seen.contains(&title), "{path} is called as another page is: {title}");
        seen.push(title);
    }
}

#[actix_web::test]
async fn an_active_segment_says_that_it_is_one_and_what_it_takes() {
    let test = TestApp::start().await;
    add_names(&test, 12).await;
    let mut bob = test.member("Bob").await;
    let conditions = "First name : starts with “Name 1”";
    for (from, words) in [
        (starting("Name 1"), format!("Records that meet these conditions: {conditions}")),
        (
            format!("{}&q=name", starting("Name 1")),
            format!("Records that contain “ name ” and meet these conditions: {conditions}"),
        ),
        ("/records/contacts?q=name".to_owned(), "Records that contain “ name ”".to_owned()),
        ("/records/contacts".to_owned(), "Every record".to_owned()),
    ] {
        let page = segment(&mut bob, &from, "active", "Ones").await;
        assert_eq!(page.text_of(".saved p"), ["Ones · Active · Private, by Bob".to_owned(), words], "{from}");
    }
}

#[actix_web::test]
async fn an_empty_segment_or_view_says_so_itself_and_a_search_in_it_is_let_go_alone() {
    let test = TestApp::start().await;
    add_names(&test, 3).await;
    let mut bob = test.member("Bob").await;
    let segment_of_none = segment(&mut bob, "/records/contacts", "empty", "Picked").await;
    let active = segment(&mut bob, &starting("Nobody"), "active", "Nobody").await;
    let view = saved_view(&mut bob, &starting("Nobody"), "Empty", false).await;
    let filter = bob.open(&starting("Nobody")).await;
    let gone = bob.open("/records/contacts?ids=999999999").await;
    for (page, title, text, action) in [
        (&segment_of_none, "No contacts in this segment", "Tick records in the list to add them", "Show all contacts"),
        (&active, "No contacts in this segment", "No record meets its conditions", "Show all contacts"),
        (&view, "No contacts in this view", "No record passes its filter", "Show all contacts"),
        (&filter, "No contacts match", "Remove a filter to see more.", "Clear filters"),
        (&gone, "No contacts match", "no longer here", "Show all contacts"),
    ] {
        assert!(page.says(title) && page.says(text), "{}: {}", page.path, page.text());
        assert!(!page.says("fewer words") && page.text_of(".empty a") == [action], "{}: {}", page.path, page.text());
    }
    for (url, kept) in [(&segment_of_none.path, ""), (&active.path, ""), (&view.path, "&q=")] {
        let page = bob.open(&format!("{url}&q=zzz&sort=name&c=9,3")).await;
        assert!(page.says("No contacts match") && page.says("use fewer words"), "{}", page.text());
        assert_eq!(page.text_of(".empty a"), ["Clear search"]);
        assert_eq!(page.links(".empty a"), [format!("{url}{kept}&sort=name&c=9%2C3")]);
    }
}

#[actix_web::test]
async fn what_was_done_with_ticked_rows_leads_back_to_the_page_they_were_on() {
    let test = TestApp::start().await;
    add_names(&test, 120).await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    for list in ["/records/contacts", "/records/contacts?sort=name"] {
        let second = bob.open(list).await.click("Older", &mut bob).await;
        let ticked: i64 = second.attr("tbody input[name=pick]", "value").unwrap().parse().unwrap();
        let page = with_ticked(&mut bob, &second.path, "edit", &[ticked]).await;
        let page = page.form("/records/contacts/selected/edit").fill("property", "4").submit(&mut bob).await;
        let form = page.form("/records/contacts/selected/edit").fill("p4", "+33 1 55 01 20 00");
        let page = form.submit(&mut bob).await;
        assert!(page.says("1 record changed"), "{}", page.text());
        assert_eq!((page.path.as_str(), names(&page)), (second.path.as_str(), names(&second)));
        let search = page.form_around("form.toolbar input[name=q]");
        assert_eq!(search.submit(&mut bob).await.attr("a[rel=prev]", "href"), None, "a search begins anew");
    }
}

#[actix_web::test]
async fn whoever_deletes_all_that_match_from_a_later_page_is_led_to_the_start_of_the_list() {
    const DELETE: &str = "/records/contacts/selected/delete";
    let test = TestApp::start().await;
    add_names(&test, 60).await;
    let mut bob = test.signed_in("Bob", EDITOR).await;
    let second = bob.open("/records/contacts?q=Name&sort=name").await.click("Older", &mut bob).await;
    let place = second.path.split_once('?').unwrap().1;
    assert!(place.contains("after="), "{place}");
    let question = format!("{DELETE}?all=on&{place}");
    let form = bob.open(&question).await.form(DELETE);
    let late = bob.open(&question).await.form(DELETE);
    let done = form.submit(&mut bob).await;
    assert!(done.says("60 records deleted"), "{}", done.text());
    let none = late.submit(&mut bob).await;
    assert!(none.says("None of these records is there any more."), "{}", none.text());
    for page in [done, none] {
        assert_eq!((page.status, page.path.as_str()), (200, "/records/contacts?q=Name&sort=name"));
        assert!(!page.says("The record where this page began"), "{}", page.text());
    }
}

#[actix_web::test]
async fn the_search_of_a_segment_inside_another_one_is_kept_when_its_filter_is_changed() {
    let test = TestApp::start().await;
    add_names(&test, 12).await;
    let mut bob = test.member("Bob").await;
    let long = "name+".repeat(36);
    let outer = segment(&mut bob, &format!("/records/contacts?q={long}"), "active", "Outer").await;
    assert_eq!(names(&outer).len(), 12, "{}", outer.text());
    let inner = segment(&mut bob, &format!("{}&q={long}12", outer.path), "active", "Inner").await;
    assert_eq!(names(&inner), ["Name 12"]);
    let edit = inner.click("Edit filter", &mut bob).await;
    assert_eq!(names(&edit), ["Name 12"], "no word of it is cut off: {}", edit.path);
}
