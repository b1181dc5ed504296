//! Views and segments that several use at once (R31, R52): saved by two, deleted while they are saved or exported, and members
//! that come and go meanwhile. The orders are forced.

use waybill::db::segments::{self, NewSegment};
use waybill::db::views::{self, NewView};
use waybill::db::{DbConn, users};
use waybill::domain::filter::Filter;
use waybill::domain::segment::{Segment, SegmentKind};
use waybill::domain::user::Rights;
use waybill::domain::view::{Outcome, View, ViewContent};
use waybill::domain::viewer::Viewer;

use crate::support::interleaved::interleaved;
use crate::support::{Browser, CONTACTS, Page, TestApp, export_in};

const DIALOG: &str = "/records/contacts/export";

fn names(page: &Page) -> Vec<String> {
    page.text_of("tbody th")
}

async fn saved_view(browser: &mut Browser, from: &str, name: &str) -> String {
    let form = browser.open(from).await.click("Save as view", browser).await.form("/records/contacts/views/new");
    form.fill("name", name).submit(browser).await.path
}

async fn saved_segment(browser: &mut Browser, from: &str, kind: &str, name: &str) -> String {
    let form = browser.open(from).await.click("Save as segment", browser).await.form("/records/contacts/segments/new");
    form.fill("kind", kind).fill("name", name).submit(browser).await.path
}

#[actix_web::test]
async fn a_view_that_was_saved_meanwhile_is_not_overwritten_and_nothing_chosen_is_lost() {
    let test = TestApp::start().await;
    test.contacts(12).await;
    let mut bob = test.member("Bob").await;
    let mut alice = test.super_admin("Alice").await;
    let url = saved_view(&mut bob, "/records/contacts", "Everybody").await;
    let bobs = bob.open(&format!("{url}&sort=-p1&c=5,6")).await;
    let alices = alice.open(&format!("{url}&sort=p3")).await;
    assert!(alices.form("/records/contacts/views/").submit(&mut alice).await.says("View saved"));

    let form = bobs.form("/records/contacts/views/");
    let late = form.submit(&mut bob).await;
    assert_eq!(late.status, 409);
    assert!(late.says("This view was saved since you opened it."), "{}", late.text());
    assert!(late.says("Unsaved changes") && late.text_of("thead th") == bobs.text_of("thead th"), "{}", late.text());
    assert_eq!(names(&late), names(&bobs), "what Bob chose is still there");
    assert_eq!(late.link("Discard changes").as_deref(), Some(url.as_str()));
    let saved = |test: &TestApp, what: &str| test.number(&format!("SELECT count(*) AS n FROM views WHERE {what}"));
    assert_eq!(saved(&test, "version = 2 AND sort LIKE '%3%'"), 1, "it is as Alice saved it");

    let again = late.form("/records/contacts/views/").submit(&mut bob).await;
    assert!(again.status == 200 && again.says("View saved"), "{}", again.text());
    assert_eq!((names(&again), again.text_of("thead th")), (names(&bobs), bobs.text_of("thead th")));
    assert_eq!(saved(&test, "version = 3"), 1);
}

#[actix_web::test]
async fn a_second_click_on_save_answers_as_the_first_one_did() {
    let test = TestApp::start().await;
    test.contacts(3).await;
    let mut bob = test.member("Bob").await;
    let url = saved_view(&mut bob, "/records/contacts", "Everybody").await;
    let page = bob.open(&format!("{url}&sort=-name")).await;
    for _ in 0..2 {
        let page = page.form("/records/contacts/views/").submit(&mut bob).await;
        assert!(page.status == 200 && page.says("View saved"), "{}", page.text());
    }
    assert_eq!(test.number("SELECT version AS n FROM views"), 2, "it was saved once");

    let url = saved_segment(&mut bob, "/records/contacts?q=1", "active", "Ones").await;
    let key = url.split_once("segment=").unwrap().1.to_owned();
    let dialog = bob.open("/records/contacts?q=2").await.click("Save as segment", &mut bob).await;
    for _ in 0..2 {
        let page = dialog.form("/records/contacts/segments/new").fill("into", &key).submit(&mut bob).await;
        assert!(page.status == 200 && page.says("Segment saved"), "{}", page.text());
    }
    assert_eq!(test.number("SELECT count(*) AS n FROM segments WHERE search = '2'"), 1);
}

