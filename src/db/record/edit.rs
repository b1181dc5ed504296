//! Making and changing records by hand (R54): values, what is derived from them, the history and the trail in one
//! transaction.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Text, Timestamp};

use super::history::{self, Changes};
use super::still::{Outdated, outdated};
use super::{Values, locked, values_of};
use crate::db::connection::DbConn;
use crate::db::records::{self, NewRecord, matching};
use crate::db::schema::records as table;
use crate::db::{QueryResult, Ts, audit};
use crate::domain::audit::{Action, Event, Subject};
use crate::domain::record::{Property, is_same_text};
use crate::domain::viewer::Viewer;

/// One value that somebody changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The property.
    pub property_id: i64,
    /// What they saw; empty for none.
    pub before: String,
    /// What it shall be, in canonical form; empty for none.
    pub after: String,
}

/// What became of a wish to change a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// It is changed.
    Done,
    /// It was so already.
    Unchanged,
    /// Somebody else changed these properties meanwhile; here are their values now. Nothing is changed.
    Conflict(Vec<(i64, String)>),
    /// There is no such record any more.
    Gone,
    /// What it was judged by is no longer so. Nothing is changed.
    Outdated(Outdated),
}

/// A record that was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Created {
    /// Its key.
    pub id: i64,
}

/// Changes values of a record, if they still are what its editor saw: of two who change one value, the second is told.
/// Different values of one record do not disturb each other. The properties, and the rights of the viewer, are those that the
/// values were judged by.
///
/// # Errors
/// When it cannot be written, for example because a value is another record's already.
pub fn save(
    c: &mut DbConn,
    viewer: &Viewer,
    object_id: i64,
    properties: &[Property],
    id: i64,
    changes: &[Change],
    now: DateTime<Utc>,
) -> QueryResult<Saved> {
    if let Some(what) = outdated(c, viewer, object_id, properties)? {
        return Ok(Saved::Outdated(what));
    }
    let Some((_, mut values)) = locked(c, object_id, &[id])?.pop() else { return Ok(Saved::Gone) };
    let mut written = Changes::new();
    let mut conflicts = Vec::new();
    for change in changes {
        let current = values.get(&change.property_id).cloned().unwrap_or_default();
        if current == change.after {
            continue;
        }
        if !is_same_text(&current, &change.before) {
            conflicts.push((change.property_id, current));
            continue;
        }
        set(&mut values, change.property_id, &change.after);
        written.insert(change.property_id, (current, change.after.clone()));
    }
    if !conflicts.is_empty() {
        return Ok(Saved::Conflict(conflicts));
    }
    if written.is_empty() {
        return Ok(Saved::Unchanged);
    }
    rewrite(c, &[(id, derived(properties, &values))], now)?;
    let ids: Vec<i64> = written.keys().copied().collect();
    history::add(c, viewer, object_id, &[(id, written)], now)?;
    let detail = serde_json::json!({ "object_id": object_id, "properties": ids });
    audit::record(c, &Event::new(Action::RecordChanged, viewer.actor(), now).about(Subject::Record(id)).with(detail))?;
    Ok(Saved::Done)
}

/// Makes a record by hand. The properties, and the rights of the viewer, are those that the values were judged by.
///
/// # Errors
/// When it cannot be written, for example because a value is another record's already.
pub fn create(
    c: &mut DbConn,
    viewer: &Viewer,
    object_id: i64,
    properties: &[Property],
    values: &Values,
    now: DateTime<Utc>,
) -> QueryResult<Result<Created, Outdated>> {
    if let Some(what) = outdated(c, viewer, object_id, properties)? {
        return Ok(Err(what));
    }
    records::insert(c, object_id, None, &[derived(properties, values)], now)?;
    // The row of the object is locked by now, so the newest record is this one.
    let id: i64 = table::table
        .filter(table::object_id.eq(object_id))
        .select(diesel::dsl::max(table::id))
        .first::<Option<i64>>(c)?
        .ok_or(diesel::result::Error::NotFound)?;
    let detail = serde_json::json!({ "object_id": object_id });
    audit::record(c, &Event::new(Action::RecordCreated, viewer.actor(), now).about(Subject::Record(id)).with(detail))?;
    Ok(Ok(Created { id }))
}

/// What setting one property of many records came to; the rest of them had the value already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Edited {
    /// So many changed.
    pub changed: i64,
    /// So many kept what they had, because the value must be unique and is another record's.
    pub refused: i64,
}

