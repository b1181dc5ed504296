//! The tabs of an index page, and what can be done with the one that is open (R52).

use super::{Saved, archived, as_seen};
use crate::db::{DbConn, QueryResult, segments, views};
use crate::domain::record::Selection;
use crate::domain::segment::{Segment, SegmentKind};
use crate::domain::view::View;
use crate::domain::viewer::Viewer;
use crate::i18n::Phrase;
use crate::web::html::Html;
use crate::web::page::Page;
use crate::web::records::filter_form::SAVED;
use crate::web::records::listing::Listing;
use crate::web::records::place::{MAX_ADDRESS, Place};
use crate::web::routes;

/// Tabs that stand beside *All*, so few that all of them are seen; the others are under *More*.
const BESIDE: usize = 2;

/// One tab.
pub(in crate::web) struct Tab {
    pub(in crate::web) label: String,
    pub(in crate::web) url: String,
    pub(in crate::web) is_current: bool,
    pub(in crate::web) is_segment: bool,
}

/// The tabs, and the tools of the open one.
pub(in crate::web) struct Tabs {
    pub(in crate::web) beside: Vec<Tab>,
    pub(in crate::web) more: Vec<Tab>,
    pub(in crate::web) all_url: String,
    pub(in crate::web) is_all: bool,
    pub(in crate::web) new_view: Option<String>,
    pub(in crate::web) new_segment: Option<String>,
    pub(in crate::web) segments: String,
    pub(in crate::web) open: Option<Open>,
}

