//! Every URL of the product, and the functions that build them. Nowhere else is a path written out in Rust.

use actix_web::web::{self, ServiceConfig};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{
    exports, health, imports, invitation, mails, metrics, notifications, own_sessions, password_reset, preferences,
    profile, records, server, setup, sign_in, users,
};
use crate::domain::mail::MailState;

/// What stays as it is in a query value.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The sign-in page.
pub(super) const SIGN_IN: &str = "/sign-in";
/// The setup of a new installation.
pub(super) const SETUP: &str = "/setup";
/// One's own profile.
pub(super) const PROFILE: &str = "/settings/profile";
/// Changing one's own password.
pub(super) const PASSWORD: &str = "/settings/profile/password";
/// One's own sessions.
pub(super) const SESSIONS: &str = "/settings/sessions";
/// Ending all of them but this one.
pub(super) const END_OTHER_SESSIONS: &str = "/settings/sessions/end-others";
/// Asking for a new password.
pub(super) const FORGOT: &str = "/forgot";
/// Users and permissions.
pub(super) const USERS: &str = "/settings/users";
/// Inviting somebody.
pub(super) const INVITE: &str = "/settings/users/invite";
/// The settings page of exports: threshold, hold, log.
pub(super) const IMPORT_EXPORT: &str = "/settings/import-export";

/// Outgoing mail.
pub(super) const MAILS: &str = "/settings/mail";
/// Everything that one was told.
pub(super) const NOTIFICATIONS: &str = "/notifications";
/// Where a super admin's own threshold is sent.
pub(super) const THRESHOLD: &str = "/settings/import-export/threshold";
/// Where the hold of large exports is sent.
pub(super) const HOLD: &str = "/settings/import-export/hold";
/// The list of imports.
pub(super) const IMPORTS: &str = "/settings/imports";
/// The form that begins an import.
pub(super) const NEW_IMPORT: &str = "/imports/new";
/// What the log asks about the rows that still change.
pub(super) const EXPORT_PROGRESS: &str = "/exports/progress";

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

/// The sign-in page after a session ended itself.
pub(super) fn sign_in_after_end() -> String {
    format!("{SIGN_IN}?notice=ended")
}

/// The sign-in page after a reset.
pub(super) fn sign_in_after_reset() -> String {
    format!("{SIGN_IN}?notice=password")
}

/// Where somebody invited chooses a password; the token is `access_links::token`'s.
pub(super) fn invitation(token: &str) -> String {
    format!("/invitation/{token}")
}

/// Where a new password is chosen; the token is `access_links::token`'s.
pub(super) fn reset(token: &str) -> String {
    format!("/reset/{token}")
}

/// A path as the log and the trail may keep it: without the token that would open an account (R73).
pub(super) fn without_secrets(path: &str) -> &str {
    match ["/invitation/", "/reset/"].into_iter().find(|start| path.starts_with(start)) {
        Some(start) => &path[..start.len()],
        None => path,
    }
}

/// Ending one session.
pub(super) fn end_session(public_id: &str) -> String {
    format!("{SESSIONS}/{public_id}/end")
}

/// The rights of a user.
pub(super) fn user(public_id: &str) -> String {
    format!("{USERS}/{public_id}")
}

/// Sending an invitation again.
pub(super) fn resend(public_id: &str) -> String {
    format!("{USERS}/{public_id}/resend")
}

/// Taking the sign-in away.
pub(super) fn deactivate(public_id: &str) -> String {
    format!("{USERS}/{public_id}/deactivate")
}

