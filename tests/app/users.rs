//! Users and permissions: who may manage them, and what a change does at once (R5, R6, R61).

use std::sync::mpsc;
use std::time::Duration;

use waybill::db::access_links::LinkKind;
use waybill::db::users::{self, RightsChange};
use waybill::db::{DbConn, audit};
use waybill::domain::user::{Rights, User};
use waybill::domain::viewer::Actor;

use crate::support::interleaved::interleaved;
use crate::support::{Browser, Page, TestApp};

const EXPORTER: Rights =
    Rights { super_admin: false, view: true, edit: false, import: false, export: true, sensitive: false };

/// The rights form of a user.
async fn rights_page(test: &TestApp, admin: &mut Browser, name: &str) -> Page {
    let id = test.named(name).await.public_id;
    admin.open(&format!("/settings/users/{id}")).await
}

async fn untick(test: &TestApp, admin: &mut Browser, name: &str, right: &str) -> Page {
    let page = rights_page(test, admin, name).await;
    page.form("/settings/users/").untick(right).submit(admin).await
}

async fn deactivate(test: &TestApp, admin: &mut Browser, name: &str) -> Page {
    let path = format!("/settings/users/{}/deactivate", test.named(name).await.public_id);
    admin.open(&path).await.form(&path).submit(admin).await
}

#[actix_web::test]
async fn only_super_admins_manage_users() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let mut bob = test.exporter("Bob").await;
    let id = test.named("Bob").await.public_id;
    let mut stranger = test.stranger();
    let pages = [
        "/settings/users".to_owned(),
        "/settings/users/invite".into(),
        format!("/settings/users/{id}"),
        format!("/settings/users/{id}/deactivate"),
    ];
    for path in &pages {
        assert_eq!(stranger.open(path).await.path.split('?').next(), Some("/sign-in"), "{path}");
        assert_eq!(bob.open(path).await.status, 403, "{path}");
        assert_eq!(alice.open(path).await.status, 200, "{path}");
    }
    let token = bob.open("/settings/profile").await.form("/settings/profile").value("csrf").unwrap().to_owned();
    let with_token = vec![("csrf".to_owned(), token), ("super".into(), "on".into())];
    for path in [
        "/settings/users/invite".to_owned(),
        format!("/settings/users/{id}"),
        format!("/settings/users/{id}/resend"),
        format!("/settings/users/{id}/deactivate"),
        format!("/settings/users/{id}/reactivate"),
    ] {
        assert_eq!(bob.post_only(&path, &with_token, &[]).await.status, 403, "{path} by a member");
        assert_eq!(alice.post_only(&path, &[], &[]).await.status, 403, "{path} without a token");
        assert_eq!(stranger.post_only(&path, &[], &[]).await.status, 303, "{path} by a stranger");
    }
    assert_eq!(test.named("Bob").await.rights, EXPORTER);
}

#[actix_web::test]
async fn an_unknown_user_is_not_found() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    assert_eq!(alice.open("/settings/users/AAAAAAAAAAAAAAAAAAAAAA").await.status, 404);
    assert_eq!(alice.open("/settings/users/AAAAAAAAAAAAAAAAAAAAAA/deactivate").await.status, 404);
}

#[actix_web::test]
async fn the_table_says_who_may_what_and_who_is_invited_or_deactivated() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    test.user("Bob", EXPORTER).await;
    test.user("Chloé", Rights::default()).await;
    deactivate(&test, &mut alice, "Chloé").await;
    invite(&mut alice, "Dora", "dora@halle.example").await;
    let page = alice.open("/settings/users").await;
    let rows = page.text_of("tbody tr").join("\n");
    for words in
        ["View, Export", "All permissions", "Invitation sent", "works until 23 Oct 2025", "Deactivated", "Never"]
    {
        assert!(rows.contains(words), "{words}:\n{rows}");
    }
}

async fn invite(admin: &mut Browser, name: &str, email: &str) -> Page {
    let page = admin.open("/settings/users/invite").await;
    page.form("/settings/users/invite").fill("name", name).fill("email", email).submit(admin).await
}

