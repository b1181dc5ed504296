//! Files that were sent and wait for their columns to be matched. An import takes one up, or it goes after a day.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::Row;
use crate::db::connection::{DbConn, both};
use crate::db::schema::{column_choices, imports, objects, uploads};
use crate::db::{QueryResult, Ts};
use crate::domain::fold::fold;
use crate::domain::import::Import;
use crate::domain::import::columns::Target;
use crate::domain::record::Object;
use crate::domain::viewer::Viewer;

/// So many imports are looked at for the one that a report came from.
const RECENT: i64 = 50;

/// Most characters of a heading that is remembered.
const HEADING: usize = 200;

/// A file that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Key in the database.
    pub id: i64,
    /// Key in URLs.
    pub public_id: String,
    /// Whose records its rows become.
    pub object: Object,
    /// Its name as it was sent.
    pub file_name: String,
    /// Where it lies.
    pub key: String,
    /// Its size.
    pub file_bytes: i64,
}

/// A file that was stored, before it has a row.
#[derive(Debug, Clone)]
pub struct NewUpload {
    /// Key in URLs.
    pub public_id: String,
    /// Whose records its rows become.
    pub object_id: i64,
    /// Who sent it.
    pub user_id: i64,
    /// Its name as it was sent.
    pub file_name: String,
    /// Where it lies.
    pub upload_key: String,
    /// Its size.
    pub file_bytes: i64,
}

/// Notes that a file was sent.
///
/// # Errors
/// When it cannot be written.
pub fn add_upload(c: &mut DbConn, new: &NewUpload, now: DateTime<Utc>) -> QueryResult<()> {
    diesel::insert_into(uploads::table)
        .values((
            uploads::public_id.eq(&new.public_id),
            uploads::object_id.eq(new.object_id),
            uploads::user_id.eq(new.user_id),
            uploads::file_name.eq(&new.file_name),
            uploads::upload_key.eq(&new.upload_key),
            uploads::file_bytes.eq(new.file_bytes),
            uploads::created_at.eq(Ts::from(now)),
        ))
        .execute(c)
        .map(|_| ())
}

/// A file that this viewer sent; nobody else sees it (R7).
///
/// # Errors
/// When the query fails.
pub fn find_upload(c: &mut DbConn, viewer: &Viewer, public_id: &str) -> QueryResult<Option<Upload>> {
    let row: Option<(i64, String, String, i64, String)> = uploads::table
        .inner_join(objects::table.on(objects::id.eq(uploads::object_id)))
        .filter(uploads::public_id.eq(public_id).and(uploads::user_id.eq(viewer.user.id)))
        .select((uploads::id, uploads::file_name, uploads::upload_key, uploads::file_bytes, objects::name))
        .first(c)
        .optional()?;
    let Some((id, file_name, upload_key, file_bytes, object)) = row else { return Ok(None) };
    let object = crate::db::objects::find_visible_to(c, viewer, &object)?;
    Ok(object.map(|object| Upload {
        id,
        public_id: public_id.to_owned(),
        object,
        file_name,
        key: upload_key,
        file_bytes,
    }))
}

/// Takes a file up, so that no second import can; `false` when one has.
pub(super) fn take_upload(c: &mut DbConn, upload_key: &str) -> QueryResult<bool> {
    let taken = diesel::delete(uploads::table.filter(uploads::upload_key.eq(upload_key))).execute(c)?;
    Ok(taken == 1)
}

/// Keys of the files that wait.
pub(super) fn waiting(c: &mut DbConn) -> QueryResult<Vec<String>> {
    uploads::table.select(uploads::upload_key).load(c)
}

/// Forgets the files that nobody made an import of since a moment, and answers where they lie.
///
/// # Errors
/// When it cannot be written.
pub fn forget_uploads(c: &mut DbConn, before: DateTime<Utc>) -> QueryResult<Vec<String>> {
    diesel::delete(uploads::table.filter(uploads::created_at.le(Ts::from(before))))
        .returning(uploads::upload_key)
        .get_results(c)
}

/// Where columns of these headings went the last time, by folded heading; `None` is a column that was left out.
///
/// # Errors
/// When the query fails.
pub fn earlier_choices(c: &mut DbConn, object_id: i64, headings: &[String]) -> QueryResult<Vec<(String, Option<i64>)>> {
    column_choices::table
        .filter(column_choices::object_id.eq(object_id))
        .filter(column_choices::heading_key.eq_any(headings.iter().map(|heading| key(heading)).collect::<Vec<_>>()))
        .select((column_choices::heading_key, column_choices::property_id))
        .load(c)
}

/// The import that a report of problem rows came from, as far as it can be told: a recent one with these headings, of whose file
/// the report bears the name and which was this user's own rather than another. The last heading is that of the reasons; where
/// a report was imported, it ends with one as well, which may be in another language.
///
/// # Errors
/// When the query fails.
pub fn reported(
    c: &mut DbConn,
    object_id: i64,
    user_id: i64,
    file_name: &str,
    headings: &[String],
    is_reason: fn(&str) -> bool,
) -> QueryResult<Option<Import>> {
    let Some((_, own)) = headings.split_last() else { return Ok(None) };
    let rows: Vec<Row> = imports::table
        .filter(imports::object_id.eq(object_id).and(imports::rows_bad.gt(0)))
        .order(imports::id.desc())
        .limit(RECENT)
        .select(Row::as_select())
        .load(c)?;
    let recent = rows.into_iter().map(|row| row.read(None)).collect::<QueryResult<Vec<Import>>>()?;
    let has_headings = |import: &Import| match import.options.headings.as_slice() {
        [before @ .., last] if is_reason(last) => before == own,
        all => all == own,
    };
    let rank = |import: &Import| {
        let is_named = file_name.starts_with(&format!("{} ", import.stem()));
        (is_named, import.user_id == Some(user_id), import.id)
    };
    Ok(recent.into_iter().filter(has_headings).max_by_key(rank))
}

/// Remembers where each column went.
pub(super) fn remember(
    c: &mut DbConn,
    object_id: i64,
    columns: &[(&String, &Target, i64)],
    now: DateTime<Utc>,
) -> QueryResult<()> {
    for (heading, target, id) in columns {
        let property = (**target != Target::Skip).then_some(*id);
        let place = column_choices::table.find((object_id, key(heading)));
        let changed = diesel::update(place)
            .set((column_choices::property_id.eq(property), column_choices::chosen_at.eq(Ts::from(now))))
            .execute(c)?;
        if changed == 0 {
            // Two people may send the same heading at once; either choice will do.
            both!(c, |c| diesel::insert_into(column_choices::table)
                .values((
                    column_choices::object_id.eq(object_id),
                    column_choices::heading_key.eq(key(heading)),
                    column_choices::property_id.eq(property),
                    column_choices::chosen_at.eq(Ts::from(now)),
                ))
                .on_conflict_do_nothing()
                .execute(c))?;
        }
    }
    Ok(())
}

fn key(heading: &str) -> String {
    fold(heading).chars().take(HEADING).collect()
}
