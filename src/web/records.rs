//! The index page of an object: a table of its records (R51).

mod cell;

use actix_web::HttpResponse;
use actix_web::web::{Path, Query};
use askama::Template;
use serde::Deserialize;

use self::cell::Cell;
use super::error::WebError;
use super::page::{Banner, Page, Search};
use super::viewer::RecordViewer;
use super::{objects as words, routes};
use crate::db::records::{self, CountShown, From, Record};
use crate::db::{QueryResult, objects};
use crate::domain::lang::Lang;
use crate::domain::record::{Object, Property, Selection, Sort, SortKey};

/// What the address of an index page says.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct IndexQuery {
    #[serde(default)]
    q: String,
    #[serde(default)]
    sort: String,
    after: Option<i64>,
    before: Option<i64>,
}

/// Most characters of a search that are looked at.
const MAX_SEARCH: usize = 200;

impl IndexQuery {
    /// The records meant, for a viewer: sensitive properties do not sort without the right (R8). What makes no sense is
    /// left out rather than refused, because it is only an address.
    pub(super) fn selection(&self, object: &Object, properties: &[Property], may_see_sensitive: bool) -> Selection {
        let is_paused = object.is_search_paused && !may_see_sensitive;
        let search: String =
            if is_paused { String::new() } else { self.q.chars().filter(|c| *c != '\0').take(MAX_SEARCH).collect() };
        let sort = sort_from(&self.sort).filter(|sort| match sort.key {
            SortKey::Created => true,
            SortKey::Name => !is_paused,
            SortKey::Property(id) => properties.iter().any(|property| {
                property.id == id && property.is_indexed && (may_see_sensitive || !property.is_sensitive)
            }),
        });
        Selection {
            object_id: object.id,
            search: search.trim().to_owned(),
            sort: sort.unwrap_or_default(),
            ..Selection::default()
        }
    }
}

/// The order that an address names, if it names one.
pub(super) fn sort_from(text: &str) -> Option<Sort> {
    let (descending, key) = match text.strip_prefix('-') {
        Some(key) => (true, key),
        None => (false, text),
    };
    let key = match key {
        "created" => SortKey::Created,
        "name" => SortKey::Name,
        other => SortKey::Property(other.strip_prefix('p')?.parse().ok()?),
    };
    Some(Sort { key, descending })
}

/// The order as an address has it; empty for the usual one.
pub(super) fn sort_text(sort: Sort) -> String {
    if sort == Sort::default() {
        return String::new();
    }
    let sign = if sort.descending { "-" } else { "" };
    match sort.key {
        SortKey::Created => format!("{sign}created"),
        SortKey::Name => format!("{sign}name"),
        SortKey::Property(id) => format!("{sign}p{id}"),
    }
}

struct Column {
    title: String,
    /// The address that sorts by it; none where nothing is indexed.
    url: Option<String>,
    sort: String,
    class: String,
}

struct Row {
    name: String,
    id: i64,
    cells: Vec<Cell>,
}

#[derive(Template)]
#[template(path = "pages/records.html")]
struct RecordsPage {
    page: Page,
    /// "contacts"
    many: String,
    count: String,
    range: String,
    url: String,
    q: String,
    sort: String,
    sorted_by: Option<String>,
    import_url: Option<String>,
    export_url: Option<String>,
    columns: Vec<Column>,
    rows: Vec<Row>,
    newer: Option<String>,
    older: Option<String>,
}

