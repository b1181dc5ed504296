//! Requests that change something come from our own pages, or not at all (SECURITY.md D7).

use actix_web::HttpRequest;
use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::HeaderMap;
use actix_web::middleware::Next;
use actix_web::web::Data;

use super::error::WebError;
use crate::app::App;
use crate::domain::fetch_metadata::{self, Change, FetchHeaders};

/// The headers that tell where a request comes from. One that is not text reads as empty, never as missing.
pub(super) fn fetch_headers(headers: &HeaderMap) -> FetchHeaders<'_> {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    FetchHeaders {
        sec_fetch_site: text("sec-fetch-site"),
        sec_fetch_mode: text("sec-fetch-mode"),
        sec_fetch_dest: text("sec-fetch-dest"),
        sec_fetch_user: text("sec-fetch-user"),
        sec_purpose: text("sec-purpose"),
        purpose: text("purpose"),
        x_moz: text("x-moz"),
        origin: text("origin"),
        referer: text("referer"),
    }
}

/// The path of the page of ours on which the visitor was, if the browser tells.
pub(super) fn own_referer(req: &HttpRequest) -> Option<String> {
    let own = req.app_data::<Data<App>>().map(|app| app.config.own_origins()).unwrap_or_default();
    fetch_metadata::own_page(fetch_headers(req.headers()).referer?, &own)
}

/// What Origin and Fetch-Metadata say of a request that may change something.
fn judge(req: &HttpRequest) -> Change {
    let own = req.app_data::<Data<App>>().map(|app| app.config.own_origins()).unwrap_or_default();
    fetch_metadata::may_change(!req.method().is_safe(), &fetch_headers(req.headers()), &own)
}

/// Refuses unsafe requests that another site sent.
pub(super) async fn guard<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, actix_web::Error> {
    if judge(req.request()) != Change::Refused {
        return Ok(next.call(req).await?.map_into_left_body());
    }
    let answer = WebError::ForeignForm.page(req.request()).await;
    Ok(req.into_response(answer).map_into_right_body())
}

/// Whether the headers alone prove that one of our pages sent the form; needed where there is no session token to check.
pub(super) fn is_certainly_own(req: &HttpRequest) -> bool {
    judge(req) == Change::Allowed
}
