//! Signing in and out (R61), and the first start (R60).

use waybill::db::audit;
use waybill::domain::audit::Action;

use crate::support::TestApp;

async fn lines(test: &TestApp, action: Action) -> i64 {
    test.app.db.read(move |c| audit::count(c, action)).await.unwrap()
}

#[actix_web::test]
async fn a_new_installation_is_set_up_with_the_printed_code_and_only_once() {
    let test = TestApp::before_setup(|_| {});
    let mut browser = test.stranger();
    let page = browser.open("/").await;
    assert_eq!(page.path, "/setup");
    let filled = |page: &crate::support::Page, code: &str| {
        page.form("/setup")
            .fill("code", code)
            .fill("org", "Halle Logistics")
            .fill("name", "Camille Lefèvre")
            .fill("email", "camille@halle.example")
            .fill("password", "correct horse battery")
    };
    let page = filled(&page, "guess").fill("password", "short").submit(&mut browser).await;
    assert_eq!(page.status, 422);
    let (summary, fields) = (page.text_of(".banner a[href^='#']"), page.text_of(".error"));
    assert!(!summary.is_empty() && summary == fields, "in the order of the page: {summary:?}, {fields:?}");
    assert!(page.says("This isn't the code the server printed."));
    assert_eq!(page.form("/setup").value("name"), Some("Camille Lefèvre"), "what was typed stays");
    let page = filled(&page, &test.code).submit(&mut browser).await;
    assert_ne!(page.path, "/setup");
    assert!(browser.cookie("waybill").is_some());
    let mut other = test.stranger();
    assert_eq!(other.open("/setup").await.path, "/sign-in");
    assert_eq!(lines(&test, Action::AccountSetUp).await, 1);
}

#[actix_web::test]
async fn what_was_typed_before_somebody_is_signed_in_survives_a_change_of_language_and_secrets_do_not() {
    let test = TestApp::before_setup(|_| {});
    let mut browser = test.stranger();
    let form = browser.open("/setup").await.form("/setup").fill("code", "guess").fill("org", "Été & fils");
    let form = form.fill("name", "Camille").fill("email", "camille@halle.example").fill("password", "a secret of mine");
    let page = form.submit(&mut browser).await;
    let page = page.form("/preferences/language").fill("lang", "fr").submit(&mut browser).await;
    assert!(page.status == 200 && page.says("Créer le compte"), "{}", page.text());
    let form = page.form("/setup");
    for (field, value) in
        [("org", "Été & fils"), ("name", "Camille"), ("email", "camille@halle.example"), ("code", ""), ("password", "")]
    {
        assert_eq!(form.value(field), Some(value), "{field}");
    }
    assert!(!page.path.contains("secret") && !page.path.contains("guess"), "{}", page.path);
    let form = form.fill("code", &test.code).fill("zone", "America/Lima").fill("password", "correct horse battery");
    form.submit(&mut browser).await;
    let profile = browser.open("/settings/profile").await;
    assert_eq!(profile.form("/settings/profile").value("zone"), Some("America/Lima"), "the browser's");

    let mut other = test.stranger();
    let page = other.open("/settings/profile").await;
    let form = page.form("/sign-in").fill("email", "camille@halle.example").fill("password", "a wrong secret");
    let wrong_box = form.clone().fill("email", "a wrong secret").submit(&mut other).await;
    let page = wrong_box.form("/preferences/language").fill("lang", "en").submit(&mut other).await;
    assert!(!page.path.contains("secret"), "a password in the box of the address: {}", page.path);
    let page = form.submit(&mut other).await;
    assert_eq!(page.status, 422);
    let page = page.form("/preferences/language").fill("lang", "fr").submit(&mut other).await;
    assert!(!page.path.contains("secret"), "{}", page.path);
    let form = page.form("/sign-in");
    assert_eq!((form.value("email"), form.value("next")), (Some("camille@halle.example"), Some("/settings/profile")));
    assert_eq!(form.value("password"), Some(""));
    let page = form.fill("password", "correct horse battery").submit(&mut other).await;
    assert_eq!(page.path, "/settings/profile");
}

