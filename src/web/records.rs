//! The index page of an object: a table of its records (R51).

mod cell;
mod chips;
mod choose_columns;
mod condition;
mod draft;
pub(in crate::web) mod filter_form;
pub(in crate::web) mod gone;
pub(in crate::web) mod listing;
pub(in crate::web) mod meaning;
mod no_match;
pub(in crate::web) mod number;
pub(in crate::web) mod place;
mod table;

use actix_web::http::StatusCode;
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

pub(super) use self::choose_columns::page as columns_page;
pub(super) use self::filter_form::{page as filter_page, send as send_filter};

use self::cell::Cell;
use self::chips::Chip;
use self::gone::Gone;
use self::listing::{Listing, Wrong};
use self::no_match::NoMatch;
use self::place::{Place, Turn};
use self::table::{Column, Row};
use super::bulk_actions::view::UnderWay;
use super::error::WebError;
use super::form::Fields;
use super::page::{Banner, Page, Search};
use super::saved::{Saved, tabs};
use super::viewer::RecordViewer;
use super::{objects as words, routes};
use crate::db::records::{self, CountShown, From, RecordPage};
use crate::db::{QueryResult, bulk_actions};
use crate::domain::filter::{Filter, MAX_CONDITIONS, MAX_JOINED};
use crate::domain::segment::SegmentKind;
use crate::i18n::{Locale, Noun, Phrase};

