//! What stays whatever the program does: the trail as it was written, and the rows of log and history (R27, R45).

use diesel::RunQueryDsl;

use crate::support::TestApp;

#[actix_web::test]
async fn no_line_of_the_trail_changes_and_no_row_of_log_or_history_goes() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let id = test.put(test.row("Alice", "a.csv")).await;
    assert_eq!(alice.get(&format!("/exports/{id}/file")).await.status, 200);
    test.until("SELECT count(*) AS n FROM downloads WHERE outcome = 'finished'", 1).await;
    let lines = test.number("SELECT count(*) AS n FROM audit_events");
    let mut attempts = vec![
        ("UPDATE audit_events SET actor_name = 'Nobody'", "append-only"),
        ("DELETE FROM audit_events", "append-only"),
        ("DELETE FROM exports", "never deleted"),
        ("DELETE FROM downloads", "never deleted"),
    ];
    if test.is_on_sqlite() {
        let replaced =
            "INSERT OR REPLACE INTO audit_events (id, at, action, detail) VALUES (1, '2025-10-16', 'x', '{}')";
        attempts.push((replaced, "append-only"));
    } else {
        attempts.push(("TRUNCATE audit_events", "append-only"));
        attempts.push(("TRUNCATE exports, downloads CASCADE", "never deleted"));
    }
    for (statement, reason) in attempts {
        let refused = test.app.db.write_now(|c| diesel::sql_query(statement).execute(c)).unwrap_err();
        assert!(format!("{refused:?}").contains(reason), "{statement}: {refused:?}");
    }
    assert_eq!(test.number("SELECT count(*) AS n FROM audit_events"), lines);
    assert_eq!(test.number("SELECT count(*) AS n FROM audit_events WHERE actor_name = 'Nobody' OR action = 'x'"), 0);
    assert_eq!(test.number("SELECT count(*) AS n FROM exports"), 1);
    assert_eq!(test.number("SELECT count(*) AS n FROM downloads"), 1);
}
