//! What a heading or a choice means that fits several, and which language a file is in (R53).

use crate::support::imports::{IMPORTER, import, import_with, map_form, matching};
use crate::support::{Form, TestApp, export_in};

/// Gives the status of leads these choices: value, English and French label.
fn statuses(test: &TestApp, choices: &[[&str; 3]]) {
    let of = |[value, en, fr]: &[&str; 3]| serde_json::json!({ "value": value, "label_en": en, "label_fr": fr });
    let choices = serde_json::to_string(&choices.iter().map(of).collect::<Vec<_>>()).unwrap();
    test.sql(format!("UPDATE properties SET choices = '{choices}' WHERE id = 7"));
}

fn relabel(test: &TestApp, property: i64, en: &str, fr: &str) {
    test.sql(format!("UPDATE properties SET label_en = '{en}', label_fr = '{fr}' WHERE id = {property}"));
}

#[actix_web::test]
async fn a_cell_that_is_the_value_of_one_choice_and_a_label_of_another_is_refused() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    statuses(&test, &[["gold", "silver", "Argent"], ["silver", "gold", "Or"], ["x", "Plain", "Simple"]]);
    let csv = b"Last name,Lead status\nA,gold\nB,silver\nC,Plain\nD,Argent\n";
    let page = import(&test, &mut alice, "contacts", csv).await;
    assert!(page.says("2 records added") && page.says("2 rows have a problem"), "{}", page.text());
    for (row, line) in page.text_of("tbody tr").iter().zip([2, 3]) {
        assert!(row.starts_with(&format!("{line} Lead status This fits two choices of the property.")), "{row}");
    }
    assert_eq!((test.with_value(7, "gold"), test.with_value(7, "x")), (1, 1));
}

#[actix_web::test]
async fn a_file_in_the_other_language_is_read_in_its_own() {
    let test = TestApp::start().await;
    test.unique(3);
    let mut alice = test.super_admin("Alice").await;
    statuses(&test, &[["loc", "Location", "Lieu"], ["rent", "Rental", "Location"]]);
    let csv = b"Email,Lead status\na@x.example,loc\nb@x.example,rent\n";
    import(&test, &mut alice, "contacts", csv).await;
    let dialog = "/records/contacts/export";
    for (reader, header) in [("en", "fr"), ("fr", "en")] {
        test.sql(format!("UPDATE users SET lang = '{reader}'"));
        let form = alice.open(dialog).await.form(dialog).fill("header", header).fill("props", "pick").untick("p");
        let id = export_in(&form.tick("p", "3").tick("p", "7").submit(&mut alice).await.path);
        test.run_lane("exports");
        let upsert = |form: Form| form.fill("mode", "upsert");
        import_with(&test, &mut alice, "contacts", &test.file_of(&id), upsert).await;
        assert_eq!(test.number("SELECT count(*) AS n FROM record_changes"), 0, "{header}");
    }
    assert_eq!((test.with_value(7, "loc"), test.with_value(7, "rent")), (1, 1));

    test.sql("UPDATE users SET lang = 'en'");
    relabel(&test, 9, "Location", "Lieu");
    relabel(&test, 12, "Rental", "Location");
    for (csv, place) in [
        (b"E-mail,Location\na@x.example,Paris\n".as_slice(), "p12"),
        (b"Email,Location\na@x.example,Paris\n", "p9"),
        (b"Nobody,Location\na@x.example,Paris\n", "p9"),
    ] {
        let form = map_form(&matching(&mut alice, "contacts", "a.csv", csv).await);
        assert_eq!(form.value("c1"), Some(place), "{}", String::from_utf8_lossy(csv));
    }
}

#[actix_web::test]
async fn a_property_that_is_called_like_a_column_comes_before_where_the_column_went_the_last_time() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let leave_out = |form: Form| form.fill("c2", "skip");
    import_with(&test, &mut ines, "contacts", b"Last name,Phase,Remark\nA,x,y\n", leave_out).await;
    assert_eq!(test.with_value(1000, "x"), 1, "a property of its own");
    relabel(&test, 1000, "Old phase", "Ancienne phase");
    relabel(&test, 12, "Phase", "Stade");
    relabel(&test, 22, "Remark", "Remarque");
    for (csv, places) in [
        (b"Last name,Phase,Remark\nA,x,y\n".as_slice(), ["p12", "p22"]),
        (b"Last name,PHASE,REMARK\nA,x,y\n", ["p1000", "skip"]),
    ] {
        let form = map_form(&matching(&mut ines, "contacts", "a.csv", csv).await);
        let offered = ["c1", "c2"].map(|column| form.value(column).unwrap());
        assert_eq!(offered, places, "{}", String::from_utf8_lossy(csv));
    }
}

#[actix_web::test]
async fn a_heading_goes_to_its_property_when_its_apostrophe_is_ticked_to_be_that_of_the_guard() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    relabel(&test, 22, "=Odd", "=Bizarre");
    let csv = b"Last name,'=Odd,'=New\n's-Hertogenbosch,x,y\n's-Gravenhage,z,z\n";
    let page = import_with(&test, &mut ines, "contacts", csv, |form| {
        assert_eq!((form.value("guarded"), form.value("c1"), form.value("c2")), (None, Some("new"), Some("new")));
        form.tick("guarded", "on")
    })
    .await;
    assert!(page.says("2 records added") && page.says("1 new property"), "{}", page.text());
    assert_eq!((test.with_value(22, "x"), test.with_value(1000, "y")), (1, 1));
    let labels = |label: &str| test.number(&format!("SELECT count(*) AS n FROM properties WHERE label_en = '{label}'"));
    assert_eq!((labels("=New"), labels("''=New"), labels("''=Odd")), (1, 0, 0));
}