#[actix_web::test]
async fn a_filter_of_a_segment_that_was_changed_meanwhile_is_not_overwritten() {
    let test = TestApp::start().await;
    let names_of_twelve: Vec<String> = (1..=12).map(|i| format!("Name {i}")).collect();
    crate::records::add(&test, "contacts", names_of_twelve.iter().map(|name| vec![(1, name.as_str())]).collect()).await;
    let mut bob = test.member("Bob").await;
    let url = saved_segment(&mut bob, "/records/contacts?sort=name", "active", "Everybody").await;
    let key = url.split_once("segment=").unwrap().1.to_owned();
    let filter = |text: &str| {
        let filter = format!(r#"[[{{"p":1,"starts_with":"{text}"}}]]"#);
        format!("/records/contacts?f={}", url::form_urlencoded::byte_serialize(filter.as_bytes()).collect::<String>())
    };
    let mut forms = Vec::new();
    for text in ["Name 1", "Name 2"] {
        let form = bob.open(&filter(text)).await.click("Save as segment", &mut bob).await;
        forms.push(form.form("/records/contacts/segments/new").fill("into", &key));
    }
    let late = forms.pop().unwrap();
    assert!(forms.pop().unwrap().submit(&mut bob).await.says("Segment saved"));
    // A sentence about a field does not hide that the form is old.
    let page = late.clone().fill("into", "").submit(&mut bob).await;
    assert_eq!(page.status, 422);
    let page = page.form("/records/contacts/segments/new").fill("into", &key).submit(&mut bob).await;
    assert_eq!(page.status, 409);
    let page = late.submit(&mut bob).await;
    assert_eq!(page.status, 409);
    assert!(page.says("The filter of this segment was changed meanwhile."), "{}", page.text());
    assert!(page.has("#into[aria-invalid=true]"));
    assert_eq!(names(&bob.open(&url).await).len(), 4, "it is as the first one saved it");
    let form = page.form("/records/contacts/segments/new");
    assert_eq!(form.value("into"), Some(key.as_str()), "what was chosen is still there");
    assert!(form.submit(&mut bob).await.says("Segment saved"));
    assert_eq!(names(&bob.open(&url).await).len(), 1);
}

#[actix_web::test]
async fn a_segment_that_was_changed_since_somebody_began_to_edit_its_filter_is_not_overwritten() {
    let test = TestApp::start().await;
    let names_of_four: Vec<String> = (1..=4).map(|i| format!("Name {i}")).collect();
    crate::records::add(&test, "contacts", names_of_four.iter().map(|name| vec![(1, name.as_str())]).collect()).await;
    let mut bob = test.member("Bob").await;
    let mut alice = test.super_admin("Alice").await;
    let url = saved_segment(&mut bob, "/records/contacts?q=1", "active", "Some").await;
    let key = url.split_once("segment=").unwrap().1.to_owned();
    let edited = bob.open(&url).await.click("Edit filter", &mut bob).await;
    let new = "/records/contacts/segments/new";
    let dialog = alice.open("/records/contacts?q=2").await.click("Save as segment", &mut alice).await;
    assert!(dialog.form(new).fill("into", &key).submit(&mut alice).await.says("Segment saved"));

    let page = edited.form_around(".toolbar input[name=q]").fill("q", "3").submit(&mut bob).await;
    assert_eq!(names(&page), ["Name 3"]);
    // Alice's change was there before this form was made, but not when Bob saw the filter that he is changing.
    let dialog = page.click("Save as segment", &mut bob).await;
    let page = dialog.form(new).fill("into", &key).submit(&mut bob).await;
    assert_eq!(page.status, 409);
    assert!(page.says("The filter of this segment was changed meanwhile."), "{}", page.text());
    assert_eq!(names(&bob.open(&url).await), ["Name 2"], "it is as Alice saved it");
    let form = page.form(new);
    let chosen = (form.value("into"), form.value("q"));
    assert_eq!(chosen, (Some(key.as_str()), Some("3")), "what was chosen is still there");
    assert!(form.submit(&mut bob).await.says("Segment saved"));
    assert_eq!(names(&bob.open(&url).await), ["Name 3"]);
}

/// Bob, and a view and two segments of his.
struct Scene {
    test: TestApp,
    bob: Viewer,
}

impl Scene {
    async fn set() -> Self {
        let test = TestApp::start().await;
        test.contacts(4).await;
        let id = test.user("Bob", Rights { view: true, export: true, ..Rights::default() }).await;
        let user = test.app.db.read_now(|c| users::find(c, id)).unwrap().unwrap();
        Self { test, bob: Viewer { user, session: "s".into(), ip: None, request_id: "r".into() } }
    }

    fn view(&self) -> View {
        let (content, now) = (ViewContent::default(), self.test.now());
        let new =
            NewView { public_id: "v1".into(), object_id: CONTACTS, name: "All".into(), is_shared: false, content };
        let db = &self.test.app.db;
        db.write_now(|c| views::create(c, &self.bob, &new, now)).unwrap();
        db.read_now(|c| views::find_visible_to(c, &self.bob, CONTACTS, "v1")).unwrap().unwrap()
    }

    fn segment(&self, kind: SegmentKind) -> Segment {
        let new = NewSegment {
            public_id: "s1".into(),
            object_id: CONTACTS,
            name: "All".into(),
            kind,
            is_shared: false,
            search: String::new(),
            filter: Filter::default(),
        };
        let (db, now) = (&self.test.app.db, self.test.now());
        db.write_now(|c| segments::create(c, &self.bob, &new, now)).unwrap();
        db.read_now(|c| segments::find_visible_to(c, &self.bob, CONTACTS, "s1")).unwrap().unwrap()
    }
}

#[actix_web::test]
async fn of_two_who_save_a_view_at_once_the_second_is_told() {
    let scene = Scene::set().await;
    let (view, now) = (scene.view(), scene.test.now());
    let save = |search: &'static str| {
        let (bob, view) = (scene.bob.clone(), view.clone());
        let content = ViewContent { search: search.into(), ..ViewContent::default() };
        move |c: &mut DbConn| views::save(c, &bob, &view, Some(view.version), &content, now).unwrap()
    };
    let done = interleaved(&scene.test, save("first"), save("second"));
    assert_eq!(done, (Outcome::Done, Outcome::Overtaken));
    assert_eq!(scene.test.number("SELECT count(*) AS n FROM views WHERE search = 'first' AND version = 2"), 1);
    let trail = scene.test.number("SELECT count(*) AS n FROM audit_events WHERE action = 'view.saved'");
    assert_eq!(trail, 1);
}

