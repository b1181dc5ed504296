//! Matching the columns of a file with properties: what is offered, what was chosen, the start of the import.

mod chosen;
mod sample;
mod started;
mod view;

use std::collections::BTreeMap;
use std::convert::Infallible;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;

use self::chosen::Chosen;
use self::sample::Sample;
use self::started::{started, started_before};
use self::view::MapPage;
use super::upload::{self, column_refusal, header_refusal};
use crate::db::imports::{self, NewImport, SegmentName, Upload};
use crate::db::{objects, sent_forms};
use crate::domain::export::Separator;
use crate::domain::fold::fold;
use crate::domain::import::Import;
use crate::domain::import::columns::{
    Choice, ChoiceError, ColumnError, MAX_COLUMNS, MAX_LABEL, named, sensitive_column, settle,
};
use crate::domain::import::formats::Options;
use crate::domain::import::headings::{headings, nameless, repeats};
use crate::domain::record::Property;
use crate::formats::csv_in::{HeaderError, Limits, Row, is_reason, reason_column};
use crate::formats::table_in::{self, Beginning};
use crate::secret;
use crate::web::error::WebError;
use crate::web::field_errors::FieldErrors;
use crate::web::flash::Notice;
use crate::web::form::{Checked, FormKey};
use crate::web::routes;
use crate::web::sign_in::see;
use crate::web::viewer::Importer;

/// Rows of the preview.
const PREVIEW: usize = 10;
/// Rows that are looked at to see what the columns hold.
const SAMPLED: usize = 1_000;

/// Bytes of one character in a form: four, each written in three.
const CHARACTER_BYTES: usize = 12;
/// Bytes of what the form says of a column besides the name of its property.
const COLUMN_BYTES: usize = 100;
/// Most bytes of the form: it speaks of as many columns as a file may have, each with the longest name.
pub(in crate::web) const FORM_BYTES: usize = 64 * 1024 + MAX_COLUMNS * (MAX_LABEL * CHARACTER_BYTES + COLUMN_BYTES);

/// A file that waits, and what is known of it.
struct Sheet {
    upload: Upload,
    /// What it is called, where a workbook has several.
    name: Option<String>,
    headings: Vec<String>,
    /// Which columns bear a name that one before them has.
    repeats: Vec<bool>,
    /// Which columns bear none.
    nameless: Vec<bool>,
    /// Its first rows; a bad one is shown as it is.
    rows: Vec<Vec<String>>,
    sample: Sample,
    separator: Option<Separator>,
    guard: Guard,
    /// The import whose problem rows these are.
    reported: Option<Import>,
    /// The properties that the importer may see (R8).
    properties: Vec<Property>,
    /// What the headings say of their columns.
    named: Vec<Option<Choice>>,
    segments: Vec<String>,
    /// Names of segments that nothing can be added to.
    active_segments: Vec<String>,
    /// Names of segments that others share.
    others_segments: Vec<String>,
}

/// The apostrophes that the guard of an export puts before what looks like a formula (R33).
#[derive(Clone, Copy)]
struct Guard {
    /// Some cells or headings look as though they had one.
    is_asked: bool,
    /// They are taken off.
    is_on: bool,
}

/// The page with what is offered.
pub(in crate::web) async fn page(importer: Importer, id: Path<String>) -> Result<HttpResponse, WebError> {
    let Some(upload) = find(&importer, &id).await? else { return started(&importer, &id).await };
    let sheet = match read(&importer, upload, None).await? {
        Ok(sheet) => sheet,
        Err(refused) => return Ok(refused),
    };
    let chosen = Chosen::offered(&importer, &sheet);
    render(&importer, &sheet, &chosen, &FormKey::new()?, StatusCode::OK, FieldErrors::none()).await
}

/// Starts the import, once: a second click leads to what the first one started.
pub(in crate::web) async fn start(
    importer: Importer,
    id: Path<String>,
    Checked(fields): Checked,
) -> Result<HttpResponse, WebError> {
    let key = FormKey::of(&fields)?;
    let form = key.hash(&routes::import_upload(&id), &fields)?;
    let Some(upload) = find(&importer, &id).await? else { return started_before(&importer, &id, form).await };
    let sheet = match read(&importer, upload, Some(fields.is_ticked("guarded"))).await? {
        Ok(sheet) => sheet,
        Err(refused) => return Ok(refused),
    };
    let (chosen, mut errors) = Chosen::of_form(&importer, &sheet, &fields)?;
    if errors.is_empty() {
        match request(&importer, &sheet, &chosen, form.clone()).await? {
            Ok(Some(import)) => {
                importer.flash(&Notice::toast(&importer.say("imp-started")))?;
                return Ok(see(&routes::import(&import)));
            }
            Ok(None) => return started_before(&importer, &id, form).await,
            Err(wrong) => {
                for (at, error) in wrong {
                    let (field, sentence) = choice_refusal(&importer, &sheet.properties, at, error);
                    errors.add(field, sentence);
                }
            }
        }
    }
    render(&importer, &sheet, &chosen, &key, StatusCode::UNPROCESSABLE_ENTITY, errors).await
}

