//! Exports in words, for pages and mails alike: where from, which records, how it stands (R14, R20, R26).

use chrono::{DateTime, Duration, NaiveTime, Utc};

use super::{Locale, Phrase};
use crate::domain::export::{Export, FailureCode, LogRequest, Lost, Request, SourceKind};
use crate::domain::export_log::{LogColumn, LogScope, LogSelection, LogSort, LogSource, LogState};
use crate::domain::filter::Named;
use crate::domain::record::{Object, Selection};

impl Locale {
    /// Where an export was made from: an object by its heading of then, the log by whose rows those are, anything else by the name
    /// that was copied.
    #[must_use]
    pub fn source<R: LogRequest>(&self, export: &Export<R>, object: Option<&Object>) -> String {
        match (export.source_kind, object, export.details.log().map(|log| &log.scope)) {
            (SourceKind::Object, Some(object), _) => self.object_then(export, object),
            (SourceKind::Log, _, Some(LogScope::Everybody)) => self.say("log-source-all").to_string(),
            (SourceKind::Log, _, Some(LogScope::Own { .. })) => self.say("log-source-own").to_string(),
            _ => export.source_name.clone(),
        }
    }

    /// What the object of an export was called when it was asked for (R20, R26); where an older row does not say, what it is called
    /// now.
    #[must_use]
    pub fn object_then<R>(&self, export: &Export<R>, object: &Object) -> String {
        match &export.object_labels {
            Some(labels) => labels.many(self.lang()).to_owned(),
            None => self.object(object),
        }
    }

    /// The word for a kind of source.
    #[must_use]
    pub fn source_kind(&self, kind: SourceKind) -> Phrase {
        self.say(match kind {
            SourceKind::Object => "ie-kind-object",
            SourceKind::View => "ie-kind-view",
            SourceKind::Segment => "ie-kind-segment",
            SourceKind::Log => "ie-kind-log",
        })
    }

    /// The word for a state.
    #[must_use]
    pub fn log_state(&self, state: LogState) -> Phrase {
        self.say(match state {
            LogState::Queued => "st-queued",
            LogState::Processing => "st-processing",
            LogState::Ready => "st-ready",
            LogState::Cancelled => "st-cancelled",
            LogState::Failed => "st-failed",
            LogState::Expired => "st-expired",
            LogState::Deleted => "st-deleted",
        })
    }

    /// The words for an order of the log.
    #[must_use]
    pub fn log_sort(&self, sort: LogSort) -> Phrase {
        self.say(match sort {
            LogSort::Newest => "ie-sort-newest",
            LogSort::Oldest => "ie-sort-oldest",
            LogSort::Most => "ie-sort-most",
            LogSort::Fewest => "ie-sort-fewest",
        })
    }

    /// The heading of a column of an export of the log.
    #[must_use]
    pub fn log_column(&self, column: LogColumn) -> Phrase {
        self.say(match column {
            LogColumn::Id => "log-col-id",
            LogColumn::Name => "ie-col-name",
            LogColumn::State => "ie-filter-state",
            LogColumn::Source => "ie-col-source",
            LogColumn::SourceKind => "log-col-kind",
            LogColumn::Object => "det-object",
            LogColumn::Records => "ie-col-records",
            LogColumn::Sensitive => "det-sensitive",
            LogColumn::UserName => "ie-col-user",
            LogColumn::UserEmail => "log-col-email",
            LogColumn::RequestIp => "det-address",
            LogColumn::RequestedAt => "det-requested",
            LogColumn::StartedAt => "det-started",
            LogColumn::SnapshotAt => "det-snapshot",
            LogColumn::FinishedAt => "det-finished",
            LogColumn::ExpiresAt => "det-expires",
            LogColumn::Format => "det-format",
            LogColumn::Properties => "det-properties",
            LogColumn::FileBytes => "log-col-bytes",
            LogColumn::Sha256 => "det-sha",
            LogColumn::CancelledBy => "log-col-cancelled-by",
            LogColumn::DeletedBy => "log-col-deleted-by",
            LogColumn::DeletedAt => "det-deleted",
            LogColumn::Failure => "log-col-failure",
        })
    }

