//! What a place means for a viewer: which records, in which order, with which columns, and where that is saved (R51, R52, R8).

use actix_web::HttpResponse;
use chrono::{DateTime, Utc};

use super::gone::{Gone, listing_on};
use super::place::{Place, columns_text, sort_from, sort_text};
use crate::db::{DbConn, QueryResult, objects, segments, views};
use crate::domain::export::{Source, SourceKind};
use crate::domain::filter::{ConditionError, Filter, MAX_JOINED};
use crate::domain::record::{Object, Property, Selection, Sort, SortKey};
use crate::domain::segment::{Segment, SegmentKind};
use crate::domain::view::View;
use crate::domain::viewer::Viewer;
use crate::i18n::Locale;
use crate::web::error::WebError;
use crate::web::sign_in::see;
use crate::web::viewer::SignedIn;
use crate::web::{objects as words, routes};

/// Why nothing of a place may be shown, not even how many records there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web) enum Wrong {
    /// It filters or sorts by a sensitive property, and the viewer lacks the right (R8).
    Sensitive,
    /// Its filter makes no sense.
    Unreadable,
    /// Its filter has more conditions than one may have.
    TooMany,
    /// The filters of its segment and of the page make too many conditions together.
    TooManyJoined,
    /// What search reads may still hold a value that the viewer must not find (R8).
    Paused,
}

/// A place, resolved.
#[derive(Debug, Clone)]
pub(in crate::web) struct Listing {
    /// Whose records.
    pub(in crate::web) object: Object,
    /// Its properties that are not archived: what columns, orders and forms offer.
    pub(in crate::web) properties: Vec<Property>,
    /// Every property, archived ones too: what a filter names is judged and named by these, as in counts and files (R30).
    pub(in crate::web) every: Vec<Property>,
    /// The saved view it stands in.
    pub(in crate::web) view: Option<View>,
    /// The segment it stands in.
    pub(in crate::web) segment: Option<Segment>,
    /// The active segment that gets another filter here, for those who may change it.
    pub(in crate::web) edits: Option<Segment>,
    /// The place in its shortest form: what equals the saved view is left to it.
    pub(in crate::web) place: Place,
    /// The page's own search, without the segment's.
    pub(in crate::web) search: String,
    /// The page's own filter as it was chosen, without the segment's.
    pub(in crate::web) filter: Filter,
    /// The properties shown beside the name, in their order.
    pub(in crate::web) columns: Vec<i64>,
    /// The records, every day of the filter settled: what is counted, shown and exported.
    pub(in crate::web) selection: Selection,
    /// Why nothing may be shown.
    pub(in crate::web) wrong: Option<Wrong>,
}

impl Listing {
    /// Resolves a place; `None` where there is no such object, view or segment for this viewer (R7).
    ///
    /// # Errors
    /// When a query fails.
    pub(in crate::web) fn read(
        c: &mut DbConn,
        place: &Place,
        viewer: &Viewer,
        object: &str,
        now: DateTime<Utc>,
    ) -> QueryResult<Option<Self>> {
        let Some(object) = objects::find_visible_to(c, viewer, object)? else { return Ok(None) };
        let every = objects::every_property(c, object.id)?;
        let view = match &place.view {
            Some(id) => match views::find_visible_to(c, viewer, object.id, id)? {
                None => return Ok(None),
                found => found,
            },
            None => None,
        };
        let segment = match &place.segment {
            Some(id) => match segments::find_visible_to(c, viewer, object.id, id)? {
                None => return Ok(None),
                found => found,
            },
            None => None,
        };
        let mut listing = Self::resolved(place, viewer, object, every, view, segment, now);
        listing.edits = edited(c, place, viewer, listing.object.id)?;
        if listing.edits.is_none() {
            listing.place.edits = None;
        }
        Ok(Some(listing))
    }

