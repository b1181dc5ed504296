//! What an export wrote comes back as it was, and files of other programs are not misread without a word (R30, R33, R53).

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::support::imports::{IMPORTER, import, import_with, map_form, matching, report, send, uploads};
use crate::support::{Browser, Form, TestApp, export_in};

const DIALOG: &str = "/records/contacts/export";

/// The contacts with these properties, as the dialog offers to write them.
async fn exported(test: &TestApp, browser: &mut Browser, properties: &[&str]) -> Vec<u8> {
    let form = browser.open(DIALOG).await.form(DIALOG).fill("props", "pick").untick("p");
    let form = properties.iter().fold(form, |form, id| form.tick("p", id));
    let id = export_in(&form.submit(browser).await.path);
    test.run_lane("exports");
    test.file_of(&id)
}

fn upsert(form: Form) -> Form {
    form.fill("mode", "upsert")
}

/// Gives the status of leads these choices: value, English and French label, archived or not.
fn statuses(test: &TestApp, choices: &[(&str, &str, &str, bool)]) {
    let choices: Vec<serde_json::Value> = choices
        .iter()
        .map(|(value, en, fr, is_archived)| {
            serde_json::json!({ "value": value, "label_en": en, "label_fr": fr, "is_archived": is_archived })
        })
        .collect();
    let choices = serde_json::to_string(&choices).unwrap();
    test.sql(format!("UPDATE properties SET choices = '{choices}' WHERE id = 7"));
}

#[actix_web::test]
async fn choices_come_back_as_themselves_although_labels_look_like_other_values() {
    let test = TestApp::start().await;
    test.unique(3);
    let mut alice = test.super_admin("Alice").await;
    let csv = b"Email,Lead status\na@x.example,new\nb@x.example,open\n";
    import(&test, &mut alice, "contacts", csv).await;
    statuses(&test, &[("new", "Open", "Ouvert", false), ("open", "In progress", "Open", false)]);
    for lang in ["en", "fr"] {
        test.sql(format!("UPDATE users SET lang = '{lang}'"));
        let file = exported(&test, &mut alice, &["3", "7"]).await;
        import_with(&test, &mut alice, "contacts", &file, upsert).await;
        let changes = test.number("SELECT count(*) AS n FROM record_changes");
        assert_eq!(changes, 0, "{lang}: {}", String::from_utf8_lossy(&file));
    }
    assert_eq!((test.with_value(7, "new"), test.with_value(7, "open")), (1, 1));
}

#[actix_web::test]
async fn a_cell_that_fits_two_choices_is_refused_with_a_sentence() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    statuses(&test, &[("a", "Other", "Autre", false), ("b", "Other", "Divers", false)]);
    let csv = b"Last name,Lead status\nA,Other\nB,b\nC,Divers\nD,AUTRE\n";
    let page = import(&test, &mut alice, "contacts", csv).await;
    assert!(page.says("3 records added") && page.says("1 row has a problem"), "{}", page.text());
    let rows = page.text_of("tbody tr");
    assert!(rows[0].starts_with("2 Lead status This fits two choices of the property."), "{rows:?}");
    assert_eq!((test.with_value(7, "a"), test.with_value(7, "b")), (1, 2));
}

#[actix_web::test]
async fn a_record_keeps_its_archived_choice_and_gets_none() {
    let test = TestApp::start().await;
    test.unique(3);
    let mut alice = test.super_admin("Alice").await;
    let csv = b"Email,Lead status,City\na@x.example,new,Rome\nb@x.example,open,Rome\n";
    import(&test, &mut alice, "contacts", csv).await;
    statuses(&test, &[("new", "New", "Nouveau", true), ("open", "Open", "Ouvert", false)]);
    let csv = b"Email,Lead status,City\na@x.example,New,Oslo\nb@x.example,new,Oslo\nc@x.example,New,Oslo\n";
    let page = import_with(&test, &mut alice, "contacts", csv, upsert).await;
    assert!(page.says("1 record updated") && page.says("2 rows have a problem"), "{}", page.text());
    let rows = page.text_of("tbody tr");
    for (row, line) in rows.iter().zip([3, 4]) {
        assert!(row.starts_with(&format!("{line} Lead status Enter one of the choices of this property")), "{rows:?}");
    }
    assert_eq!((test.with_value(7, "new"), test.with_value(7, "open"), test.with_value(9, "Oslo")), (1, 1, 1));
}

const ODD: &[u8] = b"Email,Last name,Phone,Notes\na@x.example,=SUM(A1),+1-555-0100,@acme\n";