/// The index page.
pub(super) async fn index(
    viewer: RecordViewer,
    object: Path<String>,
    Query(query): Query<IndexQuery>,
) -> Result<HttpResponse, WebError> {
    let rights = viewer.viewer.user.rights;
    let asks_for_search = !query.q.trim().is_empty() || query.sort.ends_with("name");
    let whose = viewer.viewer.clone();
    let from = match (query.after, query.before) {
        (Some(id), _) => From::After(id),
        (None, Some(id)) => From::Before(id),
        (None, None) => From::Start,
    };
    let found = viewer
        .app
        .db
        .read(move |c| -> QueryResult<_> {
            let Some(object) = objects::find_visible_to(c, &whose, &object)? else { return Ok(None) };
            let properties = objects::properties(c, object.id)?;
            let selection = query.selection(&object, &properties, rights.may_see_sensitive());
            let page = records::page(c, &selection, &properties, from)?;
            let count = records::shown_count(c, &selection)?;
            Ok(Some((object, properties, selection, page, count)))
        })
        .await?;
    let Some((object, properties, selection, found, count)) = found else { return Err(WebError::NotFound) };

    let locale = viewer.locale();
    let mut page = viewer.page(words::label(locale, &object)).await?;
    if object.is_search_paused && !rights.may_see_sensitive() && asks_for_search {
        page.banner = Some(Banner::bad(viewer.say("idx-search-paused")));
    }
    page.search = Some(Search { url: routes::records(&object.name), q: selection.search.clone() });
    let total = match count {
        CountShown::Exactly(n) => (n, locale.number(n)),
        CountShown::Many => (10_001, locale.say("pg-total-capped").to_string()),
    };
    let shown = i64::try_from(found.records.len()).unwrap_or(i64::MAX);
    let sort = sort_text(selection.sort);
    let at = |key: &str, id: i64| {
        let id = id.to_string();
        routes::records_at(&object.name, &[("q", &selection.search), ("sort", &sort), (key, &id)])
    };
    let export = routes::records_export(&object.name, &[("q", &selection.search), ("sort", &sort)]);
    let view: Vec<&Property> =
        properties.iter().filter(|property| property.in_view && !property.names_record).collect();
    let body = RecordsPage {
        many: words::many(locale, &object),
        count: locale.say("idx-count").with("count", total.0).with("n", total.1.as_str()).to_string(),
        range: locale.say("pg-range").with("n", locale.number(shown)).with("total", total.1.as_str()).to_string(),
        url: routes::records(&object.name),
        sorted_by: sorted_by(&page, &properties, selection.sort),
        import_url: rights.may_import().then(|| routes::import_new(&object.name)),
        export_url: rights.may_export().then_some(export),
        columns: columns(&page, &object, &properties, &view, &selection),
        rows: found
            .records
            .iter()
            .map(|record| row(&page, record, &properties, &view, rights.may_see_sensitive()))
            .collect(),
        newer: found.records.first().filter(|_| found.has_before).map(|record| at("before", record.id)),
        older: found.records.last().filter(|_| found.has_after).map(|record| at("after", record.id)),
        q: selection.search.clone(),
        sort,
        page,
    };
    Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").body(body.render()?))
}

/// What the column of names is called: by its property, or *Name* where several make it up.
fn name_title(page: &Page, properties: &[Property]) -> String {
    let mut naming = properties.iter().filter(|property| property.names_record);
    match (naming.next(), naming.next()) {
        (Some(only), None) => only.label(page.locale.lang()).to_owned(),
        _ => page.say("idx-name").to_string(),
    }
}

fn sorted_by(page: &Page, properties: &[Property], sort: Sort) -> Option<String> {
    match sort.key {
        SortKey::Created => None,
        SortKey::Name => Some(name_title(page, properties)),
        SortKey::Property(id) => {
            properties.iter().find(|property| property.id == id).map(|p| p.label(page.locale.lang()).to_owned())
        }
    }
}

fn columns(
    page: &Page,
    object: &Object,
    properties: &[Property],
    view: &[&Property],
    selection: &Selection,
) -> Vec<Column> {
    let lang: Lang = page.locale.lang();
    let column = |title: String, key: Option<SortKey>, class: &'static str| {
        let now = key.filter(|key| *key == selection.sort.key).map(|_| selection.sort.descending);
        let url = key.map(|key| {
            let next = sort_text(Sort { key, descending: now == Some(false) });
            routes::records_at(&object.name, &[("q", &selection.search), ("sort", &next)])
        });
        let sort = match now {
            None => "none",
            Some(true) => "descending",
            Some(false) => "ascending",
        };
        Column { title, url, sort: sort.to_owned(), class: class.to_owned() }
    };
    let mut columns = vec![column(name_title(page, properties), Some(SortKey::Name), "stick")];
    columns.extend(view.iter().map(|property| {
        let key = property.is_indexed.then_some(SortKey::Property(property.id));
        column(property.label(lang).to_owned(), key, cell::class(property.kind))
    }));
    columns
}

fn row(page: &Page, record: &Record, properties: &[Property], view: &[&Property], may_see_sensitive: bool) -> Row {
    let values: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&record.props).unwrap_or_default();
    let value = |property: &Property| {
        values.get(&format!("p{}", property.id)).and_then(serde_json::Value::as_str).unwrap_or_default()
    };
    let hidden = |property: &Property| property.is_sensitive && !may_see_sensitive;
    let name = properties
        .iter()
        .filter(|property| property.names_record && !hidden(property))
        .map(value)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    let cells = view
        .iter()
        .map(|property| if hidden(property) { Cell::Masked } else { Cell::new(page, property, value(property)) })
        .collect();
    Row { name, id: record.id, cells }
}
