//! Cancelling (R4, R22), starting a held export at once (R16) and deleting a file early (R28).

use chrono::Duration;

use crate::support::TestApp;

const LOG: &str = "/settings/import-export";

#[actix_web::test]
async fn a_super_admin_cancels_after_a_question_and_the_log_says_who() {
    let test = TestApp::start().await;
    let (mut alice, _) = (test.super_admin("Alice").await, test.exporter("Bob").await);
    let id = test.put(test.row("Bob", "big.csv").records(200).running(50)).await;
    let question = alice.open(LOG).await.click("Cancel export big.csv", &mut alice).await;
    assert!(question.says("Cancel this export?"));
    assert!(question.says("Bob started it at 10:23. 50 of 200 records are processed."), "{}", question.text());
    assert!(question.says("The file won't be available to download. This can't be undone."));
    assert_eq!(question.link("Keep exporting"), Some(format!("{LOG}?export={id}")));
    let page = question.form(&format!("/exports/{id}/cancel")).submit(&mut alice).await;
    assert!(page.says("Export cancelled"));
    assert!(page.says("Cancelled by Alice , 16 Oct 2025, 10:23"), "{}", page.text());
    assert!(page.has("tr.marked"));
    assert_eq!(test.trail(&id), ["export.cancelled"]);
}

#[actix_web::test]
async fn cancelling_twice_answers_as_the_first_time_and_adds_nothing() {
    let test = TestApp::start().await;
    let (mut alice, mut amir) = (test.super_admin("Alice").await, test.super_admin("Amir").await);
    let id = test.put(test.row("Alice", "a.csv").queued()).await;
    let path = format!("/exports/{id}/cancel");
    let (form, late) = (alice.open(&path).await.form(&path), amir.open(&path).await.form(&path));
    assert!(alice.open(&path).await.says("It hasn't started yet."));
    form.submit(&mut alice).await;
    let page = late.submit(&mut amir).await;
    assert_eq!(page.status, 200);
    assert!(page.says("Export cancelled") && page.says("by Alice"));
    assert_eq!(test.trail(&id), ["export.cancelled"]);
}

#[actix_web::test]
async fn a_cancel_that_comes_too_late_is_told_the_truth() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    for (end, sentence) in [
        (
            "state = 'done', file_key = 'exports/x/y.csv', file_bytes = 1, file_sha256 = 'ab', finished_at = '2025-10-16 08:23:00.000000', expires_at = '2025-11-15 08:23:00.000000'",
            "This export finished before it could be cancelled. The file is available.",
        ),
        (
            "state = 'failed', failure_code = 'disk'",
            "This export failed before it could be cancelled. There is no file.",
        ),
        (
            "state = 'done', file_key = 'exports/x/y.csv', file_bytes = 1, file_sha256 = 'ab', finished_at = '2025-08-16 08:23:00.000000', expires_at = '2025-09-15 08:23:00.000000'",
            "Its file has since been removed.",
        ),
    ] {
        let id = test.put(test.row("Alice", "a.csv").running(1)).await;
        let path = format!("/exports/{id}/cancel");
        let form = alice.open(&path).await.form(&path);
        test.sql(format!("UPDATE exports SET {end} WHERE public_id = '{id}'"));
        let page = form.submit(&mut alice).await;
        assert_eq!(page.status, 409);
        assert!(page.says(sentence), "{sentence}\n{}", page.text());
        assert!(page.has("tr.marked") && page.says("Export audit"), "the log with the true state");
        assert_eq!(alice.open(&path).await.status, 409, "the question says so as well");
        assert!(test.trail(&id).is_empty());
    }
}

#[actix_web::test]
async fn an_exporter_sees_progress_but_may_neither_cancel_nor_start() {
    let test = TestApp::start().await;
    test.super_admin("Alice").await;
    let mut bob = test.exporter("Bob").await;
    let later = test.clock.now() + Duration::minutes(1);
    let id = test.put(test.row("Bob", "mine.csv").held_until(later)).await;
    let token = bob.open(LOG).await.attr("input[name=csrf]", "value").unwrap();
    for what in ["cancel", "start"] {
        let path = format!("/exports/{id}/{what}");
        assert_eq!(bob.open(&path).await.status, 403, "{what}");
        assert_eq!(bob.post(&path, &[("csrf".into(), token.clone())]).await.status, 403, "{what}");
        assert_eq!(bob.post("/exports/unknown/cancel", &[("csrf".into(), token.clone())]).await.status, 404);
    }
    assert_eq!(test.number("SELECT count(*) AS n FROM exports WHERE state = 'running' AND released_at IS NULL"), 1);
}

#[actix_web::test]
async fn a_form_without_the_sessions_token_changes_nothing() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let open = test.put(test.row("Alice", "a.csv").held_until(test.clock.now() + Duration::minutes(1))).await;
    let ready = test.put(test.row("Alice", "b.csv")).await;
    for path in
        [format!("/exports/{open}/cancel"), format!("/exports/{open}/start"), format!("/exports/{ready}/delete")]
    {
        assert_eq!(alice.post_only(&path, &[], &[]).await.status, 403, "{path}");
        let token = alice.open(LOG).await.attr("input[name=csrf]", "value").unwrap();
        let fields = [("csrf".to_owned(), token)];
        let foreign = [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")];
        assert_eq!(alice.post_only(&path, &fields, &foreign).await.status, 403, "{path}");
    }
    assert!(test.trail(&open).is_empty() && test.trail(&ready).is_empty());
}

