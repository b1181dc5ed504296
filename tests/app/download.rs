//! Downloading (R23, R40 to R45).

use chrono::Duration;
use reqwest::Method;
use waybill::domain::trusted_proxies::parse_trusted;

use crate::support::{Browser, TestApp};

const ROWS: &str = "SELECT count(*) AS n FROM downloads";

fn rows(test: &TestApp) -> i64 {
    test.number(ROWS)
}

fn file(id: &str) -> String {
    format!("/exports/{id}/file")
}

#[actix_web::test]
async fn a_click_on_the_name_downloads_the_file_and_leaves_a_row() {
    let test = TestApp::start().await;
    let (_, mut bob) = (test.super_admin("Alice").await, test.exporter("Bob").await);
    let seed = test.row("Bob", "Contacts été.csv");
    let bytes = seed.file.clone();
    let id = test.put(seed).await;
    let link = bob.open("/settings/import-export").await.link("Download Contacts été.csv, CSV, 25 B").unwrap();
    assert_eq!(link, file(&id));
    let answer = bob.get_with(&link, &[("accept-encoding", "gzip, br")]).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body, bytes);
    for (name, value) in [
        (
            "content-disposition",
            "attachment; filename=\"Contacts _t_.csv\"; filename*=UTF-8''Contacts%20%C3%A9t%C3%A9.csv",
        ),
        ("cache-control", "private, no-store"),
        ("x-content-type-options", "nosniff"),
        ("accept-ranges", "bytes"),
        ("content-length", "25"),
        ("content-type", "text/csv; charset=utf-8"),
    ] {
        assert_eq!(answer.header(name), value, "{name}");
    }
    assert_eq!(answer.header("etag"), format!("\"{}\"", waybill::secret::sha256_hex(&bytes)));
    assert_eq!(rows(&test), 1);
    test.until("SELECT count(*) AS n FROM downloads WHERE outcome = 'finished' AND bytes_sent = 25 AND user_name = 'Bob' AND user_email = 'bob@halle.example' AND NOT is_super_admin AND ip = '127.0.0.1' AND user_agent LIKE '%TestBrowser%'", 1).await;
    test.until("SELECT count(*) AS n FROM audit_events WHERE action = 'download.finished'", 1).await;
    assert_eq!(test.trail(&id), ["download.started", "download.finished"]);
    assert_eq!(test.number("SELECT count(*) AS n FROM exports WHERE has_history"), 0);
}

#[actix_web::test]
async fn nobody_begins_more_than_thirty_downloads_in_a_minute() {
    let test = TestApp::start().await;
    let (mut alice, mut bob) = (test.super_admin("Alice").await, test.exporter("Bob").await);
    let id = test.put(test.row("Bob", "a.csv")).await;
    for _ in 0..30 {
        assert_eq!(bob.get(&file(&id)).await.status, 200);
    }
    let refused = bob.get(&file(&id)).await;
    assert_eq!((refused.status.as_u16(), refused.header("retry-after")), (429, "60"));
    assert!(refused.page().says("You began 30 downloads within a minute."));
    assert_eq!(rows(&test), 30);
    assert_eq!(bob.get_with(&file(&id), &[("range", "bytes=5-9")]).await.status, 206, "going on is not beginning");
    assert_eq!(alice.get(&file(&id)).await.status, 200, "others are not held up");
    assert_eq!(test.number("SELECT count(*) AS n FROM audit_events WHERE action = 'download.refused'"), 1);
    test.pass(Duration::minutes(1));
    assert_eq!(bob.get(&file(&id)).await.status, 200);
}

#[actix_web::test]
async fn a_refused_download_of_a_super_admin_opens_no_history() {
    let test = TestApp::start().await;
    let (mut alice, _) = (test.super_admin("Alice").await, test.exporter("Bob").await);
    let (own, bobs) = (test.put(test.row("Alice", "a.csv")).await, test.put(test.row("Bob", "b.csv")).await);
    for _ in 0..30 {
        assert_eq!(alice.get(&file(&own)).await.status, 200);
    }
    assert_eq!(alice.get(&file(&bobs)).await.status, 429);
    assert_eq!(alice.open(&format!("/exports/{bobs}/history")).await.status, 404);
    assert!(!test.export(&bobs).has_history && test.export(&own).has_history);
    test.pass(Duration::minutes(1));
    assert_eq!(alice.get(&file(&bobs)).await.status, 200);
    assert!(test.export(&bobs).has_history);
}

