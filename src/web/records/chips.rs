//! The page's own filter and order in words, each with the way to the page without it.

use super::listing::Listing;
use super::table;
use crate::domain::filter::Named;
use crate::domain::record::Sort;
use crate::web::html::Html;
use crate::web::page::Page;
use crate::web::routes;

/// One condition of the page's own filter, in words.
pub(super) struct Chip {
    pub(super) words: Html,
    /// The sentence for who hears the link.
    pub(super) label: String,
    /// The same page without it.
    pub(super) url: String,
    /// It begins another group of conditions.
    pub(super) begins_group: bool,
}

/// The page's own filter, condition by condition.
pub(super) fn chips(page: &Page, listing: &Listing, sees_sensitive: bool) -> Vec<Chip> {
    let path = routes::records(&listing.object.name);
    let named: Vec<Named> = listing.every.iter().map(Named::of).collect();
    let mut chips = Vec::new();
    for (at_group, group) in listing.filter.groups.iter().enumerate() {
        for (at, condition) in group.conditions.iter().enumerate() {
            let named = named.iter().find(|named| named.id == condition.property_id);
            let words = page.locale.condition(condition, named, sees_sensitive);
            chips.push(Chip {
                label: page.say("idx-filter-remove").with("condition", &words).to_string(),
                words: words.into(),
                url: listing.place.filtered(&listing.filter.without(at_group, at)).at(&path),
                begins_group: at_group > 0 && at == 0,
            });
        }
    }
    chips
}

/// What leads back to the usual order.
pub(super) fn unsort(page: &Page, listing: &Listing) -> Option<Chip> {
    let property = table::sorted_unseen(page, listing)?;
    let say = |key: &'static str| page.say(key).user("property", property.as_str());
    Some(Chip {
        words: say("idx-sorted").into(),
        label: say("idx-sorted-remove").to_string(),
        url: listing.place.sorted(Sort::default()).at(&routes::records(&listing.object.name)),
        begins_group: false,
    })
}
