//! One row of the log as the viewer sees it (DESIGN.md 4): every decision is taken here, the template only writes.

use chrono::{DateTime, Utc};

use crate::db::exports::LogRow;
use crate::domain::export::{CancelReason, Export, FailureCode, SourceKind, State};
use crate::domain::record::Object;
use crate::domain::standing::{Standing, days_left};
use crate::domain::threshold::Threshold;
use crate::domain::viewer::Viewer;
use crate::i18n::{Locale, Phrase};
use crate::web::html::{self, Html, Icon, IconName};
use crate::web::{objects, routes};

/// How long files can be downloaded (R23).
pub(super) const DAYS: i64 = 30;
/// How long the snapshot of an export may last, in seconds (R31).
const LONGEST_SNAPSHOT: i64 = 1_800;

/// What every row of a page has in common.
pub(super) struct Onlooker {
    pub(super) locale: Locale,
    pub(super) viewer: Viewer,
    /// The viewer's own threshold; only super admins have one.
    pub(super) threshold: Option<Threshold>,
    pub(super) now: DateTime<Utc>,
}

/// A row.
pub(super) struct RowView {
    pub(super) public_id: String,
    pub(super) file_name: String,
    pub(super) file: Option<FileLink>,
    /// Set while the row can still change: `public_id:standing`.
    pub(super) live: Option<String>,
    pub(super) state: StateLine,
    pub(super) progress: Option<Progress>,
    pub(super) is_sensitive: bool,
    /// The file exists or existed, so there could have been a history (R24).
    pub(super) lacks_history: bool,
    pub(super) source_name: String,
    pub(super) source_kind: Phrase,
    pub(super) records: String,
    pub(super) large: Option<Phrase>,
    pub(super) none_exported: bool,
    pub(super) user_name: String,
    pub(super) user_id: i64,
    pub(super) user_note: String,
    pub(super) requested_at: DateTime<Utc>,
    pub(super) actions: Vec<RowAction>,
    pub(super) is_marked: bool,
}

/// The link that downloads.
pub(super) struct FileLink {
    pub(super) url: String,
    pub(super) label: Phrase,
}

/// Icon, word and details of a state.
pub(super) struct StateLine {
    pub(super) icon: Icon,
    pub(super) word: Phrase,
    /// The class: ok, info, bad or nothing.
    pub(super) class: &'static str,
    pub(super) details: Vec<Html>,
}

/// The bar of a row that is being written or held.
pub(super) struct Progress {
    pub(super) done: i64,
    pub(super) total: i64,
    pub(super) percent: String,
    pub(super) detail: String,
    pub(super) label: Phrase,
}

/// A link of the last column; each is a page and a dialog.
pub(super) struct RowAction {
    pub(super) url: String,
    pub(super) word: Phrase,
    pub(super) label: Phrase,
    /// The button's look.
    pub(super) class: &'static str,
    pub(super) opens_dialog: bool,
}

/// The part of `data-live` that says what the browser shows; when the server would show something else, it sends the row.
pub(super) fn open_standing(standing: Standing) -> Option<&'static str> {
    match standing {
        Standing::Queued => Some("queued"),
        Standing::Held(_) => Some("held"),
        Standing::Processing => Some("processing"),
        Standing::Ready(_) | Standing::Failed | Standing::Cancelled | Standing::Expired | Standing::Deleted => None,
    }
}

/// Where an export was made from: an object by its heading, anything else by the name that was copied.
pub(super) fn source_name(locale: Locale, export: &Export, object: Option<&Object>) -> String {
    match (export.source_kind, object) {
        (SourceKind::Object, Some(object)) => objects::label(locale, object),
        _ => export.source_name.clone(),
    }
}

/// The word for a kind of source.
pub(super) fn kind_word(locale: Locale, kind: SourceKind) -> Phrase {
    locale.say(match kind {
        SourceKind::Object => "ie-kind-object",
        SourceKind::View => "ie-kind-view",
        SourceKind::Segment => "ie-kind-segment",
        SourceKind::Log => "ie-kind-log",
    })
}

/// CSV or XLSX, as the name says.
pub(super) fn format_word(name: &str) -> String {
    name.rsplit_once('.').map_or_else(String::new, |(_, extension)| extension.to_uppercase())
}

