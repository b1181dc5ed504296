//! Settings > Import & Export: the threshold, the hold and the export log (R10 to R27).

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::log_query::LogQuery;
use super::row::{Onlooker, RowView};
use crate::db::exports::{COUNT_CAP, Exporters, LogPage};
use crate::db::{DbConn, account, exports, outbox, thresholds, users};
use crate::domain::export::SourceKind;
use crate::domain::export_log::{LogPlace, LogSort, LogState};
use crate::domain::hold::{Hold, HoldUnit};
use crate::domain::record::Object;
use crate::domain::threshold::Threshold;
use crate::i18n::{Locale, Phrase};
use crate::web::error::WebError;
use crate::web::field_errors::FieldErrors;
use crate::web::html::Html;
use crate::web::page::{Banner, Choice, NavLink, Page, SettingsEntry};
use crate::web::viewer::Exporter;
use crate::web::{objects, routes};

/// Room for the whole page of a large team's log, so that it is not copied again and again as it grows.
const USUAL_BYTES: usize = 128 * 1024;

#[derive(Template)]
#[template(path = "pages/settings/import_export.html")]
struct ImportExport {
    page: Page,
    errors: FieldErrors,
    query: LogQuery,
    may_import: bool,
    limits: Option<Limits>,
    units: Vec<Choice>,
    mail_failing: Option<Phrase>,
    /// A reverse proxy that the settings do not name stands between the visitors and the log (FAILURES.md F42).
    unknown_proxy: Option<Html>,
    lead: Phrase,
    cancel_note: Option<Html>,
    sources: Vec<Choice>,
    /// Public ids and names; none for those who see only their own exports.
    exporters: Exporters,
    states: Vec<Choice>,
    sorts: Vec<Choice>,
    caption: Phrase,
    log_rows: Vec<RowView>,
    /// Nothing to list, and no filter is to blame.
    is_empty: bool,
    is_narrowed: bool,
    empty_text: Phrase,
    /// Where there is something to export.
    first_object: Option<NavLink>,
    newer: Option<String>,
    older: Option<String>,
    shown: String,
    total: String,
    zone: String,
    log_url: &'static str,
    export_url: String,
    progress_url: &'static str,
    imports_url: &'static str,
    bulk_actions_url: &'static str,
    new_import_url: &'static str,
    mail_url: &'static str,
}

/// The two forms of super admins.
struct Limits {
    threshold: String,
    threshold_url: &'static str,
    max: i64,
    hold: String,
    /// In seconds, as the form shows it.
    hold_was: i64,
    hold_url: &'static str,
    unit: String,
}

/// What a form of this page was sent with, when something was wrong with it.
#[derive(Default)]
pub(super) struct Typed {
    pub(super) threshold: Option<String>,
    pub(super) hold: Option<(String, String)>,
}

/// Everything the database says for this page, asked at once.
#[derive(Default)]
struct Facts {
    log: LogPage,
    objects: Vec<Object>,
    /// For super admins.
    threshold: Option<Threshold>,
    /// For super admins.
    hold: Hold,
    /// For super admins.
    exporters: Exporters,
    /// For super admins.
    mails_failing: i64,
    /// For everybody else.
    super_admins: Vec<String>,
}

/// The page.
pub(in crate::web) async fn page(exporter: Exporter, req: HttpRequest) -> Result<HttpResponse, WebError> {
    let query = LogQuery::parse(req.query_string())?;
    let mut banner = None;
    if let (true, Some(public_id)) = (query.confirm, &query.export)
        && let Ok(export) = super::visible(&exporter, public_id).await
    {
        banner = Some(Banner::bad(exporter.say("deny-file-confirm").file("name", export.name)));
    }
    answer(&exporter, StatusCode::OK, query, FieldErrors::none(), Typed::default(), banner).await
}

/// The page after something came too late: the true state, the row marked, a sentence (R22).
pub(super) async fn conflict(exporter: &Exporter, public_id: &str, sentence: Phrase) -> Result<HttpResponse, WebError> {
    let query = LogQuery::marking(public_id);
    answer(exporter, StatusCode::CONFLICT, query, FieldErrors::none(), Typed::default(), Some(Banner::bad(sentence)))
        .await
}

