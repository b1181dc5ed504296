//! The export log as a file (R20, R24, R26, R30 to R33, R36): what its page shows, and itself a row of the log.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use chrono::Duration;
use waybill::domain::export::State;
use waybill::jobs::Stop;
use waybill::jobs::export_records::{Step, turn_watched};

use crate::log_pages::copy;
use crate::support::{Browser, Page, TestApp, export_in};

pub(crate) const PAGE: &str = "/settings/import-export";
pub(crate) const DIALOG: &str = "/settings/import-export/export";

/// The dialog of the log as it is shown under this query.
pub(crate) async fn dialog(browser: &mut Browser, query: &str) -> Page {
    let page = browser.open(&format!("{PAGE}{query}")).await;
    page.click("Export the audit", browser).await
}

/// Asks for the log as it is shown, with the dialog as it opens; answers the new export's key.
pub(crate) async fn export(browser: &mut Browser, query: &str) -> String {
    let page = dialog(browser, query).await;
    export_in(&page.form(DIALOG).submit(browser).await.path)
}

pub(crate) fn lines(test: &TestApp, id: &str) -> Vec<String> {
    let text = String::from_utf8(test.file_of(id)).unwrap();
    text.trim_start_matches('\u{feff}').lines().map(str::to_owned).collect()
}

