//! The personal large-export thresholds of super admins (R10, R11).

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::connection::{DbConn, both};
use super::schema::thresholds;
use super::{QueryResult, Ts, audit};
use crate::domain::audit::{Action, Event, Subject};
use crate::domain::threshold::Threshold;
use crate::domain::viewer::Viewer;

/// The threshold of one user; `None` is off.
///
/// # Errors
/// When the query fails.
pub fn of_user(c: &mut DbConn, user_id: i64) -> QueryResult<Option<Threshold>> {
    let records: Option<i64> =
        thresholds::table.find(user_id).select(thresholds::threshold).get_result(c).optional()?;
    Ok(records.and_then(|records| u32::try_from(records).ok()).and_then(Threshold::new))
}

/// Sets or turns off the viewer's own threshold: nobody can name another one's.
///
/// # Errors
/// When it cannot be written.
pub fn set_own(c: &mut DbConn, viewer: &Viewer, threshold: Option<Threshold>, now: DateTime<Utc>) -> QueryResult<()> {
    let user_id = viewer.user.id;
    let before = of_user(c, user_id)?.map(Threshold::records);
    let after = threshold.map(Threshold::records);
    if before == after {
        return Ok(());
    }
    match after {
        None => diesel::delete(thresholds::table.find(user_id)).execute(c)?,
        Some(records) => both!(c, |c| diesel::insert_into(thresholds::table)
            .values((
                thresholds::user_id.eq(user_id),
                thresholds::threshold.eq(records),
                thresholds::updated_at.eq(Ts::from(now)),
            ))
            .on_conflict(thresholds::user_id)
            .do_update()
            .set((thresholds::threshold.eq(records), thresholds::updated_at.eq(Ts::from(now))))
            .execute(c))?,
    };
    let detail = serde_json::json!({ "before": before, "after": after });
    audit::record(
        c,
        &Event::new(Action::ThresholdChanged, viewer.actor(), now).about(Subject::User(user_id)).with(detail),
    )
}
