//! To the exporter: somebody stopped the export (R22, R35).

use askama::Template;
use chrono::{DateTime, Utc};

use super::frame::{Frame, Page, Rendered};
use super::message::one_line;
use crate::domain::export::Lost;
use crate::i18n::{Locale, Phrase};

/// The facts of a cancelled export.
#[derive(Debug, Clone)]
pub struct ExportCancelled {
    /// The reader's language and time zone.
    pub locale: Locale,
    /// The file's name with its extension.
    pub file_name: String,
    /// Who did what stopped it; `None` where nobody knows.
    pub by: Option<String>,
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
    /// The exporter lost a right to it: this one, where that is known.
    RightTaken(Option<Lost>),
}

impl ExportCancelled {
    /// The mail in the reader's language.
    #[must_use]
    pub fn render(&self, frame: &Frame) -> Rendered {
        let (mail, page) = (self, Page::new(frame, self.locale));
        Rendered::of(&Subject { mail }, &Text { mail, page }, &Html { mail, page })
    }

    fn subject(&self) -> Phrase {
        self.locale.say("mail-cancelled-subject").file("name", one_line(&self.file_name))
    }

    fn lead(&self) -> Phrase {
        let lead = match (self.cause, self.by.as_deref()) {
            (Cause::Cancelled, by) => {
                self.locale.say("mail-cancelled-lead").user("user", one_line(by.unwrap_or("Waybill")))
            }
            (Cause::RightTaken(lost), Some(by)) => {
                let right = self.locale.right(lost);
                self.locale.say("mail-cancelled-rights-by").user("user", one_line(by)).with("right", right)
            }
            (Cause::RightTaken(lost), None) => {
                self.locale.say("mail-cancelled-rights").with("right", self.locale.right(lost))
            }
        };
        lead.file("name", one_line(&self.file_name))
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
