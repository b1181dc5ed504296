//! A file whose import was started already.

use actix_web::HttpResponse;

use crate::db::{imports, sent_forms};
use crate::web::error::WebError;
use crate::web::flash::Notice;
use crate::web::routes;
use crate::web::sign_in::see;
use crate::web::viewer::Importer;

/// On to the import that was started from this page; there is no such page when there is none.
pub(super) async fn started(importer: &Importer, id: &str) -> Result<HttpResponse, WebError> {
    let (viewer, id) = (importer.viewer.clone(), id.to_owned());
    let import = importer.app.db.read(move |c| imports::find_by_upload(c, &viewer, &id)).await?;
    import.map(|import| see(&routes::import(&import))).ok_or(WebError::NotFound)
}

/// The same for a form. One with other choices than those that it was started with is told that they came too late.
pub(super) async fn started_before(importer: &Importer, id: &str, form_hash: String) -> Result<HttpResponse, WebError> {
    let user_id = importer.viewer.user.id;
    let is_the_same = importer.app.db.read(move |c| sent_forms::answer(c, user_id, &form_hash)).await?.is_some();
    let answer = started(importer, id).await?;
    if !is_the_same {
        importer.flash(&Notice::bad(&importer.say("imp-started-before")))?;
    }
    Ok(answer)
}
