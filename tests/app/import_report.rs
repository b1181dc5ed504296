//! The rows of an import that have a problem, as a file that is mended and imported again (R33, R53).

use waybill::db::imports;

use crate::support::imports::{IMPORTER, import, import_with, report, workbook};
use crate::support::{Form, TestApp};

/// The rows of a CSV file as a spreadsheet keeps them in a workbook, an apostrophe in front being part of a text.
fn sheet_of(file: &str) -> String {
    let cell = |text: &str| format!("<c t=\"str\"><v>{}</v></c>", text.replace('&', "&amp;").replace('<', "&lt;"));
    let plain = file.trim_start_matches('\u{feff}').as_bytes();
    let records = csv::ReaderBuilder::new().has_headers(false).from_reader(plain).into_records();
    let rows = records.map(|record| {
        let cells: Vec<String> = record.unwrap().iter().map(cell).collect();
        format!("<row>{}</row>", cells.concat())
    });
    rows.collect::<Vec<_>>().concat()
}

/// The same rows with another cell in place of this text.
fn put(rows: &str, text: &str, cell: &str) -> String {
    rows.replace(&format!("<c t=\"str\"><v>{text}</v></c>"), cell)
}

#[actix_web::test]
async fn a_row_of_the_report_is_whole_however_long_its_cells_are() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let long = "é,\"a".repeat(15_000);
    // With this one the row has just as many characters as are kept of one that is not kept whole.
    let just = "x".repeat(9_991);
    let (first, second) = ("y".repeat(20_000), "z".repeat(20_000));
    let csv = format!(
        "Last name,Notes,Annual revenue\nDoe,\"{}\",a lot\nLi,{just},a lot\nWu,{first},{second},7\n",
        long.replace('"', "\"\"")
    );
    let page = import(&test, &mut ines, "contacts", csv.as_bytes()).await;
    assert!(page.says("3 rows have a problem"), "{}", page.text());
    let text = report(&mut ines, &page).await;
    let surplus = format!("\r\nWu,{first},\"{second},7\",Line 4: ");
    assert!(text.contains(&surplus), "what is too much stays, with its comma");
    assert!(!text.contains("too long to stand here"));
    let page = import(&test, &mut ines, "contacts", text.replace(",a lot,", ",7,").as_bytes()).await;
    assert!(page.says("2 records added") && page.says("1 row has a problem"), "{}", page.text());
    assert!(!page.says("new property"), "the reasons are none: {}", page.text());
    for characters in [60_000, 9_991] {
        let whole = format!("SELECT count(*) AS n FROM records WHERE length(props->>'p22') = {characters}");
        assert_eq!(test.number(&whole), 1, "{characters}");
    }
}

#[actix_web::test]
async fn a_report_that_is_mended_and_imported_gives_the_values_as_they_were() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let csv = b"Last name,Notes,City,Phone,Annual revenue\n=1+1,'=1+1,'tis,+33 6 12,a lot\n";
    let page = import(&test, &mut ines, "contacts", csv).await;
    let text = report(&mut ines, &page).await;
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    assert_eq!(lines.next(), Some("Last name,Notes,City,Phone,Annual revenue,Problem found by Waybill"));
    let row = lines.next().unwrap();
    assert!(row.starts_with("'=1+1,''=1+1,'tis,+33 6 12,a lot,"), "no formula for a spreadsheet: {row}");
    // Not mended, it is reported once more: no column and no apostrophe more.
    let page = import(&test, &mut ines, "contacts", text.as_bytes()).await;
    assert!(page.says("0 records added") && page.says("1 row has a problem"), "{}", page.text());
    assert_eq!(report(&mut ines, &page).await, text);
    let page = import(&test, &mut ines, "contacts", text.replace("a lot", "7").as_bytes()).await;
    assert!(page.says("1 record added") && !page.says("new property"), "{}", page.text());
    for (property, value) in [(2, "=1+1"), (22, "''=1+1"), (9, "''tis"), (4, "+33 6 12"), (21, "7")] {
        assert_eq!(test.with_value(property, value), 1, "{value}");
    }
}

