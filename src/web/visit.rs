//! The facts of one request that have nothing to do with who is signed in.

use std::future::{Ready, ready};
use std::net::IpAddr;
use std::sync::Once;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use chrono::{DateTime, Utc};

use super::client_ip::{client_ip, unknown_proxy};
use super::error::WebError;
use super::page::Page;
use super::{csrf, routes};
use crate::app::App;
use crate::domain::lang::Lang;
use crate::domain::theme::Theme;
use crate::domain::viewer::Actor;
use crate::i18n::{Locale, Phrase};

/// Id of a request, in the log, in the trail and on error pages.
#[derive(Debug, Clone)]
pub(super) struct RequestId(pub(super) String);

/// A request, whoever sent it.
#[derive(Clone)]
pub(super) struct Visit {
    /// The program.
    pub(super) app: Data<App>,
    /// The client's address (R42).
    pub(super) ip: Option<IpAddr>,
    /// The peer, when it seems to be a reverse proxy that `WAYBILL_TRUSTED_PROXIES` does not name (FAILURES.md F42).
    pub(super) unknown_proxy: Option<IpAddr>,
    /// Id of the request.
    pub(super) request_id: String,
    /// The browser, as it calls itself; cut to 500 characters.
    pub(super) user_agent: String,
    /// Language of the browser or of the cookie of a visitor who chose one (R62).
    pub(super) lang: Lang,
    /// Theme of the cookie.
    pub(super) theme: Theme,
    /// Path and query.
    pub(super) path: String,
    /// Path and query of the page that the theme and language forms come back to.
    pub(super) come_back_to: String,
    /// A script asks for the inner part of a page (DESIGN.md 11).
    pub(super) wants_fragment: bool,
}

/// Name of the cookie that keeps a visitor's language before sign-in.
pub(super) const LANG_COOKIE: &str = "lang";
/// Name of the cookie that keeps a visitor's theme before sign-in.
pub(super) const THEME_COOKIE: &str = "theme";

impl Visit {
    /// Reads a request.
    pub(super) fn of(req: &HttpRequest) -> Result<Self, WebError> {
        let app = req
            .app_data::<Data<App>>()
            .ok_or_else(|| WebError::internal("the program is not part of the server"))?
            .clone();
        let forwarded: Vec<&str> =
            req.headers().get_all("x-forwarded-for").map(|value| value.to_str().unwrap_or_default()).collect();
        let (peer, trusted) = (req.peer_addr().map(|peer| peer.ip()), &app.config.trusted_proxies);
        let ip = peer.map(|peer| client_ip(peer, &forwarded, trusted));
        let unknown_proxy = peer.and_then(|peer| unknown_proxy(peer, &forwarded, trusted));
        if let Some(peer) = unknown_proxy {
            warn_once(peer);
        }
        let text = |name: header::HeaderName| req.headers().get(name).and_then(|value| value.to_str().ok());
        let chosen = req.cookie(LANG_COOKIE).and_then(|cookie| cookie.value().parse().ok());
        Ok(Self {
            ip,
            unknown_proxy,
            request_id: req.extensions().get::<RequestId>().map_or_else(String::new, |id| id.0.clone()),
            user_agent: text(header::USER_AGENT)
                .unwrap_or_default()
                .chars()
                .filter(|c| !c.is_control())
                .take(500)
                .collect(),
            lang: chosen.unwrap_or_else(|| Locale::negotiate(text(header::ACCEPT_LANGUAGE))),
            theme: req.cookie(THEME_COOKIE).map_or(Theme::System, |cookie| Theme::from_text(cookie.value())),
            come_back_to: come_back_to(req),
            path: path_of(req),
            wants_fragment: req.headers().contains_key("x-fragment"),
            app,
        })
    }

    /// The time now.
    pub(super) fn now(&self) -> DateTime<Utc> {
        self.app.clock.now()
    }

    /// Language and zone of a visitor who is not signed in.
    pub(super) fn locale(&self) -> Locale {
        Locale::new(self.lang, chrono_tz::UTC)
    }

    /// A stranger as the trail names them.
    pub(super) fn stranger(&self, email: Option<&str>) -> Actor {
        Actor::stranger(email, self.ip, Some(self.request_id.clone()))
    }

    /// A page for somebody who is not signed in.
    pub(super) fn page(&self, title: &Phrase) -> Page {
        let mut page = Page::for_visitor(self.locale(), self.theme, title.to_string());
        page.path.clone_from(&self.come_back_to);
        page
    }
}

fn path_of(req: &HttpRequest) -> String {
    req.uri().path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string)
}

/// A page that answers a form stands at the form's own URL, without what was asked of the page before it and often without a
/// page of its own: the way back leads to the page that the form was on.
fn come_back_to(req: &HttpRequest) -> String {
    if req.method().is_safe() {
        return path_of(req);
    }
    let page = csrf::own_referer(req).filter(|page| routes::local_path(page).is_some());
    routes::page_to_come_back_to(page.unwrap_or_else(|| path_of(req)))
}

/// Says so in the log, at the first such request of this process.
fn warn_once(peer: IpAddr) {
    static SAID: Once = Once::new();
    SAID.call_once(|| {
        tracing::warn!(
            %peer,
            "a request came with X-Forwarded-For from a peer that is no trusted proxy: the header was ignored. If this is your reverse proxy, name it in WAYBILL_TRUSTED_PROXIES; until then its address is noted as everybody's"
        );
    });
}

impl FromRequest for Visit {
    type Error = WebError;
    type Future = Ready<Result<Self, WebError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(req))
    }
}
