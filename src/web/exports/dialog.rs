//! The Export dialog as it is shown: what is offered to this person, and what is chosen.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use chrono_tz::Tz;

use crate::db::records;
use crate::domain::export::{Export, Format, HeaderNames, Separator, Values};
use crate::domain::export_name::{self, ExportName};
use crate::domain::lang::Lang;
use crate::domain::record::{Object, Property};
use crate::i18n::Phrase;
use crate::web::error::WebError;
use crate::web::field_errors::FieldErrors;
use crate::web::page::{Banner, Choice, Page};
use crate::web::records::listing::Listing;
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
    /// The page it was opened from: which records leave, and what it shows of them.
    pub(super) listing: Listing,
    pub(super) props: Props,
    pub(super) picked: Vec<i64>,
    pub(super) header: HeaderNames,
    pub(super) separator: Separator,
    pub(super) byte_order_mark: bool,
    pub(super) guard: bool,
    pub(super) format: Format,
    pub(super) values: Values,
    pub(super) zip: bool,
}

impl Form {
    /// What the dialog begins with.
    pub(super) fn new(exporter: &Exporter, listing: Listing) -> Self {
        let zone: Tz = exporter.viewer.user.zone;
        Self {
            name: format!("{}-{}", stem(exporter, &listing), exporter.now().with_timezone(&zone).format("%Y-%m-%d")),
            listing,
            props: Props::View,
            picked: Vec::new(),
            header: HeaderNames::of(exporter.locale().lang()),
            separator: Separator::Comma,
            byte_order_mark: true,
            guard: true,
            format: Format::Csv,
            values: Values::Labels,
            zip: false,
        }
    }

    /// What a failed export was asked for with (R25); properties that are no more are left out.
    pub(super) fn again(export: Export, listing: Listing) -> Self {
        let request = export.request;
        let stem = export_name::stem(&export.name).to_owned();
        Self {
            name: stem,
            props: Props::Chosen,
            picked: request
                .columns
                .iter()
                .map(|column| column.property_id)
                .filter(|id| listing.properties.iter().any(|property| property.id == *id))
                .collect(),
            listing,
            header: request.header,
            separator: request.separator,
            byte_order_mark: request.byte_order_mark,
            guard: request.guard,
            format: request.format,
            values: request.values,
            zip: request.zip,
        }
    }

    /// The properties that leave, of those on offer: those of the page in the page's order, chosen ones in the order in which
    /// they were chosen.
    pub(super) fn chosen<'a>(&self, offered: &[&'a Property]) -> Vec<&'a Property> {
        match self.props {
            Props::View => self.in_view(offered),
            Props::All => offered.to_vec(),
            Props::Chosen => in_order(&self.picked, offered.to_vec()),
        }
    }

    /// The page's own columns: the name by which a record is shown is one of them, whichever properties it is made of.
    fn in_view<'a>(&self, offered: &[&'a Property]) -> Vec<&'a Property> {
        let naming = offered.iter().copied().filter(|property| property.names_record);
        let find = |id: &i64| offered.iter().copied().find(|property| property.id == *id);
        naming.chain(self.listing.columns.iter().filter_map(find)).collect()
    }

    /// The boxes of the list: the ticked ones first, in their order, then the others.
    fn listed<'a>(&self, offered: &[&'a Property]) -> Vec<(&'a Property, bool)> {
        // What stood in the boxes is kept while another of the three ways is chosen.
        let ticked = match (self.props, self.picked.is_empty()) {
            (Props::Chosen, _) | (_, false) => in_order(&self.picked, offered.to_vec()),
            (Props::View | Props::All, true) => self.chosen(offered),
        };
        let is_ticked = |property: &Property| ticked.iter().any(|other| other.id == property.id);
        let others = offered.iter().copied().filter(|property| !is_ticked(property)).map(|property| (property, false));
        ticked.iter().map(|property| (*property, true)).chain(others).collect()
    }
}

/// Those of the properties that were picked, in that order, each once.
fn in_order<'a>(picked: &[i64], mut properties: Vec<&'a Property>) -> Vec<&'a Property> {
    let place = |property: &&Property| picked.iter().position(|id| *id == property.id);
    properties.retain(|property| place(property).is_some());
    properties.sort_by_key(place);
    properties
}

/// The properties that this person may export (R8).
pub(super) fn offered<'a>(exporter: &Exporter, properties: &'a [Property]) -> Vec<&'a Property> {
    let sees_all = exporter.viewer.user.rights.may_see_sensitive();
    properties.iter().filter(|property| sees_all || !property.is_sensitive).collect()
}

