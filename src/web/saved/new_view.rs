//! Saving what an index page shows as a view: for the first time, again, or as a copy (R52).

use std::convert::Infallible;

use actix_web::http::StatusCode;
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::archived::content;
use super::{html, refused};
use crate::db::sent_forms;
use crate::db::views::{self, NewView};
use crate::domain::view::Outcome;
use crate::secret;
use crate::web::error::WebError;
use crate::web::field_errors::FieldErrors;
use crate::web::flash::Notice;
use crate::web::form::{Checked, Fields, FormKey};
use crate::web::page::{Banner, Page};
use crate::web::records;
use crate::web::records::gone::{Gone, listing_on, usable_on};
use crate::web::records::listing::{Listing, usable};
use crate::web::records::meaning::Meaning;
use crate::web::records::place::Place;
use crate::web::sign_in::see;
use crate::web::viewer::RecordViewer;
use crate::web::{routes, words};

#[derive(Template)]
#[template(path = "pages/saved/new_view.html", blocks = ["dialog"])]
struct NewViewPage {
    page: Page,
    fragment: bool,
    errors: FieldErrors,
    action: String,
    back: String,
    hidden: Vec<(&'static str, String)>,
    view_name: String,
    share: bool,
    /// Who sees it when it is shared: the key of the sentence.
    share_hint: &'static str,
}

/// The form. Standing in a view that was not changed, it makes a copy of it.
pub(in crate::web) async fn page(
    viewer: RecordViewer,
    object: Path<String>,
    req: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let place = Place::parse(&Fields::parse(req.query_string().as_bytes())?)?.picking(Vec::new());
    let listing = match usable(&viewer, object.into_inner(), place).await? {
        Ok(listing) => listing,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let name = match &listing.view {
        Some(view) if !listing.is_changed() => viewer.say("view-copy").with("name", view.name.as_str()).to_string(),
        _ => String::new(),
    };
    answer(&viewer, &listing, (StatusCode::OK, FieldErrors::none()), &FormKey::new()?, name, false).await
}

/// Saves it; it is the viewer's own. The same form sent again leads to the same view.
pub(in crate::web) async fn create(
    viewer: RecordViewer,
    object: Path<String>,
    Checked(fields): Checked,
) -> Result<HttpResponse, WebError> {
    let place = Place::parse(&fields)?.picking(Vec::new());
    let (listing, gone) = match usable_on(&viewer, object.into_inner(), place).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let (name, is_shared) = (fields.one("name")?.trim().to_owned(), fields.is_ticked("share"));
    let key = FormKey::of(&fields)?;
    // It would show other records: the form says so first.
    if let Some(gone @ (Gone::View | Gone::Segment)) = gone {
        let errors = FieldErrors::one("name", viewer.say(gone.key()));
        return answer(&viewer, &listing, (StatusCode::NOT_FOUND, errors), &key, name, is_shared).await;
    }
    if Meaning::sent(&fields)? != Some(meaning(&listing)) {
        let errors = FieldErrors::one("name", viewer.say("view-changed"));
        return answer(&viewer, &listing, (StatusCode::CONFLICT, errors), &key, name, is_shared).await;
    }
    if let Some(sentence) = words::name_error(viewer.locale(), &name, "view-err-name") {
        let wrong = (StatusCode::UNPROCESSABLE_ENTITY, FieldErrors::one("name", sentence));
        return answer(&viewer, &listing, wrong, &key, name, is_shared).await;
    }
    let form = key.hash(&routes::view_new(&listing.object.name), &fields)?;
    let public_id = secret::public_id()?;
    let url = routes::of_view(&listing.object.name, &public_id);
    let new = NewView { public_id, object_id: listing.object.id, name, is_shared, content: content(&listing) };
    let (reader, now) = (viewer.viewer.clone(), viewer.now());
    let Ok(url): Result<String, Infallible> = viewer
        .app
        .db
        .write(move |c| {
            sent_forms::once(c, &reader, &form, now, |c| views::create(c, &reader, &new, now).map(|()| Ok(url)))
        })
        .await?;
    viewer.flash(&Notice::toast(&viewer.say("view-created")))?;
    Ok(see(&url))
}

/// What would be saved of the view that the page stands in. Where it stands in none, its address says all but the usual columns,
/// and what becomes of those nobody saved.
fn meaning(listing: &Listing) -> Meaning {
    let content = content(listing);
    Meaning::of(listing).with(&listing.view.as_ref().map(|_| (content.sort, content.columns)))
}

/// Saves what the page shows in the view it stands in.
pub(in crate::web) async fn save(
    viewer: RecordViewer,
    path: Path<(String, String)>,
    Checked(fields): Checked,
) -> Result<HttpResponse, WebError> {
    let (object, id) = path.into_inner();
    let place = Place { view: Some(id.clone()), ..Place::parse(&fields)?.picking(Vec::new()) };
    let listing = match usable(&viewer, object, place).await? {
        Ok(listing) => listing,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let seen = fields.one("version")?.parse().ok();
    let (content, whole) = (content(&listing), listing.whole());
    let Some(view) = listing.view else { return Err(WebError::NotFound) };
    let (reader, now) = (viewer.viewer.clone(), viewer.now());
    match viewer.app.db.write(move |c| views::save(c, &reader, &view, seen, &content, now)).await? {
        Outcome::Overtaken => overtaken(&viewer, listing.object.name, whole).await,
        outcome => {
            refused(outcome, &whole.at(&routes::records(&listing.object.name)))?;
            saved(&viewer, &listing.object.name, &id)
        }
    }
}

fn saved(viewer: &RecordViewer, object: &str, id: &str) -> Result<HttpResponse, WebError> {
    viewer.flash(&Notice::toast(&viewer.say("view-saved")))?;
    Ok(see(&routes::of_view(object, id)))
}

/// The view was saved since the page was opened: the page as the viewer has it, and the sentence. A second click of the same
/// person finds what the first one saved.
async fn overtaken(viewer: &RecordViewer, object: String, whole: Place) -> Result<HttpResponse, WebError> {
    let (now, _) = listing_on(viewer, object.clone(), whole.clone()).await?;
    match &now.view {
        Some(view) if !now.is_changed() => saved(viewer, &object, &view.public_id),
        _ => records::conflict(viewer, object, whole, viewer.say("view-overtaken")).await,
    }
}

async fn answer(
    viewer: &RecordViewer,
    listing: &Listing,
    (status, errors): (StatusCode, FieldErrors),
    key: &FormKey,
    view_name: String,
    share: bool,
) -> Result<HttpResponse, WebError> {
    // A view shows records of the whole object; what stands in a segment is saved as a segment.
    if listing.segment.is_some() {
        return Ok(see(&listing.url()));
    }
    let mut page = viewer.page(viewer.say("view-new-title")).await?;
    page.banner = Banner::of_errors(page.locale, &errors).or(page.banner);
    let action = routes::view_new(&listing.object.name);
    // The page that refuses a form again stands at an address that says nothing of the place.
    if page.path == action {
        page.path = listing.place.at(&action);
    }
    let mut hidden = listing.place.fields();
    hidden.extend([key.field(), meaning(listing).field()]);
    let body = NewViewPage {
        fragment: viewer.wants_fragment,
        action,
        back: listing.url(),
        hidden,
        errors,
        view_name,
        share,
        share_hint: if listing.selection.is_sensitive(&listing.every) {
            "view-share-hint-sensitive"
        } else {
            "view-share-hint"
        },
        page,
    };
    Ok(html(status, if body.fragment { body.as_dialog().render()? } else { body.render()? }))
}
