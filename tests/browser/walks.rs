//! The product's pages in real Chromium, on the demo's records and log: both languages, both themes, three widths, judged by
//! axe; dialogs by script; no error on the console.

use fantoccini::Locator;
use fantoccini::elements::Element;
use waybill::demo::fill::{SignIn, Size, fill};

use crate::axe::axe;
use crate::chromium::{Browser, Theme, WIDTHS};
use crate::support::TestApp;

/// The pages of a super admin, one line each.
const PAGES: [&str; 29] = [
    "/records/contacts",
    "/records/deals?q=rotterdam",
    "/records/contacts?f=%5B%5B%7B%22p%22%3A18%2C%22above%22%3A%2220%22%7D%5D%5D",
    // Every kind of input: a number, any of the choices, two days, lines, a count of days.
    "/records/contacts/filter?p-0-0=18&o-0-0=between&p-0-1=7&o-0-1=any-of&p-0-2=19&o-0-2=between&p-1-0=5&o-1-0=any-of\
     &p-1-1=20&o-1-1=last-days&p-1-2=7&o-1-2=is&do=update-0-0",
    "/records/contacts/columns",
    "/records/contacts/export",
    "/records/contacts/new",
    "/records/contacts/segments",
    "/records/contacts/views/new",
    "/records/contacts/segments/new",
    "/records/contacts/selected/edit?all=on&property=1",
    "/records/contacts/selected/delete?all=on",
    "/settings/import-export",
    "/settings/import-export?state=failed",
    "/settings/import-export/export?state=ready",
    "/settings/imports",
    "/settings/bulk-actions",
    "/bulk-actions/moving",
    "/bulk-actions/moving/cancel",
    "/bulk-actions/over",
    "/imports/new",
    "/settings/users",
    "/settings/properties",
    "/settings/properties/contacts",
    "/settings/properties/contacts/7",
    "/settings/profile",
    "/settings/sessions",
    "/settings/mail",
    "/notifications",
];

/// The demo, small, and its four people.
pub(crate) fn demo() -> (TestApp, Vec<SignIn>) {
    let test = TestApp::before_setup(|_| {});
    let app = test.app.clone();
    let size = Size { contacts: 400, companies: 60, deals: 60, tickets: 60 };
    let people = std::thread::spawn(move || fill(&app, size, &mut |_| {}).unwrap()).join().unwrap();
    bulk_actions(&test, &people[1]);
    (test, people)
}

/// A bulk action of somebody under way, and one that has come to its end with records of every outcome.
fn bulk_actions(test: &TestApp, person: &SignIn) {
    let at = test.clock.now().format("%F %T%.6f");
    let who = test.number(&format!("SELECT id AS n FROM users WHERE email = '{}'", person.email));
    for (key, kind, property, state, done) in [
        ("moving", "delete", "NULL", "running", [12_000, 12_000, 0, 0]),
        ("over", "edit", "6", "done", [48_219, 40_000, 8_218, 1]),
    ] {
        let [done, changed, skipped, refused] = done;
        test.sql(format!(
            "INSERT INTO bulk_actions (public_id, object_id, kind, property_id, selection, until_id, user_id, user_name, \
             user_email, request_id, state, records, records_done, records_changed, records_skipped, records_refused, \
             requested_at, lease_until) VALUES ('{key}', 1, '{kind}', {property}, \
             '{{\"object_id\":1,\"search\":\"\",\"sort\":{{\"key\":\"created\",\"descending\":true}}}}', 1, {who}, 'Alice', '', \
             'r', '{state}', 48219, {done}, {changed}, {skipped}, {refused}, '{at}', '{at}')"
        ));
    }
}

pub(crate) async fn find(browser: &Browser, css: &str) -> Element {
    browser.client.wait().for_element(Locator::Css(css)).await.unwrap_or_else(|e| panic!("{css}: {e}"))
}

/// Signs in through the page, as a person does.
pub(crate) async fn sign_in(browser: &Browser, test: &TestApp, person: &SignIn) {
    browser.client.goto(&format!("{}/sign-in", test.url)).await.unwrap();
    find(browser, "#email").await.send_keys(person.email).await.unwrap();
    find(browser, "#password").await.send_keys(&person.password).await.unwrap();
    find(browser, "main form button.btn-primary").await.click().await.unwrap();
    find(browser, "nav.bar-nav").await;
}

/// The pages of a super admin, and that of one record.
fn pages(test: &TestApp) -> Vec<String> {
    let contact = test.number("SELECT min(id) AS n FROM records WHERE object_id = 1");
    PAGES.into_iter().map(str::to_owned).chain([format!("/records/contacts/{contact}")]).collect()
}

