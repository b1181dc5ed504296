//! Every URL of the product, and the functions that build them. Nowhere else is a path written out in Rust.

use actix_web::web::{self, ServiceConfig};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{health, imports, preferences, records, server, setup, sign_in};

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

/// The same with a query; empty values are left out.
pub(super) fn records_at(object: &str, query: &[(&str, &str)]) -> String {
    with_query(&records(object), query)
}

/// The export dialog of an index page, for the records that the page shows.
pub(super) fn records_export(object: &str, query: &[(&str, &str)]) -> String {
    with_query(&format!("/records/{object}/export"), query)
}

/// The list of imports.
pub(super) const IMPORTS: &str = "/settings/imports";

/// The form that takes a file for an object.
pub(super) fn import_new(object: &str) -> String {
    with_query("/imports/new", &[("object", object)])
}

/// An import: its progress, then its result.
pub(super) fn import(public_id: &str) -> String {
    format!("/imports/{public_id}")
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
        .route("/static/{name}", web::get().to(server::asset))
        .route("/favicon.ico", web::get().to(server::favicon))
        .route("/", web::get().to(sign_in::home))
        .service(web::resource(SETUP).get(setup::page).post(setup::create))
        .service(web::resource(SIGN_IN).get(sign_in::page).post(sign_in::sign_in))
        .route("/sign-out", web::post().to(sign_in::sign_out))
        .route("/preferences/theme", web::post().to(preferences::theme))
        .route("/preferences/language", web::post().to(preferences::language))
        .route("/records/{object}", web::get().to(records::index))
        .route("/settings/imports", web::get().to(imports::list::page))
        .route("/imports/new", web::get().to(imports::upload::page))
        .route("/imports", web::post().to(imports::upload::take))
        .route("/imports/progress", web::get().to(imports::progress::poll))
        .route("/imports/{id}", web::get().to(imports::progress::page))
        .route("/imports/{id}/problems.csv", web::get().to(imports::problems::download))
        .service(web::resource("/imports/{id}/cancel").get(imports::cancel::page).post(imports::cancel::cancel));
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
