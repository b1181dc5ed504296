//! One's own profile (R61, R62).

use chrono::Duration;

use crate::support::{Browser, Page, TestApp};

async fn change_password(browser: &mut Browser, current: &str, new: &str) -> Page {
    let page = browser.open("/settings/profile").await;
    page.form("/settings/profile/password").fill("current", current).fill("new", new).submit(browser).await
}

#[actix_web::test]
async fn everybody_sets_their_own_name_language_zone_and_theme() {
    let test = TestApp::start().await;
    let mut bob = test.signed_in("Bob", waybill::domain::user::Rights::default()).await;
    let page = bob.open("/settings/profile").await;
    let form = page.form("/settings/profile");
    assert_eq!(form.value("zone"), Some("Europe/Paris"));
    let form = form.fill("name", "Bob O’Brien").fill("language", "fr").fill("zone", "Asia/Kathmandu");
    let page = form.fill("theme", "dark").submit(&mut bob).await;
    assert!(page.html.contains("lang=\"fr\""));
    assert!(page.html.contains("data-theme=\"dark\""));
    assert!(page.says("Profil enregistré"), "{}", page.text());
    assert_eq!(page.form("/settings/profile").value("zone"), Some("Asia/Kathmandu"));
    let bob = test.named("Bob").await;
    assert_eq!((bob.name.as_str(), bob.zone.name()), ("Bob O’Brien", "Asia/Kathmandu"));
}

#[actix_web::test]
async fn a_profile_with_a_mistake_keeps_what_was_typed() {
    let test = TestApp::start().await;
    let mut bob = test.member("Bob").await;
    let page = bob.open("/settings/profile").await;
    for (name, zone, sentence) in [
        ("", "Europe/Paris", "Enter your name."),
        ("Bob\u{202e}", "Europe/Paris", "Remove the invisible characters."),
        ("B\r\nob", "Europe/Paris", "Remove the invisible characters."),
        ("Robert", "Europe/Atlantis", "Choose a time zone from the list."),
    ] {
        let answer = page.form("/settings/profile").fill("name", name).fill("zone", zone).submit(&mut bob).await;
        assert_eq!(answer.status, 422, "{name:?}");
        assert!(answer.says(sentence), "{sentence}");
        assert_eq!(answer.form("/settings/profile").value("name"), Some(name.replace("\r\n", "\n").as_str()));
    }
    assert_eq!(test.named("Bob").await.name, "Bob");
}

#[actix_web::test]
async fn the_profile_is_for_those_who_are_signed_in_and_forms_need_the_token() {
    let test = TestApp::start().await;
    let mut bob = test.member("Bob").await;
    let mut stranger = test.stranger();
    assert!(stranger.open("/settings/profile").await.path.starts_with("/sign-in"));
    for path in ["/settings/profile", "/settings/profile/password"] {
        assert_eq!(bob.post_only(path, &[("name".into(), "Eve".into())], &[]).await.status, 403, "{path}");
        assert_eq!(stranger.post_only(path, &[], &[]).await.status, 303, "{path}");
    }
    assert_eq!(test.named("Bob").await.name, "Bob");
}

#[actix_web::test]
async fn a_new_password_needs_the_current_one_and_ends_the_other_sessions() {
    let test = TestApp::start().await;
    let mut bob = test.member("Bob").await;
    let mut bobs_phone = test.sign_in("Bob").await;
    for (current, new, sentence) in [
        ("wrong password", "entirely different words", "This isn't your current password."),
        ("", "entirely different words", "Enter your password."),
        ("correct horse battery", "short", "Enter at least 12 characters."),
        ("correct horse battery", "correct horse battery", "Choose a password that differs"),
    ] {
        let page = change_password(&mut bob, current, new).await;
        assert_eq!(page.status, 422, "{current} {new}");
        assert!(page.says(sentence), "{sentence}");
    }
    assert_eq!(bobs_phone.open("/settings/profile").await.path, "/settings/profile");
    let page = change_password(&mut bob, "correct horse battery", "entirely different words").await;
    assert!(page.says("Password changed. Your other sessions have ended."));
    assert_eq!(bob.open("/settings/profile").await.path, "/settings/profile", "this session goes on");
    assert!(bobs_phone.open("/settings/profile").await.path.starts_with("/sign-in"));
}

#[actix_web::test]
async fn guessing_the_current_password_is_throttled_like_the_sign_in() {
    let test = TestApp::start().await;
    let mut bob = test.member("Bob").await;
    for _ in 0..5 {
        assert_eq!(change_password(&mut bob, "wrong password", "entirely different words").await.status, 422);
    }
    let page = change_password(&mut bob, "correct horse battery", "entirely different words").await;
    assert_eq!(page.status, 429);
    assert!(page.says("Try again in 15 minutes."));
    test.pass(Duration::minutes(15));
    let page = change_password(&mut bob, "correct horse battery", "entirely different words").await;
    assert!(page.says("Password changed."));
}

#[actix_web::test]
async fn nobody_takes_a_name_that_is_not_seen_or_that_somebody_else_has() {
    let test = TestApp::start().await;
    test.user("Tomasz Wójcik", waybill::domain::user::Rights::default()).await;
    let mut bob = test.member("Bob").await;
    let page = bob.open("/settings/profile").await;
    for (name, sentence) in [
        ("\u{2800}", "Enter your name."),
        ("\u{3164}\u{ffa0}", "Enter your name."),
        ("\u{301}", "Enter your name."),
        ("Tomasz Wójcik", "Another user has this name."),
        ("tomasz  w\u{ad}ojcik", "Another user has this name."),
    ] {
        let answer = page.form("/settings/profile").fill("name", name).submit(&mut bob).await;
        assert!(answer.status == 422 && answer.says(sentence), "{name:?}: {}", answer.text());
    }
    assert_eq!(test.named("Bob").await.name, "Bob");
    // One's own name is one's own, however it is written, and where two had it before there was this rule.
    assert!(page.form("/settings/profile").fill("name", "BOB").submit(&mut bob).await.says("Profile saved"));
    test.sql("UPDATE users SET name = 'Bob' WHERE email LIKE 'tomasz%'");
    let page = page.form("/settings/profile").fill("zone", "Asia/Kathmandu").submit(&mut bob).await;
    assert!(page.says("Profile saved"), "{}", page.text());
}

#[actix_web::test]
async fn of_two_who_take_one_name_at_once_one_gets_it() {
    let test = TestApp::start().await;
    let mut tries = Vec::new();
    for name in ["Bob", "Eve"] {
        let mut browser = test.member(name).await;
        let form = browser.open("/settings/profile").await.form("/settings/profile").fill("name", "Tomasz Wójcik");
        tries.push(actix_web::rt::spawn(async move { form.send(&mut browser).await.status.as_u16() }));
    }
    let mut seen = Vec::new();
    for answer in tries {
        seen.push(answer.await.unwrap());
    }
    seen.sort_unstable();
    assert_eq!(seen, [200, 422]);
}
