//! Rules that hold on every page, tried on every page: objects that are not open to somebody (R6, R7), sensitive values
//! without the right to see them (R8).

use waybill::domain::user::Rights;

use crate::filters::filtered;
use crate::support::imports::import;
use crate::support::{Browser, TestApp, export_in};

/// Every right but super admin and sensitive data.
const NEARLY_ALL: Rights =
    Rights { super_admin: false, view: true, edit: true, import: true, export: true, sensitive: false };

/// The passport number of a contact: sensitive.
const PASSPORT: i64 = 16;

async fn saved(browser: &mut Browser, from: &str, what: &str) -> String {
    let page = browser.open(&format!("/records/contacts/{what}/new{from}")).await;
    let form = page.form(&format!("/records/contacts/{what}/new")).fill("name", "Ours").tick("share", "on");
    form.submit(browser).await.path
}

#[actix_web::test]
async fn an_object_that_is_not_open_is_unknown_at_every_door() {
    let test = TestApp::start().await;
    test.contacts(3).await;
    let mut alice = test.super_admin("Alice").await;
    let mut bob = test.signed_in("Bob", NEARLY_ALL).await;
    let imported = import(&test, &mut bob, "contacts", b"Email\nada@x.example\nnone\n").await.path;
    let view = saved(&mut alice, "?sort=-name", "views").await;
    let segment = saved(&mut alice, "?q=1", "segments").await;
    let key = |url: &str| url.rsplit_once('=').unwrap().1.to_owned();
    let (view_key, segment_key) = (key(&view), key(&segment));
    let dialog = bob.open("/records/contacts/export").await.form("/records/contacts/export");
    let export = export_in(&dialog.submit(&mut bob).await.path);
    test.run_jobs();

    let pages = [
        "/records/contacts",
        "/records/contacts/1",
        "/records/contacts/1/delete",
        "/records/contacts/new",
        "/records/contacts/filter",
        "/records/contacts/columns",
        "/records/contacts/export",
        "/records/contacts/views/new",
        "/records/contacts/segments",
        "/records/contacts/segments/new",
        "/records/contacts/selected/edit?pick=1",
        "/records/contacts/selected/delete?pick=1",
        "/records/contacts/selected/segment?pick=1",
        &view,
        &segment,
        &format!("/records/contacts/views/{view_key}/rename"),
        &format!("/records/contacts/segments/{segment_key}/delete"),
        &imported,
        &format!("{imported}/problems.csv"),
        &format!("{imported}/undo"),
        &format!("/exports/{export}"),
        &format!("/exports/{export}/file"),
    ]
    .map(str::to_owned);
    for path in &pages {
        let status = bob.get(path).await.status.as_u16();
        assert!([200, 303, 403].contains(&status), "{path} is there: {status}");
    }
    let rights = format!("/settings/users/{}", test.named("Bob").await.public_id);
    let form = alice.open(&rights).await.form(&rights).untick("object").fill("reach", "some");
    form.tick("object", "deals").submit(&mut alice).await;

    let mut bob = test.sign_in("Bob").await;
    for path in &pages {
        assert_eq!(bob.get(path).await.status, 404, "{path}");
    }
    let token = bob.open("/settings/profile").await.form("/settings/profile").value("csrf").unwrap().to_owned();
    for path in [
        "/records/contacts/1".to_owned(),
        "/records/contacts/1/delete".into(),
        "/records/contacts/new".into(),
        "/records/contacts/export".into(),
        "/records/contacts/views/new".into(),
        "/records/contacts/segments/new".into(),
        "/records/contacts/selected/edit".into(),
        "/records/contacts/selected/delete".into(),
        "/records/contacts/selected/segment".into(),
        format!("/records/contacts/views/{view_key}/save"),
        format!("/records/contacts/views/{view_key}/share"),
        format!("/records/contacts/segments/{segment_key}/rename"),
        format!("{imported}/undo"),
        format!("{imported}/cancel"),
    ] {
        let fields = [("csrf".to_owned(), token.clone()), ("name".into(), "Mine".into()), ("pick".into(), "1".into())];
        assert_eq!(bob.post_only(&path, &fields, &[]).await.status, 404, "{path}");
    }
    for list in ["/settings/import-export", "/settings/imports", "/settings/bulk-actions", "/notifications"] {
        assert_eq!(bob.open(list).await.count("tbody tr, .rows li"), 0, "{list}");
    }
    assert_eq!(test.number("SELECT count(*) AS n FROM records"), 4);
}

