//! *Export again* where the view or segment is no longer what it was (R25, R31).

use chrono::Duration;
use reqwest::Method;
use waybill::db::segments;
use waybill::domain::filter::{Filter, Operator};
use waybill::domain::segment::SegmentKind;

use crate::export_places::{one, segment};
use crate::filters::{filtered, people};
use crate::support::{Browser, Page, TestApp, export_in};

const DIALOG: &str = "/records/contacts/export";
const GONE: &str = "UPDATE segments SET deleted_at = '2025-10-16 08:23:00.000000'";

/// An export of a page that has failed; answers its key.
async fn failed(test: &TestApp, browser: &mut Browser, page: &str) -> String {
    let dialog = browser.open(page).await.click("Export", browser).await;
    let form = dialog.form(DIALOG).fill("props", "pick").untick("p").tick("p", "1").fill("separator", "tab");
    let id = export_in(&form.submit(browser).await.path);
    test.sql(format!(
        "UPDATE exports SET state = 'failed', failure_code = 'disk', failure_detail = '' WHERE public_id = '{id}'"
    ));
    id
}

/// The dialog that its row in the log leads to, with the options of then.
async fn again(browser: &mut Browser, id: &str) -> Page {
    let page = browser.open(&format!("/exports/{id}/again")).await;
    let form = page.form(DIALOG);
    assert_eq!((page.status, form.value("props"), form.value("separator")), (200, Some("pick"), Some("tab")));
    page
}

async fn sent(page: &Page, browser: &mut Browser) -> String {
    export_in(&page.form(DIALOG).submit(browser).await.path)
}