#[actix_web::test]
async fn an_export_with_its_guard_on_is_read_back_without_its_apostrophes() {
    let test = TestApp::start().await;
    test.unique(3);
    let mut alice = test.super_admin("Alice").await;
    import(&test, &mut alice, "contacts", ODD).await;
    test.sql("UPDATE properties SET label_en = '=Remark' WHERE id = 22");
    let file = exported(&test, &mut alice, &["3", "2", "4", "22"]).await;
    let text = String::from_utf8_lossy(&file).into_owned();
    assert!(text.contains("'=SUM(A1)") && text.contains("'=Remark"), "{text}");

    let page = matching(&mut alice, "contacts", "a.csv", &file).await;
    let form = map_form(&page);
    assert!(page.says("Take off the apostrophe that guards against formulas") && form.value("guarded").is_some());
    let headings = page.text_of("tbody th");
    let column = |heading: &str| format!("c{}", headings.iter().position(|one| one == heading).unwrap());
    assert_eq!(form.value(&column("=Remark")), Some("p22"), "the heading has lost its apostrophe too");
    assert!(page.text_of(".scroll tbody td").contains(&"=SUM(A1)".to_owned()), "{}", page.text());
    let page = import_with(&test, &mut alice, "contacts", &file, upsert).await;
    assert!(page.says("1 row skipped") && !page.says("a problem"), "{}", page.text());

    // Whoever unticks it gets what stands there.
    let as_it_is =
        |form: Form| upsert(form.untick("guarded")).fill(&column("Phone"), "skip").fill(&column("=Remark"), "skip");
    let page = import_with(&test, &mut alice, "contacts", &file, as_it_is).await;
    assert!(page.says("1 record updated"), "{}", page.text());
    // SQL doubles the apostrophe.
    assert_eq!(test.with_value(2, "''=SUM(A1)"), 1);
}

#[actix_web::test]
async fn apostrophes_are_taken_for_those_of_the_guard_where_most_could_be() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let sentence = "Take off the apostrophe that guards against formulas";
    for (csv, is_asked, is_ticked) in [
        (b"Last name,City\n'=A,Rome\n'@B,Oslo\n".as_slice(), true, true),
        (b"Last name,City\n'=A,'s-Hertogenbosch\n", true, false),
        (b"Last name,City\n'=A,'s-Hertogenbosch\n'@B,Oslo\n", true, true),
        (b"Last name,City\nA,'s-Hertogenbosch\n", false, false),
        (b"Last name,City\n=A,Rome\n", false, false),
        (b"Last name,Problem found by Waybill\n'=A,\n", false, false),
    ] {
        let page = matching(&mut ines, "contacts", "a.csv", csv).await;
        let form = map_form(&page);
        let found = (page.says(sentence), form.value("guarded").is_some());
        assert_eq!(found, (is_asked, is_ticked), "{}", String::from_utf8_lossy(csv));
    }
}

#[actix_web::test]
async fn the_problem_rows_of_a_guarded_file_come_back_as_they_were() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let page = import(&test, &mut ines, "contacts", b"Last name,Email\n'=A,bad\n'+B,b@x.example\n").await;
    assert!(page.says("1 record added") && page.says("1 row has a problem"), "{}", page.text());
    let text = report(&mut ines, &page).await;
    assert!(text.contains("\r\n'=A,bad,"), "{text}");
    import(&test, &mut ines, "contacts", text.replace("bad", "a@x.example").as_bytes()).await;
    assert_eq!((test.with_value(2, "=A"), test.with_value(2, "+B")), (1, 1));
}

#[actix_web::test]
async fn a_text_that_looks_like_a_number_does_not_say_how_numbers_are_written() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let guess = "This is a guess: the comma or point in the first numbers of the file";
    let csv = b"Last name,City,Annual revenue\nA,\"42,5\",1.234\nB,\"39,5\",2.375\nC,\"1,5\",3\n";
    let page = matching(&mut ines, "contacts", "a.csv", csv).await;
    assert_eq!(map_form(&page).value("numbers"), Some("comma-point"));
    assert!(page.says(guess), "{}", page.text());
    let page = map_form(&page).fill("numbers", "point-comma").fill("c0", "skip").fill("c1", "skip").fill("c2", "skip");
    let page = page.submit(&mut ines).await;
    assert!(page.status == 422 && !page.says(guess), "somebody has chosen: {}", page.text());
    let clear = b"Last name,City,Annual revenue\nA,\"42,5\",1.234\nB,\"39,5\",0.375\n";
    assert!(!matching(&mut ines, "contacts", "a.csv", clear).await.says(guess));
    import(&test, &mut ines, "contacts", csv).await;
    assert_eq!((test.with_value(21, "1.234"), test.with_value(21, "2.375")), (1, 1));
    test.sql("UPDATE users SET lang = 'fr'");
    assert!(matching(&mut ines, "contacts", "a.csv", csv).await.says("la virgule ou le point des premiers nombres"));
}

