//! Every URL of the product, and the functions that build them. Nowhere else is a path written out in Rust.

use actix_web::web::{self, ServiceConfig};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{exports, health, preferences, server, setup, sign_in};

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

/// Where a super admin's own threshold is sent.
pub(super) const THRESHOLD: &str = "/settings/import-export/threshold";
/// Where the hold of large exports is sent.
pub(super) const HOLD: &str = "/settings/import-export/hold";
/// The list of imports.
pub(super) const IMPORTS: &str = "/settings/imports";
/// The form that begins an import.
pub(super) const NEW_IMPORT: &str = "/imports/new";
/// The list of outgoing mails.
pub(super) const MAIL: &str = "/settings/mail";
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

/// The index page of an object.
pub(super) fn records(object: &str) -> String {
    format!("/records/{object}")
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
        .route("/static/{name}", web::get().to(server::asset))
        .route("/favicon.ico", web::get().to(server::favicon))
        .route("/", web::get().to(sign_in::home))
        .service(web::resource(SETUP).get(setup::page).post(setup::create))
        .service(web::resource(SIGN_IN).get(sign_in::page).post(sign_in::sign_in))
        .route("/sign-out", web::post().to(sign_in::sign_out))
        .route("/preferences/theme", web::post().to(preferences::theme))
        .route("/preferences/language", web::post().to(preferences::language))
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
        .service(web::resource("/exports/{id}/delete").get(exports::delete::page).post(exports::delete::delete));
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
