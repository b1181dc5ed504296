//! The rows of a report that come back (R53): they are read as the file was that they come from, and none becomes a record by
//! itself.

use waybill::domain::user::Rights;

use crate::support::imports::{EDITOR, IMPORTER, begin, import, import_with, map_form, matching, report, workbook};
use crate::support::{Form, TestApp};

/// A row of a sheet with these cells.
fn row(cells: &[&str]) -> String {
    format!("<row>{}</row>", cells.concat())
}

fn text(text: &str) -> String {
    format!("<c t=\"str\"><v>{text}</v></c>")
}

fn number(n: &str) -> String {
    format!("<c><v>{n}</v></c>")
}

#[actix_web::test]
async fn a_report_is_offered_the_formats_of_the_file_that_it_came_from() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let american = b"Last name,Customer since,Email\nA,12/25/2025,a@x.example\nB,02/03/2025,bad\n";
    let begun = begin(&mut ines, "contacts", "us.csv", american).await;
    test.run_lane("imports");
    let american = ines.open(&begun.path).await;
    let american = report(&mut ines, &american).await;
    // Another file with the same columns, and a bad row as well.
    let european = b"Last name,Customer since,Email\nC,25/12/2025,bad\n";
    let european = import(&test, &mut ines, "contacts", european).await;
    let european = report(&mut ines, &european).await;
    for (name, rows, dates) in
        [("us problem rows.csv", &american, "month-slash"), ("file problem rows (1).csv", &european, "day-slash")]
    {
        let page = matching(&mut ines, "contacts", name, rows.as_bytes()).await;
        assert_eq!(map_form(&page).value("dates"), Some(dates), "{name}");
    }
    let mended = american.replace("bad", "b@x.example");
    begin(&mut ines, "contacts", "us problem rows.csv", mended.as_bytes()).await;
    test.run_lane("imports");
    assert_eq!((test.with_value(20, "2025-02-03"), test.with_value(20, "2025-03-02")), (1, 0));

    let csv = b"Last name;Annual revenue;Email\nD;1.234,50;d@x.example\nE;1.234;bad\n";
    let page = import(&test, &mut ines, "contacts", csv).await;
    let mended = report(&mut ines, &page).await.replace("bad", "e@x.example");
    let page = import(&test, &mut ines, "contacts", mended.as_bytes()).await;
    assert!(page.says("1 record added"), "{}", page.text());
    assert_eq!((test.with_value(21, "1234"), test.with_value(21, "1.234")), (1, 0));
}

#[actix_web::test]
async fn a_report_is_offered_the_mode_and_the_key_of_the_import_that_it_came_from() {
    let test = TestApp::start().await;
    test.unique(3);
    test.unique(4);
    let mut ines = test.signed_in("Ines", EDITOR).await;
    import(&test, &mut ines, "contacts", b"Last name,Phone\nAda,+33 6 12\n").await;
    let update = |form: Form| form.fill("mode", "update").fill("key", "p4");
    let csv = b"Phone,Annual revenue\n+33 6 12,a lot\n";
    let page = import_with(&test, &mut ines, "contacts", csv, update).await;
    assert!(page.says("1 row has a problem"), "{}", page.text());
    let unmended = report(&mut ines, &page).await;
    let mended = unmended.replace("a lot", "7");
    let form = map_form(&matching(&mut ines, "contacts", "file.csv", mended.as_bytes()).await);
    assert_eq!((form.value("mode"), form.value("key")), (Some("update"), Some("p4")));
    let page = import(&test, &mut ines, "contacts", mended.as_bytes()).await;
    assert!(page.says("1 record updated"), "{}", page.text());
    assert_eq!((test.number("SELECT count(*) AS n FROM records"), test.with_value(21, "7")), (1, 1));
    // Who may not change records is not led to double them.
    let mut noor = test.signed_in("Noor", IMPORTER).await;
    let form = map_form(&matching(&mut noor, "contacts", "file.csv", mended.as_bytes()).await);
    assert_eq!((form.value("mode"), form.value("key")), (Some("new"), Some("p4")));
    // It may itself be the import of a report, whatever language either is in.
    let upsert = |form: Form| form.fill("mode", "upsert");
    let page = import_with(&test, &mut ines, "contacts", unmended.as_bytes(), upsert).await;
    test.sql("UPDATE users SET lang = 'fr'");
    let french = ines.get(&format!("{}/problems.csv", page.path)).await.text();
    assert!(french.contains("Problème relevé par Waybill"), "{french}");
    let form = map_form(&matching(&mut ines, "contacts", "file.csv", french.as_bytes()).await);
    assert_eq!((form.value("mode"), form.value("key")), (Some("upsert"), Some("p4")));
}

#[actix_web::test]
async fn the_numbers_of_a_workbook_come_back_from_the_report_as_they_were() {
    let test = TestApp::start().await;
    test.unique(3);
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let rows = [
        row(&[&text("Last name"), &text("Annual revenue"), &text("Email")]),
        row(&[&text("A"), &number("1.234"), &text("bad")]),
        row(&[&text("B"), &text("2.345,5"), &text("bad")]),
        row(&[&text("C"), &number("5.5"), &text("c@x.example"), &text("surplus")]),
        row(&[&text("D"), &number("1.25"), &text("d@x.example")]),
        row(&[&text("E"), &number("2.75"), &text("d@x.example")]),
    ];
    let stated = |form: Form| form.fill("numbers", "point-comma");
    let page = import_with(&test, &mut ines, "contacts", &workbook(&rows.concat()), stated).await;
    assert!(page.says("1 record added") && page.says("4 rows have a problem"), "{}", page.text());
    let text = report(&mut ines, &page).await;
    for row in ["A,\"1,234\",bad,", "B,\"2.345,5\",bad,", "C,\"5,5\",", "E,\"2,75\",d@x.example,"] {
        assert!(text.contains(&format!("\r\n{row}")), "{row}: {text}");
    }
    let mended = text
        .replacen("bad", "a@x.example", 1)
        .replacen("bad", "b@x.example", 1)
        .replace("\"c@x.example,surplus\"", "c@x.example")
        .replace("\"2,75\",d@", "\"2,75\",e@");
    let page = import(&test, &mut ines, "contacts", mended.as_bytes()).await;
    assert!(page.says("4 records added"), "{}", page.text());
    for value in ["1.234", "2345.5", "5.5", "1.25", "2.75"] {
        assert_eq!(test.with_value(21, value), 1, "{value}");
    }
}

