//! Building the filter of an index page: groups of conditions, one form that is drawn again until it is used (R51).
//!
//! Everything goes by address: nothing is changed before the filter is part of the index page's own.

use actix_web::http::StatusCode;
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::condition::{ConditionView, Input};
use super::draft::{Act, Draft};
use super::listing::{Wrong, listing};
use super::place::Place;
use crate::web::error::WebError;
use crate::web::field_errors::FieldErrors;
use crate::web::form::Fields;
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
}

/// The form: opened, drawn again for one of its buttons, or used.
pub(in crate::web) async fn page(
    viewer: RecordViewer,
    object: Path<String>,
    req: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let fields = Fields::parse(req.query_string().as_bytes())?;
    let place = Place::parse(&fields)?.picking(Vec::new());
    let listing = listing(&viewer, object.into_inner(), place).await?;
    if listing.wrong == Some(Wrong::Sensitive) {
        return Ok(see(&listing.url()));
    }
    let (locale, offered) = (viewer.locale(), listing.offered(&viewer.viewer));
    let mut draft = match Draft::read(&fields)? {
        Some(typed) => typed,
        None if fields.is_ticked("do") => Draft::default(),
        None => Draft::of(&listing.filter, &listing.every, locale),
    };
    let act = Act::from_text(fields.one("do")?);
    let mut errors = FieldErrors::none();
    let mut focus = None;
    match act {
        Some(Act::Apply) => {
            let (filter, wrong) = draft.filter(&offered, locale);
            if wrong.is_empty() {
                return Ok(see(&listing.place.filtered(&filter).at(&routes::records(&listing.object.name))));
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
    page.banner = Banner::of_errors(locale, &errors);
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut hidden = listing.place.fields();
    hidden.retain(|(name, _)| *name != "f");
    let body = FilterPage {
        fragment: viewer.wants_fragment && errors.is_empty(),
        heading: page.title.clone(),
        action: routes::records_filter(&listing.object.name),
        back: listing.url(),
        hidden,
        groups: draft
            .groups
            .iter()
            .enumerate()
            .map(|(group, conditions)| {
                let view = |(at, typed)| ConditionView::new(typed, group, at, &offered, locale);
                conditions.iter().enumerate().map(view).collect()
            })
            .collect(),
        focus: focus.unwrap_or_else(|| "p-0-0".to_owned()),
        errors,
        page,
    };
    let body = if body.fragment { body.as_dialog().render()? } else { body.render()? };
    Ok(HttpResponse::build(status).content_type("text/html; charset=utf-8").body(body))
}
