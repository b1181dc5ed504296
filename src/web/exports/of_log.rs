//! Exporting the log itself, as its page shows it (R20, R30): the dialog and its request. What comes of it is an export like any
//! other, and so a row of the log.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse};

use super::again::failed_export;
use super::dialog::{self, Form, Offer, Offers, Subject, Words};
use super::log_query::LogQuery;
use crate::db::exports::NewExport;
use crate::db::{exports, objects};
use crate::domain::export::{Column, FailureCode, Format, HeaderNames, Request, Source, SourceKind, Values};
use crate::domain::export_log::{LogColumn, LogSelection, LogState};
use crate::domain::lang::Lang;
use crate::domain::record::{Object, Selection};
use crate::i18n::{Locale, Phrase};
use crate::secret;
use crate::web::error::WebError;
use crate::web::form::{Checked, Fields};
use crate::web::routes;
use crate::web::sign_in::see;
use crate::web::viewer::Exporter;

const WORDS: Words = Words {
    what: "log-props",
    in_view: "log-props-view",
    all: "log-props-all",
    pick: "log-props-pick",
    order: "log-order-hint",
    none_chosen: "log-err-props",
    unclear: "log-err-ticks",
};

/// The dialog, filled in for the log as it was shown, or as an own failed export was asked for (R25).
pub(in crate::web) async fn page(exporter: Exporter, req: HttpRequest) -> Result<HttpResponse, WebError> {
    let fields = Fields::parse(req.query_string().as_bytes())?;
    let again = fields.one("again")?.to_owned();
    let failed = if again.is_empty() { None } else { Some(failed_export(&exporter, again).await?) };
    let query = match &failed {
        Some(failed) => {
            LogQuery::asking(failed.details.request.log.as_ref().ok_or(WebError::NotFound)?, exporter.locale())
        }
        None => LogQuery::of(&fields)?,
    };
    let Some(log) = selection(&exporter, &query) else { return Ok(see(&query.address(routes::IMPORT_EXPORT))) };
    let records = count(&exporter, &log).await?;
    let subject = subject(exporter.locale(), &query, &log, records);
    let form = match failed {
        Some(failed) => Form::again(&failed, &subject.offers)?,
        None => Form::new(&exporter, &exporter.say("log-stem").to_string())?,
    };
    dialog::show(&exporter, subject, form).await
}

/// Takes the request, once for the same form: the dialog again, with what was typed, where something is wrong with it.
pub(in crate::web) async fn create(exporter: Exporter, Checked(fields): Checked) -> Result<HttpResponse, WebError> {
    let query = LogQuery::of(&fields)?;
    let Some(log) = selection(&exporter, &query) else { return Ok(see(&query.address(routes::IMPORT_EXPORT))) };
    let mut form = Form::typed(&fields)?;
    let records = count(&exporter, &log).await?;
    let subject = subject(exporter.locale(), &query, &log, records);
    if form.moved(&fields)? {
        return dialog::show(&exporter, subject, form).await;
    }
    let (name, chosen) = match form.checked(&exporter, &subject.offers, &WORDS) {
        Ok(checked) => checked,
        Err(errors) => return dialog::refused(&exporter, subject, form, errors).await,
    };
    let all = exporter.app.db.read(objects::every).await?;
    let columns = chosen.into_iter().filter_map(LogColumn::of_id);
    let request = Request {
        selection: Selection::default(),
        columns: columns.map(|of_log| column(of_log, &form, exporter.locale(), &all)).collect(),
        log: Some(LogSelection { lang: Some(lang_of(&form, exporter.locale())), ..log }),
        header: form.header,
        separator: form.separator,
        byte_order_mark: form.byte_order_mark,
        guard: form.guard,
        named: Vec::new(),
        format: form.format,
        values: form.values,
        zip: form.zip,
        sheet: exporter.say("ie-audit-title").to_string(),
        records_per_file: None,
    };
    let new = NewExport {
        public_id: secret::public_id()?,
        name: name.of(request.shape(records).kind),
        source: Source::log(),
        object: None,
        request,
        records,
    };
    dialog::ask(&exporter, subject, form, &fields, new).await
}