#[actix_web::test]
async fn a_moment_at_midnight_comes_back_from_the_report_as_that_moment() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let midnight = "<c s=\"1\"><v>45657</v></c>";
    let rows =
        row(&[&text("Last name"), &text("Seen at"), &text("Email")]) + &row(&[&text("Ada"), midnight, &text("bad")]);
    let moments = |form: Form| form.fill("k1", "datetime");
    let page = import_with(&test, &mut ines, "contacts", &workbook(&rows), moments).await;
    let text = report(&mut ines, &page).await;
    assert!(text.contains("\r\nAda,2024-12-31 00:00,bad,"), "{text}");
    let page = import(&test, &mut ines, "contacts", text.replace("bad", "a@x.example").as_bytes()).await;
    assert!(page.says("1 record added"), "{}", page.text());
    assert_eq!(test.with_value(1000, "2024-12-31T00:00:00Z"), 1);
}

#[actix_web::test]
async fn a_row_that_could_not_be_parted_into_cells_is_refused_again_until_it_is_mended() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let csv = b"Last name,Notes\nS1,\"a\" b\nG,g\nO2,\"never closes\nO3,x\n";
    let page = import(&test, &mut ines, "contacts", csv).await;
    assert!(page.says("1 record added") && page.says("2 rows have a problem"), "{}", page.text());
    let mut text = report(&mut ines, &page).await;
    let rows = ["\r\n\"S1,\"\"a\"\" b\",,", "\r\n\"O2,\"\"never closes\nO3,x\n\",,"];
    // Not mended, it is reported as often as it comes, and nothing of it is lost, whatever language its sentences are in.
    for lang in ["fr", "en"] {
        assert!(rows.iter().all(|row| text.contains(row)), "{text}");
        test.sql(format!("UPDATE users SET lang = '{lang}'"));
        let page = import(&test, &mut ines, "contacts", text.as_bytes()).await;
        text = ines.get(&format!("{}/problems.csv", page.path)).await.text();
        assert_eq!(test.number("SELECT count(*) AS n FROM records"), 1, "{text}");
        if lang == "en" {
            assert!(page.says("2 rows have a problem"), "{}", page.text());
            assert!(page.says("All of this row stands in its first cell. Spread it over the columns or"));
        }
    }
    assert!(rows.iter().all(|row| text.contains(row)), "{text}");
    // The one is spread over its cells; the other is all of a name, which is said by emptying the last cell.
    let mended = text.replace(rows[0], "\r\nS1,a b,");
    let reason = mended.rfind(",,").unwrap();
    let mended = format!("{},,\r\n", &mended[..reason]);
    let page = import(&test, &mut ines, "contacts", mended.as_bytes()).await;
    assert!(page.says("2 records added") && !page.says("a problem"), "{}", page.text());
    assert_eq!((test.with_value(2, "S1"), test.with_value(22, "a b")), (1, 1));
}

#[actix_web::test]
async fn a_row_that_the_report_hides_becomes_no_record() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let mut vera = test.signed_in("Vera", Rights { sensitive: true, ..IMPORTER }).await;
    let passport = |form: Form| form.fill("c1", "p16");
    let page = import_with(&test, &mut vera, "contacts", b"Email,Pass\nnone,XK1\n", passport).await;
    let rights = format!("/settings/users/{}", test.named("Vera").await.public_id);
    alice.open(&rights).await.form(&rights).untick("sensitive").submit(&mut alice).await;
    let mut vera = test.sign_in("Vera").await;
    let text = vera.get(&format!("{}/problems.csv", page.path)).await.text();
    assert!(text.contains("\r\n,,") && text.contains("This row isn’t shown") && !text.contains("XK1"), "{text}");
    let page = import(&test, &mut vera, "contacts", text.as_bytes()).await;
    assert!(page.says("0 records added") && page.says("The row is empty"), "{}", page.text());
}

#[actix_web::test]
async fn a_report_has_the_separator_of_its_file_or_of_its_readers_language() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let rows = row(&[&text("Last name"), &text("Email")]) + &row(&[&text("A"), &text("bad")]);
    for (lang, file, beginning) in [
        ("en", b"Last name;Email\nA;bad\n".to_vec(), "Last name;Email;"),
        ("en", b"Last name\tEmail\nA\tbad\n".to_vec(), "Last name\tEmail\t"),
        ("en", workbook(&rows), "Last name,Email,"),
        ("fr", b"Last name,Email\nA,bad\n".to_vec(), "Last name,Email,"),
        ("fr", b"Email\nbad\n".to_vec(), "Email;"),
        ("fr", workbook(&rows), "Last name;Email;"),
    ] {
        test.sql(format!("UPDATE users SET lang = '{lang}'"));
        let page = import(&test, &mut ines, "contacts", &file).await;
        let text = ines.get(&format!("{}/problems.csv", page.path)).await.text();
        assert!(text.trim_start_matches('\u{feff}').starts_with(beginning), "{lang}: {text}");
    }
}
