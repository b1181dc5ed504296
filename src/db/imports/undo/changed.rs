//! Giving back the values that an import changed.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::{BATCH, asker, count, read_change};
use crate::db::QueryResult;
use crate::db::connection::DbConn;
use crate::db::records::matching::{by_id, holders, same};
use crate::db::records::{self, Change, NewRecord, Rewrite, values_of};
use crate::db::schema::{imports, record_changes, records as rows};
use crate::domain::import::Import;
use crate::domain::record::Property;

/// Gives the next changed records their values back where they still have what the import wrote; `false` when there are none.
pub(super) fn restore_changed(
    c: &mut DbConn,
    import: &Import,
    properties: &[Property],
    before: Option<i64>,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let noted: Vec<(i64, i64, String)> = record_changes::table
        .filter(record_changes::import_id.eq(import.id))
        .filter(record_changes::id.lt(before.unwrap_or(i64::MAX)))
        .order(record_changes::id.desc())
        .limit(BATCH)
        .select((record_changes::id, record_changes::record_id, record_changes::changes))
        .load(c)?;
    let Some(last) = noted.last().map(|(id, ..)| *id) else { return Ok(false) };
    let ids: Vec<i64> = noted.iter().map(|(_, record, _)| *record).collect();
    let found = by_id(c, &ids)?;
    // Those that the import added itself and that were kept stay whole.
    let own: HashSet<i64> = rows::table
        .filter(rows::import_id.eq(import.id).and(rows::id.eq_any(ids)))
        .select(rows::id)
        .load(c)?
        .into_iter()
        .collect();
    let (mut rewrites, mut changes, mut kept) = (Vec::new(), Vec::new(), 0);
    for record in found.into_iter().filter(|record| !own.contains(&record.id)) {
        let mut values = values_of(&record.props)?;
        let mut restored: Vec<(i64, String, String)> = Vec::new();
        let mut is_kept = false;
        for (_, _, json) in noted.iter().filter(|(_, id, _)| *id == record.id) {
            for (property, [old, new]) in read_change(json)? {
                let now_is = values.iter().find(|(id, _)| *id == property).map_or("", |(_, value)| value.as_str());
                if now_is != new || is_taken(c, import.object_id, properties, property, &old, record.id)? {
                    is_kept = true;
                    continue;
                }
                values.retain(|(id, _)| *id != property);
                values.push((property, old.clone()));
                match restored.iter_mut().find(|(id, ..)| *id == property) {
                    Some((_, _, to)) => *to = old,
                    None => restored.push((property, new, old)),
                }
            }
        }
        kept += i64::from(is_kept);
        if !restored.is_empty() {
            rewrites.push(Rewrite { id: record.id, new: NewRecord::from_values(properties, &values) });
            changes.push(Change { record_id: record.id, values: restored });
        }
    }
    records::rewrite(c, &rewrites, now)?;
    let asker = asker(import);
    let by = (asker.id, asker.name.as_deref().unwrap_or_default());
    records::note_changes(c, import.object_id, &changes, by, None, now)?;
    count(c, import.id, i64::try_from(rewrites.len()).unwrap_or(i64::MAX), kept)?;
    diesel::update(imports::table.find(import.id)).set(imports::undo_change_id.eq(last)).execute(c)?;
    Ok(true)
}

/// Whether another record has got a unique value that is to come back.
fn is_taken(
    c: &mut DbConn,
    object_id: i64,
    properties: &[Property],
    property: i64,
    old: &str,
    record: i64,
) -> QueryResult<bool> {
    let unique = properties.iter().find(|known| known.id == property && known.is_unique);
    let Some(unique) = unique.filter(|_| !old.is_empty()) else { return Ok(false) };
    let wanted = same(unique, old);
    for other in holders(c, object_id, unique, std::slice::from_ref(&wanted))? {
        let theirs = values_of(&other.props)?.into_iter().find(|(id, _)| *id == property);
        if other.id != record && theirs.is_some_and(|(_, value)| same(unique, &value) == wanted) {
            return Ok(true);
        }
    }
    Ok(false)
}