#[actix_web::test]
async fn whoever_was_super_admin_then_stays_so_in_the_row() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let id = test.put(test.row("Alice", "a.csv")).await;
    alice.get(&file(&id)).await;
    test.sql("UPDATE users SET is_super_admin = FALSE");
    assert_eq!(test.number("SELECT count(*) AS n FROM downloads WHERE is_super_admin"), 1);
    assert_eq!(test.number("SELECT count(*) AS n FROM exports WHERE has_history"), 1);
}

#[actix_web::test]
async fn nobody_else_gets_it_and_the_try_is_in_the_trail() {
    let test = TestApp::start().await;
    test.super_admin("Alice").await;
    let (mut bob, mut mallory) = (test.exporter("Bob").await, test.member("Mallory").await);
    let id = test.put(test.row("Alice", "a.csv")).await;
    assert_eq!(test.stranger().send(Method::GET, &file(&id), &[], None).await.status, 303);
    assert_eq!(mallory.get(&file(&id)).await.status, 403);
    assert_eq!(bob.get(&file(&id)).await.status, 404);
    assert_eq!(bob.get(&file("AAAAAAAAAAAAAAAAAAAAAA")).await.status, 404);
    assert_eq!(rows(&test), 0);
    let trail = test.words("SELECT action AS words FROM audit_events WHERE action IN ('access.refused', 'download.refused') ORDER BY id").await;
    assert_eq!(trail, ["access.refused", "download.refused", "download.refused"]);
}

#[actix_web::test]
async fn a_right_taken_away_closes_a_link_that_is_already_on_the_screen() {
    let test = TestApp::start().await;
    let (_, mut bob) = (test.super_admin("Alice").await, test.exporter("Bob").await);
    let id = test.put(test.row("Bob", "a.csv")).await;
    let link = bob.open("/settings/import-export").await.link("Download a.csv").unwrap();
    test.sql("UPDATE users SET may_export = FALSE WHERE name = 'Bob'");
    assert_eq!(bob.get(&link).await.status, 403);
    test.sql("UPDATE users SET may_export = TRUE, deactivated_at = '2025-10-16 08:00:00.000000' WHERE name = 'Bob'");
    assert_eq!(bob.send(Method::GET, &file(&id), &[], None).await.status, 303);
    assert_eq!(rows(&test), 0);
}

#[actix_web::test]
async fn it_expires_to_the_second_at_the_door() {
    let test = TestApp::start().await;
    test.super_admin("Alice").await;
    let id = test.put(test.row("Alice", "a.csv")).await;
    test.pass(Duration::days(30) - Duration::seconds(1));
    let mut alice = test.sign_in("Alice").await;
    assert_eq!(alice.get(&file(&id)).await.status, 200);
    test.pass(Duration::seconds(1));
    let page = alice.open(&file(&id)).await;
    assert_eq!(page.status, 410);
    assert!(page.says("This file is no longer available. Exports can be downloaded for 30 days."));
    assert_eq!(page.link("Back to Import & Export"), Some(format!("/settings/import-export?export={id}")));
    assert_eq!(rows(&test), 1);
    let refused = test.words("SELECT actor_name || ' ' || ip || ' ' || detail AS words FROM audit_events WHERE action = 'download.refused'").await;
    assert_eq!(refused, [format!("Alice 127.0.0.1 {{\"export\":\"{id}\",\"reason\":\"gone\"}}")]);
}

#[actix_web::test]
async fn what_has_no_file_says_why() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let now = test.clock.now();
    for (seed, status, sentence) in [
        (test.row("Alice", "a.csv").queued(), 409, "This export isn't finished yet."),
        (test.row("Alice", "a.csv").running(1), 409, "This export isn't finished yet."),
        (test.row("Alice", "a.csv").held_until(now + Duration::minutes(1)), 409, "This export isn't finished yet."),
        (test.row("Alice", "a.csv").cancelled_by("Alice"), 410, "This export was cancelled, so there is no file."),
        (test.row("Alice", "a.csv").failed("disk", ""), 410, "This export failed, so there is no file."),
        (
            test.row("Alice", "a.csv").deleted_by("Amir", now),
            410,
            "This file was deleted by Amir on 16 Oct 2025, 10:23.",
        ),
    ] {
        let state = seed.state;
        let id = test.put(seed).await;
        let page = alice.open(&file(&id)).await;
        assert_eq!(page.status, status, "{state}");
        assert!(page.says(sentence), "{sentence}\n{}", page.text());
        assert_eq!(test.trail(&id), ["download.refused"], "{state}");
    }
    assert_eq!(rows(&test), 0);
}