/// The rows that the page shows; `None` where its filter makes no sense, which the page says.
fn selection(exporter: &Exporter, query: &LogQuery) -> Option<LogSelection> {
    let (filter, errors) = query.filter(exporter.locale());
    errors.is_empty().then(|| LogSelection::new(&exporter.viewer.user, filter))
}

async fn count(exporter: &Exporter, log: &LogSelection) -> Result<i64, WebError> {
    let (log, now) = (log.clone(), exporter.now());
    Ok(exporter.app.db.read(move |c| exports::count_rows(c, &log, now)).await?)
}

fn subject(locale: Locale, query: &LogQuery, log: &LogSelection, records: i64) -> Subject {
    Subject {
        heading: locale.say("log-title"),
        lead: lead(locale, log, records),
        words: &WORDS,
        offers: offers(locale),
        send_to: routes::LOG_EXPORT.to_owned(),
        back: query.address(routes::IMPORT_EXPORT),
        hidden: query.fields(),
        meaning: None,
        is_other: false,
        caveats: Vec::new(),
    }
}

fn lead(locale: Locale, log: &LogSelection, records: i64) -> Phrase {
    let key = match (records, log.filter.is_whole()) {
        (0, _) => return locale.say("log-lead-none"),
        (_, true) => "log-lead",
        (_, false) => "log-lead-filter",
    };
    locale.say(key).with("count", records).with("n", locale.number(records))
}

fn offers(locale: Locale) -> Offers {
    let offer = |column: LogColumn| Offer {
        id: column.id(),
        words: locale.log_column(column).to_string(),
        is_sensitive: false,
    };
    Offers {
        all: LogColumn::ALL.iter().copied().map(offer).collect(),
        in_view: LogColumn::ALL.iter().filter(|column| column.is_on_page()).map(|column| column.id()).collect(),
        withheld: Vec::new(),
    }
}

/// A column as it is frozen (R31), as those of records are.
fn column(column: LogColumn, form: &Form, own: Locale, objects: &[Object]) -> Column {
    let locale = Locale::new(lang_of(form, own), own.zone());
    Column {
        property_id: column.id(),
        name: column.as_str().to_owned(),
        header: match form.header {
            HeaderNames::Internal => column.as_str().to_owned(),
            HeaderNames::En | HeaderNames::Fr => locale.log_column(column).to_string(),
        },
        kind: column.kind(),
        is_sensitive: false,
        labels: match form.values {
            Values::Labels => labels(column, locale, objects),
            Values::Internal => BTreeMap::new(),
        },
    }
}

/// The language of labels: the header's, or the exporter's own where that is for programs.
fn lang_of(form: &Form, own: Locale) -> Lang {
    form.header.lang().unwrap_or(own.lang())
}

fn labels(column: LogColumn, locale: Locale, objects: &[Object]) -> BTreeMap<String, String> {
    let named = || objects.iter().map(|object| (object.name.clone(), locale.object(object)));
    match column {
        LogColumn::State => {
            LogState::ALL.map(|state| (state.as_str().to_owned(), locale.log_state(state).to_string())).into()
        }
        LogColumn::SourceKind => {
            SourceKind::ALL.map(|kind| (kind.as_str().to_owned(), locale.source_kind(kind).to_string())).into()
        }
        LogColumn::Source => {
            let log = locale.source_kind(SourceKind::Log).to_string();
            named().chain([(Source::log().name, log)]).collect()
        }
        LogColumn::Object => named().collect(),
        LogColumn::Format => {
            Format::ALL.map(|format| (format.as_str().to_owned(), format.as_str().to_uppercase())).into()
        }
        LogColumn::Failure => {
            FailureCode::ALL.map(|code| (code.as_str().to_owned(), locale.failure_in_a_word(code).to_string())).into()
        }
        _ => BTreeMap::new(),
    }
}
