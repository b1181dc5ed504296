//! Places whose view or segment was deleted, or made private by its owner, while somebody stood in it (R52).

use actix_web::HttpResponse;
use chrono::{DateTime, Utc};

use super::listing::Listing;
use super::place::Place;
use crate::db::{DbConn, QueryResult};
use crate::domain::viewer::Viewer;
use crate::web::error::WebError;
use crate::web::sign_in::see;
use crate::web::viewer::SignedIn;

/// What a place names and is not there for a viewer, or not any more: the two are answered alike (R7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web) enum Gone {
    /// The view that it stands in.
    View,
    /// The segment that it stands in.
    Segment,
    /// The segment that gets another filter there.
    Edited,
}

impl Gone {
    /// The sentence that says so.
    pub(in crate::web) fn key(self) -> &'static str {
        match self {
            Self::View => "view-gone",
            Self::Segment => "seg-gone",
            Self::Edited => "seg-edited-gone",
        }
    }
}

impl Listing {
    /// Resolves a place for a page that goes on without what is gone: with all that was chosen on it, and what it lacks. Not for
    /// what is done with its records: they may be more then.
    ///
    /// # Errors
    /// When a query fails.
    pub(in crate::web) fn read_on(
        c: &mut DbConn,
        place: &Place,
        viewer: &Viewer,
        object: &str,
        now: DateTime<Utc>,
    ) -> QueryResult<Option<(Self, Option<Gone>)>> {
        if let Some(listing) = Self::read(c, place, viewer, object, now)? {
            let gone = (place.edits.is_some() && listing.edits.is_none()).then_some(Gone::Edited);
            return Ok(Some((listing, gone)));
        }
        let gone = if place.segment.is_some() { Gone::Segment } else { Gone::View };
        let alone = Place { view: None, segment: None, ..place.at_start() };
        Ok(Self::read(c, &alone, viewer, object, now)?.map(|listing| (listing, Some(gone))))
    }
}

/// The same for somebody; an object that is not there is not found.
pub(in crate::web) async fn listing_on(
    signed_in: &SignedIn,
    object: String,
    place: Place,
) -> Result<(Listing, Option<Gone>), WebError> {
    let (viewer, now) = (signed_in.viewer.clone(), signed_in.now());
    let found = signed_in.app.db.read(move |c| Listing::read_on(c, &place, &viewer, &object, now)).await?;
    found.ok_or(WebError::NotFound)
}

/// The same for a form into which something was typed: one of which nothing may be shown is answered by the index page.
pub(in crate::web) async fn usable_on(
    signed_in: &SignedIn,
    object: String,
    place: Place,
) -> Result<Result<(Listing, Option<Gone>), HttpResponse>, WebError> {
    let (listing, gone) = listing_on(signed_in, object, place).await?;
    Ok(if listing.wrong.is_some() { Err(see(&listing.url())) } else { Ok((listing, gone)) })
}