#[actix_web::test]
async fn no_byte_leaves_without_a_row() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let id = test.put(test.row("Alice", "a.csv")).await;
    let breaks = if test.app.config.database.to_string().starts_with("postgres") {
        "ALTER TABLE downloads ADD CONSTRAINT never CHECK (export_id < 0)"
    } else {
        "CREATE TRIGGER never BEFORE INSERT ON downloads BEGIN SELECT RAISE(ABORT, 'broken'); END"
    };
    test.sql(breaks);
    let answer = alice.get(&file(&id)).await;
    assert_eq!(answer.status, 500);
    assert!(!answer.text().contains("Anne"));
    assert_eq!(rows(&test), 0);
    assert_eq!(test.number("SELECT count(*) AS n FROM exports WHERE has_history"), 0);
    assert!(!test.trail(&id).contains(&"download.started".to_owned()));
}

#[actix_web::test]
async fn a_file_that_is_gone_or_damaged_is_not_sent() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let shorter = test.put(test.row("Alice", "a.csv").with("file_bytes", "26".into())).await;
    let gone = test.put(test.row("Alice", "b.csv").with("file_key", "'exports/none/none.csv'".into())).await;
    for id in [shorter, gone] {
        let page = alice.open(&file(&id)).await;
        assert_eq!(page.status, 500);
        assert!(page.says("The file couldn't be read from the store."));
        assert_eq!(test.trail(&id), ["download.refused"]);
    }
    assert_eq!(rows(&test), 0);
}

#[actix_web::test]
async fn only_a_click_on_our_own_page_downloads() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let id = test.put(test.row("Alice", "a.csv")).await;
    let own = format!("{}/settings/import-export", test.url);
    for headers in [
        vec![("sec-fetch-site", "cross-site")],
        vec![("sec-fetch-site", "same-site")],
        vec![("sec-fetch-site", "none")],
        vec![("sec-fetch-site", "cross-site"), ("referer", own.as_str())],
        vec![("sec-purpose", "prefetch;prerender")],
        vec![("purpose", "prefetch")],
        vec![("x-moz", "prefetch")],
        vec![("sec-fetch-site", "")],
        vec![("sec-fetch-site", ""), ("referer", "https://evil.example/")],
        vec![("sec-fetch-site", ""), ("sec-fetch-mode", "navigate"), ("referer", own.as_str())],
    ] {
        let answer = alice.send(Method::GET, &file(&id), &headers, None).await;
        assert_eq!(answer.status, 303, "{headers:?}");
        let page = alice.open(answer.location()).await;
        assert!(page.says("To download a .csv , follow its link on this page."), "{}", page.text());
        assert!(page.has("tr.marked"));
    }
    assert_eq!(rows(&test), 0);
    assert!(test.trail(&id).is_empty(), "nobody can write a line into somebody's history");
    let old_browser = alice.get_with(&file(&id), &[("sec-fetch-site", ""), ("referer", &own)]).await;
    assert_eq!(old_browser.status, 200);
    assert_eq!(rows(&test), 1);
}

#[actix_web::test]
async fn head_304_and_416_carry_no_byte_and_add_no_row() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let id = test.put(test.row("Alice", "a.csv")).await;
    let answer = alice.send(Method::HEAD, &file(&id), &[], None).await;
    assert_eq!((answer.status.as_u16(), answer.header("content-length")), (200, "25"));
    let etag = answer.header("etag").to_owned();
    let answer = alice.get_with(&file(&id), &[("if-none-match", &etag)]).await;
    assert_eq!((answer.status.as_u16(), answer.body.len()), (304, 0));
    let answer = alice.get_with(&file(&id), &[("range", "bytes=25-")]).await;
    assert_eq!((answer.status.as_u16(), answer.header("content-range")), (416, "bytes */25"));
    assert!(answer.body.is_empty());
    assert_eq!(rows(&test), 0);
    assert_eq!(alice.get_with(&file(&id), &[("if-none-match", "\"other\"")]).await.status, 200);
}