#[actix_web::test]
async fn what_is_deleted_while_it_is_saved_stays_deleted() {
    let scene = Scene::set().await;
    let (view, now) = (scene.view(), scene.test.now());
    let (bob, theirs) = (scene.bob.clone(), view.clone());
    let delete = move |c: &mut DbConn| views::delete(c, &bob, &theirs, now).unwrap();
    let bob = scene.bob.clone();
    let save = move |c: &mut DbConn| {
        views::save(c, &bob, &view, Some(view.version), &ViewContent { search: "x".into(), ..Default::default() }, now)
            .unwrap()
    };
    assert_eq!(interleaved(&scene.test, delete, save), (Outcome::Done, Outcome::Unknown));
    assert_eq!(scene.test.number("SELECT count(*) AS n FROM views WHERE deleted_at IS NOT NULL AND search = ''"), 1);

    let segment = scene.segment(SegmentKind::Active);
    let (bob, theirs) = (scene.bob.clone(), segment.clone());
    let delete = move |c: &mut DbConn| segments::delete(c, &bob, &theirs, now).unwrap();
    let bob = scene.bob.clone();
    let save = move |c: &mut DbConn| {
        segments::save(c, &bob, &segment, Some(segment.version), ("x", &Filter::default()), now).unwrap()
    };
    assert_eq!(interleaved(&scene.test, delete, save), (Outcome::Done, Outcome::Unknown));
    assert_eq!(scene.test.number("SELECT count(*) AS n FROM segments WHERE search = 'x'"), 0);
}

