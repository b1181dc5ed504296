//! Where an export stands, in words and as a bar (R16, R25).

use chrono::{DateTime, Utc};

use super::{Onlooker, format_word};
use crate::domain::export::{CancelReason, Export, FailureCode, Lost};
use crate::domain::standing::{Standing, days_left};
use crate::i18n::Phrase;
use crate::web::exports::when;
use crate::web::html::{self, Html, Icon, IconName};

/// Icon, word and details of a state.
pub(in crate::web::exports) struct StateLine {
    pub(in crate::web::exports) icon: Icon,
    pub(in crate::web::exports) word: Phrase,
    /// The class: ok, info, bad or nothing.
    pub(in crate::web::exports) class: &'static str,
    pub(in crate::web::exports) details: Vec<Html>,
}

/// The bar of a row that is being written or held.
pub(in crate::web::exports) struct Progress {
    pub(in crate::web::exports) done: i64,
    pub(in crate::web::exports) total: i64,
    pub(in crate::web::exports) percent: String,
    pub(in crate::web::exports) detail: String,
    pub(in crate::web::exports) label: Phrase,
}

/// The part of `data-live` that says what the browser shows; when the server would show something else, it sends the row.
pub(in crate::web::exports) fn open_standing(standing: Standing) -> Option<&'static str> {
    match standing {
        Standing::Queued => Some("queued"),
        Standing::Held(_) => Some("held"),
        Standing::Processing => Some("processing"),
        Standing::Ready(_) | Standing::Failed | Standing::Cancelled | Standing::Expired | Standing::Deleted => None,
    }
}

impl Onlooker {
    /// The words under the name; of a finished one also what the viewer lacks for its file.
    pub(in crate::web::exports) fn state_line<R>(
        &self,
        export: &Export<R>,
        standing: Standing,
        ahead: i64,
        lost: Option<Lost>,
    ) -> StateLine {
        let locale = self.locale;
        let line = |name: IconName, word: &'static str, class: &'static str, details: Vec<Html>| StateLine {
            icon: html::icon(name),
            word: locale.say(word),
            class,
            details,
        };
        if let (Standing::Ready(_), Some(_)) = (standing, lost) {
            let lacks = locale.say("st-ready-lacks").with("right", locale.right(lost));
            return line(IconName::Lock, "st-ready", "", vec![lacks.into()]);
        }
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
                let days = days_left(self.now, until);
                let left = locale.say("st-ready-days").with("count", days).with("n", locale.number(days)).into();
                let size = html::text(&format!("{}, {size}", format_word(&export.name)));
                line(IconName::CheckCircle, "st-ready", "ok", vec![size, left])
            }
            Standing::Failed => line(IconName::Warning, "st-failed", "bad", vec![self.failure(export).into()]),
            Standing::Cancelled => line(IconName::Ban, "st-cancelled", "", self.cancelled(export)),
            Standing::Expired => {
                let on = export.expires_at.zip(export.days_kept()).map(|(at, days)| {
                    Html::from(locale.say("st-expired-on").with("days", days).with("date", locale.date(at)))
                });
                line(IconName::CalendarX, "st-expired", "", on.into_iter().collect())
            }
            Standing::Deleted => {
                let by = export.deleted_by_name.as_deref();
                line(IconName::Trash, "st-deleted", "", self.by("st-deleted-by", by, export.deleted_at))
            }
        }
    }

    /// Who cancelled it, or which right to it is gone and who took it (R5, R22).
    fn cancelled<R>(&self, export: &Export<R>) -> Vec<Html> {
        let (by, at) = (export.cancelled_by_name.as_deref(), export.finished_at);
        let right = || self.locale.right(export.cancel_right);
        let said = match (export.cancel_reason, by, at) {
            (Some(CancelReason::Rights), Some(by), Some(at)) => self
                .locale
                .say("st-cancelled-rights-by")
                .with("right", right())
                .user("name", by)
                .with("date", self.locale.date_time(at)),
            (Some(CancelReason::Rights), None, Some(at)) => {
                self.locale.say("st-cancelled-rights").with("right", right()).with("date", self.locale.date_time(at))
            }
            _ => return self.by("st-cancelled-by", by, at),
        };
        vec![said.into()]
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
    pub(in crate::web::exports) fn failure<R>(&self, export: &Export<R>) -> Phrase {
        let (code, detail) = export.failure.clone().unwrap_or((FailureCode::Other, String::new()));
        let reference = if detail.is_empty() { &export.public_id } else { &detail };
        self.locale.failure(code, reference, export.records_done)
    }

    /// The bar; a held export stands at 0 and says when it starts (R16).
    pub(in crate::web::exports) fn progress<R>(&self, export: &Export<R>, standing: Standing) -> Option<Progress> {
        let locale = self.locale;
        let (done, detail) = match standing {
            Standing::Held(until) => (0, locale.say("st-held").with("when", when(locale, until, self.now))),
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
}
