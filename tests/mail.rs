//! One mail on its way: to a real server, to bad servers, into the folder.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a failed assumption ends the test")]

#[path = "app/support/smtp.rs"]
mod smtp;
#[path = "app/support/smtp_slow.rs"]
mod smtp_slow;

use std::path::Path;
use std::time::{Duration, Instant};

use mail_parser::{Message, MessageParser};
use smtp::{SmtpServer, Step, TestCertificate};
use waybill::domain::smtp_url::SmtpUrl;
use waybill::mail::{Mail, Mailer, MailerError, SendError};

const FROM: &str = "desk@crm.example";

fn mail() -> Mail {
    Mail {
        to_name: "Camille Lefèvre".to_owned(),
        to_address: "camille@halle.example".to_owned(),
        subject: "Export volumineux : Aoife Ní Dhomhnaill exporte 214\u{202f}673 transactions".to_owned(),
        text: "Première ligne\n.\n..deux points\n.un point\n214\u{202f}673 fiches = tout\n--=_waybill--\n".to_owned(),
        html: format!("<p>214\u{202f}673 fiches – {}</p>\n", "très ".repeat(400)),
        message_id: "<large-export.x1290.7@crm.example>".to_owned(),
        date: "2025-10-16T08:19:00Z".parse().unwrap(),
    }
}

fn mailer(url: &str) -> Mailer {
    smtp::install_provider();
    let url = SmtpUrl::parse(url).unwrap();
    Mailer::from_settings(Some(&url), FROM, Path::new("unused"), Duration::from_secs(1)).unwrap()
}

fn plain(port: u16) -> Mailer {
    mailer(&format!("smtp://127.0.0.1:{port}"))
}

fn parse(raw: &[u8]) -> Message<'_> {
    MessageParser::default().parse(raw).unwrap()
}

fn header_names(mail: &Message<'_>) -> Vec<String> {
    mail.headers().iter().map(|header| header.name().to_owned()).collect()
}

const HEADERS: [&str; 8] =
    ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"];

#[test]
fn a_mail_arrives_once_as_it_was_written() {
    let server = SmtpServer::start();
    plain(server.port).send(&mail()).unwrap();

    let received = server.received();
    assert_eq!(received.len(), 1);
    assert_eq!((&*received[0].from, &received[0].to), (FROM, &vec!["camille@halle.example".to_owned()]));
    assert!(received[0].raw.is_ascii());
    let (seen, sent) = (parse(&received[0].raw), mail());
    assert_eq!(header_names(&seen), HEADERS);
    assert_eq!(seen.subject().unwrap(), sent.subject);
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(lines(&seen.body_text(0).unwrap()), lines(&sent.text));
    assert_eq!(lines(&seen.body_html(0).unwrap()), lines(&sent.html));
    assert_eq!((seen.text_body_count(), seen.html_body_count(), seen.attachment_count()), (1, 1, 0));
    let person = |list: Option<&mail_parser::Address<'_>>| {
        let one = list.unwrap().first().unwrap().clone();
        (one.name().unwrap().to_owned(), one.address().unwrap().to_owned())
    };
    assert_eq!(person(seen.from()), ("Waybill".to_owned(), FROM.to_owned()));
    assert_eq!(person(seen.to()), (sent.to_name, sent.to_address));
    assert_eq!(seen.message_id().unwrap(), "large-export.x1290.7@crm.example");
    assert_eq!(seen.date().unwrap().to_timestamp(), sent.date.timestamp());
    assert_eq!(seen.header("Auto-Submitted").unwrap().as_text(), Some("auto-generated"));
    assert!(seen.reply_to().is_none());
}

#[test]
fn a_name_or_subject_with_line_ends_adds_no_header_and_no_recipient() {
    let server = SmtpServer::start();
    let mut mail = mail();
    mail.to_name = "x\r\nBcc: e@x".to_owned();
    mail.subject = "y\0\nBcc: e@x\r\n\r\nbody".to_owned();
    plain(server.port).send(&mail).unwrap();

    let received = server.received();
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].to, ["camille@halle.example"]);
    let seen = parse(&received[0].raw);
    assert_eq!(header_names(&seen), HEADERS);
    assert_eq!(seen.subject().unwrap(), "y Bcc: e@x body");
    assert_eq!(seen.to().unwrap().first().unwrap().name().unwrap(), "x Bcc: e@x");
}

