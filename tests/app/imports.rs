//! Importing CSV files (R53).

use waybill::jobs::{self, Stop};

use crate::support::TestApp;
use crate::support::imports::{IMPORTER, begin, import, import_with, send, send_parts, uploads};

#[actix_web::test]
async fn a_file_becomes_records_that_the_index_page_shows() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let csv = "first_name,NOM,E-mail,Lead status,Favourite colour\n\
               Zoë,Brontë,zoe@fjordline.example,In progress,blue\n\
               נועה,בן־דוד,noa@haifa.example,new,\n";
    let page = import(&test, &mut ines, "contacts", csv.as_bytes()).await;
    assert!(page.says("Done"), "{}", page.text());
    assert!(page.says("2 records added") && page.says("1 new property"));
    let page = page.click("Go to Contacts", &mut ines).await;
    assert!(page.says("2 records"));
    assert_eq!(page.text_of("tbody th"), ["נועה בן־דוד", "Zoë Brontë"]);
    assert!(page.says("zoe@fjordline.example") && page.says("In progress"));
    assert_eq!(uploads(&test), 0, "the upload is gone");
    let again = import(&test, &mut ines, "contacts", "Favourite colour\nred\n".as_bytes()).await;
    assert!(again.says("1 record added") && !again.says("new property"), "the new property is known now");
    let list = ines.open("/settings/imports").await;
    assert_eq!(list.count("tbody tr"), 2);
    assert!(!list.has(".tabs a[href='/settings/import-export']"), "no tab of exports without that right");
}

#[actix_web::test]
async fn bad_rows_are_reported_with_line_and_reason_and_the_rest_is_imported() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let mut csv = b"Name of deal,Deal name,Amount\n\
        a,F\xc3\xaate,12.50\n\
        b,Second,a lot\n\
        c,Third,1,2,3\n\
        d,=1+1,none\n\
        e,"
    .to_vec();
    csv.extend_from_slice(b"\xff\xfe,3\n,,\nf,Fourth,7\ng,\"open,5\nh,lost,6\n");
    let page = import(&test, &mut ines, "deals", &csv).await;
    assert!(page.says("Done, with problems"));
    assert!(page.says("2 records added") && page.says("6 rows have a problem"), "{}", page.text());
    let rows = page.text_of("tbody tr");
    assert!(rows[0].starts_with("3 Amount Enter a number"), "{rows:?}");
    assert!(rows[1].starts_with("4 – This row has 5 cells; the header has 3."), "{rows:?}");
    assert!(rows[3].starts_with("6 – This row isn’t UTF-8"), "{rows:?}");
    assert!(rows[4].starts_with("7 – The row is empty"), "{rows:?}");
    assert!(rows[5].starts_with("9 – The quote that opens on line 9 never closes"), "{rows:?}");
    let report = ines.get(&page.link("Download the problem rows").unwrap()).await;
    assert!(report.header("content-disposition").starts_with("attachment"));
    let text = report.text();
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    assert_eq!(lines.next(), Some("Name of deal,Deal name,Amount,Problem found by Waybill"));
    let first = lines.next().unwrap();
    assert!(first.starts_with("b,Second,a lot,") && first.contains("Line 3: Amount: Enter a number"), "{first}");
    assert!(lines.next().unwrap().starts_with("c,Third,\"1,2,3\",Line 4: This row has 5 cells"), "{text}");
    assert!(text.contains("d,'=1+1,none,"), "{text}");
}

#[actix_web::test]
async fn everything_that_is_wrong_with_a_row_is_told_at_once() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let csv = b"Last name,Email,Lead score\nAda,ada@example.com,1\nBob,nowhere,a lot\n";
    let page = import(&test, &mut ines, "contacts", csv).await;
    assert!(page.says("1 record added") && page.says("1 row has a problem"), "{}", page.text());
    let rows = page.text_of("tbody tr");
    assert!(rows.len() == 2 && rows[0].starts_with("3 Email Enter one email"), "{rows:?}");
    assert!(rows[1].starts_with("3 Lead score Enter a number"), "{rows:?}");
    let report = ines.get(&page.link("Download the problem rows").unwrap()).await.text();
    let row = report.lines().nth(1).unwrap();
    assert!(row.contains("Line 3: Email: Enter one email") && row.contains(". Lead score: Enter a number"), "{row}");
}