#[actix_web::test]
async fn the_question_is_a_dialog_for_the_script() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let id = test.put(test.row("Alice", "a.csv").queued()).await;
    let answer = alice.get_with(&format!("/exports/{id}/cancel"), &[("x-fragment", "1")]).await;
    assert!(answer.header("vary").to_lowercase().contains("x-fragment"));
    let text = answer.text();
    assert!(text.trim().starts_with("<dialog class=\"dlg\""), "{text}");
    assert!(!text.contains("<html") && text.contains("name=\"csrf\""));
}

#[actix_web::test]
async fn the_start_of_a_held_export_on_another_day_is_said_with_that_day() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let later = test.clock.now() + Duration::hours(30);
    let id = test.put(test.row("Alice", "big.csv").records(300_000).held_until(later)).await;
    let of_it = |what: &str| format!("/exports/{id}{what}");
    for (lang, starts, read, by_itself) in [
        (
            "en",
            "Starts on 17 Oct 2025 at 16:23",
            "will be read from 16:23 on 17 Oct 2025.",
            "start by itself on 17 Oct 2025 at 16:23.",
        ),
        (
            "fr",
            "Démarre le 17 oct. 2025 à 16:23",
            "seront lues à partir du 17 oct. 2025 à 16:23.",
            "démarrerait de lui-même le 17 oct. 2025 à 16:23.",
        ),
    ] {
        test.sql(format!("UPDATE users SET lang = '{lang}'"));
        for (path, words) in
            [(LOG.to_owned(), starts), (of_it(""), starts), (of_it("/cancel"), read), (of_it("/start"), by_itself)]
        {
            let page = alice.open(&path).await;
            assert!(page.says(words), "{path}: {}", page.text());
        }
    }
}

#[actix_web::test]
async fn a_held_export_is_started_at_once_by_any_super_admin_and_that_is_recorded() {
    let test = TestApp::start().await;
    let (mut alice, mut amir) = (test.super_admin("Alice").await, test.super_admin("Amir").await);
    let later = test.clock.now() + Duration::minutes(1);
    let id = test.put(test.row("Alice", "big.csv").records(300_000).held_until(later)).await;
    let path = format!("/exports/{id}/start");
    let late = alice.open(&path).await.form(&path);
    let question = amir.open(LOG).await.click("Start now: big.csv", &mut amir).await;
    assert!(
        question.says("Alice asked for 300,000 records at 10:23. It would start by itself at 10:24."),
        "{}",
        question.text()
    );
    let page = question.form(&format!("/exports/{id}/start")).submit(&mut amir).await;
    assert!(page.says("Export started") && !page.says("Starts at 10:24"));
    assert_eq!(test.trail(&id), ["export.released"]);
    let again = question.form(&path).submit(&mut amir).await;
    assert!(again.status == 200 && again.says("Export started"), "a second click: {}", again.text());
    let late = late.submit(&mut alice).await;
    assert_eq!(late.status, 409);
    assert!(late.says("This export is no longer waiting. Its state is shown below."));
    assert_eq!(test.trail(&id), ["export.released"]);
    assert!(amir.open(&format!("/exports/{id}")).await.says("Started early 16 Oct 2025, 10:23, by Amir"));
}

#[actix_web::test]
async fn a_hold_that_is_over_is_not_started_again() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let later = test.clock.now() + Duration::minutes(1);
    let id = test.put(test.row("Alice", "big.csv").held_until(later)).await;
    let path = format!("/exports/{id}/start");
    let form = alice.open(&path).await.form(&path);
    test.pass(Duration::minutes(1));
    assert_eq!(form.submit(&mut alice).await.status, 409);
    assert!(test.trail(&id).is_empty());
}

#[actix_web::test]
async fn the_owner_or_a_super_admin_deletes_a_file_early_and_nobody_gets_it_any_more() {
    let test = TestApp::start().await;
    let (mut alice, mut bob) = (test.super_admin("Alice").await, test.exporter("Bob").await);
    let mut carol = test.exporter("Carol").await;
    let id = test.put(test.row("Bob", "mine.csv")).await;
    let key = test.words(&format!("SELECT file_key AS words FROM exports WHERE public_id = '{id}'")).await.remove(0);
    assert!(test.app.files.head(&key).await.unwrap().is_some());
    let path = format!("/exports/{id}/delete");
    assert_eq!(carol.open(&path).await.status, 404);
    let details = bob.open(&format!("/exports/{id}")).await;
    let question = details.click("Delete file", &mut bob).await;
    assert!(question.says("mine .csv could be downloaded until 15 Nov 2025, 09:23."), "{}", question.text());
    let late = alice.open(&path).await.form(&path);
    let page = question.form(&path).submit(&mut bob).await;
    assert!(page.says("File deleted by Bob , 16 Oct 2025, 10:23"), "{}", page.text());
    let again = question.form(&path).submit(&mut bob).await;
    assert!(again.status == 200 && again.says("File deleted"), "a second click: {}", again.text());
    assert!(page.link("Download mine.csv").is_none());
    assert_eq!(test.app.files.head(&key).await.unwrap(), None);
    assert_eq!(alice.get(&format!("/exports/{id}/file")).await.status, 410);
    let page = late.submit(&mut alice).await;
    assert_eq!(page.status, 409);
    assert!(page.says("There is no file to delete any more."));
    assert_eq!(test.trail(&id), ["export.deleted", "download.refused"]);
}
