//! Outgoing mail: what was written, and whether it got away (R15, R70). For super admins.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Path, Query};
use askama::Template;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::error::WebError;
use super::flash::Notice;
use super::form::Checked;
use super::html::{self, Html, Icon, IconName};
use super::page::{Choice, Page, SettingsEntry};
use super::routes;
use super::sign_in::see;
use super::viewer::{SignedIn, SuperAdmin};
use crate::app::letter::{Facts, NotDue, Secrets};
use crate::db::outbox::{self, Part};
use crate::domain::mail::{MailKind, MailState, OutgoingMail};
use crate::i18n::Phrase;
use crate::mail::Mail;

/// What the list is asked for. Text, so that a mistyped address shows the first page rather than an error.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    state: Option<String>,
    before: Option<i64>,
    after: Option<i64>,
}

#[derive(Template)]
#[template(path = "pages/mails.html")]
struct ListPage {
    page: Page,
    /// Without a mail server: where the mails are.
    folder: Option<String>,
    states: Vec<Choice>,
    mails: Vec<Line>,
    newer: Option<String>,
    older: Option<String>,
    zone: String,
}

/// One mail of the list.
struct Line {
    to: String,
    address: String,
    about: Html,
    icon: Icon,
    state: Phrase,
    kind: &'static str,
    /// What is to be said about its state: the last error, why it was dropped, when it is tried again.
    remarks: Vec<Phrase>,
    at: DateTime<Utc>,
    url: String,
    retry_url: Option<String>,
    subject: String,
}

#[derive(Template)]
#[template(path = "pages/mail.html", blocks = ["dialog"])]
struct MailPage {
    page: Page,
    fragment: bool,
    line: Line,
    from: String,
    tries: String,
    zone: String,
    letter: Option<Mail>,
    /// Language of the mail itself.
    lang: &'static str,
    back: &'static str,
}

/// The list, newest first.
pub(super) async fn list(alice: SuperAdmin, asked: Query<Asked>) -> Result<HttpResponse, WebError> {
    let state = asked.state.as_deref().and_then(MailState::from_text);
    let part = match (asked.before, asked.after) {
        (Some(id), _) => Part::Before(id),
        (None, Some(id)) => Part::After(id),
        (None, None) => Part::First,
    };
    let listed = alice.app.db.read(move |c| outbox::list(c, state, part)).await?;
    let mut page = alice.page(alice.say("out-title")).await?;
    page.settings = Some(SettingsEntry::Mail);
    let body = ListPage {
        folder: folder(&alice),
        states: states(&alice, state),
        mails: listed.mails.iter().map(|(mail, export)| line(&alice, mail, export.as_deref())).collect(),
        newer: listed.newer.map(|id| routes::mails_part(state, "after", id)),
        older: listed.older.map(|id| routes::mails_part(state, "before", id)),
        zone: alice.locale().zone_label(alice.now()),
        page,
    };
    Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").body(body.render()?))
}

/// One mail as it leaves, or left, without the link that lets its holder in.
pub(super) async fn show(alice: SuperAdmin, id: Path<i64>) -> Result<HttpResponse, WebError> {
    let id = id.into_inner();
    let facts = alice
        .app
        .db
        .read(move |c| {
            outbox::find(c, id)?.map(|mail| Facts::read(c, mail.clone()).map(|facts| (mail, facts))).transpose()
        })
        .await?;
    let Some((mail, facts)) = facts else { return Err(WebError::NotFound) };
    let now = alice.now();
    let letter = alice.app.letter(&facts, secrets(&alice, &mail, &facts, now), now);
    if let Err(e) = &letter {
        tracing::error!(mail = id, error = format!("{e:#}"), "a mail cannot be shown");
    }
    let mut page = alice.page(alice.say("out-mail-title").with("email", mail.to_address.as_str())).await?;
    page.settings = Some(SettingsEntry::Mail);
    let line = line(&alice, &mail, facts.export_name());
    let body = MailPage {
        from: alice.app.config.mail_from.clone(),
        tries: alice.locale().number(i64::from(mail.attempts)),
        zone: alice.locale().zone_label(line.at),
        line,
        letter: letter.ok(),
        lang: facts.locale().lang().as_str(),
        back: routes::MAILS,
        fragment: alice.wants_fragment,
        page,
    };
    let html = if body.fragment { body.as_dialog().render()? } else { body.render()? };
    Ok(HttpResponse::build(StatusCode::OK).content_type("text/html; charset=utf-8").body(html))
}