#[actix_web::test]
async fn a_segment_that_is_deleted_while_members_are_added_takes_none() {
    let scene = Scene::set().await;
    let (segment, now) = (scene.segment(SegmentKind::Static), scene.test.now());
    let (bob, theirs) = (scene.bob.clone(), segment.clone());
    let delete = move |c: &mut DbConn| segments::delete(c, &bob, &theirs, now).unwrap();
    let bob = scene.bob.clone();
    let add = move |c: &mut DbConn| segments::add_found(c, &bob, &segment, &[1, 2], now).unwrap();
    let (deleted, added) = interleaved(&scene.test, delete, add);
    assert_eq!((deleted, added), (Outcome::Done, segments::Found::Not(Outcome::Unknown)));
    assert_eq!(scene.test.number("SELECT count(*) AS n FROM segment_members"), 0);
}

#[actix_web::test]
async fn two_who_add_members_at_once_add_each_record_once_and_share_no_version() {
    let scene = Scene::set().await;
    let (segment, now) = (scene.segment(SegmentKind::Static), scene.test.now());
    let add = |ids: &'static [i64]| {
        let (bob, segment) = (scene.bob.clone(), segment.clone());
        move |c: &mut DbConn| segments::add_found(c, &bob, &segment, ids, now).unwrap()
    };
    let done = interleaved(&scene.test, add(&[1, 2, 3]), add(&[2, 3, 4]));
    assert_eq!(done, (segments::Found::Changed(3), segments::Found::Changed(1)));
    assert_eq!(scene.test.number("SELECT count(*) AS n FROM segment_members"), 4);
    assert_eq!(scene.test.number("SELECT count(DISTINCT added_in) AS n FROM segment_members"), 2);
}

#[actix_web::test]
async fn a_view_or_segment_that_is_deleted_or_filled_after_the_request_leaves_the_export_as_it_was_asked_for() {
    let test = TestApp::start().await;
    test.contacts(4).await;
    let mut bob = test.exporter("Bob").await;
    let view = saved_view(&mut bob, "/records/contacts?sort=-p1", "Backwards").await;
    let dialog = bob.open("/records/contacts/segments/new?ids=1,2").await.form("/records/contacts/segments/new");
    let two = dialog.fill("kind", "static").fill("name", "Two").submit(&mut bob).await.path;

    let mut asked = Vec::new();
    for (from, records) in [(&view, 4), (&two, 2)] {
        let dialog = bob.open(from).await.click("Export", &mut bob).await;
        let id = export_in(&dialog.form(DIALOG).submit(&mut bob).await.path);
        assert_eq!(test.export(&id).records, records, "{from}");
        asked.push(id);
    }
    // One goes, one comes, and then both places are deleted: all of it before a worker looks.
    test.sql("UPDATE segments SET version = version + 1");
    test.sql("UPDATE segment_members SET removed_in = (SELECT max(version) FROM segments) WHERE record_id = 1");
    test.sql(
        "INSERT INTO segment_members (segment_id, record_id, added_in) \
         SELECT id, 3, version FROM segments WHERE kind = 'static'",
    );
    assert_eq!(names(&bob.open(&two).await).len(), 2);
    for url in [&view, &two] {
        let question = bob.open(url).await.click("Delete", &mut bob).await;
        question.form("/records/contacts/").submit(&mut bob).await;
        assert_eq!(bob.open(url).await.status, 404);
    }
    test.run_jobs();
    let firsts = |id: &str| {
        let text = String::from_utf8(test.file_of(id)).unwrap();
        let lines: Vec<&str> = text.lines().skip(1).collect();
        lines.iter().map(|line| line.split(',').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(firsts(&asked[0]), ["Name 4", "Name 3", "Name 2", "Name 1"]);
    let mut members = firsts(&asked[1]);
    members.sort_unstable();
    assert_eq!(members, ["Name 1", "Name 2"], "those of the moment of the request");
    let details = bob.open(&format!("/exports/{}", asked[1])).await;
    assert!(details.status == 200 && details.says("Two"), "{}", details.text());
}
