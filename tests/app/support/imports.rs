//! Files that are imported through the pages.

use std::io::{Cursor, Write};

use reqwest::Method;
use waybill::domain::user::Rights;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::page::Form;
use super::{Answer, Browser, Page, TestApp};

/// May import, and nothing else.
pub(crate) const IMPORTER: Rights =
    Rights { super_admin: false, view: true, edit: false, import: true, export: false, sensitive: false };

/// May import, and change records too.
pub(crate) const EDITOR: Rights = Rights { edit: true, ..IMPORTER };

/// Sends a file through the form of a page.
pub(crate) async fn send(browser: &mut Browser, object: &str, name: &str, file: &[u8]) -> Answer {
    let page = browser.open(&format!("/imports/new?object={object}")).await;
    let token = page.form("/imports").value("csrf").unwrap().to_owned();
    send_parts(browser, &[("csrf", token.as_bytes()), ("object", object.as_bytes())], name, file).await
}

pub(crate) async fn send_parts(browser: &mut Browser, fields: &[(&str, &[u8])], name: &str, file: &[u8]) -> Answer {
    let mut body = Vec::new();
    for (field, value) in fields {
        body.extend_from_slice(
            format!("--edge\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n").as_bytes(),
        );
        body.extend_from_slice(value);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(
        format!("--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n")
            .as_bytes(),
    );
    body.extend_from_slice(file);
    body.extend_from_slice(b"\r\n--edge--\r\n");
    browser.send(Method::POST, "/imports", &[], Some(("multipart/form-data; boundary=edge", body))).await
}

/// The page on which the columns of a file are matched.
pub(crate) async fn matching(browser: &mut Browser, object: &str, name: &str, file: &[u8]) -> Page {
    let answer = send(browser, object, name, file).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    browser.open(answer.location()).await
}

/// Its form, as it is offered.
pub(crate) fn map_form(page: &Page) -> Form {
    page.form("/imports/uploads/")
}

/// Starts the import of a file as it is offered, and answers its page.
pub(crate) async fn begin(browser: &mut Browser, object: &str, name: &str, file: &[u8]) -> Page {
    let page = matching(browser, object, name, file).await;
    map_form(&page).submit(browser).await
}

/// Imports a file as it is offered and answers the page of its result.
pub(crate) async fn import(test: &TestApp, browser: &mut Browser, object: &str, file: &[u8]) -> Page {
    import_with(test, browser, object, file, |form| form).await
}

/// The same with other choices.
pub(crate) async fn import_with(
    test: &TestApp,
    browser: &mut Browser,
    object: &str,
    file: &[u8],
    choose: impl FnOnce(Form) -> Form,
) -> Page {
    let page = matching(browser, object, "file.csv", file).await;
    let begun = choose(map_form(&page)).submit(browser).await;
    assert!(!begun.path.contains("/uploads/"), "{}", begun.text());
    test.run_lane("imports");
    browser.open(&begun.path).await
}

/// The file of problem rows that the page of an import offers.
pub(crate) async fn report(browser: &mut Browser, import: &Page) -> String {
    browser.get(&import.link("Download the problem rows").unwrap()).await.text()
}

/// How many uploads are kept.
pub(crate) fn uploads(test: &TestApp) -> usize {
    let folder = test.folder.path().join("files").join("uploads");
    std::fs::read_dir(folder).map_or(0, Iterator::count)
}

impl TestApp {
    /// Makes a property unique.
    pub(crate) fn unique(&self, property: i64) {
        self.sql(format!("UPDATE properties SET is_unique = TRUE WHERE id = {property}"));
    }

    /// How many records have a value.
    pub(crate) fn with_value(&self, property: i64, value: &str) -> i64 {
        self.number(&format!("SELECT count(*) AS n FROM records WHERE props->>'p{property}' = '{value}'"))
    }
}

/// A workbook whose only sheet holds these rows, as they stand in its XML.
pub(crate) fn workbook(rows: &str) -> Vec<u8> {
    workbook_of(&[("One", "visible", rows)])
}

/// A workbook of several sheets: the name, the state and the rows of each.
pub(crate) fn workbook_of(sheets: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let numbered = || (1..).zip(sheets);
    let listed = numbered().map(|(at, (name, state, _))| {
        format!("<sheet name=\"{name}\" sheetId=\"{at}\" state=\"{state}\" r:id=\"rId{at}\"/>")
    });
    let listed = listed.collect::<Vec<_>>().concat();
    let related = numbered().map(|(at, _)| {
        format!("<Relationship Id=\"rId{at}\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet{at}.xml\"/>")
    });
    let related = related.collect::<Vec<_>>().concat();
    let files = [
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{relations}\"><Relationship Id=\"rId1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!("<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets>{listed}</sheets></workbook>"),
        ),
        ("xl/_rels/workbook.xml.rels", format!("<Relationships xmlns=\"{relations}\">{related}</Relationships>")),
        (
            "xl/styles.xml",
            format!(
                "<styleSheet xmlns=\"{main}\"><numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"00000\"/></numFmts>\
                 <cellXfs count=\"3\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>"
            ),
        ),
    ];
    let sheets = numbered().map(|(at, (_, _, rows))| {
        let text = format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>");
        (format!("xl/worksheets/sheet{at}.xml"), text)
    });
    for (name, text) in files.map(|(name, text)| (name.to_owned(), text)).into_iter().chain(sheets) {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
