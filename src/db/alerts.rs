//! Judging an export against the super admins' thresholds (R12, R13).

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::connection::DbConn;
use super::notifications::{self, KeyOf};
use super::outbox::{self, NewMail};
use super::schema::thresholds;
use super::{QueryResult, audit, users};
use crate::domain::audit::{Action, Event, Subject};
use crate::domain::export::Export;
use crate::domain::mail::{Detail, MailKind};
use crate::domain::threshold::Threshold;
use crate::domain::viewer::Actor;

/// When the count became known: before the first record was read, or at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judged {
    /// Before the first record; the export is held until the time given, if at all.
    Before {
        /// The end of the hold (R16).
        held_until: Option<DateTime<Utc>>,
    },
    /// Only the final count passes: the late wording (R13).
    AtTheEnd,
}

/// The active super admins whose threshold this number of records passes, strictly (R12).
///
/// # Errors
/// When the query fails.
pub fn passed(c: &mut DbConn, records: i64) -> QueryResult<Vec<(crate::domain::user::User, Threshold)>> {
    let set: Vec<(i64, i64)> = thresholds::table.select((thresholds::user_id, thresholds::threshold)).load(c)?;
    let admins = users::active_super_admins(c)?;
    Ok(admins
        .into_iter()
        .filter_map(|admin| {
            let records = set.iter().find(|(id, _)| *id == admin.id).map(|(_, records)| *records)?;
            let threshold = u32::try_from(records).ok().and_then(Threshold::new)?;
            Some((admin, threshold))
        })
        .filter(|(_, threshold)| threshold.is_exceeded_by(records))
        .collect())
}

/// Tells by mail and bell every super admin whose threshold is passed and who was not told of this export yet; answers how
/// many those were. One notification per export and super admin, however often it is judged.
///
/// # Errors
/// When it cannot be written.
pub fn judge(c: &mut DbConn, export: &Export, records: i64, when: Judged, now: DateTime<Utc>) -> QueryResult<usize> {
    let (kind, held_until) = match when {
        Judged::Before { held_until } => (MailKind::Large, held_until),
        Judged::AtTheEnd => (MailKind::LargeLate, None),
    };
    let mut told = Vec::new();
    for (admin, threshold) in passed(c, records)? {
        let detail = Detail {
            threshold: Some(threshold.records()),
            records: Some(records),
            held_until,
            ip: export.details.request_ip.clone(),
            bulk_action: None,
            by: None,
        };
        let mail = NewMail {
            // The late notice shares the key of the early one: whoever was told at the start is not told again.
            dedupe_key: format!("large:{}:{}", export.public_id, admin.public_id),
            kind,
            to: &admin,
            export_id: Some(export.id),
            link_id: None,
            detail: detail.clone(),
        };
        if outbox::push(c, &mail, now)? {
            notifications::push(c, admin.id, kind, KeyOf::Export(export.id), &detail, now)?;
            told.push(serde_json::json!({ "user": admin.id, "threshold": threshold.records() }));
        }
    }
    if !told.is_empty() {
        let detail = serde_json::json!({ "records": records, "late": kind == MailKind::LargeLate, "told": told });
        audit::record(
            c,
            &Event::new(Action::ExportNotified, Actor::system(), now).about(Subject::Export(export.id)).with(detail),
        )?;
    }
    Ok(told.len())
}
