//! Matching the columns of a file with properties (R53).

use chrono::Duration;
use waybill::domain::user::Rights;

use crate::support::TestApp;
use crate::support::imports::{EDITOR, IMPORTER, import, import_with, map_form, matching, send, uploads, workbook};

#[actix_web::test]
async fn columns_are_offered_as_their_headings_and_values_say() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let csv = "Prénom;Write to;Depuis;Budget;Shoe size;Postcode\n\
               Zoë;zoe@fjordline.example;16/10/2025;1 234,5;41,5;06000\n";
    let page = matching(&mut ines, "contacts", "salon.csv", csv.as_bytes()).await;
    assert!(
        page.says("Import contacts") && page.says("salon .csv") && page.says("Columns matched with a property: 2 of 6"),
        "{}",
        page.text()
    );
    let form = map_form(&page);
    let offered: Vec<&str> = (0..6).map(|at| form.value(&format!("c{at}")).unwrap()).collect();
    assert_eq!(offered, ["p1", "p3", "new", "new", "new", "new"]);
    let kinds: Vec<&str> = (2..6).map(|at| form.value(&format!("k{at}")).unwrap()).collect();
    assert_eq!(kinds, ["date", "number", "number", "text"]);
    assert_eq!((form.value("dates"), form.value("numbers")), (Some("day-slash"), Some("space-comma")));
    assert!(!page.has("option[value=p16]"), "sensitive properties are not offered");
    assert!(page.says("Every row becomes a new record: none of these records has a unique property"));
    assert_eq!(
        page.text_of(".scroll tbody td"),
        ["Zoë", "zoe@fjordline.example", "16/10/2025", "1 234,5", "41,5", "06000"]
    );

    let form = form.fill("c2", "p20").fill("c3", "p21").fill("n4", "Size of shoe").fill("c5", "skip");
    let page = form.submit(&mut ines).await;
    test.run_jobs();
    let page = ines.open(&page.path).await;
    assert!(page.says("1 record added") && page.says("1 new property"), "{}", page.text());
    assert_eq!((test.with_value(20, "2025-10-16"), test.with_value(21, "1234.5")), (1, 1));
    assert_eq!(test.with_value(1000, "41.5"), 1, "the new property is a number");

    let again = matching(&mut ines, "contacts", "salon.csv", csv.as_bytes()).await;
    let form = map_form(&again);
    let offered: Vec<&str> = (0..6).map(|at| form.value(&format!("c{at}")).unwrap()).collect();
    assert_eq!(offered, ["p1", "p3", "p20", "p21", "p1000", "skip"], "as they were chosen the last time");
}

#[actix_web::test]
async fn of_two_columns_of_one_name_the_second_is_left_out_unless_it_gets_a_place_of_its_own() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let csv = b"email,email,City,city\na@b.example,c@d.example,Paris,Lyon\n";
    let page = matching(&mut ines, "contacts", "a.csv", csv).await;
    let form = map_form(&page);
    let offered: Vec<&str> = (0..4).map(|at| form.value(&format!("c{at}")).unwrap()).collect();
    assert_eq!(offered, ["p3", "skip", "p9", "skip"]);
    let rows = page.text_of("tbody th");
    let is_told = |row: &String| row.contains("Another column has this name. This one is left out");
    assert_eq!(rows.iter().map(is_told).collect::<Vec<_>>(), [false, true, false, true], "{rows:?}");

    let refused = form.fill("c1", "p3").send(&mut ines).await;
    assert_eq!(refused.status, 422);
    let page = refused.page();
    assert!(page.says("goes into Email already") && page.has("#c1[aria-invalid=true]"), "{}", page.text());
    let page = map_form(&page).fill("c1", "new").fill("n1", "Second email").submit(&mut ines).await;
    test.run_lane("imports");
    let page = ines.open(&page.path).await;
    assert!(page.says("1 record added") && page.says("1 new property"), "{}", page.text());
    assert_eq!((test.with_value(3, "a@b.example"), test.with_value(1000, "c@d.example")), (1, 1));
    assert_eq!((test.with_value(9, "Paris"), test.with_value(9, "Lyon")), (1, 0));
}

