//! The bell of whoever asked for a bulk action: how it ended.

use chrono::{DateTime, Utc};

use crate::db::QueryResult;
use crate::db::connection::DbConn;
use crate::db::notifications::{self, KeyOf};
use crate::domain::bulk_action::{BulkAction, Named};
use crate::domain::export::State;
use crate::domain::mail::{Detail, MailKind};
use crate::domain::viewer::Actor;

/// Tells whoever asked for an action that it has come to its end. Somebody who cancelled an own one knows already.
pub(super) fn tell_asker(c: &mut DbConn, action: &BulkAction, by: &Actor, now: DateTime<Utc>) -> QueryResult<()> {
    let Some(user_id) = action.user_id else { return Ok(()) };
    let kind = match action.state {
        State::Queued | State::Running => return Ok(()),
        State::Done => MailKind::Ready,
        State::Failed => MailKind::Failed,
        State::Cancelled if by.id == Some(user_id) => return Ok(()),
        State::Cancelled => MailKind::Cancelled,
    };
    let detail = Detail {
        by: by.name.clone(),
        records: Some(action.records),
        bulk_action: Some(Named::of(action)),
        ..Detail::default()
    };
    notifications::push(c, user_id, kind, KeyOf::BulkAction(action.id), &detail, now).map(|_| ())
}
