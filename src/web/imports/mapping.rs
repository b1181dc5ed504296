//! Matching the columns of a file with properties: what is offered, what was chosen, the start of the import.

mod chosen;
mod sample;
mod sheet;
mod started;
mod view;

use std::convert::Infallible;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;

use self::chosen::Chosen;
use self::sheet::{Sheet, read};
use self::started::{started, started_before};
use self::view::MapPage;
use crate::db::imports::{self, NewImport, SegmentName, Upload};
use crate::db::{objects, sent_forms};
use crate::domain::import::columns::{ChoiceError, MAX_COLUMNS, MAX_LABEL, sensitive_column, settle};
use crate::domain::import::formats::Options;
use crate::domain::record::Property;
use crate::secret;
use crate::web::error::WebError;
use crate::web::field_errors::FieldErrors;
use crate::web::flash::Notice;
use crate::web::form::{Checked, FormKey};
use crate::web::routes;
use crate::web::sign_in::see;
use crate::web::viewer::Importer;

/// Bytes of one character in a form: four, each written in three.
const CHARACTER_BYTES: usize = 12;
/// Bytes of what the form says of a column besides the name of its property.
const COLUMN_BYTES: usize = 100;
/// Most bytes of the form: it speaks of as many columns as a file may have, each with the longest name.
pub(in crate::web) const FORM_BYTES: usize = 64 * 1024 + MAX_COLUMNS * (MAX_LABEL * CHARACTER_BYTES + COLUMN_BYTES);

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
            lang: sheet.lang,
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
