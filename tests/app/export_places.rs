//! Exports of what an index page shows: a filter, a view, a segment, ticked rows (R8, R20, R26, R30, R36).

use waybill::db::exports::{Limits, NewExport, Requested};
use waybill::db::segments::{self, NewSegment};
use waybill::db::views::{self, NewView};
use waybill::db::{exports, objects, users};
use waybill::domain::export::{Format, HeaderNames, Lost, Request, Separator, Source, SourceKind, Values};
use waybill::domain::filter::{Condition, Filter, Group, Operator};
use waybill::domain::record::{Property, Selection, Sort, SortKey};
use waybill::domain::segment::SegmentKind;
use waybill::domain::view::ViewContent;
use waybill::domain::viewer::Viewer;

use crate::filters::{filtered, people};
use crate::support::{Browser, CONTACTS, Page, TestApp, export_in};

const DIALOG: &str = "/records/contacts/export";

fn viewer(test: &TestApp, name: &str) -> Viewer {
    let id = test.id_of(name);
    let user = test.app.db.read_now(|c| users::find(c, id)).unwrap().unwrap();
    Viewer { user, session: "s".into(), ip: None, request_id: "r".into() }
}

fn properties(test: &TestApp) -> Vec<Property> {
    test.app.db.read_now(|c| objects::properties(c, CONTACTS)).unwrap()
}

pub(crate) fn one(test: &TestApp, property: i64, operator: Operator, values: &[&str]) -> Filter {
    let properties = properties(test);
    let property = properties.iter().find(|one| one.id == property).unwrap();
    Filter { groups: vec![Group { conditions: vec![Condition::parse(property, operator, values).unwrap()] }] }
}

fn shared_view(test: &TestApp, owner: &str, id: &str, content: ViewContent) {
    let new =
        NewView { public_id: id.into(), object_id: CONTACTS, name: "Lyon/été".into(), is_shared: true, content };
    let (owner, now) = (viewer(test, owner), test.now());
    test.app.db.write_now(|c| views::create(c, &owner, &new, now)).unwrap();
}

pub(crate) fn segment(test: &TestApp, owner: &str, id: &str, kind: SegmentKind, filter: Filter) -> i64 {
    let new = NewSegment {
        public_id: id.into(),
        object_id: CONTACTS,
        name: "Leads".into(),
        kind,
        is_shared: true,
        search: String::new(),
        filter,
    };
    let (owner, now) = (viewer(test, owner), test.now());
    test.app.db.write_now(|c| segments::create(c, &owner, &new, now)).unwrap()
}

async fn sent(page: Page, browser: &mut Browser) -> String {
    export_in(&page.form(DIALOG).submit(browser).await.path)
}

fn lines(test: &TestApp, id: &str) -> Vec<String> {
    test.run_jobs();
    let text = String::from_utf8(test.file_of(id)).unwrap();
    text.trim_start_matches('\u{feff}').lines().map(str::to_owned).collect()
}

