//! Theme and language by one click, signed in or not (R62).

use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};

use super::error::WebError;
use super::form::{Fields, Open, TOKEN_FIELD};
use super::routes;
use super::viewer::SignedIn;
use super::visit::{LANG_COOKIE, THEME_COOKIE, Visit};
use crate::db::users;
use crate::domain::lang::Lang;
use crate::domain::theme::Theme;

/// Sets the theme of the user, or of this browser before sign-in.
pub(super) async fn theme(req: HttpRequest, visit: Visit, Open(fields): Open) -> Result<HttpResponse, WebError> {
    let theme = Theme::from_text(fields.one("theme")?);
    if let Some(signed_in) = signed_in(&req, &fields).await? {
        let id = signed_in.viewer.user.id;
        visit.app.db.write(move |c| users::set_theme(c, id, theme)).await?;
    }
    back(&visit, &fields, THEME_COOKIE, theme.as_str())
}

/// Sets the language of the user, or of this browser before sign-in.
pub(super) async fn language(req: HttpRequest, visit: Visit, Open(fields): Open) -> Result<HttpResponse, WebError> {
    let lang: Lang = fields.one("lang")?.parse().map_err(|_| WebError::BadRequest("no such language".into()))?;
    if let Some(signed_in) = signed_in(&req, &fields).await? {
        let id = signed_in.viewer.user.id;
        visit.app.db.write(move |c| users::set_lang(c, id, Some(lang))).await?;
    }
    back(&visit, &fields, LANG_COOKIE, lang.as_str())
}

async fn signed_in(req: &HttpRequest, fields: &Fields) -> Result<Option<SignedIn>, WebError> {
    match SignedIn::of(req).await? {
        Some(signed_in) if signed_in.token_is_good(fields.one(TOKEN_FIELD)?) => Ok(Some(signed_in)),
        Some(_) => Err(WebError::ForeignForm),
        None => Ok(None),
    }
}

fn back(visit: &Visit, fields: &Fields, name: &'static str, value: &'static str) -> Result<HttpResponse, WebError> {
    let next = routes::local_path(fields.one("next")?).unwrap_or("/").to_owned();
    let cookie = Cookie::build(name, value)
        .path("/")
        .max_age(Duration::days(365))
        .same_site(SameSite::Lax)
        .http_only(true)
        .secure(visit.app.config.is_https())
        .finish();
    Ok(HttpResponse::SeeOther().cookie(cookie).insert_header((header::LOCATION, next)).finish())
}
