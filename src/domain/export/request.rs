//! What was asked for: everything that decides what is in the file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::file::{Format, Values};
use crate::domain::export_log::LogSelection;
use crate::domain::filter::Named;
use crate::domain::lang::Lang;
use crate::domain::property::PropertyType;
use crate::domain::record::Selection;

/// The separator of a CSV file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Separator {
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// Tab.
    Tab,
}

impl Separator {
    /// Every separator, in the order of the form.
    pub const ALL: [Self; 3] = [Self::Comma, Self::Semicolon, Self::Tab];

    /// The one by which spreadsheets tell cells apart where a language is spoken: beside a decimal comma it is the semicolon.
    pub fn of(lang: Lang) -> Self {
        match lang {
            Lang::En => Self::Comma,
            Lang::Fr => Self::Semicolon,
        }
    }

    /// The sign itself.
    pub const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
        }
    }

    /// The form's text form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Comma => "comma",
            Self::Semicolon => "semicolon",
            Self::Tab => "tab",
        }
    }

    /// Reads the form's text form.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|separator| separator.as_str() == text)
    }
}

/// What the header row says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeaderNames {
    /// English labels.
    En,
    /// French labels.
    Fr,
    /// Internal names, for machines.
    Internal,
}

impl HeaderNames {
    /// Every choice, in the order of the form.
    pub const ALL: [Self; 3] = [Self::En, Self::Fr, Self::Internal];

    /// The form's text form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
            Self::Internal => "internal",
        }
    }

    /// Reads the form's text form.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|names| names.as_str() == text)
    }

    /// The language of the labels, if they are labels.
    pub fn lang(self) -> Option<Lang> {
        match self {
            Self::En => Some(Lang::En),
            Self::Fr => Some(Lang::Fr),
            Self::Internal => None,
        }
    }

    /// The labels of one language.
    pub fn of(lang: Lang) -> Self {
        match lang {
            Lang::En => Self::En,
            Lang::Fr => Self::Fr,
        }
    }
}

/// One column of the file, frozen at request time (R31).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// The property's key; of a column of the log, [`LogColumn::id`](crate::domain::export_log::LogColumn::id).
    pub property_id: i64,
    /// The property's internal name then.
    pub name: String,
    /// The header cell.
    pub header: String,
    /// What its values are.
    pub kind: PropertyType,
    /// Marked sensitive then (R34).
    pub is_sensitive: bool,
    /// Labels of its choices by value then, where labels are asked for.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
}

/// Everything that decides what is in the file, frozen at request time (R26, R31).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Which records, in which order; of no object where it is the log that is exported.
    pub selection: Selection,
    /// Which rows of the export log, where it is the log that is exported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log: Option<LogSelection>,
    /// Which properties, in which order.
    pub columns: Vec<Column>,
    /// What the header says.
    pub header: HeaderNames,
    /// The separator.
    pub separator: Separator,
    /// A UTF-8 byte-order mark for Excel (R30).
    pub byte_order_mark: bool,
    /// The guard against formulas (R33).
    pub guard: bool,
    /// What the filter and the order name, so that they can be said in words for ever (R26). Filled in with the request's
    /// row; no part of what makes two requests the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub named: Vec<Named>,
    /// How it is written. Separator, mark, guard and packing are of CSV alone.
    #[serde(default)]
    pub format: Format,
    /// Labels or internal values of choices.
    #[serde(default)]
    pub values: Values,
    /// Packed though it is one file.
    #[serde(default)]
    pub zip: bool,
    /// What the sheet of a workbook is called: the object's label then.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sheet: String,
    /// Most records of one file, where that is less than the format's own limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub records_per_file: Option<i64>,
}

impl Request {
    /// Sensitive when any chosen property is (R34).
    pub fn is_sensitive(&self) -> bool {
        self.columns.iter().any(|column| column.is_sensitive)
    }

    /// Whether asking for it takes the right to sensitive data (R8): a sensitive property is in the file, or decides what is in it
    /// or in which order. The file itself need not be sensitive then.
    pub fn needs_sensitive(&self) -> bool {
        self.is_sensitive() || self.named.iter().any(|named| named.is_sensitive)
    }

    /// Whether it takes everything there is where it was asked for.
    pub fn is_whole(&self) -> bool {
        self.log.as_ref().map_or_else(|| self.selection.is_whole(), |log| log.filter.is_whole())
    }
}
