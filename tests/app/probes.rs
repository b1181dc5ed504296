//! What a watcher asks (R73): whether the process lives, and whether it can do its work.

use crate::support::TestApp;

#[actix_web::test]
async fn a_process_without_a_database_lives_but_is_not_ready() {
    let test = TestApp::start().await;
    let mut probe = test.stranger();
    for (path, body) in [("/healthz", "ok\n"), ("/readyz", "ready\n")] {
        let answer = probe.get_with(path, &[("host", "10.1.2.3")]).await;
        assert_eq!((answer.status.as_u16(), answer.text().as_str()), (200, body));
    }
    test.break_database();
    assert_eq!(probe.get("/healthz").await.status, 200);
    let answer = probe.get("/readyz").await;
    assert_eq!(
        (answer.status.as_u16(), answer.text().as_str()),
        (503, "the database does not take changes\n"),
        "and nothing of why: the log has that"
    );
}
