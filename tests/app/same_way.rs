//! What may not be seen is answered as what is not there: with the same words after the same work (R7). Time is not
//! measured, as a busy machine would blur it; the statements that the database is asked are compared instead.

use reqwest::Method;

use crate::support::{Browser, TestApp, statements};

const UNKNOWN: &str = "AAAAAAAAAAAAAAAAAAAAAA";

/// What the answer was, and what the database was asked for it from the question after the export on. Who asks comes
/// before; two extractors of one form may both look that up, or one of them, as it happens.
async fn way(test: &TestApp, browser: &mut Browser, method: &Method, path: &str) -> (u16, Vec<String>) {
    let form = browser.open("/settings/profile").await.form("/sign-out");
    test.asked();
    let answer = match *method {
        Method::POST => browser.post_only(path, &form.fields, &[]).await,
        _ => browser.send(method.clone(), path, &[], None).await,
    };
    (answer.status.as_u16(), test.asked().into_iter().skip_while(|asked| !asked.contains("exports")).collect())
}

#[actix_web::test]
async fn somebody_elses_export_asks_the_same_of_the_database_as_an_unknown_one() {
    statements::listen();
    let test = TestApp::start().await;
    test.super_admin("Alice").await;
    let mut bob = test.exporter("Bob").await;
    let known = test.put(test.row("Alice", "a.csv").with("has_history", "TRUE".into())).await;
    for (method, of_export) in [
        (Method::GET, ""),
        (Method::GET, "/file"),
        (Method::HEAD, "/file"),
        (Method::GET, "/history"),
        (Method::GET, "/cancel"),
        (Method::POST, "/cancel"),
        (Method::GET, "/start"),
        (Method::POST, "/start"),
        (Method::GET, "/delete"),
        (Method::POST, "/delete"),
    ] {
        let theirs = way(&test, &mut bob, &method, &format!("/exports/{known}{of_export}")).await;
        let unknown = way(&test, &mut bob, &method, &format!("/exports/{UNKNOWN}{of_export}")).await;
        assert_eq!(theirs.0, 404, "{method} {of_export}");
        assert!(!theirs.1.is_empty(), "nothing was heard");
        assert_eq!(theirs, unknown, "{method} {of_export}");
    }
    let theirs = way(&test, &mut bob, &Method::GET, &format!("/exports/progress?ids={known}:queued")).await;
    let unknown = way(&test, &mut bob, &Method::GET, &format!("/exports/progress?ids={UNKNOWN}:queued")).await;
    assert_eq!(theirs, unknown);
}

#[actix_web::test]
async fn a_history_that_is_not_offered_is_not_there_for_anybody() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let fresh = test.put(test.row("Alice", "a.csv")).await;
    let sensitive = test.put(test.row("Alice", "b.csv").sensitive().with("has_history", "TRUE".into())).await;
    for id in [fresh.as_str(), &sensitive, UNKNOWN] {
        assert_eq!(alice.open(&format!("/exports/{id}/history")).await.status, 404);
    }
}
