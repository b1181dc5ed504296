//! To the exporter: the file can be downloaded (R35).

use askama::Template;
use chrono::{DateTime, Utc};

use super::frame::{Frame, Page, Rendered};
use super::message::one_line;
use crate::i18n::{Locale, Phrase};

/// The facts of a finished export.
#[derive(Debug, Clone)]
pub struct ExportReady {
    /// The reader's language and time zone.
    pub locale: Locale,
    /// The file's name with its extension.
    pub file_name: String,
    /// How many records are in it.
    pub records: i64,
    /// When it can no longer be downloaded (R23).
    pub expires_at: DateTime<Utc>,
    /// The export's row in the log, behind sign-in; never the file.
    pub log_url: String,
}

impl ExportReady {
    /// The mail in the reader's language.
    #[must_use]
    pub fn render(&self, frame: &Frame) -> Rendered {
        let (mail, page) = (self, Page::new(frame, self.locale));
        Rendered::of(&Subject { mail }, &Text { mail, page }, &Html { mail, page })
    }

    fn subject(&self) -> Phrase {
        self.locale.say("mail-ready-subject").file("name", one_line(&self.file_name))
    }

    fn lead(&self) -> Phrase {
        self.locale
            .say("mail-ready-lead")
            .file("name", one_line(&self.file_name))
            .with("count", self.records)
            .with("n", self.locale.number(self.records))
            .with("date", self.locale.date_time(self.expires_at))
    }

    fn zone(&self) -> String {
        self.locale.zone_label(self.expires_at)
    }
}

#[derive(Template)]
#[template(path = "emails/export_ready/subject.txt")]
struct Subject<'a> {
    mail: &'a ExportReady,
}

#[derive(Template)]
#[template(path = "emails/export_ready/body.txt")]
struct Text<'a> {
    mail: &'a ExportReady,
    page: Page<'a>,
}

#[derive(Template)]
#[template(path = "emails/export_ready/body.html")]
struct Html<'a> {
    mail: &'a ExportReady,
    page: Page<'a>,
}