    fn resolved(
        place: &Place,
        viewer: &Viewer,
        object: Object,
        every: Vec<Property>,
        view: Option<View>,
        segment: Option<Segment>,
        now: DateTime<Utc>,
    ) -> Self {
        let properties: Vec<Property> = every.iter().filter(|property| !property.is_archived).cloned().collect();
        let saved = Saved::of(view.as_ref(), &properties);
        let search = place.search.clone().unwrap_or_else(|| saved.search.clone());
        let sees_sensitive = viewer.user.rights.may_see_sensitive();
        let (filter, mut fault) = match &place.filter {
            None => (saved.filter.clone(), None),
            // Before its values are read: whether they make sense would tell of the property.
            Some(text) if !sees_sensitive && Filter::names_sensitive(text, &every) => {
                (Filter::default(), Some(Wrong::Sensitive))
            }
            Some(text) => match Filter::from_text(text, &every) {
                Ok(filter) => (filter, None),
                Err(ConditionError::TooMany) => (Filter::default(), Some(Wrong::TooMany)),
                Err(_) => (Filter::default(), Some(Wrong::Unreadable)),
            },
        };
        let sort = place.sort.as_deref().map_or(saved.sort, |text| sort_of(text, &properties));
        let columns = match place.columns.as_deref().filter(|text| !text.is_empty()) {
            None => saved.columns.clone(),
            Some(text) => shown(text.split(',').filter_map(|id| id.parse().ok()), &properties)
                .unwrap_or_else(|| usual_columns(&properties)),
        };
        let mut selection = Selection {
            object_id: object.id,
            search: search.clone(),
            sort,
            filter: filter.clone(),
            only: place.picked.clone(),
            ..Selection::default()
        };
        if let Some(segment) = &segment {
            match segment.kind {
                SegmentKind::Static => selection.members = segment.members(),
                SegmentKind::Active => {
                    // Every word must be found, so two searches are one.
                    format!("{} {search}", segment.search).trim().clone_into(&mut selection.search);
                    match segment.filter.and(&filter, MAX_JOINED) {
                        Ok(joined) => selection.filter = joined,
                        Err(_) => fault = fault.or(Some(Wrong::TooManyJoined)),
                    }
                }
            }
        }
        selection.filter = selection.filter.settled(&every, viewer.user.zone, now);
        let is_refused = selection.is_sensitive(&every) && !sees_sensitive;
        let is_paused = object.is_search_paused && selection.reads_search() && !sees_sensitive;
        let wrong = match (is_refused, fault) {
            (true, _) => Some(Wrong::Sensitive),
            (false, Some(fault)) => Some(fault),
            (false, None) => is_paused.then_some(Wrong::Paused),
        };
        // A view that is sorted by an archived property keeps that, unless another order is chosen: be it the one it is shown in.
        let as_saved = view.as_ref().map(|view| view.sort).unwrap_or_default();
        let place = Place {
            search: Some(search.clone()).filter(|search| *search != saved.search),
            filter: match (fault, filter == saved.filter) {
                (None, true) => None,
                (None, false) => Some(filter.to_text()),
                (Some(_), _) => place.filter.clone(),
            },
            sort: place.sort.as_deref().and_then(|text| {
                let asked = sort_from(text).unwrap_or_default();
                (asked != as_saved && sort != as_saved).then(|| sort_text(sort))
            }),
            columns: Some(columns_text(&columns)).filter(|_| columns != saved.columns),
            ..place.clone()
        };
        let edits = None;
        Self { object, properties, every, view, segment, edits, place, search, filter, columns, selection, wrong }
    }

    /// The index page of this place.
    pub(in crate::web) fn url(&self) -> String {
        self.place.at(&routes::records(&self.object.name))
    }

    /// The place with every part said, whatever the saved view says.
    pub(in crate::web) fn whole(&self) -> Place {
        Place {
            search: Some(self.search.clone()),
            filter: Some(self.filter.to_text()),
            sort: Some(sort_text(match &self.view {
                Some(view) if self.place.sort.is_none() => view.sort,
                _ => self.selection.sort,
            })),
            columns: Some(columns_text(&self.columns)),
            ..self.place.clone()
        }
    }

    /// Whether the page differs from the saved view it stands in, or from the segment that gets another filter on it (R52).
    pub(in crate::web) fn is_changed(&self) -> bool {
        let Place { search, filter, sort, columns, .. } = &self.place;
        let differs = |segment: &Segment| segment.search != self.search || segment.filter != self.filter;
        self.view.is_some() && [search, filter, sort, columns].into_iter().any(Option::is_some)
            || self.edits.as_ref().is_some_and(differs)
    }

    /// Where an export of it is made from, as the log keeps it (R20).
    pub(in crate::web) fn source(&self) -> Source {
        match (&self.view, &self.segment) {
            (Some(view), _) => {
                Source { kind: SourceKind::View, name: view.name.clone(), public_id: Some(view.public_id.clone()) }
            }
            (None, Some(segment)) => Source {
                kind: SourceKind::Segment,
                name: segment.name.clone(),
                public_id: Some(segment.public_id.clone()),
            },
            (None, None) => Source::object(&self.object.name),
        }
    }

    /// What it is called: its view, its segment or its object.
    pub(in crate::web) fn title(&self, locale: Locale) -> String {
        let saved = self.view.as_ref().map(|view| &view.name).or(self.segment.as_ref().map(|segment| &segment.name));
        saved.cloned().unwrap_or_else(|| words::label(locale, &self.object))
    }

