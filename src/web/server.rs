//! The HTTP server: what surrounds every handler, and how it starts and stops.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener};

use actix_session::SessionMiddleware;
use actix_session::config::{CookieContentSecurity, PersistentSession, TtlExtensionPolicy};
use actix_web::cookie::{Key, SameSite, time::Duration};
use actix_web::dev::Server;
use actix_web::http::{Method, header};
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{self, Data};
use actix_web::{App as ActixApp, HttpRequest, HttpResponse, HttpServer};
use anyhow::{Context, anyhow};

use super::assets;
use super::error::WebError;
use super::sessions::DbSessions;
use super::sign_in::see;
use super::{csrf, headers, routes, setup};
use crate::app::App;

/// Takes the address that the settings name.
///
/// # Errors
/// A sentence with the mend when the address is in use or not this machine's.
pub fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    let listener = TcpListener::bind(address).map_err(|e| {
        let mend = match e.kind() {
            ErrorKind::AddrInUse => {
                "another program uses the port. Stop it, or set WAYBILL_LISTEN to another address and port"
            }
            ErrorKind::PermissionDenied => "this user may not. Set WAYBILL_LISTEN to a port from 1024 on",
            _ => "the address is not this machine's. Set WAYBILL_LISTEN to one that is, for example 127.0.0.1:8080",
        };
        anyhow!(e).context(format!("cannot listen on {address}: {mend}"))
    })?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// Serves until a signal ends the process; requests under way are let finish.
///
/// # Errors
/// When the server cannot be started or breaks off.
pub fn serve(app: App, listener: TcpListener, setup_code: Option<String>) -> anyhow::Result<()> {
    actix_web::rt::System::new()
        .block_on(async move { prepare(app, listener, setup_code, true)?.await.context("the server broke off") })
}

/// Prepares the server; it runs when it is awaited. The one-time code of a new installation comes along (R60).
///
/// # Errors
/// When the server cannot be prepared.
pub fn prepare(
    app: App,
    listener: TcpListener,
    setup_code: Option<String>,
    heeds_signals: bool,
) -> anyhow::Result<Server> {
    let sessions = DbSessions::new(app.clone());
    let data = Data::new(app.clone());
    let code = Data::new(setup::Code(setup_code));
    let is_https = app.config.is_https();
    let key = Key::from(&app.config.secret_key.cookie_key());
    let server = HttpServer::new(move || {
        // The session lives as long as its row; the cookie's own age is only an upper bound (R61).
        let session = SessionMiddleware::builder(sessions.clone(), key.clone())
            .cookie_name(if is_https { "__Host-waybill".into() } else { "waybill".into() })
            .cookie_secure(is_https)
            .cookie_http_only(true)
            .cookie_same_site(SameSite::Lax)
            .cookie_path("/".into())
            .cookie_content_security(CookieContentSecurity::Signed)
            .session_lifecycle(
                PersistentSession::default()
                    .session_ttl(Duration::days(30))
                    .session_ttl_extension_policy(TtlExtensionPolicy::OnStateChanges),
            )
            .build();
        ActixApp::new()
            .app_data(data.clone())
            .app_data(code.clone())
            .app_data(web::PayloadConfig::new(256 * 1024))
            .wrap(from_fn(headers::error_pages))
            .wrap(from_fn(csrf::guard))
            .wrap(session)
            .wrap(from_fn(headers::own_host))
            .wrap(Compress::default())
            .wrap(from_fn(headers::around))
            .configure(routes::configure)
            .default_service(web::to(not_found))
    })
    .workers(2)
    // Without it compressed pages take 44 ms each (PERFORMANCE.md E).
    .tcp_nodelay(true)
    .client_request_timeout(std::time::Duration::from_secs(10))
    .shutdown_timeout(20)
    .listen(listener)?;
    let server = if heeds_signals { server } else { server.disable_signals() };
    Ok(server.run())
}

/// There is no such page; whoever asks for the address at which a form was refused gets the page that the form is on.
async fn not_found(req: HttpRequest) -> Result<HttpResponse, WebError> {
    let page = routes::page_of_form(req.path()).filter(|_| req.method() == Method::GET);
    page.map(|page| see(&page)).ok_or(WebError::NotFound)
}

/// A static file; its URL changes with its content, so it may be kept for ever.
pub(super) async fn asset(req: HttpRequest) -> Result<HttpResponse, WebError> {
    let asset = assets::find(req.path()).ok_or(WebError::NotFound)?;
    Ok(HttpResponse::Ok()
        .content_type(asset.content_type)
        .insert_header((header::CACHE_CONTROL, assets::CACHE_CONTROL))
        .body(asset.bytes))
}

/// What browsers ask for by themselves.
pub(super) async fn favicon() -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, assets::url(assets::Name::Favicon))).finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_cannot_be_had_says_why() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let why = |address: SocketAddr| format!("{:#}", bind(address).unwrap_err());
        assert!(why(taken.local_addr().unwrap()).contains("another program uses the port"));
        // From the range for documentation: no machine has it.
        let foreign = why("192.0.2.1:8080".parse().unwrap());
        assert!(foreign.contains("the address is not this machine's. Set WAYBILL_LISTEN"), "{foreign}");
    }
}
