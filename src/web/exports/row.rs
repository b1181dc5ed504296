//! One row of the log as the viewer sees it (DESIGN.md 4): every decision is taken here, the template only writes.

mod state;

use chrono::{DateTime, Utc};

pub(super) use self::state::{Progress, StateLine, open_standing};
use crate::db::exports::LogRow;
use crate::domain::export::{Export, ListedDetails, State};
use crate::domain::standing::Standing;
use crate::domain::threshold::Threshold;
use crate::domain::viewer::Viewer;
use crate::i18n::{Locale, Phrase};
use crate::web::routes;

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

/// A link of the last column; each is a page and a dialog.
pub(super) struct RowAction {
    pub(super) url: String,
    pub(super) word: Phrase,
    pub(super) label: Phrase,
    /// The button's look.
    pub(super) class: &'static str,
    pub(super) opens_dialog: bool,
}

/// CSV, XLSX or ZIP, as the name says.
pub(super) fn format_word(name: &str) -> String {
    name.rsplit_once('.').map_or_else(String::new, |(_, extension)| extension.to_uppercase())
}

impl Onlooker {
    /// The row of an export.
    pub(super) fn row(&self, row: LogRow, marked: Option<&str>) -> RowView {
        let (locale, export) = (self.locale, &row.export);
        let standing = export.standing(self.now);
        RowView {
            file: (matches!(standing, Standing::Ready(_)) && row.lost.is_none()).then(|| self.file_link(export)),
            live: open_standing(standing).map(|word| format!("{}:{word}", export.public_id)),
            state: self.state_line(export, standing, row.ahead, row.lost),
            progress: self.progress(export, standing),
            is_sensitive: export.is_sensitive,
            lacks_history: export.is_sensitive && export.state == State::Done,
            source_name: locale.source(export, row.object.as_ref()),
            source_kind: locale.source_kind(export.source_kind),
            records: locale.number(export.records),
            large: self.threshold.filter(|threshold| threshold.is_exceeded_by(export.records)).map(|threshold| {
                locale
                    .say("st-large-title")
                    .with("count", threshold.records())
                    .with("n", locale.number(threshold.records()))
            }),
            none_exported: matches!(standing, Standing::Cancelled | Standing::Failed),
            user_id: export.user_id.unwrap_or_default(),
            user_note: self.user_note(&row),
            requested_at: export.requested_at,
            actions: self.actions(&row, standing),
            is_marked: marked == Some(export.public_id.as_str()),
            public_id: row.export.public_id,
            file_name: row.export.name,
            user_name: row.export.user_name,
        }
    }

    fn file_link(&self, export: &Export<ListedDetails>) -> FileLink {
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
        // What was put away has no dialog to export it again; a log has one as long as its rows may be seen.
        let has_dialog = match &export.details {
            Some(log) => log.scope.is_open_to(&self.viewer.user),
            None => row.object.as_ref().is_some_and(|object| !object.is_archived),
        };
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
        if standing == Standing::Failed && export.user_id == Some(self.viewer.user.id) && has_dialog {
            actions.push(action("again", "act-again", "act-again-for", "secondary"));
        }
        actions.push(RowAction { url: routes::export(id), ..action("", "act-details", "act-details-for", "ghost") });
        actions
    }
}