/// Has one mail tried again at once.
pub(super) async fn retry(alice: SuperAdmin, id: Path<i64>, Checked(_): Checked) -> Result<HttpResponse, WebError> {
    let (id, by, now) = (id.into_inner(), alice.viewer.actor(), alice.now());
    let found = alice
        .app
        .db
        .write(move |c| match outbox::find(c, id)? {
            Some(_) => outbox::retry(c, id, &by, now).map(Some),
            None => Ok(None),
        })
        .await?;
    let notice = match found {
        None => return Err(WebError::NotFound),
        Some(true) => Notice::toast(&alice.say("out-retry-done")),
        Some(false) => Notice::bad(&alice.say("out-retry-late")),
    };
    alice.flash(&notice)?;
    Ok(see(routes::MAILS))
}

/// An invitation may be read while there is no mail server, so that its link can be handed over by other means. A reset
/// link never: with it one super admin could take over another's account.
fn secrets(alice: &SignedIn, mail: &OutgoingMail, facts: &Facts, now: DateTime<Utc>) -> Secrets {
    let is_only_way = alice.app.config.smtp.is_none() && mail.kind == MailKind::Invitation && facts.has_good_link(now);
    if is_only_way { Secrets::Written } else { Secrets::Hidden }
}

fn folder(alice: &SignedIn) -> Option<String> {
    alice.app.config.smtp.is_none().then(|| alice.app.config.mail_folder().display().to_string())
}

fn states(alice: &SignedIn, chosen: Option<MailState>) -> Vec<Choice> {
    let any = Choice {
        value: String::new(),
        label: alice.say("out-filter-state-any").to_string(),
        selected: chosen.is_none(),
    };
    let one = |state: MailState| Choice {
        value: state.as_str().to_owned(),
        label: state_word(alice, state).to_string(),
        selected: chosen == Some(state),
    };
    std::iter::once(any).chain(MailState::ALL.map(one)).collect()
}

fn state_word(alice: &SignedIn, state: MailState) -> Phrase {
    alice.say(match state {
        MailState::Waiting => "out-st-waiting",
        MailState::Sent if alice.app.config.smtp.is_none() => "out-st-folder",
        MailState::Sent => "out-st-sent",
        MailState::Failed => "out-st-failed",
        MailState::Dropped => "out-st-dropped",
    })
}

fn line(alice: &SignedIn, mail: &OutgoingMail, export: Option<&str>) -> Line {
    let (icon, kind) = match mail.state {
        MailState::Waiting => (IconName::Clock, "info"),
        MailState::Sent => (IconName::CheckCircle, "ok"),
        MailState::Failed => (IconName::Warning, "bad"),
        MailState::Dropped => (IconName::Ban, ""),
    };
    let what = alice.say(match mail.kind {
        MailKind::Large => "out-kind-large",
        MailKind::LargeLate => "out-kind-large-late",
        MailKind::Ready => "out-kind-ready",
        MailKind::Failed => "out-kind-failed",
        MailKind::Cancelled => "out-kind-cancelled",
        MailKind::Invitation => "out-kind-invite",
        MailKind::Reset => "out-kind-reset",
    });
    let about = match export {
        Some(name) => alice.say("out-about").with("kind", what.to_string()).file("name", name),
        None => what,
    };
    let may_be_tried =
        mail.state == MailState::Failed || (mail.state == MailState::Waiting && mail.last_error.is_some());
    Line {
        to: mail.to_name.clone(),
        address: mail.to_address.clone(),
        subject: about.to_string(),
        about: html::rich(&about),
        icon: html::icon(icon),
        state: state_word(alice, mail.state),
        kind,
        remarks: remarks(alice, mail),
        at: mail.sent_at.unwrap_or(mail.created_at),
        url: routes::mail(mail.id),
        retry_url: may_be_tried.then(|| routes::mail_retry(mail.id)),
    }
}

fn remarks(alice: &SignedIn, mail: &OutgoingMail) -> Vec<Phrase> {
    let locale = alice.locale();
    let tries = || {
        let n = i64::from(mail.attempts);
        locale.say("out-tries").with("count", n).with("n", locale.number(n))
    };
    let error = |text: &String| locale.say("out-error").with("text", text.as_str());
    match (mail.state, &mail.last_error) {
        (MailState::Waiting, Some(text)) => {
            vec![tries(), locale.say("out-next").with("time", locale.date_time(mail.next_at)), error(text)]
        }
        (MailState::Failed, Some(text)) => vec![tries(), error(text)],
        (MailState::Dropped, Some(word)) => NotDue::from_text(word)
            .map(|reason| {
                locale.say(match reason {
                    NotDue::Recipient => "out-dropped-recipient",
                    NotDue::Rights => "out-dropped-rights",
                    NotDue::Link => "out-dropped-link",
                })
            })
            .into_iter()
            .collect(),
        _ => Vec::new(),
    }
}
