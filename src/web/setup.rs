//! The first start (R60): names the organisation and makes the first super admin, guarded by a one-time code.

use std::sync::Mutex;

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono_tz::Tz;
use subtle::ConstantTimeEq;

use super::error::WebError;
use super::field_errors::FieldErrors;
use super::flash::Notice;
use super::form::{Fields, Open};
use super::page::{Banner, Page};
use super::sessions::Beginning;
use super::sign_in::{first_page, see};
use super::visit::Visit;
use super::{flash, password_hash, routes, words};
use crate::db::users::NewUser;
use crate::db::{account, audit, sessions, users};
use crate::domain::audit::{Action, Event, Subject};
use crate::domain::password;
use crate::domain::user::Rights;
use crate::domain::viewer::Actor;
use crate::secret;

/// The one-time code that the server printed; none once the installation is set up.
pub struct Code(pub Option<String>);

/// Wrong codes that are counted before the setup refuses for good: 20 characters cannot be guessed in so few tries.
const TRIES: u32 = 1_000;
static WRONG: Mutex<u32> = Mutex::new(0);

#[derive(Template)]
#[template(path = "pages/setup.html")]
struct SetupPage {
    page: Page,
    errors: FieldErrors,
    org: String,
    full_name: String,
    email: String,
    code: String,
}

/// The setup page; once there is a user it is not there any more.
pub(super) async fn page(req: HttpRequest, visit: Visit) -> Result<HttpResponse, WebError> {
    if visit.app.db.read(users::any).await? {
        return Ok(see("/"));
    }
    let page = visit.page(&visit.locale().say("setup-title"));
    let typed = Fields::parse(req.query_string().as_bytes())?;
    answer(
        StatusCode::OK,
        SetupPage {
            page,
            errors: FieldErrors::none(),
            org: typed.one("org")?.to_owned(),
            full_name: typed.one("name")?.to_owned(),
            email: typed.one("email")?.to_owned(),
            code: String::new(),
        },
    )
}

/// The time zone of the browser, which a script writes into the form (R62).
pub(super) fn browser_zone(fields: &Fields) -> Result<Option<Tz>, WebError> {
    Ok(fields.one("zone")?.parse().ok())
}

/// Makes organisation and super admin in one transaction, and signs the latter in.
pub(super) async fn create(
    visit: Visit,
    code: Data<Code>,
    session: Session,
    Open(fields): Open,
) -> Result<HttpResponse, WebError> {
    if visit.app.db.read(users::any).await? {
        return Ok(see("/"));
    }
    let (org, name, email) = (
        fields.one("org")?.trim().to_owned(),
        fields.one("name")?.trim().to_owned(),
        fields.one("email")?.trim().to_owned(),
    );
    let (password, typed) = (fields.one("password")?.to_owned(), fields.one("code")?.trim().to_owned());
    let page = visit.page(&visit.locale().say("setup-title"));
    let mut errors = FieldErrors::none();
    if !code_is_right(&code, &typed) {
        errors.add("code", page.say("setup-err-code"));
    }
    if let Some(sentence) = words::name_error(page.locale, &org, "setup-err-org") {
        errors.add("org", sentence);
    }
    if let Some(sentence) = words::name_error(page.locale, &name, "setup-err-name") {
        errors.add("name", sentence);
    }
    if !words::is_email(&email) {
        errors.add("email", page.say("auth-err-email"));
    }
    if let Err(e) = password::check(&password, &name, &email) {
        errors.add("password", words::password_error(page.locale, e));
    }
    if !errors.is_empty() {
        let mut page = page;
        page.banner = Banner::of_errors(page.locale, &errors);
        let typed_so_far = [("org", org.as_str()), ("name", name.as_str()), ("email", email.as_str())];
        page.path = routes::with_typed(routes::SETUP, &typed_so_far);
        return answer(
            StatusCode::UNPROCESSABLE_ENTITY,
            SetupPage { page, errors, org, full_name: name, email, code: typed },
        );
    }

    let hash = password_hash::make(password, visit.app.config.password_cost_kib).await?;
    let user = NewUser {
        public_id: secret::public_id()?,
        name: name.clone(),
        email: email.clone(),
        password_hash: Some(hash),
        lang: Some(visit.lang),
        time_zone: browser_zone(&fields)?.unwrap_or(Tz::UTC).name().to_owned(),
        rights: Rights::SUPER_ADMIN,
    };
    let welcome = Notice::ok(&page.say("setup-done").user("account", org.as_str()));
    let (hold, now) = (visit.app.config.large_export_hold, visit.now());
    let actor = Actor { name: Some(name), ..visit.stranger(Some(&email)) };
    let beginning = Beginning::new(&visit, false)?;
    let row = beginning.row.clone();
    let made = visit
        .app
        .db
        .write(move |c| {
            // The installation's one row makes two setups at once collide: the second finds it taken.
            account::create(c, &org, hold, now)?;
            let id = users::create(c, &user, now)?;
            audit::record(
                c,
                &Event::new(Action::AccountSetUp, Actor { id: Some(id), ..actor }, now).about(Subject::User(id)),
            )?;
            sessions::create(c, id, &row, now)?;
            users::find(c, id)
        })
        .await;
    match made {
        Ok(Some(user)) => {
            beginning.hand_over(&session, &user)?;
            flash::put(&session, &welcome)?;
            Ok(see(&first_page(&visit.app, &user).await?))
        }
        Ok(None) => Err(WebError::internal("the first user is not there")),
        Err(e) if e.is_taken() => Ok(see(routes::SIGN_IN)),
        Err(e) => Err(e.into()),
    }
}

fn code_is_right(code: &Code, typed: &str) -> bool {
    let mut wrong = WRONG.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let is_right = *wrong < TRIES && code.0.as_ref().is_some_and(|code| code.as_bytes().ct_eq(typed.as_bytes()).into());
    if !is_right {
        *wrong += 1;
    }
    is_right
}

fn answer(status: StatusCode, page: SetupPage) -> Result<HttpResponse, WebError> {
    Ok(HttpResponse::build(status).content_type("text/html; charset=utf-8").body(page.render()?))
}
