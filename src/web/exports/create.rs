//! Exporting records (R30): the dialog of an object's page, view or segment, and its request.

use std::collections::BTreeMap;

use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};

use super::again::{failed_export, place_of};
use super::dialog::{self, Form, Offer, Offers, Subject, Words};
use crate::db::exports::NewExport;
use crate::db::records;
use crate::domain::export::{Column, Export, Lost, Request, Values};
use crate::domain::lang::Lang;
use crate::domain::property::PropertyType;
use crate::domain::record::Property;
use crate::i18n::{Locale, Phrase};
use crate::secret;
use crate::web::error::WebError;
use crate::web::flash::Notice;
use crate::web::form::{Checked, Fields};
use crate::web::records::listing::{Listing, Wrong, listing, usable};
use crate::web::records::meaning::Meaning;
use crate::web::records::place::Place;
use crate::web::sign_in::see;
use crate::web::viewer::{Exporter, Refusal};
use crate::web::{objects as names, routes};

const WORDS: Words = Words {
    what: "exp-props",
    in_view: "exp-props-view",
    all: "exp-props-all",
    pick: "exp-props-pick",
    order: "exp-order-hint",
    none_chosen: "exp-err-props",
    unclear: "exp-err-ticks",
};

/// The dialog, filled in for the page it was opened from, or as an own failed export was asked for (R25).
pub(in crate::web) async fn page(
    exporter: Exporter,
    object: Path<String>,
    req: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let fields = Fields::parse(req.query_string().as_bytes())?;
    let (object, again) = (object.into_inner(), fields.one("again")?.to_owned());
    let failed = if again.is_empty() { None } else { Some(failed_export(&exporter, again).await?) };
    let (place, caveat) = match &failed {
        Some(failed) => place_of(&exporter, &object, failed).await?,
        None => (Place::parse(&fields)?, None),
    };
    let asks_for_ticked = fields.is_ticked("picked") && !fields.is_ticked("all");
    let listing = listing(&exporter, object, place).await?;
    match listing.wrong {
        None => {}
        // The address of the index page would tell what the records were compared with.
        Some(Wrong::Sensitive) if failed.is_some() => {
            return Err(WebError::Forbidden(Refusal::Lacks(Lost::Sensitive)));
        }
        Some(_) => return Ok(see(&listing.url())),
    }
    if asks_for_ticked && listing.place.picked.is_empty() {
        exporter.flash(&Notice::bad(&exporter.say("idx-err-picked")))?;
        return Ok(see(&listing.url()));
    }
    let offers = offers(&exporter, &listing);
    let left_out = failed.as_ref().and_then(|failed| left_out(exporter.locale(), &listing, failed, &offers));
    let form = match failed {
        Some(failed) if failed.object_id == Some(listing.object.id) => Form::again(&failed, &offers)?,
        Some(_) => return Err(WebError::NotFound),
        None => Form::new(&exporter, &stem(exporter.locale(), &listing))?,
    };
    let records = count(&exporter, &listing).await?;
    let caveats = caveat.into_iter().chain(left_out).collect();
    let subject = Subject { caveats, ..subject(exporter.locale(), &listing, offers, records) };
    dialog::show(&exporter, subject, form).await
}

