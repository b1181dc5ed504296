//! Accepting an invitation (R60): name, password, in.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::error::WebError;
use super::field_errors::FieldErrors;
use super::flash::{self, Notice};
use super::form::{Fields, FormKey, Open};
use super::html::Html;
use super::page::{Banner, Page};
use super::sessions::Beginning;
use super::setup::browser_zone;
use super::sign_in::{first_page, see};
use super::visit::Visit;
use super::{links, password_hash, routes, words};
use crate::db::access_links::LinkKind;
use crate::db::users::{Acceptance, NotLetIn};
use crate::db::{account, sent_forms, sessions, users};
use crate::domain::password;
use crate::domain::user::User;

#[derive(Template)]
#[template(path = "pages/invitation.html")]
struct InvitationPage {
    page: Page,
    errors: FieldErrors,
    hidden: Vec<(&'static str, String)>,
    lead: Html,
    full_name: String,
    typed_email: String,
    url: String,
}

/// The form, with the name as it was given by whoever invited.
pub(super) async fn page(req: HttpRequest, visit: Visit, token: Path<String>) -> Result<HttpResponse, WebError> {
    match links::holder(&visit, LinkKind::Invitation, &token).await? {
        Some((user, _)) => {
            let typed = Fields::parse(req.query_string().as_bytes())?.one("name")?.to_owned();
            let name = if typed.is_empty() { user.name.clone() } else { typed };
            answer(&req, &visit, &token, &user, name, &FormKey::new()?, FieldErrors::none()).await
        }
        None => gone(&req, &visit).await,
    }
}

/// Sets name and password, uses the link up and signs in. The same form sent again leads to the sign-in, which whoever is in by
/// then does not see.
pub(super) async fn accept(
    req: HttpRequest,
    visit: Visit,
    session: Session,
    token: Path<String>,
    Open(fields): Open,
) -> Result<HttpResponse, WebError> {
    let key = FormKey::of(&fields)?;
    let form = key.hash(&routes::invitation(&token), &fields)?;
    let Some((invited, nonce)) = links::holder(&visit, LinkKind::Invitation, &token).await? else {
        return match links::sent_before(&visit, LinkKind::Invitation, &token, &form).await? {
            Some(page) => Ok(see(&page)),
            None => gone(&req, &visit).await,
        };
    };
    let (name, password) = (fields.one("name")?.trim().to_owned(), fields.one("password")?.to_owned());
    let locale = visit.locale();
    let mut errors = FieldErrors::none();
    if let Some(sentence) = words::name_error(locale, &name, "setup-err-name") {
        errors.add("name", sentence);
    }
    if let Err(e) = password::check(&password, &name, &invited.email) {
        errors.add("password", words::password_error(locale, e));
    }
    if !errors.is_empty() {
        return answer(&req, &visit, &token, &invited, name, &key, errors).await;
    }
    let password_hash = password_hash::make(password, visit.app.config.password_cost_kib).await?;
    let chosen = Acceptance { name: name.clone(), password_hash, lang: visit.lang, zone: browser_zone(&fields)? };
    let (from, now) = (visit.stranger(None), visit.now());
    let beginning = Beginning::new(&visit, false)?;
    let (row, user_id) = (beginning.row.clone(), invited.id);
    let (accepted, let_in, organisation) = visit
        .app
        .db
        .write(move |c| {
            let mut let_in = None;
            let accepted = sent_forms::once_by(c, user_id, &form, now, |c| {
                let user = match users::accept(c, &nonce, &chosen, &from, now)? {
                    Ok(user) => user,
                    Err(why) => return Ok(Err(why)),
                };
                sessions::create(c, user.id, &row, now)?;
                let_in = Some(user);
                Ok(Ok(routes::sign_in_after_reset()))
            })?;
            Ok((accepted, let_in, account::name(c)?))
        })
        .await?;
    let user = match (accepted, let_in) {
        (Ok(_), Some(user)) => user,
        (Ok(page), None) => return Ok(see(&page)),
        (Err(NotLetIn::Gone), _) => return gone(&req, &visit).await,
        (Err(NotLetIn::NameTaken), _) => {
            let errors = FieldErrors::one("name", locale.say("form-err-name-taken"));
            return answer(&req, &visit, &token, &invited, name, &key, errors).await;
        }
    };
    beginning.hand_over(&session, &user)?;
    let welcome = locale.say("inv-done").user("account", organisation.unwrap_or_default());
    flash::put(&session, &Notice::ok(&welcome))?;
    Ok(see(&first_page(&visit.app, &user).await?))
}

async fn gone(req: &HttpRequest, visit: &Visit) -> Result<HttpResponse, WebError> {
    links::gone(req, visit, ("inv-expired-title", "inv-expired"), ("auth-title", routes::SIGN_IN)).await
}

async fn answer(
    req: &HttpRequest,
    visit: &Visit,
    token: &str,
    invited: &User,
    full_name: String,
    key: &FormKey,
    errors: FieldErrors,
) -> Result<HttpResponse, WebError> {
    let organisation = visit.app.db.read(account::name).await?.unwrap_or_default();
    let mut page = links::page(req, visit, |locale| locale.say("inv-title").user("account", organisation)).await?;
    page.banner = Banner::of_errors(page.locale, &errors);
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let lead = page.rich(page.say("inv-lead").user("email", invited.email.as_str()));
    let (typed_email, url) = (invited.email.clone(), routes::invitation(token));
    if !errors.is_empty() {
        page.path = routes::with_typed(&url, &[("name", full_name.as_str())]);
    }
    let hidden = vec![key.field()];
    let body = InvitationPage { page, errors, hidden, lead, full_name, typed_email, url }.render()?;
    Ok(HttpResponse::build(status).content_type("text/html; charset=utf-8").body(body))
}
