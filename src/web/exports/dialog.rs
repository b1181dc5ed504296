//! The Export dialog as it is shown: what is offered to this person, and what is chosen.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use chrono_tz::Tz;

use crate::db::records;
use crate::domain::export::{Export, HeaderNames, Separator};
use crate::domain::lang::Lang;
use crate::domain::record::{Object, Property, Selection};
use crate::i18n::Phrase;
use crate::web::error::WebError;
use crate::web::field_errors::FieldErrors;
use crate::web::page::{Banner, Choice, Page};
use crate::web::viewer::Exporter;
use crate::web::{objects, routes};

/// Which properties leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Props {
    /// The columns of the page.
    View,
    /// Every one that the person may have.
    All,
    /// Those that are ticked.
    Chosen,
}

impl Props {
    fn as_str(self) -> &'static str {
        match self {
            Self::View => "view",
            Self::All => "all",
            Self::Chosen => "pick",
        }
    }

    pub(super) fn from_text(text: &str) -> Option<Self> {
        [Self::View, Self::All, Self::Chosen].into_iter().find(|props| props.as_str() == text)
    }
}

/// What stands in the fields.
#[derive(Debug, Clone)]
pub(super) struct Form {
    pub(super) name: String,
    pub(super) selection: Selection,
    /// The page's order, as in its query.
    pub(super) sort: String,
    pub(super) props: Props,
    pub(super) picked: Vec<i64>,
    pub(super) header: HeaderNames,
    pub(super) separator: Separator,
    pub(super) byte_order_mark: bool,
    pub(super) guard: bool,
}

impl Form {
    /// What the dialog begins with.
    pub(super) fn new(exporter: &Exporter, object: &Object, selection: Selection, sort: &str) -> Self {
        let zone: Tz = exporter.viewer.user.zone;
        let source = objects::many(exporter.locale(), object);
        Self {
            name: format!("{source}-{}", exporter.now().with_timezone(&zone).format("%Y-%m-%d")),
            selection,
            sort: sort.to_owned(),
            props: Props::View,
            picked: Vec::new(),
            header: HeaderNames::of(exporter.locale().lang()),
            separator: Separator::Comma,
            byte_order_mark: true,
            guard: true,
        }
    }

    /// What a failed export was asked for with (R25); properties that are no more are left out.
    pub(super) fn again(export: Export, sort: String, properties: &[Property]) -> Self {
        let request = export.request;
        let stem = export.name.strip_suffix(".csv").unwrap_or(&export.name).to_owned();
        Self {
            name: stem,
            sort,
            props: Props::Chosen,
            picked: request
                .columns
                .iter()
                .map(|column| column.property_id)
                .filter(|id| properties.iter().any(|property| property.id == *id))
                .collect(),
            selection: request.selection,
            header: request.header,
            separator: request.separator,
            byte_order_mark: request.byte_order_mark,
            guard: request.guard,
        }
    }

    /// The properties that leave, of those on offer, in their order.
    pub(super) fn chosen<'a>(&self, offered: &[&'a Property]) -> Vec<&'a Property> {
        let is_chosen = |property: &Property| match self.props {
            Props::View => is_in_view(property),
            Props::All => true,
            Props::Chosen => self.picked.contains(&property.id),
        };
        offered.iter().copied().filter(|property| is_chosen(property)).collect()
    }
}

/// The properties that this person may export (R8).
pub(super) fn offered<'a>(exporter: &Exporter, properties: &'a [Property]) -> Vec<&'a Property> {
    let sees_all = exporter.viewer.user.rights.may_see_sensitive();
    properties.iter().filter(|property| sees_all || !property.is_sensitive).collect()
}

/// The page's own columns: the name by which a record is shown is one of them, whichever properties it is made of.
fn is_in_view(property: &Property) -> bool {
    property.in_view || property.names_record
}

struct Offer {
    id: i64,
    words: String,
    is_sensitive: bool,
    is_ticked: bool,
}