#[actix_web::test]
async fn a_filtered_page_is_exported_as_it_is_shown_and_its_details_say_the_filter_in_words() {
    let test = TestApp::start().await;
    people(&test).await;
    let mut bob = test.exporter("Bob").await;
    let path = filtered(r#"[[{"p":7,"any":["new"]},{"p":19,"last_days":1}],[{"p":5,"contains":"ELBE"}]]"#);
    let page = bob.open(&format!("{path}&sort=p18&c=18,5")).await;
    assert_eq!(page.text_of("tbody th"), ["Dora", "Ana"]);
    let dialog = page.click("Export", &mut bob).await;
    assert!(dialog.says("2 records from “Contacts” that the page’s filter shows"), "{}", dialog.text());
    let id = sent(dialog, &mut bob).await;
    assert_eq!(
        lines(&test, &id),
        ["First name,Last name,Lead score,Company", "Dora,,9,Elbe", "Ana,,90,Rhône Fret"],
        "the columns of the page in its order"
    );
    let export = test.export(&id);
    assert_eq!((export.source_kind, export.records), (SourceKind::Object, 2));
    // The property goes; what was asked for stays as it was said.
    test.sql("UPDATE properties SET label_en = 'Other', label_fr = 'Autre', choices = '[]' WHERE id IN (7, 18)");
    let details = bob.open(&format!("/exports/{id}")).await;
    for words in [
        "Lead status : is New and Last activity : is between 15 Oct 2025 and 16 Oct 2025; or Company : contains “ELBE”",
        "Lead score , ascending",
    ] {
        assert!(details.says(words), "{words}\n{}", details.text());
    }
}

#[actix_web::test]
async fn an_export_of_a_view_has_its_name_its_records_and_its_columns() {
    let test = TestApp::start().await;
    people(&test).await;
    test.super_admin("Alice").await;
    let mut bob = test.exporter("Bob").await;
    let content = ViewContent {
        search: String::new(),
        filter: one(&test, 7, Operator::Is, &["new"]),
        sort: Sort { key: SortKey::Property(18), descending: true },
        columns: vec![18, 7],
    };
    shared_view(&test, "Alice", "v1", content);
    let page = bob.open("/records/contacts?view=v1").await;
    assert_eq!(page.text_of("tbody th"), ["Chloé", "Ana"]);
    assert!(!page.says("Unsaved changes"));
    let changed = page.click("Remove filter", &mut bob).await;
    assert_eq!(changed.text_of("tbody th"), ["Chloé", "Ana", "Bea", "Dora"]);
    assert!(changed.says("Unsaved changes") && changed.text_of("thead th") == ["Name", "Lead score", "Lead status"]);
    let page = bob.open("/records/contacts?view=v1").await;
    let dialog = page.click("Export", &mut bob).await;
    assert_eq!(dialog.form(DIALOG).value("name"), Some("Lyon/été-2025-10-16"));
    assert!(dialog.says("2 records from “Lyon/été”"), "{}", dialog.text());
    let id = sent(dialog, &mut bob).await;
    assert_eq!(lines(&test, &id)[..2], ["First name,Last name,Lead score,Lead status", "Chloé,,100,New"]);
    let export = test.export(&id);
    assert_eq!((export.source_kind, export.source_name.as_str()), (SourceKind::View, "Lyon/été"));
    assert_eq!(export.details.source_public_id.as_deref(), Some("v1"));
    assert!(bob.open("/settings/import-export").await.says("Lyon/été View"));
    assert_eq!(bob.open("/records/contacts?view=nothing").await.status, 404);

    // What failed is asked for again from where it was made, and without its view when that is gone.
    test.sql(format!(
        "UPDATE exports SET state = 'failed', failure_code = 'disk', failure_detail = '', file_key = NULL, \
         file_bytes = NULL, file_sha256 = NULL, expires_at = NULL WHERE id = {}",
        export.id
    ));
    let log = bob.open("/settings/import-export").await;
    let again = log.click("Export again", &mut bob).await;
    assert_eq!((again.status, again.form(DIALOG).value("view")), (200, Some("v1")));
    test.sql("DELETE FROM views");
    let again = log.click("Export again", &mut bob).await;
    assert!(again.says("2 records from “Contacts” that the page’s filter shows"), "{}", again.text());
    assert!(again.says("“ Lyon/été ” isn't there any more"), "{}", again.text());
}

#[actix_web::test]
async fn segments_and_ticked_rows_are_exported_as_what_they_are() {
    let test = TestApp::start().await;
    people(&test).await;
    test.super_admin("Alice").await;
    let mut bob = test.exporter("Bob").await;
    segment(&test, "Alice", "s1", SegmentKind::Active, one(&test, 7, Operator::AnyOf, &["new", "open"]));
    let page = bob.open(&format!("{}&segment=s1", filtered(r#"[[{"p":18,"above":"50"}]]"#))).await;
    assert_eq!(page.text_of("tbody th"), ["Chloé", "Ana"], "the segment and the filter");
    assert_eq!(page.text_of("a.fchip.on"), ["Lead score : is greater than 50"]);
    let dialog = page.click("Export", &mut bob).await;
    assert_eq!(dialog.form(DIALOG).value("name"), Some("Leads-2025-10-16"));
    let id = sent(dialog, &mut bob).await;
    assert_eq!(test.export(&id).source_kind, SourceKind::Segment);
    assert!(bob.open(&format!("/exports/{id}")).await.says("is any of New or Open and Lead score"));

    let fixed = segment(&test, "Alice", "s2", SegmentKind::Static, Filter::default());
    let now = test.now();
    test.app.db.write_now(|c| segments::add_members(c, fixed, &[2, 4], now)).unwrap();
    let page = bob.open("/records/contacts?segment=s2").await;
    assert_eq!(page.text_of("tbody th"), ["Dora", "Bea"]);

    let page = bob.open("/records/contacts?sort=name").await;
    let to = page.attr("button[name=picked]", "formaction").unwrap();
    assert_eq!(to, DIALOG);
    let none = bob.open(&format!("{to}?sort=name&picked=on")).await;
    assert!(none.says("Tick at least one record first") && none.path == "/records/contacts?sort=name");
    let dialog = bob.open(&format!("{to}?sort=name&picked=on&pick=4&pick=1")).await;
    assert!(dialog.says("2 ticked records from “Contacts”"), "{}", dialog.text());
    let id = sent(dialog.clone(), &mut bob).await;
    assert_eq!(sent(dialog, &mut bob).await, id, "the same records are the same request");
    let other = bob.open(&format!("{to}?sort=name&picked=on&pick=4&pick=2")).await;
    assert_ne!(sent(other, &mut bob).await, id, "others are not");
    assert!(bob.open(&format!("/exports/{id}")).await.says("2 records picked by hand"));
    let all = bob.open(&format!("{to}?sort=name&picked=on&all=on&pick=4")).await;
    assert!(all.says("4 records from “Contacts”"), "{}", all.text());
    let first: Vec<String> = lines(&test, &id).iter().map(|line| line.split(',').next().unwrap().into()).collect();
    assert_eq!(first.len(), 3);
    assert!(first.contains(&"Ana".into()) && first.contains(&"Dora".into()));
}

#[actix_web::test]
async fn what_filters_or_sorts_by_sensitive_data_is_refused_at_the_request_itself() {
    let test = TestApp::start().await;
    people(&test).await;
    test.super_admin("Alice").await;
    let mut bob = test.exporter("Bob").await;
    let content = ViewContent { filter: one(&test, 16, Operator::Is, &["XK123456"]), ..ViewContent::default() };
    shared_view(&test, "Alice", "v1", content);
    let page = bob.open("/records/contacts?view=v1").await;
    assert!(page.status == 404 && !page.html.contains("XK123456"));
    segment(&test, "Alice", "s1", SegmentKind::Active, one(&test, 16, Operator::Known, &[]));
    assert!(matches!(bob.open("/records/contacts?segment=s1").await.status, 403 | 404));

    let sorted = Sort { key: SortKey::Property(16), descending: false };
    for selection in [
        Selection { sort: sorted, ..Selection::all(CONTACTS) },
        Selection { filter: one(&test, 15, Operator::Known, &[]), ..Selection::all(CONTACTS) },
    ] {
        let request = Request {
            selection,
            columns: Vec::new(),
            header: HeaderNames::En,
            separator: Separator::Comma,
            byte_order_mark: true,
            guard: true,
            log: None,
            format: Format::Csv,
            values: Values::Internal,
            zip: false,
            sheet: String::new(),
            records_per_file: None,
            named: Vec::new(),
        };
        let (bob, now) = (viewer(&test, "Bob"), test.now());
        let asked = test.app.db.write_now(|c| {
            let object = objects::find(c, "contacts")?.unwrap();
            let (public_id, source) = ("x".into(), Source::object("contacts"));
            let new = NewExport { public_id, name: "x.csv".into(), source, object: Some(object), request, records: 0 };
            exports::request(c, new, Limits { running: 1, per_day: 300 }, &bob, now)
        });
        assert_eq!(asked.unwrap(), Requested::Refused(Lost::Sensitive));
    }
}

#[actix_web::test]
async fn the_large_export_mail_never_says_what_was_searched_or_filtered_for() {
    let test = TestApp::start().await;
    people(&test).await;
    let mut alice = test.super_admin("Alice").await;
    let berta = test.super_admin_unseen("Berta").await;
    test.threshold(berta, 1);
    test.sql("UPDATE records SET search = 'rhone'");
    let passport = one(&test, 16, Operator::IsNot, &["XK123456"]);
    let address = format!("{}&q=rhone", filtered(&passport.to_text()));
    let page = alice.open(&address).await.click("Export", &mut alice).await;
    let id = sent(page, &mut alice).await;
    let details = alice.open(&format!("/exports/{id}")).await;
    assert!(details.says("XK123456") && details.says("rhone"), "the details say it to those with the right");
    test.run_jobs();
    let mail = test.mails().into_iter().find(|mail| mail.subject.starts_with("Large export")).unwrap();
    for part in [&mail.text, &mail.html, &mail.subject] {
        assert!(!part.contains("XK123456") && !part.contains("rhone"), "{part}");
    }
}