impl std::ops::AddAssign for Edited {
    fn add_assign(&mut self, more: Self) {
        self.changed += more.changed;
        self.refused += more.refused;
    }
}

/// Sets one property of many records, a few thousand at most, inside the caller's transaction, with its line in the trail.
///
/// # Errors
/// When it cannot be written, for example because somebody takes a unique value at the same moment.
pub fn edit_many(
    c: &mut DbConn,
    viewer: &Viewer,
    object_id: i64,
    properties: &[Property],
    ids: &[i64],
    (property_id, value): (i64, &str),
    now: DateTime<Utc>,
) -> QueryResult<Edited> {
    // The object before its records, as imports do: two who wait for each other would both wait forever.
    matching::lock(c, object_id)?;
    let is_unique = properties.iter().any(|property| property.id == property_id && property.is_unique);
    let mut owner = match properties.iter().find(|property| property.id == property_id && is_unique) {
        Some(property) if !value.is_empty() => holder(c, object_id, property, value)?,
        _ => None,
    };
    let mut edited = Edited::default();
    let mut rows = Vec::new();
    let mut changes = Vec::new();
    for (id, mut values) in locked(c, object_id, ids)? {
        let before = values.get(&property_id).cloned().unwrap_or_default();
        if before == value {
            continue;
        }
        if is_unique && !value.is_empty() && *owner.get_or_insert(id) != id {
            edited.refused += 1;
            continue;
        }
        set(&mut values, property_id, value);
        rows.push((id, derived(properties, &values)));
        changes.push((id, Changes::from([(property_id, (before, value.to_owned()))])));
    }
    rewrite(c, &rows, now)?;
    history::add(c, viewer, object_id, &changes, now)?;
    edited.changed = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    if edited.changed > 0 {
        let detail = serde_json::json!({ "property": property_id, "records": edited.changed });
        let event = Event::new(Action::RecordsEdited, viewer.actor(), now).about(Subject::Object(object_id));
        audit::record(c, &event.with(detail))?;
    }
    Ok(edited)
}

/// The record that has a unique value, whatever its case.
fn holder(c: &mut DbConn, object_id: i64, property: &Property, value: &str) -> QueryResult<Option<i64>> {
    let wanted = matching::same(property, value);
    for found in matching::holders(c, object_id, property, std::slice::from_ref(&wanted))? {
        let theirs = values_of(&found.props)?.remove(&property.id).unwrap_or_default();
        if matching::same(property, &theirs) == wanted {
            return Ok(Some(found.id));
        }
    }
    Ok(None)
}

fn set(values: &mut Values, property_id: i64, value: &str) {
    if value.is_empty() {
        values.remove(&property_id);
    } else {
        values.insert(property_id, value.to_owned());
    }
}

fn derived(properties: &[Property], values: &Values) -> NewRecord {
    let values: Vec<(i64, String)> = values.iter().map(|(id, value)| (*id, value.clone())).collect();
    NewRecord::from_values(properties, &values)
}

/// Writes values anew, with what sorting and searching read of them.
fn rewrite(c: &mut DbConn, rows: &[(i64, NewRecord)], now: DateTime<Utc>) -> QueryResult<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let now = Ts::from(now);
    match c {
        // One prepared statement again and again: nothing is faster on SQLite (PERFORMANCE.md F).
        DbConn::Sqlite(c) => {
            for (id, record) in rows {
                diesel::update(table::table.find(id))
                    .set((
                        table::name_key.eq(&record.name_key),
                        table::search.eq(&record.search),
                        table::props.eq(&record.props),
                        table::updated_at.eq(now),
                    ))
                    .execute(c)?;
            }
        }
        // PostgreSQL takes a batch in one statement; its `json` column needs a cast that no typed update writes.
        DbConn::Pg(c) => {
            let column = |of: fn(&NewRecord) -> &str| rows.iter().map(|(_, record)| of(record)).collect::<Vec<_>>();
            diesel::sql_query(
                "UPDATE records SET name_key = new.name_key, search = new.search, props = new.props::json, updated_at = $1 \
                 FROM unnest($2, $3, $4, $5) AS new (id, name_key, search, props) WHERE records.id = new.id",
            )
            .bind::<Timestamp, _>(now)
            .bind::<Array<BigInt>, _>(rows.iter().map(|(id, _)| *id).collect::<Vec<_>>())
            .bind::<Array<Text>, _>(column(|record| &record.name_key))
            .bind::<Array<Text>, _>(column(|record| &record.search))
            .bind::<Array<Text>, _>(column(|record| &record.props))
            .execute(c)?;
        }
    }
    Ok(())
}