    /// The right for whose loss an export was cancelled; without naming one where that is not known.
    #[must_use]
    pub fn right(&self, lost: Option<Lost>) -> Phrase {
        self.say(match lost {
            Some(Lost::SignIn) => "right-sign-in",
            Some(Lost::Export) => "right-export",
            Some(Lost::View) => "right-view",
            Some(Lost::Object) => "right-object",
            Some(Lost::Log) => "right-log",
            Some(Lost::Sensitive) => "right-sensitive",
            None => "right-some",
        })
    }

    /// Why an export failed, as a cell says it.
    #[must_use]
    pub fn failure_in_a_word(&self, code: FailureCode) -> Phrase {
        self.say(match code {
            FailureCode::Disk => "log-failed-disk",
            FailureCode::TooSlow => "log-failed-slow",
            FailureCode::LostWorker => "log-failed-worker",
            FailureCode::Other => "log-failed-other",
        })
    }

    /// Which records were meant (R26): the search, the filter, a segment's members, those picked one by one; or which rows of
    /// the log. `None` where everything was. Without the right to sensitive data the values that sensitive properties are
    /// compared with are not said (R8).
    #[must_use]
    pub fn which_records(&self, request: &Request, sees_sensitive: bool) -> Option<Phrase> {
        match &request.log {
            Some(log) => self.all_of(self.log_filter(log)),
            None => self.which_of(&request.selection, &request.named, sees_sensitive),
        }
    }

    /// The same of records alone.
    #[must_use]
    pub fn which_of(&self, selection: &Selection, named: &[Named], sees_sensitive: bool) -> Option<Phrase> {
        let search = Some(selection.search.trim()).filter(|typed| !typed.is_empty());
        let picked = i64::try_from(selection.only.len()).unwrap_or(i64::MAX);
        let parts = [
            search.map(|typed| self.say("det-search-for").user("text", typed)),
            self.filter(&selection.filter, named, sees_sensitive),
            selection.members.map(|_| self.say("det-members")),
            (picked > 0).then(|| self.say("det-picked").with("count", picked).with("n", self.number(picked))),
        ];
        self.all_of(parts.into_iter().flatten())
    }

    fn all_of(&self, parts: impl IntoIterator<Item = Phrase>) -> Option<Phrase> {
        parts.into_iter().reduce(|first, second| self.say("det-also").with("first", first).with("second", second))
    }

    fn log_filter(&self, log: &LogSelection) -> Vec<Phrase> {
        let (filter, names) = (&log.filter, &log.names);
        let said = |label: &'static str, value: String| {
            self.say("flt-condition").with("property", self.say(label)).user("test", value)
        };
        let quoted = |text: &str| self.say("flt-quoted").with("text", text).to_string();
        let name = Some(filter.name.trim()).filter(|typed| !typed.is_empty());
        let source = |source: &LogSource| match source {
            LogSource::Kind(kind) => self.source_kind(*kind).to_string(),
            LogSource::Object(name) => {
                self.object(&Object { name: name.clone(), labels: names.object.clone(), ..Object::default() })
            }
        };
        [
            name.map(|text| said("ie-col-name", format!("{} {}", self.say("flt-contains"), quoted(text)))),
            filter.source.as_ref().map(|of| said("ie-filter-source", source(of))),
            filter.user.as_ref().map(|id| said("ie-filter-user", names.user.clone().unwrap_or_else(|| id.clone()))),
            filter.state.map(|state| said("ie-filter-state", self.log_state(state).to_string())),
            filter.from.map(|from| said("ie-filter-from", self.first_day(from))),
            filter.until.map(|until| said("ie-filter-to", self.last_day(until))),
            filter.more.map(|n| said("ie-filter-more", self.number(n))),
            filter.less.map(|n| said("ie-filter-less", self.number(n))),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// The day that begins at a moment, or the moment where the reader's days begin at another time.
    fn first_day(&self, from: DateTime<Utc>) -> String {
        if self.begins_a_day(from) { self.date(from) } else { self.date_time(from) }
    }

    /// The last day before a moment, or the moment.
    fn last_day(&self, until: DateTime<Utc>) -> String {
        if self.begins_a_day(until) { self.date(until - Duration::seconds(1)) } else { self.date_time(until) }
    }

    fn begins_a_day(&self, at: DateTime<Utc>) -> bool {
        at.with_timezone(&self.zone).time() == NaiveTime::MIN
    }
}