#[actix_web::test]
async fn an_invitation_with_a_mistake_keeps_what_was_typed() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let long = "x".repeat(201);
    for (name, email, sentence) in [
        ("", "dora@halle.example", "Enter a name."),
        ("Do\r\nBcc: evil@example.org", "dora@halle.example", "Remove the invisible characters."),
        ("Do\u{202e}ra", "dora@halle.example", "Remove the invisible characters."),
        (&long, "dora@halle.example", "Enter 200 characters or fewer."),
        ("Dora", "dora", "Enter an email address such as"),
        ("Dora", "Alice@Halle.Example", "Someone already has an account"),
    ] {
        let page = invite(&mut alice, name, email).await;
        assert_eq!(page.status, 422, "{name} {email}");
        assert!(page.says(sentence), "{sentence}");
        assert_eq!(page.form("/settings/users/invite").value("email"), Some(email));
    }
    let page = alice.open("/settings/users/invite").await;
    let form = page.form("/settings/users/invite").fill("name", "Dora").fill("email", "dora@halle.example");
    let page = form.untick("view").tick("export", "on").submit(&mut alice).await;
    assert_eq!(page.status, 422);
    assert!(page.says("must be able to view records too"));
    assert_eq!(page.form("/settings/users/invite").value("export"), Some("on"));
    assert_eq!(alice.open("/settings/users").await.count("tbody tr"), 1, "nobody was added");
}

#[actix_web::test]
async fn a_right_taken_away_ends_every_session_at_once() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let mut bob = test.exporter("Bob").await;
    let mut bobs_phone = test.sign_in("Bob").await;
    let page = untick(&test, &mut alice, "Bob", "export").await;
    assert_eq!(page.path, "/settings/users");
    assert!(page.says("Permissions saved"));
    assert!(bob.open("/settings/profile").await.path.starts_with("/sign-in"));
    assert!(bobs_phone.open("/settings/profile").await.path.starts_with("/sign-in"));
    let bob = test.named("Bob").await;
    assert!(!bob.rights.may_export());
    let lines = test.app.db.read(move |c| audit::actions(c, "user", bob.id)).await.unwrap();
    assert_eq!(lines.iter().filter(|line| *line == "user.rights_changed").count(), 1);
}

#[actix_web::test]
async fn an_old_form_does_not_give_back_a_right_that_somebody_took_meanwhile() {
    let test = TestApp::start().await;
    let (mut alice, mut bea) = (test.super_admin("Alice").await, test.super_admin("Bea").await);
    test.user("Carl", Rights { view: true, sensitive: true, ..Rights::default() }).await;
    let old = rights_page(&test, &mut bea, "Carl").await.form("/settings/users/").tick("export", "on");
    untick(&test, &mut alice, "Carl", "sensitive").await;

    let page = old.clone().submit(&mut bea).await;
    assert_eq!(page.status, 409);
    assert!(page.says("Somebody changed these permissions while you had them open."), "{}", page.text());
    assert_eq!(test.named("Carl").await.rights, Rights { view: true, ..Rights::default() }, "nothing is given back");
    let form = page.form("/settings/users/");
    assert_eq!((form.value("view"), form.value("sensitive"), form.value("export")), (Some("on"), None, None));
    // A sentence about a field does not hide that the form is old.
    let page = old.untick("view").submit(&mut bea).await;
    assert_eq!(page.status, 422);
    assert_eq!(page.form("/settings/users/").tick("view", "on").submit(&mut bea).await.status, 409);

    let form = form.tick("export", "on");
    // A second click finds what the first one saved.
    for _ in 0..2 {
        let page = form.clone().submit(&mut bea).await;
        assert!(page.says("Permissions saved"), "{}", page.text());
    }
    assert_eq!(test.named("Carl").await.rights, EXPORTER);
}

