//! What a view keeps of properties that are archived: it is not shown, and comes back with the property (R52).

use crate::domain::record::SortKey;
use crate::domain::view::{View, ViewContent};
use crate::i18n::{Locale, Phrase};
use crate::web::records::listing::Listing;

/// What a page shows, as it is saved: where it stands in a view, with the order and the columns of that view that cannot be shown
/// now, unless others were chosen in their place.
pub(super) fn content(listing: &Listing) -> ViewContent {
    let shown = ViewContent {
        search: listing.search.clone(),
        filter: listing.filter.clone(),
        sort: listing.selection.sort,
        columns: listing.columns.clone(),
    };
    let Some(view) = &listing.view else { return shown };
    ViewContent {
        // What equals the view is not part of the place.
        sort: if listing.place.sort.is_none() { view.sort } else { shown.sort },
        columns: if listing.place.columns.is_none() {
            view.columns.clone()
        } else {
            beside(shown.columns, &view.columns, &archived(listing))
        },
        ..shown
    }
}

/// The properties that the open view is sorted by or has as columns, and that nobody sees now.
pub(super) fn words(locale: Locale, listing: &Listing, view: &View) -> Option<Phrase> {
    let sort = match view.sort.key {
        SortKey::Property(id) => Some(id),
        SortKey::Created | SortKey::Name => None,
    };
    let is_named = |id: i64| sort == Some(id) || view.columns.contains(&id);
    let archived = listing.every.iter().filter(|property| property.is_archived && is_named(property.id));
    let labels: Vec<&str> = archived.map(|property| property.label(locale.lang())).collect();
    (!labels.is_empty()).then(|| locale.say("view-archived").user("properties", labels.join(", ")))
}

fn archived(listing: &Listing) -> Vec<i64> {
    listing.every.iter().filter(|property| property.is_archived).map(|property| property.id).collect()
}

/// Columns, with the archived ones of the view among them, each behind the column that it stood behind.
fn beside(mut columns: Vec<i64>, saved: &[i64], archived: &[i64]) -> Vec<i64> {
    let mut next = 0;
    for id in saved {
        match columns.iter().position(|column| column == id) {
            Some(at) => next = at + 1,
            None if archived.contains(id) => {
                columns.insert(next, *id);
                next += 1;
            }
            None => {}
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archived_column_stays_behind_the_one_that_it_stood_behind() {
        assert_eq!(beside(vec![1, 3], &[1, 2, 3], &[2]), [1, 2, 3]);
        assert_eq!(beside(vec![3, 1], &[1, 2, 3], &[2]), [3, 1, 2]);
        assert_eq!(beside(vec![5], &[1, 2, 3], &[1, 2]), [1, 2, 5]);
        assert_eq!(beside(vec![1], &[1, 2, 3], &[]), [1], "what was taken away is not kept");
    }
}
