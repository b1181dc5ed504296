//! Deleting many records, after a question that says how many.

use actix_web::http::StatusCode;
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::parts::each_part;
use super::sent::Sent;
use super::which::which;
use super::{Selected, counted, selected};
use crate::db::{DbConn, record};
use crate::domain::bulk_action::Deed;
use crate::web::error::WebError;
use crate::web::form::{Checked, Fields};
use crate::web::html::Html;
use crate::web::page::{Banner, Page};
use crate::web::routes;
use crate::web::viewer::RecordEditor;

#[derive(Template)]
#[template(path = "pages/selected/delete.html", blocks = ["dialog"])]
struct DeletePage {
    page: Page,
    fragment: bool,
    action: String,
    back: String,
    hidden: Vec<(&'static str, String)>,
    title: String,
    /// Which records they are, line by line.
    which: Vec<Html>,
    confirm: String,
}

/// The question.
pub(in crate::web) async fn page(
    editor: RecordEditor,
    object: Path<String>,
    req: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let fields = Fields::parse(req.query_string().as_bytes())?;
    match selected(&editor, object.into_inner(), &fields).await? {
        Ok(selected) => ask(&editor, selected, None).await,
        Err(elsewhere) => Ok(elsewhere),
    }
}

/// The deed, once for the same question. Where it means something else by now, or more records, it is asked again.
pub(in crate::web) async fn delete(
    editor: RecordEditor,
    object: Path<String>,
    Checked(fields): Checked,
) -> Result<HttpResponse, WebError> {
    let object = object.into_inner();
    let form = Sent::read(&object, "delete", "sel-deleted", &fields)?;
    if let Some(answer) = form.answered(&editor).await? {
        return Ok(answer);
    }
    let selected = match selected(&editor, object, &fields).await? {
        Ok(selected) => selected,
        Err(elsewhere) => return form.answered_or(&editor, elsewhere).await,
    };
    let until = match selected.agreed(&fields)? {
        Ok(until) => until,
        Err(why) => return ask(&editor, selected, Some(why)).await,
    };
    if selected.is_for_later() {
        return selected.later(&editor, Deed::Delete, until, &form).await;
    }
    let (viewer, now, object_id) = (editor.viewer.clone(), editor.now(), selected.listing.object.id);
    let step = move |c: &mut DbConn, ids: &[i64]| record::delete(c, &viewer, object_id, ids, now).map(Ok);
    let came = each_part(&editor, (selected.listing.selection, until), &form, |n: &i64| Some(*n), step).await??;
    came.told(&editor, &form, &selected.back)
}

async fn ask(
    editor: &RecordEditor,
    selected: Selected,
    why_again: Option<&'static str>,
) -> Result<HttpResponse, WebError> {
    let carried = selected.carried();
    let Selected { listing, count, hidden, back, .. } = selected;
    let action = routes::selected(&listing.object.name, "delete");
    let address = routes::with_fields(&action, &hidden);
    let counted = |key| counted(editor, key, count).to_string();
    let (title, confirm) = (counted("sel-delete-title"), counted("sel-delete-confirm"));
    let mut page = editor.page(title.as_str()).await?;
    // The page that asks once more stands at an address that names no records.
    page.path = address;
    if let Some(why) = why_again {
        page.banner = Some(Banner::bad(page.say(why)));
    }
    let which = which(editor, &listing);
    let fragment = editor.wants_fragment;
    let body = DeletePage { fragment, action, back, hidden: carried, title, which, confirm, page };
    let status = if why_again.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let body = if body.fragment { body.as_dialog().render()? } else { body.render()? };
    Ok(HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header(("vary", "X-Fragment"))
        .body(body))
}
