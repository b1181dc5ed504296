//! Building the filter of an index page: groups of conditions, one form that is drawn again until it is used (R51).
//!
//! Nothing is changed before the filter is part of the index page's own address. The form itself is sent, as what is typed may
//! be longer than an address can be.

use actix_web::http::StatusCode;
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::condition::{ConditionView, Input};
use super::draft::{Act, Draft};
use super::listing::{Listing, Wrong, listing};
use super::place::{MAX_ADDRESS, Place};
use crate::domain::segment::SegmentKind;
use crate::i18n::Phrase;
use crate::web::error::WebError;
use crate::web::field_errors::FieldErrors;
use crate::web::form::{Checked, Fields, FormKey};
use crate::web::page::{Banner, Page};
use crate::web::sign_in::see;
use crate::web::viewer::RecordViewer;
use crate::web::{objects, routes};

#[derive(Template)]
#[template(path = "pages/filter.html", blocks = ["dialog"])]
struct FilterPage {
    page: Page,
    fragment: bool,
    errors: FieldErrors,
    heading: String,
    action: String,
    back: String,
    hidden: Vec<(&'static str, String)>,
    groups: Vec<Vec<ConditionView>>,
    /// The control that comes next.
    focus: String,
    /// What a filter that is too long for an address can become.
    segment: Option<NewSegment>,
}

/// A segment that only lacks its name.
struct NewSegment {
    url: String,
    hidden: Vec<(&'static str, String)>,
    lead: Phrase,
}

/// The form, opened or as an address has it.
pub(in crate::web) async fn page(
    viewer: RecordViewer,
    object: Path<String>,
    req: HttpRequest,
) -> Result<HttpResponse, WebError> {
    answer(&viewer, object.into_inner(), &Fields::parse(req.query_string().as_bytes())?).await
}

/// The form that was sent: drawn again for one of its buttons, or used.
pub(in crate::web) async fn send(
    viewer: RecordViewer,
    object: Path<String>,
    Checked(fields): Checked,
) -> Result<HttpResponse, WebError> {
    answer(&viewer, object.into_inner(), &fields).await
}

async fn answer(viewer: &RecordViewer, object: String, fields: &Fields) -> Result<HttpResponse, WebError> {
    let place = Place::parse(fields)?.picking(Vec::new());
    let listing = listing(viewer, object, place).await?;
    if listing.wrong == Some(Wrong::Sensitive) {
        return Ok(see(&listing.url()));
    }
    let (locale, offered) = (viewer.locale(), listing.offered(&viewer.viewer));
    let archived = listing.archived(&viewer.viewer);
    let mut draft = match Draft::read(fields)? {
        Some(typed) => typed,
        None if fields.is_ticked("do") => Draft::default(),
        None => Draft::of(&listing.filter, &listing.every, locale),
    };
    let act = Act::from_text(fields.one("do")?);
    let mut errors = FieldErrors::none();
    let (mut focus, mut segment) = (None, None);
    match act {
        Some(Act::Apply) => {
            let (filter, wrong) = draft.filter(&offered, locale);
            let place = listing.place.filtered(&filter);
            let url = place.at(&routes::records(&listing.object.name));
            match (wrong.is_empty(), url.len() <= MAX_ADDRESS) {
                (true, true) => return Ok(see(&url)),
                (true, false) => segment = Some(new_segment(viewer, &listing, &place)?),
                (false, _) => {}
            }
            focus = wrong.all().first().map(|error| error.field.to_string());
            errors = wrong;
        }
        Some(act) => focus = draft.act(act),
        None => {}
    }
    let draft = draft.or_blank();
    let many = objects::many(locale, &listing.object);
    let mut page = viewer.page(viewer.say("flt-title").with("object", many)).await?;
    page.banner = match &segment {
        Some(_) => Some(Banner::bad(page.say("flt-err-address"))),
        None => Banner::of_errors(locale, &errors),
    };
    let action = routes::records_filter(&listing.object.name);
    // The page that answers the form stands at an address that says nothing of the place.
    if viewer.path == action {
        page.path = listing.place.at(&action);
    }
    let is_refused = page.banner.is_some();
    let status = if is_refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let mut hidden = listing.place.fields();
    hidden.retain(|(name, _)| *name != "f");
    let body = FilterPage {
        fragment: viewer.wants_fragment && !is_refused,
        heading: page.title.clone(),
        action,
        back: listing.url(),
        hidden,
        groups: draft
            .groups
            .iter()
            .enumerate()
            .map(|(group, conditions)| {
                let view = |(at, typed)| ConditionView::new(typed, (group, at), &offered, &archived, locale);
                conditions.iter().enumerate().map(view).collect()
            })
            .collect(),
        focus: focus.unwrap_or_else(|| "p-0-0".to_owned()),
        segment,
        errors,
        page,
    };
    let body = if body.fragment { body.as_dialog().render()? } else { body.render()? };
    Ok(HttpResponse::build(status).content_type("text/html; charset=utf-8").body(body))
}

/// The segment that a place makes; where that is a list of members, a list of those that fit.
fn new_segment(viewer: &RecordViewer, listing: &Listing, place: &Place) -> Result<NewSegment, WebError> {
    let is_list = listing.segment.as_ref().is_some_and(|segment| segment.kind == SegmentKind::Static);
    let (kind, lead) = if is_list { ("static", "seg-kind-static-hint") } else { ("active", "seg-kind-active-hint") };
    let mut hidden = place.fields();
    hidden.extend([("kind", kind.to_owned()), FormKey::new()?.field()]);
    Ok(NewSegment { url: routes::segment_new(&listing.object.name), hidden, lead: viewer.say(lead) })
}