#[actix_web::test]
async fn a_report_that_is_mended_in_a_workbook_gives_the_values_as_they_were() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let leave_out = |form: Form| form.fill("c0", "skip");
    let csv = b"=Code,Last name,Notes,City,Customer since,Annual revenue\n=0,=1+1,'=x,'tis,soon,a lot\n";
    let page = import_with(&test, &mut ines, "contacts", csv, leave_out).await;
    let text = report(&mut ines, &page).await;
    assert!(text.contains("\r\n'=0,'=1+1,''=x,'tis,soon,a lot,"), "{text}");
    let rows = sheet_of(&text);
    // Not mended, it is reported once more: no column and no apostrophe more.
    let page = import_with(&test, &mut ines, "contacts", &workbook(&rows), leave_out).await;
    assert!(page.says("0 records added") && page.says("1 row has a problem"), "{}", page.text());
    assert_eq!(report(&mut ines, &page).await, text);
    let spoilt = put(&rows, "'tis", "<c t=\"s\"><v>99</v></c>");
    let page = import_with(&test, &mut ines, "contacts", &workbook(&spoilt), leave_out).await;
    let again = report(&mut ines, &page).await;
    assert!(page.says("This cell of the workbook can’t be read.") && again.contains("\r\n'=0,'=1+1,''=x,"), "{again}");
    let mended = put(&rows, "soon", "<c s=\"1\"><v>45946</v></c>");
    let mended = put(&mended, "a lot", "<c><v>-7</v></c>");
    let page = import_with(&test, &mut ines, "contacts", &workbook(&mended), leave_out).await;
    assert!(page.says("1 record added") && !page.says("new property"), "{}", page.text());
    for (property, value) in [(2, "=1+1"), (22, "''=x"), (9, "''tis"), (20, "2025-10-16"), (21, "-7")] {
        assert_eq!(test.with_value(property, value), 1, "{value}");
    }
}

#[actix_web::test]
async fn a_workbook_of_ones_own_with_a_column_of_problems_keeps_its_apostrophes() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let rows = sheet_of("Last name,Notes,Problem\n'=1+1,''=x,late\n");
    let page = import(&test, &mut ines, "contacts", &workbook(&rows)).await;
    assert!(page.says("1 record added") && page.says("1 new property"), "{}", page.text());
    for (property, value) in [(2, "''=1+1"), (22, "''''=x"), (1000, "late")] {
        assert_eq!(test.with_value(property, value), 1, "{value}");
    }
}

#[actix_web::test]
async fn a_row_of_which_only_a_part_was_kept_is_not_offered_as_if_it_were_whole() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let csv = format!("Last name,Notes\nDoe,\"{}\nLi,lost\n", "é".repeat(12_000));
    let page = import(&test, &mut ines, "contacts", csv.as_bytes()).await;
    let text = report(&mut ines, &page).await;
    let row = text.lines().nth(1).unwrap();
    assert!(row.starts_with(",,Line 2: ") && !row.contains("éé"), "{row}");
    assert!(row.contains("never closes") && row.contains("This row is too long to stand here."), "{row}");
    let page = import(&test, &mut ines, "contacts", text.as_bytes()).await;
    assert!(page.says("0 records added") && page.says("The row is empty"), "{}", page.text());
    // A short one is whole, in one cell.
    let page = import(&test, &mut ines, "contacts", b"Last name,Notes\nDoe,\"open\nLi,lost\n").await;
    let text = report(&mut ines, &page).await;
    assert!(text.contains("\r\n\"Doe,\"\"open\nLi,lost\n\",,Line 2: "), "{text}");
    assert!(!text.contains("too long to stand here"));
}

#[actix_web::test]
async fn a_report_of_long_rows_is_read_step_by_step_and_has_them_all() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let long = "x".repeat(900_000);
    let rows: Vec<String> = (0..12).map(|n| format!("Doe {n},{long},a lot\n")).collect();
    let csv = format!("Last name,Notes,Annual revenue\n{}", rows.concat());
    let page = import(&test, &mut ines, "contacts", csv.as_bytes()).await;
    assert!(page.says("12 rows have a problem"), "{}", page.text());
    let (some, last) = test.app.db.read_now(|c| imports::problems_after(c, 1, 0, 200)).unwrap();
    assert!((1..12).contains(&some.len()) && last.is_some(), "{}", some.len());
    let text = report(&mut ines, &page).await;
    let rows: Vec<&str> = text.lines().skip(1).collect();
    assert_eq!(rows.len(), 12);
    for (n, row) in rows.iter().enumerate() {
        assert!(row.starts_with(&format!("Doe {n},{long},a lot,")), "{n}");
    }
}
