//! An export that ends because a right was taken away says which one, wherever it is spoken of (R5, R22, R35).

use waybill::domain::export::{CancelReason, Lost, State};
use waybill::domain::user::Rights;

use crate::support::{TestApp, address_of, export_in};

const LOG: &str = "/settings/import-export";
const DIALOG: &str = "/records/contacts/export";
const BELL: &str = "/notifications";

const EXPORTER: Rights =
    Rights { super_admin: false, view: true, edit: false, import: false, export: true, sensitive: true };

/// What the last mail about a cancelled export told somebody.
fn told(test: &TestApp, name: &str) -> Option<String> {
    test.run_jobs();
    let is_it = |mail: &waybill::mail::Mail| {
        mail.to_address == address_of(name) && mail.subject.starts_with("Your export was cancelled")
    };
    test.mails().into_iter().rev().find(is_it).map(|mail| mail.text)
}

#[actix_web::test]
async fn an_export_that_was_stopped_says_which_right_was_taken_and_by_whom() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    for (name, lost, right) in [
        ("Eve", Lost::Export, "the export permission"),
        ("Sam", Lost::Sensitive, "the permission to see sensitive data"),
        ("Obi", Lost::Object, "the permission to see its object"),
        ("Ida", Lost::SignIn, "the permission to sign in"),
    ] {
        test.user(name, EXPORTER).await;
        let id = test.put(test.row(name, &format!("{name}.csv")).sensitive().queued()).await;
        let user = format!("/settings/users/{}", test.named(name).await.public_id);
        let rights = alice.open(&user).await.form(&user);
        let form = match lost {
            Lost::Export => rights.untick("export"),
            Lost::Sensitive => rights.untick("sensitive"),
            Lost::Object => rights.untick("object").fill("reach", "some").tick("object", "deals"),
            _ => {
                let path = format!("{user}/deactivate");
                alice.open(&path).await.form(&path)
            }
        };
        assert_eq!(form.submit(&mut alice).await.status, 200, "{name}");
        let ended = test.export(&id);
        assert_eq!(
            (ended.state, ended.cancel_reason, ended.cancel_right),
            (State::Cancelled, Some(CancelReason::Rights), Some(lost))
        );
        for path in [LOG.to_owned(), format!("/exports/{id}")] {
            let page = alice.open(&path).await;
            assert!(page.says(&format!("{right} was taken away by Alice")), "{path}: {}", page.text());
        }
        let mail = told(&test, name);
        if lost == Lost::SignIn {
            assert_eq!(mail, None);
            continue;
        }
        assert!(mail.as_ref().unwrap().contains(&format!("because Alice took {right} away from you")), "{mail:?}");
        // The bell does not speak of what is about an object that is closed (R6).
        if lost != Lost::Object {
            let bell = test.sign_in(name).await.open(BELL).await;
            assert!(bell.says(&format!("Your export was stopped: Alice took away {right}")), "{}", bell.text());
        }
    }

    // Rows from before knew only that it was a right.
    test.sql("UPDATE exports SET cancel_right = NULL");
    let (log, bell) = (alice.open(LOG).await, test.sign_in("Eve").await.open(BELL).await);
    assert!(log.says("a permission that it needs was taken away by Alice"), "{}", log.text());
    assert!(!log.says("the export permission was taken"), "nothing is guessed: {}", log.text());
    assert!(bell.says("Your export was stopped: Alice took away a permission that it needs"), "{}", bell.text());
}

#[actix_web::test]
async fn a_right_that_its_worker_finds_gone_is_named_though_nobody_knows_who_took_it() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let mut bob = test.signed_in("Bob", EXPORTER).await;
    for (lost, gone, back, right) in [
        (Lost::Export, "may_export = FALSE", "may_export = TRUE", "the export permission"),
        (Lost::View, "may_view = FALSE", "may_view = TRUE", "the permission to view records"),
        (
            Lost::Sensitive,
            "may_see_sensitive = FALSE",
            "may_see_sensitive = TRUE",
            "the permission to see sensitive data",
        ),
        (Lost::Object, "is_limited = TRUE", "is_limited = FALSE", "the permission to see its object"),
        (
            Lost::SignIn,
            "deactivated_at = '2025-10-16 08:00:00.000000'",
            "deactivated_at = NULL",
            "the permission to sign in",
        ),
    ] {
        let form = bob.open(DIALOG).await.form(DIALOG).fill("props", "all").fill("name", lost.as_str());
        let id = export_in(&form.submit(&mut bob).await.path);
        test.sql(format!("UPDATE users SET {gone} WHERE name = 'Bob'"));
        test.run_jobs();
        test.sql(format!("UPDATE users SET {back} WHERE name = 'Bob'"));
        let ended = test.export(&id);
        assert_eq!((ended.state, ended.cancel_right), (State::Cancelled, Some(lost)), "{gone}");
        let page = alice.open(&format!("/exports/{id}")).await;
        assert!(page.says(&format!("{right} was taken away, 16 Oct 2025, 10:23")), "{}", page.text());
        if lost != Lost::SignIn {
            let (mail, bell) = (told(&test, "Bob").unwrap(), bob.open(BELL).await);
            assert!(mail.contains(&format!("because {right} was taken away from you")), "{mail}");
            assert!(bell.says(&format!("Your export was stopped: {right} was taken away")), "{}", bell.text());
        }
    }
}
