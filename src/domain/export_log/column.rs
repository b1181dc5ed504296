//! The columns of an export of the log: what its page and the details of its rows show (R20, R26).

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::LogState;
use crate::domain::export::{Export, Request, SourceKind, State};
use crate::domain::lang::Lang;
use crate::domain::property::PropertyType;

macro_rules! columns {
    ($($(#[doc = $doc:literal])* $name:ident = $id:literal, $text:literal, $kind:ident, $on_page:literal;)+) => {
        /// A column of an export of the log. Number and text are stored with a request and never change their meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum LogColumn { $($(#[doc = $doc])* $name),+ }

        impl LogColumn {
            /// Every column, in the order of the file.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The number that stands for it where a property has its key.
            pub fn id(self) -> i64 {
                match self { $(Self::$name => $id),+ }
            }

            /// The internal name.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }

            /// What its values are.
            pub fn kind(self) -> PropertyType {
                match self { $(Self::$name => PropertyType::$kind),+ }
            }

            /// Whether the page shows it in its table.
            pub fn is_on_page(self) -> bool {
                match self { $(Self::$name => $on_page),+ }
            }
        }
    };
}

columns! {
    /// The export's key in addresses.
    Id = 1, "id", Text, false;
    /// The file's name.
    Name = 2, "name", Text, true;
    /// The state as people see it.
    State = 3, "state", Choice, true;
    /// The place that it was made from, by name.
    Source = 4, "source", Text, true;
    /// What kind of place that is.
    SourceKind = 5, "source_kind", Choice, true;
    /// Whose records these are.
    Object = 6, "object", Choice, false;
    /// The number of records (R20).
    Records = 7, "records", Number, true;
    /// Contains sensitive properties.
    Sensitive = 8, "sensitive", Boolean, false;
    /// The exporter's name then.
    UserName = 9, "user_name", Text, true;
    /// The exporter's address then.
    UserEmail = 10, "user_email", Email, false;
    /// From where it was asked for.
    RequestIp = 11, "requested_from", Text, false;
    /// When it was asked for.
    RequestedAt = 12, "requested_at", DateTime, true;
    /// When a worker first took it.
    StartedAt = 13, "started_at", DateTime, false;
    /// The moment whose records are in the file.
    SnapshotAt = 14, "snapshot_at", DateTime, false;
    /// When it came to an end.
    FinishedAt = 15, "finished_at", DateTime, false;
    /// Until when the file can be downloaded.
    ExpiresAt = 16, "expires_at", DateTime, false;
    /// How it is written.
    Format = 17, "format", Choice, false;
    /// The header cells of the file.
    Properties = 18, "properties", Text, false;
    /// The file's size in bytes.
    FileBytes = 19, "file_bytes", Number, false;
    /// Its SHA-256.
    Sha256 = 20, "sha256", Text, false;
    /// Who cancelled it.
    CancelledBy = 21, "cancelled_by", Text, false;
    /// Who deleted the file early.
    DeletedBy = 22, "deleted_by", Text, false;
    /// When.
    DeletedAt = 23, "deleted_at", DateTime, false;
    /// Why it failed.
    Failure = 24, "failure", Choice, false;
}

impl LogColumn {
    /// The column of a number.
    pub fn of_id(id: i64) -> Option<Self> {
        Self::ALL.iter().copied().find(|column| column.id() == id)
    }

    /// What it says of a row at a moment, as values are stored; `object` is the internal name of the row's object.
    fn value<'a>(self, export: &'a Export, object: &'a str, at: DateTime<Utc>) -> Cow<'a, str> {
        let optional = |text: &'a Option<String>| Cow::Borrowed(text.as_deref().unwrap_or_default());
        match self {
            Self::Id => Cow::Borrowed(&export.public_id),
            Self::Name => Cow::Borrowed(&export.name),
            Self::State => Cow::Borrowed(LogState::of(export.standing(at)).as_str()),
            Self::Source => Cow::Borrowed(&export.source_name),
            Self::SourceKind => Cow::Borrowed(export.source_kind.as_str()),
            Self::Object => Cow::Borrowed(object),
            Self::Records => Cow::Owned(export.records.to_string()),
            Self::Sensitive => Cow::Borrowed(if export.is_sensitive { "true" } else { "false" }),
            Self::UserName => Cow::Borrowed(&export.user_name),
            Self::UserEmail => Cow::Borrowed(&export.details.user_email),
            Self::RequestIp => optional(&export.details.request_ip),
            Self::RequestedAt => moment(Some(export.requested_at)),
            Self::StartedAt => moment(export.details.started_at),
            Self::SnapshotAt => moment(export.details.snapshot_at),
            Self::FinishedAt => moment(export.finished_at),
            Self::ExpiresAt => moment(export.expires_at),
            Self::Format => Cow::Borrowed(export.details.request.format.as_str()),
            Self::Properties => {
                let headers: Vec<&str> =
                    export.details.request.columns.iter().map(|column| column.header.as_str()).collect();
                Cow::Owned(headers.join("; "))
            }
            Self::FileBytes => Cow::Owned(export.file_bytes.map(|bytes| bytes.to_string()).unwrap_or_default()),
            Self::Sha256 => optional(&export.details.file_sha256),
            Self::CancelledBy => optional(&export.cancelled_by_name),
            Self::DeletedBy => optional(&export.deleted_by_name),
            Self::DeletedAt => moment(export.deleted_at),
            Self::Failure => Cow::Borrowed(match &export.failure {
                Some((code, _)) if export.state == State::Failed => code.as_str(),
                _ => "",
            }),
        }
    }

    /// What the object of a row was called at its request, where this names it and the row says so (R20, R26).
    fn name_then(self, export: &Export, lang: Lang) -> Option<&str> {
        let names_it = match self {
            Self::Object => true,
            Self::Source => export.source_kind == SourceKind::Object,
            _ => false,
        };
        export.object_labels.as_ref().filter(|_| names_it).map(|labels| labels.many(lang))
    }
}

/// A moment as values of date-time properties are written.
fn moment(at: Option<DateTime<Utc>>) -> Cow<'static, str> {
    Cow::Owned(at.map(|at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string()).unwrap_or_default())
}

/// Rows of the log as cells of a file, in the columns and with the labels that were frozen at the request (R31).
#[derive(Debug, Clone)]
pub struct LogCells {
    columns: Vec<(LogColumn, BTreeMap<String, String>)>,
    lang: Lang,
}

impl LogCells {
    /// The cells that are asked for.
    pub fn new(request: &Request) -> Self {
        let known = request.columns.iter().filter_map(|column| {
            let labels = column.labels.clone();
            LogColumn::of_id(column.property_id).map(|of_log| (of_log, labels))
        });
        let lang = request.log.as_ref().and_then(|log| log.lang).or(request.header.lang());
        Self { columns: known.collect(), lang: lang.unwrap_or_default() }
    }

    /// One row as it stands at a moment. What has no label stays as it is.
    pub fn of<'a>(&'a self, export: &'a Export, object: &'a str, at: DateTime<Utc>) -> Vec<Cow<'a, str>> {
        let cell = |(column, labels): &'a (LogColumn, BTreeMap<String, String>)| {
            let value = column.value(export, object, at);
            // Views and segments are called as their makers say, even like an object; the log's own name is a word of ours.
            let is_a_word = match column {
                LogColumn::Source => matches!(export.source_kind, SourceKind::Object | SourceKind::Log),
                _ => true,
            };
            let now = labels.get(value.as_ref()).filter(|_| is_a_word).map(String::as_str);
            let then = column.name_then(export, self.lang).filter(|_| !labels.is_empty());
            match then.or(now) {
                Some(label) => Cow::Borrowed(label),
                None => value,
            }
        };
        self.columns.iter().map(cell).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_columns_share_a_number_or_a_name() {
        let ids: std::collections::HashSet<_> = LogColumn::ALL.iter().map(|column| column.id()).collect();
        let names: std::collections::HashSet<_> = LogColumn::ALL.iter().map(|column| column.as_str()).collect();
        assert_eq!((ids.len(), names.len()), (LogColumn::ALL.len(), LogColumn::ALL.len()));
        assert!(LogColumn::ALL.iter().all(|column| LogColumn::of_id(column.id()) == Some(*column)));
    }
}
