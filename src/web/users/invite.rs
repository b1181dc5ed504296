//! Inviting somebody by mail, and sending the invitation again (R60).

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;

use super::rights_form::{self, Reach, RightBox};
use crate::db::users::{self, Invitation, NewUser};
use crate::db::{objects, sent_forms};
use crate::domain::user::Rights;
use crate::secret;
use crate::web::error::WebError;
use crate::web::field_errors::FieldErrors;
use crate::web::flash::Notice;
use crate::web::form::{Checked, FormKey};
use crate::web::page::{Banner, Page};
use crate::web::sign_in::see;
use crate::web::viewer::SuperAdmin;
use crate::web::{routes, words};

#[derive(Template)]
#[template(path = "pages/users/invite.html", blocks = ["dialog"])]
struct InvitePage {
    page: Page,
    fragment: bool,
    errors: FieldErrors,
    hidden: Vec<(&'static str, String)>,
    full_name: String,
    typed_email: String,
    boxes: Vec<RightBox>,
    reach: Reach,
    send_url: &'static str,
    back: &'static str,
}

/// The form, as a page or for the dialog.
pub(in crate::web) async fn page(admin: SuperAdmin) -> Result<HttpResponse, WebError> {
    let rights = Rights { view: true, ..Rights::default() };
    answer(&admin, &FormKey::new()?, FieldErrors::none(), (String::new(), String::new()), (rights, None)).await
}

/// Makes the user and sends the link. The same form sent again is answered as the first time.
pub(in crate::web) async fn send(admin: SuperAdmin, Checked(fields): Checked) -> Result<HttpResponse, WebError> {
    let key = FormKey::of(&fields)?;
    let (name, email) = (fields.one("name")?.trim().to_owned(), fields.one("email")?.trim().to_owned());
    let all = admin.app.db.read(objects::every).await?;
    let (rights, open) = (rights_form::read(&fields), rights_form::read_reach(&fields, &all)?);
    let locale = admin.locale();
    let mut errors = FieldErrors::none();
    if let Some(sentence) = words::name_error(locale, &name, "usr-err-name") {
        errors.add("name", sentence);
    }
    if !words::is_email(&email) {
        errors.add("email", locale.say("form-err-email"));
    }
    rights_form::check(locale, rights, &mut errors);
    rights_form::check_reach(locale, rights, open.as_deref(), &mut errors);
    if !errors.is_empty() {
        return answer(&admin, &key, errors, (name, email), (rights, open)).await;
    }
    let user = NewUser {
        public_id: secret::public_id()?,
        name: name.clone(),
        email: email.clone(),
        password_hash: None,
        // Until they choose: the mail is written in the language, and times shown in the zone, of whoever invites.
        lang: Some(locale.lang()),
        time_zone: admin.viewer.user.zone.name().to_owned(),
        rights,
    };
    let (nonce, viewer, now) = (secret::public_id()?, admin.viewer.clone(), admin.now());
    let (form, objects) = (key.hash(routes::INVITE, &fields)?, open.clone());
    let invited = admin
        .app
        .db
        .write(move |c| {
            sent_forms::once(c, &viewer, &form, now, |c| {
                let is_invited = users::invite(c, &user, objects.as_deref(), &nonce, &viewer.actor(), now)?;
                Ok(is_invited.then(|| routes::USERS.to_owned()).ok_or(()))
            })
        })
        .await;
    let errors = match invited {
        Ok(Ok(page)) => {
            admin.flash(&Notice::toast(&admin.say("usr-invited").user("email", email)))?;
            return Ok(see(&page));
        }
        Ok(Err(())) => FieldErrors::one("name", admin.say("form-err-name-taken")),
        Err(e) if e.is_taken() => FieldErrors::one("email", admin.say("usr-err-email-taken")),
        Err(e) => return Err(e.into()),
    };
    answer(&admin, &key, errors, (name, email), (rights, open)).await
}

/// Sends a new link; the old one dies.
pub(in crate::web) async fn resend(
    admin: SuperAdmin,
    user: Path<String>,
    Checked(_): Checked,
) -> Result<HttpResponse, WebError> {
    let (nonce, by, now) = (secret::public_id()?, admin.viewer.actor(), admin.now());
    let public_id = user.into_inner();
    let sent = admin.app.db.write(move |c| users::reinvite(c, &public_id, &nonce, &by, now)).await?;
    let notice = match sent {
        Invitation::Sent(user) => Notice::toast(&admin.say("usr-resent").user("email", user.email)),
        Invitation::NotPending(user) => Notice::bad(&admin.say("usr-resend-late").user("name", user.name)),
        Invitation::Unknown => return Err(WebError::NotFound),
    };
    admin.flash(&notice)?;
    Ok(see(routes::USERS))
}

async fn answer(
    admin: &SuperAdmin,
    key: &FormKey,
    errors: FieldErrors,
    (full_name, typed_email): (String, String),
    (rights, open): (Rights, Option<Vec<i64>>),
) -> Result<HttpResponse, WebError> {
    let mut page = super::users_page(admin, admin.say("usr-invite-title")).await?;
    page.banner = Banner::of_errors(page.locale, &errors).or(page.banner);
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let boxes = rights_form::boxes(page.locale, rights);
    let mut all = admin.app.db.read(objects::every).await?;
    // Of those that were put away meanwhile, what was ticked: sent again without it, it would be taken away unseen.
    all.retain(|object| !object.is_archived || open.as_deref().is_some_and(|ids| ids.contains(&object.id)));
    let reach = rights_form::reach(page.locale, &all, open.as_deref());
    let fragment = admin.wants_fragment;
    let (send_url, back) = (routes::INVITE, routes::USERS);
    let hidden = vec![key.field()];
    let form = InvitePage { page, fragment, errors, hidden, full_name, typed_email, boxes, reach, send_url, back };
    let body = if fragment { form.as_dialog().render()? } else { form.render()? };
    Ok(HttpResponse::build(status).content_type("text/html; charset=utf-8").body(body))
}