/// Settles the columns and asks for the import in one transaction, so that nobody changes the properties in between. The form is
/// known from then on.
async fn request(
    importer: &Importer,
    sheet: &Sheet,
    chosen: &Chosen,
    form_hash: String,
) -> Result<Result<Option<String>, Vec<(usize, ChoiceError)>>, WebError> {
    let upload = &sheet.upload;
    let new = NewImport {
        public_id: secret::public_id()?,
        object_id: upload.object.id,
        file_name: upload.file_name.clone(),
        upload_key: upload.key.clone(),
        upload_public_id: Some(upload.public_id.clone()),
        file_bytes: upload.file_bytes,
        targets: Vec::new(),
        mode: chosen.mode,
        key_property_id: chosen.key,
        options: Options {
            dates: chosen.dates,
            numbers: chosen.numbers,
            headings: sheet.headings.clone(),
            separator: sheet.separator,
            is_guarded: sheet.guard.is_on,
            lang: importer.locale().lang(),
        },
        segment: if chosen.segment.is_empty() {
            None
        } else {
            Some(SegmentName { name: chosen.segment.clone(), public_id: secret::public_id()? })
        },
    };
    let (choices, viewer, now) = (chosen.choices(), importer.viewer.clone(), importer.now());
    let may_see_sensitive = importer.viewer.user.rights.may_see_sensitive();
    let outcome = importer
        .app
        .db
        .write(move |c| {
            let properties = objects::properties(c, new.object_id)?;
            if let Some((at, _)) = sensitive_column(&new.options.headings, &properties).filter(|_| !may_see_sensitive) {
                return Ok(Err(vec![(at, ChoiceError::Unknown)]));
            }
            let hidden = hidden(objects::every_property(c, new.object_id)?, may_see_sensitive);
            let known = visible(properties, may_see_sensitive);
            match settle(&choices, &new.options.headings, &known, &hidden) {
                Ok(targets) => {
                    let import = imports::start(c, &NewImport { targets, ..new }, &viewer.actor(), now)?;
                    if let Some(import) = &import {
                        let url = routes::import(&import.public_id);
                        sent_forms::once(c, &viewer, &form_hash, now, |_| Ok(Ok::<_, Infallible>(url))).map(drop)?;
                    }
                    Ok(Ok(import))
                }
                Err(wrong) => Ok(Err(wrong)),
            }
        })
        .await?;
    Ok(outcome.map(|import| import.map(|import| import.public_id)))
}

async fn find(importer: &Importer, id: &str) -> Result<Option<Upload>, WebError> {
    let (viewer, id) = (importer.viewer.clone(), id.to_owned());
    Ok(importer.app.db.read(move |c| imports::find_upload(c, &viewer, &id)).await?)
}