#[derive(Template)]
#[template(path = "pages/exports/new.html", blocks = ["dialog"])]
struct NewExportPage {
    page: Page,
    fragment: bool,
    errors: FieldErrors,
    heading: String,
    lead: String,
    send_to: String,
    back: String,
    q: String,
    sort: String,
    file_name: String,
    props: &'static str,
    in_view: i64,
    in_all: i64,
    view_is_sensitive: bool,
    all_is_sensitive: bool,
    offers: Vec<Offer>,
    headers: Vec<Choice>,
    separators: Vec<Choice>,
    byte_order_mark: bool,
    formula_guard: bool,
}

/// The page, or the dialog alone where a script asked for it.
pub(super) async fn answer(
    exporter: &Exporter,
    status: StatusCode,
    object: &Object,
    properties: &[Property],
    form: Form,
    errors: FieldErrors,
    refusal: Option<Phrase>,
) -> Result<HttpResponse, WebError> {
    let selection = form.selection.clone();
    let records = exporter.app.db.read(move |c| records::count(c, &selection)).await?;
    let offered = offered(exporter, properties);
    let heading = exporter.say("exp-title").with("object", objects::many(exporter.locale(), object));
    let mut page = exporter.page(&heading).await?;
    page.banner = match refusal {
        Some(sentence) => Some(Banner::bad(sentence)),
        None => Banner::of_errors(page.locale, &errors),
    };
    let lead = lead(&page, object, &form.selection, records);
    let in_view: Vec<&&Property> = offered.iter().filter(|property| is_in_view(property)).collect();
    let ticked: Vec<i64> = form.chosen(&offered).iter().map(|property| property.id).collect();
    let whole = NewExportPage {
        fragment: exporter.wants_fragment && status == StatusCode::OK,
        heading: heading.to_string(),
        lead: lead.to_string(),
        send_to: routes::export_of(&object.name),
        back: routes::records_of(&object.name, &form.selection.search, &form.sort),
        q: form.selection.search.clone(),
        sort: form.sort,
        file_name: form.name,
        props: form.props.as_str(),
        in_view: count(in_view.len()),
        in_all: count(offered.len()),
        view_is_sensitive: in_view.iter().any(|property| property.is_sensitive),
        all_is_sensitive: offered.iter().any(|property| property.is_sensitive),
        offers: offered
            .iter()
            .map(|property| Offer {
                id: property.id,
                words: property.label(page.locale.lang()).to_owned(),
                is_sensitive: property.is_sensitive,
                is_ticked: ticked.contains(&property.id),
            })
            .collect(),
        headers: HeaderNames::ALL
            .into_iter()
            .map(|names| Choice {
                value: names.as_str().to_owned(),
                label: header_label(&page, names),
                selected: names == form.header,
            })
            .collect(),
        separators: Separator::ALL
            .into_iter()
            .map(|separator| Choice {
                value: separator.as_str().to_owned(),
                label: page.say(separator_label(separator)).to_string(),
                selected: separator == form.separator,
            })
            .collect(),
        byte_order_mark: form.byte_order_mark,
        formula_guard: form.guard,
        errors,
        page,
    };
    let body = if whole.fragment { whole.as_dialog().render()? } else { whole.render()? };
    Ok(HttpResponse::build(status).content_type("text/html; charset=utf-8").body(body))
}

/// How many records will leave, in words (R30).
fn lead(page: &Page, object: &Object, selection: &Selection, records: i64) -> Phrase {
    let key = match (records, selection.search.is_empty()) {
        (0, _) => return page.say("exp-lead-none"),
        (_, true) => "exp-lead",
        (_, false) => "exp-lead-search",
    };
    page.say(key)
        .with("count", records)
        .with("n", page.number(records))
        .with("view", objects::label(page.locale, object))
        .with("q", selection.search.as_str())
}

fn header_label(page: &Page, names: HeaderNames) -> String {
    match names {
        HeaderNames::En => Lang::En.own_name().to_owned(),
        HeaderNames::Fr => Lang::Fr.own_name().to_owned(),
        HeaderNames::Internal => page.say("exp-header-internal").to_string(),
    }
}

fn separator_label(separator: Separator) -> &'static str {
    match separator {
        Separator::Comma => "exp-separator-comma",
        Separator::Semicolon => "exp-separator-semicolon",
        Separator::Tab => "exp-separator-tab",
    }
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