/// Giving the sign-in back.
pub(super) fn reactivate(public_id: &str) -> String {
    format!("{USERS}/{public_id}/reactivate")
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

/// The page of the log that holds an export, with its row marked.
pub(super) fn log_row(export: &str) -> String {
    format!("{IMPORT_EXPORT}?export={export}")
}

/// The same, after a link to the file that did not come from our own pages (R44).
pub(super) fn log_row_to_confirm(export: &str) -> String {
    format!("{IMPORT_EXPORT}?export={export}&confirm=1")
}

/// An export's details.
pub(super) fn export(export: &str) -> String {
    format!("/exports/{export}")
}

/// A page or form of one export: `file`, `history`, `cancel`, `start`, `delete`.
pub(super) fn of_export(export: &str, what: &str) -> String {
    format!("/exports/{export}/{what}")
}

/// The export dialog, filled in as an earlier export was (R25).
pub(super) fn export_again(object: &str, export: &str) -> String {
    format!("/records/{object}/export?again={export}")
}

/// The index page with a query; empty values are left out.
pub(super) fn records_at(object: &str, query: &[(&str, &str)]) -> String {
    with_query(&records(object), query)
}

/// The export dialog of an index page, for the records that the page shows.
pub(super) fn records_export(object: &str, query: &[(&str, &str)]) -> String {
    with_query(&format!("/records/{object}/export"), query)
}

/// The form that takes a file for an object.
pub(super) fn import_new(object: &str) -> String {
    with_query("/imports/new", &[("object", object)])
}

/// An import: its progress, then its result.
pub(super) fn import(public_id: &str) -> String {
    format!("/imports/{public_id}")
}

/// The page on which the columns of a file are matched, and where its import is started.
pub(super) fn import_upload(public_id: &str) -> String {
    format!("/imports/uploads/{public_id}")
}

/// The question whether to undo an import, and the answer.
pub(super) fn import_undo(public_id: &str) -> String {
    format!("/imports/{public_id}/undo")
}

/// The question whether to cancel an import, and the answer.
pub(super) fn import_cancel(public_id: &str) -> String {
    format!("/imports/{public_id}/cancel")
}

/// The rows of an import that have a problem.
pub(super) fn import_problems(public_id: &str) -> String {
    format!("/imports/{public_id}/problems.csv")
}

fn with_query(path: &str, query: &[(&str, &str)]) -> String {
    let mut url = path.to_owned();
    for (name, value) in query.iter().filter(|(_, value)| !value.is_empty()) {
        url.push(if url.contains('?') { '&' } else { '?' });
        url.push_str(name);
        url.push('=');
        url.push_str(&encode(value));
    }
    url
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
        .service(web::resource(FORGOT).get(password_reset::ask_page).post(password_reset::ask))
        .service(web::resource("/reset/{token}").get(password_reset::page).post(password_reset::save))
        .service(web::resource("/invitation/{token}").get(invitation::page).post(invitation::accept))
        .service(web::resource(PROFILE).get(profile::page).post(profile::save))
        .route(PASSWORD, web::post().to(profile::change_password))
        .route(SESSIONS, web::get().to(own_sessions::page))
        .route(END_OTHER_SESSIONS, web::post().to(own_sessions::end_others))
        .route("/settings/sessions/{id}/end", web::post().to(own_sessions::end))
        .route(USERS, web::get().to(users::page))
        .service(web::resource(INVITE).get(users::invite::page).post(users::invite::send))
        .service(web::resource("/settings/users/{id}").get(users::rights::page).post(users::rights::save))
        .route("/settings/users/{id}/resend", web::post().to(users::invite::resend))
        .service(
            web::resource("/settings/users/{id}/deactivate")
                .get(users::deactivation::page)
                .post(users::deactivation::deactivate),
        )
        .route("/settings/users/{id}/reactivate", web::post().to(users::deactivation::reactivate))
        .route("/preferences/theme", web::post().to(preferences::theme))
        .route("/preferences/language", web::post().to(preferences::language))
        .service(web::resource("/records/{object}/export").get(exports::create::page).post(exports::create::create))
        .route(IMPORT_EXPORT, web::get().to(exports::index::page))
        .route(THRESHOLD, web::post().to(exports::settings::threshold))
        .route(HOLD, web::post().to(exports::settings::hold))
        .route(EXPORT_PROGRESS, web::get().to(exports::progress::progress))
        .route("/exports/{id}", web::get().to(exports::details::page))
        .service(
            web::resource("/exports/{id}/file")
                .route(web::get().to(exports::file::download))
                .route(web::head().to(exports::file::download)),
        )
        .route("/exports/{id}/history", web::get().to(exports::history::page))
        .service(web::resource("/exports/{id}/cancel").get(exports::cancel::page).post(exports::cancel::cancel))
        .service(web::resource("/exports/{id}/start").get(exports::start::page).post(exports::start::start))
        .service(web::resource("/exports/{id}/delete").get(exports::delete::page).post(exports::delete::delete))
        .route("/records/{object}", web::get().to(records::index))
        .route("/settings/imports", web::get().to(imports::list::page))
        .route("/imports/new", web::get().to(imports::upload::page))
        .route("/imports", web::post().to(imports::upload::take))
        .route("/imports/progress", web::get().to(imports::progress::poll))
        .service(web::resource("/imports/uploads/{id}").get(imports::mapping::page).post(imports::mapping::start))
        .route("/imports/{id}", web::get().to(imports::progress::page))
        .route("/imports/{id}/problems.csv", web::get().to(imports::problems::download))
        .service(web::resource("/imports/{id}/undo").get(imports::undo::page).post(imports::undo::undo))
        .service(web::resource("/imports/{id}/cancel").get(imports::cancel::page).post(imports::cancel::cancel));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_of_links_stay_out_of_the_log() {
        assert_eq!(without_secrets("/invitation/abc.def"), "/invitation/");
        assert_eq!(without_secrets("/reset/abc.def"), "/reset/");
        assert_eq!(without_secrets("/records/contacts"), "/records/contacts");
    }

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
