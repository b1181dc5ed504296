//! What is done with ticked rows, or with all that match (issue "Selection of rows").
//!
//! A few are done at once, while the visitor waits: part by part, each part in a transaction of its own, so that nobody waits
//! long for the one writer of SQLite. More become a bulk action, which a worker does; its page says how far it is.

pub(super) mod delete;
pub(super) mod edit;
pub(super) mod members;
mod parts;
mod sent;
mod which;

use std::convert::Infallible;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use self::sent::Sent;
use crate::db::bulk_actions::{self, NewBulkAction};
use crate::db::{records, sent_forms};
use crate::domain::bulk_action::{AT_ONCE, Deed};
use crate::i18n::Phrase;
use crate::secret;
use crate::web::error::WebError;
use crate::web::error_page::{self, WayOut};
use crate::web::flash::Notice;
use crate::web::form::{Fields, FormKey};
use crate::web::html::IconName;
use crate::web::page::Page;
use crate::web::records::listing::{Listing, usable};
use crate::web::records::meaning::Meaning;
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
    /// What says in an address or a form which they are.
    hidden: Vec<(&'static str, String)>,
    /// The key of the form in which something is done with them.
    key: FormKey,
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
        let is_changed = Meaning::sent(fields)?.is_some_and(|sent| sent != Meaning::of(&listing));
        let sentence = if is_changed { "sel-err-changed" } else { "sel-err-none" };
        signed_in.flash(&Notice::bad(&signed_in.say(sentence)))?;
        // The record that its page began at may be gone with them.
        let start = listing.place.at_start().at(&routes::records(&listing.object.name));
        return Ok(Err(see(if is_all { &start } else { &back })));
    }
    let mut hidden = listing.place.fields();
    if is_all {
        hidden.push(("all", "on".to_owned()));
    }
    Ok(Ok(Selected { listing, count, until_id, hidden, key: FormKey::of(fields)?, back }))
}

impl Selected {
    /// Whether they are so many that nobody should wait for them.
    fn is_for_later(&self) -> bool {
        self.count > AT_ONCE
    }

    /// What the form carries along in which something is done with them: what it says of them too.
    fn carried(&self) -> Vec<(&'static str, String)> {
        let (count, until) = (("count", self.count.to_string()), ("until", self.until_id.to_string()));
        let said = [self.key.field(), Meaning::of(&self.listing).field(), count, until];
        self.hidden.iter().cloned().chain(said).collect()
    }

    /// The newest record that whoever sent a form agreed to: what was made since is left alone, even where others made room for
    /// it. Otherwise why the form is asked again: its view or segment was saved anew, or more records match than it said.
    fn agreed(&self, fields: &Fields) -> Result<Result<i64, &'static str>, WebError> {
        if Meaning::sent(fields)? != Some(Meaning::of(&self.listing)) {
            return Ok(Err("sel-changed"));
        }
        let said = |name: &str| fields.one(name).map(|text| text.parse::<i64>().ok());
        let (count, until) = (said("count")?.unwrap_or_default(), said("until")?);
        Ok(until.filter(|_| self.count <= count).map(|until| until.min(self.until_id)).ok_or("sel-more"))
    }

    /// Leaves to a worker those up to the newest that was agreed upon, and answers with the page that says how far it is.
    async fn later(
        self,
        signed_in: &SignedIn,
        deed: Deed,
        until_id: i64,
        form: &Sent,
    ) -> Result<HttpResponse, WebError> {
        let new = NewBulkAction {
            public_id: secret::public_id()?,
            selection: self.listing.selection,
            records: self.count,
            until_id,
            deed,
        };
        let (viewer, now, hash) = (signed_in.viewer.clone(), signed_in.now(), form.hash.clone());
        let Ok(url): Result<String, Infallible> = signed_in
            .app
            .db
            .write(move |c| {
                sent_forms::once(c, &viewer, &hash, now, |c| {
                    bulk_actions::request(c, &new, &viewer, now).map(|public_id| Ok(routes::bulk_action(&public_id)))
                })
            })
            .await?;
        Ok(see(&url))
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
