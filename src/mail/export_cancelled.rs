//! To the exporter: somebody stopped the export (R22, R35).

use askama::Template;
use chrono::{DateTime, Utc};

use super::frame::{Frame, Page, Rendered};
use super::message::one_line;
use crate::i18n::{Locale, Phrase};

/// The facts of a cancelled export.
#[derive(Debug, Clone)]
pub struct ExportCancelled {
    /// The reader's language and time zone.
    pub locale: Locale,
    /// The file's name with its extension.
    pub file_name: String,
    /// Who did what stopped it.
    pub by: String,
    /// What that was.
    pub cause: Cause,
    /// When.
    pub cancelled_at: DateTime<Utc>,
    /// The export's row in the log, behind sign-in.
    pub log_url: String,
}

/// What stopped the export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// A cancel in the log.
    Cancelled,
    /// The exporter lost the export permission.
    PermissionTaken,
    /// The exporter may not see all of the exported rows of the log any more.
    RowsTaken,
}

impl ExportCancelled {
    /// The mail in the reader's language.
    #[must_use]
    pub fn render(&self, frame: &Frame) -> Rendered {
        let (mail, page) = (self, Page::new(frame, self.locale));
        Rendered::of(&Subject { mail }, &Text { mail, page }, &Html { mail, page })
    }

    fn subject(&self) -> Phrase {
        self.locale.say("mail-cancelled-subject").user("name", one_line(&self.file_name))
    }

    fn lead(&self) -> Phrase {
        let key = match self.cause {
            Cause::Cancelled => "mail-cancelled-lead",
            Cause::PermissionTaken => "mail-cancelled-permission",
            Cause::RowsTaken => "mail-cancelled-rows",
        };
        self.locale.say(key).user("user", one_line(&self.by)).user("name", one_line(&self.file_name))
    }

    fn cancelled(&self) -> String {
        self.locale.date_time(self.cancelled_at)
    }

    fn zone(&self) -> String {
        self.locale.zone_label(self.cancelled_at)
    }
}

#[derive(Template)]
#[template(path = "emails/export_cancelled/subject.txt")]
struct Subject<'a> {
    mail: &'a ExportCancelled,
}

#[derive(Template)]
#[template(path = "emails/export_cancelled/body.txt")]
struct Text<'a> {
    mail: &'a ExportCancelled,
    page: Page<'a>,
}

#[derive(Template)]
#[template(path = "emails/export_cancelled/body.html")]
struct Html<'a> {
    mail: &'a ExportCancelled,
    page: Page<'a>,
}
