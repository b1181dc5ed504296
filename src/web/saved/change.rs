//! What the owner of a view or a segment does with it: rename, share, delete (R52).

use actix_web::http::StatusCode;
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::{Saved, html, object, refused, theirs};
use crate::db::sent_forms;
use crate::domain::record::Object;
use crate::domain::view::Outcome;
use crate::web::error::WebError;
use crate::web::field_errors::FieldErrors;
use crate::web::flash::Notice;
use crate::web::form::{Checked, Fields, FormKey};
use crate::web::html::Html;
use crate::web::page::{Banner, Page};
use crate::web::records::place::Place;
use crate::web::sign_in::see;
use crate::web::viewer::RecordViewer;
use crate::web::{routes, words};

#[derive(Template)]
#[template(path = "pages/saved/rename.html", blocks = ["dialog"])]
struct RenamePage {
    page: Page,
    fragment: bool,
    errors: FieldErrors,
    action: String,
    back: String,
    /// What the page showed that it was opened from.
    hidden: Vec<(&'static str, String)>,
    typed: String,
}

#[derive(Template)]
#[template(path = "pages/saved/delete.html", blocks = ["dialog"])]
struct DeletePage {
    page: Page,
    fragment: bool,
    title: Html,
    effect: String,
    hidden: Vec<(&'static str, String)>,
    confirm_url: String,
    back_url: String,
}

/// Object, `views` or `segments`, and the key of one.
type Address = Path<(String, String, String)>;

/// The form that renames it.
pub(in crate::web) async fn rename_page(
    viewer: RecordViewer,
    path: Address,
    req: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let (object, saved) = find(&viewer, path).await?;
    let place = place(&saved, &Fields::parse(req.query_string().as_bytes())?)?;
    let name = saved.name().to_owned();
    renaming(&viewer, (&object, &saved), &place, name, FieldErrors::none()).await
}

/// Gives it another name.
pub(in crate::web) async fn rename(
    viewer: RecordViewer,
    path: Address,
    Checked(fields): Checked,
) -> Result<HttpResponse, WebError> {
    let (object, saved) = find(&viewer, path).await?;
    let (name, place) = (fields.one("name")?.trim().to_owned(), place(&saved, &fields)?);
    if let Some(sentence) = words::name_error(viewer.locale(), &name, "view-err-name") {
        return renaming(&viewer, (&object, &saved), &place, name, FieldErrors::one("name", sentence)).await;
    }
    let url = url(&object, &saved, &place);
    let (reader, now) = (viewer.viewer.clone(), viewer.now());
    refused(viewer.app.db.write(move |c| saved.rename(c, &reader, &name, now)).await?, &url)?;
    viewer.flash(&Notice::toast(&viewer.say("view-renamed")))?;
    Ok(see(&url))
}

/// Shares it with all, or makes it private again.
pub(in crate::web) async fn share(
    viewer: RecordViewer,
    path: Address,
    Checked(fields): Checked,
) -> Result<HttpResponse, WebError> {
    let (object, saved) = find(&viewer, path).await?;
    let url = url(&object, &saved, &place(&saved, &fields)?);
    let is_shared = fields.is_ticked("share");
    let (reader, now) = (viewer.viewer.clone(), viewer.now());
    refused(viewer.app.db.write(move |c| saved.share(c, &reader, is_shared, now)).await?, &url)?;
    viewer.flash(&Notice::toast(&viewer.say(if is_shared { "view-shared" } else { "view-unshared" })))?;
    Ok(see(&url))
}

/// The question whether to delete it.
pub(in crate::web) async fn delete_page(viewer: RecordViewer, path: Address) -> Result<HttpResponse, WebError> {
    let (object, saved) = find(&viewer, path).await?;
    let page = viewer.page(viewer.say("view-delete-title").user("name", saved.name())).await?;
    let effect = if saved.is_static() {
        "seg-delete-static"
    } else if saved.is_shared() {
        "view-delete-shared"
    } else {
        "view-delete-private"
    };
    let body = DeletePage {
        fragment: viewer.wants_fragment,
        title: viewer.say("view-delete-title").user("name", saved.name()).into(),
        effect: page.say(effect).to_string(),
        hidden: vec![FormKey::new()?.field()],
        confirm_url: saved.action(&object.name, "delete"),
        back_url: saved.url(&object.name),
        page,
    };
    Ok(html(StatusCode::OK, if body.fragment { body.as_dialog().render()? } else { body.render()? }))
}

/// Deletes it. Records and exports stay. The same question answered again leads where it led the first time.
pub(in crate::web) async fn delete(
    viewer: RecordViewer,
    path: Address,
    Checked(fields): Checked,
) -> Result<HttpResponse, WebError> {
    let (name, kind, id) = &*path;
    let form = FormKey::of(&fields)?.hash(&routes::saved(name, kind, id, "delete"), &fields)?;
    let list = routes::records(name);
    let (object, saved) = match find(&viewer, path).await {
        Err(WebError::Elsewhere(gone)) => {
            let user_id = viewer.viewer.user.id;
            let first = viewer.app.db.read(move |c| sent_forms::answer(c, user_id, &form)).await?;
            return deleted(&viewer, &first.ok_or(WebError::Elsewhere(gone))?);
        }
        found => found?,
    };
    let (reader, now, url, to) = (viewer.viewer.clone(), viewer.now(), saved.url(&object.name), list.clone());
    let done = viewer
        .app
        .db
        .write(move |c| {
            sent_forms::once(c, &reader, &form, now, |c| {
                Ok(match saved.delete(c, &reader, now)? {
                    Outcome::Done => Ok(to),
                    refusal => Err(refusal),
                })
            })
        })
        .await?;
    refused(done.err().unwrap_or(Outcome::Done), &url)?;
    deleted(&viewer, &list)
}

fn deleted(viewer: &RecordViewer, list: &str) -> Result<HttpResponse, WebError> {
    viewer.flash(&Notice::toast(&viewer.say("view-deleted")))?;
    Ok(see(list))
}

async fn find(viewer: &RecordViewer, path: Address) -> Result<(Object, Saved), WebError> {
    let (name, kind, id) = path.into_inner();
    let object = object(viewer, &name).await?;
    let saved = theirs(viewer, &object, &kind, &id).await?;
    Ok((object, saved))
}

/// What the page showed that a form was opened from; nothing where it stood elsewhere.
fn place(saved: &Saved, fields: &Fields) -> Result<Place, WebError> {
    let place = Place::parse(fields)?;
    let stands_in = match saved {
        Saved::View(view) => place.view.as_ref() == Some(&view.public_id),
        Saved::Segment(segment) => place.segment.as_ref() == Some(&segment.public_id),
    };
    Ok(if stands_in { place } else { Place::default() })
}

/// The page that a form leads back to, with everything that it showed.
fn url(object: &Object, saved: &Saved, place: &Place) -> String {
    if *place == Place::default() { saved.url(&object.name) } else { place.at(&routes::records(&object.name)) }
}

async fn renaming(
    viewer: &RecordViewer,
    (object, saved): (&Object, &Saved),
    place: &Place,
    typed: String,
    errors: FieldErrors,
) -> Result<HttpResponse, WebError> {
    let mut page = viewer.page(viewer.say("view-rename-title").user("name", saved.name())).await?;
    page.banner = Banner::of_errors(page.locale, &errors).or(page.banner);
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let body = RenamePage {
        fragment: viewer.wants_fragment,
        action: saved.action(&object.name, "rename"),
        back: url(object, saved, place),
        hidden: place.fields(),
        typed,
        errors,
        page,
    };
    Ok(html(status, if body.fragment { body.as_dialog().render()? } else { body.render()? }))
}
