//! Users and their rights.

mod invitation;
mod names;
mod password;
mod profile;
mod rights;

pub use invitation::{Acceptance, Invitation, NotLetIn, accept, invitations, invite, reinvite};
pub use password::{ask_reset, change_password, let_in, reset_password};
pub use profile::{Profile, set_lang, set_profile, set_theme};
pub use rights::{RightsChange, change_rights, deactivate, reactivate, save_rights, seen_rights};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Bool;

use self::names::is_name_taken;
use super::connection::{DbConn, both};
use super::schema::{user_objects, users};
use super::verbatim::verbatim;
use super::{QueryResult, Ts};
use crate::domain::lang::Lang;
use crate::domain::theme::Theme;
use crate::domain::user::{Rights, User};

/// A user to be created.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// Key in URLs.
    pub public_id: String,
    /// Full name.
    pub name: String,
    /// Address as typed.
    pub email: String,
    /// PHC string; `None` until an invitation is accepted.
    pub password_hash: Option<String>,
    /// Chosen language.
    pub lang: Option<Lang>,
    /// IANA name of the time zone.
    pub time_zone: String,
    /// Rights.
    pub rights: Rights,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
struct Row {
    id: i64,
    public_id: String,
    name: String,
    email: String,
    password_hash: Option<String>,
    lang: Option<String>,
    time_zone: String,
    theme: String,
    is_super_admin: bool,
    may_view: bool,
    may_edit: bool,
    may_import: bool,
    may_export: bool,
    may_see_sensitive: bool,
    last_seen_at: Option<Ts>,
    deactivated_at: Option<Ts>,
    is_limited: bool,
}

impl Row {
    fn read(self, objects: Option<Vec<i64>>) -> User {
        User {
            id: self.id,
            public_id: self.public_id,
            name: self.name,
            email: self.email,
            lang: self.lang.and_then(|lang| lang.parse().ok()),
            zone: self.time_zone.parse().unwrap_or(chrono_tz::UTC),
            theme: Theme::from_text(&self.theme),
            rights: Rights {
                super_admin: self.is_super_admin,
                view: self.may_view,
                edit: self.may_edit,
                import: self.may_import,
                export: self.may_export,
                sensitive: self.may_see_sensitive,
            },
            objects,
            has_password: self.password_hash.is_some(),
            last_seen_at: self.last_seen_at.map(|at| at.0),
            deactivated_at: self.deactivated_at.map(|at| at.0),
        }
    }
}

/// Rows as users, each with the objects that it is limited to (R6).
fn with_objects(c: &mut DbConn, rows: Vec<Row>) -> QueryResult<Vec<User>> {
    let limited: Vec<i64> = rows.iter().filter(|row| row.is_limited).map(|row| row.id).collect();
    let open: Vec<(i64, i64)> = if limited.is_empty() {
        Vec::new()
    } else {
        user_objects::table
            .filter(user_objects::user_id.eq_any(limited))
            .order((user_objects::user_id, user_objects::object_id))
            .select((user_objects::user_id, user_objects::object_id))
            .load(c)?
    };
    let of = |id: i64| open.iter().filter(|(user, _)| *user == id).map(|(_, object)| *object).collect();
    Ok(rows
        .into_iter()
        .map(|row| {
            let objects = row.is_limited.then(|| of(row.id));
            row.read(objects)
        })
        .collect())
}

fn one(c: &mut DbConn, row: Option<Row>) -> QueryResult<Option<User>> {
    Ok(with_objects(c, row.into_iter().collect())?.pop())
}