#[actix_web::test]
async fn a_wrong_choice_comes_back_beside_its_column_with_everything_kept() {
    let test = TestApp::start().await;
    test.unique(3);
    let mut ines = test.signed_in("Ines", EDITOR).await;
    let page = matching(&mut ines, "contacts", "a.csv", b"Email,E-mail,Colour\na@b.example,c@d.example,red\n").await;
    let form =
        map_form(&page).fill("c1", "p3").fill("n2", "prenom").fill("mode", "upsert").fill("segment", "Spring fair");
    let answer = form.send(&mut ines).await;
    assert_eq!(answer.status, 422);
    let page = answer.page();
    assert!(page.says("goes into Email already") && page.has("#c1[aria-invalid=true]"), "{}", page.text());
    assert!(page.says("There is a property with this name already") && page.has("#n2[aria-invalid=true]"));
    let kept = map_form(&page);
    assert_eq!((kept.value("mode"), kept.value("segment")), (Some("upsert"), Some("Spring fair")));
    assert_eq!((kept.value("c1"), kept.value("n2")), (Some("p3"), Some("prenom")));
    let page = kept.fill("c0", "skip").fill("c1", "skip").fill("c2", "skip").submit(&mut ines).await;
    assert!(page.says("Choose a property for at least one column"));
    let page = map_form(&page).fill("c2", "p1").submit(&mut ines).await;
    assert!(page.says("Choose a property that a column of the file goes into"));
    let page = map_form(&page).fill("c2", "p16").fill("mode", "create").submit(&mut ines).await;
    assert!(page.says("Choose where this column goes"), "a sensitive property is none: {}", page.text());
    assert_eq!(test.number("SELECT count(*) AS n FROM imports"), 0);
}

#[actix_web::test]
async fn somebody_who_may_not_change_records_is_offered_to_add_some_only() {
    let test = TestApp::start().await;
    test.unique(3);
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let page = matching(&mut ines, "contacts", "a.csv", b"Email\na@b.example\n").await;
    assert!(page.has("input[value=new]") && !page.has("input[value=upsert]") && !page.has("input[value=update]"));
    let page = map_form(&page).fill("mode", "update").submit(&mut ines).await;
    assert!(page.says("Your account can’t change records"), "{}", page.text());
}

#[actix_web::test]
async fn a_file_that_waits_is_its_senders_alone_and_goes_after_a_day() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let page = matching(&mut ines, "contacts", "a.csv", b"Email\na@b.example\n").await;
    let mut alice = test.super_admin("Alice").await;
    assert_eq!(alice.get(&page.path).await.status, 404);
    let form = map_form(&page).fields;
    assert_eq!(alice.post(&page.path, &form).await.status, 403, "her session has another token");
    test.pass(Duration::hours(24) - Duration::seconds(1));
    test.run_lane("upkeep");
    assert_eq!(uploads(&test), 1);
    test.pass(Duration::seconds(1));
    test.run_lane("upkeep");
    assert_eq!(uploads(&test), 0);
    let mut ines = test.sign_in("Ines").await;
    assert_eq!(ines.get(&page.path).await.status, 404);
}

#[actix_web::test]
async fn a_second_click_leads_to_the_import_that_the_first_one_started() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let page = matching(&mut ines, "contacts", "a.csv", b"Email\na@b.example\n").await;
    let form = map_form(&page);
    let first = form.clone().submit(&mut ines).await;
    let second = form.submit(&mut ines).await;
    assert_eq!(first.path, second.path);
    assert_eq!(ines.open(&page.path).await.path, first.path);
    assert_eq!(test.number("SELECT count(*) AS n FROM imports"), 1);
}

#[actix_web::test]
async fn a_value_in_another_format_is_reported_with_the_one_that_was_stated() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let csv = b"Last name,Customer since,Annual revenue\nA,16.10.2025,\nB,10/16/2025,\nC,,1.5\n";
    let page = import_with(&test, &mut ines, "contacts", csv, |form| {
        form.fill("dates", "day-dot").fill("numbers", "space-comma")
    })
    .await;
    assert!(page.says("1 record added") && page.says("2 rows have a problem"), "{}", page.text());
    assert!(page.says("Enter a date such as 16.10.2025 or 2025-10-16"));
    assert!(page.says("Enter a number such as 1 234,5"));
}