#[actix_web::test]
async fn a_sensitive_value_is_on_no_page_of_somebody_without_the_right() {
    let test = TestApp::start().await;
    test.records(1, [format!(r#"{{"p1":"Ada","p{PASSPORT}":"NEEDLE1"}}"#)]).await;
    let mut alice = test.super_admin("Alice").await;
    let mut vera = test.signed_in("Vera", Rights { sensitive: true, ..NEARLY_ALL }).await;
    // In the history, in views, segments and exports of both.
    let page = alice.open("/records/contacts/1").await;
    page.form("/records/contacts/1").fill(&format!("p{PASSPORT}"), "NEEDLE2").submit(&mut alice).await;
    assert!(alice.open("/records/contacts/1").await.says("NEEDLE1"), "the history has it");
    let by_needle = filtered(&format!(r#"[[{{"p":{PASSPORT},"contains":"NEEDLE"}}]]"#));
    let query = by_needle.strip_prefix("/records/contacts").unwrap();
    let view = saved(&mut alice, query, "views").await;
    let segment = saved(&mut alice, query, "segments").await;
    let dialog = vera.open(&by_needle).await.click("Export", &mut vera).await;
    let export = export_in(&dialog.form("/records/contacts/export").submit(&mut vera).await.path);
    let imported = import(&test, &mut vera, "contacts", b"Email,Passport number\nnone,NEEDLE3\n").await.path;
    test.run_jobs();
    let details = vera.open(&format!("/exports/{export}")).await;
    assert!(details.says("NEEDLE"), "{}", details.text());

    let rights = format!("/settings/users/{}", test.named("Vera").await.public_id);
    alice.open(&rights).await.form(&rights).untick("sensitive").submit(&mut alice).await;
    let mut vera = test.sign_in("Vera").await;
    for path in [
        "/records/contacts",
        "/records/contacts?q=needle",
        "/records/contacts?sort=p16&c=16",
        "/records/contacts/1",
        "/records/contacts/filter",
        "/records/contacts/columns?c=16",
        "/records/contacts/export",
        "/records/contacts/segments",
        "/records/contacts/segments/new",
        "/records/contacts/selected/edit?pick=1&property=16",
        "/records/contacts/selected/delete?pick=1",
        &view,
        &segment,
        "/settings/import-export",
        &format!("/exports/{export}"),
        &format!("/exports/{export}/file"),
        "/settings/imports",
        &imported,
        &format!("{imported}/problems.csv"),
        "/settings/bulk-actions",
        "/notifications",
    ] {
        let answer = vera.get(path).await;
        let text = answer.text().to_uppercase().replace("?Q=NEEDLE", "").replace("VALUE=\"NEEDLE\"", "");
        assert!(answer.status != 500 && !text.contains("NEEDLE"), "{path}: {} {}", answer.status, answer.text());
    }
    // The address says the word itself; what the page shows must not depend on whether it is there.
    for word in ["NEEDLE2", "nothing like it"] {
        let filter = filtered(&format!(r#"[[{{"p":{PASSPORT},"contains":"{word}"}}]]"#));
        let page = vera.open(&filter).await;
        assert!(page.status == 403 && !page.says("Ada") && !page.says("1 record"), "{word}: {}", page.text());
    }
    assert!(vera.open("/records/contacts?q=needle2").await.says("0 records"));
}

#[actix_web::test]
async fn whoever_shares_what_was_chosen_by_sensitive_data_is_told_who_will_see_it() {
    let test = TestApp::start().await;
    test.contacts(1).await;
    let mut alice = test.super_admin("Alice").await;
    let by_passport = filtered(&format!(r#"[[{{"p":{PASSPORT},"known":false}}]]"#));
    let query = by_passport.strip_prefix("/records/contacts").unwrap();
    let usual = "Everybody who may see these records sees it.";
    for (what, sentence) in [
        ("segments", "a static one by everybody who may see these records, and so they learn whom the filter fits"),
        ("views", "only people with the sensitive data permission see it"),
    ] {
        let new = format!("/records/contacts/{what}/new");
        let (plain, sensitive) = (alice.open(&new).await, alice.open(&format!("{new}{query}")).await);
        assert!(plain.says(usual) && !plain.says(sentence), "{what}: {}", plain.text());
        assert!(sensitive.says(sentence) && !sensitive.says(usual), "{what}: {}", sensitive.text());
    }
}
