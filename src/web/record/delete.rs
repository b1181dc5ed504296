//! Deleting one record, after a question.

use actix_web::HttpResponse;
use actix_web::web::Path;
use askama::Template;

use super::{name_of, object, open};
use crate::db::{record, sent_forms};
use crate::web::error::WebError;
use crate::web::flash::Notice;
use crate::web::form::{Checked, FormKey};
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
    hidden: Vec<(&'static str, String)>,
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
        hidden: vec![FormKey::new()?.field()],
        confirm_url: routes::record_delete(&opened.object.name, id),
        back_url: routes::record(&opened.object.name, id),
        page,
    };
    let html = if body.fragment { body.as_dialog().render()? } else { body.render()? };
    Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").insert_header(("vary", "X-Fragment")).body(html))
}

/// Why nothing was deleted.
enum Refused {
    /// The record is gone already.
    Gone,
    /// The editor's rights are not what they were (R5).
    Rights,
}

/// The deed. The same question answered again leads where it led the first time; a record that somebody else deleted meanwhile
/// leads to the list, which says so.
pub(in crate::web) async fn delete(
    editor: RecordEditor,
    path: Path<(String, i64)>,
    Checked(fields): Checked,
) -> Result<HttpResponse, WebError> {
    let (name, id) = path.into_inner();
    let form = FormKey::of(&fields)?.hash(&routes::record_delete(&name, id), &fields)?;
    let (object, _) = object(&editor, name).await?;
    let (viewer, now, list) = (editor.viewer.clone(), editor.now(), routes::records(&object.name));
    let deleted = editor
        .app
        .db
        .write(move |c| {
            sent_forms::once(c, &viewer, &form, now, |c| {
                Ok(match record::delete_one(c, &viewer, object.id, id, now)? {
                    Some(true) => Ok(list),
                    Some(false) => Err((Refused::Gone, list)),
                    None => Err((Refused::Rights, list)),
                })
            })
        })
        .await?;
    let (notice, list) = match deleted {
        Ok(list) => (Notice::toast(&editor.say("rec-deleted")), list),
        Err((Refused::Gone, list)) => (Notice::bad(&editor.say("rec-delete-gone")), list),
        Err((Refused::Rights, _)) => return Err(WebError::SignInFirst),
    };
    editor.flash(&notice)?;
    Ok(see(&list))
}
