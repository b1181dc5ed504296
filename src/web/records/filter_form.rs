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
use super::gone::listing_on;
use super::listing::{Listing, Wrong};
use super::meaning::Meaning;
use super::place::{MAX_ADDRESS, Place};
use crate::domain::filter::{Filter, MAX_CONDITIONS};
use crate::domain::segment::{Segment, SegmentKind};
use crate::i18n::Phrase;
use crate::web::error::WebError;
use crate::web::field_errors::FieldErrors;
use crate::web::form::{Checked, Fields, FormKey};
use crate::web::html::Html;
use crate::web::page::{Banner, Page};
use crate::web::sign_in::see;
use crate::web::viewer::RecordViewer;
use crate::web::{objects, routes};

/// Name of the field by which the form begins with the filter of the segment that is edited, which may be longer than an
/// address can be.
pub(in crate::web) const SAVED: &str = "saved";

#[derive(Template)]
#[template(path = "pages/filter.html", blocks = ["dialog"])]
struct FilterPage {
    page: Page,
    fragment: bool,
    errors: FieldErrors,
    heading: Html,
    action: String,
    back: String,
    hidden: Vec<(&'static str, String)>,
    groups: Vec<Vec<ConditionView>>,
    /// The control that comes next.
    focus: String,
    /// What a filter that is too long for an address can become.
    segment: Option<NewSegment>,
}

/// A segment that only lacks its name, or the one that gets the filter.
struct NewSegment {
    title: Html,
    url: String,
    hidden: Vec<(&'static str, String)>,
    lead: Phrase,
    has_name: bool,
    submit: Phrase,
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
    let (listing, gone) = listing_on(viewer, object, place).await?;
    if listing.wrong == Some(Wrong::Sensitive) {
        return Ok(see(&listing.url()));
    }
    let edited = listing.edits.as_ref();
    let begins_saved = fields.is_ticked(SAVED);
    let (locale, offered) = (viewer.locale(), listing.offered(&viewer.viewer));
    let archived = listing.archived(&viewer.viewer);
    let mut draft = match Draft::read(fields)? {
        Some(typed) => typed,
        None if fields.is_ticked("do") => Draft::default(),
        None => {
            let begin = match edited {
                Some(segment) if begins_saved => &segment.filter,
                None if begins_saved && gone.is_none() => return Err(WebError::NotFound),
                Some(_) | None => &listing.filter,
            };
            Draft::of(begin, &listing.every, locale)
        }
    };
    let act = Act::from_text(fields.one("do")?);
    let mut errors = FieldErrors::none();
    let (mut focus, mut segment, mut is_full) = (None, None, false);
    match act {
        // It is drawn again first, with the sentence that says what is gone.
        Some(Act::Apply) if gone.is_some() => {}
        Some(Act::Apply) => {
            let (filter, wrong) = draft.filter(&offered, locale);
            let url = listing.place.filtered(&filter).at(&routes::records(&listing.object.name));
            match (wrong.is_empty(), url.len() <= MAX_ADDRESS) {
                (true, true) => return Ok(see(&url)),
                (true, false) => segment = Some(new_segment(viewer, &listing, &filter, edited)?),
                (false, _) => {}
            }
            focus = wrong.all().first().map(|error| error.field.to_string());
            errors = wrong;
        }
        Some(Act::Add(_) | Act::AddGroup) if draft.is_full() => is_full = true,
        Some(act) => focus = draft.act(act),
        None => {}
    }
    let draft = draft.or_blank();
    let title = match edited {
        Some(segment) => viewer.say("flt-title-of").user("name", segment.name.as_str()),
        None => viewer.say("flt-title").with("object", objects::many(locale, &listing.object)),
    };
    let mut page = viewer.page(&title).await?;
    page.banner = match &segment {
        Some(_) => Some(Banner::bad(page.say("flt-err-address"))),
        None if is_full => {
            let most = i64::try_from(MAX_CONDITIONS).unwrap_or(i64::MAX);
            Some(Banner::bad(page.say("flt-err-conditions").with("max", locale.number(most))))
        }
        None => Banner::of_errors(locale, &errors),
    };
    if let Some(gone) = gone {
        page.banner = Some(Banner::bad(page.say(gone.key())));
    }
    let action = routes::records_filter(&listing.object.name);
    let mut hidden = listing.place.fields();
    hidden.extend((begins_saved && edited.is_some()).then(|| (SAVED, "on".to_owned())));
    // The page that answers the form stands at an address that says nothing of the place, nor of what was typed.
    if viewer.path == action {
        let typed = if act.is_some() { draft.fields(&offered, locale) } else { Vec::new() };
        page.path = come_back(&action, &hidden, &typed);
    }
    let is_refused = page.banner.is_some();
    let status = match (gone, is_refused) {
        (Some(_), _) => StatusCode::NOT_FOUND,
        (None, true) => StatusCode::UNPROCESSABLE_ENTITY,
        (None, false) => StatusCode::OK,
    };
    let body = FilterPage {
        fragment: viewer.wants_fragment && !is_refused,
        heading: title.into(),
        action,
        back: match edited {
            Some(segment) if begins_saved => routes::of_segment(&listing.object.name, &segment.public_id),
            Some(_) | None => listing.url(),
        },
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

/// Where the language buttons lead back to: the form with what was typed, as far as an address can hold it.
fn come_back(action: &str, place: &[(&'static str, String)], typed: &[(String, String)]) -> String {
    let short = routes::with_fields(action, place);
    let typed: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let whole = routes::with_fields(&short, &typed);
    if whole.len() <= MAX_ADDRESS { whole } else { short }
}

/// The segment that a place makes with this filter; where that is a list of members, a list of those that fit. The one that is
/// edited gets the filter and keeps its name.
fn new_segment(
    viewer: &RecordViewer,
    listing: &Listing,
    filter: &Filter,
    edited: Option<&Segment>,
) -> Result<NewSegment, WebError> {
    let is_list = listing.segment.as_ref().is_some_and(|segment| segment.kind == SegmentKind::Static);
    let (kind, lead) = if is_list { ("static", "seg-kind-static-hint") } else { ("active", "seg-kind-active-hint") };
    let place = listing.place.filtered(filter);
    let mut hidden = place.fields();
    hidden.extend([("kind", kind.to_owned()), Meaning::filtered(listing, filter).field(), FormKey::new()?.field()]);
    let (title, submit) = match edited {
        Some(segment) => {
            let seen = place.edits.unwrap_or_default();
            hidden.extend([("into", segment.public_id.clone()), ("seen", seen)]);
            (viewer.say("seg-save-in").user("name", segment.name.as_str()), "view-save")
        }
        None => (viewer.say("seg-new"), "seg-create"),
    };
    Ok(NewSegment {
        title: title.into(),
        url: routes::segment_new(&listing.object.name),
        hidden,
        lead: viewer.say(lead),
        has_name: edited.is_none(),
        submit: viewer.say(submit),
    })
}