/// The page after a form that cannot be taken: what was typed stays, the sentence stands beside it (R11).
pub(super) async fn refused(
    exporter: &Exporter,
    status: StatusCode,
    errors: FieldErrors,
    typed: Typed,
) -> Result<HttpResponse, WebError> {
    let banner = Banner::of_errors(exporter.locale(), &errors);
    answer(exporter, status, LogQuery::default(), errors, typed, banner).await
}

async fn answer(
    exporter: &Exporter,
    status: StatusCode,
    query: LogQuery,
    errors: FieldErrors,
    typed: Typed,
    banner: Option<Banner>,
) -> Result<HttpResponse, WebError> {
    let (locale, viewer, now) = (exporter.locale(), exporter.viewer.clone(), exporter.now());
    let is_super_admin = viewer.is_super_admin();
    let (filter, wrong) = query.filter(locale);
    let sort = if query.export.is_some() { LogSort::Newest } else { filter.sort };
    let place = query.place();
    let db = exporter.app.db.clone();
    let question = move |c: &mut DbConn, objects: &[Object]| {
        let log = exports::page(c, &viewer, &filter, &place, objects, now)?;
        let objects = objects.iter().filter(|object| viewer.may_use(object.id)).cloned().collect();
        if !is_super_admin {
            let super_admins = users::active_super_admins(c)?.into_iter().map(|user| user.name).collect();
            return Ok(Facts { log, objects, super_admins, ..Facts::default() });
        }
        let (threshold, hold) = (thresholds::of_user(c, viewer.user.id)?, account::hold(c)?);
        let (exporters, mails_failing) = (db.exporters(c)?, outbox::troubled(c)?);
        Ok(Facts { log, objects, threshold, hold, exporters, mails_failing, super_admins: Vec::new() })
    };
    let (mut page, facts) = exporter.page_with(exporter.say("ie-title"), question).await?;
    page.settings = Some(SettingsEntry::ImportExport);
    if banner.is_some() {
        page.banner = banner;
    }
    // The other forms of this page are sent without its filters: only one of the two is ever wrong.
    let (status, errors) = if wrong.is_empty() {
        (status, errors)
    } else {
        page.banner = Banner::of_errors(locale, &wrong);
        (StatusCode::UNPROCESSABLE_ENTITY, wrong)
    };
    let marked = query.export.clone();
    let onlooker = Onlooker { locale, viewer: exporter.viewer.clone(), threshold: facts.threshold, now };
    let log_rows: Vec<RowView> = facts.log.rows.into_iter().map(|row| onlooker.row(row, marked.as_deref())).collect();
    if log_rows.iter().any(|row| row.live.is_some()) {
        page.refresh_seconds = Some(15);
    }
    let rights = exporter.viewer.user.rights;
    let limits = is_super_admin.then(|| limits(locale, facts.threshold, facts.hold, typed));
    let days = i64::from(exporter.app.config.file_retention_days);
    let body = ImportExport {
        errors,
        may_import: rights.may_import(),
        units: limits.as_ref().map(|limits| unit_choices(locale, &limits.unit)).unwrap_or_default(),
        limits,
        mail_failing: (facts.mails_failing > 0).then(|| {
            let count = facts.mails_failing;
            locale.say("ie-mail-failing").with("count", count).with("n", locale.number(count))
        }),
        unknown_proxy: exporter
            .unknown_proxy
            .filter(|_| is_super_admin)
            .map(|ip| locale.say("ie-proxy").with("ip", ip.to_string()).into()),
        lead: locale.say(if is_super_admin { "ie-audit-lead-all" } else { "ie-audit-lead-own" }).with("days", days),
        cancel_note: (!facts.super_admins.is_empty())
            .then(|| locale.say("ie-cancel-note").user("names", locale.list_or(&facts.super_admins)).into()),
        sources: source_choices(locale, &facts.objects, &query.source),
        exporters: facts.exporters,
        states: state_choices(locale, &query.state),
        sorts: sort_choices(locale, sort),
        caption: locale.say(caption(sort)),
        is_empty: log_rows.is_empty() && !query.narrows() && query.place() == LogPlace::First,
        is_narrowed: query.narrows() || sort != LogSort::Newest,
        empty_text: locale
            .say(if is_super_admin { "ie-empty-text-all" } else { "ie-empty-text-own" })
            .with("days", days),
        first_object: page.objects.first().cloned(),
        newer: facts.log.before.as_deref().map(|id| query.url_before(id)),
        older: facts.log.after.as_deref().map(|id| query.url_after(id)),
        shown: locale.number(i64::try_from(log_rows.len()).unwrap_or(i64::MAX)),
        total: total(locale, facts.log.total),
        zone: locale.zone_label(now),
        log_url: routes::IMPORT_EXPORT,
        export_url: query.address(routes::LOG_EXPORT),
        progress_url: routes::EXPORT_PROGRESS,
        imports_url: routes::IMPORTS,
        bulk_actions_url: routes::BULK_ACTIONS,
        new_import_url: routes::NEW_IMPORT,
        mail_url: routes::MAILS,
        log_rows,
        query,
        page,
    };
    let mut html = String::with_capacity(USUAL_BYTES);
    body.render_into(&mut html)?;
    Ok(HttpResponse::build(status).content_type("text/html; charset=utf-8").body(html))
}

