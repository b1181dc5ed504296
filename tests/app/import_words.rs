//! What the pages say of an import and of its undoing (R53), and a record of the changes that came from them (R54).

use chrono::Duration;

use crate::import_undo::{PEOPLE, undo};
use crate::support::TestApp;
use crate::support::imports::{
    EDITOR, IMPORTER, begin, import, import_with, map_form, matching, workbook, workbook_of,
};

#[actix_web::test]
async fn an_import_that_was_cancelled_and_then_undone_says_who_did_the_one_and_who_the_other() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", EDITOR).await;
    let mut alice = test.super_admin("Alice").await;
    // The property that was made for it is there to be undone.
    let page = begin(&mut ines, "contacts", "shoes.csv", b"Last name,Shoe size\nDoe,41\n").await;
    let asked = page.click("Cancel import", &mut ines).await;
    let action = asked.form("/imports/").action;
    asked.form(&action).submit(&mut ines).await;
    let cancelled = "Cancelled · by Ines, 16 Oct 2025, 10:23";
    let page = ines.open(&page.path).await;
    assert!(page.says(cancelled), "{}", page.text());

    test.pass(Duration::minutes(5));
    let page = undo(&test, &mut alice, &page).await;
    let undone = "undo requested by Alice, 16 Oct 2025, 10:28 · 0 records removed or restored";
    assert!(page.says(&format!("Undone · {undone}")) && page.says(cancelled), "{}", page.text());
    assert!(page.says("1 new property that nothing uses was archived."), "{}", page.text());
    let list = alice.open("/settings/imports").await;
    assert!(list.says(undone) && list.says(cancelled), "{}", list.text());
}

#[actix_web::test]
async fn the_result_and_the_question_of_an_undoing_name_the_segment_and_lead_to_it() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", EDITOR).await;
    let page = import_with(&test, &mut ines, "contacts", PEOPLE, |form| form.fill("segment", "Spring fair")).await;
    assert!(page.says("Done · 2 records added") && page.says("Segment: Spring fair"), "{}", page.text());
    let link = page.link("Segment: Spring fair");
    let segment = ines.open(link.as_deref().unwrap()).await;
    assert!(segment.status == 200 && segment.says("2 records"), "{}", segment.text());
    let question = format!("{}/undo", page.path);
    assert_eq!(ines.open(&question).await.link("Segment: Spring fair"), link);

    // It is deleted; it is there, but not for her.
    for change in ["deleted_at = created_at", "deleted_at = NULL, owner_id = NULL, is_shared = FALSE"] {
        test.sql(format!("UPDATE segments SET {change}"));
        for path in [&page.path, &question] {
            let page = ines.open(path).await;
            assert!(page.says("Segment: Spring fair"), "{change}, {path}: {}", page.text());
            assert_eq!(page.link("Spring fair"), None, "{change}, {path}");
        }
    }
    let without = import(&test, &mut ines, "contacts", PEOPLE).await;
    assert!(!without.says("Segment:"), "{}", without.text());
}

#[actix_web::test]
async fn the_history_of_a_record_says_that_a_change_came_from_undoing_an_import() {
    let test = TestApp::start().await;
    test.unique(3);
    let mut ines = test.signed_in("Ines", EDITOR).await;
    import(&test, &mut ines, "contacts", PEOPLE).await;
    let csv = b"Email,City,First name\nada@x.example,Paris,Ada\n";
    let second = import_with(&test, &mut ines, "contacts", csv, |form| form.fill("mode", "update")).await;
    let url = format!("/records/contacts/{}", test.number("SELECT min(id) AS n FROM records"));
    ines.open(&url).await.form(&url).fill("p9", "Lyon").submit(&mut ines).await;

    let page = undo(&test, &mut ines, &second).await;
    assert!(page.says("1 record removed or restored"), "{}", page.text());
    // The same record is in both counts: its name went again, its city did not.
    assert!(page.says("1 record was changed by someone since. What was changed stays."), "{}", page.text());
    let record = ines.open(&url).await;
    let lines = record.text_of("tbody th");
    assert_eq!(lines, ["Ines by undoing the import of file .csv", "Ines", "Ines through file .csv"]);
    assert_eq!(record.link("by undoing the import of file .csv"), Some(second.path));
    assert!(record.says("First name : “ Ada ” removed") && record.says("City : “ Paris ” became “ Lyon ”"));
}

