//! One's own profile: name, language, time zone, theme (R62), and the password.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use chrono_tz::{TZ_VARIANTS, Tz};

use super::error::WebError;
use super::field_errors::FieldErrors;
use super::flash::Notice;
use super::form::{Checked, FormKey};
use super::page::{Banner, Choice, Page, SettingsEntry};
use super::sign_in::{pause, see, throttle_subject};
use super::viewer::SignedIn;
use super::{password_hash, routes, words};
use crate::db::sent_forms;
use crate::db::throttle::{self, Attempt};
use crate::db::users::{self, Profile};
use crate::domain::lang::Lang;
use crate::domain::password::{self, MAX_CHARS};
use crate::domain::theme::Theme;
use crate::i18n::Locale;

#[derive(Template)]
#[template(path = "pages/profile.html")]
struct ProfilePage {
    page: Page,
    errors: FieldErrors,
    /// Of the form of the password.
    hidden: Vec<(&'static str, String)>,
    full_name: String,
    own_email: String,
    languages: Vec<Choice>,
    zones: Vec<Choice>,
    themes: Vec<Choice>,
    url: &'static str,
    password_url: &'static str,
}

/// The two forms.
pub(super) async fn page(me: SignedIn) -> Result<HttpResponse, WebError> {
    let name = me.viewer.user.name.clone();
    answer(StatusCode::OK, &me, name, me.viewer.user.zone.name(), FieldErrors::none()).await
}

/// Saves the profile; the answer is in the language just chosen.
pub(super) async fn save(me: SignedIn, Checked(fields): Checked) -> Result<HttpResponse, WebError> {
    let name = fields.one("name")?.trim().to_owned();
    let zone_name = fields.one("zone")?.to_owned();
    let lang: Lang = fields.one("language")?.parse().map_err(|_| WebError::BadRequest("no such language".into()))?;
    let theme = Theme::from_text(fields.one("theme")?);
    let mut errors = FieldErrors::none();
    if let Some(sentence) = words::name_error(me.locale(), &name, "prof-err-name") {
        errors.add("name", sentence);
    }
    let zone = zone_name.parse::<Tz>();
    let (Ok(zone), true) = (zone, errors.is_empty()) else {
        if zone_name.parse::<Tz>().is_err() {
            errors.add("zone", me.say("prof-err-zone"));
        }
        return answer(StatusCode::UNPROCESSABLE_ENTITY, &me, name, &zone_name, errors).await;
    };
    let (id, by, now) = (me.viewer.user.id, me.viewer.actor(), me.now());
    let profile = Profile { name, lang, zone, theme };
    let typed = profile.name.clone();
    if !me.app.db.write(move |c| users::set_profile(c, id, &profile, &by, now)).await? {
        let errors = FieldErrors::one("name", me.say("form-err-name-taken"));
        return answer(StatusCode::UNPROCESSABLE_ENTITY, &me, typed, &zone_name, errors).await;
    }
    me.flash(&Notice::toast(&Locale::new(lang, zone).say("prof-saved")))?;
    Ok(see(routes::PROFILE))
}

/// Changes the password, after the current one, throttled like the sign-in (R61); the other sessions end. The same form sent
/// again is answered as the first time, though its current password is not that any more.
pub(super) async fn change_password(me: SignedIn, Checked(fields): Checked) -> Result<HttpResponse, WebError> {
    let (current, new) = (fields.one("current")?.to_owned(), fields.one("new")?.to_owned());
    let user = me.viewer.user.clone();
    let mut errors = FieldErrors::none();
    if current.is_empty() {
        errors.add("current", me.say("auth-err-password"));
    }
    if let Err(e) = password::check(&new, &user.name, &user.email) {
        errors.add("new", words::password_error(me.locale(), e));
    } else if new == current {
        errors.add("new", me.say("prof-err-password-same"));
    }
    if !errors.is_empty() {
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, &me, errors).await;
    }

