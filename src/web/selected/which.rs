//! Which records a form means, in words.

use crate::domain::filter::Named;
use crate::domain::record::Selection;
use crate::i18n::Phrase;
use crate::web::html::Html;
use crate::web::objects as words;
use crate::web::records::listing::Listing;
use crate::web::viewer::SignedIn;

/// Of which object the records are, of which segment, and which of them; line by line.
pub(super) fn which(signed_in: &SignedIn, listing: &Listing) -> Vec<Html> {
    let locale = signed_in.locale();
    let line = |what: &'static str| locale.say("sel-which").with("what", locale.say(what));
    let object = line("det-object").user("words", words::label(locale, &listing.object));
    let segment = listing.segment.as_ref().map(|segment| line("seg-one").user("words", segment.name.as_str()));
    let filter = match (chosen(signed_in, listing), &segment) {
        (Some(chosen), _) => Some(chosen),
        (None, Some(_)) => None,
        (None, None) => Some(locale.say("det-filter-none")),
    };
    let filter = filter.map(|words| line("det-filter").with("words", words));
    std::iter::once(object).chain(segment).chain(filter).map(Html::from).collect()
}

/// Search and filter of the page, and how many records were ticked; `None` where none was chosen by any of them.
fn chosen(signed_in: &SignedIn, listing: &Listing) -> Option<Phrase> {
    let named: Vec<Named> = listing.every.iter().map(Named::of).collect();
    // Without what the segment itself asks for, which the line above names.
    let own = Selection {
        search: listing.search.clone(),
        filter: listing.filter.clone(),
        only: listing.selection.only.clone(),
        ..Selection::all(listing.object.id)
    };
    signed_in.locale().which_of(&own, &named, signed_in.viewer.user.rights.may_see_sensitive())
}
