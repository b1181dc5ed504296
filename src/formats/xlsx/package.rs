//! What stands around the sheets of a workbook: its styles, its properties, and how all of it belongs together.

use chrono::{DateTime, SecondsFormat, Utc};

use super::text::push_escaped;

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// What says which part leads to which; the same in every workbook.
pub(super) const RELATIONSHIPS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/>\
<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/>\
</Relationships>";

/// Formats of cells by number: 0 as they come, 1 days, 2 moments, 3 labels.
pub(super) const STYLES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
<numFmts count=\"2\"><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\"/><numFmt numFmtId=\"165\" formatCode=\"yyyy\\-mm\\-dd\\ hh:mm:ss\"/></numFmts>\
<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/></font>\
<font><b/><sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/></font></fonts>\
<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>\
<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>\
<cellXfs count=\"4\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>\
<xf numFmtId=\"164\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>\
<xf numFmtId=\"165\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>\
<xf numFmtId=\"0\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\"/></cellXfs>\
<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>\
</styleSheet>";

/// Title, maker and time of making.
pub(super) fn properties(title: &str, created: DateTime<Utc>) -> Vec<u8> {
    let mut out = Vec::from(DECLARATION);
    out.extend_from_slice(
        b"<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>",
    );
    push_escaped(title, &mut out);
    let at = created.to_rfc3339_opts(SecondsFormat::Secs, true);
    out.extend_from_slice(
        format!(
            "</dc:title><dc:creator>Waybill</dc:creator>\
<dcterms:created xsi:type=\"dcterms:W3CDTF\">{at}</dcterms:created></cp:coreProperties>"
        )
        .as_bytes(),
    );
    out
}

/// The list of the sheets.
pub(super) fn workbook(sheets: &[String]) -> Vec<u8> {
    let mut out = Vec::from(DECLARATION);
    out.extend_from_slice(
        b"<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>",
    );
    for (sheet, n) in sheets.iter().zip(1..) {
        out.extend_from_slice(b"<sheet name=\"");
        // Neither quotes nor control characters are left in the name of a sheet.
        push_escaped(sheet, &mut out);
        out.extend_from_slice(format!("\" sheetId=\"{n}\" r:id=\"rId{n}\"/>").as_bytes());
    }
    out.extend_from_slice(b"</sheets></workbook>");
    out
}

/// Where the parts of the workbook lie.
pub(super) fn workbook_relationships(sheets: usize) -> Vec<u8> {
    let mut out = Vec::from(DECLARATION);
    out.extend_from_slice(b"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">");
    for n in 1..=sheets {
        push(
            &mut out,
            format!(
                "<Relationship Id=\"rId{n}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>"
            ),
        );
    }
    push(
        &mut out,
        format!(
            "<Relationship Id=\"rId{}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/></Relationships>",
            sheets + 1
        ),
    );
    out
}

/// What each part is.
pub(super) fn content_types(sheets: usize) -> Vec<u8> {
    const SHEETS: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let mut out = Vec::new();
    push(
        &mut out,
        format!(
            "{DECLARATION}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
<Default Extension=\"xml\" ContentType=\"application/xml\"/>\
<Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>\
<Override PartName=\"/xl/styles.xml\" ContentType=\"{SHEETS}.styles+xml\"/>\
<Override PartName=\"/xl/workbook.xml\" ContentType=\"{SHEETS}.sheet.main+xml\"/>"
        ),
    );
    for n in 1..=sheets {
        push(
            &mut out,
            format!("<Override PartName=\"/xl/worksheets/sheet{n}.xml\" ContentType=\"{SHEETS}.worksheet+xml\"/>"),
        );
    }
    push(&mut out, "</Types>".to_owned());
    out
}

fn push(out: &mut Vec<u8>, text: String) {
    out.extend_from_slice(text.as_bytes());
}

/// The name of the n-th sheet: at most 31 characters, without the signs that no sheet may have.
pub(super) fn sheet_name(wish: &str, n: usize) -> String {
    const MOST: usize = 31;
    const REFUSED: &[char] = &['[', ']', ':', '*', '?', '/', '\\', '"'];
    let ending = if n > 1 { format!(" ({n})") } else { String::new() };
    let plain: String = wish.chars().filter(|c| !c.is_control() && !REFUSED.contains(c)).collect();
    let mut units = ending.len();
    let short: String = plain
        .trim()
        .chars()
        .take_while(|c| {
            units += c.len_utf16();
            units <= MOST
        })
        .collect();
    // Excel keeps "History" for itself, and takes no apostrophe at either end.
    match short.trim_matches(|c: char| c == '\'' || c.is_whitespace()) {
        "" => format!("Export{ending}"),
        kept if kept.eq_ignore_ascii_case("history") => format!("{kept}_{ending}"),
        kept => format!("{kept}{ending}"),
    }
}
