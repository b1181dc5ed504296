//! Deleting many records, after a question that says how many.

use actix_web::http::StatusCode;
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::{Selected, counted, each_part, selected};
use crate::db::record;
use crate::domain::bulk_action::Deed;
use crate::domain::filter::Named;
use crate::domain::record::Selection;
use crate::i18n::Phrase;
use crate::web::error::WebError;
use crate::web::form::{Checked, Fields};
use crate::web::html::Html;
use crate::web::page::{Banner, Page};
use crate::web::records::listing::Listing;
use crate::web::viewer::RecordEditor;
use crate::web::{objects as words, routes};

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
        Ok(selected) => ask(&editor, selected, false).await,
        Err(elsewhere) => Ok(elsewhere),
    }
}

/// The deed. Where more records match by now than the question said, it is asked again.
pub(in crate::web) async fn delete(
    editor: RecordEditor,
    object: Path<String>,
    Checked(fields): Checked,
) -> Result<HttpResponse, WebError> {
    let selected = match selected(&editor, object.into_inner(), &fields).await? {
        Ok(selected) => selected,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let asked: i64 = fields.one("count")?.parse().unwrap_or_default();
    if selected.count > asked {
        return ask(&editor, selected, true).await;
    }
    if selected.is_for_later() {
        return selected.later(&editor, Deed::Delete).await;
    }
    let (viewer, now, object_id) = (editor.viewer.clone(), editor.now(), selected.listing.object.id);
    let came = each_part(&editor, selected.listing.selection, move |c, ids| {
        record::delete(c, &viewer, object_id, ids, now).map(Ok)
    })
    .await??;
    came.told(&editor, "sel-deleted", &selected.back, &selected.back)
}

async fn ask(editor: &RecordEditor, selected: Selected, is_more: bool) -> Result<HttpResponse, WebError> {
    let Selected { listing, count, mut hidden, back, .. } = selected;
    let action = routes::selected(&listing.object.name, "delete");
    let address = routes::with_fields(&action, &hidden);
    hidden.push(("count", count.to_string()));
    let counted = |key| counted(editor, key, count).to_string();
    let (title, confirm) = (counted("sel-delete-title"), counted("sel-delete-confirm"));
    let mut page = editor.page(title.as_str()).await?;
    // The page that asks once more stands at an address that names no records.
    page.path = address;
    if is_more {
        page.banner = Some(Banner::bad(page.say("sel-delete-more")));
    }
    let which = which(editor, &listing);
    let body = DeletePage { fragment: editor.wants_fragment, action, back, hidden, title, which, confirm, page };
    let status = if is_more { StatusCode::CONFLICT } else { StatusCode::OK };
    let body = if body.fragment { body.as_dialog().render()? } else { body.render()? };
    Ok(HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header(("vary", "X-Fragment"))
        .body(body))
}

/// Of which object the records are, of which segment, and which of them.
fn which(editor: &RecordEditor, listing: &Listing) -> Vec<Html> {
    let locale = editor.locale();
    let line = |what: &'static str| locale.say("sel-delete-which").with("what", locale.say(what));
    let object = line("det-object").user("words", words::label(locale, &listing.object));
    let segment = listing.segment.as_ref().map(|segment| line("seg-one").user("words", segment.name.as_str()));
    let filter = match (chosen(editor, listing), &segment) {
        (Some(chosen), _) => Some(chosen),
        (None, Some(_)) => None,
        (None, None) => Some(locale.say("det-filter-none")),
    };
    let filter = filter.map(|words| line("det-filter").with("words", words));
    std::iter::once(object).chain(segment).chain(filter).map(Html::from).collect()
}

/// Search and filter of the page, and how many records were ticked; `None` where none was chosen by any of them.
fn chosen(editor: &RecordEditor, listing: &Listing) -> Option<Phrase> {
    let named: Vec<Named> = listing.every.iter().map(Named::of).collect();
    // Without what the segment itself asks for, which the line above names.
    let own = Selection {
        search: listing.search.clone(),
        filter: listing.filter.clone(),
        only: listing.selection.only.clone(),
        ..Selection::all(listing.object.id)
    };
    editor.locale().which_of(&own, &named, editor.viewer.user.rights.may_see_sensitive())
}
