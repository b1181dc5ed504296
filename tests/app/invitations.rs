//! Invitations (R60).

use chrono::Duration;
use waybill::db::access_links::LinkKind;

use crate::support::{Browser, TestApp};

async fn invite_dora(admin: &mut Browser) {
    let page = admin.open("/settings/users/invite").await;
    let form = page.form("/settings/users/invite").fill("name", "Dora").fill("email", "dora@halle.example");
    let page = form.submit(admin).await;
    assert!(page.says("Invitation sent to dora@halle.example"));
}

/// Dora was invited by Alice; the link of her mail.
async fn dora_invited() -> (TestApp, String) {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    invite_dora(&mut alice).await;
    let link = test.newest_link(LinkKind::Invitation, "Dora").await;
    (test, link)
}

#[actix_web::test]
async fn an_invitation_lets_its_holder_in_once() {
    let (test, link) = dora_invited().await;
    let mut dora = test.stranger();
    let page = dora.open(&link).await;
    assert!(page.says("Join Halle Logistics"));
    assert!(page.says("You were invited as dora@halle.example"));
    let form = page.form(&link);
    assert_eq!(form.value("name"), Some("Dora"));
    let page = form.clone().fill("name", "Dora Maar").fill("password", "correct horse battery").submit(&mut dora).await;
    assert!(page.says("Welcome to Halle Logistics."), "{}", page.text());
    let page = dora.open("/settings/profile").await;
    assert_eq!(page.form("/settings/profile").value("name"), Some("Dora Maar"));
    let again = form.fill("password", "another horse battery").submit(&mut test.stranger()).await;
    assert_eq!(again.status, 410);
    assert!(again.says("Invitations work for 7 days and once only."));
    assert_eq!(test.stranger().open(&link).await.status, 410);
    assert_eq!(test.sign_in("Dora").await.open("/settings/profile").await.path, "/settings/profile");
}

#[actix_web::test]
async fn times_are_those_of_the_browser_in_which_an_invitation_was_accepted() {
    for (told, zone) in [("Asia/Tokyo", "Asia/Tokyo"), ("", "Europe/Paris"), ("Atlantis", "Europe/Paris")] {
        let (test, link) = dora_invited().await;
        let mut dora = test.stranger();
        let form = dora.open(&link).await.form(&link).fill("zone", told).fill("password", "correct horse battery");
        form.submit(&mut dora).await;
        let profile = dora.open("/settings/profile").await;
        assert_eq!(profile.form("/settings/profile").value("zone"), Some(zone), "{told}: else that of who invited");
    }
}

#[actix_web::test]
async fn the_name_typed_into_an_invitation_survives_a_change_of_language() {
    let (test, link) = dora_invited().await;
    let mut dora = test.stranger();
    let form = dora.open(&link).await.form(&link).fill("name", "Dora Maar").fill("password", "short");
    let page = form.submit(&mut dora).await;
    assert_eq!(page.status, 422);
    let page = page.form("/preferences/language").fill("lang", "fr").submit(&mut dora).await;
    assert!(page.status == 200 && !page.path.contains("short"), "{}", page.path);
    let form = page.form(&link);
    assert_eq!((form.value("name"), form.value("password")), (Some("Dora Maar"), Some("")));
    assert!(form.fill("password", "correct horse battery").submit(&mut dora).await.says("Dora Maar"));
}

#[actix_web::test]
async fn an_invitation_works_for_seven_days_to_the_second() {
    let (test, link) = dora_invited().await;
    let mut dora = test.stranger();
    test.pass(Duration::days(7) - Duration::seconds(1));
    let page = dora.open(&link).await;
    assert_eq!(page.status, 200);
    test.pass(Duration::seconds(1));
    assert_eq!(dora.open(&link).await.status, 410);
    let late = page.form(&link).fill("password", "correct horse battery").submit(&mut dora).await;
    assert_eq!(late.status, 410);
    assert!(!test.named("Dora").await.has_password);
}

#[actix_web::test]
async fn sending_an_invitation_again_kills_the_one_before() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    invite_dora(&mut alice).await;
    let old = test.newest_link(LinkKind::Invitation, "Dora").await;
    let path = format!("/settings/users/{}/resend", test.named("Dora").await.public_id);
    test.pass(Duration::days(1));
    let mut alice = test.sign_in("Alice").await;
    let form = alice.open("/settings/users").await.form(&path);
    assert!(form.clone().submit(&mut alice).await.says("Invitation sent again to dora@halle.example"));
    let new = test.newest_link(LinkKind::Invitation, "Dora").await;
    assert_ne!(old, new);
    let mut dora = test.stranger();
    assert_eq!(dora.open(&old).await.status, 410);
    let page = dora.open(&new).await;
    page.form(&new).fill("password", "correct horse battery").submit(&mut dora).await;
    let late = form.submit(&mut alice).await;
    assert!(late.says("Dora can't be invited again"));
    assert_eq!(test.links(LinkKind::Invitation, "Dora").await.len(), 2);
}

