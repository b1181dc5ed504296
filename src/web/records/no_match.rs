//! What an index page says where its list holds nothing: why, and one way out (R51, R52).

use super::listing::Listing;
use crate::domain::filter::Filter;
use crate::domain::segment::SegmentKind;
use crate::i18n::{Noun, Phrase};
use crate::web::page::Page;
use crate::web::routes;

/// The words, and where their button leads.
pub(super) struct NoMatch {
    pub(super) title: Phrase,
    pub(super) text: Phrase,
    pub(super) action: Phrase,
    pub(super) url: String,
}

impl NoMatch {
    /// Says what takes nothing: the search, the rows picked, the filter, or what the view or segment was saved with. A search
    /// is let go alone.
    pub(super) fn new(page: &Page, noun: &Noun, listing: &Listing) -> Self {
        let path = routes::records(&listing.object.name);
        let has_filter = !listing.filter.is_empty();
        let is_as_saved = listing.view.is_some() && listing.place.filter.is_none();
        let say = |title: &'static str, text: &'static str, action: &'static str, url: String| Self {
            title: page.say(title).about(noun),
            text: page.say(text),
            action: page.say(action).about(noun),
            url,
        };
        if !listing.search.is_empty() {
            let text = if has_filter { "idx-nomatch-both" } else { "idx-nomatch-text" };
            return say("idx-nomatch-title", text, "idx-search-clear", listing.place.searching("").at(&path));
        }
        if !listing.place.picked.is_empty() {
            return say("idx-nomatch-title", "idx-nomatch-picked", "idx-all", path);
        }
        match &listing.segment {
            Some(segment) if !has_filter => {
                let text = match segment.kind {
                    SegmentKind::Static => "idx-nomatch-static",
                    SegmentKind::Active => "idx-nomatch-active",
                };
                say("idx-nomatch-segment", text, "idx-all", path)
            }
            None if is_as_saved => say("idx-nomatch-view", "idx-nomatch-view-text", "idx-all", path),
            Some(_) | None => {
                let unfiltered = listing.place.filtered(&Filter::default()).at(&path);
                say("idx-nomatch-title", "idx-nomatch-filter", "idx-filter-clear", unfiltered)
            }
        }
    }
}
