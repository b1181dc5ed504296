//! One's own sessions (R61).

use diesel::connection::SimpleConnection;
use waybill::db::DbConn;

use crate::support::TestApp;

#[actix_web::test]
async fn everybody_sees_where_they_are_signed_in_and_ends_one_session() {
    let test = TestApp::start().await;
    let mut bob = test.member("Bob").await;
    let mut phone = test.stranger();
    phone.extra.push((
        "user-agent",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) Version/18.6 Safari/604.1".into(),
    ));
    let page = phone.open("/sign-in").await.form("/sign-in").fill("email", "bob@halle.example");
    page.fill("password", "correct horse battery").tick("keep", "on").submit(&mut phone).await;
    test.pass(chrono::Duration::minutes(5));
    let page = bob.open("/settings/sessions").await;
    let rows = page.text_of("tbody tr");
    assert_eq!(rows.len(), 2);
    assert!(rows[0].contains("This device") && rows[0].contains("127.0.0.1"), "{rows:?}");
    assert!(rows[1].contains("Safari on iPhone") && rows[1].contains("Kept signed in"), "{rows:?}");
    let end = page.attr("tbody tr:nth-child(2) form", "action").unwrap();
    let page = page.form(&end).submit(&mut bob).await;
    assert!(page.says("Session ended"));
    assert_eq!(page.count("tbody tr"), 1);
    assert!(phone.open("/settings/sessions").await.path.starts_with("/sign-in"));
    assert_eq!(bob.open("/settings/sessions").await.path, "/settings/sessions");
}

#[actix_web::test]
async fn the_session_of_somebody_else_is_not_found() {
    let test = TestApp::start().await;
    let mut bob = test.member("Bob").await;
    let mut alice = test.super_admin("Alice").await;
    let of_bob = bob.open("/settings/sessions").await.attr("tbody form", "action").unwrap();
    let page = alice.open("/settings/sessions").await;
    assert_eq!(page.count("tbody tr"), 1, "only one's own");
    let token = page.form("/settings/sessions/").fields;
    assert_eq!(alice.post_only(&of_bob, &token, &[]).await.status, 404);
    assert_eq!(alice.post_only("/settings/sessions/unknown/end", &token, &[]).await.status, 404);
    assert_eq!(bob.post_only(&of_bob, &[], &[]).await.status, 403, "without the token");
    assert_eq!(bob.open("/settings/sessions").await.path, "/settings/sessions");
    assert!(test.stranger().open("/settings/sessions").await.path.starts_with("/sign-in"));
    assert_eq!(test.stranger().post_only(&of_bob, &[], &[]).await.status, 303);
}

#[actix_web::test]
async fn all_other_sessions_end_at_one_click() {
    let test = TestApp::start().await;
    let mut bob = test.member("Bob").await;
    let mut others = [test.sign_in("Bob").await, test.sign_in("Bob").await];
    let mut alice = test.super_admin("Alice").await;
    let page = bob.open("/settings/sessions").await;
    let page = page.form("/settings/sessions/end-others").submit(&mut bob).await;
    assert!(page.says("2 other sessions ended"));
    for other in &mut others {
        assert!(other.open("/settings/sessions").await.path.starts_with("/sign-in"));
    }
    assert_eq!(bob.open("/settings/sessions").await.count("tbody tr"), 1);
    assert_eq!(alice.open("/settings/sessions").await.path, "/settings/sessions");
}

#[actix_web::test]
async fn ending_this_session_signs_out() {
    let test = TestApp::start().await;
    let mut bob = test.member("Bob").await;
    let page = bob.open("/settings/sessions").await;
    let page = page.form("/settings/sessions/").submit(&mut bob).await;
    assert!(page.path.starts_with("/sign-in"));
    assert!(page.says("Your session has ended."));
}

#[actix_web::test]
async fn a_page_without_news_leaves_the_session_as_it_is() {
    let test = TestApp::start().await;
    let mut bob = test.member("Bob").await;
    for _ in 0..2 {
        assert_eq!(bob.get("/records/contacts").await.header("set-cookie"), "", "the session was written again");
    }
}

#[actix_web::test]
async fn without_the_sessions_table_every_page_says_so_in_plain_words() {
    let test = TestApp::start().await;
    let mut bob = test.member("Bob").await;
    test.app.db.write(|c| c.batch_execute("ALTER TABLE sessions RENAME TO mislaid")).await.unwrap();
    for path in ["/records/contacts", "/sign-in"] {
        let answer = bob.get(path).await;
        assert_eq!(answer.status, 503, "{path}");
        assert!(answer.page().says("The database or the disk isn't available."), "{path}: {}", answer.text());
        assert!(answer.header("content-security-policy").starts_with("default-src 'none'"), "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
    }
    test.app.db.write(|c| c.batch_execute("ALTER TABLE mislaid RENAME TO sessions")).await.unwrap();
    assert_eq!(bob.open("/records/contacts").await.status, 200, "still signed in");
}

#[actix_web::test]
async fn on_a_full_disk_pages_can_still_be_read() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let form = alice.open("/settings/import-export").await.form("/settings/import-export/threshold");
    let form = form.fill("threshold", "5");
    assert_eq!(alice.post_only(&form.action, &form.fields, &[]).await.status, 303);
    // From here on nothing can be written: neither that the notice was shown nor that the session was used.
    let fill = |c: &mut DbConn| {
        let trigger = match c {
            DbConn::Sqlite(_) => {
                "CREATE TRIGGER filled BEFORE UPDATE ON sessions BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
            }
            DbConn::Pg(_) => {
                "CREATE TRIGGER filled BEFORE UPDATE ON sessions FOR EACH ROW EXECUTE FUNCTION waybill_refuse('No space left on device')"
            }
        };
        c.batch_execute(trigger)
    };
    test.app.db.write(fill).await.unwrap();
    assert!(alice.open("/settings/import-export").await.says("Threshold saved"));
    test.pass(chrono::Duration::minutes(5));
    assert_eq!(alice.open("/records/contacts").await.status, 200);
}
