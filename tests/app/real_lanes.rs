//! The threads of a running server on the system's clock, instead of one turn after the other (R13).

use std::path::Path;
use std::time::{Duration, Instant};

use waybill::domain::smtp_url::SmtpUrl;
use waybill::domain::standing::Standing;
use waybill::jobs::{self, Stop};
use waybill::mail::Mailer;

use crate::exports::export;
use crate::support::TestApp;
use crate::support::smtp::{self, SmtpServer};

#[actix_web::test]
async fn a_notice_reaches_the_mail_server_by_itself_while_the_export_is_still_held() {
    let server = SmtpServer::start();
    let mut test = TestApp::on_real_time(|_| {}).await;
    smtp::install_provider();
    let url = SmtpUrl::parse(&format!("smtp://127.0.0.1:{}", server.port)).unwrap();
    let from = "waybill@halle.example";
    test.app.mailer =
        Mailer::from_settings(Some(&url), from, Path::new("unused"), Duration::from_secs(5)).unwrap().into();
    let alice = test.super_admin_unseen("Alice").await;
    test.threshold(alice, 2);
    test.contacts(3).await;
    let mut bob = test.exporter("Bob").await;

    let stop = Stop::default();
    let workers = jobs::start(&test.app, &stop).unwrap();
    let id = export(&mut bob).await;
    let asked = Instant::now();
    // How soon is bound by the pause of the mail lane (`src/jobs/runner.rs`); here it only has to come.
    while server.received().is_empty() && asked.elapsed() < Duration::from_secs(30) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let came_after = asked.elapsed();
    stop.now();
    workers.join();
    let received = server.received();
    assert_eq!(received.len(), 1, "nothing came within {came_after:?}");
    assert_eq!(received[0].to, ["alice@halle.example"]);
    let held = test.export(&id);
    assert!(matches!(held.standing(held.requested_at), Standing::Held(_)), "it waits, and may be cancelled");
    assert_eq!(held.details.started_at, None);
}