#[actix_web::test]
async fn an_old_form_does_not_lift_a_limit_to_some_objects() {
    let test = TestApp::start().await;
    let (mut alice, mut bea) = (test.super_admin("Alice").await, test.super_admin("Bea").await);
    test.user("Carl", EXPORTER).await;
    let old = rights_page(&test, &mut bea, "Carl").await.form("/settings/users/").tick("edit", "on");
    let form = rights_page(&test, &mut alice, "Carl").await.form("/settings/users/").untick("object");
    form.fill("reach", "some").tick("object", "deals").submit(&mut alice).await;
    let page = old.submit(&mut bea).await;
    assert_eq!((page.status, page.form("/settings/users/").value("reach")), (409, Some("some")));
    let carl = test.named("Carl").await;
    assert!(carl.objects.is_some_and(|objects| objects.len() == 1) && carl.rights == EXPORTER);
}

#[actix_web::test]
async fn of_two_who_change_rights_at_once_the_second_is_told() {
    let test = TestApp::start().await;
    for name in ["Alice", "Bea"] {
        test.user(name, Rights::SUPER_ADMIN).await;
    }
    test.user("Carl", EXPORTER).await;
    let (alice, bea, carl) = (test.named("Alice").await, test.named("Bea").await, test.named("Carl").await);
    let now = test.clock.now();
    let save = |by: &User, rights: Rights| {
        let (carl, seen, by) = (carl.public_id.clone(), users::seen_rights(&carl), Actor::user(by));
        move |c: &mut DbConn| users::save_rights(c, &carl, &seen, (rights, None), None, &by, now).unwrap()
    };
    let (without, with) = (Rights { export: false, ..EXPORTER }, Rights { edit: true, ..EXPORTER });
    let (first, second) = interleaved(&test, save(&alice, without), save(&bea, with));
    assert!(matches!(first, RightsChange::Done(_)) && matches!(second, RightsChange::Overtaken(_)), "{second:?}");
    assert_eq!(test.named("Carl").await.rights, without);
}

#[actix_web::test]
async fn saving_the_same_rights_again_changes_nothing() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let mut bob = test.exporter("Bob").await;
    rights_page(&test, &mut alice, "Bob").await.form("/settings/users/").submit(&mut alice).await;
    assert_eq!(bob.open("/settings/profile").await.path, "/settings/profile");
}

#[actix_web::test]
async fn changing_ones_own_rights_keeps_the_session_only_of_a_super_admin() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let mut alices_phone = test.sign_in("Alice").await;
    test.user("Bob", Rights::SUPER_ADMIN).await;
    assert_eq!(untick(&test, &mut alice, "Alice", "import").await.path, "/settings/users");
    assert!(alices_phone.open("/settings/users").await.path.starts_with("/sign-in"));
    let page = untick(&test, &mut alice, "Alice", "super").await;
    assert!(page.path.starts_with("/sign-in"));
    assert!(page.says("Your session has ended."));
    let mut alice = test.sign_in("Alice").await;
    assert_eq!(alice.open("/settings/users").await.status, 403);
}

#[actix_web::test]
async fn the_last_super_admin_can_be_neither_demoted_nor_deactivated() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    // Neither somebody invited nor somebody deactivated can stand in.
    let page = alice.open("/settings/users/invite").await;
    let form = page.form("/settings/users/invite").fill("name", "Dora").fill("email", "dora@halle.example");
    form.tick("super", "on").submit(&mut alice).await;
    test.user("Bob", Rights::SUPER_ADMIN).await;
    deactivate(&test, &mut alice, "Bob").await;

    let page = untick(&test, &mut alice, "Alice", "super").await;
    assert_eq!(page.status, 422);
    assert!(page.says("This is the only super admin."));
    let page = deactivate(&test, &mut alice, "Alice").await;
    assert!(page.says("This is the only super admin."));
    assert!(test.named("Alice").await.is_active());
    assert!(test.named("Alice").await.rights.super_admin);
}

