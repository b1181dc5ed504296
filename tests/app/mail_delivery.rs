//! What becomes of a mail between its row and the mail server (R13–R15, D10).

use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

use waybill::db::demo::Fate;
use waybill::db::outbox::{self, Part};
use waybill::db::{audit, users};
use waybill::domain::audit::Action;
use waybill::domain::lang::Lang;
use waybill::domain::mail::{MailKind, MailState, OutgoingMail};
use waybill::domain::smtp_url::SmtpUrl;
use waybill::domain::user::Rights;
use waybill::domain::viewer::Actor;
use waybill::jobs::{self, Stop};
use waybill::mail::Mailer;

use crate::support::TestApp;
use crate::support::exports::{done, exported, judged, threshold};
use crate::support::smtp::{SmtpServer, Step};

async fn outbox_of(test: &TestApp) -> Vec<OutgoingMail> {
    let listed = test.app.db.read(|c| outbox::list(c, None, Part::First)).await.unwrap();
    listed.mails.into_iter().map(|(mail, _)| mail).collect()
}

/// A product that hands its mails to a server at this port.
async fn with_server(port: u16, timeout: Duration) -> TestApp {
    let mut test = TestApp::start().await;
    crate::support::smtp::install_provider();
    let url = SmtpUrl::parse(&format!("smtp://127.0.0.1:{port}")).unwrap();
    let mailer = Mailer::from_settings(Some(&url), "waybill@halle.example", Path::new("unused"), timeout).unwrap();
    test.app.mailer = mailer.into();
    test
}

/// Alice, super admin with a threshold of 1,000, is told of Bob's export of 1,001 records.
async fn a_large_export(test: &TestApp) -> i64 {
    let alice = test.user("Alice", Rights::SUPER_ADMIN).await;
    threshold(test, alice, 1_000).await;
    let bob = test.user("Bob", Rights { view: true, export: true, ..Rights::default() }).await;
    let until = test.clock.now() + chrono::Duration::seconds(60);
    let export = exported(test, bob, "all.csv", 1_001, Fate::Held { until }).await;
    assert_eq!(judged(test, &export).await, 1);
    alice
}

#[actix_web::test]
async fn each_super_admin_gets_one_mail_of_an_export_however_often_it_is_judged() {
    let test = TestApp::start().await;
    let (alice, carol) = (test.user("Alice", Rights::SUPER_ADMIN).await, test.user("Carol", Rights::SUPER_ADMIN).await);
    threshold(&test, alice, 1_000).await;
    threshold(&test, carol, 275_000).await;
    let small = exported(&test, alice, "small.csv", 1_000, Fate::Queued).await;
    assert_eq!(judged(&test, &small).await, 0, "not strictly more");
    let large = exported(&test, alice, "large.csv", 275_001, done(&test)).await;
    for expected in [2, 0, 0] {
        assert_eq!(judged(&test, &large).await, expected);
        test.run_lane("mail");
    }
    let mut told: Vec<_> = test.mails().into_iter().map(|mail| mail.to_address).collect();
    told.sort();
    assert_eq!(told, ["alice@halle.example", "carol@halle.example"], "one's own export counts too");
}

#[actix_web::test]
async fn the_mail_says_everything_a_super_admin_needs_to_decide() {
    let test = TestApp::start().await;
    a_large_export(&test).await;
    test.run_lane("mail");
    let mail = test.mails().remove(0);
    assert_eq!(mail.subject, "Large export: Bob is exporting 1,001 contacts");
    for fact in ["Bob (bob@halle.example)", "1,001", "1,000", "203.0.113.17", "Contacts", "all.csv", "10:24"] {
        assert!(mail.text.contains(fact), "{fact}:\n{}", mail.text);
    }
    assert!(mail.text.contains(&format!("{}/settings/import-export?export=", test.app.config.origin())));
    assert!(mail.text.contains("/settings/import-export#threshold"));
    assert!(mail.message_id.is_ascii() && mail.message_id.ends_with("@127.0.0.1>"), "{}", mail.message_id);
}