#[actix_web::test]
async fn the_filter_of_a_segment_is_never_joined_twice_whatever_has_become_of_the_segment() {
    let test = TestApp::start().await;
    people(&test).await;
    test.super_admin("Alice").await;
    let mut bob = test.exporter("Bob").await;
    segment(&test, "Alice", "s1", SegmentKind::Active, one(&test, 7, Operator::AnyOf, &["new", "open"]));
    let own = r#"[[{"p":18,"above":"50"}]]"#;
    let id = failed(&test, &mut bob, &format!("{}&segment=s1", filtered(own))).await;
    let asked = test.export(&id).details.request.selection;

    let page = again(&mut bob, &id).await;
    let form = page.form(DIALOG);
    assert_eq!((form.value("segment"), form.value("f")), (Some("s1"), Some(own)), "as it was made");
    assert!(page.says("2 records from “Leads” that the page's filter shows"), "{}", page.text());
    assert!(!page.has(".dlg-body > .banner"), "nothing has changed: {}", page.text());
    let same = sent(&page, &mut bob).await;
    assert_eq!(test.export(&same).details.request.selection, asked);

    test.sql(r#"UPDATE segments SET filter = '[[{"p":7,"any":["customer"]}]]'"#);
    let page = again(&mut bob, &id).await;
    assert_eq!(page.form(DIALOG).value("segment"), None);
    assert!(page.says("chooses other records now"), "{}", page.text());
    assert!(page.says("2 records from “Contacts” that the page's filter shows"), "{}", page.text());
    let changed = sent(&page, &mut bob).await;
    assert_eq!(test.export(&changed).details.request.selection, asked);
    test.run_jobs();
    let file = String::from_utf8(test.file_of(&changed)).unwrap();
    assert_eq!(file.trim_start_matches('\u{feff}'), "First name\r\nChloé\r\nAna\r\n");

    test.sql(GONE);
    let page = again(&mut bob, &id).await;
    assert_eq!(page.form(DIALOG).value("segment"), None);
    assert!(page.says("isn't there any more"), "{}", page.text());
    let gone = sent(&page, &mut bob).await;
    assert_eq!(test.export(&gone).details.request.selection, asked);
}

#[actix_web::test]
async fn a_segment_of_the_last_days_is_the_same_one_on_another_day() {
    let test = TestApp::start().await;
    people(&test).await;
    test.super_admin("Alice").await;
    let mut bob = test.exporter("Bob").await;
    segment(&test, "Alice", "s1", SegmentKind::Active, one(&test, 19, Operator::LastDays, &["30"]));
    let id = failed(&test, &mut bob, "/records/contacts?segment=s1&q=ana").await;
    test.pass(Duration::days(1));
    let mut bob = test.sign_in("Bob").await;
    let page = again(&mut bob, &id).await;
    let form = page.form(DIALOG);
    assert_eq!((form.value("segment"), form.value("q"), form.value("f")), (Some("s1"), Some("ana"), None));
    assert!(!page.has(".dlg-body > .banner"), "{}", page.text());
}

#[actix_web::test]
async fn the_dialog_opens_without_a_segment_of_picked_records_that_is_gone_and_says_so() {
    let test = TestApp::start().await;
    people(&test).await;
    test.super_admin("Alice").await;
    let mut bob = test.exporter("Bob").await;
    let fixed = segment(&test, "Alice", "s2", SegmentKind::Static, Filter::default());
    let now = test.now();
    test.app.db.write_now(|c| segments::add_members(c, fixed, &[2, 4], now)).unwrap();
    let id = failed(&test, &mut bob, "/records/contacts?segment=s2").await;
    let page = again(&mut bob, &id).await;
    assert_eq!(page.form(DIALOG).value("segment"), Some("s2"));
    assert!(page.says("2 records from “Leads”") && !page.has(".dlg-body > .banner"), "{}", page.text());
    test.sql(GONE);
    let page = again(&mut bob, &id).await;
    assert_eq!(page.form(DIALOG).value("segment"), None);
    assert!(page.says("4 records from “Contacts”"), "{}", page.text());
    let sentence = "The segment whose records the failed export was limited to isn't there any more";
    assert!(page.says(sentence), "{}", page.text());
}

#[actix_web::test]
async fn what_a_failed_export_was_compared_with_is_not_told_once_it_is_sensitive() {
    let test = TestApp::start().await;
    people(&test).await;
    let mut bob = test.exporter("Bob").await;
    let id = failed(&test, &mut bob, &filtered(r#"[[{"p":5,"contains":"rhone"}]]"#)).await;
    test.sql("UPDATE properties SET is_sensitive = TRUE WHERE id = 5");
    let led = bob.send(Method::GET, &format!("/exports/{id}/again"), &[], None).await;
    assert_eq!(led.location(), format!("{DIALOG}?again={id}"));
    for headers in [vec![], vec![("x-fragment", "1")]] {
        let answer = bob.send(Method::GET, led.location(), &headers, None).await;
        assert_eq!((answer.status.as_u16(), answer.location()), (403, ""));
        assert!(!answer.text().contains("rhone"), "{}", answer.text());
        assert!(answer.page().says("This needs the permission to see sensitive data"), "{}", answer.text());
    }
    test.sql("UPDATE users SET may_see_sensitive = TRUE");
    assert!(again(&mut bob, &id).await.form(DIALOG).value("f").unwrap().contains("rhone"));
}

#[actix_web::test]
async fn the_dialog_names_the_columns_that_were_archived_since() {
    let test = TestApp::start().await;
    people(&test).await;
    let mut alice = test.super_admin("Alice").await;
    let mut bob = test.exporter("Bob").await;
    let dialog = bob.open("/records/contacts").await.click("Export", &mut bob).await;
    let form = dialog.form(DIALOG).fill("props", "pick").untick("p").tick("p", "1").tick("p", "5");
    let id = export_in(&form.submit(&mut bob).await.path);
    test.sql(format!(
        "UPDATE exports SET state = 'failed', failure_code = 'disk', failure_detail = '' WHERE public_id = '{id}'"
    ));
    let address = format!("/exports/{id}/again");
    assert!(!bob.open(&address).await.has(".dlg-body > .banner"), "nothing has changed");
    let archive = "/settings/properties/contacts/5/archive";
    alice.open(archive).await.form(archive).submit(&mut alice).await;
    let page = bob.open(&address).await;
    let notes = page.text_of(".dlg-body > .banner");
    assert_eq!(notes, ["Columns that aren’t offered any more, and are left out here: Company"]);
    let form = page.form(DIALOG);
    let picked: Vec<&str> = form.fields.iter().filter(|(name, _)| name == "p").map(|(_, id)| id.as_str()).collect();
    assert_eq!(picked, ["1"]);
}