#[actix_web::test]
async fn a_wrong_password_and_an_unknown_address_read_alike() {
    let test = TestApp::start().await;
    test.user("Alice", waybill::domain::user::Rights::SUPER_ADMIN).await;
    let mut browser = test.stranger();
    let mut seen = Vec::new();
    for email in ["alice@halle.example", "nobody@halle.example"] {
        let page = browser
            .open("/sign-in")
            .await
            .form("/sign-in")
            .fill("email", email)
            .fill("password", "wrong password")
            .submit(&mut browser)
            .await;
        assert_eq!(page.status, 422);
        assert_eq!(page.form("/sign-in").value("email"), Some(email));
        // It stands in the form, and in the address that another language leads back to.
        seen.push(page.html.replace(email, "").replace(&email.replace('@', "%40"), ""));
    }
    assert_eq!(seen[0], seen[1]);
    assert!(browser.cookie("waybill").is_none(), "no session for somebody who is not signed in");
    assert_eq!(lines(&test, Action::SignInRefused).await, 2);
}

#[actix_web::test]
async fn five_failures_pause_the_sign_in_for_fifteen_minutes() {
    let test = TestApp::start().await;
    test.user("Alice", waybill::domain::user::Rights::SUPER_ADMIN).await;
    let mut browser = test.stranger();
    let page = browser.open("/sign-in").await;
    let attempt =
        |password: &str| page.form("/sign-in").fill("email", "alice@halle.example").fill("password", password);
    for _ in 0..4 {
        assert_eq!(attempt("wrong password").submit(&mut browser).await.status, 422);
    }
    assert_eq!(attempt("wrong password").submit(&mut browser).await.status, 429);
    let paused = attempt("correct horse battery").submit(&mut browser).await;
    assert_eq!(paused.status, 429);
    assert!(paused.says("Try again in 15 minutes"));
    test.pass(chrono::Duration::minutes(15));
    assert_ne!(attempt("correct horse battery").submit(&mut browser).await.path, "/sign-in");
}

#[actix_web::test]
async fn signing_out_ends_the_session_for_good() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let stolen = alice.cookie("waybill").unwrap().clone();
    let page = alice.open("/").await;
    let page = page.form("/sign-out").submit(&mut alice).await;
    assert!(page.says("You're signed out."));
    let mut thief = test.stranger();
    thief.set_cookie("waybill", &stolen);
    assert_eq!(thief.open("/").await.path, "/sign-in");
}

#[actix_web::test]
async fn a_session_ends_after_eight_idle_hours_and_after_a_day_at_the_latest() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    test.pass(chrono::Duration::hours(7));
    assert_ne!(alice.open("/").await.path, "/sign-in");
    test.pass(chrono::Duration::hours(8));
    assert_eq!(alice.open("/").await.path, "/sign-in");
    let mut bob = test.super_admin("Bob").await;
    for _ in 0..3 {
        test.pass(chrono::Duration::hours(7));
        assert_ne!(bob.open("/").await.path, "/sign-in");
    }
    test.pass(chrono::Duration::hours(3));
    assert_eq!(bob.open("/").await.path, "/sign-in");
}

#[actix_web::test]
async fn forms_of_other_sites_are_refused() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let form = alice.open("/").await.form("/sign-out");
    for headers in [
        vec![("origin", "https://evil.example"), ("sec-fetch-site", "")],
        vec![("sec-fetch-site", "cross-site")],
        vec![("sec-fetch-site", "same-site"), ("origin", "")],
        vec![("origin", "null"), ("sec-fetch-site", "")],
    ] {
        let answer = alice.post_only("/sign-out", &form.fields, &headers).await;
        assert_eq!(answer.status, 403, "{headers:?}");
    }
    let without_token: Vec<(String, String)> = Vec::new();
    assert_eq!(alice.post_only("/sign-out", &without_token, &[]).await.status, 403);
    assert_ne!(alice.open("/").await.path, "/sign-in", "still signed in");
}

#[actix_web::test]
async fn a_form_without_a_session_must_say_that_it_comes_from_our_own_page() {
    let test = TestApp::start().await;
    test.user("Alice", waybill::domain::user::Rights::SUPER_ADMIN).await;
    let mut alice = test.stranger();
    let form = alice.open("/sign-in").await.form("/sign-in").fill("email", "alice@halle.example");
    let form = form.fill("password", "correct horse battery");
    let silent = [("origin", ""), ("sec-fetch-site", "")];
    assert_eq!(alice.post_only("/sign-in", &form.fields, &silent).await.status, 403);
    let own = format!("{}/sign-in", test.url);
    let by_referer = [("origin", ""), ("sec-fetch-site", ""), ("referer", own.as_str())];
    assert_eq!(alice.post_only("/sign-in", &form.fields, &by_referer).await.status, 303);
}