    /// The properties shown beside the name, in their order.
    pub(in crate::web) fn shown(&self) -> Vec<&Property> {
        self.columns.iter().filter_map(|id| self.properties.iter().find(|property| property.id == *id)).collect()
    }

    /// The properties that may be filtered, sorted and chosen by somebody (R8).
    pub(in crate::web) fn offered(&self, viewer: &Viewer) -> Vec<&Property> {
        open_to(viewer, self.properties.iter())
    }

    /// The archived properties that somebody's filter may still name (R8).
    pub(in crate::web) fn archived(&self, viewer: &Viewer) -> Vec<&Property> {
        open_to(viewer, self.every.iter().filter(|property| property.is_archived))
    }
}

fn open_to<'p>(viewer: &Viewer, properties: impl Iterator<Item = &'p Property>) -> Vec<&'p Property> {
    let sees_all = viewer.user.rights.may_see_sensitive();
    properties.filter(|property| sees_all || !property.is_sensitive).collect()
}

/// The active segment that gets another filter at a place, for those who may change it. None where the place stands in a view or
/// segment.
fn edited(c: &mut DbConn, place: &Place, viewer: &Viewer, object_id: i64) -> QueryResult<Option<Segment>> {
    let edits = place.edits.as_deref().filter(|_| place.view.is_none() && place.segment.is_none());
    let Some((id, _)) = edits.and_then(|edits| edits.split_once('.')) else { return Ok(None) };
    let found = segments::find_visible_to(c, viewer, object_id, id)?;
    Ok(found.filter(|one| one.kind == SegmentKind::Active && one.may_be_changed_by(viewer)))
}

/// Resolves a place for somebody. One whose view or segment is gone is answered by the index page, which says so.
pub(in crate::web) async fn listing(signed_in: &SignedIn, object: String, place: Place) -> Result<Listing, WebError> {
    let asked = place.picking(Vec::new());
    match listing_on(signed_in, object, place).await? {
        (listing, Some(Gone::View | Gone::Segment)) => {
            Err(WebError::Elsewhere(asked.at(&routes::records(&listing.object.name))))
        }
        (listing, Some(Gone::Edited) | None) => Ok(listing),
    }
}

/// The same for a page that leads on from an index page: one of which nothing may be shown is answered by that index page,
/// which says why.
pub(in crate::web) async fn usable(
    signed_in: &SignedIn,
    object: String,
    place: Place,
) -> Result<Result<Listing, HttpResponse>, WebError> {
    let listing = listing(signed_in, object, place).await?;
    Ok(if listing.wrong.is_some() { Err(see(&listing.url())) } else { Ok(listing) })
}

/// What a page shows where its address says nothing.
struct Saved {
    search: String,
    filter: Filter,
    sort: Sort,
    columns: Vec<i64>,
}

impl Saved {
    fn of(view: Option<&View>, properties: &[Property]) -> Self {
        let Some(view) = view else {
            let columns = usual_columns(properties);
            return Self { search: String::new(), filter: Filter::default(), sort: Sort::default(), columns };
        };
        Self {
            search: view.search.clone(),
            filter: view.filter.clone(),
            sort: known_sort(Some(view.sort), properties),
            columns: shown(view.columns.iter().copied(), properties).unwrap_or_else(|| usual_columns(properties)),
        }
    }
}

/// The columns of an object's own page.
pub(in crate::web) fn usual_columns(properties: &[Property]) -> Vec<i64> {
    let columns = properties.iter().filter(|property| property.in_view && !property.names_record);
    columns.map(|property| property.id).collect()
}

/// Those of these keys that can be a column, each once; `None` when there is none. What names a record is in front anyway.
fn shown(ids: impl Iterator<Item = i64>, properties: &[Property]) -> Option<Vec<i64>> {
    let mut columns: Vec<i64> = Vec::new();
    for id in ids {
        let is_column = properties.iter().any(|property| property.id == id && !property.names_record);
        if is_column && !columns.contains(&id) {
            columns.push(id);
        }
    }
    (!columns.is_empty()).then_some(columns)
}

/// The order that an address means.
fn sort_of(text: &str, properties: &[Property]) -> Sort {
    known_sort(sort_from(text), properties)
}

/// What makes no sense, or sorts by a property that was archived since, is the usual order: it shows no other records.
fn known_sort(sort: Option<Sort>, properties: &[Property]) -> Sort {
    let is_known = |sort: &Sort| match sort.key {
        SortKey::Created | SortKey::Name => true,
        SortKey::Property(id) => properties.iter().any(|property| property.id == id),
    };
    sort.filter(is_known).unwrap_or_default()
}
