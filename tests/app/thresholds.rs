//! One's own threshold (R10, R11) and the hold of the account (R16), as forms.

use chrono::Duration;
use waybill::domain::export::State;
use waybill::domain::standing::Standing;

use crate::exports::export_named;
use crate::support::{Browser, Page, TestApp, folded};

const PAGE: &str = "/settings/import-export";

async fn set(browser: &mut Browser, text: &str) -> Page {
    let form = browser.open(PAGE).await.form("/settings/import-export/threshold");
    form.fill("threshold", text).submit(browser).await
}

#[actix_web::test]
async fn every_usual_spelling_of_a_threshold_is_taken() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    for text in
        ["275000", "275 000", "275\u{a0}000", "275\u{202f}000", "275,000", "275.000", "275'000", "275’000", " 275000 "]
    {
        let page = set(&mut alice, text).await;
        assert_eq!(page.status, 200, "{text:?}");
        assert_eq!(page.path, PAGE);
        assert!(page.says("Threshold saved. You'll be notified of exports above 275,000 records."), "{text:?}");
        assert_eq!(page.form("/settings/import-export/threshold").value("threshold"), Some("275,000"));
    }
    assert!(set(&mut alice, "1").await.says("exports above 1 record."));
    assert!(set(&mut alice, "").await.says("Threshold saved. Large export notifications are off."));
    assert_eq!(test.number("SELECT count(*) AS n FROM thresholds"), 0);
}

#[actix_web::test]
async fn anything_else_is_refused_beside_the_field_with_the_typed_text_kept() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    set(&mut alice, "500").await;
    for (text, sentence) in [
        ("275001", "Enter 275,000 or less."),
        ("99999999999999999999", "Enter 275,000 or less."),
        ("0", "Enter a whole number between 1 and 275,000."),
        ("-1", "Enter a whole number between 1 and 275,000."),
        ("abc", "Enter a whole number between 1 and 275,000."),
        ("2,5", "Enter a whole number between 1 and 275,000."),
        ("2 7 5", "Enter a whole number between 1 and 275,000."),
        ("1e5", "Enter a whole number between 1 and 275,000."),
        ("<b>&\"", "Enter a whole number between 1 and 275,000."),
    ] {
        let page = set(&mut alice, text).await;
        assert_eq!(page.status, 422, "{text}");
        assert_eq!(page.text_of("#threshold-error"), [sentence], "{text}");
        assert_eq!(page.form("/settings/import-export/threshold").value("threshold"), Some(text));
        assert_eq!(page.attr("#threshold", "aria-invalid").as_deref(), Some("true"));
        assert!(page.attr("#threshold", "autofocus").is_some(), "the focus is on it");
        assert_eq!(page.attr(".banner.bad a", "href").as_deref(), Some("#threshold"));
        assert!(page.says("Export audit"), "the log is still there");
    }
    assert_eq!(test.number("SELECT threshold AS n FROM thresholds"), 500, "nothing was changed");
}