/// Adds a user and answers its key.
///
/// # Errors
/// A unique violation when the address is taken.
pub fn create(c: &mut DbConn, user: &NewUser, now: DateTime<Utc>) -> QueryResult<i64> {
    let rights = user.rights;
    diesel::insert_into(users::table)
        .values((
            users::public_id.eq(&user.public_id),
            users::name.eq(&user.name),
            users::email.eq(user.email.trim()),
            users::email_key.eq(User::email_key(&user.email)),
            users::password_hash.eq(user.password_hash.as_deref()),
            users::lang.eq(user.lang.map(Lang::as_str)),
            users::time_zone.eq(&user.time_zone),
            users::theme.eq(Theme::System.as_str()),
            users::is_super_admin.eq(rights.super_admin),
            users::may_view.eq(rights.view),
            users::may_edit.eq(rights.edit),
            users::may_import.eq(rights.import),
            users::may_export.eq(rights.export),
            users::may_see_sensitive.eq(rights.sensitive),
            users::created_at.eq(Ts::from(now)),
        ))
        .returning(users::id)
        .get_result(c)
}

/// Keeps a user as they are until the transaction ends: what is read of their rights stays true, and of two transactions that
/// do something for one user, or to their name, the second waits. SQLite has one writer anyway.
pub(super) fn lock(c: &mut DbConn, id: i64) -> QueryResult<()> {
    match c {
        DbConn::Pg(c) => {
            users::table.find(id).select(users::id).for_no_key_update().first::<i64>(c).optional().map(|_| ())
        }
        DbConn::Sqlite(_) => Ok(()),
    }
}

/// Whether there is any user at all; without one the setup page is shown (R60).
///
/// # Errors
/// When the query fails.
pub fn any(c: &mut DbConn) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(users::table.select(users::id))).get_result(c)
}

/// One user by key.
///
/// # Errors
/// When the query fails.
pub fn find(c: &mut DbConn, id: i64) -> QueryResult<Option<User>> {
    let row = both!(c, |c| users::table.find(id).select(Row::as_select()).get_result(c)).optional()?;
    one(c, row)
}

/// One user by the key in URLs.
///
/// # Errors
/// When the query fails.
pub fn find_public(c: &mut DbConn, public_id: &str) -> QueryResult<Option<User>> {
    let row = users::table.filter(users::public_id.eq(public_id)).select(Row::as_select()).first(c).optional()?;
    one(c, row)
}

/// The user with an address, and the password hash, for the sign-in alone.
///
/// # Errors
/// When the query fails.
pub fn find_for_sign_in(c: &mut DbConn, email: &str) -> QueryResult<Option<(User, Option<String>)>> {
    let row: Option<Row> = users::table
        .filter(users::email_key.eq(User::email_key(email)))
        .select(Row::as_select())
        .first(c)
        .optional()?;
    let hash = row.as_ref().and_then(|row| row.password_hash.clone());
    Ok(one(c, row)?.map(|user| (user, hash)))
}

/// Everybody, by name; those who were deactivated last.
///
/// # Errors
/// When the query fails.
pub fn all(c: &mut DbConn) -> QueryResult<Vec<User>> {
    let rows: Vec<Row> = users::table
        .order((users::deactivated_at.is_not_null(), users::name, users::id))
        .select(Row::as_select())
        .load(c)?;
    with_objects(c, rows)
}

/// The super admins who can sign in: they are told of large exports, and named where somebody is to ask them.
///
/// # Errors
/// When the query fails.
pub fn active_super_admins(c: &mut DbConn) -> QueryResult<Vec<User>> {
    let rows: Vec<Row> = users::table
        // As the index says it, so that SQLite reads it.
        .filter(verbatim::<Bool>("is_super_admin AND deactivated_at IS NULL AND password_hash IS NOT NULL"))
        .order((users::name, users::id))
        .select(Row::as_select())
        .load(c)?;
    with_objects(c, rows)
}

/// Notes that a user was active, at most once a minute.
///
/// # Errors
/// When it cannot be written.
pub fn saw(c: &mut DbConn, id: i64, now: DateTime<Utc>) -> QueryResult<()> {
    diesel::update(users::table.find(id)).set(users::last_seen_at.eq(Ts::from(now))).execute(c).map(|_| ())
}
