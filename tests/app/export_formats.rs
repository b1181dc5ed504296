//! The formats of exports: workbooks, packed files, parts, labels, and the dialog that asks for them (R26, R30, R32, R33).

use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};
use chrono::Duration;
use waybill::db::exports as rows;
use waybill::domain::export::{FailureCode, State};
use waybill::domain::viewer::Actor;
use waybill::jobs::Stop;
use waybill::jobs::export_records::{Step, turn_watched};

use crate::support::{Browser, CONTACTS, TestApp, export_in};

const DIALOG: &str = "/records/contacts/export";

/// Asks for an export of these properties, with other fields as given; answers its key.
async fn asked(browser: &mut Browser, properties: &[&str], fields: &[(&str, &str)]) -> String {
    let form = browser.open(DIALOG).await.form(DIALOG).fill("props", "pick").untick("p");
    let form = properties.iter().fold(form, |form, id| form.tick("p", id));
    let form = fields.iter().fold(form, |form, (name, value)| form.fill(name, value));
    export_in(&form.submit(browser).await.path)
}

fn sheet(bytes: &[u8]) -> (String, Vec<Vec<Data>>) {
    let mut workbook: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes.to_vec())).unwrap();
    let (name, range) = workbook.worksheets().remove(0);
    (name, range.rows().map(<[Data]>::to_vec).collect())
}

fn words(text: &str) -> Data {
    Data::String(text.to_owned())
}