#[actix_web::test]
async fn a_workbook_is_imported_like_a_file_of_text() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let text = |at: &str, text: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let rows = format!(
        "<row r=\"1\">{}{}{}{}</row><row r=\"2\">{}<c r=\"B2\" s=\"1\"><v>45946</v></c><c r=\"C2\"><v>1.234</v></c>{}</row>\
         <row r=\"5\">{}{}</row>",
        text("A1", "Last name"),
        text("B1", "Customer since"),
        text("C1", "Annual revenue"),
        text("D1", "Postal code"),
        text("A2", "Brontë"),
        text("D2", "06000"),
        text("A5", "Nobody"),
        text("C5", "a lot"),
    );
    let page = import(&test, &mut ines, "contacts", &workbook(&rows)).await;
    assert!(page.says("1 record added") && page.says("1 row has a problem"), "{}", page.text());
    assert!(page.text_of("tbody tr")[0].starts_with("5 Annual revenue Enter a number"), "the row of the sheet");
    for (property, value) in [(20, "2025-10-16"), (21, "1.234"), (12, "06000")] {
        assert_eq!(test.with_value(property, value), 1, "{value}");
    }
}

#[actix_web::test]
async fn a_workbook_that_breaks_in_a_later_row_is_refused_with_a_sentence() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let cell = |at: &str, value: &str| format!("<c r=\"{at}\" t=\"str\"><v>{value}</v></c>");
    let rows = format!(
        "<row r=\"1\">{}</row><row r=\"2\">{}</row><row r=\"3\">{}</row><row r=\"4\">{}</row>",
        cell("A1", "Deal name"),
        cell("A2", "One"),
        cell("A3", "Two"),
        cell("A4", "&nosuch;"),
    );
    let answer = send(&mut ines, "deals", "deals.xlsx", &workbook(&rows)).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let answer = ines.get(answer.location()).await;
    assert_eq!(answer.status, 422, "{}", answer.text());
    let page = answer.page();
    assert!(page.says("Save it again as .xlsx or as CSV (UTF-8).") && page.has("#file[aria-invalid=true]"));
    assert_eq!(page.form("/imports").value("object"), Some("deals"));
}

/// An importer of contacts who sees sensitive values, and one who lost that right.
const TRUSTED: Rights = Rights { sensitive: true, ..IMPORTER };
const LOST: &str = "UPDATE users SET may_see_sensitive = FALSE WHERE name = 'Ines'";

#[actix_web::test]
async fn a_file_that_waits_is_judged_again_when_its_sender_loses_the_right_to_sensitive_data() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", TRUSTED).await;
    let csv = b"Last name,Passport number\nLovelace,XK123456\n";
    let page = matching(&mut ines, "contacts", "a.csv", csv).await;
    assert!(page.says("XK123456"));
    let form = map_form(&page).fill("c1", "new").fill("n1", "Travel paper");
    test.sql(LOST.to_owned());
    for page in [ines.open(&page.path).await, form.submit(&mut ines).await] {
        assert_eq!(page.status, 422);
        assert!(page.says("belongs to the sensitive property") && !page.html.contains("XK123456"), "{}", page.text());
        assert!(page.has("#file[aria-invalid=true]"));
    }
    assert_eq!(test.number("SELECT count(*) AS n FROM imports"), 0);
    assert_eq!(test.number("SELECT count(*) AS n FROM properties WHERE id >= 1000"), 0);
}

#[actix_web::test]
async fn an_import_of_a_sensitive_column_into_a_new_property_stops_with_the_right_to_it() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", TRUSTED).await;
    let csv = b"Last name,Passport number\nLovelace,XK123456\n";
    let page = matching(&mut ines, "contacts", "a.csv", csv).await;
    let begun = map_form(&page).fill("c1", "new").fill("n1", "Travel paper").submit(&mut ines).await;
    test.sql(LOST.to_owned());
    test.run_lane("imports");
    let page = ines.open(&begun.path).await;
    assert!(page.says("a permission that it needs was taken away"), "{}", page.text());
    assert_eq!((test.with_value(1000, "XK123456"), test.number("SELECT count(*) AS n FROM records")), (0, 0));
}

