//! What changes between the click and the row of the download (R40): the transaction that writes the row asks again.

use chrono::Duration;
use waybill::db::downloads::{self, Begin};
use waybill::db::users;
use waybill::domain::export::Lost;
use waybill::domain::standing::NotDownloadable;
use waybill::domain::viewer::Viewer;

use crate::support::TestApp;

/// Bob as the request found him, with his session.
fn as_he_was(test: &TestApp) -> Viewer {
    let id = test.id_of("Bob");
    let user = test.app.db.read_now(|c| users::find(c, id)).unwrap().unwrap();
    Viewer { user, session: "s".into(), ip: None, request_id: "r".into() }
}

#[actix_web::test]
async fn the_transaction_that_records_a_download_sees_what_changed_since_the_click() {
    let test = TestApp::start().await;
    test.exporter("Bob").await;
    let sensitive = test.put(test.row("Bob", "s.csv").sensitive()).await;
    let plain = test.put(test.row("Bob", "p.csv")).await;
    test.sql("UPDATE users SET may_see_sensitive = TRUE");
    let bob = as_he_was(&test);
    let begin = |id: &str| {
        let (export, now) = (test.export(id).id, test.now());
        test.app.db.write_now(|c| downloads::begin(c, &bob, "", export, 0, now)).unwrap()
    };
    test.sql("UPDATE users SET may_see_sensitive = FALSE");
    assert_eq!(begin(&sensitive), Begin::Forbidden(Lost::Sensitive), "the right to sensitive values is gone");
    for (change, back) in [
        ("UPDATE users SET may_export = FALSE", "UPDATE users SET may_export = TRUE"),
        ("UPDATE users SET deactivated_at = '2025-10-16 08:00:00.000000'", "UPDATE users SET deactivated_at = NULL"),
        ("UPDATE exports SET user_id = NULL", "UPDATE exports SET user_id = (SELECT id FROM users)"),
    ] {
        test.sql(change);
        assert_eq!(begin(&plain), Begin::Unknown, "{change}");
        test.sql(back);
    }
    test.sql("UPDATE exports SET deleted_at = '2025-10-16 08:00:00.000000'");
    assert_eq!(begin(&plain), Begin::Refused(NotDownloadable::Gone));
    test.sql("UPDATE exports SET deleted_at = NULL");
    test.pass(Duration::days(30));
    assert_eq!(begin(&plain), Begin::Refused(NotDownloadable::Gone), "it has expired meanwhile");
    assert_eq!(test.number("SELECT count(*) AS n FROM downloads"), 0);
    test.pass(-Duration::seconds(1));
    assert!(matches!(begin(&plain), Begin::Allowed(Some(_))));
}

#[actix_web::test]
async fn a_download_under_way_ends_with_the_right_to_what_is_in_it() {
    let test = TestApp::start().await;
    let mut bobs = test.exporter("Bob").await;
    let id = test.put(test.row("Bob", "s.csv").sensitive()).await;
    bobs.open("/settings/import-export").await;
    let session = test.words("SELECT public_id AS words FROM sessions").await.remove(0);
    test.sql("UPDATE users SET may_see_sensitive = TRUE");
    let bob = Viewer { session, ..as_he_was(&test) };
    let export = test.export(&id).id;
    let goes_on = || test.app.db.read_now(|c| downloads::may_go_on(c, &bob, export)).unwrap();
    assert!(goes_on());
    for (change, back) in [
        ("UPDATE users SET may_see_sensitive = FALSE", "UPDATE users SET may_see_sensitive = TRUE"),
        ("UPDATE users SET may_export = FALSE", "UPDATE users SET may_export = TRUE"),
        ("UPDATE exports SET deleted_at = '2025-10-16 08:00:00.000000'", "UPDATE exports SET deleted_at = NULL"),
    ] {
        test.sql(change);
        assert!(!goes_on(), "{change}");
        test.sql(back);
        assert!(goes_on(), "{back}");
    }
    test.sql("DELETE FROM sessions");
    assert!(!goes_on());
}
