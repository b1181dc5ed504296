//! What users set for themselves: name, language, time zone, theme.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use diesel::prelude::*;

use crate::db::connection::DbConn;
use crate::db::schema::users;
use crate::db::{QueryResult, audit};
use crate::domain::audit::{Action, Event, Subject};
use crate::domain::lang::Lang;
use crate::domain::theme::Theme;
use crate::domain::viewer::Actor;

/// What the profile page sets.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Full name, already checked.
    pub name: String,
    /// Language of pages and mails.
    pub lang: Lang,
    /// Zone of all times shown.
    pub zone: Tz,
    /// Colour theme.
    pub theme: Theme,
}

/// Sets a user's own profile; `false`, and nothing is set, where somebody else is called so. Rows of the log keep the name they
/// were made under (R27).
///
/// # Errors
/// When it cannot be written.
pub fn set_profile(c: &mut DbConn, id: i64, profile: &Profile, by: &Actor, now: DateTime<Utc>) -> QueryResult<bool> {
    if super::is_name_taken(c, Some(id), &profile.name)? {
        return Ok(false);
    }
    let Some(before) = super::find(c, id)? else { return Ok(true) };
    diesel::update(users::table.find(id))
        .set((
            users::name.eq(&profile.name),
            users::lang.eq(profile.lang.as_str()),
            users::time_zone.eq(profile.zone.name()),
            users::theme.eq(profile.theme.as_str()),
        ))
        .execute(c)?;
    let detail = serde_json::json!({
        "before": { "name": before.name, "lang": before.lang.map(Lang::as_str), "time_zone": before.zone.name(), "theme": before.theme.as_str() },
        "after": { "name": profile.name, "lang": profile.lang.as_str(), "time_zone": profile.zone.name(), "theme": profile.theme.as_str() },
    });
    audit::record(c, &Event::new(Action::ProfileChanged, by.clone(), now).about(Subject::User(id)).with(detail))?;
    Ok(true)
}

/// Sets the colour theme.
///
/// # Errors
/// When it cannot be written.
pub fn set_theme(c: &mut DbConn, id: i64, theme: Theme) -> QueryResult<()> {
    diesel::update(users::table.find(id)).set(users::theme.eq(theme.as_str())).execute(c).map(|_| ())
}

/// Sets the language; `None` follows the browser.
///
/// # Errors
/// When it cannot be written.
pub fn set_lang(c: &mut DbConn, id: i64, lang: Option<Lang>) -> QueryResult<()> {
    diesel::update(users::table.find(id)).set(users::lang.eq(lang.map(Lang::as_str))).execute(c).map(|_| ())
}