#[actix_web::test]
async fn a_token_that_this_server_did_not_make_opens_nothing() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    invite_dora(&mut alice).await;
    let link = test.newest_link(LinkKind::Invitation, "Dora").await;
    let (nonce, proof) = link.trim_start_matches("/invitation/").split_once('.').unwrap();
    let mut stranger = test.stranger();
    let wrong_proof = format!("{}A", &proof[..proof.len() - 1]).replace(proof, "x");
    for path in [
        format!("/invitation/{nonce}"),
        format!("/invitation/{nonce}."),
        format!("/invitation/{nonce}.{wrong_proof}x"),
        format!("/invitation/x.{proof}"),
        format!("/reset/{nonce}.{proof}"),
    ] {
        assert_eq!(stranger.open(&path).await.status, 410, "{path}");
    }
}

#[actix_web::test]
async fn mistakes_on_the_invitation_page_keep_the_link_good() {
    let (test, link) = dora_invited().await;
    let mut dora = test.stranger();
    let page = dora.open(&link).await;
    for (name, password, sentence) in [
        ("Dora", "short", "Enter at least 12 characters."),
        ("Dora", "dora@halle.example", "This password is easy to guess."),
        ("", "correct horse battery", "Enter your name."),
        ("Do\nra", "correct horse battery", "Remove the invisible characters."),
    ] {
        let form = page.form(&link).fill("name", name).fill("password", password);
        let answer = form.submit(&mut dora).await;
        assert_eq!(answer.status, 422, "{name:?}");
        assert!(answer.says(sentence), "{sentence}");
    }
    let fields = page.form(&link).fill("password", "correct horse battery").fields;
    let foreign = dora.post_only(&link, &fields, &[("sec-fetch-site", "cross-site")]).await;
    assert_eq!(foreign.status, 403);
    assert_eq!(dora.open(&link).await.status, 200);
}

#[actix_web::test]
async fn whoever_reads_the_invitation_in_french_keeps_french() {
    let (test, link) = dora_invited().await;
    let mut dora = test.stranger();
    dora.language = "fr".into();
    let page = dora.open(&link).await;
    let page = page.form(&link).fill("password", "correct horse battery").submit(&mut dora).await;
    assert!(page.html.contains("lang=\"fr\""));
    assert_eq!(test.named("Dora").await.lang, Some(waybill::domain::lang::Lang::Fr));
    assert_eq!(test.named("Dora").await.zone.name(), "Europe/Paris", "that of whoever invited");
}

#[actix_web::test]
async fn of_two_who_accept_at_once_one_gets_in() {
    let (test, link) = dora_invited().await;
    let form = test.stranger().open(&link).await.form(&link);
    let tries: Vec<_> = (0..2)
        .map(|n| {
            let (form, mut browser) = (form.clone().fill("password", &format!("password number {n}")), test.stranger());
            actix_web::rt::spawn(async move { form.send(&mut browser).await.status.as_u16() })
        })
        .collect();
    let mut seen = Vec::new();
    for answer in tries {
        seen.push(answer.await.unwrap());
    }
    seen.sort_unstable();
    assert_eq!(seen.iter().filter(|status| **status == 410).count(), 1, "{seen:?}");
}

#[actix_web::test]
async fn neither_who_invites_nor_who_is_invited_chooses_the_name_of_somebody_else() {
    let (test, link) = dora_invited().await;
    let mut alice = test.sign_in("Alice").await;
    let path = "/settings/users/invite";
    let form = alice.open(path).await.form(path).fill("name", "ALICE").fill("email", "eve@halle.example");
    let refused = form.submit(&mut alice).await;
    assert!(refused.status == 422 && refused.says("Another user has this name."), "{}", refused.text());

    let mut dora = test.stranger();
    let form = dora.open(&link).await.form(&link).fill("name", "Alice").fill("password", "correct horse battery");
    let refused = form.submit(&mut dora).await;
    assert!(refused.status == 422 && refused.says("Another user has this name."), "{}", refused.text());
    let form = refused.form(&link).fill("name", "Dora").fill("password", "correct horse battery");
    assert!(form.submit(&mut dora).await.says("Welcome to Halle Logistics."), "the link is as good as before");
}
