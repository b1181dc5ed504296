//! Every URL of the product, and the functions that build them. Nowhere else is a path written out in Rust.

use actix_web::web::{self, ServiceConfig};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::exports::create;
use super::{health, mails, metrics, notifications, preferences, server, setup, sign_in};
use crate::domain::mail::MailState;

/// What stays as it is in a query value.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The sign-in page.
pub(super) const SIGN_IN: &str = "/sign-in";
/// The setup of a new installation.
pub(super) const SETUP: &str = "/setup";
/// One's own profile.
pub(super) const PROFILE: &str = "/settings/profile";
/// The settings page of exports: threshold, hold, log.
pub(super) const IMPORT_EXPORT: &str = "/settings/import-export";

/// Outgoing mail.
pub(super) const MAILS: &str = "/settings/mail";
/// Everything that one was told.
pub(super) const NOTIFICATIONS: &str = "/notifications";

/// Percent-encodes a value for a query or a `mailto:` link.
pub(super) fn encode(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED).to_string()
}

/// The sign-in page that leads on to a page.
pub(super) fn sign_in_then(path: &str) -> String {
    if path == "/" { SIGN_IN.to_owned() } else { format!("{SIGN_IN}?next={}", encode(path)) }
}

/// The sign-in page after a form that could not be taken, because its session had ended.
pub(super) fn sign_in_after_form() -> String {
    format!("{SIGN_IN}?notice=session")
}

/// The index page of an object.
pub(super) fn records(object: &str) -> String {
    format!("/records/{object}")
}

/// The index page with a search and an order.
pub(super) fn records_of(object: &str, q: &str, sort: &str) -> String {
    let query: Vec<String> = [("q", q), ("sort", sort)]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect();
    if query.is_empty() { records(object) } else { format!("{}?{}", records(object), query.join("&")) }
}

/// The Export dialog of an object.
pub(super) fn export_of(object: &str) -> String {
    format!("/records/{object}/export")
}

/// One mail of the outbox.
pub(super) fn mail(id: i64) -> String {
    format!("{MAILS}/{id}")
}

/// Where one mail is tried again.
pub(super) fn mail_retry(id: i64) -> String {
    format!("{MAILS}/{id}/retry")
}

/// The mails before or after one, of one state or of all.
pub(super) fn mails_part(state: Option<MailState>, side: &str, id: i64) -> String {
    match state {
        Some(state) => format!("{MAILS}?state={}&{side}={id}", state.as_str()),
        None => format!("{MAILS}?{side}={id}"),
    }
}

/// One notification: marks it as read and leads on.
pub(super) fn notification(id: i64) -> String {
    format!("{NOTIFICATIONS}/{id}")
}

/// The log, opened where an export stands.
pub(super) fn export_in_log(public_id: &str) -> String {
    format!("{IMPORT_EXPORT}?export={}", encode(public_id))
}

/// Where a visitor may be sent on to: a path of this server, never another one (ASVS 3.7.2).
pub(super) fn local_path(next: &str) -> Option<&str> {
    let is_local = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains(['\\', '\t', '\n', '\r'])
        && next.chars().all(|c| !c.is_control());
    is_local.then_some(next)
}

/// The table of every URL.
pub(super) fn configure(config: &mut ServiceConfig) {
    config
        .route("/healthz", web::get().to(health::live))
        .route("/readyz", web::get().to(health::ready))
        .route("/metrics", web::get().to(metrics::page))
        .route(MAILS, web::get().to(mails::list))
        .route("/settings/mail/{id}", web::get().to(mails::show))
        .route("/settings/mail/{id}/retry", web::post().to(mails::retry))
        .route(NOTIFICATIONS, web::get().to(notifications::page))
        .route("/notifications/read-all", web::post().to(notifications::read_all))
        .route("/notifications/{id}", web::get().to(notifications::follow))
        .route("/static/{name}", web::get().to(server::asset))
        .route("/favicon.ico", web::get().to(server::favicon))
        .route("/", web::get().to(sign_in::home))
        .service(web::resource(SETUP).get(setup::page).post(setup::create))
        .service(web::resource(SIGN_IN).get(sign_in::page).post(sign_in::sign_in))
        .route("/sign-out", web::post().to(sign_in::sign_out))
        .route("/preferences/theme", web::post().to(preferences::theme))
        .route("/preferences/language", web::post().to(preferences::language))
        .service(web::resource("/records/{object}/export").get(create::page).post(create::create));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_server_are_followed_after_sign_in() {
        for good in ["/", "/records/contacts?q=a%20b", "/settings/import-export?export=x#y"] {
            assert_eq!(local_path(good), Some(good));
        }
        for bad in
            ["//evil.example", "/\\evil.example", "https:evil.example", "evil", "", "/\t/evil.example", "\\\\evil"]
        {
            assert_eq!(local_path(bad), None, "{bad}");
        }
    }
}
