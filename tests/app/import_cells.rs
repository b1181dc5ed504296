//! Cells of a file that are not what they seem (R53): errors, formulas, codes among numbers, and what cannot be read at all.

use crate::support::imports::{IMPORTER, import, import_with, map_form, matching, workbook};
use crate::support::{Form, TestApp};

fn text(at: &str, text: &str) -> String {
    format!("<c r=\"{at}\" t=\"str\"><v>{text}</v></c>")
}

/// A workbook of contacts whose ordinary rows end with this one, and other rows below them.
fn contacts(last: usize, more: &str) -> Vec<u8> {
    let mut rows = format!("<row r=\"1\">{}{}</row>", text("A1", "Last name"), text("B1", "City"));
    for n in 2..=last {
        let name = text(&format!("A{n}"), &format!("Person {n}"));
        rows.extend([format!("<row r=\"{n}\">{name}"), text(&format!("B{n}"), "Oslo"), "</row>".to_owned()]);
    }
    workbook(&(rows + more))
}

#[actix_web::test]
async fn a_cell_that_cannot_be_read_is_a_bad_row_and_the_other_rows_come_in() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let more = format!(
        "<row r=\"13\">{}<c r=\"B13\" t=\"s\"><v>99</v></c></row>\
         <row r=\"14\"><c r=\"A14\" t=\"novelty\"><v>1</v></c>{}</row>\
         <row r=\"15\">{}</row>",
        text("A13", "Person 13"),
        text("B14", "Oslo"),
        text("A15", "Person 15"),
    );
    let page = import(&test, &mut ines, "contacts", &contacts(12, &more)).await;
    assert!(page.says("12 records added") && page.says("2 rows have a problem"), "{}", page.text());
    let rows = page.text_of("tbody tr");
    assert!(rows[0].starts_with("13 City This cell of the workbook can’t be read."), "{rows:?}");
    assert!(rows[1].starts_with("14 Last name This cell of the workbook can’t be read."), "{rows:?}");
    for (name, times) in [("Person 12", 1), ("Person 13", 0), ("Person 15", 1)] {
        assert_eq!(test.with_value(2, name), times, "{name}");
    }
}

#[actix_web::test]
async fn a_workbook_that_breaks_off_says_behind_which_row_and_the_rows_before_come_in() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let more = format!("<row r=\"15\">{}</row><row r=\"16\">{}</row>", text("A15", "&nosuch;"), text("A16", "Late"));
    let page = import(&test, &mut ines, "contacts", &contacts(14, &more)).await;
    assert!(page.says("12 records added") && page.says("1 row has a problem"), "{}", page.text());
    let rows = page.text_of("tbody tr");
    assert!(rows[0].starts_with("14 – The workbook is damaged in this row or behind it."), "{rows:?}");
    assert_eq!((test.with_value(2, "Person 13"), test.with_value(2, "Late")), (1, 0));
}

#[actix_web::test]
async fn an_error_or_a_formula_without_a_value_is_a_bad_row_unless_its_column_is_left_out() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let rows = format!(
        "<row r=\"1\">{}{}{}</row>\
         <row r=\"2\">{}<c r=\"B2\" t=\"e\"><f>VLOOKUP(1,2,3)</f><v>#N/A</v></c></row>\
         <row r=\"3\">{}<c r=\"B3\"><f>UPPER(A3)</f></c></row>\
         <row r=\"4\">{}{}<c r=\"C4\" t=\"e\"><v>#DIV/0!</v></c></row>\
         <row r=\"5\">{}<c r=\"B5\" t=\"str\"><f>A9</f><v></v></c><c r=\"C5\"><f>A9</f></c></row>",
        text("A1", "Last name"),
        text("B1", "City"),
        text("C1", "Helper"),
        text("A2", "Ada"),
        text("A3", "Bea"),
        text("A4", "Cleo"),
        text("B4", "Rome"),
        text("A5", "Dora"),
    );
    let leave_out = |form: Form| form.fill("c2", "skip");
    let page = import_with(&test, &mut ines, "contacts", &workbook(&rows), leave_out).await;
    assert!(page.says("2 records added") && page.says("2 rows have a problem"), "{}", page.text());
    let bad = page.text_of("tbody tr");
    assert!(bad[0].starts_with("2 City The cell holds the error #N/A."), "{bad:?}");
    assert!(bad[1].starts_with("3 City The cell holds a formula without a value."), "{bad:?}");
    assert_eq!((test.with_value(2, "Cleo"), test.with_value(2, "Dora"), test.with_value(9, "#N/A")), (1, 1, 0));
}

/// Contacts with a number each, and these at the end.
fn numbered(heading: &str, most: usize, more: &str) -> String {
    let rows: Vec<String> = (1..=most).map(|n| format!("Person {n},{n}\n")).collect();
    format!("Last name,{heading}\n{}{more}", rows.concat())
}