/// Looks at one page as it stands in the browser, in every width, and answers what is wrong with it.
pub(crate) async fn look(browser: &Browser, name: &str) -> Vec<String> {
    let mut wrong: Vec<String> =
        browser.console_errors().await.iter().map(|error| format!("{name}: console: {error}")).collect();
    for width in WIDTHS {
        browser.resize(width, 900).await;
        let overflow = browser.overflow().await;
        if overflow != 0 {
            wrong.push(format!("{name} is wider than {width} pixels by {overflow}"));
        }
        browser.screenshot(&format!("{name}.{width}")).await;
        if width != 320 {
            wrong.extend(axe(browser).await.iter().map(|violation| format!("{name} at {width}: {violation}")));
        }
    }
    browser.resize(WIDTHS[0], 900).await;
    wrong
}

/// Fails with everything that is wrong on the pages of a walk.
pub(crate) fn all_well(wrong: &[String]) {
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn name_of(path: &str) -> String {
    path.trim_start_matches('/').replace(['/', '?', '=', '&', '%'], "-").chars().take(60).collect()
}

#[actix_web::test]
async fn every_page_of_a_super_admin_is_accessible_in_english_by_day() {
    let mut wrong = Vec::new();
    let (test, people) = demo();
    let browser = Browser::start("en").await;
    browser.client.goto(&format!("{}/sign-in", test.url)).await.unwrap();
    wrong.extend(look(&browser, "en-sign-in").await);
    sign_in(&browser, &test, &people[1]).await;
    for path in pages(&test) {
        browser.client.goto(&format!("{}{path}", test.url)).await.unwrap();
        wrong.extend(look(&browser, &format!("en-{}", name_of(&path))).await);
    }
    all_well(&wrong);
}

#[actix_web::test]
async fn every_page_of_a_super_admin_is_accessible_in_french_by_night() {
    let mut wrong = Vec::new();
    let (test, people) = demo();
    let browser = Browser::start("fr").await;
    browser.prefer(Theme::Dark).await;
    sign_in(&browser, &test, &people[0]).await;
    for path in pages(&test) {
        browser.client.goto(&format!("{}{path}", test.url)).await.unwrap();
        wrong.extend(look(&browser, &format!("fr-{}", name_of(&path))).await);
    }
    browser.client.goto(&format!("{}/settings/users", test.url)).await.unwrap();
    let heading = find(&browser, "h1").await.text().await.unwrap();
    assert_eq!(heading, "Utilisateurs et autorisations");
    all_well(&wrong);
}

#[actix_web::test]
async fn the_dialogs_of_the_log_open_by_script_and_are_accessible() {
    let mut wrong = Vec::new();
    let (test, people) = demo();
    let browser = Browser::start("en").await;
    sign_in(&browser, &test, &people[1]).await;
    for (name, page, link) in [
        ("dialog-export", "/records/contacts", "a[href*='/export'][data-dialog]"),
        ("dialog-filter", "/records/contacts", "a[href$='/filter'][data-dialog]"),
        ("dialog-columns", "/records/contacts", "a[href$='/columns'][data-dialog]"),
        ("dialog-export-log", "/settings/import-export", "a[href$='/import-export/export'][data-dialog]"),
        ("dialog-cancel", "/settings/import-export", "a[href$='/cancel'][data-dialog]"),
        ("dialog-cancel-bulk-action", "/settings/bulk-actions", "a[href$='/cancel'][data-dialog]"),
        ("dialog-history", "/settings/import-export", "a[href$='/history'][data-dialog]"),
    ] {
        browser.client.goto(&format!("{}{page}", test.url)).await.unwrap();
        find(&browser, link).await.click().await.unwrap();
        find(&browser, "dialog[open]").await;
        wrong.extend(look(&browser, name).await);
    }
    all_well(&wrong);
}

#[actix_web::test]
async fn a_filter_is_built_in_its_dialog_without_leaving_the_page() {
    let mut wrong = Vec::new();
    let (test, people) = demo();
    let browser = Browser::start("en").await;
    sign_in(&browser, &test, &people[1]).await;
    browser.client.goto(&format!("{}/records/contacts", test.url)).await.unwrap();
    find(&browser, "a[href$='/filter'][data-dialog]").await.click().await.unwrap();
    // The property brings its comparisons, a comparison its values: the dialog is drawn again in place.
    find(&browser, "dialog[open] #p-0-0").await.select_by_value("7").await.unwrap();
    find(&browser, "dialog[open] #o-0-0").await.select_by_value("any-of").await.unwrap();
    find(&browser, "dialog[open] #v-0-0 input[value='new']").await.click().await.unwrap();
    find(&browser, "dialog[open] button[value='add-0']").await.click().await.unwrap();
    find(&browser, "dialog[open] #p-0-1").await;
    find(&browser, "dialog[open] #v-0-0 input[value='new']:checked").await;
    wrong.extend(look(&browser, "dialog-filter-built").await);
    find(&browser, "dialog[open] .dlg-foot button[value='apply']").await.click().await.unwrap();
    find(&browser, "a.fchip.on").await;
    wrong.extend(look(&browser, "filtered").await);
    // Nothing was entered: the browser itself reports the 422 on the console.
    let unfinished = "/records/contacts/filter?p-0-0=18&o-0-0=above&v-0-0=&p-0-1=7&o-0-1=any-of&do=apply";
    for (path, name) in [(unfinished, "filter-errors"), ("/records/contacts?f=x", "filter-unreadable")] {
        browser.client.goto(&format!("{}{path}", test.url)).await.unwrap();
        find(&browser, ".banner.bad").await;
        browser.console_errors().await;
        wrong.extend(look(&browser, name).await);
    }
    all_well(&wrong);
}

#[actix_web::test]
async fn an_exporter_and_somebody_without_the_right_see_accessible_pages() {
    let mut wrong = Vec::new();
    let (test, people) = demo();
    for (person, name) in [(&people[2], "exporter"), (&people[3], "nobody")] {
        let browser = Browser::start("en").await;
        sign_in(&browser, &test, person).await;
        browser.client.goto(&format!("{}/settings/import-export", test.url)).await.unwrap();
        let title = find(&browser, "h1").await.text().await.unwrap();
        if name == "exporter" {
            assert_eq!(title, "Import & Export");
            assert!(browser.client.find(Locator::Css("#threshold")).await.is_err(), "no threshold for an exporter");
        } else {
            assert_eq!(title, "You don’t have access to Import & Export");
            // The browser itself reports the 403 on the console.
            browser.console_errors().await;
        }
        wrong.extend(look(&browser, name).await);
    }
    all_well(&wrong);
}

#[actix_web::test]
async fn an_export_runs_and_is_downloaded_without_leaving_the_browser() {
    let (test, people) = demo();
    let browser = Browser::start("en").await;
    sign_in(&browser, &test, &people[1]).await;
    browser.client.goto(&format!("{}/records/deals", test.url)).await.unwrap();
    find(&browser, "a[href*='/export'][data-dialog]").await.click().await.unwrap();
    find(&browser, "dialog[open] form button.btn-primary").await.click().await.unwrap();
    find(&browser, "tr.marked").await;
    let app = test.app.clone();
    std::thread::spawn(move || waybill::jobs::run_due(&app).unwrap()).join().unwrap();
    // The page learns of it by itself.
    find(&browser, "tr.marked a.fname[href$='/file'], tr a.fname[href$='/file']").await.click().await.unwrap();
    let started = "SELECT count(*) AS n FROM downloads WHERE at >= (SELECT max(requested_at) FROM exports)";
    for _ in 0..200 {
        if test.number(started) > 0 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("no download was recorded");
}

#[actix_web::test]
async fn a_form_whose_submit_was_stopped_works_again_once_something_is_changed_in_it() {
    let (test, people) = demo();
    let browser = Browser::start("en").await;
    sign_in(&browser, &test, &people[1]).await;
    browser.client.goto(&format!("{}/settings/profile", test.url)).await.unwrap();
    find(&browser, "#name").await;
    let script = "const form = document.querySelector(\"form[action='/settings/profile']\"), button = form.querySelector('button'); \
        form.requestSubmit(button); window.stop(); const seen = [!!form.dataset.sent, button.ariaBusy === 'true']; \
        form.elements.name.dispatchEvent(new Event('input', { bubbles: true })); \
        return seen.concat(!form.dataset.sent, !button.ariaBusy);";
    let seen = browser.client.execute(script, vec![]).await.unwrap();
    assert_eq!(seen, serde_json::json!([true, true, true, true]), "sent, busy, free again, busy no more");
}

#[actix_web::test]
async fn a_log_that_no_longer_updates_itself_says_so() {
    let (test, people) = demo();
    let browser = Browser::start("en").await;
    sign_in(&browser, &test, &people[1]).await;
    browser.client.goto(&format!("{}/settings/import-export", test.url)).await.unwrap();
    find(&browser, "tr[data-live]").await;
    test.sql("DELETE FROM sessions");
    let words = find(&browser, "#live.toast").await.text().await.unwrap();
    assert_eq!(words, "This page no longer updates itself. Reload it to see how things stand now.");
}