fn limits(locale: Locale, threshold: Option<Threshold>, hold: Hold, typed: Typed) -> Limits {
    let (hold_was, (number, unit)) = (hold.seconds(), hold.in_unit());
    let (hold, chosen) = typed.hold.unwrap_or_else(|| (locale.number(i64::from(number)), unit.as_str().to_owned()));
    let stored = threshold.map(|threshold| locale.number(threshold.records())).unwrap_or_default();
    Limits {
        threshold: typed.threshold.unwrap_or(stored),
        threshold_url: routes::THRESHOLD,
        max: i64::from(Threshold::MAX),
        hold,
        hold_was,
        hold_url: routes::HOLD,
        unit: chosen,
    }
}

fn unit_choices(locale: Locale, chosen: &str) -> Vec<Choice> {
    HoldUnit::ALL.into_iter().map(|unit| choice(unit.as_str(), locale.say(unit_word(unit)), chosen)).collect()
}

fn unit_word(unit: HoldUnit) -> &'static str {
    match unit {
        HoldUnit::Seconds => "hold-unit-seconds",
        HoldUnit::Minutes => "hold-unit-minutes",
        HoldUnit::Hours => "hold-unit-hours",
    }
}

fn total(locale: Locale, total: i64) -> String {
    if total > COUNT_CAP { locale.say("pg-total-capped").to_string() } else { locale.number(total) }
}

fn caption(sort: LogSort) -> &'static str {
    match sort {
        LogSort::Newest => "ie-audit-caption",
        LogSort::Oldest => "ie-audit-caption-oldest",
        LogSort::Most => "ie-audit-caption-most",
        LogSort::Fewest => "ie-audit-caption-fewest",
    }
}

fn choice(value: &str, label: impl std::fmt::Display, chosen: &str) -> Choice {
    Choice { value: value.to_owned(), label: label.to_string(), selected: value == chosen }
}

fn source_choices(locale: Locale, all: &[Object], chosen: &str) -> Vec<Choice> {
    let any = choice("", locale.say("ie-filter-source-any"), chosen);
    let objects = all.iter().map(|object| choice(&object.name, objects::label(locale, object), chosen));
    let kinds = SourceKind::ALL.into_iter().map(|kind| choice(kind.as_str(), locale.source_kind(kind), chosen));
    std::iter::once(any).chain(objects).chain(kinds).collect()
}

fn state_choices(locale: Locale, chosen: &str) -> Vec<Choice> {
    let any = choice("", locale.say("ie-filter-state-any"), chosen);
    let states = LogState::ALL.into_iter().map(|state| choice(state.as_str(), locale.log_state(state), chosen));
    std::iter::once(any).chain(states).collect()
}

fn sort_choices(locale: Locale, chosen: LogSort) -> Vec<Choice> {
    LogSort::ALL.into_iter().map(|sort| choice(sort.as_str(), locale.log_sort(sort), chosen.as_str())).collect()
}