#[derive(Template)]
#[template(path = "pages/records.html")]
struct RecordsPage {
    page: Page,
    heading: String,
    tabs: tabs::Tabs,
    /// The viewer's bulk actions on these records that are under way.
    under_way: Vec<UnderWay>,
    create_url: Option<String>,
    /// What can be done with the rows that are ticked.
    bulk: Bulk,
    noun: Noun,
    count: Option<String>,
    /// It stands in a saved view and shows something else than was saved (R52).
    is_changed: bool,
    range: String,
    url: String,
    q: String,
    /// What the search form carries along.
    kept: Vec<(&'static str, String)>,
    /// What the form around the table carries along.
    hidden: Vec<(&'static str, String)>,
    unsearched_url: String,
    chips: Vec<Chip>,
    /// Back to the usual order, where no column shows what the page is sorted by.
    unsort: Option<Chip>,
    /// Filter and columns; none where the page may show nothing (R8).
    tools: Option<Tools>,
    no_match: Option<NoMatch>,
    whole_url: String,
    sorted_by: Option<String>,
    import_url: Option<String>,
    export_url: Option<String>,
    /// Where the rows that are ticked are exported.
    export_picked_url: Option<String>,
    /// The box that takes them all.
    pick_all: Phrase,
    /// Where the list starts, for a page beyond its end.
    start_url: Option<String>,
    columns: Vec<Column>,
    rows: Vec<Row>,
    /// Whose clock its moments are shown by, where a column has some.
    zone: Option<String>,
    newer: Option<String>,
    older: Option<String>,
}

/// What can be done with the rows that are ticked; only what the viewer may do.
struct Bulk {
    add: String,
    remove: Option<String>,
    edit: Option<String>,
    delete: Option<String>,
}

struct Tools {
    filter: String,
    unfiltered: Option<String>,
    columns: String,
}

/// The index page.
pub(super) async fn index(
    viewer: RecordViewer,
    object: Path<String>,
    req: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let fields = Fields::parse(req.query_string().as_bytes())?;
    answer(&viewer, object.into_inner(), Place::parse(&fields)?, None).await
}

/// The index page where something that was asked of it came too late, with the sentence that says so.
pub(super) async fn conflict(
    viewer: &RecordViewer,
    object: String,
    place: Place,
    sentence: Phrase,
) -> Result<HttpResponse, WebError> {
    answer(viewer, object, place, Some(sentence)).await
}

async fn answer(
    viewer: &RecordViewer,
    object: String,
    place: Place,
    late: Option<Phrase>,
) -> Result<HttpResponse, WebError> {
    let (reader, now) = (viewer.viewer.clone(), viewer.now());
    let found = viewer
        .app
        .db
        .read(move |c| -> QueryResult<_> {
            let Some((listing, gone)) = Listing::read_on(c, &place, &reader, &object, now)? else { return Ok(None) };
            let saved = tabs::read(c, &reader, listing.object.id)?;
            let under_way = bulk_actions::under_way(c, reader.user.id, listing.object.id)?;
            if listing.wrong.is_some() {
                return Ok(Some((listing, gone, RecordPage::default(), None, saved, under_way)));
            }
            let Turn { from, seen } = place.turn;
            let page = records::page(c, &listing.selection, &listing.every, from, seen)?;
            let count = page.count;
            Ok(Some((listing, gone, page, Some(count), saved, under_way)))
        })
        .await?;
    let Some((listing, lacks, found, count, saved, under_way)) = found else { return Err(WebError::NotFound) };
    let status = match listing.wrong {
        None if matches!(lacks, Some(Gone::View | Gone::Segment)) => StatusCode::NOT_FOUND,
        None if late.is_some() => StatusCode::CONFLICT,
        None => StatusCode::OK,
        Some(Wrong::Sensitive) => StatusCode::FORBIDDEN,
        Some(Wrong::Unreadable | Wrong::TooMany | Wrong::TooManyJoined) => StatusCode::UNPROCESSABLE_ENTITY,
        Some(Wrong::Paused) => StatusCode::SERVICE_UNAVAILABLE,
    };
    let mut body = page(viewer, &listing, &found, count, &saved).await?;
    let lacks = lacks.map(|gone| viewer.say(gone.key()));
    let gone = found.is_place_gone.then(|| viewer.say("idx-place-gone"));
    if let Some(sentence) = lacks.or(late).or(gone).filter(|_| listing.wrong.is_none()) {
        body.page.banner = Some(Banner::bad(sentence));
    }
    body.under_way = under_way.iter().map(|action| UnderWay::new(viewer.locale(), action)).collect();
    Ok(HttpResponse::build(status).content_type("text/html; charset=utf-8").body(body.render()?))
}

/// Where a page of a list begins in which nothing moves.
pub(super) fn beginning(fields: &Fields) -> From {
    Turn::parse(fields).from
}

async fn page(
    viewer: &RecordViewer,
    listing: &Listing,
    found: &RecordPage,
    count: Option<CountShown>,
    saved: &[Saved],
) -> Result<RecordsPage, WebError> {
    let (rights, locale) = (viewer.viewer.user.rights, viewer.locale());
    let sees_sensitive = rights.may_see_sensitive();
    let object = &listing.object;
    // A page of which nothing may be shown leads on without what is wrong with it.
    let place = &match listing.wrong {
        None => listing.place.clone(),
        Some(Wrong::Unreadable | Wrong::TooMany | Wrong::TooManyJoined) => {
            Place { filter: None, ..listing.place.clone() }
        }
        Some(Wrong::Sensitive) => Place::default(),
        Some(Wrong::Paused) => Place { search: None, sort: None, ..listing.place.clone() },
    };
    let url = routes::records(&object.name);
    let (heading, noun) = (words::label(locale, object), words::noun(locale, object));
    let mut page = viewer.page(title(listing, &heading, locale)).await?;
    page.search = Some(Search { url: url.clone(), q: listing.search.clone() });
    if let Some(wrong) = listing.wrong {
        let key = match wrong {
            Wrong::Sensitive => "idx-err-sensitive",
            Wrong::Unreadable => "idx-err-filter",
            Wrong::TooMany => "idx-err-conditions",
            Wrong::TooManyJoined => "idx-err-joined",
            Wrong::Paused => "idx-search-paused",
        };
        let most = if wrong == Wrong::TooManyJoined { MAX_JOINED } else { MAX_CONDITIONS };
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        page.banner = Some(Banner::bad(page.say(key).with("max", locale.number(most))));
    }
    let total = match count {
        Some(CountShown::Exactly(n)) => Some((n, locale.number(n))),
        Some(CountShown::Many) => Some((10_001, locale.say("pg-total-capped").to_string())),
        None => None,
    };
    let words_of_total = total.as_ref().map(|(_, words)| words.clone()).unwrap_or_default();
    let n_total = total.as_ref().map_or(0, |(n, _)| *n);
    let shown = i64::try_from(found.records.len()).unwrap_or(i64::MAX);
    let turned = |from: From, seen: Option<i64>| place.turned(Turn { from, seen }).at(&url);
    let (first_seen, last_seen) = found.newest_changes.unzip();
    let is_usable = listing.wrong.is_none();
    let may_export = rights.may_export() && is_usable;
    let mut kept = place.picking(Vec::new()).at_start().fields();
    kept.retain(|(name, _)| *name != "q");
    let may_edit = rights.may_edit();
    let bulk = |what: &str| routes::selected(&object.name, what);
    let may_remove = listing
        .segment
        .as_ref()
        .is_some_and(|one| one.kind == SegmentKind::Static && one.may_be_changed_by(&viewer.viewer));
    Ok(RecordsPage {
        tabs: tabs::of(&page, &viewer.viewer, listing, saved),
        under_way: Vec::new(),
        create_url: may_edit.then(|| routes::record_new(&object.name)),
        bulk: Bulk {
            add: bulk("segment"),
            remove: may_remove.then(|| bulk("remove")),
            edit: may_edit.then(|| bulk("edit")),
            delete: may_edit.then(|| bulk("delete")),
        },
        count: total.map(|(n, words)| locale.say("idx-count").with("count", n).with("n", words).to_string()),
        is_changed: listing.is_changed(),
        range: locale
            .say("pg-range")
            .with("n", locale.number(shown))
            .with("total", words_of_total.as_str())
            .to_string(),
        q: listing.search.clone(),
        kept,
        hidden: place.picking(Vec::new()).fields(),
        unsearched_url: place.searching("").at(&url),
        chips: if is_usable { chips::chips(&page, listing, sees_sensitive) } else { Vec::new() },
        unsort: chips::unsort(&page, listing).filter(|_| is_usable),
        tools: (listing.wrong != Some(Wrong::Sensitive)).then(|| Tools {
            filter: place.at(&routes::records_filter(&object.name)),
            unfiltered: (!listing.filter.is_empty()).then(|| place.filtered(&Filter::default()).at(&url)),
            columns: place.at(&routes::records_columns(&object.name)),
        }),
        no_match: (found.records.is_empty() && !listing.selection.is_whole())
            .then(|| NoMatch::new(&page, &noun, listing)),
        whole_url: url.clone(),
        sorted_by: table::sorted_by(&page, listing),
        import_url: rights.may_import().then(|| routes::import_new(&object.name)),
        export_url: may_export.then(|| place.at(&routes::export_of(&object.name))),
        export_picked_url: may_export.then(|| routes::export_of(&object.name)),
        pick_all: locale.say("idx-pick-all").with("count", n_total).with("n", words_of_total.as_str()),
        start_url: (found.records.is_empty() && n_total > 0).then(|| place.at_start().at(&url)),
        columns: table::columns(&page, listing, sees_sensitive),
        rows: found.records.iter().map(|record| table::row(&page, record, listing, sees_sensitive)).collect(),
        zone: table::has_moments(listing).then(|| locale.zone_label(viewer.now())),
        newer: found
            .records
            .first()
            .filter(|_| found.has_before)
            .map(|record| turned(From::Before(record.id), first_seen)),
        older: found.records.last().filter(|_| found.has_after).map(|record| turned(From::After(record.id), last_seen)),
        url,
        heading,
        noun,
        page,
    })
}

/// What the window is called: the view or segment that is open, if one is, then the object.
fn title(listing: &Listing, object: &str, locale: Locale) -> String {
    if listing.view.is_none() && listing.segment.is_none() {
        return object.to_owned();
    }
    locale.say("idx-title").user("name", listing.title(locale)).with("object", object).to_string()
}