fn unpacked(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut file = archive.by_index(at).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

/// As if a file could hold only so many records.
fn at_most(test: &TestApp, records: i64) {
    test.sql(format!(
        "UPDATE exports SET request = replace(request, '\"guard\":', '\"records_per_file\":{records},\"guard\":') \
         WHERE state = 'queued'"
    ));
}

#[actix_web::test]
async fn a_workbook_holds_every_value_as_what_it_is() {
    let test = TestApp::start().await;
    let record = r#"{"p1":"=1+1","p4":"+33 6 12","p7":"new","p12":"00750","p17":"true","p18":"-5.5",
        "p19":"2025-10-16T08:23:00Z","p20":"2019-02-28","p22":"two\nlines"}"#;
    test.records(CONTACTS, [record.replace('\n', "")]).await;
    let mut bob = test.exporter("Bob").await;
    let chosen = ["1", "4", "7", "12", "17", "18", "19", "20", "22", "6"];
    let id = asked(&mut bob, &chosen, &[("format", "xlsx")]).await;
    assert_eq!(test.export(&id).name, "contacts-2025-10-16.xlsx");
    test.run_jobs();
    let done = test.export(&id);
    let bytes = test.file_of(&id);
    assert_eq!((done.state, done.records, done.details.parts, done.details.cut_cells), (State::Done, 1, 1, 0));
    assert_eq!(done.file_bytes, Some(i64::try_from(bytes.len()).unwrap()));
    assert_eq!(done.details.file_sha256, Some(waybill::secret::sha256_hex(&bytes)));
    let (name, cells) = sheet(&bytes);
    assert_eq!((name.as_str(), cells.len()), ("Contacts", 2));
    assert_eq!(cells[0][..2], [words("First name"), words("Phone")]);
    let values = &cells[1];
    assert_eq!(values[..4], [words("=1+1"), words("+33 6 12"), words("New"), words("00750")]);
    assert_eq!(values[4..6], [Data::Bool(true), Data::Float(-5.5)]);
    assert!(matches!(values[6], Data::DateTime(at) if at.as_f64() > 45_946.3 && at.as_f64() < 45_946.4));
    assert!(matches!(values[7], Data::DateTime(at) if (at.as_f64() - 43_524.0).abs() < 1e-9));
    assert_eq!(values[8], words("two\nlines"));

    let link = bob.open("/settings/import-export").await.link("contacts-2025-10-16.xlsx, XLSX,").unwrap();
    let answer = bob.get(&link).await;
    assert_eq!(answer.header("content-type"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    assert!(answer.header("content-disposition").contains("contacts-2025-10-16.xlsx"));
    assert_eq!(answer.body, bytes);
    let page = bob.open(&format!("/exports/{id}")).await;
    assert!(page.says("Format XLSX") && page.says("Choices as Labels") && page.says("Cells cut 0"), "{}", page.text());
    assert!(!page.says("Separator") && !page.says("Formula guard"), "they are of CSV");
}

#[actix_web::test]
async fn a_cell_that_a_workbook_cannot_hold_is_whole_in_csv_and_cut_and_counted_in_xlsx() {
    let test = TestApp::start().await;
    let long = "é".repeat(40_000);
    test.records(CONTACTS, [format!(r#"{{"p1":"Ada","p22":"{long}"}}"#)]).await;
    let mut bob = test.exporter("Bob").await;
    let xlsx = asked(&mut bob, &["22"], &[("format", "xlsx")]).await;
    let csv = asked(&mut bob, &["22"], &[]).await;
    test.run_jobs();
    assert_eq!(test.export(&xlsx).details.cut_cells, 1);
    assert_eq!(sheet(&test.file_of(&xlsx)).1[1][0], words(&"é".repeat(32_767)));
    assert!(
        bob.open(&format!("/exports/{xlsx}")).await.says("Cells cut 1 They were longer than the 32,767 characters")
    );
    assert_eq!(test.export(&csv).details.cut_cells, 0);
    assert!(String::from_utf8(test.file_of(&csv)).unwrap().contains(&long));
}

#[actix_web::test]
async fn more_records_than_a_file_holds_become_numbered_parts_in_one_zip() {
    let test = TestApp::start().await;
    test.contacts(5).await;
    let mut bob = test.exporter("Bob").await;
    for format in ["csv", "xlsx"] {
        let id = asked(&mut bob, &["1"], &[("format", format), ("name", "Tour d’été")]).await;
        assert_eq!(test.export(&id).name, format!("Tour d’été.{format}"));
        at_most(&test, 2);
        test.run_jobs();
        let done = test.export(&id);
        assert_eq!(
            (done.state, done.records, done.details.parts),
            (State::Done, 5, 3),
            "records are counted, not files"
        );
        assert_eq!(done.name, "Tour d’été.zip", "it is called what it is");
        let bytes = test.file_of(&id);
        assert_eq!(done.details.file_sha256, Some(waybill::secret::sha256_hex(&bytes)));
        let parts = unpacked(&bytes);
        let names: Vec<&str> = parts.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, [1, 2, 3].map(|n| format!("Tour d’été-{n}.{format}")));
        for ((_, part), records) in parts.iter().zip([2, 2, 1]) {
            let firsts: Vec<String> = match format {
                "csv" => csv::ReaderBuilder::new()
                    .has_headers(false)
                    .from_reader(part.as_slice())
                    .records()
                    .map(|record| record.unwrap()[0].trim_start_matches('\u{feff}').to_owned())
                    .collect(),
                _ => sheet(part).1.iter().map(|row| row[0].to_string()).collect(),
            };
            assert_eq!((firsts[0].as_str(), firsts.len()), ("First name", records + 1));
        }
        let link = bob.open("/settings/import-export").await.link("Tour d’été.zip, ZIP,").unwrap();
        assert_eq!(bob.get(&link).await.header("content-type"), "application/zip");
        let page = bob.open(&format!("/exports/{id}")).await;
        assert!(page.says(&format!("Format {} 3 files in a ZIP", format.to_uppercase())), "{}", page.text());
    }
}

#[actix_web::test]
async fn a_csv_file_is_packed_when_asked_for_and_a_workbook_is_not() {
    let test = TestApp::start().await;
    test.contacts(1).await;
    let mut bob = test.exporter("Bob").await;
    let packed = bob.open(DIALOG).await.form(DIALOG).tick("zip", "on");
    let csv = export_in(&packed.clone().submit(&mut bob).await.path);
    let xlsx = export_in(&packed.fill("format", "xlsx").submit(&mut bob).await.path);
    test.run_jobs();
    assert_eq!(test.export(&csv).name, "contacts-2025-10-16.zip");
    let files = unpacked(&test.file_of(&csv));
    assert_eq!((files.len(), files[0].0.as_str()), (1, "contacts-2025-10-16.csv"));
    assert!(String::from_utf8_lossy(&files[0].1).contains("Name 1"));
    assert_eq!(test.export(&xlsx).name, "contacts-2025-10-16.xlsx");
    assert_eq!(sheet(&test.file_of(&xlsx)).1.len(), 2);
}

#[actix_web::test]
async fn choices_are_written_as_labels_in_the_language_of_the_header_or_as_internal_values() {
    let test = TestApp::start().await;
    test.records(CONTACTS, [r#"{"p7":"new"}"#.to_owned(), r#"{"p7":"of old"}"#.to_owned()]).await;
    let mut bob = test.exporter("Bob").await;
    let mut written = Vec::new();
    for (header, values) in [("en", "labels"), ("fr", "labels"), ("internal", "labels"), ("fr", "internal")] {
        let id = asked(&mut bob, &["7"], &[("header", header), ("values", values)]).await;
        test.run_jobs();
        let file = String::from_utf8(test.file_of(&id)).unwrap();
        written.push(file.trim_start_matches('\u{feff}').replace("\r\n", "|"));
    }
    assert_eq!(
        written,
        [
            "Lead status|of old|New|",
            "Statut du lead|of old|Nouveau|",
            "lead_status|of old|New|",
            "Statut du lead|of old|new|"
        ]
    );
}

#[actix_web::test]
async fn labels_are_those_of_the_request() {
    let test = TestApp::start().await;
    test.records(CONTACTS, [r#"{"p7":"new"}"#.to_owned()]).await;
    let mut bob = test.exporter("Bob").await;
    let id = asked(&mut bob, &["7"], &[]).await;
    test.sql("UPDATE properties SET choices = '[]' WHERE id = 7");
    test.run_jobs();
    assert!(String::from_utf8(test.file_of(&id)).unwrap().contains("New"));
}

#[actix_web::test]
async fn a_cancel_in_the_middle_of_a_workbook_or_a_zip_leaves_no_file() {
    let test = TestApp::start().await;
    test.contacts(2_001).await;
    let mut bob = test.exporter("Bob").await;
    for (format, zip) in [("xlsx", false), ("csv", true)] {
        let form = bob.open(DIALOG).await.form(DIALOG).fill("format", format);
        let form = if zip { form.tick("zip", "on") } else { form };
        let id = export_in(&form.submit(&mut bob).await.path);
        turn_watched(&test.app, &Stop::default(), &mut |step| {
            if let Step::Rows(records) = step {
                assert_eq!(records, 2_000);
                let now = test.now();
                test.app.db.write_now(|c| rows::cancel(c, &id, &Actor::system(), now)).unwrap();
                test.pass(Duration::seconds(1));
            }
            Ok(())
        })
        .unwrap();
        let cancelled = test.export(&id);
        assert_eq!((cancelled.state, cancelled.details.file_key), (State::Cancelled, None), "{format}");
        assert!(test.files_left().is_empty(), "{format}: {:?}", test.files_left());
    }
}

#[actix_web::test]
async fn what_is_of_csv_alone_makes_no_other_request_of_a_workbook() {
    let test = TestApp::start().await;
    let mut bob = test.exporter("Bob").await;
    let first = asked(&mut bob, &["1"], &[("format", "xlsx")]).await;
    assert_eq!(asked(&mut bob, &["1"], &[("format", "xlsx"), ("separator", "tab")]).await, first);
    assert_ne!(asked(&mut bob, &["1"], &[("format", "xlsx"), ("values", "internal")]).await, first);
    assert_ne!(asked(&mut bob, &["1"], &[]).await, first);
}

#[actix_web::test]
async fn chosen_properties_are_put_in_order_without_a_script_and_nothing_typed_is_lost() {
    let test = TestApp::start().await;
    test.records(CONTACTS, [r#"{"p1":"Ada","p3":"ada@example.com","p9":"Lyon"}"#.to_owned()]).await;
    let mut bob = test.exporter("Bob").await;
    let form = bob.open(DIALOG).await.form(DIALOG).untick("p").tick("p", "1").tick("p", "3").tick("p", "9");
    let mut form = form.fill("name", " \u{202e}").fill("format", "xlsx").fill("values", "internal").tick("zip", "on");
    form.fields.push(("up".into(), "9".into()));
    let page = form.submit(&mut bob).await;
    assert_eq!(page.status, 200);
    assert!(!page.has(".banner.bad"), "nothing is checked yet: {}", page.text());
    let mut form = page.form(DIALOG);
    let picked = |form: &crate::support::Form| -> Vec<String> {
        form.fields.iter().filter(|(key, _)| key == "p").map(|(_, id)| id.clone()).collect()
    };
    assert_eq!(picked(&form), ["1", "9", "3"]);
    assert_eq!(
        (form.value("format"), form.value("values"), form.value("zip")),
        (Some("xlsx"), Some("internal"), Some("on"))
    );
    assert_eq!(form.value("props"), Some("pick"));
    assert!(page.has("button[name=up][value='9'][aria-label='Move City up']"));
    form.fields.push(("down".into(), "1".into()));
    let form = form.submit(&mut bob).await.form(DIALOG);
    assert_eq!(picked(&form), ["9", "1", "3"]);
    let form = form.fill("name", "ordered").fill("format", "csv").untick("zip");
    let id = export_in(&form.submit(&mut bob).await.path);
    test.run_jobs();
    let file = String::from_utf8(test.file_of(&id)).unwrap();
    assert!(file.contains("City,First name,Email\r\nLyon,Ada,ada@example.com\r\n"), "{file}");
    assert_eq!(test.number("SELECT count(*) AS n FROM exports"), 1, "moving starts nothing");
}

#[actix_web::test]
async fn the_dialog_offers_formats_labels_and_packing_in_both_languages() {
    let test = TestApp::start().await;
    let mut bob = test.exporter("Bob").await;
    let page = bob.open(DIALOG).await;
    let form = page.form(DIALOG);
    assert_eq!((form.value("format"), form.value("values"), form.value("zip")), (Some("csv"), Some("labels"), None));
    for words in ["CSV", "XLSX", "Labels, as on the pages", "They make no difference to XLSX.", "Compress"] {
        assert!(page.says(words), "{words}\n{}", page.text());
    }
    test.sql("UPDATE users SET lang = 'fr'");
    let page = bob.open(DIALOG).await;
    for words in ["Libellés, comme sur les pages", "Sans effet sur le XLSX.", "Compresser"] {
        assert!(page.says(words), "{words}\n{}", page.text());
    }
    let form = page.form(DIALOG);
    for (field, value) in [("format", "pdf"), ("values", "x"), ("up", "x")] {
        let mut forged = form.clone();
        forged.fields.retain(|(name, _)| name != field);
        forged.fields.push((field.into(), value.into()));
        assert_eq!(forged.submit(&mut bob).await.status, 400, "{field}");
    }
}

#[actix_web::test]
async fn a_failed_workbook_is_asked_for_again_as_it_was() {
    let test = TestApp::start().await;
    let mut bob = test.exporter("Bob").await;
    let id = asked(&mut bob, &["9", "3"], &[("format", "xlsx"), ("values", "internal"), ("name", "Tour")]).await;
    let (limits, now) = (rows::Limits::from(&*test.app.config), test.now());
    test.app
        .db
        .write_now(|c| {
            let claimed = rows::claim(c, limits, now)?.unwrap();
            rows::fail(c, claimed.id, claimed.details.attempt, FailureCode::Disk, "", 0, now)
        })
        .unwrap();
    let form = bob.open(&format!("{DIALOG}?again={id}")).await.form(DIALOG);
    assert_eq!(
        (form.value("name"), form.value("format"), form.value("values")),
        (Some("Tour"), Some("xlsx"), Some("internal"))
    );
    let picked: Vec<&str> = form.fields.iter().filter(|(key, _)| key == "p").map(|(_, id)| id.as_str()).collect();
    assert_eq!(picked, ["9", "3"], "in the order of its columns");
}

#[actix_web::test]
async fn a_new_dialog_proposes_the_separator_that_excel_expects_in_its_readers_language() {
    let test = TestApp::start().await;
    let mut bob = test.exporter("Bob").await;
    let id = asked(&mut bob, &["1"], &[]).await;
    assert!(bob.open(&format!("/exports/{id}")).await.says("Separator Comma"));
    test.sql("UPDATE exports SET state = 'failed', failure_code = 'disk', failure_detail = ''");
    test.sql("UPDATE users SET lang = 'fr'");
    for dialog in [DIALOG, "/settings/import-export/export"] {
        assert_eq!(bob.open(dialog).await.form(dialog).value("separator"), Some("semicolon"), "{dialog}");
    }
    let again = bob.open(&format!("{DIALOG}?again={id}")).await;
    assert_eq!(again.form(DIALOG).value("separator"), Some("comma"), "what was chosen stays");
}

#[actix_web::test]
async fn boxes_that_were_changed_beside_another_choice_are_asked_about_and_nothing_else_leaves() {
    let test = TestApp::start().await;
    test.records(CONTACTS, [r#"{"p1":"Ada","p3":"ada@example.com","p9":"Lyon"}"#.to_owned()]).await;
    let mut bob = test.exporter("Bob").await;
    for (dialog, sentence) in [
        (DIALOG, "You changed the list of properties, so “Choose properties” is on now."),
        ("/settings/import-export/export", "You changed the list of columns, so “Choose columns” is on now."),
    ] {
        for props in ["view", "all"] {
            let form = bob.open(dialog).await.form(dialog).fill("props", props).untick("p");
            let page = form.tick("p", "9").tick("p", "3").submit(&mut bob).await;
            assert_eq!(page.status, 422, "{dialog} {props}");
            assert!(page.text_of("#props-error").concat().contains(sentence), "{}", page.text());
            assert_eq!(page.form(dialog).value("props"), Some("pick"), "{dialog} {props}");
        }
    }
    assert_eq!(test.number("SELECT count(*) AS n FROM exports"), 0);

    let form = bob.open(DIALOG).await.form(DIALOG).untick("p").tick("p", "9").tick("p", "3");
    let form = form.submit(&mut bob).await.form(DIALOG);
    let mut headers = Vec::new();
    for (props, name) in [("pick", "ticked"), ("view", "viewed")] {
        let page = form.clone().fill("props", props).fill("name", name).submit(&mut bob).await;
        let columns = test.export(&export_in(&page.path)).details.request.columns;
        headers.push(columns.into_iter().map(|column| column.header).collect::<Vec<_>>());
    }
    assert_eq!(headers[0], ["City", "Email"], "what was ticked");
    assert!(headers[1].contains(&"Phone".to_owned()), "who was asked may go back: {:?}", headers[1]);
}

#[actix_web::test]
async fn a_workbook_of_more_columns_than_a_sheet_has_is_refused_beside_its_format() {
    let test = TestApp::start().await;
    let mut bob = test.exporter("Bob").await;
    let form = bob.open(DIALOG).await.form(DIALOG).fill("props", "all").fill("format", "xlsx");
    test.sql(
        "INSERT INTO properties (id, object_id, name, label_en, label_fr, kind, position, created_at) \
         WITH RECURSIVE numbers (n) AS (SELECT 1000 UNION ALL SELECT n + 1 FROM numbers WHERE n < 17383) \
         SELECT n, 1, 'own_' || n, 'Own ' || n, 'Own ' || n, 'text', n, first.created_at \
         FROM numbers, properties AS first WHERE first.id = 1",
    );
    let answer = form.send(&mut bob).await;
    assert_eq!(answer.status, 422);
    let page = answer.text();
    assert!(page.contains("id=\"format-error\"") && page.contains("href=\"#format\""));
    assert!(page.contains("A workbook holds 16,384 columns at most. Choose CSV or fewer columns."));
    assert_eq!(test.number("SELECT count(*) AS n FROM exports"), 0);
}
