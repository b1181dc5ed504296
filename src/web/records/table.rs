//! The table of an index page: its columns and its rows (R51).

use super::cell::{self, Cell};
use super::listing::Listing;
use crate::db::records::Record;
use crate::domain::property::PropertyType;
use crate::domain::record::{Property, Sort, SortKey};
use crate::web::page::Page;
use crate::web::routes;

/// The head of one column.
pub(super) struct Column {
    pub(super) title: String,
    /// The address that sorts by it; none where the viewer may not (R8).
    pub(super) url: Option<String>,
    pub(super) sort: String,
    pub(super) class: String,
}

/// One record.
pub(super) struct Row {
    pub(super) name: String,
    pub(super) id: i64,
    pub(super) url: String,
    pub(super) cells: Vec<Cell>,
}

/// What the table is sorted by; nothing for the order of creation.
pub(super) fn sorted_by(page: &Page, listing: &Listing) -> Option<String> {
    match listing.selection.sort.key {
        SortKey::Created => None,
        SortKey::Name => Some(name_title(page, &listing.properties)),
        SortKey::Property(id) => {
            let property = listing.properties.iter().find(|property| property.id == id);
            property.map(|property| property.label(page.locale.lang()).to_owned())
        }
    }
}

/// The same where no column shows it.
pub(super) fn sorted_unseen(page: &Page, listing: &Listing) -> Option<String> {
    match listing.selection.sort.key {
        SortKey::Property(id) if !listing.columns.contains(&id) => sorted_by(page, listing),
        SortKey::Property(_) | SortKey::Name | SortKey::Created => None,
    }
}

/// What the column of names is called: by its property, or *Name* where several make it up.
fn name_title(page: &Page, properties: &[Property]) -> String {
    let mut naming = properties.iter().filter(|property| property.names_record);
    match (naming.next(), naming.next()) {
        (Some(only), None) => only.label(page.locale.lang()).to_owned(),
        _ => page.say("idx-name").to_string(),
    }
}

/// The name, then the properties shown. Every one sorts, but for what the viewer may not see: first up, then down, then in the
/// usual order again.
pub(super) fn columns(page: &Page, listing: &Listing, sees_sensitive: bool) -> Vec<Column> {
    let path = routes::records(&listing.object.name);
    let column = |title: String, key: SortKey, may_sort: bool, class: &'static str| {
        let now = Some(listing.selection.sort).filter(|sort| sort.key == key).map(|sort| sort.descending);
        let next = match now {
            None => Sort { key, descending: false },
            Some(false) => Sort { key, descending: true },
            Some(true) => Sort::default(),
        };
        let sort = match now {
            None => "none",
            Some(true) => "descending",
            Some(false) => "ascending",
        };
        let url = may_sort.then(|| listing.place.sorted(next).at(&path));
        Column { title, url, sort: sort.to_owned(), class: class.to_owned() }
    };
    let name = column(name_title(page, &listing.properties), SortKey::Name, true, "stick");
    let shown = listing.shown().into_iter().map(|property| {
        let title = property.label(page.locale.lang()).to_owned();
        let may_sort = sees_sensitive || !property.is_sensitive;
        column(title, SortKey::Property(property.id), may_sort, cell::class(property.kind))
    });
    std::iter::once(name).chain(shown).collect()
}

/// Whether a column has moments.
pub(super) fn has_moments(listing: &Listing) -> bool {
    listing.shown().iter().any(|property| property.kind == PropertyType::DateTime)
}

/// A record as the table shows it.
pub(super) fn row(page: &Page, record: &Record, listing: &Listing, sees_sensitive: bool) -> Row {
    let values: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&record.props).unwrap_or_default();
    let value = |property: &Property| {
        values.get(&format!("p{}", property.id)).and_then(serde_json::Value::as_str).unwrap_or_default()
    };
    let hidden = |property: &Property| property.is_sensitive && !sees_sensitive;
    let naming = listing.properties.iter().filter(|property| property.names_record && !hidden(property));
    let name = naming.map(value).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let cells = listing
        .shown()
        .into_iter()
        .map(|property| if hidden(property) { Cell::Masked } else { Cell::new(page, property, value(property)) })
        .collect();
    Row { name, id: record.id, url: routes::record(&listing.object.name, record.id), cells }
}