#[test]
fn an_address_or_identifier_with_line_ends_is_refused_before_a_connection_is_made() {
    let server = SmtpServer::start();
    for bad in ["a@b.example\r\nRCPT TO:<e@x>", "a@b.example, e@x", "a\0@b.example", "<a@b.example>", ""] {
        let refused = plain(server.port).send(&Mail { to_address: bad.to_owned(), ..mail() });
        assert!(matches!(refused, Err(SendError::Permanent(_))), "{bad:?}: {refused:?}");
    }
    let refused = plain(server.port).send(&Mail { message_id: "<a@b>\r\nBcc: e@x".to_owned(), ..mail() });
    assert!(matches!(refused, Err(SendError::Permanent(_))));
    assert!(server.received().is_empty());
}

#[test]
fn a_busy_server_is_asked_again_and_a_refusal_is_final() {
    let server = SmtpServer::start();
    for (step, code) in
        [(Step::Recipient, 451), (Step::End, 452), (Step::Sender, 550), (Step::Recipient, 550), (Step::End, 554)]
    {
        server.answer_next(step, code);
        let error = plain(server.port).send(&mail()).unwrap_err();
        assert_eq!(matches!(error, SendError::Permanent(_)), code >= 500, "{error:?}");
        assert!(error.to_string().contains(&code.to_string()), "{error}");
    }
    server.answer_next(Step::Sender, 530);
    assert!(matches!(plain(server.port).send(&mail()), Err(SendError::Transient(_))));
    assert!(server.received().is_empty());
    plain(server.port).send(&mail()).unwrap();
    assert_eq!(server.received().len(), 1);
}

#[test]
fn starttls_and_a_password_work_with_a_private_authority() {
    let certificate = TestCertificate::for_name("localhost");
    let server = SmtpServer::start_tls(&certificate, Some(("desk", "p@ss/wörd")));
    let ca = certificate.path().display().to_string();
    let url = |password: &str| format!("smtp://desk:{password}@localhost:{}?ca={ca}", server.port);

    mailer(&url("p%40ss%2Fw%C3%B6rd")).send(&mail()).unwrap();
    assert_eq!(server.received().len(), 1);

    // A wrong password is a setting to mend: the mail waits for it, and the page does not show it.
    let error = mailer(&url("hunter2")).send(&mail()).unwrap_err();
    assert!(
        matches!(&error, SendError::Transient(text) if text.contains("(535)") && !text.contains("hunter2")),
        "{error:?}"
    );
    assert_eq!(server.received().len(), 1);
}

#[test]
fn tls_from_the_first_byte_works() {
    let certificate = TestCertificate::for_name("localhost");
    let server = SmtpServer::start_implicit_tls(&certificate);
    mailer(&format!("smtps://localhost:{}?ca={}", server.port, certificate.path().display())).send(&mail()).unwrap();
    assert_eq!(server.received().len(), 1);
}

#[test]
fn a_server_that_hides_starttls_gets_nothing() {
    let server = SmtpServer::start();
    for url in [
        format!("smtp://localhost:{}?tls=starttls", server.port),
        format!("smtp://a:hunter2@localhost:{}", server.port),
    ] {
        let error = mailer(&url).send(&mail()).unwrap_err();
        assert!(matches!(&error, SendError::Transient(text) if text.contains("STARTTLS")), "{error:?}");
    }
    assert!(server.received().is_empty());
}

