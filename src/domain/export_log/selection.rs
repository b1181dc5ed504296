//! Which rows of the log an export of the log takes, frozen at the request (R31).

use serde::{Deserialize, Serialize};

use super::LogFilter;
use crate::domain::lang::Lang;
use crate::domain::record::ObjectLabels;
use crate::domain::user::User;

/// Whose rows of the log somebody sees (R1, R2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogScope {
    /// Everybody's: a super admin.
    Everybody,
    /// One's own.
    Own {
        /// Whose.
        user_id: i64,
        /// Of these objects alone, where the user is limited to some (R6).
        objects: Option<Vec<i64>>,
    },
}

impl LogScope {
    /// What a user sees now.
    pub fn of(user: &User) -> Self {
        if user.rights.super_admin {
            Self::Everybody
        } else {
            Self::Own { user_id: user.id, objects: user.objects.clone() }
        }
    }

    /// Whether a user, with the rights of now, may see all of these rows (R5): the file of an export of the log holds what its
    /// exporter could see then, and stays closed to whom it shows more than the page does.
    pub fn is_open_to(&self, user: &User) -> bool {
        match self {
            _ if user.rights.super_admin => true,
            Self::Everybody => false,
            Self::Own { user_id, .. } if *user_id != user.id => false,
            Self::Own { objects: Some(objects), .. } => objects.iter().all(|object| user.may_use(*object)),
            Self::Own { objects: None, .. } => user.objects.is_none(),
        }
    }
}

/// The rows of the log that an export takes: those that its page showed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogSelection {
    /// The filter and the order of the page.
    pub filter: LogFilter,
    /// Whose rows.
    pub scope: LogScope,
    /// What the filter names. Filled in with the request's row; no part of what makes two requests the same.
    #[serde(default)]
    pub names: LogNames,
    /// The language of the labels in its cells; an older request does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<Lang>,
}

/// What a filter of the log names, so that it can be said in words for ever (R26).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogNames {
    /// The user's name then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// What an own object was called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<ObjectLabels>,
}

impl LogSelection {
    /// The rows that a filter shows to a user. Whoever sees their own rows alone cannot ask for somebody else's.
    pub fn new(user: &User, filter: LogFilter) -> Self {
        let scope = LogScope::of(user);
        let named = filter.user.clone().filter(|_| scope == LogScope::Everybody);
        Self { filter: LogFilter { user: named, ..filter }, scope, names: LogNames::default(), lang: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::theme::Theme;
    use crate::domain::user::Rights;

    fn user(id: i64, super_admin: bool, objects: Option<&[i64]>) -> User {
        User {
            id,
            public_id: String::new(),
            name: String::new(),
            email: String::new(),
            lang: None,
            zone: chrono_tz::UTC,
            theme: Theme::default(),
            rights: Rights { super_admin, view: true, export: true, ..Rights::default() },
            objects: objects.map(<[i64]>::to_vec),
            has_password: true,
            last_seen_at: None,
            deactivated_at: None,
        }
    }

    #[test]
    fn rows_of_the_log_are_open_as_long_as_the_page_would_show_them() {
        let all = LogScope::of(&user(1, true, None));
        assert!(all.is_open_to(&user(2, true, None)) && !all.is_open_to(&user(1, false, None)));
        let own = LogScope::of(&user(1, false, None));
        assert!(own.is_open_to(&user(1, false, None)) && own.is_open_to(&user(2, true, None)));
        assert!(!own.is_open_to(&user(2, false, None)) && !own.is_open_to(&user(1, false, Some(&[1, 2]))));
        let limited = LogScope::of(&user(1, false, Some(&[1, 2])));
        assert!(limited.is_open_to(&user(1, false, None)) && limited.is_open_to(&user(1, false, Some(&[2, 3, 1]))));
        assert!(!limited.is_open_to(&user(1, false, Some(&[1]))));
    }

    #[test]
    fn who_sees_ones_own_rows_alone_cannot_ask_for_somebody_elses() {
        let filter = LogFilter { user: Some("x".into()), ..LogFilter::default() };
        assert_eq!(LogSelection::new(&user(1, true, None), filter.clone()).filter, filter);
        assert!(LogSelection::new(&user(1, false, None), filter).filter.is_whole());
    }
}