impl Onlooker {
    /// The row of an export.
    pub(super) fn row(&self, row: &LogRow, marked: Option<&str>) -> RowView {
        let (locale, export) = (self.locale, &row.export);
        let standing = export.standing(self.now);
        RowView {
            public_id: export.public_id.clone(),
            file_name: export.name.clone(),
            file: matches!(standing, Standing::Ready(_)).then(|| self.file_link(export)),
            live: open_standing(standing).map(|word| format!("{}:{word}", export.public_id)),
            state: self.state_line(export, standing, row.ahead),
            progress: self.progress(export, standing),
            is_sensitive: export.is_sensitive,
            lacks_history: export.is_sensitive && export.state == State::Done,
            source_name: source_name(locale, export, row.object.as_ref()),
            source_kind: kind_word(locale, export.source_kind),
            records: locale.number(export.records),
            large: self.threshold.filter(|threshold| threshold.is_exceeded_by(export.records)).map(|threshold| {
                locale
                    .say("st-large-title")
                    .with("count", threshold.records())
                    .with("n", locale.number(threshold.records()))
            }),
            none_exported: matches!(standing, Standing::Cancelled | Standing::Failed),
            user_name: export.user_name.clone(),
            user_id: export.user_id.unwrap_or_default(),
            user_note: self.user_note(row),
            requested_at: export.requested_at,
            actions: self.actions(row, standing),
            is_marked: marked == Some(export.public_id.as_str()),
        }
    }

    fn file_link(&self, export: &Export) -> FileLink {
        FileLink {
            url: routes::of_export(&export.public_id, "file"),
            label: self
                .locale
                .say("st-download")
                .with("name", export.name.as_str())
                .with("format", format_word(&export.name))
                .with("size", self.locale.bytes(export.file_bytes.unwrap_or_default())),
        }
    }

    /// The words under the name.
    pub(super) fn state_line(&self, export: &Export, standing: Standing, ahead: i64) -> StateLine {
        let locale = self.locale;
        let line = |name: IconName, word: &'static str, class: &'static str, details: Vec<Html>| StateLine {
            icon: html::icon(name),
            word: locale.say(word),
            class,
            details,
        };
        match standing {
            Standing::Queued => {
                let ahead = locale.say("st-queued-ahead").with("count", ahead).with("n", locale.number(ahead));
                line(IconName::Clock, "st-queued", "", vec![ahead.into()])
            }
            Standing::Held(_) | Standing::Processing => {
                let icon = html::icon(IconName::Spinner).spin();
                StateLine { icon, word: locale.say("st-processing"), class: "info", details: Vec::new() }
            }
            Standing::Ready(until) => {
                let size = locale.bytes(export.file_bytes.unwrap_or_default());
                let left = days_left(self.now, until);
                let left = locale.say("st-ready-days").with("count", left).with("n", locale.number(left));
                let size = html::text(&format!("{}, {size}", format_word(&export.name)));
                line(IconName::CheckCircle, "st-ready", "ok", vec![size, left.into()])
            }
            Standing::Failed => line(IconName::Warning, "st-failed", "bad", vec![self.failure(export).into()]),
            Standing::Cancelled => {
                let word = match export.cancel_reason {
                    Some(CancelReason::Rights) => "st-cancelled-permission",
                    Some(CancelReason::Asked) | None => "st-cancelled-by",
                };
                let by = export.cancelled_by_name.as_deref();
                line(IconName::Ban, "st-cancelled", "", self.by(word, by, export.finished_at))
            }
            Standing::Expired => {
                let date = export.expires_at.map(|at| locale.date(at)).unwrap_or_default();
                let on = locale.say("st-expired-on").with("days", DAYS).with("date", date);
                line(IconName::CalendarX, "st-expired", "", vec![on.into()])
            }
            Standing::Deleted => {
                let by = export.deleted_by_name.as_deref();
                line(IconName::Trash, "st-deleted", "", self.by("st-deleted-by", by, export.deleted_at))
            }
        }
    }