#[test]
fn a_certificate_of_an_unknown_authority_or_for_another_name_is_refused() {
    let (own, other) = (TestCertificate::for_name("localhost"), TestCertificate::for_name("mail.other.example"));
    let unknown = SmtpServer::start_tls(&own, None);
    let misnamed = SmtpServer::start_tls(&other, None);
    let misnamed_implicit = SmtpServer::start_implicit_tls(&other);
    for (server, url) in [
        (&unknown, format!("smtp://localhost:{}?tls=starttls", unknown.port)),
        (&misnamed, format!("smtp://localhost:{}?tls=starttls&ca={}", misnamed.port, other.path().display())),
        (&misnamed_implicit, format!("smtps://localhost:{}?ca={}", misnamed_implicit.port, other.path().display())),
    ] {
        let error = mailer(&url).send(&mail()).unwrap_err();
        assert!(matches!(&error, SendError::Transient(text) if text.contains("certificate")), "{error:?}");
        assert!(server.received().is_empty());
    }
}

#[test]
fn no_server_takes_longer_than_the_time_out_in_total() {
    let ports =
        [smtp_slow::silent(), smtp_slow::dripping(), smtp_slow::silent_from("EHLO"), smtp_slow::silent_from(".")];
    let mut mailers: Vec<_> = ports.into_iter().map(plain).collect();
    mailers.push(mailer(&format!("smtps://localhost:{}", smtp_slow::silent())));
    for mailer in mailers {
        let start = Instant::now();
        let error = mailer.send(&mail()).unwrap_err();
        let took = start.elapsed();
        assert!(matches!(&error, SendError::Transient(text) if text.contains("within 1 second")), "{error:?}");
        assert!((Duration::from_millis(900)..Duration::from_secs(3)).contains(&took), "{took:?}");
    }
}

#[test]
fn what_the_server_decided_stands_although_it_says_no_goodbye() {
    plain(smtp_slow::silent_from("QUIT")).send(&mail()).unwrap();
    let error = plain(smtp_slow::refusing_then_silent()).send(&mail()).unwrap_err();
    assert!(matches!(error, SendError::Permanent(_)), "{error:?}");
}

#[test]
fn a_server_that_is_not_there_may_come_back() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    assert!(matches!(plain(port).send(&mail()), Err(SendError::Transient(_))));
}

#[test]
fn a_mail_can_be_sent_from_inside_a_runtime() {
    let server = SmtpServer::start();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async { plain(server.port).send(&mail()) }).unwrap();
    assert_eq!(server.received().len(), 1);
}

#[test]
fn without_a_server_mail_becomes_a_private_file_that_stays_the_same_when_repeated() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().join("data/mail");
    let mailer = Mailer::from_settings(None, FROM, &folder, Duration::from_secs(1)).unwrap();
    let file = folder.join("large-export.x1290.7.eml");

    mailer.send(&mail()).unwrap();
    let first = std::fs::read(&file).unwrap();
    mailer.send(&mail()).unwrap();

    assert_eq!(std::fs::read(&file).unwrap(), first);
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
    assert_eq!(parse(&first).subject().unwrap(), mail().subject);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&folder), mode(&file)), (0o700, 0o600));
    }
}

#[test]
fn the_memory_mailer_remembers_for_all_its_clones() {
    let mailer = Mailer::memory(FROM).unwrap();
    mailer.clone().send(&mail()).unwrap();
    let Mailer::Memory(memory) = &mailer else { panic!("asked for memory") };
    assert_eq!(memory.sent(), [mail()]);
}

#[test]
fn a_setting_that_can_not_be_used_stops_the_start_with_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty.pem");
    std::fs::write(&empty, "not a certificate").unwrap();
    let build = |url: Option<&str>, from| {
        let url = url.map(|url| SmtpUrl::parse(url).unwrap());
        Mailer::from_settings(url.as_ref(), from, &empty, Duration::from_secs(1)).unwrap_err()
    };
    assert!(matches!(build(None, "nobody"), MailerError::From(_)));
    assert!(matches!(build(None, FROM), MailerError::Folder { .. }));
    for path in [empty.clone(), folder.path().join("absent.pem")] {
        let error = build(Some(&format!("smtps://localhost?ca={}", path.display())), FROM);
        assert!(error.to_string().starts_with("WAYBILL_SMTP_URL names the certificate"), "{error}");
    }
}
