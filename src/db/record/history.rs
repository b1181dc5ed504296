//! Who changed what in a record (R54): old and new value of each property, as `{"p3":["old","new"]}`.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::db::connection::DbConn;
use crate::db::schema::{imports, record_changes};
use crate::db::{QueryResult, Ts};
use crate::domain::user::User;
use crate::domain::viewer::Viewer;

/// Entries of one page of a history.
pub const HISTORY_ROWS: i64 = 20;

/// Old and new value by property.
pub(super) type Changes = BTreeMap<i64, (String, String)>;

/// One change of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Key in the database.
    pub id: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom: the name they had.
    pub user_name: String,
    /// Through which import.
    pub import: Option<Through>,
    /// By undoing that import.
    pub is_undoing: bool,
    /// (property, old value, new value).
    pub changes: Vec<(i64, String, String)>,
}

/// The import that a record or a change came through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Through {
    /// Its key in URLs.
    pub public_id: String,
    /// Its file.
    pub file_name: String,
    /// Whose it is, as long as that user exists.
    pub user_id: Option<i64>,
}

impl Through {
    /// Whether somebody may look at the import itself: a super admin at everybody's, an importer at one's own (R7).
    pub fn is_open_to(&self, user: &User) -> bool {
        user.rights.may_import() && (user.rights.super_admin || self.user_id == Some(user.id))
    }
}

/// One page of a history, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct History {
    /// The changes.
    pub entries: Vec<Entry>,
    /// Whether there are older ones.
    pub has_older: bool,
}

/// Writes changes of records, made by hand.
pub(super) fn add(
    c: &mut DbConn,
    viewer: &Viewer,
    object_id: i64,
    changes: &[(i64, Changes)],
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let at = Ts::from(now);
    for chunk in changes.chunks(500) {
        let rows: Vec<_> = chunk
            .iter()
            .map(|(record_id, changes)| {
                Ok((
                    record_changes::record_id.eq(*record_id),
                    record_changes::object_id.eq(object_id),
                    record_changes::at.eq(at),
                    record_changes::user_id.eq(viewer.user.id),
                    record_changes::user_name.eq(viewer.user.name.as_str()),
                    record_changes::changes.eq(to_text(changes)?),
                ))
            })
            .collect::<QueryResult<_>>()?;
        match c {
            // SQLite takes a batch only by a transaction of diesel's own, and this one is ours.
            DbConn::Sqlite(c) => {
                for row in rows {
                    diesel::insert_into(record_changes::table).values(row).execute(c)?;
                }
            }
            DbConn::Pg(c) => {
                diesel::insert_into(record_changes::table).values(&rows).execute(c)?;
            }
        }
    }
    Ok(())
}

/// The changes of a record, newest first, beginning before one of them: those of properties that the reader may know. Of the
/// others not even a change is told, which would say that there is a value and when it came (R8).
///
/// # Errors
/// When the query fails or an entry cannot be read.
pub fn history(
    c: &mut DbConn,
    object_id: i64,
    record_id: i64,
    before: Option<i64>,
    may_know: impl Fn(i64) -> bool,
) -> QueryResult<History> {
    let most = usize::try_from(HISTORY_ROWS).unwrap_or(usize::MAX);
    let (mut entries, mut from) = (Vec::new(), before);
    loop {
        let read = entries_before(c, object_id, record_id, from)?;
        let is_end = read.len() <= most;
        from = read.last().map(|entry| entry.id);
        entries.extend(read.into_iter().filter_map(|mut entry| {
            entry.changes.retain(|(property, ..)| may_know(*property));
            (!entry.changes.is_empty()).then_some(entry)
        }));
        if is_end || entries.len() > most {
            break;
        }
    }
    let has_older = entries.len() > most;
    entries.truncate(most);
    Ok(History { entries, has_older })
}

/// One entry more than a page.
fn entries_before(c: &mut DbConn, object_id: i64, record_id: i64, before: Option<i64>) -> QueryResult<Vec<Entry>> {
    type Row = (i64, Ts, String, String, Option<String>, Option<String>, Option<i64>, bool);
    // A change has one of the two or none.
    let is_through = record_changes::import_id.eq(imports::id.nullable());
    let is_undoing = record_changes::undone_import_id.eq(imports::id.nullable());
    let mut query = record_changes::table
        .left_join(imports::table.on(is_through.or(is_undoing)))
        .filter(record_changes::record_id.eq(record_id).and(record_changes::object_id.eq(object_id)))
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(record_changes::id.lt(before));
    }
    let rows: Vec<Row> = query
        .order(record_changes::id.desc())
        .limit(HISTORY_ROWS + 1)
        .select((
            record_changes::id,
            record_changes::at,
            record_changes::user_name,
            record_changes::changes,
            imports::public_id.nullable(),
            imports::file_name.nullable(),
            imports::user_id.nullable(),
            record_changes::undone_import_id.is_not_null(),
        ))
        .load(c)?;
    let entries = rows.into_iter().map(|(id, at, user_name, changes, public_id, file, user_id, is_undoing)| {
        let changes = from_text(&changes)?;
        let through = |(public_id, file_name)| Through { public_id, file_name, user_id };
        Ok(Entry { id, at: at.0, user_name, import: public_id.zip(file).map(through), is_undoing, changes })
    });
    entries.collect()
}

fn to_text(changes: &Changes) -> QueryResult<String> {
    let named: BTreeMap<String, &(String, String)> =
        changes.iter().map(|(id, values)| (format!("p{id}"), values)).collect();
    serde_json::to_string(&named).map_err(|e| diesel::result::Error::SerializationError(e.into()))
}

fn from_text(text: &str) -> QueryResult<Vec<(i64, String, String)>> {
    let named: BTreeMap<String, (Option<String>, Option<String>)> =
        serde_json::from_str(text).map_err(|e| diesel::result::Error::DeserializationError(e.into()))?;
    let read = |(key, (before, after)): (String, (Option<String>, Option<String>))| {
        Some((key.strip_prefix('p')?.parse().ok()?, before.unwrap_or_default(), after.unwrap_or_default()))
    };
    Ok(named.into_iter().filter_map(read).collect())
}