    /// "by Camille, 15 Oct 2025, 11:34", or as much of it as is known.
    fn by(&self, word: &'static str, name: Option<&str>, at: Option<DateTime<Utc>>) -> Vec<Html> {
        match (name, at) {
            (Some(name), Some(at)) => {
                vec![self.locale.say(word).user("name", name).with("date", self.locale.date_time(at)).into()]
            }
            (None, Some(at)) => vec![html::text(&self.locale.date_time(at))],
            _ => Vec::new(),
        }
    }

    /// Why an export failed, in plain words (R25).
    pub(super) fn failure(&self, export: &Export) -> Phrase {
        let locale = self.locale;
        let (code, detail) = export.failure.clone().unwrap_or((FailureCode::Other, String::new()));
        let done = export.records_done;
        match code {
            FailureCode::Disk => locale.say("st-failed-disk").with("count", done).with("n", locale.number(done)),
            FailureCode::TooSlow => {
                locale.say("st-failed-snapshot").with("duration", locale.duration(LONGEST_SNAPSHOT))
            }
            FailureCode::LostWorker => {
                locale.say("st-failed-attempts").with("n", locale.number(i64::from(export.attempt)))
            }
            FailureCode::Other => locale
                .say("st-failed-generic")
                .with("ref", if detail.is_empty() { export.public_id.clone() } else { detail }),
        }
    }

    /// The bar; a held export stands at 0 and says when it starts (R16).
    pub(super) fn progress(&self, export: &Export, standing: Standing) -> Option<Progress> {
        let locale = self.locale;
        let (done, detail) = match standing {
            Standing::Held(until) => {
                (0, locale.say("st-held").with("time", super::time_today(locale, until, self.now)))
            }
            Standing::Processing => {
                let done = export.records_done.min(export.records);
                let detail = locale
                    .say("st-processing-detail")
                    .with("count", export.records)
                    .with("done", locale.number(done))
                    .with("total", locale.number(export.records));
                (done, detail)
            }
            _ => return None,
        };
        // Everything is read, but the file is not there yet: 100 % is for what is done.
        let percent = if export.records == 0 || done < export.records {
            locale.percent(done, export.records.max(1))
        } else {
            locale.percent(99, 100)
        };
        Some(Progress {
            done,
            total: export.records,
            percent,
            detail: detail.to_string(),
            label: locale.say("st-processing-label").with("name", export.name.as_str()),
        })
    }

    fn user_note(&self, row: &LogRow) -> String {
        if row.export.user_id == Some(self.viewer.user.id) {
            self.locale.say("ie-you").to_string()
        } else if row.user_is_deactivated {
            self.locale.say("ie-deactivated").to_string()
        } else {
            String::new()
        }
    }

    fn actions(&self, row: &LogRow, standing: Standing) -> Vec<RowAction> {
        let export = &row.export;
        // What was put away has no dialog to export it again.
        let has_pages = row.object.as_ref().is_some_and(|object| !object.is_archived);
        let (id, is_super_admin) = (export.public_id.as_str(), self.viewer.is_super_admin());
        let action = |what: &str, word: &'static str, label: &'static str, class: &'static str| RowAction {
            url: routes::of_export(id, what),
            word: self.locale.say(word),
            label: self.locale.say(label).with("name", export.name.as_str()),
            class,
            opens_dialog: true,
        };
        let mut actions = Vec::new();
        if is_super_admin && export.state.is_open() {
            actions.push(action("cancel", "act-cancel", "act-cancel-for", "danger-quiet"));
        }
        if is_super_admin && matches!(standing, Standing::Held(_)) {
            actions.push(action("start", "act-start-now", "act-start-now-for", "secondary"));
        }
        if export.shows_history() {
            actions.push(action("history", "act-history", "act-history-for", "secondary"));
        }
        if standing == Standing::Failed
            && export.user_id == Some(self.viewer.user.id)
            && export.source_kind == SourceKind::Object
            && has_pages
        {
            actions.push(RowAction {
                url: routes::export_again(&export.source_name, id),
                ..action("", "act-again", "act-again-for", "secondary")
            });
        }
        actions.push(RowAction { url: routes::export(id), ..action("", "act-details", "act-details-for", "ghost") });
        actions
    }
}
