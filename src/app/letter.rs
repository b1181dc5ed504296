//! From a row of the outbox to the mail itself: facts from the database, words in the recipient's language.
//!
//! Workers send what is written here, and super admins read it; so it is written in one place.

use anyhow::Context;
use chrono::{DateTime, Utc};
use url::Url;

use super::App;
use crate::db::access_links::{self, AccessLink};
use crate::db::{QueryResult, account, exports, objects, users};
use crate::domain::export::{CancelReason, Export, FailureCode, SourceKind, State};
use crate::domain::lang::Lang;
use crate::domain::mail::{MailKind, MailState, OutgoingMail};
use crate::domain::record::Object;
use crate::domain::user::User;
use crate::i18n::Locale;
use crate::mail::export_cancelled::{Cause, ExportCancelled};
use crate::mail::export_failed::ExportFailed;
use crate::mail::export_ready::ExportReady;
use crate::mail::invitation::Invitation;
use crate::mail::large_export::{LargeExport, Stage};
use crate::mail::password_reset::PasswordReset;
use crate::mail::{Frame, Mail, Rendered};
use crate::secret::sha256_hex;

/// Why a mail is not sent after all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotDue {
    /// The recipient was deactivated.
    Recipient,
    /// The recipient is no longer super admin, and so need not know of other people's exports.
    Rights,
    /// The link in it was used, replaced, or is too old.
    Link,
}

impl NotDue {
    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Recipient => "recipient",
            Self::Rights => "rights",
            Self::Link => "link",
        }
    }

    /// Reads the stored word.
    pub fn from_text(text: &str) -> Option<Self> {
        [Self::Recipient, Self::Rights, Self::Link].into_iter().find(|reason| reason.as_str() == text)
    }
}

/// Whether the link that lets its holder in stands in the mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrets {
    /// For the recipient.
    Written,
    /// For whoever else reads it.
    Hidden,
}

/// Everything a mail is written from.
#[derive(Debug, Clone)]
pub struct Facts {
    mail: OutgoingMail,
    account: Option<String>,
    recipient: Option<User>,
    export: Option<Export>,
    object: Option<Object>,
    link: Option<AccessLink>,
}

impl Facts {
    /// Reads what a mail is about.
    ///
    /// # Errors
    /// When a query fails.
    pub fn read(c: &mut crate::db::DbConn, mail: OutgoingMail) -> QueryResult<Self> {
        let recipient = mail.recipient_id.map(|id| users::find(c, id)).transpose()?.flatten();
        let export = mail.export_id.map(|id| exports::find(c, id)).transpose()?.flatten();
        let object_id = export.as_ref().and_then(|export| export.object_id);
        let object = match object_id {
            Some(id) => objects::by_id(c, id)?,
            None => None,
        };
        let link = mail.link_id.map(|id| access_links::find(c, id)).transpose()?.flatten();
        Ok(Self { account: account::name(c)?, recipient, export, object, link, mail })
    }

    /// Why it need not be sent any more, if so.
    pub fn not_due(&self, now: DateTime<Utc>) -> Option<NotDue> {
        let Some(recipient) = self.recipient.as_ref().filter(|user| user.deactivated_at.is_none()) else {
            return Some(NotDue::Recipient);
        };
        match self.mail.kind {
            MailKind::Large | MailKind::LargeLate => (!recipient.rights.super_admin).then_some(NotDue::Rights),
            MailKind::Invitation | MailKind::Reset => (!self.has_good_link(now)).then_some(NotDue::Link),
            MailKind::Ready | MailKind::Failed | MailKind::Cancelled => None,
        }
    }

    /// The file name of the export that it is about.
    pub fn export_name(&self) -> Option<&str> {
        self.export.as_ref().map(|export| export.name.as_str())
    }

    /// Whether the link in it still lets somebody in.
    pub fn has_good_link(&self, now: DateTime<Utc>) -> bool {
        self.link.as_ref().is_some_and(|link| link.works(now))
    }

