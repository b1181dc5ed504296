//! The rights of one user (R5, R6, R61).

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;

use super::rights_form::{self, Reach, RightBox};
use super::{Standing, Urls};
use crate::db::objects;
use crate::db::users::{self, RightsChange};
use crate::domain::record::Object;
use crate::domain::user::{Rights, User};
use crate::web::error::WebError;
use crate::web::field_errors::FieldErrors;
use crate::web::flash::Notice;
use crate::web::form::Checked;
use crate::web::page::{Banner, Page};
use crate::web::routes;
use crate::web::sign_in::see;
use crate::web::viewer::{Refusal, SuperAdmin};

#[derive(Template)]
#[template(path = "pages/users/rights.html")]
struct RightsPage {
    page: Page,
    errors: FieldErrors,
    user: User,
    standing: Standing,
    boxes: Vec<RightBox>,
    reach: Reach,
    /// The rights that the form was filled with ([`users::seen_rights`]).
    seen: String,
    urls: Urls,
    back: &'static str,
}

/// The form.
pub(in crate::web) async fn page(admin: SuperAdmin, user: Path<String>) -> Result<HttpResponse, WebError> {
    let user = super::find(&admin, &user).await?;
    as_it_is(StatusCode::OK, &admin, user, None).await
}

/// Sets the rights; the user's sessions end, and with the export right their open exports.
pub(in crate::web) async fn save(
    admin: SuperAdmin,
    user: Path<String>,
    Checked(fields): Checked,
) -> Result<HttpResponse, WebError> {
    let public_id = user.into_inner();
    let all = admin.app.db.read(objects::every).await?;
    let (rights, open) = (rights_form::read(&fields), rights_form::read_reach(&fields, &all)?);
    let seen = fields.one("seen")?.to_owned();
    let mut errors = FieldErrors::none();
    rights_form::check(admin.locale(), rights, &mut errors);
    rights_form::check_reach(admin.locale(), rights, open.as_deref(), &mut errors);
    if !errors.is_empty() {
        let user = super::find(&admin, &public_id).await?;
        return with_errors(&admin, user, (rights, open, seen), errors).await;
    }
    let (session, by, now) = (admin.viewer.session.clone(), admin.viewer.actor(), admin.now());
    let (objects, known) = (open.clone(), seen.clone());
    let change = admin
        .app
        .db
        .write(move |c| {
            users::save_rights(c, &public_id, &known, (rights, objects.as_deref()), Some(&session), &by, now)
        })
        .await?;
    match change {
        RightsChange::Done(user) if user.id == admin.viewer.user.id && !rights.super_admin => {
            admin.end_session();
            Ok(see(&routes::sign_in_after_end()))
        }
        RightsChange::Done(_) | RightsChange::Already(_) => {
            admin.flash(&Notice::toast(&admin.say("usr-saved")))?;
            Ok(see(routes::USERS))
        }
        RightsChange::LastSuperAdmin(user) => {
            let errors = FieldErrors::one("rights", admin.say("usr-last-super"));
            with_errors(&admin, *user, (rights, open, seen), errors).await
        }
        // What was ticked is not kept: to save it again would give back what somebody has just taken away.
        RightsChange::Overtaken(user) => {
            let sentence = Banner::bad(admin.say("usr-overtaken"));
            as_it_is(StatusCode::CONFLICT, &admin, *user, Some(sentence)).await
        }
        RightsChange::NotAllowed => Err(WebError::Forbidden(Refusal::SuperAdmins)),
        RightsChange::Unknown => Err(WebError::NotFound),
    }
}

/// The form filled with what the user may do now.
async fn as_it_is(
    status: StatusCode,
    admin: &SuperAdmin,
    user: User,
    banner: Option<Banner>,
) -> Result<HttpResponse, WebError> {
    let form = (user.rights, user.objects.clone(), users::seen_rights(&user));
    answer(status, admin, user, form, FieldErrors::none(), banner).await
}

/// The form as it was sent, with what is wrong.
async fn with_errors(
    admin: &SuperAdmin,
    user: User,
    form: (Rights, Option<Vec<i64>>, String),
    errors: FieldErrors,
) -> Result<HttpResponse, WebError> {
    let banner = Banner::of_errors(admin.locale(), &errors);
    answer(StatusCode::UNPROCESSABLE_ENTITY, admin, user, form, errors, banner).await
}

async fn answer(
    status: StatusCode,
    admin: &SuperAdmin,
    user: User,
    (rights, open, seen): (Rights, Option<Vec<i64>>, String),
    errors: FieldErrors,
    banner: Option<Banner>,
) -> Result<HttpResponse, WebError> {
    let title = admin.say("usr-edit-title").user("name", user.name.as_str());
    let mut page = super::users_page(admin, title).await?;
    page.banner = banner.or(page.banner);
    let (invitations, mut all) = admin.app.db.read(|c| Ok((users::invitations(c)?, objects::every(c)?))).await?;
    // Of those that were put away, what the user is limited to: saved without it, it would be taken away unseen.
    let is_in = |ids: Option<&[i64]>, object: &Object| ids.is_some_and(|ids| ids.contains(&object.id));
    all.retain(|object| {
        !object.is_archived || is_in(user.objects.as_deref(), object) || is_in(open.as_deref(), object)
    });
    let body = RightsPage {
        standing: Standing::of(&user, &invitations, admin.now()),
        boxes: rights_form::boxes(page.locale, rights),
        reach: rights_form::reach(page.locale, &all, open.as_deref()),
        seen,
        urls: Urls::of(&user),
        back: routes::USERS,
        page,
        errors,
        user,
    }
    .render()?;
    Ok(HttpResponse::build(status).content_type("text/html; charset=utf-8").body(body))
}
