//! Making a segment from an index page, or giving an active one another filter (R52).

mod form;

use actix_web::http::StatusCode;
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};

use self::form::{Typed, answer, answer_with, may_be_active, too_many};
use super::refused;
use crate::db::record::Outdated;
use crate::db::segments::{self, Filled, NewSegment};
use crate::db::sent_forms;
use crate::domain::filter::{ConditionError, Filter, MAX_CONDITIONS};
use crate::domain::segment::SegmentKind;
use crate::domain::view::Outcome;
use crate::secret;
use crate::web::error::WebError;
use crate::web::field_errors::FieldErrors;
use crate::web::flash::Notice;
use crate::web::form::{Checked, Fields};
use crate::web::records::gone::{Gone, usable_on};
use crate::web::records::listing::{Listing, usable};
use crate::web::records::meaning::Meaning;
use crate::web::records::place::Place;
use crate::web::sign_in::see;
use crate::web::viewer::RecordViewer;
use crate::web::{routes, words};

/// The form.
pub(in crate::web) async fn page(
    viewer: RecordViewer,
    object: Path<String>,
    req: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let fields = Fields::parse(req.query_string().as_bytes())?;
    let listing = match usable(&viewer, object.into_inner(), Place::parse(&fields)?).await? {
        Ok(listing) => listing,
        Err(elsewhere) => return Ok(elsewhere),
    };
    // Whoever wanted to add records to a segment wants one that holds them.
    let is_to_hold_them = fields.one("kind")? == "static";
    let kind = if may_be_active(&listing) && !is_to_hold_them { "active" } else { "static" };
    let edited = listing.edits.as_ref().filter(|_| kind == "active").map(|segment| segment.public_id.clone());
    let typed = Typed { into: edited.unwrap_or_default(), ..Typed::nothing(kind)? };
    answer(&viewer, &listing, FieldErrors::none(), typed).await
}

/// Makes the segment, or saves the filter in another one. The same form sent again leads to the same segment.
pub(in crate::web) async fn create(
    viewer: RecordViewer,
    object: Path<String>,
    Checked(fields): Checked,
) -> Result<HttpResponse, WebError> {
    let (listing, gone) = match usable_on(&viewer, object.into_inner(), Place::parse(&fields)?).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let typed = Typed::read(&fields)?;
    // It would take other records: the form says so first.
    if let Some(gone @ (Gone::View | Gone::Segment)) = gone {
        let errors = FieldErrors::one("kind", viewer.say(gone.key()));
        return answer_with(&viewer, &listing, StatusCode::NOT_FOUND, errors, typed).await;
    }
    let is_active = typed.kind == "active" && may_be_active(&listing);
    if is_active && !typed.into.is_empty() {
        return replace(&viewer, &listing, typed).await;
    }
    let is_filled = !is_active && typed.kind != "empty";
    // An empty one takes nothing of it.
    if typed.kind != "empty" && Meaning::sent(&fields)? != Some(Meaning::of(&listing)) {
        let errors = FieldErrors::one("kind", viewer.say("seg-changed"));
        return answer_with(&viewer, &listing, StatusCode::CONFLICT, errors, typed).await;
    }
    if let Some(sentence) = words::name_error(viewer.locale(), &typed.name, "view-err-name") {
        return answer(&viewer, &listing, FieldErrors::one("name", sentence), typed).await;
    }
    let (search, filter) = match is_active.then(|| meant(&listing)) {
        Some(Ok(meant)) => meant,
        Some(Err(_)) => return too_many(&viewer, &listing, typed).await,
        None => Default::default(),
    };
    let filling = if is_filled {
        let (db, selection, action_id) = (viewer.app.db.clone(), listing.selection.clone(), secret::public_id()?);
        let found = actix_web::web::block(move || segments::find_filling(&db, selection, action_id)).await;
        Some(found.map_err(WebError::internal)??)
    } else {
        None
    };
    let form = typed.key.hash(&routes::segment_new(&listing.object.name), &fields)?;
    let public_id = secret::public_id()?;
    let url = routes::of_segment(&listing.object.name, &public_id);
    let new = NewSegment {
        public_id,
        object_id: listing.object.id,
        name: typed.name,
        kind: if is_active { SegmentKind::Active } else { SegmentKind::Static },
        is_shared: typed.share,
        search,
        filter,
    };
    let (reader, now) = (viewer.viewer.clone(), viewer.now());
    let (made, added) = viewer
        .app
        .db
        .write(move |c| {
            let mut added = None;
            let made = sent_forms::once(c, &reader, &form, now, |c| {
                let Some(filling) = filling else { return segments::create(c, &reader, &new, now).map(|_| Ok(url)) };
                let filled = segments::create_filled(c, &reader, &new, filling, now)?;
                Ok(filled.map(|filled| match filled {
                    Filled::Now(n) => {
                        added = Some(n);
                        url
                    }
                    Filled::Later(action) => routes::bulk_action(&action),
                }))
            })?;
            Ok((made, added))
        })
        .await?;
    let url = match made {
        Ok(url) => url,
        Err(Outdated::Rights) => return Err(WebError::SignInFirst),
        // The index page says why nothing of it may be shown any more.
        Err(Outdated::Properties) => return Ok(see(&listing.url())),
    };
    let sentence = match added {
        Some(added) => viewer.say("seg-created-with").with("count", added).with("n", viewer.locale().number(added)),
        None => viewer.say("seg-created"),
    };
    viewer.flash(&Notice::toast(&sentence))?;
    Ok(see(&url))
}

