//! Who may do it stands in the signature: extractors that let a handler run only for those with the right.
//!
//! Rights are read from the database at every request, never kept in the session (SECURITY.md D6).

use std::future::Future;
use std::ops::Deref;
use std::pin::Pin;

use actix_session::SessionExt;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use chrono::Duration;

use super::error::WebError;
use super::flash;
use super::page::{Bell, NavLink, Page, PageViewer, Search};
use super::sessions::{SESSION_ID, USER_ID};
use super::visit::Visit;
use super::{notifications, routes};
use crate::db::{DbConn, QueryResult, objects, sessions, users};
use crate::domain::export::Lost;
use crate::domain::record::Object;
use crate::domain::user::Rights;
use crate::domain::viewer::Viewer;
use crate::i18n::{Locale, Phrase};

/// Purpose of form tokens.
pub(super) const FORM_TOKEN: &str = "form";

/// Somebody who is signed in.
#[derive(Clone)]
pub(super) struct SignedIn {
    /// Who.
    pub(super) viewer: Viewer,
    /// The request.
    pub(super) visit: Visit,
    session: actix_session::Session,
}

impl Deref for SignedIn {
    type Target = Visit;

    fn deref(&self) -> &Visit {
        &self.visit
    }
}

impl SignedIn {
    /// The viewer of a request; `None` when nobody is signed in, or no longer.
    pub(super) async fn of(req: &HttpRequest) -> Result<Option<Self>, WebError> {
        // Several extractors of one request ask; the database is asked once.
        if let Some(known) = req.extensions().get::<Self>() {
            return Ok(Some(known.clone()));
        }
        let visit = Visit::of(req)?;
        let session = req.get_session();
        let (Some(session_id), Some(user_id)) =
            (session.get::<String>(SESSION_ID).ok().flatten(), session.get::<i64>(USER_ID).ok().flatten())
        else {
            return Ok(None);
        };
        let Some(user) = visit.app.db.look_up(move |c| users::find(c, user_id)).await? else { return Ok(None) };
        if !user.is_active() {
            return Ok(None);
        }
        let now = visit.now();
        let is_due = user.last_seen_at.is_none_or(|at| now - at >= Duration::minutes(1));
        // While an index is built no page waits for this note: the next one makes it.
        if is_due && !visit.app.db.is_gate_closed() {
            let session_id = session_id.clone();
            let touched = visit
                .app
                .db
                .write(move |c| sessions::touch(c, &session_id, now).and_then(|()| users::saw(c, user_id, now)))
                .await;
            // On a full disk the pages can still be read; the session only ends earlier than it would have.
            match touched {
                Err(e) if e.is_passing() => tracing::warn!(error = %e, "the use of a session could not be noted"),
                touched => touched?,
            }
        }
        let viewer = Viewer { user, session: session_id, ip: visit.ip, request_id: visit.request_id.clone() };
        let signed_in = Self { viewer, visit, session };
        req.extensions_mut().insert(signed_in.clone());
        Ok(Some(signed_in))
    }

    /// Language and zone of the viewer.
    pub(super) fn locale(&self) -> Locale {
        Locale::new(self.viewer.user.lang.unwrap_or(self.visit.lang), self.viewer.user.zone)
    }

    /// A message in the viewer's language.
    pub(super) fn say(&self, key: &'static str) -> Phrase {
        self.locale().say(key)
    }

    /// The token that this session's forms carry.
    pub(super) fn form_token(&self) -> String {
        self.app.config.secret_key.token(FORM_TOKEN, &self.viewer.session)
    }

    /// Whether a form came from this session.
    pub(super) fn token_is_good(&self, token: &str) -> bool {
        self.app.config.secret_key.verifies(FORM_TOKEN, &self.viewer.session, token)
    }

    /// What the next page shows once, above its heading or at its foot.
    pub(super) fn flash(&self, notice: &flash::Notice) -> Result<(), WebError> {
        flash::put(&self.session, notice)
    }

    /// Ends this session: its row goes, its cookie is taken back.
    pub(super) fn end_session(&self) {
        self.session.purge();
    }

    /// A page with everything that the layout needs.
    pub(super) async fn page(&self, title: impl std::fmt::Display) -> Result<Page, WebError> {
        Ok(self.page_with(title, |_, _| Ok(())).await?.0)
    }