#[actix_web::test]
async fn days_in_iso_do_not_outvote_a_column_that_needs_a_format() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let csv = b"Last name,Customer since,Born\nA,2025-01-11,13/01/1980\nB,2025-01-12,\n";
    let form = map_form(&matching(&mut ines, "contacts", "a.csv", csv).await);
    assert_eq!((form.value("dates"), form.value("k2")), (Some("day-slash"), Some("date")));
    import(&test, &mut ines, "contacts", csv).await;
    assert_eq!((test.with_value(20, "2025-01-11"), test.with_value(1000, "1980-01-13")), (1, 1));
}

#[actix_web::test]
async fn a_heading_goes_to_the_property_that_is_called_exactly_so() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    test.sql("UPDATE properties SET label_en = 'Old city' WHERE id = 9");
    test.sql("UPDATE properties SET label_en = 'City', label_fr = 'Lieu' WHERE id = 12");
    test.sql("UPDATE properties SET label_en = 'Remark', label_fr = 'City' WHERE id = 22");
    let form = map_form(&matching(&mut ines, "contacts", "a.csv", b"Last name,Old city,City\nA,x,y\n").await);
    assert_eq!((form.value("c1"), form.value("c2")), (Some("p9"), Some("p12")));
    test.sql("UPDATE users SET lang = 'fr'");
    for (csv, property, language) in [
        (b"last_name,City\nA,y\n".as_slice(), "p22", "the reader’s, as the file does not say"),
        (b"Last name,City\nA,y\n", "p12", "the file’s"),
    ] {
        let form = map_form(&matching(&mut ines, "contacts", "a.csv", csv).await);
        assert_eq!(form.value("c1"), Some(property), "{language}");
    }
}

#[actix_web::test]
async fn times_are_said_to_be_in_utc_and_read_as_programs_write_them() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let sentence = "Times in the file that don’t state a time zone are read as UTC.";
    let csv = b"Last name,Seen at\nA,10/16/2025 8:30 PM\nB,10/17/2025 08:15:00+0200\n";
    let page = matching(&mut ines, "contacts", "a.csv", csv).await;
    assert_eq!(map_form(&page).value("k1"), Some("datetime"));
    assert!(page.says(sentence), "{}", page.text());
    let page = import(&test, &mut ines, "contacts", csv).await;
    assert!(page.says("2 records added"), "{}", page.text());
    let moments = ["2025-10-16T20:30:00Z", "2025-10-17T06:15:00Z"].map(|moment| test.with_value(1000, moment));
    assert_eq!(moments, [1, 1]);
    assert!(!matching(&mut ines, "contacts", "a.csv", b"Last name\nA\n").await.says(sentence));
}

#[actix_web::test]
async fn empty_cells_behind_the_columns_do_not_make_a_row_bad() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let page = import(&test, &mut ines, "contacts", b"Last name,City\nA,Rome,,,\nB,Oslo,,x\n").await;
    assert!(page.says("1 record added") && page.says("This row has 4 cells; the header has 2."), "{}", page.text());
}

#[actix_web::test]
async fn a_packed_file_and_a_protected_workbook_are_called_what_they_are() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let mut packed = ZipWriter::new(Cursor::new(Vec::new()));
    packed.start_file("contacts.csv", SimpleFileOptions::default()).unwrap();
    packed.write_all(b"Email\na@b.example\n").unwrap();
    let packed = packed.finish().unwrap().into_inner();
    let protected = [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &[0; 600]].concat();
    for (file, sentence) in [
        (packed, "This is a packed file, not a workbook. Unpack it"),
        (protected, "This is a workbook of the old kind (.xls), or one that is protected by a password."),
    ] {
        let answer = send(&mut ines, "contacts", "contacts.xlsx", &file).await;
        assert_eq!(answer.status, 422, "{sentence}");
        assert!(answer.page().says(sentence), "{}", answer.text());
        assert_eq!(uploads(&test), 0, "{sentence}");
    }
}
