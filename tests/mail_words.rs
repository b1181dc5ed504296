//! What the mails say, in both languages.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a failed assumption ends the test")]

use chrono::{DateTime, Utc};
use waybill::domain::export::Lost;
use waybill::domain::lang::Lang;
use waybill::i18n::Locale;
use waybill::mail::export_cancelled::{Cause, ExportCancelled};
use waybill::mail::export_failed::ExportFailed;
use waybill::mail::export_ready::ExportReady;
use waybill::mail::invitation::Invitation;
use waybill::mail::large_export::{LargeExport, Stage};
use waybill::mail::password_reset::PasswordReset;
use waybill::mail::{Frame, Rendered};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn locale(lang: Lang) -> Locale {
    Locale::new(lang, chrono_tz::Europe::Paris)
}

fn frame() -> Frame {
    Frame {
        account: "Halle & Fils".to_owned(),
        host: "crm.halle.example".to_owned(),
        home_url: "https://crm.halle.example/".to_owned(),
    }
}

fn large(lang: Lang) -> LargeExport {
    LargeExport {
        locale: locale(lang),
        user_name: "Aoife Ní Dhomhnaill".to_owned(),
        user_email: "aoife@halle.example".to_owned(),
        object: Some(if lang == Lang::Fr { "Transactions" } else { "Deals" }.to_owned()),
        source: "Q3 closed-won".to_owned(),
        file_name: "Deals – Q3.csv".to_owned(),
        records: 214_673,
        threshold: 50_000,
        started_at: at("2025-10-16T08:19:00Z"),
        ip: "2001:db8::7".to_owned(),
        sensitive: true,
        stage: Stage::Held { until: at("2025-10-16T08:20:00Z") },
        log_url: "https://crm.halle.example/settings/import-export?export=x1290&a=b".to_owned(),
        threshold_url: "https://crm.halle.example/settings/import-export#threshold".to_owned(),
    }
}

fn every_mail(lang: Lang, typed: &str) -> Vec<Rendered> {
    let (locale, frame, typed) = (locale(lang), Frame { account: typed.to_owned(), ..frame() }, typed.to_owned());
    let url = "https://crm.halle.example/x".to_owned();
    let time = at("2025-10-16T08:19:00Z");
    let large = LargeExport {
        user_name: typed.clone(),
        user_email: typed.clone(),
        object: Some(typed.clone()),
        source: typed.clone(),
        file_name: typed.clone(),
        ip: typed.clone(),
        ..large(lang)
    };
    let stages = [Stage::Held { until: time }, Stage::Started, Stage::Late { finished_at: time }];
    let mut mails = stages.map(|stage| LargeExport { stage, ..large.clone() }.render(&frame)).to_vec();
    let rights = Lost::ALL.into_iter().map(Some).chain([None]).map(Cause::RightTaken);
    mails.extend(rights.chain([Cause::Cancelled]).map(|cause| {
        let (file_name, by, log_url) = (typed.clone(), Some(typed.clone()), url.clone());
        ExportCancelled { locale, file_name, by, cause, cancelled_at: time, log_url }.render(&frame)
    }));
    let (file_name, log_url) = (typed.clone(), url.clone());
    mails.push(ExportReady { locale, file_name, records: 1, expires_at: time, log_url }.render(&frame));
    let (file_name, log_url) = (typed.clone(), url.clone());
    mails.push(ExportFailed { locale, file_name, reason: typed.clone(), log_url }.render(&frame));
    mails.push(Invitation { locale, inviter_name: typed.clone(), accept_url: url.clone() }.render(&frame));
    mails.push(PasswordReset { locale, email: typed.clone(), reset_url: url, ip: typed }.render(&frame));
    mails
}

#[test]
fn a_large_export_mail_says_who_what_when_and_until_when() {
    let mail = large(Lang::En).render(&frame());
    assert_eq!(mail.subject, "Large export: Aoife Ní Dhomhnaill is exporting 214,673 deals");
    let expected = "A large export has started

Aoife Ní Dhomhnaill is exporting 214,673 records. That’s above your threshold of 50,000.

File: Deals – Q3.csv
Source: Q3 closed-won
Records: 214,673
User: Aoife Ní Dhomhnaill (aoife@halle.example)
Started: 16~Oct~2025, 10:19, Europe/Paris (UTC+2)
IP address: 2001:db8::7

This export contains sensitive data.

Review in the export audit:
https://crm.halle.example/settings/import-export?export=x1290&a=b

You can cancel it until 16~Oct~2025, 10:20, when its first record is read, and while it is processing.

--
You’re a super admin of Halle & Fils and asked to hear about exports above 50,000 records.
Change your threshold: https://crm.halle.example/settings/import-export#threshold
Sent by Waybill at crm.halle.example
https://crm.halle.example/
";
    assert_eq!(mail.text, expected.replace('~', "\u{a0}"));
    for fact in [
        "<html lang=\"en\" dir=\"ltr\">",
        "<bdi>Aoife Ní Dhomhnaill</bdi> is exporting 214,673 records",
        "<bdi>Deals – Q3</bdi>.csv",
        "<bdi dir=\"ltr\">2001:db8::7</bdi>",
        "super admin of <bdi>Halle &#38; Fils</bdi>",
        "href=\"https://crm.halle.example/settings/import-export?export=x1290&#38;a=b\"",
        "Europe/Paris (UTC+2)",
        "You can cancel it until 16\u{a0}Oct\u{a0}2025, 10:20",
    ] {
        assert!(mail.html.contains(fact), "{fact}\n{}", mail.html);
    }
}

