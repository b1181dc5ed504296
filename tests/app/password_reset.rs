//! Forgotten passwords (R60).

use chrono::Duration;
use waybill::db::access_links::LinkKind;
use waybill::domain::user::Rights;

use crate::support::{Browser, PASSWORD, Page, TestApp};

async fn ask(browser: &mut Browser, email: &str) -> Page {
    browser.open("/forgot").await.form("/forgot").fill("email", email).submit(browser).await
}

#[actix_web::test]
async fn a_reset_sets_a_new_password_once_and_ends_every_session() {
    let test = TestApp::start().await;
    let mut bob = test.member("Bob").await;
    let mut phone = test.stranger();
    let page = phone.open("/sign-in").await.click("Forgot your password?", &mut phone).await;
    let page = page.form("/forgot").fill("email", " BOB@halle.example ").submit(&mut phone).await;
    assert!(page.says("a reset link is on its way"));
    let link = test.newest_link(LinkKind::Reset, "Bob").await;
    let page = phone.open(&link).await;
    let form = page.form(&link);
    let refused = form.clone().fill("password", "too short").submit(&mut phone).await;
    assert_eq!(refused.status, 422);
    let page = form.clone().fill("password", "entirely different words").submit(&mut phone).await;
    assert!(page.path.starts_with("/sign-in"));
    assert!(page.says("Password saved. Sign in with it now."));
    assert!(bob.open("/settings/profile").await.path.starts_with("/sign-in"));
    let again = form.fill("password", "a third set of words").submit(&mut phone).await;
    assert_eq!(again.status, 410);
    assert_eq!(phone.open(&link).await.status, 410);
    let old = test.sign_in("Bob").await.open("/settings/profile").await;
    assert!(old.path.starts_with("/sign-in"), "the old password is gone");
    let page = phone.open("/sign-in").await.form("/sign-in").fill("email", "bob@halle.example");
    let page = page.fill("password", "entirely different words").submit(&mut phone).await;
    assert!(!page.path.starts_with("/sign-in"));
}

#[actix_web::test]
async fn somebody_who_is_signing_in_with_the_old_password_when_a_reset_ends_is_refused() {
    let test = TestApp::start().await;
    test.user("Bob", Rights::default()).await;
    // Checking this hash takes about a second, in which Bob's reset comes to its end.
    test.set_slow_password("Bob").await;
    let mut bob = test.stranger();
    ask(&mut bob, "bob@halle.example").await;
    let link = test.newest_link(LinkKind::Reset, "Bob").await;
    let reset = bob.open(&link).await.form(&link).fill("password", "entirely different words");
    let mut thief = test.stranger();
    let form = thief.open("/sign-in").await.form("/sign-in").fill("email", "bob@halle.example");
    let form = form.fill("password", PASSWORD);
    let signing_in = actix_web::rt::spawn(async move { (form.submit(&mut thief).await, thief) });
    // The try is noted, beside the reset that was asked for; its password is checked now.
    test.until("SELECT count(*) AS n FROM sign_in_failures", 2).await;
    assert!(reset.submit(&mut bob).await.says("Password saved."));
    let (page, mut thief) = signing_in.await.unwrap();
    assert_eq!(page.status, 422);
    assert!(page.says("The email address or password is incorrect."));
    assert!(thief.open("/settings/profile").await.path.starts_with("/sign-in"));
    assert_eq!(test.number("SELECT count(*) AS n FROM sessions"), 0);
}

#[actix_web::test]
async fn a_reset_link_works_for_an_hour_to_the_second() {
    let test = TestApp::start().await;
    test.user("Bob", Rights::default()).await;
    let mut browser = test.stranger();
    ask(&mut browser, "bob@halle.example").await;
    let link = test.newest_link(LinkKind::Reset, "Bob").await;
    test.pass(Duration::hours(1) - Duration::seconds(1));
    let page = browser.open(&link).await;
    assert_eq!(page.status, 200);
    test.pass(Duration::seconds(1));
    let gone = page.form(&link).fill("password", "entirely different words").submit(&mut browser).await;
    assert_eq!(gone.status, 410);
    assert_eq!(gone.click("Request a new link", &mut browser).await.path, "/forgot");
}

#[actix_web::test]
async fn known_and_unknown_addresses_are_answered_alike() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    test.user("Bob", Rights::default()).await;
    test.user("Gone", Rights::default()).await;
    let path = format!("/settings/users/{}/deactivate", test.named("Gone").await.public_id);
    alice.open(&path).await.form(&path).submit(&mut alice).await;
    let page = alice.open("/settings/users/invite").await;
    page.form("/settings/users/invite").fill("name", "New").fill("email", "new@halle.example").submit(&mut alice).await;

    let mut seen = Vec::new();
    for name in ["bob", "gone", "new", "nobody"] {
        let email = format!("{name}@halle.example");
        let mut stranger = test.stranger();
        let page = ask(&mut stranger, &email).await;
        assert_eq!(page.status, 200);
        assert!(stranger.cookies().is_empty(), "no session for strangers");
        seen.push(page.html.replace(&email, ""));
    }
    assert!(seen.iter().all(|html| *html == seen[0]));
    assert_eq!(test.links(LinkKind::Reset, "Bob").await.len(), 1);
    assert_eq!(test.links(LinkKind::Reset, "Gone").await.len(), 0);
    assert_eq!(test.links(LinkKind::Reset, "New").await.len(), 0);
}

#[actix_web::test]
async fn resets_are_asked_for_five_times_in_fifteen_minutes_at_most() {
    let test = TestApp::start().await;
    test.user("Bob", Rights::default()).await;
    let mut browser = test.stranger();
    for email in ["bob@halle.example", "nobody@halle.example"] {
        for _ in 0..5 {
            assert_eq!(ask(&mut browser, email).await.status, 200);
        }
        let page = ask(&mut browser, email).await;
        assert_eq!(page.status, 429);
        assert!(page.says("Try again in 15 minutes."));
    }
    assert_eq!(test.links(LinkKind::Reset, "Bob").await.len(), 5);
    test.pass(Duration::minutes(15));
    assert_eq!(ask(&mut browser, "bob@halle.example").await.status, 200);
}

#[actix_web::test]
async fn a_newer_link_and_a_new_password_kill_older_links() {
    let test = TestApp::start().await;
    let mut bob = test.member("Bob").await;
    let mut browser = test.stranger();
    ask(&mut browser, "bob@halle.example").await;
    let first = test.newest_link(LinkKind::Reset, "Bob").await;
    ask(&mut browser, "bob@halle.example").await;
    let second = test.newest_link(LinkKind::Reset, "Bob").await;
    assert_eq!(browser.open(&first).await.status, 410);
    assert_eq!(browser.open(&second).await.status, 200);
    let page = bob.open("/settings/profile").await;
    let form = page.form("/settings/profile/password").fill("current", "correct horse battery");
    form.fill("new", "entirely different words").submit(&mut bob).await;
    assert_eq!(browser.open(&second).await.status, 410);
}

#[actix_web::test]
async fn an_address_that_is_none_is_told_so() {
    let test = TestApp::start().await;
    test.user("Bob", Rights::default()).await;
    let mut browser = test.stranger();
    let page = ask(&mut browser, "bob").await;
    assert_eq!(page.status, 422);
    assert_eq!(page.form("/forgot").value("email"), Some("bob"));
    let fields = vec![("email".to_owned(), "bob@halle.example".to_owned())];
    assert_eq!(browser.post_only("/forgot", &fields, &[("sec-fetch-site", "cross-site")]).await.status, 403);
}
