//! Adding records to a static segment, and removing them from it (R52).

use actix_web::http::StatusCode;
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::parts::each_part;
use super::sent::Sent;
use super::which::which;
use super::{Selected, counted, selected};
use crate::db::DbConn;
use crate::db::segments::{self, Found};
use crate::domain::bulk_action::Deed;
use crate::domain::segment::{Segment, SegmentKind};
use crate::web::error::WebError;
use crate::web::field_errors::FieldErrors;
use crate::web::flash::Notice;
use crate::web::form::{Checked, Fields};
use crate::web::html::Html;
use crate::web::page::{Banner, Choice, Page};
use crate::web::routes;
use crate::web::sign_in::see;
use crate::web::viewer::{RecordViewer, Refusal, SignedIn};

/// Why whoever adds records to a segment that was deleted meanwhile is asked again.
const GONE: &str = "sel-add-gone";

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
    /// Which records they are, line by line.
    which: Vec<Html>,
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
    /// Which records they are, line by line.
    which: Vec<Html>,
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
    ask_where(&viewer, selected, "", None).await
}

/// Adds them, once for the same form. Where that means other records by now, or more of them, it is asked again.
pub(in crate::web) async fn add_them(
    viewer: RecordViewer,
    object: Path<String>,
    Checked(fields): Checked,
) -> Result<HttpResponse, WebError> {
    let object = object.into_inner();
    let form = Sent::read(&object, "segment", "sel-added", &fields)?;
    if let Some(answer) = form.answered(&viewer).await? {
        return Ok(answer);
    }
    let selected = match selected(&viewer, object, &fields).await? {
        Ok(selected) => selected,
        Err(elsewhere) => return form.answered_or(&viewer, elsewhere).await,
    };
    let (wanted, object) = (fields.one("into")?, &selected.listing.object);
    let (reader, object_id, id) = (viewer.viewer.clone(), object.id, wanted.to_owned());
    let found = viewer.app.db.read(move |c| segments::find_visible_to(c, &reader, object_id, &id)).await?;
    if found.is_none() {
        return ask_where(&viewer, selected, wanted, Some(GONE)).await;
    }
    let segment = changeable(&viewer, found)?;
    let until = match selected.agreed(&fields)? {
        Ok(until) => until,
        Err(why) => return ask_where(&viewer, selected, wanted, Some(why)).await,
    };
    if selected.is_for_later() {
        return selected.later(&viewer, Deed::Add { segment_id: segment.id }, until, &form).await;
    }
    let (reader, now) = (viewer.viewer.clone(), viewer.now());
    let step =
        move |c: &mut DbConn, ids: &[i64]| segments::add_found(c, &reader, &segment, ids, now).map(changed).map(Ok);
    let came = each_part(&viewer, (selected.listing.selection, until), &form, |n: &i64| Some(*n), step).await??;
    came.told(&viewer, &form, &selected.back)
}

/// The form that asks into which segment. Without a static one of the viewer's own it is the form that makes one.
async fn ask_where(
    viewer: &RecordViewer,
    selected: Selected,
    wanted: &str,
    why_again: Option<&'static str>,
) -> Result<HttpResponse, WebError> {
    let carried = selected.carried();
    let Selected { listing, count, hidden, back, .. } = selected;
    let new = listing.place.at(&routes::segment_new(&listing.object.name));
    let new = routes::with_fields(&new, &[("kind", "static")]);
    let choices: Vec<Choice> = theirs(viewer, listing.object.id)
        .await?
        .into_iter()
        .map(|segment| Choice { selected: segment.public_id == wanted, value: segment.public_id, label: segment.name })
        .collect();
    if choices.is_empty() {
        if let Some(why) = why_again {
            viewer.flash(&Notice::bad(&viewer.say(why)))?;
        }
        return Ok(see(&new));
    }
    let mut page = viewer.page(viewer.say("sel-add-title")).await?;
    let action = routes::selected(&listing.object.name, "segment");
    again_at(&mut page, routes::with_fields(&action, &hidden), why_again);
    let body = AddPage {
        fragment: viewer.wants_fragment,
        errors: FieldErrors::none(),
        action,
        lead: counted(viewer, "sel-count", count).to_string(),
        which: which(viewer, &listing),
        segments: choices,
        back,
        hidden: carried,
        new,
        page,
    };
    Ok(html(why_again, if body.fragment { body.as_dialog().render()? } else { body.render()? }))
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
    ask_whether(&viewer, selected, None).await
}

/// Removes them, once for the same question; the records stay. Where it means other records by now, or more of them, it is asked
/// again.
pub(in crate::web) async fn remove_them(
    viewer: RecordViewer,
    object: Path<String>,
    Checked(fields): Checked,
) -> Result<HttpResponse, WebError> {
    let object = object.into_inner();
    let form = Sent::read(&object, "remove", "sel-removed", &fields)?;
    if let Some(answer) = form.answered(&viewer).await? {
        return Ok(answer);
    }
    let selected = match selected(&viewer, object, &fields).await? {
        Ok(selected) => selected,
        Err(elsewhere) => return form.answered_or(&viewer, elsewhere).await,
    };
    let segment = changeable(&viewer, selected.listing.segment.clone())?;
    let until = match selected.agreed(&fields)? {
        Ok(until) => until,
        Err(why) => return ask_whether(&viewer, selected, Some(why)).await,
    };
    if selected.is_for_later() {
        return selected.later(&viewer, Deed::Remove { segment_id: segment.id }, until, &form).await;
    }
    let (reader, now) = (viewer.viewer.clone(), viewer.now());
    let step =
        move |c: &mut DbConn, ids: &[i64]| segments::remove_found(c, &reader, &segment, ids, now).map(changed).map(Ok);
    let came = each_part(&viewer, (selected.listing.selection, until), &form, |n: &i64| Some(*n), step).await??;
    came.told(&viewer, &form, &selected.back)
}

async fn ask_whether(
    viewer: &RecordViewer,
    selected: Selected,
    why_again: Option<&'static str>,
) -> Result<HttpResponse, WebError> {
    let carried = selected.carried();
    let Selected { listing, count, hidden, back, .. } = selected;
    let which = which(viewer, &listing);
    let segment = changeable(viewer, listing.segment)?;
    let mut page = viewer.page(viewer.say("sel-remove")).await?;
    let action = routes::selected(&listing.object.name, "remove");
    again_at(&mut page, routes::with_fields(&action, &hidden), why_again);
    let body = RemovePage {
        fragment: viewer.wants_fragment,
        action,
        title: counted(viewer, "sel-remove-title", count).user("name", segment.name).into(),
        which,
        confirm: counted(viewer, "sel-remove-confirm", count).to_string(),
        back,
        hidden: carried,
        page,
    };
    Ok(html(why_again, if body.fragment { body.as_dialog().render()? } else { body.render()? }))
}

/// The page that asks once more says why, and stands at an address that names no records.
fn again_at(page: &mut Page, address: String, why_again: Option<&'static str>) {
    page.path = address;
    if let Some(why) = why_again {
        page.banner = Some(Banner::bad(page.say(why)));
    }
}

fn html(why_again: Option<&'static str>, body: String) -> HttpResponse {
    let status = match why_again {
        None => StatusCode::OK,
        Some(GONE) => StatusCode::NOT_FOUND,
        Some(_) => StatusCode::CONFLICT,
    };
    HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header(("vary", "X-Fragment"))
        .body(body)
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
