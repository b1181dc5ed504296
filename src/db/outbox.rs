//! The transactional outbox: a mail is a row of the transaction that it tells of, unique per export, recipient and kind
//! (R13, SECURITY.md D10).

mod delivery;
mod list;

pub use delivery::{LEASE, claim, dropped, failed, is_any_due, sent};
pub use list::{Listed, PAGE, Part, count_by_state, find, list, retry, troubled};

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::connection::{DbConn, both};
use super::notifications::{self, KeyOf};
use super::schema::mails;
use super::{QueryResult, Ts, users};
use crate::domain::export::Export;
use crate::domain::mail::{Detail, MailKind, MailState, OutgoingMail};
use crate::domain::user::User;
use crate::domain::viewer::Actor;

/// A mail to be sent.
#[derive(Debug, Clone)]
pub struct NewMail<'a> {
    /// Whatever makes it the same mail: written twice, it is sent once. The Message-ID is made from it.
    pub dedupe_key: String,
    /// What it tells.
    pub kind: MailKind,
    /// To whom.
    pub to: &'a User,
    /// The export it is about.
    pub export_id: Option<i64>,
    /// The access link it carries.
    pub link_id: Option<i64>,
    /// Frozen facts.
    pub detail: Detail,
}

/// Writes a mail into the outbox, once per key; `true` when it was not there before.
///
/// # Errors
/// When it cannot be written.
pub fn push(c: &mut DbConn, mail: &NewMail<'_>, now: DateTime<Utc>) -> QueryResult<bool> {
    let values = (
        mails::dedupe_key.eq(&mail.dedupe_key),
        mails::kind.eq(mail.kind.as_str()),
        mails::recipient_id.eq(mail.to.id),
        mails::to_name.eq(&mail.to.name),
        mails::to_address.eq(&mail.to.email),
        mails::export_id.eq(mail.export_id),
        mails::link_id.eq(mail.link_id),
        mails::detail.eq(serde_json::to_string(&mail.detail).unwrap_or_default()),
        mails::state.eq(MailState::Waiting.as_str()),
        mails::next_at.eq(Ts::from(now)),
        mails::created_at.eq(Ts::from(now)),
    );
    let written = both!(c, |c| diesel::insert_into(mails::table)
        .values(values)
        .on_conflict(mails::dedupe_key)
        .do_nothing()
        .execute(c))?;
    Ok(written == 1)
}

/// Tells the exporter by mail and bell that the export is ready, has failed or was cancelled (R35), once each. Somebody who
/// cancelled an own export knows already.
///
/// # Errors
/// When it cannot be written.
pub fn tell_exporter(
    c: &mut DbConn,
    export: &Export,
    kind: MailKind,
    by: &Actor,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let Some(user_id) = export.user_id else { return Ok(()) };
    if kind == MailKind::Cancelled && by.id == Some(user_id) {
        return Ok(());
    }
    let Some(user) = users::find(c, user_id)? else { return Ok(()) };
    let detail = Detail { by: by.name.clone(), records: Some(export.records), ..Detail::default() };
    notifications::push(c, user_id, kind, KeyOf::Export(export.id), &detail, now)?;
    if user.deactivated_at.is_some() {
        return Ok(());
    }
    let mail = NewMail {
        dedupe_key: format!("{}:{}:{}", kind.as_str(), export.public_id, user.public_id),
        kind,
        to: &user,
        export_id: Some(export.id),
        link_id: None,
        detail,
    };
    push(c, &mail, now).map(|_| ())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = mails)]
struct Row {
    id: i64,
    dedupe_key: String,
    kind: String,
    recipient_id: Option<i64>,
    to_name: String,
    to_address: String,
    export_id: Option<i64>,
    link_id: Option<i64>,
    detail: String,
    state: String,
    attempts: i32,
    next_at: Ts,
    last_error: Option<String>,
    created_at: Ts,
    sent_at: Option<Ts>,
}

impl Row {
    fn read(self) -> QueryResult<OutgoingMail> {
        let broken = |what: String| diesel::result::Error::DeserializationError(what.into());
        Ok(OutgoingMail {
            kind: MailKind::from_text(&self.kind)
                .ok_or_else(|| broken(format!("mail {}: kind {}", self.id, self.kind)))?,
            state: MailState::from_text(&self.state)
                .ok_or_else(|| broken(format!("mail {}: state {}", self.id, self.state)))?,
            detail: serde_json::from_str(&self.detail).map_err(|e| broken(format!("mail {}: detail: {e}", self.id)))?,
            id: self.id,
            dedupe_key: self.dedupe_key,
            recipient_id: self.recipient_id,
            to_name: self.to_name,
            to_address: self.to_address,
            export_id: self.export_id,
            link_id: self.link_id,
            attempts: self.attempts,
            next_at: self.next_at.0,
            last_error: self.last_error,
            created_at: self.created_at.0,
            sent_at: self.sent_at.map(|at| at.0),
        })
    }
}
