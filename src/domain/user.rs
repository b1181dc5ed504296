//! People who can sign in, and what they may do (R1–R8).

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::lang::Lang;
use super::theme::Theme;

/// What one user may do (R6). A super admin has every right (R1), whatever the other fields say: ask the methods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rights {
    /// Sees and manages everything.
    pub super_admin: bool,
    /// May look at records.
    pub view: bool,
    /// May change records.
    pub edit: bool,
    /// May load records from files.
    pub import: bool,
    /// May export records and see one's own exports.
    pub export: bool,
    /// May see the values of sensitive properties (R8).
    pub sensitive: bool,
}

impl Rights {
    /// Every right there is.
    pub const SUPER_ADMIN: Self =
        Self { super_admin: true, view: true, edit: true, import: true, export: true, sensitive: true };

    /// May look at records.
    pub fn may_view(self) -> bool {
        self.super_admin || self.view
    }

    /// May change records.
    pub fn may_edit(self) -> bool {
        self.super_admin || self.edit
    }

    /// May load records from files.
    pub fn may_import(self) -> bool {
        self.super_admin || self.import
    }

    /// May export records (R2). What cannot be viewed cannot be exported either.
    pub fn may_export(self) -> bool {
        self.super_admin || (self.export && self.view)
    }

    /// May see, search and export sensitive values (R8).
    pub fn may_see_sensitive(self) -> bool {
        self.super_admin || self.sensitive
    }
}

/// A user as the rest of the program sees it; never the password hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Key in the database.
    pub id: i64,
    /// Key in URLs.
    pub public_id: String,
    /// Full name.
    pub name: String,
    /// Address, as it was typed.
    pub email: String,
    /// Chosen language; `None` follows the browser (R62).
    pub lang: Option<Lang>,
    /// Time zone of all times shown.
    pub zone: Tz,
    /// Colour theme.
    pub theme: Theme,
    /// What the user may do.
    pub rights: Rights,
    /// The objects that the user is limited to (R6); `None` for all of them.
    pub objects: Option<Vec<i64>>,
    /// Whether a password has been set: an invited user has none yet.
    pub has_password: bool,
    /// When the user was last active.
    pub last_seen_at: Option<DateTime<Utc>>,
    /// When sign-in was taken away.
    pub deactivated_at: Option<DateTime<Utc>>,
}

impl User {
    /// May sign in: a password is set and sign-in was not taken away.
    pub fn is_active(&self) -> bool {
        self.has_password && self.deactivated_at.is_none()
    }

    /// Whether this object is open to the user: super admins are never limited (R6).
    pub fn may_use(&self, object_id: i64) -> bool {
        self.rights.super_admin || self.objects.as_ref().is_none_or(|objects| objects.contains(&object_id))
    }

    /// The key under which an address is unique: no difference by case or by surrounding blanks.
    pub fn email_key(email: &str) -> String {
        email.trim().to_lowercase()
    }
}