/// The first column of every line but the header.
pub(crate) fn firsts(test: &TestApp, id: &str) -> Vec<String> {
    lines(test, id)[1..].iter().map(|line| line.split(',').next().unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn the_log_leaves_as_its_page_shows_it_and_does_not_list_its_own_export() {
    let test = TestApp::start().await;
    let (mut alice, _) = (test.super_admin("Alice").await, test.exporter("Bob").await);
    let now = test.now();
    test.put(test.row("Bob", "=old.csv").asked_for(now - Duration::days(40))).await;
    test.put(test.row("Alice", "failed.csv").records(61_004).failed("disk", "")).await;
    test.put(test.row("Bob", "view.csv").from("view", "contacts").sensitive()).await;
    test.pass(Duration::minutes(1));
    let page = dialog(&mut alice, "").await;
    assert!(page.says("3 exports, as the page lists them"), "{}", page.text());
    assert_eq!(page.form(DIALOG).value("name"), Some("export-audit-2025-10-16"));
    let id = export(&mut alice, "").await;
    test.run_jobs();
    assert_eq!(
        lines(&test, &id),
        [
            "Name,State,Source,Kind of source,Records,User,Requested",
            "view.csv,Ready,contacts,View,3,Bob,2025-10-16T08:23:00Z",
            "failed.csv,Failed,Contacts,Object,61004,Alice,2025-10-16T08:23:00Z",
            "'=old.csv,Expired,Contacts,Object,3,Bob,2025-09-06T08:23:00Z",
        ],
        "newest first, a view called like an object keeps its name, and formulas are defused"
    );
    let done = test.export(&id);
    assert_eq!((done.state, done.records, done.name.as_str()), (State::Done, 3, "export-audit-2025-10-16.csv"));

    // The next one lists this one.
    let next = export(&mut alice, "?source=log").await;
    test.run_jobs();
    assert_eq!(
        lines(&test, &next)[1..],
        ["export-audit-2025-10-16.csv,Ready,Export audit,Export audit,3,Alice,2025-10-16T08:24:00Z"]
    );
}

#[actix_web::test]
async fn filters_and_order_of_the_page_are_those_of_the_file() {
    let test = TestApp::start().await;
    let (mut alice, _) = (test.super_admin("Alice").await, test.exporter("Bob").await);
    let bob = test.words("SELECT public_id AS words FROM users WHERE name = 'Bob'").await.remove(0);
    for n in [5, 1, 9] {
        test.put(test.row("Bob", &format!("wanted{n}")).records(n)).await;
        test.put(test.row("Alice", &format!("wanted by Alice {n}")).records(n)).await;
        test.put(test.row("Bob", &format!("other{n}")).records(n).cancelled_by("Alice")).await;
    }
    for (query, expected) in [
        (format!("q=WANTED&user={bob}"), vec!["wanted9", "wanted1", "wanted5"]),
        (format!("q=wanted&user={bob}&sort=most"), vec!["wanted9", "wanted5", "wanted1"]),
        ("state=cancelled&sort=fewest&more=1".to_owned(), vec!["other5", "other9"]),
        (format!("from=2025-10-16&to=2025-10-16&less=5&user={bob}&sort=oldest"), vec!["wanted1", "other1"]),
        ("to=2025-10-15".to_owned(), Vec::new()),
    ] {
        let shown = alice.open(&format!("{PAGE}?{query}")).await.text_of("tbody .fname");
        assert_eq!(shown, expected, "{query}");
        let id = export(&mut alice, &format!("?{query}")).await;
        test.run_jobs();
        assert_eq!((firsts(&test, &id), test.export(&id).state), (shown, State::Done), "{query}");
    }
    let page = dialog(&mut alice, "?to=2025-10-15").await;
    assert!(page.says("No export matches."), "{}", page.text());
    // A filter that makes no sense is said by the page itself.
    let page = alice.open(&format!("{DIALOG}?from=yesterday")).await;
    assert!(page.path.starts_with(PAGE) && page.says("Enter a date such as 2025-10-16."), "{}", page.path);
}

#[actix_web::test]
async fn everything_that_details_say_can_be_a_column_typed_in_a_workbook() {
    let test = TestApp::start().await;
    let mut bob = test.exporter("Bob").await;
    let now = test.now();
    test.put(test.row("Bob", "a.csv").deleted_by("Alice", now)).await;
    test.put(test.row("Bob", "b.csv").failed("too_slow", "").with("request_ip", "NULL".into())).await;
    let form = dialog(&mut bob, "").await.form(DIALOG).fill("props", "all").fill("header", "fr");
    let id = export_in(&form.clone().fill("format", "xlsx").submit(&mut bob).await.path);
    let plain = form.fill("header", "internal").fill("values", "internal").fill("separator", "tab").untick("bom");
    let plain = export_in(&plain.submit(&mut bob).await.path);
    test.run_jobs();
    let mut workbook: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(test.file_of(&id))).unwrap();
    let (name, range) = workbook.worksheets().remove(0);
    let cells: Vec<_> = range.rows().map(<[Data]>::to_vec).collect();
    assert_eq!((name.as_str(), cells.len(), cells[0].len()), ("Export audit", 3, 24));
    let of = |row: usize, label: &str| {
        let at = cells[0].iter().position(|cell| cell == &Data::String(label.to_owned())).expect(label);
        cells[row][at].clone()
    };
    let words = |text: &str| Data::String(text.to_owned());
    assert_eq!(of(2, "État"), words("Fichier supprimé"));
    assert_eq!(of(2, "Objet"), words("Contacts"));
    assert_eq!(
        (of(2, "Fiches d’informations"), of(2, "Taille du fichier en octets")),
        (Data::Float(3.0), Data::Float(25.0))
    );
    assert_eq!(of(2, "Données sensibles"), Data::Bool(false));
    assert!(matches!(of(2, "Demandé"), Data::DateTime(at) if (at.as_f64() - 45_946.349_305).abs() < 1e-5));
    assert_eq!(of(2, "Propriétés"), words("First name; Company"));
    assert_eq!((of(2, "Fichier supprimé par"), of(2, "Format")), (words("Alice"), words("CSV")));
    assert_eq!((of(2, "Demandé depuis"), of(1, "Demandé depuis")), (words("203.0.113.7"), Data::Empty));
    assert_eq!((of(1, "Motif de l’échec"), of(1, "SHA-256")), (words("Trop long"), Data::Empty));

    let lines = lines(&test, &plain);
    assert!(lines[0].starts_with("id\tname\tstate\tsource\tsource_kind\tobject\trecords\tsensitive\t"), "{}", lines[0]);
    assert!(lines[2].contains("\tb.csv\tfailed\tcontacts\tobject\tcontacts\t3\tfalse\tBob\tbob@halle.example\t\t"));
    assert!(
        lines[3].contains("\tdeleted\t") && lines[3].contains(&waybill::secret::sha256_hex(&test.row("", "").file))
    );
    assert!(!lines.iter().any(|line| line.contains("exports/")), "where files lie is nobody's to know");
}

#[actix_web::test]
async fn what_is_wrong_is_said_beside_the_field_and_the_filter_stays() {
    let test = TestApp::start().await;
    let mut bob = test.exporter("Bob").await;
    test.put(test.row("Bob", "a.csv")).await;
    let form = dialog(&mut bob, "?state=ready").await.form(DIALOG);
    let page = form.clone().fill("name", " ").fill("separator", "tab").submit(&mut bob).await;
    assert!(page.status == 422 && page.says("Enter a file name."), "{}", page.text());
    let kept = page.form(DIALOG);
    assert_eq!((kept.value("separator"), kept.value("state")), (Some("tab"), Some("ready")));
    let page = form.clone().fill("props", "pick").untick("p").submit(&mut bob).await;
    assert!(page.status == 422 && page.says("Choose at least one column."));
    assert_eq!(form.clone().fill("props", "pick").tick("p", "99").submit(&mut bob).await.status, 422);
    let moved = form.clone().fill("up", "3").submit(&mut bob).await;
    assert!(moved.form(DIALOG).value("props") == Some("pick"), "columns are put in order without a script");
    let french = {
        test.sql("UPDATE users SET lang = 'fr'");
        bob.open(&format!("{PAGE}?state=ready")).await.click("Exporter l’audit", &mut bob).await
    };
    for words in ["Exporter l’audit des exports", "1 export que le filtre de la page affiche", "Toutes les colonnes"]
    {
        assert!(french.says(words), "{words}\n{}", french.text());
    }
    assert_eq!(french.form(DIALOG).value("name"), Some("audit-des-exports-2025-10-16"));
    assert_eq!(test.number("SELECT count(*) AS n FROM exports"), 1);
}

#[actix_web::test]
async fn an_export_of_the_log_is_a_row_of_it_like_any_other() {
    let test = TestApp::start().await;
    let (mut alice, _) = (test.super_admin("Alice").await, test.exporter("Bob").await);
    let bob = test.words("SELECT public_id AS words FROM users WHERE name = 'Bob'").await.remove(0);
    test.put(test.row("Bob", "a.csv")).await;
    let query = format!("?q=A.c&source=contacts&user={bob}&state=ready&from=2025-10-01&to=2025-10-16&more=1&less=9");
    let id = export(&mut alice, &query).await;
    assert_eq!(export(&mut alice, &query).await, id, "the same is not started twice");
    let row = alice.open(PAGE).await;
    assert!(row.says("Queued next to start") && row.says("Exports of all users Export audit"), "{}", row.text());
    test.run_jobs();
    assert_eq!(test.trail(&id), ["export.requested", "export.started", "export.finished"]);
    let asked = test.words("SELECT detail AS words FROM audit_events WHERE action = 'export.requested'").await;
    for fact in [r#""source":"log""#, r#""object":null"#, r#""filter":true"#, r#""records":1"#] {
        assert!(asked[0].contains(fact), "{fact}: {}", asked[0]);
    }
    assert_eq!(test.mails_to("ready", "Alice"), 1);
    let details = alice.open(&format!("/exports/{id}")).await;
    for words in [
        "Source Exports of all users Export audit",
        "Filter Name: contains “A.c” ; Source: Contacts ; User: Bob ; State: Ready ; From: 1 Oct 2025 ; Until: 16 Oct 2025",
        "More records than: 1 ; Fewer records than: 9",
        "Sort Newest",
        "Records 1",
        "7 columns Name State",
        "Not included",
    ] {
        assert!(details.says(words), "{words}\n{}", details.text());
    }
    assert!(!details.says("Object "), "it is of none");

    // Never a history, however often a super admin downloads it (R24).
    let file = format!("/exports/{id}/file");
    assert_eq!(alice.get(&file).await.status, 200);
    assert_eq!(alice.open(&format!("/exports/{id}/history")).await.status, 404);
    assert!(alice.open(PAGE).await.link("View history of export-audit").is_none());
    assert_eq!(test.number("SELECT count(*) AS n FROM downloads"), 1, "recorded all the same");
    test.pass(Duration::days(30));
    let mut alice = test.sign_in("Alice").await;
    assert_eq!(alice.get(&file).await.status, 410);
    assert!(alice.open(PAGE).await.says("Expired"));
    let page = alice.open(&format!("{PAGE}?source=log")).await;
    assert_eq!(page.text_of("tbody .fname"), ["export-audit-2025-10-16 .csv"]);
}

#[actix_web::test]
async fn the_file_is_one_moment_of_the_log_however_long_it_is_in_every_order() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let earlier = test.now() - Duration::days(2);
    let id = test.put(test.row("Alice", "a.csv").cancelled_by("Alice").asked_for(earlier)).await;
    copy(&test, &id, 1_203);
    test.sql("UPDATE exports SET records = id % 7, name = 'row ' || id || '.csv'");
    for sort in ["newest", "oldest", "most", "fewest"] {
        let page = dialog(&mut alice, &format!("?sort={sort}")).await;
        let form = page.form(DIALOG).fill("props", "pick").untick("p").tick("p", "2").tick("p", "7");
        let id = export_in(&form.submit(&mut alice).await.path);
        turn_watched(&test.app, &Stop::default(), &mut |step| {
            if matches!(step, Step::Counted(_)) {
                test.sql("UPDATE exports SET records = records + 100 WHERE state = 'cancelled'");
            }
            Ok(())
        })
        .unwrap();
        test.sql("UPDATE exports SET records = records - 100 WHERE state = 'cancelled'");
        let done = test.export(&id);
        let mut read: Vec<(i64, i64)> = lines(&test, &id)[1..]
            .iter()
            .filter_map(|line| line.strip_prefix("row ")?.split_once(".csv,"))
            .map(|(id, records)| (records.parse().unwrap(), id.parse().unwrap()))
            .collect();
        assert_eq!((done.state, read.len()), (State::Done, 1_204), "{sort}");
        assert!(read.iter().all(|(records, id)| *records == id % 7), "{sort}: nothing of later");
        let shown = read.clone();
        match sort {
            "newest" => read.sort_by_key(|(_, id)| -id),
            "oldest" => read.sort_by_key(|(_, id)| *id),
            "most" => read.sort_by_key(|(records, id)| (-records, -id)),
            _ => read.sort_unstable(),
        }
        assert_eq!(shown, read, "{sort}");
    }
}
