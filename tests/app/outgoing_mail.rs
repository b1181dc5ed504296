//! Outgoing mail as super admins see it (R15, R70).

use waybill::db::demo::Fate;
use waybill::db::outbox::{self, NewMail};
use waybill::db::{audit, users};
use waybill::domain::audit::Action;
use waybill::domain::mail::{Detail, MailKind};
use waybill::domain::user::Rights;

use crate::mail_delivery::sql;
use crate::support::TestApp;
use crate::support::exports::{exported, judged, threshold};

/// A link for somebody, and the mail that carries it; answers the mail's key.
async fn mail_with_link(test: &TestApp, kind: MailKind, user: i64) -> i64 {
    let (now, nonce) = (test.clock.now(), format!("nonce-{}", kind.as_str()));
    let (from, until) = (now.format("%F %T%.6f"), (now + chrono::Duration::hours(1)).format("%F %T%.6f"));
    sql(
        &test.app.config.database,
        &format!(
            "INSERT INTO access_links (kind, user_id, nonce, created_at, expires_at) VALUES ('{}', {user}, '{nonce}', '{from}', '{until}')",
            kind.as_str()
        ),
    );
    let written = move |c: &mut waybill::db::DbConn| {
        let to = users::find(c, user)?.unwrap();
        let mail = NewMail {
            dedupe_key: nonce,
            kind,
            to: &to,
            export_id: None,
            link_id: Some(1),
            detail: Detail { by: Some("Alice".into()), ip: Some("203.0.113.17".into()), ..Detail::default() },
        };
        outbox::push(c, &mail, now)?;
        Ok(outbox::list(c, None, outbox::Part::First)?.mails[0].0.id)
    };
    test.app.db.write(written).await.unwrap()
}

#[actix_web::test]
async fn only_super_admins_see_what_is_written_to_others() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let mut bob = test.exporter("Bob").await;
    let id = mail_with_link(&test, MailKind::Invitation, 2).await;
    for path in ["/settings/mail".to_owned(), format!("/settings/mail/{id}")] {
        assert_eq!(test.stranger().open(&path).await.path, format!("/sign-in?next={}", path.replace('/', "%2F")));
        assert_eq!(bob.open(&path).await.status, 403);
        assert_eq!(alice.open(&path).await.status, 200);
    }
    let form = bob.open("/").await.form("/sign-out");
    assert_eq!(bob.post_only(&format!("/settings/mail/{id}/retry"), &form.fields, &[]).await.status, 403);
    assert_eq!(alice.open("/settings/mail/999999").await.status, 404);
}

#[actix_web::test]
async fn without_a_mail_server_the_page_says_where_the_mails_are() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let page = alice.open("/settings/mail").await;
    assert!(page.says("No mail server is set") && page.says(&test.app.config.mail_folder().display().to_string()));
    assert!(page.says("No emails yet"));
}

#[actix_web::test]
async fn a_mail_that_was_refused_is_seen_and_can_be_tried_again() {
    let server = crate::support::smtp::SmtpServer::start();
    crate::support::smtp::install_provider();
    let mut test = TestApp::start().await;
    let url = waybill::domain::smtp_url::SmtpUrl::parse(&format!("smtp://127.0.0.1:{}", server.port)).unwrap();
    test.app.mailer = waybill::mail::Mailer::from_settings(
        Some(&url),
        "waybill@halle.example",
        std::path::Path::new("unused"),
        std::time::Duration::from_secs(5),
    )
    .unwrap()
    .into();
    test.user("Alice", Rights::SUPER_ADMIN).await;
    threshold(&test, 1, 1_000).await;
    let export = exported(&test, 1, "été.csv", 1_001, Fate::Queued).await;
    judged(&test, &export).await;
    server.answer_next(crate::support::smtp::Step::Recipient, 550);
    test.run_lane("mail");
    test.pass(chrono::Duration::days(1));
    assert_eq!(test.run_lane("mail"), 0, "a final refusal is not tried again by itself");

    let mut alice = test.sign_in("Alice").await;
    let page = alice.open("/settings/mail").await;
    assert!(page.says("Large export: été.csv") && page.says("Failed") && page.says("550"), "{}", page.text());
    assert!(page.html.contains("<bdi>été</bdi><span dir=\"ltr\">.csv</span>"), "the type is outside of the name");
    assert!(page.says("Last error: "), "who said it is not known: {}", page.text());
    let page = page.form("/settings/mail/").submit(&mut alice).await;
    assert!(page.says("The email is queued again") && page.says("Waiting"));
    test.run_lane("mail");
    assert_eq!(server.received().len(), 1);
    assert!(alice.open("/settings/mail").await.count("form[action*=retry]") == 0);
    assert_eq!(test.app.db.read(|c| audit::count(c, Action::MailRetried)).await.unwrap(), 1);
}