#[actix_web::test]
async fn a_record_leads_to_the_import_it_came_through_only_where_its_reader_may_open_that() {
    let test = TestApp::start().await;
    test.unique(3);
    let mut ines = test.signed_in("Ines", EDITOR).await;
    let first = import(&test, &mut ines, "contacts", PEOPLE).await.path;
    let csv = b"Email,City\nada@x.example,Paris\n";
    let second = import_with(&test, &mut ines, "contacts", csv, |form| form.fill("mode", "update")).await.path;
    let url = format!("/records/contacts/{}", test.number("SELECT min(id) AS n FROM records"));
    for mut browser in [ines, test.super_admin("Alice").await] {
        let record = browser.open(&url).await;
        assert_eq!(record.links(r#"a[href^="/imports/"]"#), [first.clone(), second.clone()], "{}", record.text());
    }
    // Ivo imports too, and sees his own imports alone.
    let mut ivo = test.signed_in("Ivo", EDITOR).await;
    let record = ivo.open(&url).await;
    assert!(record.says("through file .csv") && record.count(r#"a[href^="/imports/"]"#) == 0, "{}", record.text());
}

#[actix_web::test]
async fn a_column_and_its_reason_are_parted_as_the_language_of_the_report_does_it() {
    let test = TestApp::start().await;
    let mut camille = test.signed_in("Camille", IMPORTER).await;
    for (language, reason) in [("en", "Line 2: Email: Enter one"), ("fr", "Ligne 2\u{a0}: Email\u{a0}: Saisissez une")]
    {
        let profile = camille.open("/settings/profile").await;
        profile.form("/settings/profile").fill("language", language).submit(&mut camille).await;
        let page = import(&test, &mut camille, "contacts", b"Email,City\nnot one,Paris\n").await;
        let report = camille.get(&page.attr("a[download]", "href").unwrap()).await.text();
        assert!(report.contains(reason), "{report}");
    }
}

#[actix_web::test]
async fn an_active_segment_is_refused_where_a_static_one_is_asked_for() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    import(&test, &mut ines, "contacts", PEOPLE).await;
    let new = ines.open("/records/contacts?q=ada").await.click("Save as segment", &mut ines).await;
    let form = new.form("/records/contacts/segments/new").fill("kind", "active").fill("name", "Adas");
    form.submit(&mut ines).await;
    assert_eq!(test.number("SELECT count(*) AS n FROM segments WHERE kind = 'active'"), 1);

    let page = matching(&mut ines, "contacts", "a.csv", PEOPLE).await;
    let refused = map_form(&page).fill("segment", "Adas").send(&mut ines).await;
    assert_eq!(refused.status, 422);
    let page = refused.page();
    let beside = page.text_of("#segment-error").concat();
    assert!(beside.contains("is an active segment: its filter decides what belongs to it."), "{}", page.text());
    assert!(page.has("#segment[aria-invalid=true]") && map_form(&page).value("segment") == Some("Adas"));
    assert_eq!(test.number("SELECT count(*) AS n FROM imports"), 1, "the one before");
    let started = map_form(&page).fill("segment", "Spring fair").submit(&mut ines).await;
    assert!(!started.path.contains("/uploads/") && started.says("Segment: Spring fair"), "{}", started.text());
}

#[actix_web::test]
async fn a_static_segment_that_somebody_else_shares_is_refused_and_never_made_twice() {
    const NEW: &str = "/records/contacts/segments/new";
    let test = TestApp::start().await;
    let (mut bob, mut ines) = (test.member("Bob").await, test.signed_in("Ines", IMPORTER).await);
    let form = bob.open(NEW).await.form(NEW).fill("kind", "empty").fill("name", "Fair").tick("share", "on");
    form.submit(&mut bob).await;
    let page = matching(&mut ines, "contacts", "a.csv", PEOPLE).await;
    let page = map_form(&page).fill("segment", "Fair").submit(&mut ines).await;
    assert_eq!(page.status, 422);
    assert!(page.says("is somebody else's segment") && page.has("#segment[aria-invalid=true]"), "{}", page.text());
    assert_eq!(test.number("SELECT count(*) AS n FROM segments"), 1);
    let started = map_form(&page).fill("segment", "Ines' fair").submit(&mut ines).await;
    assert!(started.says("Segment: Ines' fair"), "{}", started.text());
    // One of her own of that name is meant where there is one.
    let form = ines.open(NEW).await.form(NEW).fill("kind", "empty").fill("name", "Fair");
    form.submit(&mut ines).await;
    let page = matching(&mut ines, "contacts", "b.csv", PEOPLE).await;
    let started = map_form(&page).fill("segment", "Fair").submit(&mut ines).await;
    assert!(started.says("Segment: Fair"), "{}", started.text());
}

#[actix_web::test]
async fn the_page_of_the_columns_names_the_sheet_of_a_workbook_that_has_several() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let rows = |name: &str| {
        let row = |text: &str| format!("<row><c t=\"str\"><v>{text}</v></c></row>");
        row("Last name") + &row(name)
    };
    let (draft, people) = (rows("Old"), rows("Doe"));
    let several = workbook_of(&[("Draft", "hidden", &draft), ("Cover", "visible", ""), ("People", "visible", &people)]);
    let page = matching(&mut ines, "contacts", "several.xlsx", &several).await;
    assert!(page.says("Of this workbook, only the sheet People is read."), "{}", page.text());
    assert_eq!(page.text_of(".scroll tbody td"), ["Doe"]);
    let page = matching(&mut ines, "contacts", "one.xlsx", &workbook(&people)).await;
    assert!(!page.says("only the sheet") && page.text_of(".scroll tbody td") == ["Doe"], "{}", page.text());
}

#[actix_web::test]
async fn a_right_to_left_name_does_not_turn_round_the_type_of_an_imported_file() {
    const APART: &str = "<bdi>لائحة</bdi><span dir=\"ltr\">.csv</span>";
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", EDITOR).await;
    let columns = matching(&mut ines, "contacts", "لائحة.csv", PEOPLE).await;
    assert!(columns.html.contains(APART), "{}", columns.html);
    let begun = map_form(&columns).submit(&mut ines).await;
    let question = begun.click("Cancel import", &mut ines).await;
    test.run_lane("imports");
    let undoing = ines.open(&format!("{}/undo", begun.path)).await;
    let record = test.number("SELECT min(id) AS n FROM records");
    let record = ines.open(&format!("/records/contacts/{record}")).await;
    for page in [begun, question, undoing, record] {
        assert!(page.html.contains(APART), "{}: {}", page.path, page.html);
    }
}
