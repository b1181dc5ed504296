//! Adding records to a static segment, and removing them from it (R52).

use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::{Selected, counted, each_part, selected};
use crate::db::segments::{self, Found};
use crate::domain::bulk_action::Deed;
use crate::domain::segment::{Segment, SegmentKind};
use crate::web::error::WebError;
use crate::web::field_errors::FieldErrors;
use crate::web::form::{Checked, Fields};
use crate::web::html::Html;
use crate::web::page::{Choice, Page};
use crate::web::routes;
use crate::web::sign_in::see;
use crate::web::viewer::{RecordViewer, Refusal, SignedIn};

#[derive(Template)]
#[template(path = "pages/selected/segment.html", blocks = ["dialog"])]
struct AddPage {
    page: Page,
    fragment: bool,
    errors: FieldErrors,
    action: String,
    back: String,
    hidden: Vec<(&'static str, String)>,
    lead: String,
    segments: Vec<Choice>,
    new: String,
}

#[derive(Template)]
#[template(path = "pages/selected/remove.html", blocks = ["dialog"])]
struct RemovePage {
    page: Page,
    fragment: bool,
    action: String,
    back: String,
    hidden: Vec<(&'static str, String)>,
    title: Html,
    confirm: String,
}

/// Which segment they shall be added to.
pub(in crate::web) async fn add_page(
    viewer: RecordViewer,
    object: Path<String>,
    req: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let fields = Fields::parse(req.query_string().as_bytes())?;
    let selected = match selected(&viewer, object.into_inner(), &fields).await? {
        Ok(selected) => selected,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let Selected { listing, count, hidden, back, .. } = selected;
    let new = listing.place.at(&routes::segment_new(&listing.object.name));
    let choices: Vec<Choice> = theirs(&viewer, listing.object.id)
        .await?
        .into_iter()
        .map(|segment| Choice { value: segment.public_id, label: segment.name, selected: false })
        .collect();
    if choices.is_empty() {
        return Ok(see(&new));
    }
    let page = viewer.page(viewer.say("sel-add-title")).await?;
    let body = AddPage {
        fragment: viewer.wants_fragment,
        errors: FieldErrors::none(),
        action: routes::selected(&listing.object.name, "segment"),
        lead: counted(&viewer, "sel-count", count).to_string(),
        segments: choices,
        back,
        hidden,
        new,
        page,
    };
    let body = if body.fragment { body.as_dialog().render()? } else { body.render()? };
    Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").insert_header(("vary", "X-Fragment")).body(body))
}

/// Adds them.
pub(in crate::web) async fn add_them(
    viewer: RecordViewer,
    object: Path<String>,
    Checked(fields): Checked,
) -> Result<HttpResponse, WebError> {
    let selected = match selected(&viewer, object.into_inner(), &fields).await? {
        Ok(selected) => selected,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let (wanted, object) = (fields.one("into")?, &selected.listing.object);
    let (reader, object_id, id) = (viewer.viewer.clone(), object.id, wanted.to_owned());
    let found = viewer.app.db.read(move |c| segments::find_visible_to(c, &reader, object_id, &id)).await?;
    let segment = changeable(&viewer, found)?;
    if selected.is_for_later() {
        return selected.later(&viewer, Deed::Add { segment_id: segment.id }).await;
    }
    let url = routes::of_segment(&object.name, &segment.public_id);
    let (reader, now) = (viewer.viewer.clone(), viewer.now());
    let came = each_part(&viewer, selected.listing.selection, move |c, ids| {
        segments::add_found(c, &reader, &segment, ids, now).map(changed).map(Ok)
    })
    .await??;
    came.told(&viewer, "sel-added", &url, &selected.back)
}

/// The question whether to remove them from the segment that the page stands in.
pub(in crate::web) async fn remove_page(
    viewer: RecordViewer,
    object: Path<String>,
    req: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let fields = Fields::parse(req.query_string().as_bytes())?;
    let selected = match selected(&viewer, object.into_inner(), &fields).await? {
        Ok(selected) => selected,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let Selected { listing, count, hidden, back, .. } = selected;
    let segment = changeable(&viewer, listing.segment)?;
    let page = viewer.page(viewer.say("sel-remove")).await?;
    let body = RemovePage {
        fragment: viewer.wants_fragment,
        action: routes::selected(&listing.object.name, "remove"),
        title: counted(&viewer, "sel-remove-title", count).user("name", segment.name).into(),
        confirm: counted(&viewer, "sel-remove-confirm", count).to_string(),
        back,
        hidden,
        page,
    };
    let body = if body.fragment { body.as_dialog().render()? } else { body.render()? };
    Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").insert_header(("vary", "X-Fragment")).body(body))
}

/// Removes them; the records stay.
pub(in crate::web) async fn remove_them(
    viewer: RecordViewer,
    object: Path<String>,
    Checked(fields): Checked,
) -> Result<HttpResponse, WebError> {
    let selected = match selected(&viewer, object.into_inner(), &fields).await? {
        Ok(selected) => selected,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let segment = changeable(&viewer, selected.listing.segment.clone())?;
    if selected.is_for_later() {
        return selected.later(&viewer, Deed::Remove { segment_id: segment.id }).await;
    }
    let url = routes::of_segment(&selected.listing.object.name, &segment.public_id);
    let (reader, now) = (viewer.viewer.clone(), viewer.now());
    let came = each_part(&viewer, selected.listing.selection, move |c, ids| {
        segments::remove_found(c, &reader, &segment, ids, now).map(changed).map(Ok)
    })
    .await??;
    came.told(&viewer, "sel-removed", &url, &selected.back)
}

/// A segment that was taken away meanwhile takes no more.
fn changed(found: Found) -> i64 {
    match found {
        Found::Changed(n) => n,
        Found::Not(_) => 0,
    }
}

/// The static segments of an object that the viewer may change.
async fn theirs(signed_in: &SignedIn, object_id: i64) -> Result<Vec<Segment>, WebError> {
    let reader = signed_in.viewer.clone();
    let mut found = signed_in.app.db.read(move |c| segments::of_object(c, &reader, object_id)).await?;
    found.retain(|one| one.kind == SegmentKind::Static && one.may_be_changed_by(&signed_in.viewer));
    Ok(found)
}

/// A static segment that the viewer may change; what they merely see answers 403 (R7).
fn changeable(signed_in: &SignedIn, segment: Option<Segment>) -> Result<Segment, WebError> {
    let segment = segment.filter(|one| one.kind == SegmentKind::Static).ok_or(WebError::NotFound)?;
    if segment.may_be_changed_by(&signed_in.viewer) { Ok(segment) } else { Err(WebError::Forbidden(Refusal::Edits)) }
}
