//! The form of a new segment: what was typed, and what its page offers.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use crate::db::{records, segments};
use crate::domain::filter::MAX_CONDITIONS;
use crate::domain::segment::{Segment, SegmentKind};
use crate::i18n::Phrase;
use crate::web::error::WebError;
use crate::web::field_errors::FieldErrors;
use crate::web::form::{Fields, FormKey};
use crate::web::html::Html;
use crate::web::page::{Banner, Choice, Page};
use crate::web::records::listing::Listing;
use crate::web::records::meaning::Meaning;
use crate::web::records::place::MAX_ADDRESS;
use crate::web::saved::{as_seen, html};
use crate::web::viewer::RecordViewer;
use crate::web::{objects, routes};

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

/// What was typed.
pub(super) struct Typed {
    pub(super) key: FormKey,
    pub(super) into: String,
    /// The segments that were offered, each as `key.version`, joined by commas.
    pub(super) seen: String,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) share: bool,
}

impl Typed {
    /// Nothing yet, for this kind.
    pub(super) fn nothing(kind: &str) -> Result<Self, WebError> {
        let none = String::new;
        let key = FormKey::new()?;
        Ok(Self { key, into: none(), seen: none(), name: none(), kind: kind.to_owned(), share: false })
    }

    /// What was sent.
    pub(super) fn read(fields: &Fields) -> Result<Self, WebError> {
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
    pub(super) fn version(&self) -> Option<i64> {
        let mut seen = self.seen.split(',').filter_map(|one| one.split_once('.'));
        seen.find(|(id, _)| *id == self.into).and_then(|(_, version)| version.parse().ok())
    }
}

/// Records picked one by one, and members of a static segment, are no filter.
pub(super) fn may_be_active(listing: &Listing) -> bool {
    listing.place.picked.is_empty()
        && listing.segment.as_ref().is_none_or(|segment| segment.kind == SegmentKind::Active)
}

/// The form again, with the sentence that says how many conditions a segment may have.
pub(super) async fn too_many(viewer: &RecordViewer, listing: &Listing, typed: Typed) -> Result<HttpResponse, WebError> {
    let most = i64::try_from(MAX_CONDITIONS).unwrap_or(i64::MAX);
    let sentence = viewer.say("seg-err-conditions").with("max", viewer.locale().number(most));
    answer(viewer, listing, FieldErrors::one("kind", sentence), typed).await
}

/// The form, with what is wrong with a field.
pub(super) async fn answer(
    viewer: &RecordViewer,
    listing: &Listing,
    errors: FieldErrors,
    typed: Typed,
) -> Result<HttpResponse, WebError> {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    answer_with(viewer, listing, status, errors, typed).await
}

/// The same with a status of its own.
pub(super) async fn answer_with(
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