    /// Language and time zone of the recipient; who chose no language, for example because the invitation is still on its
    /// way, is written to in English.
    pub fn locale(&self) -> Locale {
        match &self.recipient {
            Some(user) => Locale::new(user.lang.unwrap_or(Lang::En), user.zone),
            None => Locale::new(Lang::En, chrono_tz::UTC),
        }
    }
}

impl App {
    /// The mail as it leaves now, or as it left.
    ///
    /// # Errors
    /// When it lacks what it is about: a broken row, or no key for its link.
    pub fn letter(&self, facts: &Facts, secrets: Secrets, now: DateTime<Utc>) -> anyhow::Result<Mail> {
        let mail = &facts.mail;
        let at = mail.sent_at.unwrap_or(now);
        let Rendered { subject, text, html } = match mail.kind {
            MailKind::Large | MailKind::LargeLate => self.large(facts, at)?.render(&self.frame(facts)),
            MailKind::Ready => self.ready(facts)?.render(&self.frame(facts)),
            MailKind::Failed => self.failed(facts)?.render(&self.frame(facts)),
            MailKind::Cancelled => self.cancelled(facts)?.render(&self.frame(facts)),
            MailKind::Invitation => self.invitation(facts, secrets)?.render(&self.frame(facts)),
            MailKind::Reset => self.reset(facts, secrets)?.render(&self.frame(facts)),
        };
        Ok(Mail {
            to_name: mail.to_name.clone(),
            to_address: mail.to_address.clone(),
            subject,
            text,
            html,
            message_id: self.message_id(mail),
            date: mail.created_at,
        })
    }

    /// The same for the same mail, however often it is sent (R13); in plain ASCII, whatever the key holds.
    fn message_id(&self, mail: &OutgoingMail) -> String {
        let hash = sha256_hex(mail.dedupe_key.as_bytes());
        format!("<{}@{}>", hash.get(..40).unwrap_or(&hash), self.host())
    }

    fn host(&self) -> String {
        Url::parse(&self.config.origin())
            .ok()
            .and_then(|url| url.host_str().map(|host| host.trim_matches(['[', ']']).to_owned()))
            .unwrap_or_else(|| "localhost".to_owned())
    }

