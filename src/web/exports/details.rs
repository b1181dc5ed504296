//! Everything about one export, as it was frozen at the request (R26).

use actix_web::HttpResponse;
use actix_web::web::Path;
use askama::Template;
use chrono::{DateTime, Utc};

use super::dialog::values_label;
use super::row::{Onlooker, StateLine};
use crate::db::{exports, objects as object_rows, thresholds};
use crate::domain::export::{Export, FileKind, Format, HeaderNames, Request, Separator, State};
use crate::domain::record::{Object, Property, SortKey};
use crate::domain::standing::Standing;
use crate::i18n::{Locale, Phrase};
use crate::web::error::WebError;
use crate::web::html::{self, Html};
use crate::web::page::{Page, SettingsEntry};
use crate::web::record::value::label;
use crate::web::viewer::Exporter;
use crate::web::{objects, routes};

/// Most characters of a cell of a workbook (R32).
const MOST_CHARACTERS: i64 = 32_767;

#[derive(Template)]
#[template(path = "pages/exports/details.html", blocks = ["dialog"])]
struct DetailsPage {
    page: Page,
    fragment: bool,
    file: String,
    line: StateLine,
    file_url: Option<String>,
    about: Vec<Fact>,
    columns: Vec<ColumnView>,
    columns_label: Phrase,
    columns_count: Phrase,
    file_facts: Vec<Fact>,
    times: Vec<Fact>,
    zone: String,
    history_url: Option<String>,
    delete_url: Option<String>,
    back_url: String,
}

/// A label and what it says.
struct Fact {
    label: Phrase,
    text: Html,
    /// A second line.
    sub: Option<Html>,
}

struct ColumnView {
    header: String,
    is_sensitive: bool,
}

/// The page, for everybody who sees the row; it outlives the file.
pub(in crate::web) async fn page(exporter: Exporter, id: Path<String>) -> Result<HttpResponse, WebError> {
    let export = super::visible(&exporter, &id).await?;
    let (viewer, public_id, object_id) =
        (exporter.viewer.clone(), export.public_id.clone(), export.details.request.selection.object_id);
    let (row, all, properties, threshold) = exporter
        .app
        .db
        .read(move |c| {
            let threshold = if viewer.is_super_admin() { thresholds::of_user(c, viewer.user.id)? } else { None };
            let row = exports::rows(c, &viewer, &[public_id])?.pop();
            Ok((row, object_rows::every(c)?, object_rows::every_property(c, object_id)?, threshold))
        })
        .await?;
    let row = row.ok_or(WebError::NotFound)?;
    let (locale, now) = (exporter.locale(), exporter.now());
    let onlooker = Onlooker { locale, viewer: exporter.viewer.clone(), threshold, now };
    let standing = export.standing(now);
    let mut line = onlooker.state_line(&export, standing, row.ahead, row.lost);
    if let Some(bar) = onlooker.progress(&export, standing) {
        line.details.extend([html::text(&bar.percent), html::text(&bar.detail)]);
    }
    let mut page = exporter.page(exporter.say("det-title")).await?;
    page.settings = Some(SettingsEntry::ImportExport);
    let (is_ready, is_open) = (matches!(standing, Standing::Ready(_)), row.lost.is_none());
    let count = i64::try_from(export.details.request.columns.len()).unwrap_or(i64::MAX);
    let (columns_label, columns_count) = match export.details.request.log {
        Some(_) => ("log-props", "det-columns-count"),
        None => ("det-properties", "det-properties-count"),
    };
    let body = DetailsPage {
        page,
        fragment: exporter.wants_fragment,
        line,
        file_url: (is_ready && is_open).then(|| routes::of_export(&export.public_id, "file")),
        about: about(locale, &export, &all, &properties, exporter.viewer.user.rights.may_see_sensitive()),
        columns: columns(&export),
        columns_label: locale.say(columns_label),
        columns_count: locale.say(columns_count).with("count", count).with("n", locale.number(count)),
        file_facts: file_facts(locale, &export, is_open),
        times: times(locale, &export, standing, is_open),
        zone: locale.zone_label(now),
        history_url: export.shows_history().then(|| routes::of_export(&export.public_id, "history")),
        delete_url: is_ready.then(|| routes::of_export(&export.public_id, "delete")),
        back_url: routes::log_row(&export.public_id),
        file: export.name,
    };
    Ok(super::html(if body.fragment { body.as_dialog().render()? } else { body.render()? }))
}

