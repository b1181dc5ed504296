//! What is done at once, part by part.

use std::ops::AddAssign;

use actix_web::HttpResponse;

use super::sent::Sent;
use super::{counted, without_rights};
use crate::db::record::Outdated;
use crate::db::sent_forms::{self, Tally};
use crate::db::{DbConn, DbError, QueryResult, bulk_actions, records};
use crate::domain::record::Selection;
use crate::domain::viewer::Viewer;
use crate::web::error::WebError;
use crate::web::flash::Notice;
use crate::web::sign_in::see;
use crate::web::viewer::SignedIn;

/// What a deed came to.
pub(super) struct Came<T> {
    /// What was done now.
    pub(super) done: T,
    /// With how many records its form did it in all, however often it was sent.
    pub(super) records: i64,
    /// What was outdated, before the last part, of that by which the visitor was let at the records; `None` where every part
    /// was done.
    pub(super) outdated: Option<Outdated>,
}

impl Came<i64> {
    /// Says how many records that were, on the page of what was done; on the index page where its properties changed before
    /// the last part. That one says why, and it alone says anything where nothing was done. Other rights have a page of their own.
    pub(super) fn told(self, signed_in: &SignedIn, form: &Sent, back: &str) -> Result<HttpResponse, WebError> {
        match self.outdated {
            Some(Outdated::Rights) => return without_rights(signed_in, form.told, self.done, back),
            Some(Outdated::Properties) if self.done > 0 => {
                signed_in.flash(&Notice::toast(&counted(signed_in, form.told, self.done)))?;
            }
            Some(Outdated::Properties) => {}
            None => return form.answer(signed_in, self.records),
        }
        Ok(see(back))
    }
}

/// Does something with every record of a selection up to one key, part by part, and answers with what that came to. Each
/// step gets those that fit in its own transaction, their object locked. It runs to its end even when the visitor does not
/// wait.
///
/// Each of these transactions asks again whether that by which the visitor was let at the records is still so. The first that
/// finds it outdated changes nothing and is the last; what those before it changed stays, and the answer says
/// what was outdated.
///
/// Each also adds what it did to the count of the form; `counts` says how much that is, or `None` where the form is asked again
/// and nothing may be kept of it.
pub(super) async fn each_part<T: Default + AddAssign + Send + 'static>(
    signed_in: &SignedIn,
    (selection, until): (Selection, i64),
    form: &Sent,
    counts: fn(&T) -> Option<i64>,
    step: impl Fn(&mut DbConn, &[i64]) -> QueryResult<Result<T, Outdated>> + Send + 'static,
) -> Result<Result<Came<T>, DbError>, WebError> {
    let (db, viewer, now, hash) =
        (signed_in.app.db.clone(), signed_in.viewer.clone(), signed_in.now(), form.hash.clone());
    let work = move || -> Result<Came<T>, DbError> {
        let mut came = Came { done: T::default(), records: 0, outdated: None };
        let mut after = 0;
        loop {
            let part = db.read_now(|c| records::part(c, &selection, after, until))?;
            let is_whole = part.last.is_none();
            if is_whole || !part.ids.is_empty() {
                let went = db.write_now(|c| {
                    let done = match one_part(c, &viewer, &selection, &part.ids, &step)? {
                        Ok(done) => done,
                        Err(what) => return Ok(Err(what)),
                    };
                    let records = match counts(&done) {
                        Some(count) => sent_forms::add(c, &viewer, &hash, Tally { count, is_whole }, now)?,
                        None => 0,
                    };
                    Ok(Ok((done, records)))
                })?;
                match went {
                    Ok((done, records)) => {
                        came.done += done;
                        came.records = records;
                    }
                    Err(what) => return Ok(Came { outdated: Some(what), ..came }),
                }
            }
            match part.last {
                Some(last) => after = last,
                None => return Ok(came),
            }
        }
    };
    actix_web::web::block(work).await.map_err(WebError::internal)
}

/// The step with those of one part that still fit, unless that by which the visitor was let at them is outdated.
fn one_part<T: Default>(
    c: &mut DbConn,
    viewer: &Viewer,
    selection: &Selection,
    ids: &[i64],
    step: &impl Fn(&mut DbConn, &[i64]) -> QueryResult<Result<T, Outdated>>,
) -> QueryResult<Result<T, Outdated>> {
    if ids.is_empty() {
        return Ok(Ok(T::default()));
    }
    if let Some(what) = bulk_actions::outdated(c, viewer, selection)? {
        return Ok(Err(what));
    }
    let ids = bulk_actions::still_fitting(c, selection, ids)?;
    if ids.is_empty() { Ok(Ok(T::default())) } else { step(c, &ids) }
}
