//! Pieces of HTML that templates cannot write themselves. All escaping outside templates happens in this file.

mod icon;

pub use icon::{Icon, IconName, Icons, icon};

use crate::i18n::{Locale, Phrase, Segment};
use askama::filters::{Escaper, HtmlSafe};
use askama::{FastWritable, Values};
use chrono::{DateTime, Utc};
use std::fmt;

/// Markup that is safe to write into a page as it is. Only this file can make one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Html(String);

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Html {}

impl FastWritable for Html {
    fn write_into(&self, to: &mut dyn fmt::Write, _: &dyn Values) -> askama::Result<()> {
        Ok(to.write_str(&self.0)?)
    }
}

// Most of what a page writes are phrases: a formatter for each would take longer than its words.
impl FastWritable for Phrase {
    fn write_into(&self, to: &mut dyn fmt::Write, _: &dyn Values) -> askama::Result<()> {
        Ok(self.write(to)?)
    }
}

impl From<Phrase> for Html {
    fn from(phrase: Phrase) -> Self {
        rich(&phrase)
    }
}

/// Plain text, escaped.
#[must_use]
pub fn text(plain: &str) -> Html {
    Html(escaped(plain))
}

/// A message with what users typed kept apart in `<bdi>`, so that a right-to-left name cannot turn the sentence round.
#[must_use]
pub fn rich(phrase: &Phrase) -> Html {
    let mut html = String::new();
    phrase.say(&mut |segment| match segment {
        Segment::Text(words) => push_escaped(&mut html, words),
        Segment::User(typed) => push_element(&mut html, "<bdi>", typed, "</bdi>"),
        Segment::File(name) => push_file_name(&mut html, name),
    });
    Html(html)
}

/// The round mark with a user's initials; decorative, the name stands beside it.
#[must_use]
pub fn avatar(name: &str, id: i64) -> Html {
    avatar_of("avatar", name, id)
}

/// The same, larger, for lists of people.
#[must_use]
pub fn avatar_large(name: &str, id: i64) -> Html {
    avatar_of("avatar lg", name, id)
}

fn avatar_of(class: &str, name: &str, id: i64) -> Html {
    let hue = id.rem_euclid(8) + 1;
    let mut html = format!("<span class=\"{class} h{hue}\" data-i=\"");
    push_escaped(&mut html, &initials(name));
    html.push_str("\" aria-hidden=\"true\"></span>");
    Html(html)
}

/// First letters of the first and the last word, in any script; words that begin with a mark, as in "Li Wei (李伟)", don't count.
fn initials(name: &str) -> String {
    let mut letters = name.split_whitespace().filter_map(|word| word.chars().next()).filter(|c| c.is_alphanumeric());
    let first = letters.next();
    let last = letters.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

/// A moment on two lines, date over time, as in the tables (R62).
#[must_use]
pub fn time(locale: Locale, at: DateTime<Utc>) -> Html {
    let (day, time) = (escaped(&locale.date(at)), escaped(&locale.time(at)));
    time_element(locale, at, &[&day, ", ", &time], &[&day, "<span class=\"sub\">", &time, "</span>"])
}

/// A moment on one line: 16 Oct 2025, 10:23.
#[must_use]
pub fn time_line(locale: Locale, at: DateTime<Utc>) -> Html {
    let line = escaped(&locale.date_time(at));
    time_element(locale, at, &[&line], &[&line])
}

/// `line` is the moment on one line; it and the body are HTML.
fn time_element(locale: Locale, at: DateTime<Utc>, line: &[&str], body: &[&str]) -> Html {
    let mut html = String::with_capacity(192);
    html.push_str("<time datetime=\"");
    push_escaped(&mut html, &locale.iso(at));
    html.push_str("\" title=\"");
    html.extend(line.iter().copied());
    html.push_str(" (");
    push_escaped(&mut html, locale.zone().name());
    html.push_str(")\">");
    html.extend(body.iter().copied());
    html.push_str("</time>");
    Html(html)
}

/// A file's name: the stem kept apart, so that a right-to-left name cannot disguise the extension.
#[must_use]
pub fn file_name(name: &str) -> Html {
    let mut html = String::with_capacity(name.len() + 40);
    push_file_name(&mut html, name);
    Html(html)
}

/// The same with an icon that stays on the line of the extension.
#[must_use]
pub fn file_name_with(name: &str, icon: Icon) -> Html {
    let (stem, extension) = stem_and_extension(name);
    let mut html = String::with_capacity(name.len() + 400);
    push_element(&mut html, "<bdi>", stem, "</bdi>");
    html.push_str("<span class=\"ext\">");
    push_extension(&mut html, extension);
    html.extend(icon.markup());
    html.push_str("</span>");
    Html(html)
}

fn push_file_name(html: &mut String, name: &str) {
    let (stem, extension) = stem_and_extension(name);
    push_element(html, "<bdi>", stem, "</bdi>");
    push_extension(html, extension);
}

fn stem_and_extension(name: &str) -> (&str, &str) {
    match name.rfind('.') {
        Some(dot) if dot > 0 => name.split_at(dot),
        _ => (name, ""),
    }
}

fn push_extension(html: &mut String, extension: &str) {
    if !extension.is_empty() {
        push_element(html, "<span dir=\"ltr\">", extension, "</span>");
    }
}

/// The attribute that forces a theme, or nothing.
pub(super) fn theme_attribute(theme: Option<&'static str>) -> Html {
    Html(theme.map_or_else(String::new, |name| format!(" data-theme=\"{name}\"")))
}

fn push_element(html: &mut String, open: &str, content: &str, close: &str) {
    html.push_str(open);
    push_escaped(html, content);
    html.push_str(close);
}

fn escaped(plain: &str) -> String {
    let mut html = String::with_capacity(plain.len());
    push_escaped(&mut html, plain);
    html
}

fn push_escaped(html: &mut String, plain: &str) {
    let before = html.len();
    // Writing to a String cannot fail; if it ever did, half a text would be worse than none.
    if askama::filters::Html.write_escaped_str(&mut *html, plain).is_err() {
        html.truncate(before);
    }
}

#[cfg(test)]
mod tests;