#[actix_web::test]
async fn of_a_file_that_is_closed_to_somebody_neither_size_nor_sum_is_told() {
    let test = TestApp::start().await;
    let mut bob = test.exporter("Bob").await;
    test.sql("UPDATE users SET may_see_sensitive = TRUE");
    let id = test.put(test.row("Bob", "s.csv").sensitive()).await;
    let etag = bob.send(Method::HEAD, &file(&id), &[], None).await.header("etag").to_owned();
    assert!(!etag.is_empty());
    test.sql("UPDATE users SET may_see_sensitive = FALSE");
    let tries = [
        (Method::GET, vec![]),
        (Method::HEAD, vec![]),
        (Method::GET, vec![("if-none-match", etag.as_str())]),
        (Method::HEAD, vec![("if-none-match", etag.as_str())]),
        (Method::GET, vec![("range", "bytes=99999-")]),
    ];
    for (method, headers) in &tries {
        let answer = bob.send(method.clone(), &file(&id), headers, None).await;
        assert_eq!(answer.status, 403, "{method} {headers:?}");
        assert_eq!((answer.header("etag"), answer.header("content-range")), ("", ""), "{method} {headers:?}");
    }
    assert_eq!(test.trail(&id), ["download.refused"; 5]);
    let page = bob.open(&file(&id)).await;
    assert!(page.says("This needs the permission to see sensitive data, which your account doesn't have."));
    assert_eq!(rows(&test), 0);
}

#[actix_web::test]
async fn every_range_is_recorded_but_for_one_that_goes_on_in_the_same_session_within_a_day() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let seed = test.row("Alice", "a.csv");
    let bytes = seed.file.clone();
    let id = test.put(seed).await;
    let range = |range: &'static str| vec![("range", range)];
    let answer = alice.get_with(&file(&id), &range("bytes=5-9")).await;
    assert_eq!((answer.status.as_u16(), answer.header("content-range")), (206, "bytes 5-9/25"));
    assert_eq!(answer.body, bytes[5..10]);
    assert_eq!(rows(&test), 1, "the first range of a session is recorded wherever it starts");
    let foreign = [("range", "bytes=10-"), ("sec-fetch-site", "none")];
    let answer = alice.get_with(&file(&id), &foreign).await;
    assert_eq!(
        (answer.status.as_u16(), answer.body.as_slice()),
        (206, &bytes[10..]),
        "a download goes on without a click"
    );
    assert_eq!(rows(&test), 1);
    assert_eq!(alice.get_with(&file(&id), &range("bytes=0-0")).await.body, bytes[..1]);
    assert_eq!(rows(&test), 2, "whoever starts anew is recorded anew");
    let answer = alice.get_with(&file(&id), &range("bytes=1-2,5-6")).await;
    assert_eq!((answer.status.as_u16(), answer.body.len()), (200, 25), "several ranges are the whole file");
    assert_eq!(rows(&test), 3);
    let mut other = test.sign_in("Alice").await;
    assert_eq!(other.get_with(&file(&id), &range("bytes=5-9")).await.status, 206);
    assert_eq!(rows(&test), 4, "another session");
    test.sql("UPDATE downloads SET at = '2025-10-15 08:23:00.000000'");
    assert_eq!(alice.get_with(&file(&id), &range("bytes=5-9")).await.status, 206);
    assert_eq!(rows(&test), 5, "24 hours later");
    let stale = [("range", "bytes=5-9"), ("if-range", "\"other\"")];
    assert_eq!(alice.get_with(&file(&id), &stale).await.status, 200);
    assert_eq!(rows(&test), 6);
}

#[actix_web::test]
async fn a_forged_forwarded_header_changes_nothing() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let id = test.put(test.row("Alice", "a.csv")).await;
    let forged =
        [("x-forwarded-for", "198.51.100.1"), ("forwarded", "for=198.51.100.2"), ("x-real-ip", "198.51.100.3")];
    alice.get_with(&file(&id), &forged).await;
    assert_eq!(test.words("SELECT ip AS words FROM downloads").await, ["127.0.0.1"]);
}

#[actix_web::test]
async fn behind_a_trusted_proxy_the_first_untrusted_hop_from_the_right_counts() {
    let test = TestApp::with(|config| config.trusted_proxies = parse_trusted("127.0.0.1/32").unwrap()).await;
    let mut alice = test.super_admin("Alice").await;
    let id = test.put(test.row("Alice", "a.csv")).await;
    alice.get_with(&file(&id), &[("x-forwarded-for", "1.1.1.1, ::ffff:198.51.100.7")]).await;
    assert_eq!(test.words("SELECT ip AS words FROM downloads").await, ["198.51.100.7"]);
}

const LARGE: usize = 48 * 1024 * 1024;