/// What the file is called before its day: the page it is made from (R30). A name of a view or segment may be long or hold
/// what no file name may.
fn stem(exporter: &Exporter, listing: &Listing) -> String {
    let title = listing.title(exporter.locale());
    let title = if listing.view.is_none() && listing.segment.is_none() { title.to_lowercase() } else { title };
    let room = ExportName::MAX_CHARS - "-2025-10-16".len();
    title.chars().filter(|c| !export_name::is_forbidden(*c)).take(room).collect()
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
    hidden: Vec<(&'static str, String)>,
    file_name: String,
    props: &'static str,
    in_view: i64,
    in_all: i64,
    view_is_sensitive: bool,
    all_is_sensitive: bool,
    offers: Vec<Offer>,
    headers: Vec<Choice>,
    values: Vec<Choice>,
    format: &'static str,
    separators: Vec<Choice>,
    byte_order_mark: bool,
    formula_guard: bool,
    zipped: bool,
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
    let selection = form.listing.selection.clone();
    let records = exporter.app.db.read(move |c| records::count(c, &selection)).await?;
    let offered = offered(exporter, properties);
    let heading = exporter.say("exp-title").with("object", objects::many(exporter.locale(), object));
    let mut page = exporter.page(&heading).await?;
    page.banner = match refusal {
        Some(sentence) => Some(Banner::bad(sentence)),
        None => Banner::of_errors(page.locale, &errors),
    };
    let lead = lead(&page, &form.listing, records);
    let in_view = form.in_view(&offered);
    let listed = form.listed(&offered);
    let whole = NewExportPage {
        fragment: exporter.wants_fragment && status == StatusCode::OK,
        heading: heading.to_string(),
        lead: lead.to_string(),
        send_to: routes::export_of(&object.name),
        back: form.listing.place.picking(Vec::new()).at(&routes::records(&object.name)),
        hidden: form.listing.place.fields(),
        file_name: form.name,
        props: form.props.as_str(),
        in_view: count(in_view.len()),
        in_all: count(offered.len()),
        view_is_sensitive: in_view.iter().any(|property| property.is_sensitive),
        all_is_sensitive: offered.iter().any(|property| property.is_sensitive),
        offers: listed
            .into_iter()
            .map(|(property, is_ticked)| Offer {
                id: property.id,
                words: property.label(page.locale.lang()).to_owned(),
                is_sensitive: property.is_sensitive,
                is_ticked,
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
        values: Values::ALL
            .into_iter()
            .map(|values| Choice {
                value: values.as_str().to_owned(),
                label: page.say(values_label(values)).to_string(),
                selected: values == form.values,
            })
            .collect(),
        format: form.format.as_str(),
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
        zipped: form.zip,
        errors,
        page,
    };
    let body = if whole.fragment { whole.as_dialog().render()? } else { whole.render()? };
    Ok(HttpResponse::build(status).content_type("text/html; charset=utf-8").body(body))
}

/// How many records will leave, and of what, in words (R30).
fn lead(page: &Page, listing: &Listing, records: i64) -> Phrase {
    let key = match (records, listing.selection.only.is_empty(), listing.search.is_empty(), listing.filter.is_empty()) {
        (0, ..) => return page.say("exp-lead-none"),
        (_, false, ..) => "exp-lead-picked",
        (_, true, true, true) => "exp-lead",
        (_, true, false, true) => "exp-lead-search",
        (_, true, _, false) => "exp-lead-filter",
    };
    page.say(key)
        .with("count", records)
        .with("n", page.number(records))
        .with("view", listing.title(page.locale))
        .with("q", listing.search.as_str())
}

fn header_label(page: &Page, names: HeaderNames) -> String {
    match names {
        HeaderNames::En => Lang::En.own_name().to_owned(),
        HeaderNames::Fr => Lang::Fr.own_name().to_owned(),
        HeaderNames::Internal => page.say("exp-header-internal").to_string(),
    }
}

/// What the sheet of a workbook is called.
pub(super) fn sheet(exporter: &Exporter, object: &Object) -> String {
    objects::label(exporter.locale(), object)
}

/// The words for labels and internal values.
pub(super) fn values_label(values: Values) -> &'static str {
    match values {
        Values::Labels => "exp-values-labels",
        Values::Internal => "exp-values-internal",
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
