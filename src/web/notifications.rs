//! The bell and the page of all notifications.

use actix_web::HttpResponse;
use actix_web::web::Path;
use askama::Template;
use chrono::{DateTime, Utc};

use super::bulk_actions::view::called;
use super::error::WebError;
use super::flash::Notice;
use super::form::Checked;
use super::html::{self, Html, IconName};
use super::page::{BellItem, Page, SettingsEntry};
use super::routes;
use super::sign_in::see;
use super::viewer::SignedIn;
pub(super) use crate::db::notifications::latest;
use crate::db::notifications::{self, About, Notification, Target, ToldExport};
use crate::db::{bulk_actions, exports};
use crate::domain::bulk_action::Named;
use crate::domain::export::CancelReason;
use crate::domain::mail::MailKind;
use crate::i18n::{Locale, Phrase};

/// Notifications on the page; older ones tell of exports that the log has anyway.
const SHOWN: i64 = 200;

#[derive(Template)]
#[template(path = "pages/notifications.html")]
struct NotificationsPage {
    page: Page,
    items: Vec<Told>,
    zone: String,
}

struct Told {
    entry: BellItem,
    at: DateTime<Utc>,
}

/// Everything that the viewer was told.
pub(super) async fn page(bob: SignedIn) -> Result<HttpResponse, WebError> {
    let user = bob.viewer.user.clone();
    let told = bob.app.db.read(move |c| notifications::of_user(c, &user, SHOWN)).await?;
    let mut page = bob.page(bob.say("ntf-title")).await?;
    page.settings = Some(SettingsEntry::Notifications);
    let items = told.iter().map(|one| Told { entry: bell_item(bob.locale(), one), at: one.created_at }).collect();
    let zone = page.locale.zone_label(bob.now());
    let body = NotificationsPage { page, items, zone }.render()?;
    Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").body(body))
}

/// Marks one as read and leads to what it tells of; whoever may no longer see that stays with the notifications.
/// Following is what marks it, so a GET may (DESIGN.md): nothing but the viewer's own mark changes.
pub(super) async fn follow(bob: SignedIn, id: Path<i64>) -> Result<HttpResponse, WebError> {
    let (viewer, id, now) = (bob.viewer.clone(), id.into_inner(), bob.now());
    let (target, is_visible) = bob
        .app
        .db
        .write(move |c| {
            let target = notifications::follow(c, viewer.user.id, id, now)?;
            let is_visible = match &target {
                Some(Target::Export(id)) => exports::find_visible_to(c, &viewer, id)?.is_some(),
                Some(Target::BulkAction(id)) => {
                    viewer.user.rights.may_view() && bulk_actions::find_visible_to(c, &viewer, id)?.is_some()
                }
                None => false,
            };
            Ok((target, is_visible))
        })
        .await?;
    match target {
        None => Err(WebError::NotFound),
        Some(Target::Export(id)) if is_visible => Ok(see(&routes::log_row(&id))),
        Some(Target::BulkAction(id)) if is_visible => Ok(see(&routes::bulk_action(&id))),
        Some(_) => Ok(see(routes::NOTIFICATIONS)),
    }
}

/// Marks all as read.
pub(super) async fn read_all(bob: SignedIn, Checked(_): Checked) -> Result<HttpResponse, WebError> {
    let (user_id, now) = (bob.viewer.user.id, bob.now());
    bob.app.db.write(move |c| notifications::read_all(c, user_id, now)).await?;
    bob.flash(&Notice::toast(&bob.say("ntf-marked")))?;
    Ok(see(routes::NOTIFICATIONS))
}

/// One entry of the bell.
pub(super) fn bell_item(locale: Locale, item: &Notification) -> BellItem {
    let (icon, title, text) = match &item.about {
        About::Export(export) => of_export(locale, item, export),
        About::BulkAction(named) => of_bulk_action(locale, item, named),
    };
    BellItem { icon, title: title.into(), text, url: routes::notification(item.id), unread: !item.is_read }
}

fn of_export(locale: Locale, item: &Notification, export: &ToldExport) -> (IconName, Phrase, Html) {
    let ToldExport { name, exporter, records, .. } = export;
    let (icon, title) = match item.kind {
        MailKind::Large => (IconName::Layers, locale.say("ntf-large").user("user", exporter)),
        MailKind::LargeLate => (IconName::Layers, locale.say("ntf-large-late").user("user", exporter)),
        MailKind::Ready => (IconName::CheckCircle, locale.say("ntf-ready")),
        MailKind::Cancelled => (IconName::Ban, cancelled(locale, item, export)),
        MailKind::Failed | MailKind::Invitation | MailKind::Reset => (IconName::Warning, locale.say("ntf-failed")),
    };
    let text = match item.kind {
        MailKind::Large | MailKind::LargeLate => locale
            .say("ntf-large-text")
            .file("name", name)
            .with("count", records)
            .with("n", locale.number(item.detail.records.unwrap_or(*records)))
            .into(),
        _ => html::file_name(name),
    };
    (icon, title, text)
}

/// Who cancelled it, or which right to it is gone and who took it (R5, R22).
fn cancelled(locale: Locale, item: &Notification, export: &ToldExport) -> Phrase {
    let by = item.detail.by.as_deref();
    match (export.cancel_reason, by) {
        (Some(CancelReason::Rights), Some(by)) => {
            locale.say("ntf-cancelled-rights-by").user("user", by).with("right", locale.right(export.cancel_right))
        }
        (Some(CancelReason::Rights), None) => {
            locale.say("ntf-cancelled-rights").with("right", locale.right(export.cancel_right))
        }
        (Some(CancelReason::Asked) | None, by) => locale.say("ntf-cancelled").user("user", by.unwrap_or_default()),
    }
}

fn of_bulk_action(locale: Locale, item: &Notification, named: &Named) -> (IconName, Phrase, Html) {
    let (icon, title) = match item.kind {
        MailKind::Ready => (IconName::CheckCircle, locale.say("ntf-bulk-done")),
        MailKind::Cancelled => {
            let by = item.detail.by.clone().unwrap_or_default();
            (IconName::Ban, locale.say("ntf-bulk-cancelled").user("user", by))
        }
        _ => (IconName::Warning, locale.say("ntf-bulk-failed")),
    };
    (icon, title, called(locale, named, item.detail.records.unwrap_or_default()).into())
}
