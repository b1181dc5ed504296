//! Choosing the columns of an index page and their order (R51).

use actix_web::http::StatusCode;
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::listing::{Listing, usable};
use super::place::Place;
use crate::domain::record::Property;
use crate::domain::viewer::Viewer;
use crate::web::error::WebError;
use crate::web::field_errors::FieldErrors;
use crate::web::form::Fields;
use crate::web::page::{Banner, Page};
use crate::web::sign_in::see;
use crate::web::viewer::RecordViewer;
use crate::web::{objects, routes};

struct ColumnChoice {
    id: i64,
    words: String,
    is_sensitive: bool,
    is_shown: bool,
    up: bool,
    down: bool,
}

#[derive(Template)]
#[template(path = "pages/columns.html", blocks = ["dialog"])]
struct ColumnsPage {
    page: Page,
    fragment: bool,
    errors: FieldErrors,
    heading: String,
    action: String,
    back: String,
    hidden: Vec<(&'static str, String)>,
    columns: Vec<ColumnChoice>,
    focus: String,
}

/// The form: opened, drawn again with a column moved, or used.
pub(in crate::web) async fn page(
    viewer: RecordViewer,
    object: Path<String>,
    req: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let fields = Fields::parse(req.query_string().as_bytes())?;
    let place = Place::parse(&fields)?.picking(Vec::new());
    let listing = match usable(&viewer, object.into_inner(), place).await? {
        Ok(listing) => listing,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let (mut order, shown) = chosen(&fields, &listing, &viewer.viewer);
    let mut errors = FieldErrors::none();
    let mut focus = String::new();
    match fields.one("do")?.split_once('-') {
        Some((way, id)) => {
            let at = id.parse().ok().and_then(|id: i64| order.iter().position(|one| *one == id));
            let to = at.and_then(|at| if way == "up" { at.checked_sub(1) } else { Some(at + 1) });
            if let (Some(at), Some(to)) = (at, to.filter(|to| *to < order.len())) {
                order.swap(at, to);
                // At an end only the other way is left.
                let next = if to == 0 {
                    "down"
                } else if to + 1 == order.len() {
                    "up"
                } else {
                    way
                };
                focus = format!("{next}-{id}");
            }
        }
        None if fields.one("do")? == "apply" => {
            let columns: Vec<i64> = order.iter().copied().filter(|id| shown.contains(id)).collect();
            if !columns.is_empty() {
                return Ok(see(&listing.place.showing(&columns).at(&routes::records(&listing.object.name))));
            }
            errors.add("columns", viewer.say("col-err-none"));
        }
        None => {}
    }
    let locale = viewer.locale();
    let mut page = viewer.page(viewer.say("col-title")).await?;
    page.call_window(page.title.clone(), objects::label(locale, &listing.object));
    page.banner = Banner::of_errors(locale, &errors);
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut hidden = listing.place.fields();
    hidden.retain(|(name, _)| *name != "c");
    let last = order.len().saturating_sub(1);
    let choice = |(at, property): (usize, &Property)| ColumnChoice {
        id: property.id,
        words: property.label(locale.lang()).to_owned(),
        is_sensitive: property.is_sensitive,
        is_shown: shown.contains(&property.id),
        up: at > 0,
        down: at < last,
    };
    let find = |id: &i64| listing.properties.iter().find(|property| property.id == *id);
    let body = ColumnsPage {
        fragment: viewer.wants_fragment && errors.is_empty(),
        heading: page.say("col-heading").with("object", objects::many(locale, &listing.object)).to_string(),
        action: routes::records_columns(&listing.object.name),
        back: listing.url(),
        hidden,
        columns: order.iter().filter_map(find).enumerate().map(choice).collect(),
        focus,
        errors,
        page,
    };
    let body = if body.fragment { body.as_dialog().render()? } else { body.render()? };
    Ok(HttpResponse::build(status).content_type("text/html; charset=utf-8").body(body))
}

/// Every property that can be a column, in the order of the form, and those that are shown. A form that was only opened has
/// the page's columns in front.
fn chosen(fields: &Fields, listing: &Listing, viewer: &Viewer) -> (Vec<i64>, Vec<i64>) {
    let offered: Vec<i64> =
        listing.offered(viewer).iter().filter(|property| !property.names_record).map(|property| property.id).collect();
    let ids = |name: &'static str| fields.all(name).filter_map(|id| id.parse().ok()).collect::<Vec<i64>>();
    let is_opened = !fields.is_ticked("order");
    let (first, shown) =
        if is_opened { (listing.columns.clone(), listing.columns.clone()) } else { (ids("order"), ids("show")) };
    let mut order: Vec<i64> = Vec::new();
    for id in first.into_iter().chain(offered.iter().copied()) {
        if offered.contains(&id) && !order.contains(&id) {
            order.push(id);
        }
    }
    (order, shown)
}
