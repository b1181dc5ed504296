//! A form that does something with records, as it was sent: the same one, sent again, leads where it led the first time.

use actix_web::HttpResponse;

use super::counted;
use crate::db::sent_forms::{self, Tally};
use crate::web::error::WebError;
use crate::web::flash::Notice;
use crate::web::form::{Fields, FormKey};
use crate::web::records::place::Place;
use crate::web::routes;
use crate::web::sign_in::see;
use crate::web::viewer::SignedIn;

/// A form that was sent.
pub(super) struct Sent {
    /// By what it is known.
    pub(super) hash: String,
    /// The sentence that says with how many records it was done.
    pub(super) told: &'static str,
    /// The page that shows what was done.
    done: String,
}

impl Sent {
    /// What was sent to a form of an object: `segment`, `remove`, `edit`, `delete`.
    pub(super) fn read(object: &str, what: &str, told: &'static str, fields: &Fields) -> Result<Self, WebError> {
        let done = match what {
            "segment" => routes::of_segment(object, fields.one("into")?),
            "remove" => routes::of_segment(object, fields.one("segment")?),
            // The record that its page began at may be among those deleted.
            "delete" if fields.is_ticked("all") => Place::parse(fields)?.at_start().at(&routes::records(object)),
            _ => Place::parse(fields)?.picking(Vec::new()).at(&routes::records(object)),
        };
        Ok(Self { hash: FormKey::of(fields)?.hash(&routes::selected(object, what), fields)?, told, done })
    }

    /// The answer to whoever sent it before, when all of it was done; what broke off goes on.
    pub(super) async fn answered(&self, signed_in: &SignedIn) -> Result<Option<HttpResponse>, WebError> {
        let (user_id, hash) = (signed_in.viewer.user.id, self.hash.clone());
        let Some(answer) = signed_in.app.db.read(move |c| sent_forms::answer(c, user_id, &hash)).await? else {
            return Ok(None);
        };
        match Tally::from_text(&answer) {
            Some(tally) if tally.is_whole => self.answer(signed_in, tally.count).map(Some),
            Some(_) => Ok(None),
            None => Ok(Some(see(&answer))),
        }
    }

    /// The same where there are no such records any more: the first sending may have come to its end only now.
    pub(super) async fn answered_or(
        &self,
        signed_in: &SignedIn,
        elsewhere: HttpResponse,
    ) -> Result<HttpResponse, WebError> {
        Ok(self.answered(signed_in).await?.unwrap_or(elsewhere))
    }

    /// Says with how many records it was done, on the page that shows it.
    pub(super) fn answer(&self, signed_in: &SignedIn, records: i64) -> Result<HttpResponse, WebError> {
        signed_in.flash(&Notice::toast(&counted(signed_in, self.told, records)))?;
        Ok(see(&self.done))
    }
}