#[actix_web::test]
async fn a_mail_is_shown_as_it_left_without_the_link_that_lets_its_holder_in() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let bob = test.user("Bob", Rights::default()).await;
    let id = mail_with_link(&test, MailKind::Reset, bob).await;
    test.run_lane("mail");
    let sent = test.mails().remove(0);
    let token = sent.text.split("/reset/").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    assert!(token.len() >= 22);
    let page = alice.open(&format!("/settings/mail/{id}")).await;
    assert!(page.says("asked to reset the password for bob@halle.example"), "{}", page.text());
    let clock = "Europe/Paris (UTC+2)".to_owned();
    assert!(page.text_of("dd .sub").contains(&clock), "by whose clock it left: {}", page.text());
    assert!(!page.html.contains(&token) && !page.html.contains("/reset/"));
    let fragment = alice.get_with(&format!("/settings/mail/{id}"), &[("x-fragment", "1")]).await.text();
    assert!(fragment.contains("<dialog") && !fragment.contains("<html"));
}

#[actix_web::test]
async fn an_invitation_can_be_handed_over_from_the_page_until_it_is_used() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let bob = test.user("Bob", Rights::default()).await;
    let id = mail_with_link(&test, MailKind::Invitation, bob).await;
    assert!(alice.open(&format!("/settings/mail/{id}")).await.html.contains("/invitation/"));
    sql(&test.app.config.database, "UPDATE access_links SET used_at = created_at");
    assert!(!alice.open(&format!("/settings/mail/{id}")).await.html.contains("/invitation/"));
    test.run_lane("mail");
    assert!(test.mails().is_empty(), "a link that was used is not sent");
    assert!(alice.open("/settings/mail").await.says("The link in it was used or replaced"));
}

#[actix_web::test]
async fn the_list_is_paged_and_can_be_narrowed_to_one_state() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    threshold(&test, 1, 1).await;
    for n in 0..27 {
        let export = exported(&test, 1, &format!("file-{n}.csv"), 2, crate::support::exports::done(&test)).await;
        judged(&test, &export).await;
    }
    let page = alice.open("/settings/mail").await;
    assert_eq!(page.count("tbody tr"), 25);
    let older = page.click("Older", &mut alice).await;
    assert_eq!(older.count("tbody tr"), 2);
    assert!(older.says("file-0 .csv"));
    assert_eq!(older.click("Newer", &mut alice).await.count("tbody tr"), 25);
    assert!(alice.open("/settings/mail?state=sent").await.says("No emails yet"));
    assert_eq!(alice.open("/settings/mail?state=nonsense").await.count("tbody tr"), 25);
    alice.language = "fr".into();
    assert_eq!(alice.open("/settings/mail").await.status, 200);
}

#[actix_web::test]
async fn the_counters_are_for_the_machine_itself() {
    let test = TestApp::start().await;
    let mut probe = test.stranger();
    let answer = probe.get_with("/metrics", &[("host", "somewhere.example")]).await;
    assert_eq!(answer.status, 200);
    assert!(answer.text().contains("waybill_exports{state=\"done\"} 0\n"));
    assert!(answer.text().contains("waybill_mails{state=\"waiting\"} 0\n"));
    assert_eq!(probe.get_with("/metrics", &[("x-forwarded-for", "203.0.113.9")]).await.status, 404);
}
