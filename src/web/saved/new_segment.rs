//! Making a segment from an index page, or giving an active one another filter (R52).

use actix_web::http::StatusCode;
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::{as_seen, html, refused};
use crate::db::record::Outdated;
use crate::db::records;
use crate::db::segments::{self, Filled, NewSegment};
use crate::db::sent_forms;
use crate::domain::filter::{ConditionError, Filter, MAX_CONDITIONS};
use crate::domain::segment::{Segment, SegmentKind};
use crate::domain::view::Outcome;
use crate::i18n::Phrase;
use crate::secret;
use crate::web::error::WebError;
use crate::web::field_errors::FieldErrors;
use crate::web::flash::Notice;
use crate::web::form::{Checked, Fields, FormKey};
use crate::web::html::Html;
use crate::web::page::{Banner, Choice, Page};
use crate::web::records::gone::{Gone, usable_on};
use crate::web::records::listing::{Listing, usable};
use crate::web::records::meaning::Meaning;
use crate::web::records::place::{MAX_ADDRESS, Place};
use crate::web::sign_in::see;
use crate::web::viewer::RecordViewer;
use crate::web::{objects, routes, words};

#[derive(Template)]
#[template(path = "pages/saved/new_segment.html", blocks = ["dialog"])]
struct NewSegmentPage {
    page: Page,
    fragment: bool,
    errors: FieldErrors,
    title: Html,
    action: String,
    back: String,
    hidden: Vec<(&'static str, String)>,
    /// It begins with the segment whose filter is changed: another one is the other choice.
    is_edit: bool,
    /// Active segments whose filter can be replaced.
    into: Vec<Choice>,
    /// How they were when the form was made.
    seen: String,
    segment_name: String,
    share: bool,
    /// Who sees it when it is shared: the key of the sentence.
    share_hint: &'static str,
    /// `active`, `static` or `empty`.
    kind: String,
    may_be_active: bool,
    /// How many records a static one holds.
    static_hint: Phrase,
}

/// The form.
pub(in crate::web) async fn page(
    viewer: RecordViewer,
    object: Path<String>,
    req: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let fields = Fields::parse(req.query_string().as_bytes())?;
    let listing = match usable(&viewer, object.into_inner(), Place::parse(&fields)?).await? {
        Ok(listing) => listing,
        Err(elsewhere) => return Ok(elsewhere),
    };
    // Whoever wanted to add records to a segment wants one that holds them.
    let is_to_hold_them = fields.one("kind")? == "static";
    let kind = if may_be_active(&listing) && !is_to_hold_them { "active" } else { "static" };
    let edited = listing.edits.as_ref().filter(|_| kind == "active").map(|segment| segment.public_id.clone());
    let typed = Typed { into: edited.unwrap_or_default(), ..Typed::nothing(kind)? };
    answer(&viewer, &listing, FieldErrors::none(), typed).await
}

/// What was typed.
struct Typed {
    key: FormKey,
    into: String,
    /// The segments that were offered, each as `key.version`, joined by commas.
    seen: String,
    name: String,
    kind: String,
    share: bool,
}

impl Typed {
    fn nothing(kind: &str) -> Result<Self, WebError> {
        let none = String::new;
        let key = FormKey::new()?;
        Ok(Self { key, into: none(), seen: none(), name: none(), kind: kind.to_owned(), share: false })
    }

    fn read(fields: &Fields) -> Result<Self, WebError> {
        let one = |name: &str| fields.one(name).map(|text| text.trim().to_owned());
        Ok(Self {
            key: FormKey::of(fields)?,
            into: one("into")?,
            seen: one("seen")?,
            name: one("name")?,
            kind: one("kind")?,
            share: fields.is_ticked("share"),
        })
    }