fn fact(label: Phrase, text: impl Into<Html>) -> Fact {
    Fact { label, text: text.into(), sub: None }
}

/// The request as it may be read today: what a property is compared with is also hidden where it has become sensitive since (R8).
fn as_of_today(request: &Request, properties: &[Property]) -> Request {
    let mut request = request.clone();
    for named in &mut request.named {
        named.is_sensitive |= properties.iter().any(|property| property.id == named.id && property.is_sensitive);
    }
    request
}

fn about(locale: Locale, export: &Export, all: &[Object], properties: &[Property], sees_sensitive: bool) -> Vec<Fact> {
    let request = &as_of_today(&export.details.request, properties);
    let object = all.iter().find(|object| Some(object.id) == export.object_id);
    let filter = locale.which_records(request, sees_sensitive);
    let (everything, sort) = match &request.log {
        Some(log) => ("det-filter-none-log", locale.log_sort(log.filter.sort)),
        None => ("det-filter-none", sort(locale, export, properties)),
    };
    let ip =
        export.details.request_ip.as_deref().map_or_else(|| locale.say("hist-ip-unknown").to_string(), str::to_owned);
    let mut facts = vec![Fact {
        sub: Some(locale.source_kind(export.source_kind).into()),
        ..fact(locale.say("det-source"), html::text(&locale.source(export, object)))
    }];
    if let Some(id) = export.object_id {
        let name = object.map_or_else(|| id.to_string(), |object| locale.object_then(export, object));
        let now = object.map(|object| objects::label(locale, object)).filter(|now| *now != name);
        facts.push(Fact {
            sub: now.map(|now| locale.say("det-object-now").user("title", now).into()),
            ..fact(locale.say("det-object"), html::text(&name))
        });
    }
    facts.extend([
        fact(locale.say("det-filter"), filter.unwrap_or_else(|| locale.say(everything))),
        fact(locale.say("det-sort"), sort),
        Fact {
            sub: matches!(export.state, State::Cancelled | State::Failed)
                .then(|| locale.say("ie-none-exported").into()),
            ..fact(locale.say("det-records"), html::text(&locale.number(export.records)))
        },
        Fact {
            sub: Some(html::text(&export.details.user_email)),
            ..fact(locale.say("det-user"), html::text(&export.user_name))
        },
        fact(locale.say("det-address"), html::text(&ip)),
        fact(
            locale.say("det-sensitive"),
            locale.say(if export.is_sensitive { "det-sensitive-yes" } else { "det-sensitive-no" }),
        ),
    ]);
    facts
}

/// "Last name, ascending"; called as it was then, by an older row as it is now or as its column.
fn sort(locale: Locale, export: &Export, properties: &[Property]) -> Phrase {
    let sort = export.details.request.selection.sort;
    let by = match sort.key {
        SortKey::Created => locale.say("det-sort-none").to_string(),
        SortKey::Name => locale.say("ie-col-name").to_string(),
        SortKey::Property(id) => export
            .details
            .request
            .named
            .iter()
            .find(|named| named.id == id)
            .map(|named| named.label(locale.lang()).to_owned())
            .or_else(|| {
                let property = properties.iter().find(|property| property.id == id);
                property.map(|property| label(locale, property))
            })
            .or_else(|| {
                let column = export.details.request.columns.iter().find(|column| column.property_id == id);
                column.map(|column| column.header.clone())
            })
            .unwrap_or_else(|| id.to_string()),
    };
    locale.say(if sort.descending { "det-sort-desc" } else { "det-sort-asc" }).user("property", by)
}

fn columns(export: &Export) -> Vec<ColumnView> {
    let columns = export.details.request.columns.iter();
    columns.map(|column| ColumnView { header: column.header.clone(), is_sensitive: column.is_sensitive }).collect()
}