#[actix_web::test]
async fn a_mail_is_written_in_the_language_of_its_reader() {
    let test = TestApp::start().await;
    let alice = test.user("Alice", Rights::SUPER_ADMIN).await;
    test.app.db.write(move |c| users::set_lang(c, alice, Some(Lang::Fr))).await.unwrap();
    threshold(&test, alice, 1_000).await;
    let export = exported(&test, alice, "all.csv", 214_673, Fate::Queued).await;
    judged(&test, &export).await;
    test.run_lane("mail");
    let mail = test.mails().remove(0);
    assert!(mail.subject.contains("214\u{202f}673 contacts"), "{}", mail.subject);
    assert!(mail.html.contains("lang=\"fr\""));
}

#[actix_web::test]
async fn a_crash_between_the_servers_yes_and_ours_repeats_the_mail_under_the_same_message_id() {
    let server = SmtpServer::start();
    let test = with_server(server.port, Duration::from_secs(5)).await;
    a_large_export(&test).await;
    let now = test.clock.now();
    // The worker that dies: it has claimed the mail and handed it over, and does not come to write that down.
    let lost = test.app.db.write(move |c| outbox::claim(c, now)).await.unwrap().unwrap();
    let copy = lost.clone();
    let facts = test.app.db.read(move |c| waybill::app::letter::Facts::read(c, copy)).await.unwrap();
    let letter = test.app.letter(&facts, waybill::app::letter::Secrets::Written, now).unwrap();
    test.app.mailer.send(&letter).unwrap();
    test.run_lane("mail");
    assert_eq!(server.received().len(), 1, "while the lease lasts nobody else sends it");

    test.pass(chrono::Duration::seconds(61));
    test.run_lane("mail");
    let ids: Vec<_> = server
        .received()
        .iter()
        .map(|mail| {
            String::from_utf8_lossy(&mail.raw).lines().find(|line| line.starts_with("Message-ID")).unwrap().to_owned()
        })
        .collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[0], ids[1]);
    let later = test.clock.now();
    assert!(!test.app.db.write(move |c| outbox::sent(c, &lost, later)).await.unwrap(), "the first worker is too late");
    assert_eq!(outbox_of(&test).await[0].state, MailState::Sent);
}

#[actix_web::test]
async fn a_mail_that_is_asked_to_wait_arrives_once() {
    let server = SmtpServer::start();
    let test = with_server(server.port, Duration::from_secs(5)).await;
    a_large_export(&test).await;
    server.answer_next(Step::Recipient, 451);
    test.run_lane("mail");
    let waiting = outbox_of(&test).await.remove(0);
    assert_eq!((waiting.state, waiting.attempts), (MailState::Waiting, 1));
    assert!(waiting.last_error.unwrap().contains("451"));
    assert_eq!(test.run_lane("mail"), 0, "not before the pause is over");
    test.pass(chrono::Duration::minutes(1));
    test.run_lane("mail");
    test.pass(chrono::Duration::hours(12));
    test.run_lane("mail");
    assert_eq!(server.received().len(), 1);
    assert_eq!(outbox_of(&test).await[0].state, MailState::Sent);
}

#[actix_web::test]
async fn an_unreachable_server_is_tried_for_days_and_then_given_up() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let test = with_server(free, Duration::from_secs(5)).await;
    a_large_export(&test).await;
    let mut tries = 0;
    while outbox_of(&test).await[0].state == MailState::Waiting {
        tries += test.run_lane("mail");
        test.pass(chrono::Duration::hours(6));
        if tries == 3 {
            assert_eq!(test.app.db.read(outbox::troubled).await.unwrap(), 1, "three tries are a reason for a banner");
        }
    }
    assert_eq!(tries, 16);
    let failed = outbox_of(&test).await.remove(0);
    assert_eq!(failed.state, MailState::Failed);
    assert_eq!(test.app.db.read(|c| audit::count(c, Action::MailFailed)).await.unwrap(), 1);
}