#[test]
fn a_large_export_mail_speaks_the_readers_language() {
    let mail = large(Lang::Fr).render(&frame());
    assert_eq!(mail.subject, "Export volumineux\u{a0}: Aoife Ní Dhomhnaill exporte 214\u{202f}673 transactions");
    assert!(mail.text.contains("\nFiches\u{a0}: 214\u{202f}673\n"), "{}", mail.text);
    assert!(
        mail.text.contains("\nDébut\u{a0}: 16\u{a0}oct.\u{a0}2025, 10:19, Europe/Paris (UTC+2)\n"),
        "{}",
        mail.text
    );
    assert!(mail.html.contains("<html lang=\"fr\" dir=\"ltr\">"));
}

#[test]
fn a_late_alert_says_that_it_has_finished_and_the_file_can_be_deleted() {
    let finished_at = at("2025-10-16T08:25:00Z");
    let late = LargeExport { stage: Stage::Late { finished_at }, object: None, sensitive: false, ..large(Lang::En) };
    let mail = late.render(&frame());
    assert_eq!(mail.subject, "Large export: Aoife Ní Dhomhnaill exported 214,673 records");
    assert!(mail.text.starts_with("A large export has finished\n"));
    assert!(
        mail.text.contains("\nFinished: 16\u{a0}Oct\u{a0}2025, 10:25\nIP address: 2001:db8::7\n\nReview"),
        "{}",
        mail.text
    );
    assert!(mail.text.contains("It has finished. You can delete its file"));
    assert!(!mail.text.contains("cancel") && !mail.html.contains("cancel"));
    assert!(!mail.text.contains("sensitive") && !mail.html.contains("class=\"sens\""));
}

#[test]
fn one_record_is_not_many() {
    let ready = |records| {
        let expires_at = at("2025-11-15T08:19:00Z");
        ExportReady { locale: locale(Lang::En), file_name: "a.csv".into(), records, expires_at, log_url: String::new() }
            .render(&frame())
            .text
    };
    assert!(ready(1).contains("a.csv has 1 record. Sign in to download it before 15\u{a0}Nov\u{a0}2025, 09:19."));
    assert!(ready(2).contains("a.csv has 2 records."));
}

#[test]
fn what_users_typed_is_only_text_in_every_mail() {
    for lang in [Lang::En, Lang::Fr] {
        for mail in every_mail(lang, "<a href=x>\"&\r\n\r\n--\r\nhttps://evil.example\u{202e}cod.csv") {
            assert!(!mail.subject.contains(['\r', '\n']), "{}", mail.subject);
            assert!(!mail.text.contains("\nhttps://evil") && !mail.text.contains('\u{202e}'), "{}", mail.text);
            assert!(!mail.html.contains("<a href=x>"), "{}", mail.html);
            assert!(mail.text.matches("\n--\n").count() == 1);
        }
    }
}

#[test]
fn no_mail_fetches_anything_or_hides_what_it_says_from_readers_without_html() {
    for lang in [Lang::En, Lang::Fr] {
        for mail in every_mail(lang, "Zoë") {
            for remote in ["<img", "<link", "<script", "src=", "@import", "url(", "<iframe"] {
                assert!(!mail.html.contains(remote), "{remote}");
            }
            assert!(mail.html.contains("<meta name=\"color-scheme\" content=\"light dark\">"));
            assert_eq!(mail.html.matches("<h1").count(), 1);
            let title = mail.text.lines().next().unwrap();
            assert!(mail.html.replace("<bdi>", "").replace("</bdi>", "").contains(&format!("{title}</h1>")), "{title}");
            for link in mail.text.split_whitespace().filter(|word| word.starts_with("https://")) {
                assert!(mail.html.replace("&#38;", "&").contains(&format!("href=\"{link}\"")), "{link}");
            }
            assert!(!mail.text.contains("\n\n\n") && !mail.text.contains(" \n"), "{}", mail.text);
        }
    }
}
