//! The bell and the page of all notifications.

use super::html::{self, IconName};
use super::page::BellItem;
use crate::db::notifications::Notification;
pub(super) use crate::db::notifications::latest;
use crate::domain::mail::MailKind;
use crate::i18n::Locale;

/// One entry of the bell.
pub(super) fn bell_item(locale: Locale, item: &Notification) -> BellItem {
    let by = item.detail.by.clone().unwrap_or_default();
    let (icon, title) = match item.kind {
        MailKind::Large => (IconName::Layers, locale.say("ntf-large").user("user", &item.exporter)),
        MailKind::LargeLate => (IconName::Layers, locale.say("ntf-large-late").user("user", &item.exporter)),
        MailKind::Ready => (IconName::CheckCircle, locale.say("ntf-ready")),
        MailKind::Cancelled => (IconName::Ban, locale.say("ntf-cancelled").user("user", by)),
        MailKind::Failed | MailKind::Invitation | MailKind::Reset => (IconName::Warning, locale.say("ntf-failed")),
    };
    let text = match item.kind {
        MailKind::Large | MailKind::LargeLate => locale
            .say("ntf-large-text")
            .with("name", item.export_name.as_str())
            .with("count", item.records)
            .with("n", locale.number(item.detail.records.unwrap_or(item.records)))
            .to_string(),
        _ => item.export_name.clone(),
    };
    BellItem {
        icon,
        title: html::rich(&title),
        text,
        url: format!("/notifications/{}", item.id),
        unread: !item.is_read,
    }
}
