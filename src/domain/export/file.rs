//! What file an export becomes: its format, its parts and the ending of its name (R30, R32).

use serde::{Deserialize, Serialize};

use super::Request;

/// How records are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Text, for any program.
    #[default]
    Csv,
    /// A workbook of one typed sheet.
    Xlsx,
}

impl Format {
    /// Every format, in the order of the form.
    pub const ALL: [Self; 2] = [Self::Csv, Self::Xlsx];

    /// The stored and the form's text form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// Reads the text form.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == text)
    }

    /// Most records of one file: a sheet has 1,048,576 rows, the first of which are the labels (R32).
    pub const fn records_per_file(self) -> i64 {
        match self {
            Self::Csv => 1_000_000,
            Self::Xlsx => 1_048_575,
        }
    }

    /// Most columns of one file: a sheet has no more.
    pub const fn most_columns(self) -> Option<usize> {
        match self {
            Self::Csv => None,
            Self::Xlsx => Some(16_384),
        }
    }

    const fn file(self) -> FileKind {
        match self {
            Self::Csv => FileKind::Csv,
            Self::Xlsx => FileKind::Xlsx,
        }
    }
}

/// How the values of choices are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Values {
    /// As they are stored, for machines.
    #[default]
    Internal,
    /// As pages show them, in the language of the header.
    Labels,
}

impl Values {
    /// Both, in the order of the form.
    pub const ALL: [Self; 2] = [Self::Labels, Self::Internal];

    /// The form's text form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::Labels => "labels",
        }
    }

    /// Reads the form's text form.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|values| values.as_str() == text)
    }
}

/// What lies in the file store and is downloaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// One CSV file.
    Csv,
    /// One workbook.
    Xlsx,
    /// One or more of them, packed.
    Zip,
}

impl FileKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Csv, Self::Xlsx, Self::Zip];

    /// What its name ends in, without the dot.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Zip => "zip",
        }
    }

    /// Reads the ending of a name or of a key in the file store; upper case counts too.
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        Self::ALL.into_iter().find(|kind| kind.extension().eq_ignore_ascii_case(ending))
    }

    /// What a browser is told that it is.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Zip => "application/zip",
        }
    }
}

/// What a number of records becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// What is stored and downloaded.
    pub kind: FileKind,
    /// How many files of the format are in it.
    pub parts: i64,
    /// Most records of one of them.
    pub records_per_file: i64,
}

impl Request {
    /// What so many records become: above the limit of one file, numbered parts in a zip (R32).
    pub fn shape(&self, records: i64) -> Shape {
        let records_per_file = self.records_per_file.unwrap_or(self.format.records_per_file()).max(1);
        let parts = records.saturating_sub(1).div_euclid(records_per_file) + 1;
        let kind = if parts > 1 || self.is_zipped() { FileKind::Zip } else { self.format.file() };
        Shape { kind, parts: parts.max(1), records_per_file }
    }

    /// Packed though it is one file: of use for CSV alone, a workbook is packed already.
    pub fn is_zipped(&self) -> bool {
        self.zip && self.format == Format::Csv
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::export::{HeaderNames, Separator};
    use crate::domain::record::Selection;

    fn request(format: Format, zip: bool) -> Request {
        Request {
            named: Vec::new(),
            selection: Selection::all(1),
            columns: Vec::new(),
            header: HeaderNames::En,
            separator: Separator::Comma,
            byte_order_mark: true,
            guard: true,
            log: None,
            format,
            values: Values::Internal,
            zip,
            sheet: String::new(),
            records_per_file: None,
        }
    }

    fn shape(format: Format, zip: bool, records: i64) -> (FileKind, i64) {
        let shape = request(format, zip).shape(records);
        (shape.kind, shape.parts)
    }

    #[test]
    fn a_file_is_split_only_above_the_limit_of_its_format() {
        assert_eq!(shape(Format::Csv, false, 0), (FileKind::Csv, 1));
        assert_eq!(shape(Format::Csv, false, 1_000_000), (FileKind::Csv, 1));
        assert_eq!(shape(Format::Csv, false, 1_000_001), (FileKind::Zip, 2));
        assert_eq!(shape(Format::Xlsx, false, 1_048_575), (FileKind::Xlsx, 1));
        assert_eq!(shape(Format::Xlsx, false, 1_048_576), (FileKind::Zip, 2));
        assert_eq!(shape(Format::Xlsx, false, 3 * 1_048_575), (FileKind::Zip, 3));
    }

    #[test]
    fn csv_alone_is_packed_when_asked_for() {
        assert_eq!(shape(Format::Csv, true, 1), (FileKind::Zip, 1));
        assert_eq!(shape(Format::Xlsx, true, 1), (FileKind::Xlsx, 1));
    }

    #[test]
    fn a_request_that_an_older_version_stored_is_plain_csv_of_internal_values() {
        let old = r#"{"selection":{"object_id":1,"search":"","sort":{"key":"created","descending":true}},
            "columns":[{"property_id":1,"name":"n","header":"N","kind":"text","is_sensitive":false}],
            "header":"en","separator":"comma","byte_order_mark":true,"guard":true}"#;
        let read: Request = serde_json::from_str(old).unwrap();
        assert_eq!((read.format, read.values, read.zip), (Format::Csv, Values::Internal, false));
        assert!(read.columns[0].labels.is_empty());
    }
}