/// Asks for a large file and reads the head of the answer and a few bytes more.
async fn begin_to_read(test: &TestApp, browser: &Browser, id: &str) -> tokio::net::TcpStream {
    begin_to_read_with(test, browser, id, "").await
}

/// The same with one more line in the request.
async fn begin_to_read_with(test: &TestApp, browser: &Browser, id: &str, line: &str) -> tokio::net::TcpStream {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let cookies: Vec<String> = browser.cookies().iter().map(|(name, value)| format!("{name}={value}")).collect();
    let address = test.url.trim_start_matches("http://");
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let (path, cookies) = (file(id), cookies.join("; "));
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookies}\r\nSec-Fetch-Site: same-origin\r\n{line}\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut start = [0; 1024];
    stream.read_exact(&mut start).await.unwrap();
    let status = if line.is_empty() { "HTTP/1.1 200" } else { "HTTP/1.1 206" };
    assert!(start.starts_with(status.as_bytes()), "{}", String::from_utf8_lossy(&start));
    stream
}

#[actix_web::test]
async fn a_download_that_breaks_off_is_recorded_as_such() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let id = test.put(test.row("Alice", "a.csv").file(&vec![b'x'; LARGE])).await;
    alice.open("/settings/import-export").await;
    drop(begin_to_read(&test, &alice, &id).await);
    test.until("SELECT count(*) AS n FROM downloads WHERE outcome = 'broken_off' AND bytes_sent > 0", 1).await;
    assert_eq!(test.number(&format!("SELECT count(*) AS n FROM downloads WHERE bytes_sent >= {LARGE}")), 0);
    assert_eq!(test.trail(&id), ["download.started", "download.broken_off"]);
    // It counts all the same: a super admin has had bytes of the file (R24).
    let page = alice.open(&format!("/exports/{id}/history")).await;
    assert!(page.status == 200 && page.says("Broken off"), "{}", page.text());
}

#[actix_web::test]
async fn a_right_taken_away_on_the_way_cuts_the_connection() {
    use tokio::io::AsyncReadExt;
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let id = test.put(test.row("Alice", "a.csv").file(&vec![b'x'; LARGE])).await;
    alice.open("/settings/import-export").await;
    let mut stream = begin_to_read(&test, &alice, &id).await;
    test.sql("DELETE FROM sessions");
    let mut rest = Vec::new();
    // A connection that is cut ends in an error or in silence; what counts is how much had come.
    drop(stream.read_to_end(&mut rest).await);
    assert!(rest.len() < LARGE - 1024, "{} bytes came", rest.len());
    test.until("SELECT count(*) AS n FROM downloads WHERE outcome = 'broken_off'", 1).await;
}

#[actix_web::test]
async fn a_file_that_was_changed_behind_us_is_never_whole() {
    use tokio::io::AsyncReadExt;
    const SIZE: usize = 4 * 1024 * 1024;
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let id = test.put(test.row("Alice", "a.csv").file(&vec![b'x'; SIZE])).await;
    assert_eq!(alice.get(&file(&id)).await.body.len(), SIZE);
    // As if its bytes were others than those that were written.
    test.sql(format!("UPDATE exports SET file_sha256 = '{}'", waybill::secret::sha256_hex(b"another")));
    for (range, n) in [("", 1), ("Range: bytes=0-\r\n", 2)] {
        let mut stream = begin_to_read_with(&test, &alice, &id, range).await;
        let mut rest = Vec::new();
        drop(stream.read_to_end(&mut rest).await);
        assert!(rest.len() + 1024 < SIZE, "{} bytes came", rest.len());
        test.until("SELECT count(*) AS n FROM downloads WHERE outcome = 'broken_off'", n).await;
    }
}

#[actix_web::test]
async fn downloads_of_a_process_that_is_gone_can_be_closed() {
    let test = TestApp::start().await;
    test.super_admin("Alice").await;
    let id = test.put(test.row("Alice", "a.csv")).await;
    test.sql(format!("INSERT INTO downloads (export_id, user_name, user_email, is_super_admin, session_public_id, user_agent, at, outcome) SELECT id, 'A', 'a@b', FALSE, 's', '', requested_at, 'started' FROM exports WHERE public_id = '{id}'"));
    let now = test.clock.now();
    let close = move |before| test.app.db.write_now(move |c| waybill::db::downloads::close_stale(c, before)).unwrap();
    assert_eq!(close(now), 0);
    assert_eq!(close(now + Duration::seconds(1)), 1);
}
