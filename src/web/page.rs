//! `Page`: what every page needs besides its own content. Handlers fill one in, layouts read it.

mod banner;
mod settings_menu;

pub use banner::{Banner, BannerKind};
pub use settings_menu::SettingsEntry;

use crate::domain::theme::Theme;
use crate::i18n::{Locale, Phrase, Value};
use crate::web::assets;
use crate::web::html::{self, Html, Icon, IconName, Icons};
use chrono::{DateTime, Utc};
use std::borrow::Borrow;

/// Everything the layouts need.
pub struct Page {
    pub locale: Locale,
    pub theme: Theme,
    /// The page's own name, without the product's.
    pub title: String,
    /// What the window is called where the title would not tell the page from others.
    pub window: Option<String>,
    /// Path and query that the theme and language forms come back to: of this page, or of the one whose form it answers.
    pub path: String,
    /// `None` for visitors who are not signed in: they have no session to keep a token in (R61).
    pub csrf: Option<String>,
    pub viewer: Option<PageViewer>,
    pub objects: Vec<NavLink>,
    pub bell: Bell,
    /// The entry of the settings menu this page belongs to.
    pub settings: Option<SettingsEntry>,
    pub banner: Option<Banner>,
    pub toast: Option<String>,
    /// Reload after so many seconds where there are no scripts.
    pub refresh_seconds: Option<u32>,
    pub search: Option<Search>,
    /// For templates: `page.icons.bell()`.
    pub icons: Icons,
}

/// The signed-in user, as far as menus care.
#[derive(Debug, Clone)]
pub struct PageViewer {
    pub name: String,
    pub email: String,
    pub id: i64,
    pub may_view: bool,
    pub may_import: bool,
    pub may_export: bool,
    pub is_super_admin: bool,
}

/// An object in the top bar.
#[derive(Debug, Clone)]
pub struct NavLink {
    pub label: String,
    pub url: String,
    pub current: bool,
}

/// What the bell shows: the last few entries and how many are unread.
#[derive(Debug, Clone, Default)]
pub struct Bell {
    pub unread: i64,
    pub items: Vec<BellItem>,
}

#[derive(Debug, Clone)]
pub struct BellItem {
    pub icon: IconName,
    pub title: Html,
    pub text: Html,
    pub url: String,
    pub unread: bool,
}

/// The search field of the top bar: which object's page it asks, and what was asked.
#[derive(Debug, Clone, Default)]
pub struct Search {
    pub url: String,
    pub q: String,
}

/// One `<option>`.
#[derive(Debug, Clone)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub selected: bool,
}

impl Page {
    /// A page for a visitor who is not signed in.
    #[must_use]
    pub fn for_visitor(locale: Locale, theme: Theme, title: impl Into<String>) -> Self {
        Self {
            locale,
            theme,
            title: title.into(),
            window: None,
            path: String::from("/"),
            csrf: None,
            viewer: None,
            objects: Vec::new(),
            bell: Bell::default(),
            settings: None,
            banner: None,
            toast: None,
            refresh_seconds: None,
            search: None,
            icons: Icons,
        }
    }

    /// How many objects a bar of any width holds beside *More*.
    const OBJECTS_IN_BAR: usize = 4;
    /// How many a wide one holds before the rest moves into *More*.
    const OBJECTS_IN_WIDE_BAR: usize = 6;

    /// Calls the window by the page's name and by what that belongs to: "Columns · Contacts".
    pub fn call_window(&mut self, name: impl Into<Value>, of: impl Into<Value>) {
        self.window = Some(self.say("idx-title").with("name", name).with("object", of).to_string());
    }

    #[must_use]
    pub fn say(&self, key: &'static str) -> Phrase {
        self.locale.say(key)
    }

    #[must_use]
    pub fn rich(&self, phrase: impl Borrow<Phrase>) -> Html {
        html::rich(phrase.borrow())
    }

    #[must_use]
    pub fn number(&self, n: impl Borrow<i64>) -> String {
        self.locale.number(*n.borrow())
    }

    #[must_use]
    pub fn icon(&self, name: impl Borrow<IconName>) -> Icon {
        html::icon(*name.borrow())
    }

    #[must_use]
    pub fn avatar(&self, name: &str, id: impl Borrow<i64>) -> Html {
        html::avatar(name, *id.borrow())
    }

    #[must_use]
    pub fn avatar_large(&self, name: &str, id: impl Borrow<i64>) -> Html {
        html::avatar_large(name, *id.borrow())
    }

    #[must_use]
    pub fn time(&self, at: impl Borrow<DateTime<Utc>>) -> Html {
        html::time(self.locale, *at.borrow())
    }

    #[must_use]
    pub fn time_line(&self, at: impl Borrow<DateTime<Utc>>) -> Html {
        html::time_line(self.locale, *at.borrow())
    }

    #[must_use]
    pub fn file_name(&self, name: &str) -> Html {
        html::file_name(name)
    }

    #[must_use]
    pub fn file_link(&self, name: &str) -> Html {
        html::file_name_with(name, self.icons.download())
    }

    /// Whether there is anything to read; for optional parameters of macros.
    #[must_use]
    pub fn has(&self, words: impl std::fmt::Display) -> bool {
        !words.to_string().is_empty()
    }

    #[must_use]
    pub fn css(&self) -> &'static str {
        assets::url(assets::Name::Stylesheet)
    }

    #[must_use]
    pub fn js(&self) -> &'static str {
        assets::url(assets::Name::Script)
    }

    #[must_use]
    pub fn favicon(&self) -> &'static str {
        assets::url(assets::Name::Favicon)
    }

    #[must_use]
    pub fn lang(&self) -> &'static str {
        self.locale.lang().as_str()
    }

    /// ` data-theme="dark"`, or nothing where the system decides.
    #[must_use]
    pub fn theme_attr(&self) -> Html {
        html::theme_attribute(match self.theme {
            Theme::System => None,
            forced => Some(forced.as_str()),
        })
    }

    /// The text of `<title>`; a page with an error says so first, because a screen reader reads it first.
    #[must_use]
    pub fn document_title(&self) -> String {
        let title = self.say("app-title").with("page", self.window.as_ref().unwrap_or(&self.title)).to_string();
        match &self.banner {
            Some(banner) if banner.kind == BannerKind::Bad => {
                self.say("app-error-prefix").with("title", title).to_string()
            }
            _ => title,
        }
    }

    #[must_use]
    pub fn objects_in_bar(&self) -> &[NavLink] {
        self.objects.get(..Self::OBJECTS_IN_BAR).unwrap_or(&self.objects)
    }

    /// What stands behind them in a wide bar and under *More* in a narrow one.
    #[must_use]
    pub fn objects_in_wide_bar(&self) -> &[NavLink] {
        let end = self.objects.len().min(Self::OBJECTS_IN_WIDE_BAR);
        self.objects.get(Self::OBJECTS_IN_BAR..end).unwrap_or_default()
    }

    #[must_use]
    pub fn objects_in_more(&self) -> &[NavLink] {
        self.objects.get(Self::OBJECTS_IN_WIDE_BAR..).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
