//! Which handler answers which URL.

use actix_web::web::{self, ServiceConfig};

use super::{
    BULK_ACTIONS, END_OTHER_SESSIONS, EXPORT_PROGRESS, FORGOT, HOLD, IMPORT_EXPORT, IMPORTS, INVITE, LOG_EXPORT, MAILS,
    NEW_IMPORT, NEW_OBJECT, NOTIFICATIONS, PASSWORD, PROFILE, PROPERTIES, SESSIONS, SETUP, SIGN_IN, THRESHOLD, USERS,
};
use crate::web::{
    bulk_actions, exports, form, health, imports, invitation, mails, metrics, notifications, own_sessions,
    password_reset, preferences, profile, properties, record, records, saved, selected, server, setup, sign_in, users,
};

/// The table of every URL.
pub(in crate::web) fn configure(config: &mut ServiceConfig) {
    config
        // First of all what is asked for most: the table is gone through in this order.
        .route(IMPORT_EXPORT, web::get().to(exports::index::page))
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
        .configure(properties_routes)
        .route("/preferences/theme", web::post().to(preferences::theme))
        .route("/preferences/language", web::post().to(preferences::language))
        .service(web::resource("/records/{object}/export").get(exports::create::page).post(exports::create::create))
        .service(web::resource(LOG_EXPORT).get(exports::of_log::page).post(exports::of_log::create))
        .route(THRESHOLD, web::post().to(exports::settings::threshold))
        .route(HOLD, web::post().to(exports::settings::hold))
        .route(EXPORT_PROGRESS, web::get().to(exports::progress::progress))
        .route("/exports/{id}", web::get().to(exports::details::page))
        .service(
            web::resource("/exports/{id}/file")
                .route(web::get().to(exports::file::download))
                .route(web::head().to(exports::file::download)),
        )
        .route("/exports/{id}/again", web::get().to(exports::again::lead))
        .route("/exports/{id}/history", web::get().to(exports::history::page))
        .service(web::resource("/exports/{id}/cancel").get(exports::cancel::page).post(exports::cancel::cancel))
        .service(web::resource("/exports/{id}/start").get(exports::start::page).post(exports::start::start))
        .service(web::resource("/exports/{id}/delete").get(exports::delete::page).post(exports::delete::delete))
        .route("/records/{object}", web::get().to(records::index))
        .service(web::resource("/records/{object}/filter").get(records::filter_page).post(records::send_filter))
        .route("/records/{object}/columns", web::get().to(records::columns_page))
        .configure(records_routes)
        .route(BULK_ACTIONS, web::get().to(bulk_actions::list::page))
        .route("/bulk-actions/progress", web::get().to(bulk_actions::progress::poll))
        .route("/bulk-actions/{id}", web::get().to(bulk_actions::progress::page))
        .service(
            web::resource("/bulk-actions/{id}/cancel")
                .get(bulk_actions::cancel::page)
                .post(bulk_actions::cancel::cancel),
        )
        .route(IMPORTS, web::get().to(imports::list::page))
        .route(NEW_IMPORT, web::get().to(imports::upload::page))
        .route("/imports", web::post().to(imports::upload::take))
        .route("/imports/progress", web::get().to(imports::progress::poll))
        .service(
            form::with_room(web::resource("/imports/uploads/{id}"), imports::mapping::FORM_BYTES)
                .get(imports::mapping::page)
                .post(imports::mapping::start),
        )
        .service(web::resource("/imports/{id}/undo").get(imports::undo::page).post(imports::undo::undo))
        .route("/imports/{id}", web::get().to(imports::progress::page))
        .route("/imports/{id}/problems.csv", web::get().to(imports::problems::download))
        .service(web::resource("/imports/{id}/cancel").get(imports::cancel::page).post(imports::cancel::cancel));
}

fn properties_routes(config: &mut ServiceConfig) {
    config
        .route(PROPERTIES, web::get().to(properties::list::page))
        .service(web::resource(NEW_OBJECT).get(properties::own::new_page).post(properties::own::create))
        .route("/settings/properties/{object}", web::get().to(properties::object::page))
        .service(
            web::resource("/settings/properties/{object}/rename")
                .get(properties::own::rename_page)
                .post(properties::own::rename),
        )
        .service(
            web::resource("/settings/properties/{object}/archive")
                .get(properties::archive::object_page)
                .post(properties::archive::object),
        )
        .route("/settings/properties/{object}/restore", web::post().to(properties::archive::restore_object))
        .service(
            web::resource("/settings/properties/{object}/add")
                .get(properties::property::new_page)
                .post(properties::property::create),
        )
        .service(
            web::resource("/settings/properties/{object}/{id}")
                .get(properties::property::page)
                .post(properties::property::save),
        )
        .service(
            web::resource("/settings/properties/{object}/{id}/archive")
                .get(properties::archive::property_page)
                .post(properties::archive::property),
        )
        .route("/settings/properties/{object}/{id}/restore", web::post().to(properties::archive::restore_property));
}

/// One record, saved views and segments, and what is done with many records.
fn records_routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/records/{object}/views/new").get(saved::new_view::page).post(saved::new_view::create))
        .route("/records/{object}/views/{id}/save", web::post().to(saved::new_view::save))
        .route("/records/{object}/segments", web::get().to(saved::list::page))
        .service(
            web::resource("/records/{object}/segments/new")
                .get(saved::new_segment::page)
                .post(saved::new_segment::create),
        )
        .service(
            web::resource("/records/{object}/{kind:views|segments}/{id}/rename")
                .get(saved::change::rename_page)
                .post(saved::change::rename),
        )
        .route("/records/{object}/{kind:views|segments}/{id}/share", web::post().to(saved::change::share))
        .service(
            web::resource("/records/{object}/{kind:views|segments}/{id}/delete")
                .get(saved::change::delete_page)
                .post(saved::change::delete),
        )
        .service(
            web::resource("/records/{object}/selected/segment")
                .get(selected::members::add_page)
                .post(selected::members::add_them),
        )
        .service(
            web::resource("/records/{object}/selected/remove")
                .get(selected::members::remove_page)
                .post(selected::members::remove_them),
        )
        .service(web::resource("/records/{object}/selected/edit").get(selected::edit::page).post(selected::edit::save))
        .service(
            web::resource("/records/{object}/selected/delete")
                .get(selected::delete::page)
                .post(selected::delete::delete),
        )
        .service(
            form::with_room(web::resource("/records/{object}/new"), record::fields::FORM_BYTES)
                .get(record::create::page)
                .post(record::create::create),
        )
        .service(
            form::with_room(web::resource("/records/{object}/{id:[0-9]+}"), record::fields::FORM_BYTES)
                .get(record::show::page)
                .post(record::show::save),
        )
        .service(
            web::resource("/records/{object}/{id:[0-9]+}/delete")
                .get(record::delete::page)
                .post(record::delete::delete),
        );
}