/// Reads the file again, and judges it again: its sender may have lost the right to sensitive data since, or a row that was
/// not looked at before breaks the workbook. Its sender is told what whoever sends such a file is told (R8). `ticked` is what a
/// form said of its guard.
async fn read(
    importer: &Importer,
    upload: Upload,
    ticked: Option<bool>,
) -> Result<Result<Sheet, HttpResponse>, WebError> {
    let file = importer.app.files.open_upload(&upload.key).await;
    let mut file = file.map_err(|e| WebError::internal(format!("{e:#}")))?.ok_or(WebError::NotFound)?;
    let read = actix_web::web::block(move || {
        let separator = table_in::separator(&mut file)?;
        let beginning = table_in::sample(file, Limits::default(), PREVIEW, SAMPLED)?;
        let looks = beginning.guard();
        let guard = Guard { is_asked: looks.is_some(), is_on: looks.is_some_and(|sure| ticked.unwrap_or(sure)) };
        // With an apostrophe or without it: what stands below a heading is the same.
        let mut judged = headings(&beginning.headers);
        if guard.is_asked {
            judged.extend(headings(&beginning.unguarded_headers()));
        }
        let beginning = if guard.is_on { beginning.unguarded() } else { beginning };
        Ok::<_, HeaderError>((beginning, guard, judged, separator))
    })
    .await;
    let (Beginning { sheet: name, headers, rows }, guard, judged, separator) = match read.map_err(WebError::internal)? {
        Ok(read) => read,
        Err(error) => {
            let errors = header_refusal(importer, error)?;
            return upload::form(importer, &upload.object.name, StatusCode::UNPROCESSABLE_ENTITY, errors)
                .await
                .map(Err);
        }
    };
    let (headings, repeats, nameless) = (headings(&headers), repeats(&headers), nameless(&headers));
    let (object_id, viewer, asked) = (upload.object.id, importer.viewer.clone(), headings.clone());
    let (reasons, file_name) = (reason_column(&headers), upload.file_name.clone());
    let (properties, earlier, reported, segments, (active_segments, others_segments)) = importer
        .app
        .db
        .read(move |c| {
            Ok((
                objects::properties(c, object_id)?,
                imports::earlier_choices(c, object_id, &asked)?,
                match reasons {
                    Some(at) => imports::reported(c, object_id, viewer.user.id, &file_name, &asked[..=at], is_reason)?,
                    None => None,
                },
                imports::segment_names(c, object_id, viewer.user.id)?,
                (
                    imports::active_segment_names(c, &viewer, object_id)?,
                    imports::others_segment_names(c, &viewer, object_id)?,
                ),
            ))
        })
        .await?;
    let may_see_sensitive = importer.viewer.user.rights.may_see_sensitive();
    if let Some((at, property)) = sensitive_column(&judged, &properties).filter(|_| !may_see_sensitive) {
        let error = ColumnError::Sensitive { column: judged[at].clone(), property };
        let errors = column_refusal(importer, error, &properties);
        return upload::form(importer, &upload.object.name, StatusCode::UNPROCESSABLE_ENTITY, errors).await.map(Err);
    }
    let properties = visible(properties, may_see_sensitive);
    let mut earlier: BTreeMap<String, Option<i64>> = earlier.into_iter().collect();
    if let Some(import) = &reported {
        let places = import.property_ids.iter().map(|id| (*id != 0).then_some(*id));
        earlier.extend(import.options.headings.iter().map(|heading| fold(heading)).zip(places));
    }
    let named = named(&headings, &properties, &earlier, importer.locale().lang());
    let sampled = actix_web::web::block(move || {
        let sample = Sample::of(&named, &properties, &rows);
        let rows: Vec<Vec<String>> = rows.into_iter().take(PREVIEW).map(shown).collect();
        (named, properties, rows, sample)
    })
    .await;
    let (named, properties, rows, sample) = sampled.map_err(WebError::internal)?;
    Ok(Ok(Sheet {
        upload,
        name,
        headings,
        repeats,
        nameless,
        rows,
        sample,
        separator,
        guard,
        reported,
        properties,
        named,
        segments,
        active_segments,
        others_segments,
    }))
}

/// The cells of a row as the preview has them.
fn shown(row: Row) -> Vec<String> {
    match row.outcome {
        Ok(cells) => cells.iter().map(str::to_owned).collect(),
        Err(_) => vec![row.raw],
    }
}

fn visible(mut properties: Vec<Property>, may_see_sensitive: bool) -> Vec<Property> {
    properties.retain(|property| may_see_sensitive || !property.is_sensitive);
    properties
}

/// Those whose values the importer may not see, put away or not.
fn hidden(mut properties: Vec<Property>, may_see_sensitive: bool) -> Vec<Property> {
    properties.retain(|property| property.is_sensitive && !may_see_sensitive);
    properties
}

fn choice_refusal(
    importer: &Importer,
    properties: &[Property],
    at: usize,
    error: ChoiceError,
) -> (String, crate::i18n::Phrase) {
    let lang = importer.locale().lang();
    let max = importer.locale().number(i64::try_from(MAX_LABEL).unwrap_or(i64::MAX));
    let (field, sentence) = match error {
        ChoiceError::Unknown => ("c", importer.say("imp-map-err-unknown")),
        ChoiceError::Twice { column, property } => {
            let label = properties.iter().find(|known| known.id == property).map_or("", |known| known.label(lang));
            ("c", importer.say("imp-map-err-twice").user("column", column).user("property", label))
        }
        ChoiceError::NoName => ("n", importer.say("imp-map-err-name")),
        ChoiceError::LongName => ("n", importer.say("imp-map-err-long").with("max", max)),
        ChoiceError::NameTaken => ("n", importer.say("imp-map-err-taken")),
        ChoiceError::NameHidden => ("n", importer.say("imp-map-err-hidden")),
    };
    (format!("{field}{at}"), sentence)
}

async fn render(
    importer: &Importer,
    sheet: &Sheet,
    chosen: &Chosen,
    key: &FormKey,
    status: StatusCode,
    errors: FieldErrors,
) -> Result<HttpResponse, WebError> {
    let body = MapPage::new(importer, sheet, chosen, key, errors).await?.render()?;
    Ok(HttpResponse::build(status).content_type("text/html; charset=utf-8").body(body))
}