#[actix_web::test]
async fn a_new_property_is_not_called_like_one_whose_values_the_importer_may_not_see() {
    let test = TestApp::start().await;
    let now = test.clock.now().format("%F %T%.6f");
    test.sql(format!("UPDATE properties SET is_sensitive = TRUE, archived_at = '{now}' WHERE id = 5"));
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let page = matching(&mut ines, "contacts", "a.csv", b"Last name,zzz,yyy\nDoe,1,2\n").await;
    let form = map_form(&page).fill("c1", "new").fill("n1", "PASSPORT number").fill("c2", "new").fill("n2", "company");
    let page = form.submit(&mut ines).await;
    assert_eq!(page.status, 422, "{}", page.text());
    let said = "There is a property with this name already, and it isn't open to you. Enter another name.";
    assert!(page.says(said) && !page.says("Choose it, or"), "{}", page.text());
    assert!(page.has("#n1[aria-invalid=true]") && page.has("#n2[aria-invalid=true]"), "{}", page.text());
    assert_eq!(test.number("SELECT count(*) AS n FROM properties WHERE id >= 1000"), 0);
    let page = map_form(&page).fill("n1", "Travel paper").fill("n2", "Firm").submit(&mut ines).await;
    test.run_lane("imports");
    assert!(ines.open(&page.path).await.says("2 new properties"));
}

#[actix_web::test]
async fn a_column_without_a_name_is_left_out_unless_it_gets_a_place() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let page = matching(&mut ines, "contacts", "a.csv", b"Last name,,Shoe size\nDoe,x,41\n").await;
    let form = map_form(&page);
    let offered: Vec<&str> = (0..3).map(|at| form.value(&format!("c{at}")).unwrap()).collect();
    assert_eq!(offered, ["p2", "skip", "new"]);
    assert!(page.says("This column has no name. It is left out unless you choose a place for it."), "{}", page.text());
    let page = form.fill("c1", "new").fill("n1", "Remark").submit(&mut ines).await;
    test.run_lane("imports");
    assert!(ines.open(&page.path).await.says("2 new properties"));
}

#[actix_web::test]
async fn a_first_line_that_states_the_separator_is_no_header() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let page = matching(&mut ines, "contacts", "a.csv", b"sep=;\r\nLast name;Email\r\nDoe, Jane;not one\r\n").await;
    assert!(page.says("Columns matched with a property: 2 of 2"), "{}", page.text());
    let page = map_form(&page).submit(&mut ines).await;
    test.run_lane("imports");
    let rows = ines.open(&page.path).await.text_of("tbody tr");
    assert!(rows[0].starts_with("3 Email"), "the line as an editor counts it: {rows:?}");
}

#[actix_web::test]
async fn where_nothing_is_unique_any_more_a_way_that_matches_rows_is_refused_at_its_own_place() {
    let test = TestApp::start().await;
    let mut edith = test.signed_in("Edith", EDITOR).await;
    let page = matching(&mut edith, "contacts", "file.csv", b"Email\na@b.example\n").await;
    let page = map_form(&page).fill("mode", "upsert").submit(&mut edith).await;
    assert_eq!((page.status, page.links(".banner.bad a")), (422, vec!["#mode".to_owned()]));
    assert!(page.text_of("#mode-error").concat().contains("none of these records has a unique property"));
}

#[actix_web::test]
async fn choices_that_are_sent_after_the_start_are_said_to_be_unused() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let page = matching(&mut ines, "contacts", "one.csv", b"First name,City\nAda,London\n").await;
    let form = map_form(&page);
    let begun = form.clone().submit(&mut ines).await;
    assert!(begun.says("Import started"), "{}", begun.text());
    let again = form.clone().submit(&mut ines).await;
    assert!(again.path == begun.path && !again.says("were not used"), "a second click: {}", again.text());
    let other = form.fill("c1", "skip").submit(&mut ines).await;
    assert!(other.path == begun.path && other.says("Those sent now were not used."), "{}", other.text());
}
