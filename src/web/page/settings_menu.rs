//! The side menu of the settings: only the pages this viewer may open.

use super::{Page, PageViewer};
use crate::i18n::Phrase;

/// A page of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingsEntry {
    Profile,
    Sessions,
    Notifications,
    Users,
    Mail,
    ImportExport,
    /// A tab of Import & Export, and a page of its own for those who may do neither.
    BulkActions,
    Properties,
}

pub struct SettingsGroup {
    pub label: Phrase,
    pub links: Vec<SettingsLink>,
}

pub struct SettingsLink {
    pub label: Phrase,
    pub url: &'static str,
    pub current: bool,
}

use SettingsEntry::{BulkActions, ImportExport, Mail, Notifications, Profile, Properties, Sessions, Users};

const GROUPS: [(&str, &[SettingsEntry]); 3] = [
    ("set-you", &[Profile, Sessions, Notifications]),
    ("set-account", &[Users, Mail]),
    ("set-data", &[ImportExport, BulkActions, Properties]),
];

impl SettingsEntry {
    fn label(self) -> &'static str {
        match self {
            Profile => "set-profile",
            Sessions => "set-sessions",
            Notifications => "set-notify",
            Users => "set-users",
            Mail => "set-mail",
            ImportExport => "set-import-export",
            BulkActions => "bulk-many",
            Properties => "set-properties",
        }
    }

    fn url(self, viewer: &PageViewer) -> &'static str {
        match self {
            Profile => "/settings/profile",
            Sessions => "/settings/sessions",
            Notifications => "/notifications",
            Users => "/settings/users",
            Mail => "/settings/mail",
            Properties => "/settings/properties",
            BulkActions => "/settings/bulk-actions",
            ImportExport if viewer.may_export || viewer.is_super_admin => "/settings/import-export",
            // The log itself answers 403 to those who may only import (R3).
            ImportExport => "/settings/imports",
        }
    }

    fn is_open_to(self, viewer: &PageViewer) -> bool {
        match self {
            Profile | Sessions | Notifications => true,
            Users | Mail | Properties => viewer.is_super_admin,
            ImportExport => viewer.is_super_admin || viewer.may_export || viewer.may_import,
            BulkActions => viewer.may_view && !ImportExport.is_open_to(viewer),
        }
    }
}

impl Page {
    /// The groups of the side menu that are not empty for this viewer.
    #[must_use]
    pub fn settings_groups(&self) -> Vec<SettingsGroup> {
        let Some(viewer) = &self.viewer else {
            return Vec::new();
        };
        GROUPS
            .into_iter()
            .map(|(label, entries)| SettingsGroup {
                label: self.say(label),
                links: self.settings_links(viewer, entries),
            })
            .filter(|group| !group.links.is_empty())
            .collect()
    }

    /// Where the gear leads: to Import & Export, or to the profile for those who may not go there.
    #[must_use]
    pub fn settings_url(&self) -> &'static str {
        match &self.viewer {
            Some(viewer) if ImportExport.is_open_to(viewer) => ImportExport.url(viewer),
            Some(viewer) => Profile.url(viewer),
            None => "/sign-in",
        }
    }

    fn settings_links(&self, viewer: &PageViewer, entries: &[SettingsEntry]) -> Vec<SettingsLink> {
        entries
            .iter()
            .filter(|entry| entry.is_open_to(viewer))
            .map(|entry| SettingsLink {
                label: self.say(entry.label()),
                url: entry.url(viewer),
                current: self.settings == Some(*entry)
                    || (*entry == ImportExport && self.settings == Some(BulkActions)),
            })
            .collect()
    }
}