    /// The version of the segment to be replaced that the form was made with.
    fn version(&self) -> Option<i64> {
        let mut seen = self.seen.split(',').filter_map(|one| one.split_once('.'));
        seen.find(|(id, _)| *id == self.into).and_then(|(_, version)| version.parse().ok())
    }
}

/// Makes the segment, or saves the filter in another one. The same form sent again leads to the same segment.
pub(in crate::web) async fn create(
    viewer: RecordViewer,
    object: Path<String>,
    Checked(fields): Checked,
) -> Result<HttpResponse, WebError> {
    let (listing, gone) = match usable_on(&viewer, object.into_inner(), Place::parse(&fields)?).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let typed = Typed::read(&fields)?;
    // It would take other records: the form says so first.
    if let Some(gone @ (Gone::View | Gone::Segment)) = gone {
        let errors = FieldErrors::one("kind", viewer.say(gone.key()));
        return answer_with(&viewer, &listing, StatusCode::NOT_FOUND, errors, typed).await;
    }
    let is_active = typed.kind == "active" && may_be_active(&listing);
    if is_active && !typed.into.is_empty() {
        return replace(&viewer, &listing, typed).await;
    }
    let is_filled = !is_active && typed.kind != "empty";
    if is_filled && Meaning::sent(&fields)?.is_some_and(|sent| sent != Meaning::of(&listing)) {
        let errors = FieldErrors::one("kind", viewer.say("seg-changed"));
        return answer_with(&viewer, &listing, StatusCode::CONFLICT, errors, typed).await;
    }
    if let Some(sentence) = words::name_error(viewer.locale(), &typed.name, "view-err-name") {
        return answer(&viewer, &listing, FieldErrors::one("name", sentence), typed).await;
    }
    let (search, filter) = match is_active.then(|| meant(&listing)) {
        Some(Ok(meant)) => meant,
        Some(Err(_)) => return too_many(&viewer, &listing, typed).await,
        None => Default::default(),
    };
    let filling = if is_filled {
        let (db, selection, action_id) = (viewer.app.db.clone(), listing.selection.clone(), secret::public_id()?);
        let found = actix_web::web::block(move || segments::find_filling(&db, selection, action_id)).await;
        Some(found.map_err(WebError::internal)??)
    } else {
        None
    };
    let form = typed.key.hash(&routes::segment_new(&listing.object.name), &fields)?;
    let public_id = secret::public_id()?;
    let url = routes::of_segment(&listing.object.name, &public_id);
    let new = NewSegment {
        public_id,
        object_id: listing.object.id,
        name: typed.name,
        kind: if is_active { SegmentKind::Active } else { SegmentKind::Static },
        is_shared: typed.share,
        search,
        filter,
    };
    let (reader, now) = (viewer.viewer.clone(), viewer.now());
    let (made, added) = viewer
        .app
        .db
        .write(move |c| {
            let mut added = None;
            let made = sent_forms::once(c, &reader, &form, now, |c| {
                let Some(filling) = filling else { return segments::create(c, &reader, &new, now).map(|_| Ok(url)) };
                let filled = segments::create_filled(c, &reader, &new, filling, now)?;
                Ok(filled.map(|filled| match filled {
                    Filled::Now(n) => {
                        added = Some(n);
                        url
                    }
                    Filled::Later(action) => routes::bulk_action(&action),
                }))
            })?;
            Ok((made, added))
        })
        .await?;
    let url = match made {
        Ok(url) => url,
        Err(Outdated::Rights) => return Err(WebError::SignInFirst),
        // The index page says why nothing of it may be shown any more.
        Err(Outdated::Properties) => return Ok(see(&listing.url())),
    };
    let sentence = match added {
        Some(added) => viewer.say("seg-created-with").with("count", added).with("n", viewer.locale().number(added)),
        None => viewer.say("seg-created"),
    };
    viewer.flash(&Notice::toast(&sentence))?;
    Ok(see(&url))
}

async fn replace(viewer: &RecordViewer, listing: &Listing, typed: Typed) -> Result<HttpResponse, WebError> {
    // Who gives a name means another segment: which of the two is asked, before one of them is lost.
    if !typed.name.is_empty() {
        return answer(viewer, listing, FieldErrors::one("name", viewer.say("seg-err-both")), typed).await;
    }
    let Ok((search, filter)) = meant(listing) else { return too_many(viewer, listing, typed).await };
    let (reader, now, object_id, asked) = (viewer.viewer.clone(), viewer.now(), listing.object.id, typed.into.clone());
    let seen = typed.version();
    let outcome = viewer
        .app
        .db
        .write(move |c| match segments::find_visible_to(c, &reader, object_id, &asked)? {
            // A second click of the same person finds what the first one saved.
            Some(segment) if (&segment.search, &segment.filter) == (&search, &filter) => Ok(Outcome::Done),
            Some(segment) => segments::save(c, &reader, &segment, seen, (&search, &filter), now),
            None => Ok(Outcome::Unknown),
        })
        .await?;
    if outcome == Outcome::Overtaken {
        let errors = FieldErrors::one("into", viewer.say("seg-overtaken"));
        return answer_with(viewer, listing, StatusCode::CONFLICT, errors, typed).await;
    }
    if outcome == Outcome::Unknown {
        let errors = FieldErrors::one("name", viewer.say("seg-into-gone"));
        let typed = Typed { into: String::new(), ..typed };
        return answer_with(viewer, listing, StatusCode::NOT_FOUND, errors, typed).await;
    }
    let url = routes::of_segment(&listing.object.name, &typed.into);
    refused(outcome, &url)?;
    viewer.flash(&Notice::toast(&viewer.say("seg-saved")))?;
    Ok(see(&url))
}

/// Search and filter as they were chosen, those of the active segment that the page stands in included. A segment holds no
/// more conditions than its filter's form can show.
fn meant(listing: &Listing) -> Result<(String, Filter), ConditionError> {
    match &listing.segment {
        Some(segment) => {
            let filter = segment.filter.and(&listing.filter, MAX_CONDITIONS)?;
            Ok((format!("{} {}", segment.search, listing.search).trim().to_owned(), filter))
        }
        None => Ok((listing.search.clone(), listing.filter.clone())),
    }
}

/// The form again, with the sentence that says how many conditions a segment may have.
async fn too_many(viewer: &RecordViewer, listing: &Listing, typed: Typed) -> Result<HttpResponse, WebError> {
    let most = i64::try_from(MAX_CONDITIONS).unwrap_or(i64::MAX);
    let sentence = viewer.say("seg-err-conditions").with("max", viewer.locale().number(most));
    answer(viewer, listing, FieldErrors::one("kind", sentence), typed).await
}

/// Records picked one by one, and members of a static segment, are no filter.
fn may_be_active(listing: &Listing) -> bool {
    listing.place.picked.is_empty()
        && listing.segment.as_ref().is_none_or(|segment| segment.kind == SegmentKind::Active)
}

async fn answer(
    viewer: &RecordViewer,
    listing: &Listing,
    errors: FieldErrors,
    typed: Typed,
) -> Result<HttpResponse, WebError> {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    answer_with(viewer, listing, status, errors, typed).await
}

async fn answer_with(
    viewer: &RecordViewer,
    listing: &Listing,
    status: StatusCode,
    errors: FieldErrors,
    typed: Typed,
) -> Result<HttpResponse, WebError> {
    let (reader, object_id, selection) = (viewer.viewer.clone(), listing.object.id, listing.selection.clone());
    let (known, count) = viewer
        .app
        .db
        .read(move |c| Ok((segments::of_object(c, &reader, object_id)?, records::count(c, &selection)?)))
        .await?;
    let is_active = typed.kind == "active" && may_be_active(listing);
    let edited = listing.edits.as_ref().filter(|one| is_active && one.public_id == typed.into);
    let title = match edited {
        Some(segment) => viewer.say("seg-save-in").user("name", segment.name.as_str()),
        None => viewer.say("seg-new-title"),
    };
    let is_edit = edited.is_some();
    let mut page = viewer.page(&title).await?;
    page.call_window(page.title.clone(), objects::label(page.locale, &listing.object));
    page.banner = Banner::of_errors(page.locale, &errors).or(page.banner);
    let choice = |segment: &Segment| Choice {
        selected: segment.public_id == typed.into,
        value: segment.public_id.clone(),
        label: segment.name.clone(),
    };
    let theirs: Vec<&Segment> = known
        .iter()
        .filter(|segment| segment.kind == SegmentKind::Active && segment.may_be_changed_by(&viewer.viewer))
        .collect();
    let seen = match status {
        // What is wrong with a field does not hide that the form is old.
        StatusCode::UNPROCESSABLE_ENTITY if !typed.seen.is_empty() => typed.seen,
        StatusCode::CONFLICT => versions(&theirs, None),
        // Whoever gives a segment another filter saw it when they began with that.
        _ => versions(&theirs, listing.place.edits.as_deref()),
    };
    let new =
        Choice { value: String::new(), label: page.say("seg-into-new").to_string(), selected: typed.into.is_empty() };
    let action = routes::segment_new(&listing.object.name);
    let here = listing.place.at(&action);
    // The page that refuses a form again stands at an address that says nothing of the place.
    if page.path == action && here.len() <= MAX_ADDRESS {
        page.path = here;
    }
    let mut hidden = listing.place.fields();
    hidden.extend([typed.key.field(), Meaning::of(listing).field()]);
    let body = NewSegmentPage {
        fragment: viewer.wants_fragment,
        title: title.into(),
        action,
        back: listing.url(),
        hidden,
        is_edit,
        into: std::iter::once(new).chain(theirs.into_iter().map(choice)).collect(),
        seen,
        segment_name: typed.name,
        share: typed.share,
        share_hint: if listing.selection.filter.is_sensitive(&listing.every) {
            "seg-share-hint-sensitive"
        } else {
            "view-share-hint"
        },
        kind: typed.kind,
        may_be_active: may_be_active(listing),
        static_hint: page.say("seg-kind-static-count").with("count", count).with("n", page.number(count)),
        errors,
        page,
    };
    Ok(html(status, if body.fragment { body.as_dialog().render()? } else { body.render()? }))
}

/// Segments as the form carries them along: each with its version, but for the one whose earlier version was `seen`.
fn versions(theirs: &[&Segment], seen: Option<&str>) -> String {
    let of = |one: &&Segment| match seen {
        Some(seen) if seen.split_once('.').is_some_and(|(id, _)| id == one.public_id) => seen.to_owned(),
        _ => as_seen(one),
    };
    theirs.iter().map(of).collect::<Vec<_>>().join(",")
}