#[actix_web::test]
async fn two_super_admins_who_step_down_at_once_do_not_both_succeed() {
    let test = TestApp::start().await;
    for name in ["Alice", "Bob"] {
        test.user(name, Rights::SUPER_ADMIN).await;
    }
    let (alice, bob) = (test.named("Alice").await, test.named("Bob").await);
    let now = test.clock.now();
    let (changed, alice_has_changed) = mpsc::channel();
    let (done, bob_is_done) = mpsc::channel();
    let first = {
        let db = test.app.db.clone();
        std::thread::spawn(move || {
            db.write_now(|c| {
                let change = users::change_rights(c, &alice.public_id, EXPORTER, None, None, &Actor::user(&alice), now);
                changed.send(()).unwrap();
                // Uncommitted: the other one must wait for it, or be told to try again.
                assert!(bob_is_done.recv_timeout(Duration::from_millis(400)).is_err(), "nobody waited");
                change
            })
        })
    };
    alice_has_changed.recv().unwrap();
    let second = {
        let db = test.app.db.clone();
        std::thread::spawn(move || {
            let change = db
                .write_now(|c| users::change_rights(c, &bob.public_id, EXPORTER, None, None, &Actor::user(&bob), now));
            done.send(()).ok();
            change
        })
    };
    assert!(matches!(first.join().unwrap(), Ok(RightsChange::Done(_))));
    assert!(matches!(second.join().unwrap(), Ok(RightsChange::LastSuperAdmin(_))));
    assert!(test.named("Bob").await.rights.super_admin);
}

#[actix_web::test]
async fn somebody_demoted_meanwhile_changes_no_rights_any_more() {
    let test = TestApp::start().await;
    test.user("Alice", Rights::SUPER_ADMIN).await;
    test.user("Bob", EXPORTER).await;
    let (alice, bob) = (test.named("Alice").await, test.named("Bob").await);
    let now = test.clock.now();
    let change = test
        .app
        .db
        .write(move |c| users::change_rights(c, &alice.public_id, EXPORTER, None, None, &Actor::user(&bob), now))
        .await
        .unwrap();
    assert_eq!(change, RightsChange::NotAllowed);
}

#[actix_web::test]
async fn deactivation_ends_sessions_and_sign_in_until_it_is_taken_back() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let mut bob = test.exporter("Bob").await;
    let question = alice.open(&format!("/settings/users/{}/deactivate", test.named("Bob").await.public_id)).await;
    assert!(question.says("queued and running exports are cancelled"));
    let page = deactivate(&test, &mut alice, "Bob").await;
    assert!(page.says("User deactivated"));
    assert!(bob.open("/settings/profile").await.path.starts_with("/sign-in"));
    let mut bob = test.sign_in("Bob").await;
    assert!(bob.open("/settings/profile").await.path.starts_with("/sign-in"));
    let page = alice.open("/settings/users").await;
    let page = page.form(&format!("/settings/users/{}/reactivate", test.named("Bob").await.public_id));
    assert!(page.submit(&mut alice).await.says("User reactivated"));
    let mut bob = test.sign_in("Bob").await;
    assert_eq!(bob.open("/settings/profile").await.path, "/settings/profile");
    assert_eq!(test.named("Bob").await.rights, EXPORTER);
}

#[actix_web::test]
async fn a_super_admin_who_deactivates_themselves_is_out() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    test.user("Bob", Rights::SUPER_ADMIN).await;
    let page = deactivate(&test, &mut alice, "Alice").await;
    assert!(page.path.starts_with("/sign-in"));
}

#[actix_web::test]
async fn the_question_comes_as_a_dialog_too() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    test.user("Bob", EXPORTER).await;
    let path = format!("/settings/users/{}/deactivate", test.named("Bob").await.public_id);
    for path in [path.as_str(), "/settings/users/invite"] {
        let fragment = alice.get_with(path, &[("x-fragment", "1")]).await.text();
        assert!(fragment.trim_start().starts_with("<dialog"), "{fragment}");
    }
}

#[actix_web::test]
async fn deactivating_somebody_invited_kills_the_link() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    invite(&mut alice, "Dora", "dora@halle.example").await;
    let link = test.newest_link(LinkKind::Invitation, "Dora").await;
    deactivate(&test, &mut alice, "Dora").await;
    assert_eq!(test.stranger().open(&link).await.status, 410);
    let id = test.named("Dora").await.public_id;
    alice.open("/settings/users").await.form(&format!("/settings/users/{id}/reactivate")).submit(&mut alice).await;
    assert_eq!(test.stranger().open(&link).await.status, 410, "the old link stays dead");
}
