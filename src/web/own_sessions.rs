//! One's own sessions: where one is signed in, and how to end it (R61).

use actix_web::HttpResponse;
use actix_web::web::Path;
use askama::Template;
use chrono::{DateTime, Utc};

use super::error::WebError;
use super::flash::Notice;
use super::form::{Checked, FormKey};
use super::page::{Page, SettingsEntry};
use super::sign_in::see;
use super::viewer::SignedIn;
use super::{routes, user_agent};
use crate::db::sessions::{self, SessionRow};
use crate::db::{audit, sent_forms};
use crate::domain::audit::{Action, Event, Subject};
use crate::domain::viewer::Actor;
use crate::i18n::Locale;

#[derive(Template)]
#[template(path = "pages/sessions.html")]
struct SessionsPage {
    page: Page,
    rows: Vec<Row>,
    has_others: bool,
    hidden: Vec<(&'static str, String)>,
    end_others_url: &'static str,
    zone: String,
}

/// A session as its owner sees it.
struct Row {
    device: String,
    address: String,
    is_kept: bool,
    is_this: bool,
    started_at: DateTime<Utc>,
    last_seen_at: DateTime<Utc>,
    end_url: String,
}

impl Row {
    fn of(session: &SessionRow, this: &str, locale: Locale) -> Self {
        Self {
            device: device(locale, &session.user_agent),
            address: session.ip.clone().unwrap_or_default(),
            is_kept: session.keep_signed_in,
            is_this: session.public_id == this,
            started_at: session.created_at(),
            last_seen_at: session.last_seen_at(),
            end_url: routes::end_session(&session.public_id),
        }
    }
}

/// The table.
pub(super) async fn page(me: SignedIn) -> Result<HttpResponse, WebError> {
    let (id, now) = (me.viewer.user.id, me.now());
    let living = me.app.db.read(move |c| sessions::of_user(c, id, now)).await?;
    let mut page = me.page(me.say("ses-title")).await?;
    page.settings = Some(SettingsEntry::Sessions);
    let rows: Vec<Row> = living.iter().map(|row| Row::of(row, &me.viewer.session, page.locale)).collect();
    let has_others = rows.iter().any(|row| !row.is_this);
    let zone = page.locale.zone_label(now);
    let hidden = vec![FormKey::new()?.field()];
    let body = SessionsPage { page, rows, has_others, hidden, end_others_url: routes::END_OTHER_SESSIONS, zone };
    let body = body.render()?;
    Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").body(body))
}

/// Ends one session. That of somebody else is as unknown as none (R7). The same form sent again is answered as the first time.
pub(super) async fn end(
    me: SignedIn,
    session: Path<String>,
    Checked(fields): Checked,
) -> Result<HttpResponse, WebError> {
    let public_id = session.into_inner();
    let is_this = public_id == me.viewer.session;
    let form = FormKey::of(&fields)?.hash(&routes::end_session(&public_id), &fields)?;
    let (viewer, now) = (me.viewer.clone(), me.now());
    let ended = me
        .app
        .db
        .write(move |c| {
            sent_forms::once(c, &viewer, &form, now, |c| {
                if !sessions::end_own(c, viewer.user.id, &public_id)? {
                    return Ok(Err(WebError::NotFound));
                }
                audit::record(c, &trace(viewer.actor(), viewer.user.id, 1, now))?;
                Ok(Ok(routes::SESSIONS.to_owned()))
            })
        })
        .await?;
    ended?;
    if is_this {
        me.end_session();
        return Ok(see(&routes::sign_in_after_end()));
    }
    me.flash(&Notice::toast(&me.say("ses-ended")))?;
    Ok(see(routes::SESSIONS))
}

/// Ends all sessions but this one.
pub(super) async fn end_others(me: SignedIn, Checked(_): Checked) -> Result<HttpResponse, WebError> {
    let (id, this) = (me.viewer.user.id, me.viewer.session.clone());
    let (by, now) = (me.viewer.actor(), me.now());
    let ended = me
        .app
        .db
        .write(move |c| {
            let ended = sessions::end_all(c, id, Some(&this))?;
            if ended > 0 {
                audit::record(c, &trace(by, id, ended, now))?;
            }
            Ok(ended)
        })
        .await?;
    let count = i64::try_from(ended).unwrap_or(i64::MAX);
    let words = me.say("ses-ended-others").with("count", count).with("n", me.locale().number(count));
    me.flash(&Notice::toast(&words))?;
    Ok(see(routes::SESSIONS))
}

fn trace(by: Actor, user_id: i64, ended: usize, now: DateTime<Utc>) -> Event {
    let detail = serde_json::json!({ "sessions_ended": ended });
    Event::new(Action::SessionsEnded, by, now).about(Subject::User(user_id)).with(detail)
}

fn device(locale: Locale, agent: &str) -> String {
    match user_agent::device(agent) {
        Some((browser, system)) => locale.say("ses-agent").with("browser", browser).with("system", system),
        None => locale.say("ses-agent-unknown"),
    }
    .to_string()
}
