//! Deleting one record, after a question.

use actix_web::HttpResponse;
use actix_web::web::Path;
use askama::Template;

use super::{name_of, open};
use crate::db::record;
use crate::web::error::WebError;
use crate::web::flash::Notice;
use crate::web::form::Checked;
use crate::web::page::Page;
use crate::web::routes;
use crate::web::sign_in::see;
use crate::web::viewer::RecordEditor;

#[derive(Template)]
#[template(path = "pages/record/delete.html", blocks = ["dialog"])]
struct DeletePage {
    page: Page,
    fragment: bool,
    name: String,
    confirm_url: String,
    back_url: String,
}

/// The question, as a page or for the dialog.
pub(in crate::web) async fn page(editor: RecordEditor, path: Path<(String, i64)>) -> Result<HttpResponse, WebError> {
    let (object, id) = path.into_inner();
    let opened = open(&editor, object, id).await?;
    let sees_sensitive = editor.viewer.user.rights.may_see_sensitive();
    let name = name_of(&opened.properties.live, &opened.record.values, sees_sensitive);
    let page = editor.page(editor.say("rec-delete-title")).await?;
    let body = DeletePage {
        fragment: editor.wants_fragment,
        name: if name.is_empty() { page.say("idx-unnamed").to_string() } else { name },
        confirm_url: routes::record_delete(&opened.object.name, id),
        back_url: routes::record(&opened.object.name, id),
        page,
    };
    let html = if body.fragment { body.as_dialog().render()? } else { body.render()? };
    Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").insert_header(("vary", "X-Fragment")).body(html))
}

/// The deed.
pub(in crate::web) async fn delete(
    editor: RecordEditor,
    path: Path<(String, i64)>,
    Checked(_): Checked,
) -> Result<HttpResponse, WebError> {
    let (object, id) = path.into_inner();
    let opened = open(&editor, object, id).await?;
    let (viewer, now, object_id) = (editor.viewer.clone(), editor.now(), opened.object.id);
    match editor.app.db.write(move |c| record::delete_one(c, &viewer, object_id, id, now)).await? {
        Some(true) => {}
        Some(false) => return Err(WebError::NotFound),
        None => return Err(WebError::SignInFirst),
    }
    editor.flash(&Notice::toast(&editor.say("rec-deleted")))?;
    Ok(see(&routes::records(&opened.object.name)))
}
