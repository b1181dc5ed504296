//! To the address that somebody asked a new password for (R60). The link works for 1 hour.

use askama::Template;

use super::frame::{Frame, Page, Rendered};
use super::message::one_line;
use crate::i18n::{Locale, Phrase};

/// The facts of a request for a new password.
#[derive(Debug, Clone)]
pub struct PasswordReset {
    /// The reader's language and time zone.
    pub locale: Locale,
    /// The account's address.
    pub email: String,
    /// The page where the password is chosen; lets its holder in, so it stands only here.
    pub reset_url: String,
    /// The address that the request came from.
    pub ip: String,
}

impl PasswordReset {
    /// The mail in the reader's language.
    #[must_use]
    pub fn render(&self, frame: &Frame) -> Rendered {
        let (mail, page) = (self, Page::new(frame, self.locale));
        Rendered::of(&Subject { page }, &Text { mail, page }, &Html { mail, page })
    }

    fn lead(&self) -> Phrase {
        self.locale.say("mail-reset-lead").user("email", one_line(&self.email))
    }

    fn ignore(&self) -> Phrase {
        self.locale.say("mail-reset-ignore").user("ip", one_line(&self.ip))
    }
}

#[derive(Template)]
#[template(path = "emails/password_reset/subject.txt")]
struct Subject<'a> {
    page: Page<'a>,
}

#[derive(Template)]
#[template(path = "emails/password_reset/body.txt")]
struct Text<'a> {
    mail: &'a PasswordReset,
    page: Page<'a>,
}

#[derive(Template)]
#[template(path = "emails/password_reset/body.html")]
struct Html<'a> {
    mail: &'a PasswordReset,
    page: Page<'a>,
}
