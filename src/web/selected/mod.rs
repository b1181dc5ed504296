//! What is done with ticked rows, or with all that match (issue "Selection of rows").
//!
//! It is done part by part, each part in a transaction of its own, so that nobody waits long for the one writer of SQLite. A
//! part that is done stays done: repeating the request does the rest.

pub(super) mod delete;
pub(super) mod edit;
pub(super) mod members;

use actix_web::HttpResponse;

use crate::db::{Db, DbConn, DbError, QueryResult, records};
use crate::domain::record::Selection;
use crate::web::error::WebError;
use crate::web::flash::Notice;
use crate::web::form::Fields;
use crate::web::records::listing::{Listing, usable};
use crate::web::records::place::Place;
use crate::web::routes;
use crate::web::sign_in::see;
use crate::web::viewer::SignedIn;

/// Most records that one request edits or deletes: each is written with its history and found by search anew, which takes
/// about a second for 10,000.
pub(super) const MOST_CHANGED: i64 = 50_000;

/// Most records that one request adds to a segment or removes from it: one short row each.
pub(super) const MOST_MEMBERS: i64 = 1_000_000;

/// The records that were asked for.
struct Selected {
    listing: Listing,
    /// How many there are.
    count: i64,
    /// What the next form carries along.
    hidden: Vec<(&'static str, String)>,
    /// The index page that they were ticked on.
    back: String,
}

/// Finds the records that a form means. One that means none, or too many, is answered by the index page, which says so.
async fn selected(
    signed_in: &SignedIn,
    object: String,
    fields: &Fields,
    most: i64,
) -> Result<Result<Selected, HttpResponse>, WebError> {
    let place = Place::parse(fields)?;
    let is_all = fields.is_ticked("all");
    let listing = match usable(signed_in, object, place).await? {
        Ok(listing) => listing,
        Err(elsewhere) => return Ok(Err(elsewhere)),
    };
    let back = listing.place.picking(Vec::new()).at(&routes::records(&listing.object.name));
    if listing.place.picked.is_empty() && !is_all {
        signed_in.flash(&Notice::bad(&signed_in.say("idx-err-picked")))?;
        return Ok(Err(see(&back)));
    }
    let selection = listing.selection.clone();
    let count = signed_in.app.db.read(move |c| records::count(c, &selection)).await?;
    if count == 0 {
        signed_in.flash(&Notice::bad(&signed_in.say("sel-err-none")))?;
        return Ok(Err(see(&back)));
    }
    if count > most {
        let locale = signed_in.locale();
        let sentence = signed_in.say("sel-err-many").with("n", locale.number(count)).with("max", locale.number(most));
        signed_in.flash(&Notice::bad(&sentence))?;
        return Ok(Err(see(&back)));
    }
    let mut hidden = listing.place.fields();
    if is_all {
        hidden.push(("all", "on".to_owned()));
    }
    Ok(Ok(Selected { listing, count, hidden, back }))
}

/// Does something with every record of a selection, part by part, and answers with how many. It runs to its end even when the
/// visitor does not wait.
async fn each_part(
    db: &Db,
    selection: Selection,
    step: impl Fn(&mut DbConn, &[i64]) -> QueryResult<i64> + Send + 'static,
) -> Result<Result<i64, DbError>, WebError> {
    let db = db.clone();
    let work = move || -> Result<i64, DbError> {
        let until = db.read_now(|c| records::newest(c, selection.object_id))?;
        let (mut after, mut done) = (0, 0);
        loop {
            let part = db.read_now(|c| records::part(c, &selection, after, until))?;
            if !part.ids.is_empty() {
                done += db.write_now(|c| step(c, &part.ids))?;
            }
            match part.last {
                Some(last) => after = last,
                None => return Ok(done),
            }
        }
    };
    actix_web::web::block(work).await.map_err(WebError::internal)
}
