//! The result of a form, above the page's heading; one at a time.

use crate::i18n::Locale;
use crate::web::field_errors::{FieldError, FieldErrors};
use crate::web::html::{Html, Icon, IconName, icon};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BannerKind {
    Ok,
    Bad,
}

#[derive(Debug, Clone)]
pub struct Banner {
    pub kind: BannerKind,
    pub title: Option<Html>,
    pub text: Option<Html>,
    /// Sentences that lead to the fields they are about.
    pub fields: Vec<FieldError>,
}

impl Banner {
    #[must_use]
    pub fn new(kind: BannerKind, text: impl Into<Html>) -> Self {
        Self { kind, title: None, text: Some(text.into()), fields: Vec::new() }
    }

    /// It went well: noun and past verb.
    #[must_use]
    pub fn ok(text: impl Into<Html>) -> Self {
        Self::new(BannerKind::Ok, text)
    }

    #[must_use]
    pub fn bad(text: impl Into<Html>) -> Self {
        Self::new(BannerKind::Bad, text)
    }

    /// "There is a problem", and a link to each field that has one.
    #[must_use]
    pub fn of_errors(locale: Locale, errors: &FieldErrors) -> Option<Self> {
        (!errors.is_empty()).then(|| Self {
            kind: BannerKind::Bad,
            title: Some(locale.say("form-problem").into()),
            text: None,
            fields: errors.listed(),
        })
    }

    /// The class beside `banner`.
    #[must_use]
    pub fn class(&self) -> &'static str {
        match self.kind {
            BannerKind::Ok => "ok",
            BannerKind::Bad => "bad",
        }
    }

    #[must_use]
    pub fn is_bad(&self) -> bool {
        self.kind == BannerKind::Bad
    }

    #[must_use]
    pub fn icon(&self) -> Icon {
        icon(match self.kind {
            BannerKind::Ok => IconName::CheckCircle,
            BannerKind::Bad => IconName::Warning,
        })
    }
}
