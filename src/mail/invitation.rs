//! To somebody new: an account is waiting (R60). The link works for 7 days.

use askama::Template;

use super::frame::{Frame, Page, Rendered};
use super::message::one_line;
use crate::i18n::{Locale, Phrase};

/// The facts of an invitation.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// The reader's language and time zone.
    pub locale: Locale,
    /// Who invites.
    pub inviter_name: String,
    /// The page where the invited person chooses a password; lets its holder in, so it stands only here.
    pub accept_url: String,
}

impl Invitation {
    /// The mail in the reader's language.
    #[must_use]
    pub fn render(&self, frame: &Frame) -> Rendered {
        let (mail, page) = (self, Page::new(frame, self.locale));
        let title = self.locale.say("mail-invite-title").user("account", one_line(&frame.account));
        Rendered::of(&Subject { mail }, &Text { mail, page, title: title.clone() }, &Html { mail, page, title })
    }

    fn subject(&self) -> Phrase {
        self.locale.say("mail-invite-subject").user("inviter", one_line(&self.inviter_name))
    }

    fn lead(&self) -> Phrase {
        self.locale.say("mail-invite-lead").user("inviter", one_line(&self.inviter_name))
    }
}

#[derive(Template)]
#[template(path = "emails/invitation/subject.txt")]
struct Subject<'a> {
    mail: &'a Invitation,
}

#[derive(Template)]
#[template(path = "emails/invitation/body.txt")]
struct Text<'a> {
    mail: &'a Invitation,
    page: Page<'a>,
    title: Phrase,
}

#[derive(Template)]
#[template(path = "emails/invitation/body.html")]
struct Html<'a> {
    mail: &'a Invitation,
    page: Page<'a>,
    title: Phrase,
}