/// Takes the request, once for the same form: the dialog again, with what was typed, where something is wrong with it, or where
/// something else would leave by now.
pub(in crate::web) async fn create(
    exporter: Exporter,
    object: Path<String>,
    Checked(fields): Checked,
) -> Result<HttpResponse, WebError> {
    let listing = match usable(&exporter, object.into_inner(), Place::parse(&fields)?).await? {
        Ok(listing) => listing,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let mut form = Form::typed(&fields)?;
    let (locale, offers) = (exporter.locale(), offers(&exporter, &listing));
    let records = count(&exporter, &listing).await?;
    let subject = subject(locale, &listing, offers, records).compared(&fields)?;
    if form.moved(&fields)? {
        return dialog::show(&exporter, subject, form).await;
    }
    let (name, chosen) = match form.checked(&exporter, &subject.offers, &WORDS) {
        Ok(checked) => checked,
        Err(errors) => return dialog::refused(&exporter, subject, form, errors).await,
    };
    if subject.is_other {
        return dialog::show(&exporter, subject, form).await;
    }
    let properties = chosen.iter().filter_map(|id| listing.properties.iter().find(|property| property.id == *id));
    let request = Request {
        selection: listing.selection.clone(),
        log: None,
        columns: properties.map(|property| column(property, &form, locale.lang())).collect(),
        header: form.header,
        separator: form.separator,
        byte_order_mark: form.byte_order_mark,
        guard: form.guard,
        named: Vec::new(),
        format: form.format,
        values: form.values,
        zip: form.zip,
        sheet: names::label(locale, &listing.object),
        records_per_file: None,
    };
    let new = NewExport {
        public_id: secret::public_id()?,
        name: name.of(request.shape(records).kind),
        source: listing.source(),
        object: Some(listing.object),
        request,
        records,
    };
    dialog::ask(&exporter, subject, form, &fields, new).await
}

async fn count(exporter: &Exporter, listing: &Listing) -> Result<i64, WebError> {
    let selection = listing.selection.clone();
    Ok(exporter.app.db.read(move |c| records::count(c, &selection)).await?)
}

fn subject(locale: Locale, listing: &Listing, offers: Offers, records: i64) -> Subject {
    let on_offer: Vec<(i64, bool)> = offers.all.iter().map(|offer| (offer.id, offer.is_sensitive)).collect();
    let meaning = Meaning::of(listing).with(&(&listing.selection.sort, &offers.in_view, on_offer));
    Subject {
        heading: locale.say("exp-title").with("object", names::many(locale, &listing.object)),
        lead: lead(locale, listing, records),
        words: &WORDS,
        offers,
        send_to: routes::export_of(&listing.object.name),
        back: listing.place.picking(Vec::new()).at(&routes::records(&listing.object.name)),
        hidden: listing.place.fields(),
        meaning: Some(meaning),
        is_other: false,
        caveats: Vec::new(),
    }
}

/// The properties that this person may export (R8). The page's own columns: the name by which a record is shown is one of
/// them, whichever properties it is made of.
fn offers(exporter: &Exporter, listing: &Listing) -> Offers {
    let (lang, sees_all) = (exporter.locale().lang(), exporter.viewer.user.rights.may_see_sensitive());
    let (offered, withheld): (Vec<&Property>, Vec<&Property>) =
        listing.properties.iter().partition(|property| sees_all || !property.is_sensitive);
    let naming = offered.iter().filter(|property| property.names_record).map(|property| property.id);
    let shown = listing.columns.iter().copied().filter(|id| offered.iter().any(|property| property.id == *id));
    Offers {
        in_view: naming.chain(shown).collect(),
        withheld: withheld.iter().map(|property| property.id).collect(),
        all: offered
            .iter()
            .map(|property| Offer {
                id: property.id,
                words: property.label(lang).to_owned(),
                is_sensitive: property.is_sensitive,
            })
            .collect(),
    }
}

/// The columns of a failed export that are not on offer any more: their property was archived, or the exporter lost the right to it.
fn left_out(locale: Locale, listing: &Listing, failed: &Export, offers: &Offers) -> Option<Phrase> {
    let is_offered = |id: i64| offers.all.iter().any(|offer| offer.id == id);
    let label = |column: &Column| {
        let property = listing.every.iter().find(|property| property.id == column.property_id);
        property.map_or_else(|| column.header.clone(), |property| property.label(locale.lang()).to_owned())
    };
    let columns = failed.details.request.columns.iter().filter(|column| !is_offered(column.property_id));
    let labels: Vec<String> = columns.map(label).collect();
    (!labels.is_empty()).then(|| locale.say("exp-again-columns").user("columns", labels.join(", ")))
}

/// What the file is called before its day: the page it is made from.
fn stem(locale: Locale, listing: &Listing) -> String {
    let title = listing.title(locale);
    if listing.view.is_none() && listing.segment.is_none() { title.to_lowercase() } else { title }
}

/// How many records will leave, and of what, in words (R30).
fn lead(locale: Locale, listing: &Listing, records: i64) -> Phrase {
    let key = match (records, listing.selection.only.is_empty(), listing.search.is_empty(), listing.filter.is_empty()) {
        (0, ..) => return locale.say("exp-lead-none"),
        (_, false, ..) => "exp-lead-picked",
        (_, true, true, true) => "exp-lead",
        (_, true, false, true) => "exp-lead-search",
        (_, true, _, false) => "exp-lead-filter",
    };
    locale
        .say(key)
        .with("count", records)
        .with("n", locale.number(records))
        .with("view", listing.title(locale))
        .with("q", listing.search.as_str())
}

/// A column as it is frozen (R31). Labels of choices are in the language of the header, or else in the exporter's own.
fn column(property: &Property, form: &Form, own: Lang) -> Column {
    let lang = form.header.lang();
    Column {
        property_id: property.id,
        name: property.name.clone(),
        header: lang.map_or_else(|| property.name.clone(), |lang| property.label(lang).to_owned()),
        kind: property.kind,
        is_sensitive: property.is_sensitive,
        labels: match form.values {
            Values::Labels => labels(property, lang.unwrap_or(own)),
            Values::Internal => BTreeMap::new(),
        },
    }
}

fn labels(property: &Property, lang: Lang) -> BTreeMap<String, String> {
    match property.kind {
        PropertyType::Choice | PropertyType::Choices => {
            property.choices.iter().map(|choice| (choice.value.clone(), choice.label(lang).to_owned())).collect()
        }
        _ => BTreeMap::new(),
    }
}