#[actix_web::test]
async fn a_wrong_file_is_refused_on_the_form_and_nothing_of_it_is_kept() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let wide = vec!["column"; 10_000].join(",") + "\n1\n";
    for (csv, sentence) in [
        (wide.as_bytes(), "The file has 10,000 columns. The limit is 1,000."),
        (b"PK\x03\x04nonsense".as_slice(), "This workbook can't be read."),
        (b"\x89PNG\0\0".as_slice(), "This isn't a CSV file."),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n".as_slice(), "This isn't a CSV file."),
        (b"<!DOCTYPE html>\n<html><body>Sign in</body></html>\n".as_slice(), "This isn't a CSV file."),
        (b"", "This file has no rows."),
        (b"Email\n", "This file has no rows."),
        (b"\"Email\n1\n", "has a quote, on line 1, that never closes"),
        (b",,\n1,2,3\n", "The first row has no column names."),
        (b"Passport number\nX123\n", "belongs to the sensitive property"),
        (b"Nom;Ville\nM\xfcller;K\xf6ln\nLi;Oslo\n", "This file isn't UTF-8."),
    ] {
        let answer = send(&mut ines, "contacts", "file.csv", csv).await;
        assert_eq!(answer.status, 422, "{sentence}");
        let page = answer.page();
        assert!(page.says(sentence), "{sentence}: {}", page.text());
        assert!(page.has("#file[aria-invalid=true]"));
        assert_eq!(uploads(&test), 0, "{sentence}");
    }
    let list = ines.open("/settings/imports").await;
    assert!(list.says("No imports yet"));
}

#[actix_web::test]
async fn a_refused_file_leaves_the_chosen_object_chosen() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let answer = send(&mut ines, "deals", "file.csv", b"").await;
    assert_eq!(answer.status, 422, "{}", answer.text());
    assert_eq!(answer.page().form("/imports").value("object"), Some("deals"));
}

#[actix_web::test]
async fn a_file_without_the_token_in_front_is_not_taken() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let object: (&str, &[u8]) = ("object", b"contacts");
    for fields in [vec![], vec![object], vec![("csrf", b"guess".as_slice()), object]] {
        assert_eq!(send_parts(&mut ines, &fields, "a.csv", b"Email\na@b.example\n").await.status, 403);
    }
    let form = vec![("csrf".to_owned(), String::new())];
    assert_eq!(ines.post_only("/imports", &form, &[]).await.status, 400, "not a form with a file");
    assert_eq!(uploads(&test), 0);
}

#[actix_web::test]
async fn an_import_that_broke_off_goes_on_without_losing_or_doubling_a_row() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let mut csv = String::from("Last name,Lead score\n");
    for n in 0..55_000 {
        let line = format!("Person {n},{}\n", if n % 1_000 == 999 { "bad" } else { "7" });
        csv.push_str(&line);
    }
    let import = begin(&mut ines, "contacts", "many.csv", csv.as_bytes()).await.path;
    // The worker looks whether it is to stop after each batch.
    jobs::take_import(&test.app, &Stop::at_look(2)).unwrap();
    // A new browser: this thread was busy for longer than an idle connection lives.
    let mut ines = test.sign_in("Ines").await;
    let page = ines.open(&import).await;
    assert!(page.says("Importing") && page.says("50,000 rows read so far"), "{}", page.text());
    test.leave_as_killed("imports");
    assert_eq!(test.run_lane("imports"), 0, "its lease still runs");
    test.pass(chrono::Duration::seconds(31));
    test.run_jobs();
    let mut ines = test.sign_in("Ines").await;
    let page = ines.open(&import).await;
    assert!(page.says("54,945 records added") && page.says("55 rows have a problem"), "{}", page.text());
    assert!(ines.open("/records/contacts").await.says("54,945 records"));
    assert!(ines.open("/records/contacts?q=person+51000").await.says("1 record"));
}

#[actix_web::test]
async fn a_cancelled_import_keeps_what_is_there() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let csv = String::from("Last name\n") + &"Doe\n".repeat(27_000);
    let import = begin(&mut ines, "contacts", "many.csv", csv.as_bytes()).await.path;
    jobs::take_import(&test.app, &Stop::at_look(1)).unwrap();
    let page = ines.open(&import).await.click("Cancel import", &mut ines).await;
    assert!(page.says("25,000 records of many .csv have been added so far."), "{}", page.text());
    let action = page.form("/imports/").action;
    let page = page.form(&action).submit(&mut ines).await;
    assert!(page.says("Cancelled") && page.says("25,000 records were added before and stay."), "{}", page.text());
    test.pass(chrono::Duration::seconds(31));
    assert_eq!(test.run_lane("imports"), 0);
    assert!(ines.open("/records/contacts").await.says("25,000 records"));
    assert_eq!(uploads(&test), 0);
}