    fn frame(&self, facts: &Facts) -> Frame {
        Frame {
            account: facts.account.clone().unwrap_or_else(|| "Waybill".to_owned()),
            host: self.host(),
            home_url: self.config.origin(),
        }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.config.origin())
    }

    fn log_url(&self, export: &Export) -> String {
        self.url(&format!("/settings/import-export?export={}", export.public_id))
    }

    fn large(&self, facts: &Facts, at: DateTime<Utc>) -> anyhow::Result<LargeExport> {
        let (export, locale, detail) = (export_of(facts)?, facts.locale(), &facts.mail.detail);
        let object = match export.source_kind {
            SourceKind::Log => Some(locale.say("mail-large-log").to_string()),
            SourceKind::Object | SourceKind::View | SourceKind::Segment => {
                facts.object.as_ref().map(|object| locale.object_then(export, object))
            }
        };
        Ok(LargeExport {
            locale,
            user_name: export.user_name.clone(),
            user_email: export.details.user_email.clone(),
            source: source(locale, export, facts.object.as_ref()),
            object,
            file_name: export.name.clone(),
            records: detail.records.unwrap_or(export.records),
            threshold: detail.threshold.unwrap_or_default(),
            started_at: export.requested_at,
            ip: detail.ip.clone().or_else(|| export.details.request_ip.clone()).unwrap_or_else(|| "–".to_owned()),
            sensitive: export.is_sensitive,
            stage: stage(&facts.mail, export, at),
            log_url: self.log_url(export),
            threshold_url: self.url("/settings/import-export#threshold"),
        })
    }

    fn ready(&self, facts: &Facts) -> anyhow::Result<ExportReady> {
        let export = export_of(facts)?;
        Ok(ExportReady {
            locale: facts.locale(),
            file_name: export.name.clone(),
            records: export.records,
            expires_at: export.expires_at.context("the export has no end of its time")?,
            log_url: self.log_url(export),
        })
    }

    fn failed(&self, facts: &Facts) -> anyhow::Result<ExportFailed> {
        let (export, locale) = (export_of(facts)?, facts.locale());
        let (code, detail) = export.failure.clone().unwrap_or((FailureCode::Other, String::new()));
        Ok(ExportFailed {
            locale,
            file_name: export.name.clone(),
            reason: locale.failure(code, &detail, export.records_done).to_string(),
            log_url: self.log_url(export),
        })
    }

    fn cancelled(&self, facts: &Facts) -> anyhow::Result<ExportCancelled> {
        let export = export_of(facts)?;
        Ok(ExportCancelled {
            locale: facts.locale(),
            file_name: export.name.clone(),
            by: export.cancelled_by_name.clone().or_else(|| facts.mail.detail.by.clone()),
            cause: match export.cancel_reason {
                Some(CancelReason::Rights) => Cause::RightTaken(export.cancel_right),
                Some(CancelReason::Asked) | None => Cause::Cancelled,
            },
            cancelled_at: export.finished_at.unwrap_or(facts.mail.created_at),
            log_url: self.log_url(export),
        })
    }

    fn invitation(&self, facts: &Facts, secrets: Secrets) -> anyhow::Result<Invitation> {
        Ok(Invitation {
            locale: facts.locale(),
            inviter_name: facts.mail.detail.by.clone().unwrap_or_else(|| "Waybill".to_owned()),
            accept_url: self.secret_url(facts, secrets, "/invitation/")?,
        })
    }

    fn reset(&self, facts: &Facts, secrets: Secrets) -> anyhow::Result<PasswordReset> {
        Ok(PasswordReset {
            locale: facts.locale(),
            email: facts.mail.to_address.clone(),
            reset_url: self.secret_url(facts, secrets, "/reset/")?,
            ip: facts.mail.detail.ip.clone().unwrap_or_else(|| "–".to_owned()),
        })
    }

    fn secret_url(&self, facts: &Facts, secrets: Secrets, path: &str) -> anyhow::Result<String> {
        match secrets {
            Secrets::Hidden => Ok(facts.locale().say("out-link-hidden").to_string()),
            Secrets::Written => {
                let link = facts.link.as_ref().context("the link of this mail is not there")?;
                Ok(self.url(&format!("{path}{}", access_links::token(&self.config.secret_key, link))))
            }
        }
    }
}

fn export_of(facts: &Facts) -> anyhow::Result<&Export> {
    facts.export.as_ref().context("the export of this mail is not there")
}

/// What is exported, in one line: of the log, that it is the log, and whose rows.
fn source(locale: Locale, export: &Export, object: Option<&Object>) -> String {
    let name = locale.source(export, object);
    match export.source_kind {
        SourceKind::Log => locale.say("log-source-named").with("source", name).to_string(),
        SourceKind::Object | SourceKind::View | SourceKind::Segment => name,
    }
}

/// What the reader can still do about a large export at that moment; a mail that was held up must not promise too much.
fn stage(mail: &OutgoingMail, export: &Export, at: DateTime<Utc>) -> Stage {
    let finished = export.finished_at.filter(|end| export.state == State::Done && *end <= at);
    let was_held_then = match mail.state {
        MailState::Sent => mail.detail.held_until.filter(|until| *until > at),
        _ => export.not_before.filter(|_| export.is_held(at)),
    };
    match (mail.kind, finished, was_held_then) {
        (MailKind::LargeLate, end, _) => Stage::Late { finished_at: end.unwrap_or(mail.created_at) },
        (_, Some(finished_at), _) => Stage::Late { finished_at },
        (_, None, Some(until)) => Stage::Held { until },
        (_, None, None) => Stage::Started,
    }
}
