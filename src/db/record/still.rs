//! Whether what a form was judged by is still so, asked where it is written: the object and its properties, and what its
//! editor may do.

use crate::db::connection::DbConn;
use crate::db::records::matching;
use crate::db::{QueryResult, objects, users};
use crate::domain::record::Property;
use crate::domain::user::User;
use crate::domain::viewer::Viewer;

/// What is no longer as it was when a form was judged by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outdated {
    /// The object, its properties, or whether its search may be read: what was asked is to be judged anew.
    Properties,
    /// What the editor may do. Whoever changes that ends the editor's sessions too (R61).
    Rights,
}

/// What is outdated of the properties and rights that a form was judged by; `None` when nothing is. The properties stay so
/// until the transaction ends, as whoever changes them locks their object too.
pub(super) fn outdated(
    c: &mut DbConn,
    viewer: &Viewer,
    object_id: i64,
    properties: &[Property],
) -> QueryResult<Option<Outdated>> {
    // The object before its records, as imports do: two who wait for each other would both wait forever.
    matching::lock(c, object_id)?;
    if !has_same_rights(c, viewer)? {
        return Ok(Some(Outdated::Rights));
    }
    let is_there = objects::by_id(c, object_id)?.is_some_and(|object| !object.is_archived);
    let is_so = is_there && objects::properties(c, object_id)? == properties;
    Ok((!is_so).then_some(Outdated::Properties))
}

/// Whether somebody may still do all that they might when their request began, and nothing more.
pub(in crate::db) fn has_same_rights(c: &mut DbConn, viewer: &Viewer) -> QueryResult<bool> {
    let known = &viewer.user;
    let may_still = |user: User| user.is_active() && (user.rights, &user.objects) == (known.rights, &known.objects);
    Ok(users::find(c, known.id)?.is_some_and(may_still))
}
