//! An import as pages show it.

use chrono::{DateTime, Utc};

use crate::domain::export::{CancelReason, State};
use crate::domain::import::mode::Mode;
use crate::domain::import::{Circumstance, Import, Problem, Undo, UndoState};
use crate::i18n::{Locale, Phrase};
use crate::web::html::IconName;
use crate::web::{objects, routes};

/// One import in words.
pub(super) struct ImportView {
    pub(super) url: String,
    /// Key of the element in the page; it names the state, so that the page hears when that changes.
    pub(super) live: String,
    pub(super) file: String,
    pub(super) object: String,
    /// None when the object was put away since.
    pub(super) object_url: Option<String>,
    pub(super) user: String,
    pub(super) requested_at: DateTime<Utc>,
    pub(super) is_open: bool,
    /// It can change by itself: the page asks about it.
    pub(super) is_moving: bool,
    pub(super) mode: Phrase,
    pub(super) state: Phrase,
    pub(super) kind: &'static str,
    pub(super) icon: IconName,
    /// What has been reached: rows read, records added, who cancelled or undid it, why it failed.
    pub(super) detail: String,
    /// How it had ended before it was undone.
    pub(super) before_undo: Option<String>,
    /// What stays after an end that was not the file's, unless it was to be undone.
    pub(super) kept: Option<String>,
    /// What an undoing left as it was.
    pub(super) undo_kept: Option<Phrase>,
    /// Properties that an undoing put away.
    pub(super) undo_archived: Option<Phrase>,
    pub(super) undo_url: String,
    pub(super) new_properties: Option<Phrase>,
    pub(super) bad: Option<Phrase>,
    pub(super) done: i64,
    pub(super) total: i64,
    pub(super) percent: String,
    pub(super) cancel_url: String,
    pub(super) problems_url: String,
}

impl ImportView {
    pub(super) fn new(locale: Locale, import: &Import) -> Self {
        let count = |key, n| count(locale, key, n);
        let undo = import.undo.as_ref();
        let own = of_import(locale, import);
        let before_undo = undo.map(|_| own.sentence(locale));
        let Stand { state, kind, icon, detail } = undo.map_or(own, |undo| of_undo(locale, undo));
        Self {
            url: routes::import(&import.public_id),
            live: format!("{}.{}", import.public_id, import.live_state()),
            is_moving: import.is_moving(),
            mode: locale.say(mode_key(import.mode)),
            undo_kept: undo.filter(|undo| undo.kept > 0).map(|undo| count("imp-undo-kept", undo.kept)),
            undo_archived: undo.filter(|undo| undo.archived > 0).map(|undo| count("imp-undo-archived", undo.archived)),
            undo_url: routes::import_undo(&import.public_id),
            file: import.file_name.clone(),
            object: objects::label(locale, &import.object),
            object_url: (!import.object.is_archived).then(|| routes::records(&import.object.name)),
            user: import.user_name.clone(),
            requested_at: import.requested_at,
            is_open: import.state.is_open(),
            state: locale.say(state),
            kind,
            icon,
            detail,
            before_undo,
            kept: (undo.is_none() && matches!(import.state, State::Failed | State::Cancelled))
                .then(|| kept(locale, import)),
            new_properties: (import.new_properties > 0).then(|| count("imp-new-properties", import.new_properties)),
            bad: (import.rows_bad > 0).then(|| count("imp-errors", import.rows_bad)),
            done: import.bytes_done,
            total: import.file_bytes,
            percent: locale.percent(import.bytes_done, import.file_bytes),
            cancel_url: routes::import_cancel(&import.public_id),
            problems_url: routes::import_problems(&import.public_id),
        }
    }
}

/// Where an import or its undoing stands.
struct Stand {
    state: &'static str,
    kind: &'static str,
    icon: IconName,
    detail: String,
}

impl Stand {
    /// State and detail in one line.
    fn sentence(&self, locale: Locale) -> String {
        let state = locale.say(self.state).to_string();
        if self.detail.is_empty() { state } else { format!("{state} · {}", self.detail) }
    }
}

/// An import, whatever became of it afterwards.
fn of_import(locale: Locale, import: &Import) -> Stand {
    let (state, kind, icon) = match (import.state, import.rows_bad) {
        (State::Queued, _) => ("imp-st-queued", "", IconName::Hourglass),
        (State::Running, _) => ("imp-st-running", "info", IconName::Spinner),
        (State::Done, 0) => ("imp-st-done", "ok", IconName::CheckCircle),
        (State::Done, _) => ("imp-st-done-problems", "warn", IconName::Warning),
        (State::Failed, _) => ("imp-st-failed", "bad", IconName::AlertCircle),
        (State::Cancelled, _) => ("imp-st-cancelled", "", IconName::Ban),
    };
    let mut done = written(locale, import);
    if import.rows_skipped > 0 {
        done.push(count(locale, "imp-skipped", import.rows_skipped).to_string());
    }
    let detail = match import.state {
        State::Queued => String::new(),
        State::Running => {
            done.insert(0, count(locale, "imp-running-uncounted", import.rows_done).to_string());
            if import.rows_bad > 0 {
                done.push(count(locale, "imp-errors", import.rows_bad).to_string());
            }
            done.join(" · ")
        }
        State::Done => done.join(" · "),
        State::Failed => import.failure.map_or_else(String::new, |failure| {
            locale.say(failure.key()).with("n", 3).with("ref", import.public_id.as_str()).to_string()
        }),
        State::Cancelled => {
            let word = match (import.cancel_reason, &import.cancelled_by_name) {
                (Some(CancelReason::Rights), Some(_)) => "imp-cancelled-rights-by",
                (Some(CancelReason::Rights), None) => "imp-cancelled-rights",
                (Some(CancelReason::Asked) | None, _) => "imp-cancelled-by",
            };
            locale
                .say(word)
                .with("name", import.cancelled_by_name.as_deref().unwrap_or_default())
                .with("date", import.finished_at.map(|at| locale.date_time(at)).unwrap_or_default())
                .to_string()
        }
    };
    Stand { state, kind, icon, detail }
}

