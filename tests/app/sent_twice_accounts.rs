//! What was done stays said when its form comes a second time: passwords, invitations, sessions (R60, R61).

use waybill::db::access_links::LinkKind;

use crate::sent_twice::events;
use crate::support::{Form, TestApp};

#[actix_web::test]
async fn a_password_form_that_is_sent_twice_says_twice_that_it_is_changed() {
    let test = TestApp::start().await;
    let mut bob = test.member("Bob").await;
    let path = "/settings/profile/password";
    let form = bob.open("/settings/profile").await.form(path);
    let form = form.fill("current", "correct horse battery").fill("new", "entirely different words");
    for click in 0..2 {
        let page = form.clone().submit(&mut bob).await;
        assert!(page.status == 200 && page.says("Password changed."), "{click}: {}", page.text());
    }
    assert_eq!(events(&test, "user.password_changed"), 1);
    assert_eq!(test.number("SELECT count(*) AS n FROM sign_in_failures"), 0, "the second is no guess");
    let other = form.fill("new", "yet another set of words").submit(&mut bob).await;
    assert_eq!(other.status, 422, "another password needs the one that there is now: {}", other.text());
}

#[actix_web::test]
async fn an_invitation_is_sent_once_however_often_its_form_is() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let path = "/settings/users/invite";
    let form = alice.open(path).await.form(path).fill("name", "Dora").fill("email", "dora@halle.example");
    for click in 0..2 {
        let page = form.clone().submit(&mut alice).await;
        assert!(page.status == 200 && page.says("Invitation sent to dora@halle.example"), "{click}: {}", page.text());
    }
    assert_eq!(events(&test, "user.invited"), 1);
    assert_eq!(test.links(LinkKind::Invitation, "Dora").await.len(), 1);
    let anew = alice.open(path).await.form(path).fill("name", "Dora B").fill("email", "dora@halle.example");
    assert!(anew.submit(&mut alice).await.says("Someone already has an account"));
}

#[actix_web::test]
async fn ending_a_session_twice_says_twice_that_it_is_ended() {
    let test = TestApp::start().await;
    let mut bob = test.member("Bob").await;
    test.pass(chrono::Duration::minutes(5));
    test.sign_in("Bob").await;
    let page = bob.open("/settings/sessions").await;
    let this = page.text_of("tbody tr").iter().position(|row| row.contains("This device")).unwrap();
    let end = page.attr(&format!("tbody tr:nth-child({}) form", 2 - this), "action").unwrap();
    let form = page.form(&end);
    for click in 0..2 {
        let page = form.clone().submit(&mut bob).await;
        assert!(page.status == 200 && page.says("Session ended"), "{click}: {}", page.text());
    }
    assert_eq!(events(&test, "session.ended"), 1);
}

/// A form behind a link, filled in, and its link.
async fn behind(test: &TestApp, kind: LinkKind, name: &str) -> Form {
    let link = test.newest_link(kind, name).await;
    test.stranger().open(&link).await.form(&link).fill("password", "entirely different words")
}

#[actix_web::test]
async fn whoever_accepts_an_invitation_twice_is_told_that_the_password_is_saved() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let path = "/settings/users/invite";
    let form = alice.open(path).await.form(path).fill("name", "Dora").fill("email", "dora@halle.example");
    form.submit(&mut alice).await;
    let form = behind(&test, LinkKind::Invitation, "Dora").await;
    let mut dora = test.stranger();
    assert!(form.clone().submit(&mut dora).await.says("Welcome to Halle Logistics."));
    // The answer to the first click was thrown away, its cookie with it; or it came through.
    let again = form.clone().submit(&mut test.stranger()).await;
    assert!(again.status == 200 && again.says("Password saved. Sign in with it now."), "{}", again.text());
    let again = form.clone().submit(&mut dora).await;
    assert!(again.status == 200 && !again.path.starts_with("/sign-in"), "{}", again.path);
    let other = form.fill("password", "yet another set of words").submit(&mut test.stranger()).await;
    assert_eq!(other.status, 410, "another password is another form");
    assert_eq!(events(&test, "user.invitation_accepted"), 1);
}

#[actix_web::test]
async fn whoever_sends_a_reset_twice_is_told_that_the_password_is_saved() {
    let test = TestApp::start().await;
    test.user("Bob", waybill::domain::user::Rights::default()).await;
    let mut bob = test.stranger();
    bob.open("/forgot").await.form("/forgot").fill("email", "bob@halle.example").submit(&mut bob).await;
    let form = behind(&test, LinkKind::Reset, "Bob").await;
    for click in 0..2 {
        let page = form.clone().submit(&mut bob).await;
        assert!(page.status == 200 && page.says("Password saved. Sign in with it now."), "{click}: {}", page.text());
    }
    assert_eq!(events(&test, "user.password_changed"), 1);
    let other = form.fill("password", "yet another set of words").submit(&mut bob).await;
    assert_eq!(other.status, 410, "another password is another form");
}
