//! Views and segments: saving them from the index page, and what their owners do with them (R52).

mod archived;
pub(super) mod change;
pub(super) mod list;
pub(super) mod new_segment;
pub(super) mod new_view;
pub(super) mod tabs;

use chrono::{DateTime, Utc};

use crate::db::{DbConn, QueryResult, objects, segments, views};
use crate::domain::record::Object;
use crate::domain::segment::{Segment, SegmentKind};
use crate::domain::view::{Outcome, View};
use crate::domain::viewer::Viewer;
use crate::web::error::WebError;
use crate::web::routes;
use crate::web::viewer::{Refusal, SignedIn};

/// A view or a segment: what is done with both is written once.
#[derive(Debug, Clone)]
pub(super) enum Saved {
    View(View),
    Segment(Segment),
}

impl Saved {
    /// `views` or `segments`, as in addresses.
    fn kind(&self) -> &'static str {
        match self {
            Self::View(_) => "views",
            Self::Segment(_) => "segments",
        }
    }

    pub(super) fn name(&self) -> &str {
        match self {
            Self::View(view) => &view.name,
            Self::Segment(segment) => &segment.name,
        }
    }

    fn public_id(&self) -> &str {
        match self {
            Self::View(view) => &view.public_id,
            Self::Segment(segment) => &segment.public_id,
        }
    }

    pub(super) fn is_shared(&self) -> bool {
        match self {
            Self::View(view) => view.is_shared,
            Self::Segment(segment) => segment.is_shared,
        }
    }

    pub(super) fn owner_name(&self) -> &str {
        match self {
            Self::View(view) => &view.owner_name,
            Self::Segment(segment) => &segment.owner_name,
        }
    }

    pub(super) fn may_be_changed_by(&self, viewer: &Viewer) -> bool {
        match self {
            Self::View(view) => view.may_be_changed_by(viewer),
            Self::Segment(segment) => segment.may_be_changed_by(viewer),
        }
    }

    /// Its tab on the index page.
    pub(super) fn url(&self, object: &str) -> String {
        match self {
            Self::View(view) => routes::of_view(object, &view.public_id),
            Self::Segment(segment) => routes::of_segment(object, &segment.public_id),
        }
    }

    /// A page or form of it: `rename`, `share`, `delete`, `save`.
    pub(super) fn action(&self, object: &str, what: &str) -> String {
        routes::saved(object, self.kind(), self.public_id(), what)
    }

    fn is_static(&self) -> bool {
        matches!(self, Self::Segment(segment) if segment.kind == SegmentKind::Static)
    }

    fn rename(&self, c: &mut DbConn, viewer: &Viewer, name: &str, now: DateTime<Utc>) -> QueryResult<Outcome> {
        match self {
            Self::View(view) => views::rename(c, viewer, view, name, now),
            Self::Segment(segment) => segments::rename(c, viewer, segment, name, now),
        }
    }

    fn share(&self, c: &mut DbConn, viewer: &Viewer, is_shared: bool, now: DateTime<Utc>) -> QueryResult<Outcome> {
        match self {
            Self::View(view) => views::share(c, viewer, view, is_shared, now),
            Self::Segment(segment) => segments::share(c, viewer, segment, is_shared, now),
        }
    }

    fn delete(&self, c: &mut DbConn, viewer: &Viewer, now: DateTime<Utc>) -> QueryResult<Outcome> {
        match self {
            Self::View(view) => views::delete(c, viewer, view, now),
            Self::Segment(segment) => segments::delete(c, viewer, segment, now),
        }
    }
}

/// The object of a URL.
async fn object(signed_in: &SignedIn, name: &str) -> Result<Object, WebError> {
    let (viewer, name) = (signed_in.viewer.clone(), name.to_owned());
    signed_in.app.db.read(move |c| objects::find_visible_to(c, &viewer, &name)).await?.ok_or(WebError::NotFound)
}

/// The view or segment of a URL that the viewer may change; what they merely see answers 403, what they do not 404 (R7), on the
/// index page, which says what is not there.
async fn theirs(signed_in: &SignedIn, object: &Object, kind: &str, id: &str) -> Result<Saved, WebError> {
    let (viewer, object_id, id) = (signed_in.viewer.clone(), object.id, id.to_owned());
    let is_view = kind == "views";
    let url = if is_view { routes::of_view(&object.name, &id) } else { routes::of_segment(&object.name, &id) };
    let found = if is_view {
        let found = signed_in.app.db.read(move |c| views::find_visible_to(c, &viewer, object_id, &id)).await?;
        found.map(Saved::View)
    } else {
        let found = signed_in.app.db.read(move |c| segments::find_visible_to(c, &viewer, object_id, &id)).await?;
        found.map(Saved::Segment)
    };
    let saved = found.ok_or(WebError::Elsewhere(url))?;
    if saved.may_be_changed_by(&signed_in.viewer) { Ok(saved) } else { Err(WebError::Forbidden(Refusal::Edits)) }
}

/// A segment with its version, as the page that gives it another filter carries it along: `key.version`.
fn as_seen(segment: &Segment) -> String {
    format!("{}.{}", segment.public_id, segment.version)
}

/// What a change answers when it was not made. The page at this address says that there is nothing to change any more.
fn refused(outcome: Outcome, url: &str) -> Result<(), WebError> {
    match outcome {
        Outcome::Done => Ok(()),
        Outcome::NotAllowed => Err(WebError::Forbidden(Refusal::Edits)),
        Outcome::Unknown => Err(WebError::Elsewhere(url.to_owned())),
        Outcome::Overtaken => Err(WebError::internal("a change that asked for no version was overtaken")),
    }
}

/// A page, or its inner part for a dialog.
fn html(status: actix_web::http::StatusCode, body: String) -> actix_web::HttpResponse {
    actix_web::HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header(("vary", "X-Fragment"))
        .body(body)
}
