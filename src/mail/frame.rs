//! What every mail has: the desk it comes from, the reader's language, and the three texts it ends as.

use std::borrow::Borrow;

use askama::Template;
use askama::filters::{self, HtmlSafeOutput};

use super::message::one_line;
use crate::i18n::{Locale, Phrase, Segment};

/// The desk that writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// The organisation's name (R60).
    pub account: String,
    /// The host as readers know it, from the public URL and never from a request (D9).
    pub host: String,
    /// The public URL.
    pub home_url: String,
}

/// A mail's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// One line.
    pub subject: String,
    /// The mail for readers without HTML.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

impl Rendered {
    /// Templates write into memory from values that can be shown, which can't fail.
    pub(super) fn of(subject: &impl Template, text: &impl Template, html: &impl Template) -> Self {
        Self {
            subject: one_line(&subject.to_string()),
            text: text.to_string().trim_end().to_owned() + "\n",
            html: html.to_string(),
        }
    }
}

/// What the templates of one mail ask for words.
#[derive(Clone, Copy)]
pub(super) struct Page<'a> {
    frame: &'a Frame,
    locale: Locale,
}

/// HTML that is escaped already.
pub(super) type Markup = HtmlSafeOutput<String>;

impl<'a> Page<'a> {
    pub(super) fn new(frame: &'a Frame, locale: Locale) -> Self {
        Self { frame, locale }
    }

    pub(super) fn say(&self, key: &'static str) -> Phrase {
        self.locale.say(key)
    }

    /// One line of facts in the plain text; French sets a space before the colon.
    pub(super) fn line(&self, key: &'static str, value: impl AsRef<str>) -> String {
        let line = self.say("mail-line").with("label", self.say(key)).with("value", one_line(value.as_ref()));
        line.to_string().trim_end().to_owned()
    }

    /// The phrase as HTML, what users typed in `<bdi>`.
    #[expect(clippy::unused_self, reason = "templates call it on the page, as on the pages of the web")]
    pub(super) fn rich(&self, phrase: impl Borrow<Phrase>) -> Markup {
        let mut html = String::new();
        phrase.borrow().say(&mut |segment| match segment {
            Segment::Text(text) => html += &escaped(text),
            Segment::User(text) => html.extend(["<bdi>", &escaped(text), "</bdi>"]),
            Segment::File(name) => html += &file(name),
        });
        HtmlSafeOutput(html)
    }

    /// A file's name as HTML: the extension stands outside, so that no name can disguise the type.
    #[expect(clippy::unused_self, reason = "templates call it on the page, as on the pages of the web")]
    pub(super) fn file(&self, name: impl AsRef<str>) -> Markup {
        HtmlSafeOutput(file(&one_line(name.as_ref())))
    }

    pub(super) fn lang(&self) -> &'static str {
        self.locale.lang().as_str()
    }

    pub(super) fn footer(&self) -> Phrase {
        self.say("mail-footer").with("host", self.frame.host.as_str())
    }

    pub(super) fn home_url(&self) -> &str {
        &self.frame.home_url
    }
}

/// The stem apart, the extension outside.
fn file(name: &str) -> String {
    let (stem, extension) = name.rfind('.').map_or((name, ""), |dot| name.split_at(dot));
    format!("<bdi>{}</bdi>{}", escaped(stem), escaped(extension))
}

fn escaped(text: &str) -> String {
    let Ok(html) = filters::escape(text, filters::Html);
    html.to_string()
}