#[actix_web::test]
async fn a_silent_server_does_not_hold_up_the_next_mail() {
    let server = SmtpServer::start();
    let front = silent_first(server.port);
    let test = with_server(front, Duration::from_secs(6)).await;
    let alice = a_large_export(&test).await;
    let until = test.clock.now() + chrono::Duration::hours(1);
    let export = exported(&test, alice, "next.csv", 5_000, Fate::Held { until }).await;
    judged(&test, &export).await;
    let (stop, start) = (Stop::default(), Instant::now());
    let workers = jobs::start(&test.app, &stop).unwrap();
    while server.received().is_empty() {
        assert!(start.elapsed() < Duration::from_secs(5), "the next mail waits");
        std::thread::sleep(Duration::from_millis(20));
    }
    stop.now();
    workers.join();
    assert_eq!(server.received().len(), 1);
}

/// Says nothing to its first caller and passes the others on.
fn silent_first(port: u16) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let front = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let mut streams = listener.incoming().flatten();
        let _kept = streams.next();
        for client in streams {
            let server = TcpStream::connect(("127.0.0.1", port)).unwrap();
            for (mut from, mut to) in [
                (client.try_clone().unwrap(), server.try_clone().unwrap()),
                (server.try_clone().unwrap(), client.try_clone().unwrap()),
            ] {
                std::thread::spawn(move || std::io::copy(&mut from, &mut to).map_err(|e| e.to_string()));
            }
        }
    });
    front
}

#[actix_web::test]
async fn who_lost_the_right_to_know_is_not_told_any_more() {
    let test = TestApp::start().await;
    let alice = a_large_export(&test).await;
    deactivate(&test, alice);
    test.run_lane("mail");
    assert!(test.mails().is_empty());
    let dropped = outbox_of(&test).await.remove(0);
    assert_eq!((dropped.state, dropped.last_error.as_deref()), (MailState::Dropped, Some("recipient")));
}

fn deactivate(test: &TestApp, user: i64) {
    let folder = test.app.config.database.clone();
    sql(&folder, &format!("UPDATE users SET deactivated_at = CURRENT_TIMESTAMP WHERE id = {user}"));
}

/// What no page does yet.
pub(crate) fn sql(database: &waybill::config::DatabaseUrl, statement: &str) {
    use diesel::Connection;
    use diesel::connection::SimpleConnection;
    match database {
        waybill::config::DatabaseUrl::Sqlite(path) => {
            diesel::SqliteConnection::establish(path.to_str().unwrap()).unwrap().batch_execute(statement).unwrap();
        }
        waybill::config::DatabaseUrl::Postgres(url) => {
            diesel::PgConnection::establish(url).unwrap().batch_execute(statement).unwrap();
        }
    }
}

#[actix_web::test]
async fn the_exporter_is_told_how_it_ended() {
    let test = TestApp::start().await;
    let bob = test.user("Bob", Rights { view: true, export: true, ..Rights::default() }).await;
    let export = exported(&test, bob, "deals.csv", 3, done(&test)).await;
    let now = test.clock.now();
    test.app
        .db
        .write(move |c| {
            for kind in [MailKind::Ready, MailKind::Failed, MailKind::Cancelled] {
                for _ in 0..2 {
                    outbox::tell_exporter(c, &export, kind, &Actor::system(), now)?;
                }
            }
            Ok(())
        })
        .await
        .unwrap();
    test.run_lane("mail");
    let mut subjects: Vec<_> = test.mails().into_iter().map(|mail| mail.subject).collect();
    subjects.sort();
    assert_eq!(
        subjects,
        ["Your export failed: deals.csv", "Your export is ready: deals.csv", "Your export was cancelled: deals.csv"]
    );
    let ready = test.mails().into_iter().find(|mail| mail.subject.contains("ready")).unwrap();
    assert!(!ready.text.contains("/file") && !ready.text.contains("token"), "the link leads to a page behind sign-in");
}

#[actix_web::test]
async fn a_mail_server_that_says_nothing_does_not_hold_up_the_end_of_the_process() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let patience = Duration::from_mins(1);
    let test = with_server(silent.local_addr().unwrap().port(), patience).await;
    a_large_export(&test).await;
    let stop = Stop::default();
    let workers = jobs::start(&test.app, &stop).unwrap();
    let (_connection, _) = silent.accept().unwrap();
    let begun = Instant::now();
    stop.now();
    workers.join();
    assert!(begun.elapsed() < patience / 2);
}