#[actix_web::test]
async fn a_threshold_belongs_to_one_super_admin_and_stands_in_the_trail() {
    let test = TestApp::start().await;
    let (mut alice, mut amir) = (test.super_admin("Alice").await, test.super_admin("Amir").await);
    set(&mut alice, "1000").await;
    set(&mut alice, "2000").await;
    let page = amir.open(PAGE).await;
    assert_eq!(page.form("/settings/import-export/threshold").value("threshold"), Some(""));
    let lines =
        test.words("SELECT detail AS words FROM audit_events WHERE action = 'threshold.changed' ORDER BY id").await;
    assert_eq!(lines, [r#"{"after":1000,"before":null}"#, r#"{"after":2000,"before":1000}"#]);
}

#[actix_web::test]
async fn only_super_admins_set_thresholds_and_the_hold() {
    let test = TestApp::start().await;
    let mut exporter = test.exporter("Bob").await;
    let page = exporter.open(PAGE).await;
    assert!(!page.has("#threshold") && !page.has("#hold"), "no form that Bob may not use");
    let token = page.attr("input[name=csrf]", "value").unwrap();
    for (path, field) in [("/settings/import-export/threshold", "threshold"), ("/settings/import-export/hold", "hold")]
    {
        let fields =
            [("csrf".to_owned(), token.clone()), (field.to_owned(), "5".to_owned()), ("unit".into(), "hours".into())];
        assert_eq!(exporter.post(path, &fields).await.status, 403);
        assert_eq!(test.stranger().post_only(path, &fields, &[]).await.location(), "/sign-in?notice=session");
    }
    assert_eq!(test.number("SELECT count(*) AS n FROM thresholds"), 0);
    assert_eq!(test.number("SELECT large_export_hold_seconds AS n FROM account"), 60);
}

#[actix_web::test]
async fn the_hold_is_a_number_and_a_unit_up_to_48_hours() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let page = alice.open(PAGE).await;
    let form = page.form("/settings/import-export/hold");
    assert_eq!((form.value("hold"), form.value("unit")), (Some("1"), Some("minutes")));
    let page = form.fill("hold", "2").fill("unit", "hours").submit(&mut alice).await;
    assert!(page.says("Large exports now wait 2 hours before they start."));
    let page = page.form("/settings/import-export/hold").fill("hold", "0").submit(&mut alice).await;
    assert!(page.says("Large exports now start at once."));
    for (number, unit, sentence) in [
        ("49", "hours", "Enter 48 hours or less."),
        ("-1", "seconds", "Enter a whole number, 0 or more."),
        ("", "minutes", "Enter a whole number, 0 or more."),
        ("1.5", "hours", "Enter a whole number, 0 or more."),
    ] {
        let form = alice.open(PAGE).await.form("/settings/import-export/hold");
        let page = form.fill("hold", number).fill("unit", unit).submit(&mut alice).await;
        assert_eq!(page.status, 422);
        assert_eq!(page.text_of("#hold-error"), [sentence]);
        let form = page.form("/settings/import-export/hold");
        assert_eq!((form.value("hold"), form.value("unit")), (Some(number), Some(unit)));
    }
    assert_eq!(test.number("SELECT large_export_hold_seconds AS n FROM account"), 0);
}

#[actix_web::test]
async fn the_hold_that_a_super_admin_set_is_how_long_large_exports_wait_from_then_on() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let mut bob = test.exporter("Bob").await;
    set(&mut alice, "2").await;
    test.contacts(3).await;
    let minute = export_named(&mut bob, "a minute").await;
    let form = alice.open(PAGE).await.form("/settings/import-export/hold");
    form.fill("hold", "48").fill("unit", "hours").submit(&mut alice).await;
    let days = export_named(&mut bob, "two days").await;
    let held = |id: &str, time| assert_eq!(test.export(id).standing(test.now()), Standing::Held(test.now() + time));
    held(&minute, Duration::minutes(1));
    held(&days, Duration::hours(48));
    test.run_jobs();
    let alert = test.mails().into_iter().find(|mail| mail.text.contains("two days")).unwrap();
    assert!(folded(&alert.text).contains("until 18 Oct 2025, 10:23"), "the mail says until when: {}", alert.text);
    test.pass(Duration::hours(48) - Duration::seconds(1));
    test.run_jobs();
    assert_eq!((test.export(&minute).state, test.export(&days).state), (State::Done, State::Running));
    test.pass(Duration::seconds(1));
    test.run_jobs();
    assert_eq!(test.export(&days).state, State::Done);
}

#[actix_web::test]
async fn a_hold_that_somebody_else_set_meanwhile_is_not_replaced_without_a_word() {
    let test = TestApp::start().await;
    let (mut alice, mut amir) = (test.super_admin("Alice").await, test.super_admin("Amir").await);
    let path = "/settings/import-export/hold";
    let form = amir.open(PAGE).await.form(path);
    alice.open(PAGE).await.form(path).fill("hold", "2").fill("unit", "hours").submit(&mut alice).await;
    let page = form.fill("hold", "5").submit(&mut amir).await;
    assert_eq!(page.status, 409);
    assert_eq!(page.text_of("#hold-error"), ["Somebody else set this to 2 hours meanwhile. Save again to replace it."]);
    assert_eq!(test.number("SELECT large_export_hold_seconds AS n FROM account"), 7_200);
    let form = page.form(path);
    assert_eq!((form.value("hold"), form.value("unit")), (Some("5"), Some("minutes")));
    let page = form.submit(&mut amir).await;
    assert!(page.says("Large exports now wait 5 minutes before they start."), "{}", page.text());
    let page = page.form(path).submit(&mut amir).await;
    assert!(page.says("Large exports now wait 5 minutes before they start."), "{}", page.text());
    let lines = test.words("SELECT detail AS words FROM audit_events WHERE action = 'hold.changed' ORDER BY id").await;
    assert_eq!(lines.len(), 2, "what changes nothing stands in no trail: {lines:?}");
}