#[actix_web::test]
async fn a_code_among_numbers_keeps_its_zeros_or_is_reported() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let few = numbered("Member", 20, "Zed,007\n");
    let page = matching(&mut ines, "contacts", "a.csv", few.as_bytes()).await;
    assert_eq!(map_form(&page).value("k1"), Some("text"), "far below the preview, but looked at");
    let page = import(&test, &mut ines, "contacts", few.as_bytes()).await;
    assert!(page.says("21 records added"), "{}", page.text());
    assert_eq!(test.with_value(1000, "007"), 1);

    let many = numbered("Badge", 1_005, "Zed,007\nZoe,+33612345678\nZac,0.5\n");
    let page = matching(&mut ines, "contacts", "a.csv", many.as_bytes()).await;
    assert_eq!(map_form(&page).value("k1"), Some("number"), "further down than anybody looks");
    let page = import(&test, &mut ines, "contacts", many.as_bytes()).await;
    assert!(page.says("1,006 records added") && page.says("2 rows have a problem"), "{}", page.text());
    let rows = page.text_of("tbody tr");
    assert!(rows[0].starts_with("1,007 Badge A number would lose the zeros or the plus sign in front."), "{rows:?}");
    assert_eq!((test.with_value(1001, "7"), test.with_value(1001, "0.5")), (1, 1), "that of Person 7 alone");

    // Somebody has said of this property that it holds numbers.
    let page = import(&test, &mut ines, "contacts", b"Last name,Annual revenue\nZed,007\n").await;
    assert!(page.says("1 record added"), "{}", page.text());
    assert_eq!(test.with_value(21, "7"), 1);
}

#[actix_web::test]
async fn a_number_that_a_workbook_shows_with_zeros_in_front_keeps_them() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let row = |n: usize, code: &str| {
        let cell = |column: &str| format!("<c r=\"{column}{n}\" s=\"2\"><v>{code}</v></c>");
        format!("<row r=\"{n}\">{}{}{}</row>", text(&format!("A{n}"), "Doe"), cell("B"), cell("C"))
    };
    let header = [text("A1", "Last name"), text("B1", "Postal code"), text("C1", "Depot")].concat();
    let file = workbook(&format!("<row r=\"1\">{header}</row>{}{}", row(2, "1000"), row(3, "75001")));
    let page = matching(&mut ines, "contacts", "a.xlsx", &file).await;
    assert_eq!(page.text_of(".scroll tbody td")[..3], ["Doe", "01000", "01000"]);
    assert_eq!(map_form(&page).value("k2"), Some("text"), "a code");
    let page = import(&test, &mut ines, "contacts", &file).await;
    assert!(page.says("2 records added"), "{}", page.text());
    for (property, value) in [(12, "01000"), (12, "75001"), (1000, "01000")] {
        assert_eq!(test.with_value(property, value), 1, "{property} {value}");
    }
}

#[actix_web::test]
async fn a_column_of_days_is_offered_as_one_and_a_day_that_does_not_exist_is_reported() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let csv = b"Last name,Opened\nA,16/10/2025\nB,31/02/2025\nC,01/02/2025\n";
    let page = matching(&mut ines, "contacts", "a.csv", csv).await;
    assert_eq!(map_form(&page).value("k1"), Some("date"));
    let page = import(&test, &mut ines, "contacts", csv).await;
    assert!(page.says("2 records added") && page.says("1 row has a problem"), "{}", page.text());
    let rows = page.text_of("tbody tr");
    assert!(rows[0].starts_with("3 Opened Enter a date such as 16/10/2025"), "{rows:?}");
    assert_eq!(test.with_value(1000, "2025-02-01"), 1);
}

#[actix_web::test]
async fn a_format_of_days_that_is_only_a_guess_is_called_one_until_another_is_chosen() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let guess = "This is a guess: the first dates of the file could have the day or the month first. Check it.";
    let clear = "Dates such as 2025-10-16 are understood in every file.";
    let doubtful = b"Last name,Customer since\nA,01/02/2025\nB,03/04/2025\n";
    let page = matching(&mut ines, "contacts", "a.csv", doubtful).await;
    assert_eq!(map_form(&page).value("dates"), Some("day-slash"));
    assert!(page.says(guess) && !page.says(clear), "{}", page.text());
    let form = map_form(&page).fill("dates", "month-slash").fill("c0", "skip").fill("c1", "skip");
    let page = form.submit(&mut ines).await;
    assert!(page.status == 422 && !page.says(guess) && page.says(clear), "{}", page.text());

    let told = b"Last name,Customer since\nA,01/02/2025\nB,16/10/2025\n".as_slice();
    let iso = b"Last name,Customer since\nA,2025-01-02\nB,2025-03-04\n".as_slice();
    // ISO is read in every file: it says nothing of the one day that needs a format.
    let mostly_iso = b"Last name,Customer since\nA,2025-01-02\nB,2025-03-04\nC,01/02/2025\n".as_slice();
    for (csv, dates, is_guess) in [(told, "day-slash", false), (iso, "iso", false), (mostly_iso, "day-slash", true)] {
        let page = matching(&mut ines, "contacts", "a.csv", csv).await;
        assert_eq!(map_form(&page).value("dates"), Some(dates));
        assert_eq!((page.says(guess), page.says(clear)), (is_guess, !is_guess), "{}", page.text());
    }
    let profile = ines.open("/settings/profile").await;
    profile.form("/settings/profile").fill("language", "fr").submit(&mut ines).await;
    let page = matching(&mut ines, "contacts", "a.csv", doubtful).await;
    assert!(page.says("les premières dates du fichier peuvent commencer par le jour ou par le mois"));
}

#[actix_web::test]
async fn true_and_false_as_excel_writes_them_in_french_are_yes_and_no() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let csv = b"Last name;Newsletter;Opted out\nA;VRAI;FAUX\nB;VRAI;FAUX\n";
    let page = matching(&mut ines, "contacts", "a.csv", csv).await;
    assert_eq!(map_form(&page).value("k2"), Some("boolean"));
    let page = import(&test, &mut ines, "contacts", csv).await;
    assert!(page.says("2 records added"), "{}", page.text());
    assert_eq!((test.with_value(17, "true"), test.with_value(1000, "false")), (2, 2));
}