#[actix_web::test]
async fn imports_are_seen_by_their_importer_and_by_super_admins_only() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let page = import(&test, &mut ines, "contacts", b"Email\n\"not one\"\n").await;
    let pages = [page.path.clone(), format!("{}/problems.csv", page.path), format!("{}/cancel", page.path)];
    let mut other = test.signed_in("Otto", IMPORTER).await;
    let mut member = test.member("Bob").await;
    let mut alice = test.super_admin("Alice").await;
    let mut stranger = test.stranger();
    for path in &pages {
        assert_eq!(other.get(path).await.status, 404, "{path}");
        assert_eq!(member.get(path).await.status, 403, "{path}");
        assert_eq!(alice.get(path).await.status, 200, "{path}");
        assert!(stranger.get(path).await.path.starts_with("/sign-in"), "{path}");
    }
    for path in ["/settings/imports", "/imports/new"] {
        assert_eq!(member.get(path).await.status, 403, "{path}");
    }
    assert_eq!(other.open("/settings/imports").await.count("tbody tr"), 0);
    assert_eq!(alice.open("/settings/imports").await.count("tbody tr"), 1);
    let id = page.path.rsplit('/').next().unwrap().to_owned();
    let ask = format!("/imports/progress?ids={id}.running");
    let headers = [("accept", "application/json")];
    assert_eq!(other.get_with(&ask, &headers).await.text(), "[]");
    let heard = ines.get_with(&ask, &headers).await.text();
    assert!(heard.contains("\"state\":\"done\"") && heard.contains("html"), "{heard}");
}

#[actix_web::test]
async fn a_bad_row_far_down_a_file_is_a_bad_row_and_refuses_no_file() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let mut csv = b"Last name\n".to_vec();
    csv.extend(b"Doe\n".repeat(80_000));
    csv.extend(b"M\xfcller\n");
    assert_eq!(send(&mut ines, "contacts", "file.csv", &csv).await.status, 303);
}

#[actix_web::test]
async fn a_place_in_the_list_that_makes_no_sense_is_the_beginning() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    import(&test, &mut alice, "contacts", b"Last name\nDoe\n").await;
    for list in ["/settings/imports", "/settings/bulk-actions"] {
        for place in ["after=zzz", "before=", "after=99999999999999999999"] {
            assert_eq!(alice.open(&format!("{list}?{place}")).await.status, 200, "{list} {place}");
        }
    }
    assert_eq!(alice.open("/settings/imports?after=zzz").await.count("tbody tr"), 1);
}

#[actix_web::test]
async fn a_segment_that_an_import_makes_stands_in_the_trail_like_one_that_is_made_by_hand() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    for _ in 0..2 {
        import_with(&test, &mut ines, "contacts", b"Last name\nDoe\n", |form| form.fill("segment", "Fair")).await;
    }
    assert_eq!(test.number("SELECT count(*) AS n FROM segments"), 1);
    let made = "/records/contacts/segments/new";
    let by_hand = ines.open(made).await.form(made).fill("kind", "empty").fill("name", "Fair");
    by_hand.submit(&mut ines).await;
    let lines = "SELECT count(*) AS n FROM audit_events WHERE action = 'segment.created' AND subject_kind = 'segment'";
    for id in [1, 2] {
        let told = format!("{lines} AND subject_id = {id} AND actor_name = 'Ines' AND request_id IS NOT NULL");
        assert_eq!(test.number(&told), 1, "segment {id}");
    }
    let details = "SELECT count(DISTINCT detail) AS n FROM audit_events WHERE action = 'segment.created'";
    assert_eq!(test.number(details), 1, "they say the same of it");
}

#[actix_web::test]
async fn the_columns_of_the_widest_file_are_matched() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    // As many as there may be, each with the longest name of the characters that take most room in a form.
    let names: Vec<String> = (0..1_000).map(|n| format!("{n:04}{}", "😀".repeat(196))).collect();
    let csv = format!("{}\nDoe{}\n", names.join(","), ",".repeat(999));
    let sent = send(&mut ines, "contacts", "wide.csv", csv.as_bytes()).await;
    assert_eq!(sent.status, 303, "{}", sent.text());
    // The form as the page would send it: to look at a page of this size takes a test longer than all the rest.
    let token = ines.open("/imports/new").await.form("/imports").value("csrf").unwrap().to_owned();
    let mut form = vec![("csrf".to_owned(), token), ("mode".to_owned(), "create".to_owned())];
    for (at, name) in names.into_iter().enumerate() {
        let pick = if at == 0 { "p2" } else { "skip" };
        form.push((format!("c{at}"), pick.to_owned()));
        form.push((format!("n{at}"), name));
        form.push((format!("k{at}"), "text".to_owned()));
    }
    let answer = ines.post_only(sent.location(), &form, &[]).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    test.run_lane("imports");
    let page = ines.open(answer.location()).await;
    assert!(page.says("1 record added") && test.with_value(2, "Doe") == 1, "{}", page.text());
}