    /// The same with what the page itself asks of the database, in one turn; it is told every object, put away or not.
    pub(super) async fn page_with<T, F>(
        &self,
        title: impl std::fmt::Display,
        question: F,
    ) -> Result<(Page, T), WebError>
    where
        F: FnOnce(&mut DbConn, &[Object]) -> QueryResult<T> + Send + 'static,
        T: Send + 'static,
    {
        let user = &self.viewer.user;
        let locale = self.locale();
        let mut page = Page::for_visitor(locale, user.theme, title.to_string());
        page.path.clone_from(&self.visit.come_back_to);
        page.csrf = Some(self.form_token());
        let rights = user.rights;
        page.viewer = Some(PageViewer {
            name: user.name.clone(),
            email: user.email.clone(),
            id: user.id,
            may_view: rights.may_view(),
            may_import: rights.may_import(),
            may_export: rights.may_export(),
            is_super_admin: rights.super_admin,
        });
        let whose = user.clone();
        let (objects, bell, answer) = self
            .app
            .db
            .read(move |c| {
                let every = objects::every(c)?;
                let answer = question(c, &every)?;
                Ok((every, notifications::latest(c, &whose)?, answer))
            })
            .await?;
        if rights.may_view() {
            page.objects = objects
                .iter()
                .filter(|object| !object.is_archived && user.may_use(object.id))
                .map(|object| {
                    let url = routes::records(&object.name);
                    let current = self.visit.path == url
                        || self.visit.path.starts_with(&format!("{url}?"))
                        || self.visit.path.starts_with(&format!("{url}/"));
                    NavLink { label: super::objects::label(locale, object), url, current }
                })
                .collect();
            let searched = page.objects.iter().find(|link| link.current).or_else(|| page.objects.first());
            page.search = searched.map(|link| Search { url: link.url.clone(), q: String::new() });
        }
        page.bell = Bell {
            unread: bell.unread,
            items: bell.items.iter().map(|item| notifications::bell_item(locale, item)).collect(),
        };
        flash::take(&self.session, &mut page);
        Ok((page, answer))
    }
}

impl FromRequest for SignedIn {
    type Error = WebError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, WebError>>>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move { Self::of(&req).await?.ok_or(WebError::SignInFirst) })
    }
}

macro_rules! with_right {
    ($(#[doc = $doc:literal])* $name:ident, $may:path, $refusal:expr) => {
        $(#[doc = $doc])*
        #[derive(Clone)]
        pub(super) struct $name(pub(super) SignedIn);

        impl Deref for $name {
            type Target = SignedIn;

            fn deref(&self) -> &SignedIn {
                &self.0
            }
        }

        impl FromRequest for $name {
            type Error = WebError;
            type Future = Pin<Box<dyn Future<Output = Result<Self, WebError>>>>;

            fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
                let signed_in = SignedIn::from_request(req, payload);
                Box::pin(async move {
                    let signed_in = signed_in.await?;
                    if $may(signed_in.viewer.user.rights) { Ok(Self(signed_in)) } else { Err($refusal) }
                })
            }
        }
    };
}

/// Why a page is refused to somebody who is signed in; the page names whom to ask (R3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Needs the export right, or super admin.
    Exports,
    /// Needs the import right.
    Imports,
    /// Needs the right to view records.
    Records,
    /// Needs the right to change records.
    Edits,
    /// Needs super admin.
    SuperAdmins,
    /// Needs this right, for the values or rows that are in it (R5, R8).
    Lacks(Lost),
}

fn is_super_admin(rights: Rights) -> bool {
    rights.super_admin
}

/// What cannot be viewed cannot be changed either.
fn may_change_records(rights: Rights) -> bool {
    rights.may_view() && rights.may_edit()
}

with_right!(
    /// A super admin (R1).
    SuperAdmin, is_super_admin, WebError::Forbidden(Refusal::SuperAdmins)
);
with_right!(
    /// Somebody with the export right, super admins included (R2). Everybody else gets 403, for known and unknown exports alike (R3).
    Exporter, Rights::may_export, WebError::Forbidden(Refusal::Exports)
);
with_right!(
    /// Somebody who may load records from files.
    Importer, Rights::may_import, WebError::Forbidden(Refusal::Imports)
);
with_right!(
    /// Somebody who may look at records.
    RecordViewer, Rights::may_view, WebError::Forbidden(Refusal::Records)
);
with_right!(
    /// Somebody who may look at records and change them.
    RecordEditor, may_change_records, WebError::Forbidden(Refusal::Edits)
);
