//! To a super admin: someone exports more records than your threshold (R12-R16).

use askama::Template;
use chrono::{DateTime, Utc};

use super::frame::{Frame, Page, Rendered};
use super::message::one_line;
use crate::i18n::{Locale, Phrase};

/// The facts of one alert to one super admin.
#[derive(Debug, Clone)]
pub struct LargeExport {
    /// The reader's language and time zone.
    pub locale: Locale,
    /// Who exports.
    pub user_name: String,
    /// The exporter's address.
    pub user_email: String,
    /// The object's name as menus show it ("Deals"), if the export is of one object or a view or segment of it.
    pub object: Option<String>,
    /// What is exported, by name: the object, view or segment as it was at request time.
    pub source: String,
    /// Which of its records, in words; `None` for all of them. Without a value of a sensitive property (R8).
    pub filter: Option<Phrase>,
    /// The file's name with its extension.
    pub file_name: String,
    /// How many records.
    pub records: i64,
    /// The reader's threshold that they pass.
    pub threshold: i64,
    /// When the export was requested.
    pub started_at: DateTime<Utc>,
    /// The address it was requested from.
    pub ip: String,
    /// Whether sensitive properties are in it (R34).
    pub sensitive: bool,
    /// How far it is.
    pub stage: Stage,
    /// The export's row in the log, behind sign-in.
    pub log_url: String,
    /// Where the reader changes the threshold.
    pub threshold_url: String,
}

/// What the reader can still do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Its first record is read at that time; it can be cancelled until then and while it runs (R16).
    Held {
        /// The end of the hold.
        until: DateTime<Utc>,
    },
    /// It runs without a hold.
    Started,
    /// Only the final count passed the threshold (R13): the file can be deleted.
    Late {
        /// When it finished.
        finished_at: DateTime<Utc>,
    },
}

impl LargeExport {
    /// The mail in the reader's language.
    #[must_use]
    pub fn render(&self, frame: &Frame) -> Rendered {
        let (mail, page) = (self, Page::new(frame, self.locale));
        let why = self
            .locale
            .say("mail-large-why")
            .user("account", one_line(&frame.account))
            .with("threshold", self.locale.number(self.threshold));
        Rendered::of(&Subject { mail }, &Text { mail, page, why: why.clone() }, &Html { mail, page, why })
    }

    fn is_late(&self) -> bool {
        matches!(self.stage, Stage::Late { .. })
    }

    fn subject(&self) -> Phrase {
        let object = match &self.object {
            Some(name) => within_a_sentence(&one_line(name)),
            None => self.locale.say("mail-large-records").to_string(),
        };
        self.locale
            .say(if self.is_late() { "mail-large-late-subject" } else { "mail-large-subject" })
            .user("user", one_line(&self.user_name))
            .with("n", self.locale.number(self.records))
            .with("object", object)
    }

    fn title(&self) -> Phrase {
        self.locale.say(if self.is_late() { "mail-large-late-title" } else { "mail-large-title" })
    }

    fn lead(&self) -> Phrase {
        self.locale
            .say(if self.is_late() { "mail-large-late-lead" } else { "mail-large-lead" })
            .user("user", one_line(&self.user_name))
            .with("n", self.locale.number(self.records))
            .with("threshold", self.locale.number(self.threshold))
    }

    fn what_can_be_done(&self) -> Phrase {
        match self.stage {
            Stage::Held { until } => self.locale.say("mail-large-until").with("time", self.locale.date_time(until)),
            Stage::Started => self.locale.say("mail-large-can"),
            Stage::Late { .. } => self.locale.say("mail-large-late-can"),
        }
    }

    fn user(&self) -> String {
        format!("{} ({})", self.user_name, self.user_email)
    }

    fn records(&self) -> String {
        self.locale.number(self.records)
    }

    fn started(&self) -> String {
        self.locale.date_time(self.started_at)
    }

    fn finished(&self) -> Option<String> {
        match self.stage {
            Stage::Late { finished_at } => Some(self.locale.date_time(finished_at)),
            Stage::Held { .. } | Stage::Started => None,
        }
    }

    fn zone(&self) -> String {
        self.locale.zone_label(self.started_at)
    }
}

/// "Deals" as it stands inside a sentence; "SKUs" stays.
fn within_a_sentence(name: &str) -> String {
    let mut chars = name.chars();
    match (chars.next(), chars.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(std::iter::once(second)).chain(chars).collect()
        }
        _ => name.to_owned(),
    }
}

#[derive(Template)]
#[template(path = "emails/large_export/subject.txt")]
struct Subject<'a> {
    mail: &'a LargeExport,
}

#[derive(Template)]
#[template(path = "emails/large_export/body.txt")]
struct Text<'a> {
    mail: &'a LargeExport,
    page: Page<'a>,
    why: Phrase,
}

#[derive(Template)]
#[template(path = "emails/large_export/body.html")]
struct Html<'a> {
    mail: &'a LargeExport,
    page: Page<'a>,
    why: Phrase,
}

#[cfg(test)]
mod tests {
    use super::within_a_sentence;

    #[test]
    fn an_objects_name_is_written_small_unless_it_is_an_abbreviation() {
        assert_eq!(within_a_sentence("Deals"), "deals");
        assert_eq!(within_a_sentence("Événements"), "événements");
        assert_eq!(within_a_sentence("SKUs"), "SKUs");
        assert_eq!(within_a_sentence(""), "");
    }
}