    let form = FormKey::of(&fields)?.hash(routes::PASSWORD, &fields)?;
    if was_taken(&me, &form).await? {
        return changed(&me);
    }
    let (subject, now) = (throttle_subject(&me.visit, "password", &user.email), me.now());
    let (attempt, verified) = {
        let (subject, email) = (subject.clone(), user.email.clone());
        me.app
            .db
            .write(move |c| {
                let hash = users::find_for_sign_in(c, &email)?.and_then(|(_, hash)| hash);
                Ok((throttle::attempt(c, &subject, now)?, hash))
            })
            .await?
    };
    if let Attempt::Paused(rest) = attempt {
        let page = me.visit.page(&me.say("prof-title"));
        let sentence = me.say("prof-password-paused").with("duration", pause(&page, rest));
        return refuse(StatusCode::TOO_MANY_REQUESTS, &me, FieldErrors::one("current", sentence)).await;
    }
    let cost = me.app.config.password_cost_kib;
    let is_right =
        current.chars().count() <= MAX_CHARS && password_hash::verify(current, verified.clone(), cost).await?;
    let Some(verified) = verified.filter(|_| is_right) else {
        // The first of two may have come to its end while this one was judged.
        return if was_taken(&me, &form).await? { changed(&me) } else { refuse_current(&me).await };
    };
    let hash = password_hash::make(new, cost).await?;
    let viewer = me.viewer.clone();
    let saved = me
        .app
        .db
        .write(move |c| {
            throttle::forget(c, &subject)?;
            sent_forms::once(c, &viewer, &form, now, |c| {
                let (id, by) = (viewer.user.id, viewer.actor());
                let is_saved = users::change_password(c, id, (&verified, &hash), &viewer.session, &by, now)?;
                Ok(is_saved.then(|| routes::PROFILE.to_owned()).ok_or(()))
            })
        })
        .await?;
    if saved.is_ok() { changed(&me) } else { refuse_current(&me).await }
}

/// Whether this form changed the password when it was sent before.
async fn was_taken(me: &SignedIn, form: &str) -> Result<bool, WebError> {
    let (id, form) = (me.viewer.user.id, form.to_owned());
    Ok(me.app.db.read(move |c| sent_forms::answer(c, id, &form)).await?.is_some())
}

fn changed(me: &SignedIn) -> Result<HttpResponse, WebError> {
    me.flash(&Notice::ok(&me.say("prof-password-changed")))?;
    Ok(see(routes::PROFILE))
}

async fn refuse_current(me: &SignedIn) -> Result<HttpResponse, WebError> {
    let errors = FieldErrors::one("current", me.say("prof-err-password-current"));
    refuse(StatusCode::UNPROCESSABLE_ENTITY, me, errors).await
}

async fn refuse(status: StatusCode, me: &SignedIn, errors: FieldErrors) -> Result<HttpResponse, WebError> {
    let name = me.viewer.user.name.clone();
    answer(status, me, name, me.viewer.user.zone.name(), errors).await
}

async fn answer(
    status: StatusCode,
    me: &SignedIn,
    full_name: String,
    zone_name: &str,
    errors: FieldErrors,
) -> Result<HttpResponse, WebError> {
    let mut page = me.page(me.say("prof-title")).await?;
    page.settings = Some(SettingsEntry::Profile);
    page.banner = Banner::of_errors(page.locale, &errors).or(page.banner);
    let body = ProfilePage {
        hidden: vec![FormKey::new()?.field()],
        full_name,
        own_email: me.viewer.user.email.clone(),
        languages: languages(page.locale.lang()),
        zones: zones(me, zone_name),
        themes: themes(&page),
        url: routes::PROFILE,
        password_url: routes::PASSWORD,
        page,
        errors,
    }
    .render()?;
    Ok(HttpResponse::build(status).content_type("text/html; charset=utf-8").body(body))
}

/// Each language by its own name.
fn languages(chosen: Lang) -> Vec<Choice> {
    [(Lang::En, "English"), (Lang::Fr, "Français")]
        .into_iter()
        .map(|(lang, name)| Choice { value: lang.as_str().into(), label: name.into(), selected: lang == chosen })
        .collect()
}

/// Every IANA zone, with its distance from UTC now.
fn zones(me: &SignedIn, chosen: &str) -> Vec<Choice> {
    let (lang, now) = (me.locale().lang(), me.now());
    TZ_VARIANTS
        .iter()
        .map(|zone| Choice {
            value: zone.name().into(),
            label: Locale::new(lang, *zone).zone_label(now),
            selected: zone.name() == chosen,
        })
        .collect()
}

fn themes(page: &Page) -> Vec<Choice> {
    [(Theme::System, "app-theme-system"), (Theme::Light, "app-theme-light"), (Theme::Dark, "app-theme-dark")]
        .into_iter()
        .map(|(theme, key)| Choice {
            value: theme.as_str().into(),
            label: page.say(key).to_string(),
            selected: theme == page.theme,
        })
        .collect()
}