/// The size and the sum would tell a short file from another one: they are for who may have it (R8).
fn file_facts(locale: Locale, export: &Export, is_open: bool) -> Vec<Fact> {
    let request = &export.details.request;
    let header = locale.say(match request.header {
        HeaderNames::En => "det-header-en",
        HeaderNames::Fr => "det-header-fr",
        HeaderNames::Internal => "det-header-internal",
    });
    let separator = locale.say(match request.separator {
        Separator::Comma => "exp-separator-comma",
        Separator::Semicolon => "exp-separator-semicolon",
        Separator::Tab => "exp-separator-tab",
    });
    let mut facts = vec![
        format(locale, export),
        fact(locale.say("det-header-language"), header),
        fact(locale.say("det-values"), locale.say(values_label(request.values))),
    ];
    match request.format {
        Format::Csv => facts.extend([
            fact(locale.say("det-separator"), separator),
            fact(locale.say("det-bom"), locale.say(if request.byte_order_mark { "det-on" } else { "det-off" })),
            fact(locale.say("det-guard"), locale.say(if request.guard { "det-on" } else { "det-guard-off" })),
        ]),
        Format::Xlsx if export.file_bytes.is_some() => facts.push(Fact {
            sub: (export.details.cut_cells > 0)
                .then(|| locale.say("det-cut-sub").with("n", locale.number(MOST_CHARACTERS)).into()),
            ..fact(locale.say("det-cut"), html::text(&locale.number(export.details.cut_cells)))
        }),
        Format::Xlsx => {}
    }
    if let Some(bytes) = export.file_bytes.filter(|_| is_open) {
        facts.push(fact(locale.say("det-size"), html::text(&locale.bytes(bytes))));
    }
    if let Some(sha) = export.details.file_sha256.as_ref().filter(|_| is_open) {
        facts.push(fact(locale.say("det-sha"), html::text(sha)));
    }
    facts
}

/// CSV or XLSX, and how many of them are packed together.
fn format(locale: Locale, export: &Export) -> Fact {
    let parts = i64::from(export.details.parts);
    let is_zip = FileKind::of_name(&export.name) == Some(FileKind::Zip);
    Fact {
        sub: is_zip.then(|| locale.say("det-parts").with("count", parts).with("n", locale.number(parts)).into()),
        ..fact(locale.say("det-format"), html::text(&export.details.request.format.as_str().to_uppercase()))
    }
}

fn times(locale: Locale, export: &Export, standing: Standing, is_open: bool) -> Vec<Fact> {
    let at = |label: &'static str, at: Option<DateTime<Utc>>| {
        fact(locale.say(label), at.map_or_else(|| locale.say("det-not-yet").into(), |at| html::time_line(locale, at)))
    };
    let by = |label: &'static str, at: DateTime<Utc>, name: Option<&str>| match name {
        Some(name) => {
            fact(locale.say(label), locale.say("det-by").user("name", name).with("date", locale.date_time(at)))
        }
        None => fact(locale.say(label), html::time_line(locale, at)),
    };
    let mut times = vec![at("det-requested", Some(export.requested_at))];
    if let Some(released) = export.details.released_at {
        times.push(by("det-released", released, export.details.released_by_name.as_deref()));
    }
    let has_ended = !export.state.is_open();
    if export.details.started_at.is_some() || !has_ended {
        times.push(at("det-started", export.details.started_at));
    }
    if let Some(snapshot) = export.details.snapshot_at {
        times.push(at("det-snapshot", Some(snapshot)));
    }
    match (export.state, export.finished_at) {
        (State::Cancelled, Some(ended)) => {
            times.push(by("det-cancelled", ended, export.cancelled_by_name.as_deref()));
        }
        (_, ended) => times.push(at("det-finished", ended)),
    }
    let is_over = standing == Standing::Expired;
    if let Some(expires) = export.expires_at.filter(|_| export.deleted_at.is_none() && (is_open || is_over)) {
        times.push(at(if is_over { "det-expired" } else { "det-expires" }, Some(expires)));
    }
    if let Some(deleted) = export.deleted_at {
        times.push(by("det-deleted", deleted, export.deleted_by_name.as_deref()));
    }
    if export.details.attempt > 1 {
        times.push(fact(locale.say("det-attempts"), html::text(&locale.number(i64::from(export.details.attempt)))));
    }
    times
}