/// Its undoing: who asked for it and when, and how far it came.
fn of_undo(locale: Locale, undo: &Undo) -> Stand {
    let (state, kind, icon) = match undo.state {
        UndoState::Queued | UndoState::Running => ("imp-st-undoing", "info", IconName::Spinner),
        UndoState::Done => ("imp-st-undone", "", IconName::Ban),
        UndoState::Failed => ("imp-st-undo-failed", "bad", IconName::AlertCircle),
    };
    let by = locale.say("imp-undo-by").with("name", undo.by_name.as_str()).with("date", locale.date_time(undo.at));
    let mut detail = vec![by.to_string(), count(locale, "imp-undone", undo.done).to_string()];
    if undo.lost_right {
        let why = match &undo.stopped_by_name {
            Some(name) => locale.say("imp-undo-rights-by").with("name", name.as_str()),
            None => locale.say("imp-undo-rights"),
        };
        detail.push(why.to_string());
    }
    Stand { state, kind, icon, detail: detail.join(" · ") }
}

fn count(locale: Locale, key: &'static str, n: i64) -> Phrase {
    locale.say(key).with("count", n).with("n", locale.number(n))
}

/// How many records were added and how many updated, as far as the mode does the one and the other.
fn written(locale: Locale, import: &Import) -> Vec<String> {
    let counts = [
        (import.mode.adds_records().then_some(import.rows_added), "imp-done"),
        (import.mode.changes_records().then_some(import.rows_updated), "imp-updated"),
    ];
    counts.into_iter().filter_map(|(n, key)| n.map(|n| count(locale, key, n).to_string())).collect()
}

/// The same where records may have been changed, and some were written at all.
pub(super) fn counts(locale: Locale, import: &Import) -> Option<String> {
    let has_written = import.mode.changes_records() && import.rows_added + import.rows_updated > 0;
    has_written.then(|| written(locale, import).join(" · "))
}

/// What stays of an import that did not come to its own end.
fn kept(locale: Locale, import: &Import) -> String {
    counts(locale, import).unwrap_or_else(|| count(locale, "imp-failed-kept", import.rows_added).to_string())
}

/// What a mode is called.
pub(super) fn mode_key(mode: Mode) -> &'static str {
    match mode {
        Mode::Create => "imp-mode-create",
        Mode::CreateNew => "imp-mode-new",
        Mode::Update => "imp-mode-update",
        Mode::Upsert => "imp-mode-upsert",
    }
}

/// What is wrong with a row that was not imported, in words.
pub(super) struct ProblemView {
    pub(super) line: String,
    pub(super) column: String,
    pub(super) reason: Phrase,
}

impl ProblemView {
    /// Everything that is wrong with a row.
    pub(super) fn of_row(locale: Locale, problem: &Problem) -> Vec<Self> {
        let line = locale.number(problem.line);
        problem.faults().into_iter().map(|(key, facts)| Self::new(locale, line.clone(), key, facts)).collect()
    }

    fn new(locale: Locale, line: String, key: &'static str, facts: Circumstance) -> Self {
        let number = |n: Option<i64>| locale.number(n.unwrap_or_default());
        let reason = locale
            .say(key)
            .with("expected", number(facts.expected))
            .with("count", facts.found.unwrap_or_default())
            .with("found", number(facts.found))
            .with("line", number(facts.line))
            .with("sample", facts.sample);
        Self { line, column: facts.column, reason }
    }

    /// The line of a row and everything that is wrong with it in one text, for the report.
    pub(super) fn sentence(locale: Locale, problem: &Problem) -> String {
        let reasons: Vec<String> = Self::of_row(locale, problem).iter().map(|fault| fault.clause(locale)).collect();
        let line = locale.number(problem.line);
        locale.say("imp-errors-at").with("line", line).with("reason", reasons.join(" ")).to_string()
    }

    fn clause(&self, locale: Locale) -> String {
        if self.column.is_empty() {
            return self.reason.to_string();
        }
        let of = locale.say("imp-errors-of").with("column", self.column.as_str());
        of.with("reason", self.reason.clone()).to_string()
    }
}
