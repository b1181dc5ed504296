//! Export again (R25): an own failed export leads to the dialog that asks for it, with what is still there of its place.

use actix_web::HttpResponse;
use actix_web::web::Path;

use crate::db::{exports, objects};
use crate::domain::export::{Export, SourceKind, State};
use crate::domain::filter::Filter;
use crate::domain::record::Selection;
use crate::i18n::Phrase;
use crate::web::error::WebError;
use crate::web::records::listing::Listing;
use crate::web::records::place::{Place, sort_text};
use crate::web::routes;
use crate::web::sign_in::see;
use crate::web::viewer::Exporter;

/// Leads to the dialog that asked for a failed export: of its object, whatever view or segment it was made from, or of the log.
pub(in crate::web) async fn lead(exporter: Exporter, id: Path<String>) -> Result<HttpResponse, WebError> {
    let failed = failed_export(&exporter, id.into_inner()).await?;
    if failed.details.request.log.is_some() {
        return Ok(see(&routes::log_export_again(&failed.public_id)));
    }
    let all = exporter.app.db.read(objects::all).await?;
    let object = all.iter().find(|object| Some(object.id) == failed.object_id).ok_or(WebError::NotFound)?;
    Ok(see(&routes::export_again(&object.name, &failed.public_id)))
}

/// An own export that failed; anything else is not there.
pub(super) async fn failed_export(exporter: &Exporter, public_id: String) -> Result<Export, WebError> {
    let viewer = exporter.viewer.clone();
    let found = exporter.app.db.read(move |c| exports::find_visible_to(c, &viewer, &public_id)).await?;
    let is_own = |export: &Export| export.user_id == Some(exporter.viewer.user.id);
    found.filter(|export| export.state == State::Failed && is_own(export)).ok_or(WebError::NotFound)
}

/// The place that a failed export was made from, with the records of then, and a sentence where it is not quite that place. A view
/// or segment that is gone is left out, and so is a segment that chooses other records now: the request says what they said.
pub(super) async fn place_of(
    exporter: &Exporter,
    object: &str,
    failed: &Export,
) -> Result<(Place, Option<Phrase>), WebError> {
    let selection = &failed.details.request.selection;
    let saved = |kind: SourceKind| failed.details.source_public_id.clone().filter(|_| failed.source_kind == kind);
    let (view, segment) = (saved(SourceKind::View), saved(SourceKind::Segment));
    let as_asked = Place {
        search: Some(selection.search.clone()),
        filter: Some(selection.filter.to_text()),
        sort: Some(sort_text(selection.sort)),
        picked: selection.only.clone(),
        ..Place::default()
    };
    // As of the request: the days of its filter were settled then.
    let made_from = Place { view: view.clone(), segment: segment.clone(), ..Place::default() };
    let (viewer, object, then) = (exporter.viewer.clone(), object.to_owned(), failed.requested_at);
    let found = exporter.app.db.read(move |c| Listing::read(c, &made_from, &viewer, &object, then)).await?;
    let (place, caveat) = match (found, segment) {
        (None, _) => (as_asked, Some("exp-again-gone")),
        (Some(_), None) => (Place { view, ..as_asked }, None),
        (Some(listing), segment) => match beside(selection, &listing.selection) {
            Some((search, filter)) => {
                (Place { segment, search: Some(search), filter: Some(filter.to_text()), ..as_asked }, None)
            }
            None => (as_asked, Some("exp-again-changed")),
        },
    };
    let is_unlimited = selection.members.is_some() && place.segment.is_none();
    let caveat = if is_unlimited { Some("exp-again-members") } else { caveat };
    Ok((place, caveat.map(|key| exporter.say(key).user("source", failed.source_name.as_str()))))
}

/// What the page added to the search and filter of its segment; `None` when the two do not make up what was asked for.
fn beside(asked: &Selection, segment: &Selection) -> Option<(String, Filter)> {
    let search = asked.search.strip_prefix(segment.search.as_str())?;
    let is_apart = segment.search.is_empty() || search.is_empty() || search.starts_with(' ');
    let filter = asked.filter.beyond(&segment.filter)?;
    is_apart.then(|| (search.trim().to_owned(), filter))
}
