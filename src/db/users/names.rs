//! What users are called: no two of them alike, as the log tells people apart by their names.

use diesel::prelude::*;

use crate::db::connection::DbConn;
use crate::db::schema::users;
use crate::db::{QueryResult, account};
use crate::domain::typed::name_key;

/// Whether a user would be taken for another one by a new name, also for one who may not sign in any more: what they did stands
/// in the log. The name that they have already is theirs. Whoever is to be invited has no `id` yet.
///
/// # Errors
/// When the query fails.
pub(super) fn is_name_taken(c: &mut DbConn, id: Option<i64>, name: &str) -> QueryResult<bool> {
    // Of two who take one name at once the second waits here. Their own row first, as exports lock it before the account's.
    if let Some(id) = id {
        super::lock(c, id)?;
    }
    account::probe(c)?;
    let wanted = name_key(name);
    let known: Vec<(i64, String)> = users::table.select((users::id, users::name)).load(c)?;
    let same = known.iter().filter(|(_, name)| name_key(name) == wanted);
    let (theirs, others): (Vec<_>, Vec<_>) = same.partition(|(user, _)| Some(*user) == id);
    Ok(theirs.is_empty() && !others.is_empty())
}