#[actix_web::test]
async fn a_foreign_host_is_answered_by_421() {
    let test = TestApp::start().await;
    let mut browser = test.stranger();
    let answer = browser.get_with("/sign-in", &[("host", "evil.example")]).await;
    assert_eq!(answer.status, 421);
}

#[actix_web::test]
async fn guesses_sent_at_once_are_no_more_than_five() {
    let test = TestApp::start().await;
    test.user("Alice", waybill::domain::user::Rights::SUPER_ADMIN).await;
    let form = test.stranger().open("/sign-in").await.form("/sign-in").fill("email", "alice@halle.example");
    let guesses: Vec<_> = (0..12)
        .map(|n| {
            let (form, mut browser) = (form.clone().fill("password", &format!("guess number {n}")), test.stranger());
            actix_web::rt::spawn(async move { form.send(&mut browser).await.status })
        })
        .collect();
    for guess in guesses {
        assert!(matches!(guess.await.unwrap().as_u16(), 422 | 429));
    }
    assert_eq!(lines(&test, Action::SignInRefused).await, 5);
}

#[actix_web::test]
async fn somebody_who_keeps_signed_in_is_so_for_thirty_days() {
    let test = TestApp::start().await;
    test.user("Alice", waybill::domain::user::Rights::SUPER_ADMIN).await;
    let mut alice = test.stranger();
    let form = alice.open("/sign-in").await.form("/sign-in").fill("email", "alice@halle.example");
    form.fill("password", "correct horse battery").tick("keep", "on").submit(&mut alice).await;
    test.pass(chrono::Duration::days(30) - chrono::Duration::seconds(1));
    assert_eq!(alice.open("/settings/profile").await.path, "/settings/profile");
    test.pass(chrono::Duration::seconds(1));
    assert!(alice.open("/settings/profile").await.path.starts_with("/sign-in"));
}

#[actix_web::test]
async fn a_form_whose_session_has_ended_leads_back_to_its_page() {
    let test = TestApp::start().await;
    let mut stranger = test.stranger();
    let path = "/records/contacts/new";
    let own = format!("{}{path}?back=%C3%A9", stranger.url);
    let answer = stranger.post_only(path, &[], &[("referer", &own)]).await;
    let location = answer.location().to_owned();
    assert_eq!(location, "/sign-in?notice=session&next=%2Frecords%2Fcontacts%2Fnew%3Fback%3D%25C3%25A9");
    test.signed_in("Bob", waybill::domain::user::Rights { super_admin: true, ..Default::default() }).await;
    let page = stranger.open(&location).await;
    assert!(page.says("Your session has ended") || page.has("[role=alert]"), "{}", page.text());
    assert_eq!(page.attr("input[name=next]", "value").as_deref(), Some("/records/contacts/new?back=%C3%A9"));

    for elsewhere in ["https://elsewhere.example/records/contacts/new", "", "nonsense"] {
        let answer = stranger.post_only(path, &[], &[("referer", elsewhere)]).await;
        assert_eq!(answer.location(), "/sign-in?notice=session", "{elsewhere}");
    }
}

#[actix_web::test]
async fn a_form_that_is_sent_from_the_page_that_refused_it_leads_back_to_the_page_it_was_on() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let form = alice.open("/settings/import-export").await.form("/settings/import-export/threshold");
    let refused = form.fill("threshold", "abc").submit(&mut alice).await;
    assert_eq!(refused.status, 422);
    let asked_for = alice.open("/settings/import-export/threshold").await;
    assert_eq!((asked_for.status, asked_for.path.as_str()), (200, "/settings/import-export"));
    let form = refused.form("/settings/import-export/threshold").fill("threshold", "5");
    test.sql("DELETE FROM sessions");
    let own = format!("{}/settings/import-export/threshold", alice.url);
    let answer = alice.post_only(&form.action, &form.fields, &[("referer", &own)]).await;
    assert_eq!(answer.location(), "/sign-in?notice=session&next=%2Fsettings%2Fimport-export");
}
