//! A bulk action as pages show it.

use chrono::{DateTime, Utc};

use crate::domain::bulk_action::{BulkAction, Deed, Named};
use crate::domain::export::{CancelReason, State};
use crate::i18n::{Locale, Phrase};
use crate::web::html::{Html, IconName};
use crate::web::record::fields::Reader;
use crate::web::record::value::{cut, words};
use crate::web::{objects, routes};

/// Longest value that is shown.
const MAX_SHOWN: usize = 200;

/// One bulk action in words.
pub(super) struct BulkActionView {
    pub(super) url: String,
    /// Key of the element in the page; it names the state, so that the page hears when that changes.
    pub(super) live: String,
    pub(super) what: Phrase,
    /// What a property is set to, while that is known.
    pub(super) value: Option<Html>,
    pub(super) object: String,
    /// None when the object was put away since.
    pub(super) object_url: Option<String>,
    pub(super) user: String,
    pub(super) requested_at: DateTime<Utc>,
    pub(super) is_open: bool,
    pub(super) state: Phrase,
    pub(super) kind: &'static str,
    pub(super) icon: IconName,
    /// How far it is, what it came to, who cancelled it, why it failed.
    pub(super) detail: String,
    /// What has been done before an end that was not the last record.
    pub(super) kept: Option<Phrase>,
    /// Records that needed no change.
    pub(super) skipped: Option<Phrase>,
    /// Records that would have shared a unique value.
    pub(super) refused: Option<Phrase>,
    pub(super) done: i64,
    pub(super) total: i64,
    pub(super) percent: String,
    pub(super) cancel_url: String,
}

impl BulkActionView {
    pub(super) fn new(reader: Reader, action: &BulkAction) -> Self {
        let locale = reader.locale;
        let count = |key: &'static str, n: i64| locale.say(key).with("count", n).with("n", locale.number(n));
        let (state, kind, icon) = match action.state {
            State::Queued => ("bulk-st-queued", "", IconName::Hourglass),
            State::Running => ("bulk-st-running", "info", IconName::Spinner),
            State::Done => ("bulk-st-done", "ok", IconName::CheckCircle),
            State::Failed => ("bulk-st-failed", "bad", IconName::AlertCircle),
            State::Cancelled => ("bulk-st-cancelled", "", IconName::Ban),
        };
        let changed = count(changed_key(&action.deed), action.records_changed);
        let detail = match action.state {
            State::Queued | State::Running => progress(locale, action).to_string(),
            State::Done => changed.to_string(),
            State::Failed => action.failure.map_or_else(String::new, |failure| {
                locale.say(failure.key()).with("n", 3).with("ref", action.public_id.as_str()).to_string()
            }),
            State::Cancelled => locale
                .say(match action.cancel_reason {
                    Some(CancelReason::Rights) => "bulk-cancelled-rights-by",
                    Some(CancelReason::Asked) | None => "bulk-cancelled-by",
                })
                .with("name", action.cancelled_by_name.as_deref().unwrap_or_default())
                .with("date", action.finished_at.map(|at| locale.date_time(at)).unwrap_or_default())
                .to_string(),
        };
        Self {
            url: routes::bulk_action(&action.public_id),
            live: format!("{}.{}", action.public_id, action.state.as_str()),
            what: what(locale, action),
            value: value(reader, action).map(Html::from),
            object: objects::label(locale, &action.object),
            object_url: (!action.object.is_archived).then(|| routes::records(&action.object.name)),
            user: action.user_name.clone(),
            requested_at: action.requested_at,
            is_open: action.state.is_open(),
            state: locale.say(state),
            kind,
            icon,
            detail,
            kept: matches!(action.state, State::Failed | State::Cancelled).then_some(changed),
            skipped: (action.records_skipped > 0).then(|| count("bulk-skipped", action.records_skipped)),
            refused: (action.records_refused > 0).then(|| count("bulk-refused", action.records_refused)),
            done: action.records_done,
            total: action.records.max(action.records_done),
            percent: locale.percent(action.records_done, action.records.max(action.records_done)),
            cancel_url: routes::bulk_action_cancel(&action.public_id),
        }
    }
}

/// What is done, with how many records and what else. They are more than 2,000, so many in either language.
pub(super) fn what(locale: Locale, action: &BulkAction) -> Phrase {
    called(locale, &Named::of(action), action.records)
}

/// The same of an action that is only known by name.
pub(in crate::web) fn called(locale: Locale, named: &Named, records: i64) -> Phrase {
    let key = match named.kind.as_str() {
        "edit" => "bulk-what-edit",
        "add" => "bulk-what-add",
        "remove" => "bulk-what-remove",
        _ => "bulk-what-delete",
    };
    let what = locale.say(key).with("n", locale.number(records));
    if key == "bulk-what-delete" { what } else { what.user("name", named.name(locale.lang())) }
}

/// What the property is set to; of a sensitive one for those who may see it (R8). Nobody knows it once the action is over.
fn value(Reader { locale, rights }: Reader, action: &BulkAction) -> Option<Phrase> {
    let (property, value) = action.property.as_ref().zip(action.deed.value())?;
    if !action.state.is_open() || (property.is_sensitive && !rights.may_see_sensitive()) {
        return None;
    }
    let text = cut(&words(locale, property, value), MAX_SHOWN);
    Some(if text.is_empty() { locale.say("bulk-value-none") } else { locale.say("bulk-value").user("value", text) })
}

fn changed_key(deed: &Deed) -> &'static str {
    match deed {
        Deed::Edit { .. } => "sel-edited",
        Deed::Delete => "sel-deleted",
        Deed::Add { .. } => "sel-added",
        Deed::Remove { .. } => "sel-removed",
    }
}

fn progress(locale: Locale, action: &BulkAction) -> Phrase {
    let total = locale.number(action.records.max(action.records_done));
    locale.say("bulk-progress").with("n", locale.number(action.records_done)).with("total", total)
}

/// A bulk action under way, as the page of its records tells of it.
pub(in crate::web) struct UnderWay {
    pub(in crate::web) words: Phrase,
    pub(in crate::web) url: String,
}

impl UnderWay {
    pub(in crate::web) fn new(locale: Locale, action: &BulkAction) -> Self {
        let progress = progress(locale, action).to_string();
        let words =
            locale.say("bulk-under-way").with("what", what(locale, action).to_string()).with("progress", progress);
        Self { words, url: routes::bulk_action(&action.public_id) }
    }
}