async fn replace(viewer: &RecordViewer, listing: &Listing, typed: Typed) -> Result<HttpResponse, WebError> {
    // Who gives a name means another segment: which of the two is asked, before one of them is lost.
    if !typed.name.is_empty() {
        return answer(viewer, listing, FieldErrors::one("name", viewer.say("seg-err-both")), typed).await;
    }
    let Ok((search, filter)) = meant(listing) else { return too_many(viewer, listing, typed).await };
    let (reader, now, object_id, asked) = (viewer.viewer.clone(), viewer.now(), listing.object.id, typed.into.clone());
    let seen = typed.version();
    let outcome = viewer
        .app
        .db
        .write(move |c| match segments::find_visible_to(c, &reader, object_id, &asked)? {
            // A second click of the same person finds what the first one saved.
            Some(segment) if (&segment.search, &segment.filter) == (&search, &filter) => Ok(Outcome::Done),
            Some(segment) => segments::save(c, &reader, &segment, seen, (&search, &filter), now),
            None => Ok(Outcome::Unknown),
        })
        .await?;
    if outcome == Outcome::Overtaken {
        let errors = FieldErrors::one("into", viewer.say("seg-overtaken"));
        return answer_with(viewer, listing, StatusCode::CONFLICT, errors, typed).await;
    }
    if outcome == Outcome::Unknown {
        let errors = FieldErrors::one("name", viewer.say("seg-into-gone"));
        let typed = Typed { into: String::new(), ..typed };
        return answer_with(viewer, listing, StatusCode::NOT_FOUND, errors, typed).await;
    }
    let url = routes::of_segment(&listing.object.name, &typed.into);
    refused(outcome, &url)?;
    viewer.flash(&Notice::toast(&viewer.say("seg-saved")))?;
    Ok(see(&url))
}

/// Search and filter as they were chosen, those of the active segment that the page stands in included. A segment holds no
/// more conditions than its filter's form can show.
fn meant(listing: &Listing) -> Result<(String, Filter), ConditionError> {
    match &listing.segment {
        Some(segment) => {
            let filter = segment.filter.and(&listing.filter, MAX_CONDITIONS)?;
            Ok((format!("{} {}", segment.search, listing.search).trim().to_owned(), filter))
        }
        None => Ok((listing.search.clone(), listing.filter.clone())),
    }
}
