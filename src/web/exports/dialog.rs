//! The Export dialog, whatever is exported: as it is shown, and what becomes of what was asked for.

mod form;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use self::form::mark_of;
pub(super) use self::form::{Form, Offer, Offers};
use crate::db::exports::{self, Limits, NewExport, Requested};
use crate::db::sent_forms;
use crate::domain::export::{HeaderNames, Lost, Separator, Values};
use crate::domain::lang::Lang;
use crate::i18n::Phrase;
use crate::web::error::WebError;
use crate::web::field_errors::FieldErrors;
use crate::web::flash::Notice;
use crate::web::form::Fields;
use crate::web::html::Html;
use crate::web::page::{Banner, Choice, Page};
use crate::web::records::meaning::Meaning;
use crate::web::routes;
use crate::web::sign_in::see;
use crate::web::viewer::{Exporter, Refusal};

/// What is exported, as far as the dialog must know.
pub(super) struct Subject {
    pub(super) heading: Phrase,
    /// How many records will leave, and of what (R30).
    pub(super) lead: Phrase,
    pub(super) words: &'static Words,
    pub(super) offers: Offers,
    /// Where the form goes.
    pub(super) send_to: String,
    /// The page it was opened from.
    pub(super) back: String,
    /// What that page shows.
    pub(super) hidden: Vec<(&'static str, String)>,
    /// What may be saved anew before the form is sent: which records leave, in which order, and what is on offer.
    pub(super) meaning: Option<Meaning>,
    /// The form that was sent meant something else: nobody has read what would leave now (R30).
    pub(super) is_other: bool,
    /// What is no longer as it was when the same was asked for earlier (R25).
    pub(super) caveats: Vec<Phrase>,
}

impl Subject {
    /// The same beside the form that was sent.
    pub(super) fn compared(self, fields: &Fields) -> Result<Self, WebError> {
        let is_other = self.meaning.is_some() && self.meaning != Meaning::sent(fields)?;
        Ok(Self { is_other, ..self })
    }
}

/// What the things are called that become columns: the keys of the sentences.
pub(super) struct Words {
    pub(super) what: &'static str,
    pub(super) in_view: &'static str,
    pub(super) all: &'static str,
    pub(super) pick: &'static str,
    pub(super) order: &'static str,
    pub(super) none_chosen: &'static str,
    pub(super) unclear: &'static str,
}

struct Tick {
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
    words: &'static Words,
    send_to: String,
    back: String,
    hidden: Vec<(&'static str, String)>,
    caveats: Vec<Html>,
    file_name: String,
    props: &'static str,
    in_view: i64,
    in_all: i64,
    view_is_sensitive: bool,
    all_is_sensitive: bool,
    offers: Vec<Tick>,
    /// Says which of them are ticked ([`mark_of`]).
    ticked: String,
    headers: Vec<Choice>,
    values: Vec<Choice>,
    format: &'static str,
    separators: Vec<Choice>,
    byte_order_mark: bool,
    formula_guard: bool,
    zipped: bool,
}

/// The page, or the dialog alone where a script asked for it.
pub(super) async fn show(exporter: &Exporter, subject: Subject, form: Form) -> Result<HttpResponse, WebError> {
    answer(exporter, StatusCode::OK, subject, form, FieldErrors::none(), None).await
}

/// The page after something in a field was wrong: what was typed stays, the sentence stands beside it.
pub(super) async fn refused(
    exporter: &Exporter,
    subject: Subject,
    form: Form,
    errors: FieldErrors,
) -> Result<HttpResponse, WebError> {
    answer(exporter, StatusCode::UNPROCESSABLE_ENTITY, subject, form, errors, None).await
}

/// Asks for the export, once for the same form, and leads to its row in the log; to the dialog again where it cannot be had.
pub(super) async fn ask(
    exporter: &Exporter,
    subject: Subject,
    form: Form,
    fields: &Fields,
    new: NewExport,
) -> Result<HttpResponse, WebError> {
    let (limits, viewer, now) = (Limits::from(&*exporter.app.config), exporter.viewer.clone(), exporter.now());
    let hash = form.key.hash(&subject.send_to, fields)?;
    let asked = exporter.app.db.write(move |c| {
        let mut told = "exp-started";
        let led = sent_forms::once(c, &viewer, &hash, now, |c| {
            Ok(match exports::request(c, new, limits, &viewer, now)? {
                Requested::New(public_id) => Ok(routes::log_row(&public_id)),
                Requested::Same(public_id) => {
                    told = "exp-already";
                    Ok(routes::log_row(&public_id))
                }
                refusal => Err(refusal),
            })
        })?;
        Ok(led.map(|url| (url, told)))
    });
    match asked.await? {
        Ok((url, told)) => {
            exporter.flash(&Notice::toast(&exporter.say(told)))?;
            Ok(see(&url))
        }
        // Made, or there already: never refused.
        Err(Requested::New(public_id) | Requested::Same(public_id)) => Ok(see(&routes::log_row(&public_id))),
        Err(Requested::OverQuota { until }) => {
            let sentence = exporter
                .say("exp-err-quota")
                .with("count", limits.per_day)
                .with("n", exporter.locale().number(limits.per_day))
                .with("time", exporter.locale().date_time(until));
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            answer(exporter, status, subject, form, FieldErrors::none(), Some(sentence)).await
        }
        Err(Requested::Refused(Lost::Sensitive)) => {
            refused(exporter, subject, form, FieldErrors::one("props", exporter.say("exp-err-sensitive"))).await
        }
        Err(Requested::Refused(Lost::SignIn | Lost::Export | Lost::View)) => Err(WebError::Forbidden(Refusal::Exports)),
        Err(Requested::Refused(Lost::Log)) => Err(WebError::Forbidden(Refusal::SuperAdmins)),
        Err(Requested::Refused(Lost::Object)) => Err(WebError::NotFound),
        // The pause began since the dialog was opened: the page says so, and tells nothing else.
        Err(Requested::SearchPaused) => Ok(see(&subject.back)),
        // It went between the look at what is on offer and the request.
        Err(Requested::NoSuchProperty) => {
            refused(exporter, subject, form, FieldErrors::one("props", exporter.say("exp-err-gone"))).await
        }
    }
}

async fn answer(
    exporter: &Exporter,
    status: StatusCode,
    subject: Subject,
    form: Form,
    errors: FieldErrors,
    refusal: Option<Phrase>,
) -> Result<HttpResponse, WebError> {
    let Subject { heading, lead, words, offers, send_to, back, mut hidden, meaning, is_other, mut caveats } = subject;
    let mut page = exporter.page(&heading).await?;
    let other = is_other.then(|| page.say("exp-changed"));
    let of_errors = Banner::of_errors(page.locale, &errors);
    page.banner = match (refusal, of_errors) {
        (Some(sentence), _) => Some(Banner::bad(sentence)),
        (None, Some(of_errors)) => {
            caveats.extend(other);
            Some(of_errors)
        }
        (None, None) => other.map(Banner::bad),
    };
    let status = if is_other && status == StatusCode::OK { StatusCode::CONFLICT } else { status };
    // The page that refuses a form again stands at an address that says nothing of what is exported.
    if page.path == send_to {
        page.path = routes::with_fields(&send_to, &hidden);
    }
    hidden.push(form.key.field());
    hidden.extend(meaning.as_ref().map(Meaning::field));
    let listed = form.listed(&offers);
    let whole = NewExportPage {
        fragment: exporter.wants_fragment && status == StatusCode::OK,
        heading: heading.to_string(),
        lead: lead.to_string(),
        words,
        send_to,
        back,
        hidden,
        caveats: caveats.into_iter().map(Html::from).collect(),
        in_view: count(offers.in_view.len()),
        in_all: count(offers.all.len()),
        view_is_sensitive: offers.of(&offers.in_view).any(|offer| offer.is_sensitive),
        all_is_sensitive: offers.all.iter().any(|offer| offer.is_sensitive),
        ticked: mark_of(listed.iter().filter(|(_, is_ticked)| *is_ticked).map(|(offer, _)| offer.id)),
        offers: listed
            .into_iter()
            .map(|(offer, is_ticked)| Tick {
                id: offer.id,
                words: offer.words.clone(),
                is_sensitive: offer.is_sensitive,
                is_ticked,
            })
            .collect(),
        file_name: form.name,
        props: form.props.as_str(),
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

fn header_label(page: &Page, names: HeaderNames) -> String {
    match names {
        HeaderNames::En => Lang::En.own_name().to_owned(),
        HeaderNames::Fr => Lang::Fr.own_name().to_owned(),
        HeaderNames::Internal => page.say("exp-header-internal").to_string(),
    }
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
