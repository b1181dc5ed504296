//! What is done with ticked rows, or with all that match (issue "Selection of rows").
//!
//! A few are done at once, while the visitor waits: part by part, each part in a transaction of its own, so that nobody waits
//! long for the one writer of SQLite. More become a bulk action, which a worker does; its page says how far it is.

pub(super) mod delete;
pub(super) mod edit;
pub(super) mod members;

use std::ops::AddAssign;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use crate::db::bulk_actions::{self, NewBulkAction};
use crate::db::record::Outdated;
use crate::db::{DbConn, DbError, QueryResult, records};
use crate::domain::bulk_action::{AT_ONCE, Deed};
use crate::domain::record::Selection;
use crate::i18n::Phrase;
use crate::secret;
use crate::web::error::WebError;
use crate::web::error_page::{self, WayOut};
use crate::web::flash::Notice;
use crate::web::form::Fields;
use crate::web::html::IconName;
use crate::web::page::Page;
use crate::web::records::listing::{Listing, usable};
use crate::web::records::place::Place;
use crate::web::routes;
use crate::web::sign_in::see;
use crate::web::viewer::SignedIn;

/// The records that were asked for.
struct Selected {
    listing: Listing,
    /// How many there are.
    count: i64,
    /// The newest record when they were counted.
    until_id: i64,
    /// What the next form carries along.
    hidden: Vec<(&'static str, String)>,
    /// The index page that they were ticked on.
    back: String,
}

/// Finds the records that a form means. One that means none is answered by the index page, which says so.
async fn selected(
    signed_in: &SignedIn,
    object: String,
    fields: &Fields,
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
    let (until_id, count) = signed_in
        .app
        .db
        .read(move |c| Ok((records::newest(c, selection.object_id)?, records::count(c, &selection)?)))
        .await?;
    if count == 0 {
        signed_in.flash(&Notice::bad(&signed_in.say("sel-err-none")))?;
        return Ok(Err(see(&back)));
    }
    let mut hidden = listing.place.fields();
    if is_all {
        hidden.push(("all", "on".to_owned()));
    }
    Ok(Ok(Selected { listing, count, until_id, hidden, back }))
}

impl Selected {
    /// Whether they are so many that nobody should wait for them.
    fn is_for_later(&self) -> bool {
        self.count > AT_ONCE
    }

    /// Leaves them to a worker, and answers with the page that says how far it is.
    async fn later(self, signed_in: &SignedIn, deed: Deed) -> Result<HttpResponse, WebError> {
        let new = NewBulkAction {
            public_id: secret::public_id()?,
            selection: self.listing.selection,
            records: self.count,
            until_id: self.until_id,
            deed,
        };
        let (viewer, now) = (signed_in.viewer.clone(), signed_in.now());
        let public_id = signed_in.app.db.write(move |c| bulk_actions::request(c, &new, &viewer, now)).await?;
        Ok(see(&routes::bulk_action(&public_id)))
    }
}

/// What a deed came to.
struct Came<T> {
    done: T,
    /// What was outdated, before the last part, of that by which the visitor was let at the records; `None` where every part
    /// was done.
    outdated: Option<Outdated>,
}

impl Came<i64> {
    /// Says how many records that were, on the page of what was done; on the index page where its properties changed before
    /// the last part. That one says why, and it alone says anything where nothing was done. Other rights have a page of their own.
    fn told(
        self,
        signed_in: &SignedIn,
        sentence: &'static str,
        done: &str,
        back: &str,
    ) -> Result<HttpResponse, WebError> {
        let Self { done: count, outdated } = self;
        if outdated == Some(Outdated::Rights) {
            return without_rights(signed_in, sentence, count, back);
        }
        let is_whole = outdated.is_none();
        if is_whole || count > 0 {
            signed_in.flash(&Notice::toast(&counted(signed_in, sentence, count)))?;
        }
        Ok(see(if is_whole { done } else { back }))
    }
}

/// A sentence about so many records.
fn counted(signed_in: &SignedIn, sentence: &'static str, count: i64) -> Phrase {
    signed_in.say(sentence).with("count", count).with("n", signed_in.locale().number(count))
}

/// The answer to whoever has other rights by now: they sign in first. What was done before is said here and now, as whoever
/// changes rights ends the sessions in which a later page would say it.
fn without_rights(
    signed_in: &SignedIn,
    sentence: &'static str,
    count: i64,
    back: &str,
) -> Result<HttpResponse, WebError> {
    if count == 0 {
        return Err(WebError::SignInFirst);
    }
    let title = signed_in.say("sel-stopped-title").to_string();
    let mut page = Page::for_visitor(signed_in.locale(), signed_in.viewer.user.theme, title);
    page.path.clone_from(&signed_in.come_back_to);
    let told = signed_in.say("sel-stopped").with("done", counted(signed_in, sentence, count));
    let way_out = WayOut { label: signed_in.say("auth-title").to_string(), url: routes::sign_in_then(back) };
    error_page::answer(StatusCode::FORBIDDEN, page, IconName::Lock, &told, way_out)
}

/// Does something with every record of a selection, part by part, and answers with what that came to. Each step gets those that
/// fit in its own transaction, their object locked. It runs to its end even when the visitor does not wait.
///
/// Each of these transactions asks again whether that by which the visitor was let at the records is still so. The first that
/// finds it outdated changes nothing and is the last; what those before it changed stays, and the answer says
/// what was outdated.
async fn each_part<T: Default + AddAssign + Send + 'static>(
    signed_in: &SignedIn,
    selection: Selection,
    step: impl Fn(&mut DbConn, &[i64]) -> QueryResult<Result<T, Outdated>> + Send + 'static,
) -> Result<Result<Came<T>, DbError>, WebError> {
    let (db, viewer) = (signed_in.app.db.clone(), signed_in.viewer.clone());
    let work = move || -> Result<(T, Option<Outdated>), DbError> {
        let until = db.read_now(|c| records::newest(c, selection.object_id))?;
        let (mut after, mut done) = (0, T::default());
        loop {
            let part = db.read_now(|c| records::part(c, &selection, after, until))?;
            if !part.ids.is_empty() {
                let more = db.write_now(|c| {
                    if let Some(what) = bulk_actions::outdated(c, &viewer, &selection)? {
                        return Ok(Err(what));
                    }
                    let ids = bulk_actions::still_fitting(c, &selection, &part.ids)?;
                    if ids.is_empty() { Ok(Ok(T::default())) } else { step(c, &ids) }
                })?;
                match more {
                    Ok(more) => done += more,
                    Err(what) => return Ok((done, Some(what))),
                }
            }
            match part.last {
                Some(last) => after = last,
                None => return Ok((done, None)),
            }
        }
    };
    let came = actix_web::web::block(work).await.map_err(WebError::internal)?;
    Ok(came.map(|(done, outdated)| Came { done, outdated }))
}
