//! What every answer carries, and what every request gets before anything else: an id, a line in the log, the host check.

use std::time::Instant;

use actix_web::HttpMessage;
use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Data;

use super::error::WebError;
use super::form::MAX_BYTES;
use super::routes;
use super::visit::{RequestId, Visit};
use crate::app::App;
use crate::secret;

const CSP: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

/// Gives the request an id, writes it into the log with status and time, and adds the safety headers to the answer.
/// Query strings, cookies and bodies stay out of the log (R73).
pub(super) async fn around<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let started = Instant::now();
    let id = secret::public_id().map_err(WebError::from)?;
    req.extensions_mut().insert(RequestId(id.clone()));
    let is_https = req.app_data::<Data<App>>().is_some_and(|app| app.config.is_https());
    let (method, path) = (req.method().clone(), req.path().to_owned());
    let visit = Visit::of(req.request());
    let mut res = match next.call(req).await {
        Ok(res) => res,
        Err(e) => return Err(without_session(&visit?, e, &id, is_https)),
    };
    add(res.headers_mut(), &id, is_https, path.starts_with("/static/"));
    if path != "/healthz" {
        tracing::info!(request = id, %method, path = routes::without_secrets(&path), status = res.status().as_u16(), ms = started.elapsed().as_millis(), "request");
    }
    Ok(res)
}

/// Only the session middleware fails past `error_pages`: the database did not let it read or write a session. Then nobody
/// knows who asks, and the request is gone with the error.
fn without_session(visit: &Visit, cause: actix_web::Error, id: &str, is_https: bool) -> actix_web::Error {
    tracing::warn!(request = id, cause = %cause, "a session could not be read or written");
    let mut answer = WebError::Unavailable(cause.to_string()).page_for(visit, None, Vec::new(), "", MAX_BYTES);
    add(answer.headers_mut(), id, is_https, false);
    InternalError::from_response(cause, answer).into()
}

fn add(headers: &mut HeaderMap, id: &str, is_https: bool, is_static: bool) {
    let mut set = |name: HeaderName, value: HeaderValue| {
        if !headers.contains_key(&name) {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_SECURITY_POLICY, CSP);
    set(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // Not no-referrer: browsers would then send `Origin: null` with our own forms (SECURITY.md V3.4.5).
    set(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    set(HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin"));
    set(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin"));
    if !is_static {
        set(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if is_https {
        set(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=63072000; includeSubDomains"));
    }
    if let Ok(id) = HeaderValue::from_str(id) {
        set(HeaderName::from_static("x-request-id"), id);
    }
}

/// Only requests for this server's own host come further (SECURITY.md D9); probes may use any name.
pub(super) async fn own_host<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, actix_web::Error> {
    let is_probe = matches!(req.path(), "/healthz" | "/readyz" | "/metrics");
    let host = req
        .headers()
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .or_else(|| req.uri().authority().map(actix_web::http::uri::Authority::as_str))
        .unwrap_or_default();
    let is_own = req.app_data::<Data<App>>().is_some_and(|app| app.config.accepts_host(host));
    if is_own || is_probe {
        return Ok(next.call(req).await?.map_into_left_body());
    }
    let answer = WebError::WrongHost.page(req.request()).await;
    Ok(req.into_response(answer).map_into_right_body())
}

/// Turns what a handler or an extractor could not answer into a page (`error.rs` decides which).
pub(super) async fn error_pages<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, actix_web::Error> {
    let res = next.call(req).await?;
    let Some(error) = res.response().error() else { return Ok(res.map_into_left_body()) };
    let answer = match error.as_error::<WebError>() {
        Some(error) => error.page(res.request()).await,
        None => unexpected(error).page(res.request()).await,
    };
    let req = res.request().clone();
    Ok(ServiceResponse::new(req, answer).map_into_right_body())
}

/// What the server or an extractor of its own refused.
fn unexpected(error: &actix_web::Error) -> WebError {
    match error.as_response_error().status_code().as_u16() {
        404 => WebError::NotFound,
        405 => WebError::MethodNotAllowed,
        413 => WebError::TooLarge,
        400..=499 => WebError::BadRequest(error.to_string()),
        _ => WebError::internal(error),
    }
}
