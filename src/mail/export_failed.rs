//! To the exporter: there will be no file (R25, R35).

use askama::Template;

use super::frame::{Frame, Page, Rendered};
use super::message::one_line;
use crate::i18n::{Locale, Phrase};

/// The facts of a failed export.
#[derive(Debug, Clone)]
pub struct ExportFailed {
    /// The reader's language and time zone.
    pub locale: Locale,
    /// The file's name with its extension.
    pub file_name: String,
    /// Why, as a sentence in the reader's language; the one that the log shows.
    pub reason: String,
    /// The export's row in the log, behind sign-in, where it can be exported again.
    pub log_url: String,
}

impl ExportFailed {
    /// The mail in the reader's language.
    #[must_use]
    pub fn render(&self, frame: &Frame) -> Rendered {
        let (mail, page) = (self, Page::new(frame, self.locale));
        Rendered::of(&Subject { mail }, &Text { mail, page }, &Html { mail, page })
    }

    fn subject(&self) -> Phrase {
        self.locale.say("mail-failed-subject").file("name", one_line(&self.file_name))
    }

    fn lead(&self) -> Phrase {
        self.locale.say("mail-failed-lead").file("name", one_line(&self.file_name))
    }

    fn reason(&self) -> String {
        one_line(&self.reason)
    }
}

#[derive(Template)]
#[template(path = "emails/export_failed/subject.txt")]
struct Subject<'a> {
    mail: &'a ExportFailed,
}

#[derive(Template)]
#[template(path = "emails/export_failed/body.txt")]
struct Text<'a> {
    mail: &'a ExportFailed,
    page: Page<'a>,
}

#[derive(Template)]
#[template(path = "emails/export_failed/body.html")]
struct Html<'a> {
    mail: &'a ExportFailed,
    page: Page<'a>,
}
