//! Taking the sign-in away, after a question, and giving it back (R5, R60).

use actix_web::HttpResponse;
use actix_web::web::Path;
use askama::Template;

use crate::db::users::{self, RightsChange};
use crate::domain::user::User;
use crate::web::error::WebError;
use crate::web::flash::Notice;
use crate::web::form::Checked;
use crate::web::page::Page;
use crate::web::routes;
use crate::web::sign_in::see;
use crate::web::viewer::{Refusal, SuperAdmin};

#[derive(Template)]
#[template(path = "pages/users/deactivate.html", blocks = ["dialog"])]
struct DeactivatePage {
    page: Page,
    fragment: bool,
    user: User,
    url: String,
    back: &'static str,
}

/// The question, as a page or for the dialog.
pub(in crate::web) async fn page(admin: SuperAdmin, user: Path<String>) -> Result<HttpResponse, WebError> {
    let user = super::find(&admin, &user).await?;
    if user.deactivated_at.is_some() {
        return Ok(see(routes::USERS));
    }
    let title = admin.say("usr-deactivate-title").user("name", user.name.as_str());
    let page = super::users_page(&admin, title).await?;
    let (fragment, url) = (admin.wants_fragment, routes::deactivate(&user.public_id));
    let question = DeactivatePage { page, fragment, user, url, back: routes::USERS };
    let body = if fragment { question.as_dialog().render()? } else { question.render()? };
    Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").body(body))
}

/// Takes the sign-in away: their sessions end and their open exports are cancelled at once.
pub(in crate::web) async fn deactivate(
    admin: SuperAdmin,
    user: Path<String>,
    Checked(_): Checked,
) -> Result<HttpResponse, WebError> {
    let (public_id, by, now) = (user.into_inner(), admin.viewer.actor(), admin.now());
    let change = admin.app.db.write(move |c| users::deactivate(c, &public_id, &by, now)).await?;
    if matches!(&change, RightsChange::Done(user) if user.id == admin.viewer.user.id) {
        admin.end_session();
        return Ok(see(&routes::sign_in_after_end()));
    }
    back(&admin, change, "usr-deactivate-done")
}

/// Gives the sign-in back.
pub(in crate::web) async fn reactivate(
    admin: SuperAdmin,
    user: Path<String>,
    Checked(_): Checked,
) -> Result<HttpResponse, WebError> {
    let (public_id, by, now) = (user.into_inner(), admin.viewer.actor(), admin.now());
    let change = admin.app.db.write(move |c| users::reactivate(c, &public_id, &by, now)).await?;
    back(&admin, change, "usr-reactivate-done")
}

fn back(admin: &SuperAdmin, change: RightsChange, done: &'static str) -> Result<HttpResponse, WebError> {
    let notice = match change {
        RightsChange::Done(_) | RightsChange::Already(_) => Notice::toast(&admin.say(done)),
        RightsChange::LastSuperAdmin(_) => Notice::bad(&admin.say("usr-last-super")),
        RightsChange::NotAllowed => return Err(WebError::Forbidden(Refusal::SuperAdmins)),
        RightsChange::Overtaken(_) | RightsChange::Unknown => return Err(WebError::NotFound),
    };
    admin.flash(&notice)?;
    Ok(see(routes::USERS))
}