/// The open view or segment.
pub(in crate::web) struct Open {
    pub(in crate::web) name: String,
    /// Active or static; none for a view.
    pub(in crate::web) kind: Option<Phrase>,
    /// What an active segment takes, or that its filter is being changed, or what a view keeps of archived properties.
    pub(in crate::web) fits: Option<Html>,
    /// Whose it is, and who sees it.
    pub(in crate::web) about: Html,
    pub(in crate::web) is_shared: bool,
    /// Where the page's changes are saved, with the fields that say them; for those who may, while there are any.
    pub(in crate::web) save: Option<(String, Vec<(&'static str, String)>)>,
    pub(in crate::web) discard: Option<String>,
    pub(in crate::web) copy: Option<String>,
    /// Changing the filter of an active segment.
    pub(in crate::web) edit: Option<String>,
    pub(in crate::web) rename: Option<String>,
    /// Where it is shared, with the fields that say what the page shows.
    pub(in crate::web) share: Option<(String, Vec<(&'static str, String)>)>,
    pub(in crate::web) delete: Option<String>,
}

/// The views and segments that a viewer sees: own views, shared views, then segments.
pub(in crate::web) fn read(c: &mut DbConn, viewer: &Viewer, object_id: i64) -> QueryResult<Vec<Saved>> {
    let views = views::of_object(c, viewer, object_id)?.into_iter().map(Saved::View);
    let segments = segments::of_object(c, viewer, object_id)?.into_iter().map(Saved::Segment);
    Ok(views.chain(segments).collect())
}

/// The tabs of a page. The open one stands right behind *All*, where it is seen on the narrowest screen.
pub(in crate::web) fn of(page: &Page, viewer: &Viewer, listing: &Listing, saved: &[Saved]) -> Tabs {
    let object = listing.object.name.as_str();
    let is_open = |one: &Saved| match one {
        Saved::View(view) => listing.view.as_ref().is_some_and(|open| open.id == view.id),
        Saved::Segment(segment) => {
            listing.segment.as_ref().or(listing.edits.as_ref()).is_some_and(|open| open.id == segment.id)
        }
    };
    let mut tabs: Vec<Tab> = saved
        .iter()
        .map(|one| Tab {
            label: one.name().to_owned(),
            url: one.url(object),
            is_current: is_open(one),
            is_segment: matches!(one, Saved::Segment(_)),
        })
        .collect();
    if let Some(at) = tabs.iter().position(|tab| tab.is_current) {
        let tab = tabs.remove(at);
        tabs.insert(0, tab);
    }
    let more = tabs.split_off(tabs.len().min(BESIDE));
    let is_usable = listing.wrong.is_none();
    let is_member_list = listing.segment.as_ref().is_some_and(|segment| segment.kind == SegmentKind::Static);
    Tabs {
        beside: tabs,
        more,
        all_url: routes::records(object),
        is_all: listing.view.is_none() && listing.segment.is_none() && listing.edits.is_none(),
        new_view: (is_usable && listing.segment.is_none()).then(|| listing.place.at(&routes::view_new(object))),
        new_segment: (is_usable && !is_member_list).then(|| listing.place.at(&routes::segment_new(object))),
        segments: routes::segments(object),
        open: saved.iter().find(|one| is_open(one)).map(|one| {
            if listing.edits.is_some() { being_edited(page, listing, one) } else { open(page, viewer, listing, one) }
        }),
    }
}

/// The segment that gets another filter on this page: what it is saved with, and the way back to it.
fn being_edited(page: &Page, listing: &Listing, saved: &Saved) -> Open {
    let object = listing.object.name.as_str();
    let is_changed = listing.is_changed() && listing.wrong.is_none();
    Open {
        name: saved.name().to_owned(),
        kind: Some(page.say("seg-kind-active")),
        fits: Some(page.say("seg-editing").into()),
        about: about(page, saved),
        is_shared: saved.is_shared(),
        save: listing
            .edits
            .as_ref()
            .filter(|_| is_changed)
            .map(|segment| (routes::segment_new(object), replacing(listing, segment))),
        discard: is_changed.then(|| saved.url(object)),
        copy: None,
        edit: None,
        rename: None,
        share: None,
        delete: None,
    }
}

/// Whose it is, and who sees it.
fn about(page: &Page, saved: &Saved) -> Html {
    let about = if saved.is_shared() { "view-about-shared" } else { "view-about-private" };
    page.say(about).user("owner", saved.owner_name()).into()
}

fn open(page: &Page, viewer: &Viewer, listing: &Listing, saved: &Saved) -> Open {
    let object = listing.object.name.as_str();
    let may_change = saved.may_be_changed_by(viewer);
    let theirs = |what: &str| may_change.then(|| saved.action(object, what));
    let is_changed = listing.is_changed() && listing.wrong.is_none();
    // What differs from it is carried through renaming and sharing.
    let differs = listing.wrong.is_none() && listing.url() != saved.url(object);
    let place = if differs { listing.place.clone() } else { Place::default() };
    let copy = match saved {
        Saved::View(_) => Some(listing.place.at(&routes::view_new(object))).filter(|_| !is_changed),
        Saved::Segment(_) => None,
    };
    let (kind, fits, edit) = match saved {
        Saved::View(view) => (None, archived::words(page.locale, listing, view).map(Html::from), None),
        Saved::Segment(segment) => match segment.kind {
            SegmentKind::Static => (Some(page.say("seg-kind-static")), None, None),
            SegmentKind::Active => {
                let edit = may_change.then(|| editing(object, segment));
                (Some(page.say("seg-kind-active")), Some(fits(page, viewer, listing, segment).into()), edit)
            }
        },
    };
    Open {
        name: saved.name().to_owned(),
        kind,
        fits,
        about: about(page, saved),
        is_shared: saved.is_shared(),
        save: theirs("save")
            .filter(|_| is_changed)
            .zip(listing.view.as_ref())
            .map(|(url, view)| (url, saving(listing, view))),
        discard: is_changed.then(|| saved.url(object)),
        copy,
        edit,
        rename: theirs("rename").map(|url| place.at(&url)),
        share: theirs("share").map(|url| (url, place.fields())),
        delete: theirs("delete"),
    }
}

/// Where the filter of an active segment is changed: on the page that shows it, or in the form that begins with it where no
/// address can say it.
fn editing(object: &str, segment: &Segment) -> String {
    let (filter, seen) = (segment.filter.to_text(), as_seen(segment));
    let (search, edit) = (("q", segment.search.as_str()), ("edit", seen.as_str()));
    let url = routes::with_fields(&routes::records(object), &[search, ("f", filter.as_str()), edit]);
    if url.len() <= MAX_ADDRESS {
        return url;
    }
    routes::with_fields(&routes::records_filter(object), &[search, edit, (SAVED, "on")])
}

/// What an active segment takes.
fn fits(page: &Page, viewer: &Viewer, listing: &Listing, segment: &Segment) -> Phrase {
    let alone = Selection { filter: segment.filter.clone(), ..Selection::all(listing.object.id) };
    let named = alone.named(&listing.every);
    let conditions = page.locale.filter(&segment.filter, &named, viewer.user.rights.may_see_sensitive());
    match (segment.search.as_str(), conditions) {
        ("", None) => page.say("seg-fits-all"),
        ("", Some(conditions)) => page.say("seg-fits").with("conditions", conditions),
        (search, None) => page.say("seg-fits-search").user("search", search),
        (search, Some(conditions)) => page.say("seg-fits-both").user("search", search).with("conditions", conditions),
    }
}

/// The whole page, said part by part, and the version of the view that it was made from: what somebody else saves meanwhile is
/// neither mixed into it nor lost.
fn saving(listing: &Listing, view: &View) -> Vec<(&'static str, String)> {
    let mut fields = listing.whole().fields();
    fields.push(("version", view.version.to_string()));
    fields
}

/// What the page shows, as the form says it that gives it to the segment, and the version of that which this began with.
fn replacing(listing: &Listing, segment: &Segment) -> Vec<(&'static str, String)> {
    let mut fields = listing.place.picking(Vec::new()).at_start().fields();
    let seen = listing.place.edits.clone().unwrap_or_default();
    fields.extend([("kind", segment.kind.as_str().to_owned()), ("into", segment.public_id.clone()), ("seen", seen)]);
    fields
}
