//! The form that takes a file: streamed to the store, its header read at once, so that a wrong file is refused on the form
//! and nothing of it is kept.

use actix_multipart::{Field, Multipart};
use actix_web::http::{StatusCode, header};
use actix_web::web::Query;
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use askama::Template;
use futures_util::StreamExt;
use serde::Deserialize;

use crate::db::imports::{self, NewUpload};
use crate::db::objects;
use crate::domain::export_name::is_forbidden;
use crate::domain::import::columns::{ColumnError, MAX_LABEL, plan};
use crate::domain::lang::Lang;
use crate::domain::record::Property;
use crate::files::is_disk_full;
use crate::formats::csv_in::{HeaderError, Limits};
use crate::formats::table_in;
use crate::i18n::Phrase;
use crate::secret;
use crate::web::error::WebError;
use crate::web::field_errors::FieldErrors;
use crate::web::form::TOKEN_FIELD;
use crate::web::page::{Banner, Choice, Page, SettingsEntry};
use crate::web::sign_in::see;
use crate::web::viewer::Importer;
use crate::web::{objects as words, routes};

/// Most bytes of a field that is not the file.
const SHORT: usize = 500;

#[derive(Debug, Default, Deserialize)]
pub(in crate::web) struct Chosen {
    #[serde(default)]
    object: String,
}

#[derive(Template)]
#[template(path = "pages/imports/new.html")]
struct NewPage {
    page: Page,
    errors: FieldErrors,
    choices: Vec<Choice>,
    back_url: &'static str,
}

/// The empty form.
pub(in crate::web) async fn page(importer: Importer, Query(chosen): Query<Chosen>) -> Result<HttpResponse, WebError> {
    form(&importer, &chosen.object, StatusCode::OK, FieldErrors::none()).await
}

pub(super) async fn form(
    importer: &Importer,
    chosen: &str,
    status: StatusCode,
    errors: FieldErrors,
) -> Result<HttpResponse, WebError> {
    let user = importer.viewer.user.clone();
    let all = importer.app.db.read(move |c| objects::all_open_to(c, &user)).await?;
    let locale = importer.locale();
    let mut page = importer.page(importer.say("imp-title")).await?;
    page.settings = Some(SettingsEntry::ImportExport);
    page.banner = Banner::of_errors(page.locale, &errors);
    let choices = all
        .into_iter()
        .map(|object| Choice {
            label: words::label(locale, &object),
            selected: object.name == chosen,
            value: object.name,
        })
        .collect();
    let body = NewPage { page, errors, choices, back_url: routes::IMPORTS }.render()?;
    Ok(HttpResponse::build(status).content_type("text/html; charset=utf-8").body(body))
}

/// What a form brought.
#[derive(Default)]
struct Taken {
    object: String,
    file_name: String,
    /// Key and size, once the whole file is stored.
    stored: Option<(String, i64)>,
}

/// A file that is not taken, and the object that was chosen for it.
struct Refused {
    object: String,
    status: StatusCode,
    sentence: Phrase,
}

/// Takes a file. The token comes first: not a byte of the file is taken without it.
pub(in crate::web) async fn take(
    importer: Importer,
    req: HttpRequest,
    multipart: Multipart,
) -> Result<HttpResponse, WebError> {
    let is_plain = req.headers().get(header::CONTENT_ENCODING).is_none_or(|coding| coding == "identity");
    if !is_plain || !req.content_type().eq_ignore_ascii_case("multipart/form-data") {
        return Err(WebError::BadRequest("an import is sent as multipart/form-data, uncompressed".into()));
    }
    let taken = match receive(&importer, multipart).await? {
        Ok(taken) => taken,
        Err(Refused { object, status, sentence }) => {
            return form(&importer, &object, status, FieldErrors::one("file", sentence)).await;
        }
    };
    let Some((key, bytes)) = taken.stored else {
        let errors = FieldErrors::one("file", importer.say("imp-err-none"));
        return form(&importer, &taken.object, StatusCode::UNPROCESSABLE_ENTITY, errors).await;
    };
    match keep(&importer, &taken.object, taken.file_name, &key, bytes).await {
        Ok(Ok(public_id)) => Ok(see(&routes::import_upload(&public_id))),
        refused => {
            if let Err(e) = importer.app.files.delete(&key).await {
                tracing::warn!(error = format!("{e:#}"), "a refused upload stays for the sweeper");
            }
            match refused? {
                Err(errors) => form(&importer, &taken.object, StatusCode::UNPROCESSABLE_ENTITY, errors).await,
                Ok(_) => Err(WebError::internal("an accepted file was refused")),
            }
        }
    }
}

/// Reads the form to its end; the sentence when the file is empty or there is no room for it. Whatever ends it early,
/// nothing is kept.
async fn receive(importer: &Importer, mut multipart: Multipart) -> Result<Result<Taken, Refused>, WebError> {
    let full = |taken: Taken| Refused {
        object: taken.object,
        status: StatusCode::INSUFFICIENT_STORAGE,
        sentence: importer.say("imp-err-disk"),
    };
    let broken = |e: actix_multipart::MultipartError| WebError::BadRequest(format!("the upload broke off: {e}"));
    let mut taken = Taken::default();
    let mut upload = None;
    let mut is_checked = false;
    while let Some(field) = multipart.next().await {
        let mut field = field.map_err(broken)?;
        match field.name().unwrap_or_default() {
            TOKEN_FIELD => {
                if !importer.token_is_good(&short(&mut field).await?) {
                    return Err(WebError::ForeignForm);
                }
                is_checked = true;
            }
            _ if !is_checked => return Err(WebError::ForeignForm),
            "object" => taken.object = short(&mut field).await?,
            "file" if upload.is_none() => {
                let name = field.content_disposition().and_then(|d| d.get_filename()).unwrap_or_default();
                taken.file_name = file_name(name);
                let mut writer = importer.app.files.start_upload().await.map_err(WebError::internal)?;
                while let Some(chunk) = field.next().await {
                    if let Err(e) = writer.write(&chunk.map_err(broken)?).await {
                        tracing::warn!(error = %e, "an upload could not be written");
                        return if is_disk_full(&e) { Ok(Err(full(taken))) } else { Err(WebError::internal(e)) };
                    }
                }
                upload = Some(writer);
            }
            other => return Err(WebError::BadRequest(format!("the field {other} was not expected"))),
        }
    }
    if let Some(writer) = upload
        && writer.written() > 0
    {
        let bytes = i64::try_from(writer.written()).unwrap_or(i64::MAX);
        match writer.finish().await {
            Ok(key) => taken.stored = Some((key, bytes)),
            Err(e) if is_disk_full(e.as_ref()) => return Ok(Err(full(taken))),
            Err(e) => return Err(WebError::internal(format!("{e:#}"))),
        }
    } else if !taken.file_name.is_empty() {
        return Ok(Err(Refused {
            object: taken.object,
            status: StatusCode::UNPROCESSABLE_ENTITY,
            sentence: importer.say("imp-err-empty"),
        }));
    }
    Ok(Ok(taken))
}

async fn short(field: &mut Field) -> Result<String, WebError> {
    let mut text = Vec::new();
    while let Some(chunk) = field.next().await {
        text.extend_from_slice(&chunk.map_err(|e| WebError::BadRequest(e.to_string()))?);
        if text.len() > SHORT {
            return Err(WebError::TooLarge);
        }
    }
    String::from_utf8(text).map_err(|e| WebError::BadRequest(e.to_string()))
}

/// The last part of the name, without what deceives; some browsers send a whole path.
fn file_name(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().map(|c| if is_forbidden(c) { '_' } else { c }).take(200).collect()
}

/// Reads the header and keeps the file until its columns are matched; the sentences when it cannot be imported.
async fn keep(
    importer: &Importer,
    object: &str,
    file_name: String,
    key: &str,
    file_bytes: i64,
) -> Result<Result<String, FieldErrors>, WebError> {
    let (viewer, name) = (importer.viewer.clone(), object.to_owned());
    let Some(object) = importer.app.db.read(move |c| objects::find_visible_to(c, &viewer, &name)).await? else {
        return Ok(Err(FieldErrors::one("object", importer.say("imp-err-object"))));
    };
    let file = importer.app.files.open_upload(key).await.map_err(|e| WebError::internal(format!("{e:#}")))?;
    let file = file.ok_or_else(|| WebError::internal("an upload is gone that was just stored"))?;
    let read = actix_web::web::block(move || table_in::first_rows(file, Limits::default(), 1)).await;
    let headers = match read.map_err(WebError::internal)? {
        Ok(beginning) => beginning.headers,
        Err(e) => return header_refusal(importer, e).map(Err),
    };
    let object_id = object.id;
    let properties = importer.app.db.read(move |c| objects::properties(c, object_id)).await?;
    match plan(&headers, &properties, importer.locale().lang(), importer.viewer.user.rights.may_see_sensitive()) {
        // Where each column goes is chosen on the next page.
        Ok(_) | Err(ColumnError::SameProperty { .. }) => {}
        Err(e) => return Ok(Err(column_refusal(importer, e, &properties))),
    }
    let new = NewUpload {
        public_id: secret::public_id()?,
        object_id,
        user_id: importer.viewer.user.id,
        file_name,
        upload_key: key.to_owned(),
        file_bytes,
    };
    let (public_id, now) = (new.public_id.clone(), importer.now());
    importer.app.db.write(move |c| imports::add_upload(c, &new, now)).await?;
    Ok(Ok(public_id))
}

pub(super) fn header_refusal(importer: &Importer, error: HeaderError) -> Result<FieldErrors, WebError> {
    let Some(key) = error.key() else { return Err(WebError::internal(error)) };
    let locale = importer.locale();
    let number = |n: u64| locale.number(i64::try_from(n).unwrap_or(i64::MAX));
    let max = number(Limits::default().columns as u64);
    let sentence = match error {
        HeaderError::TooManyColumns(n) => importer.say(key).with("n", number(n as u64)).with("max", max),
        HeaderError::UnclosedQuote { line } => importer.say(key).with("line", number(line)),
        // Its own message speaks of one name; what is too long here is the row.
        HeaderError::TooLong => importer.say("imp-row-long"),
        _ => importer.say(key),
    };
    Ok(FieldErrors::one("file", sentence))
}

pub(super) fn column_refusal(importer: &Importer, error: ColumnError, properties: &[Property]) -> FieldErrors {
    let lang: Lang = importer.locale().lang();
    let label = |id: i64| properties.iter().find(|property| property.id == id).map_or("", |p| p.label(lang)).to_owned();
    let sentence = match error {
        ColumnError::NoNames => importer.say("imp-err-header"),
        ColumnError::TooLong => {
            let max = i64::try_from(MAX_LABEL).unwrap_or(i64::MAX);
            importer.say("imp-err-header-long").with("max", importer.locale().number(max))
        }
        ColumnError::SameProperty { column, other, property } => importer
            .say("imp-err-property")
            .user("column", column)
            .user("other", other)
            .user("property", label(property)),
        ColumnError::Sensitive { column, property } => {
            importer.say("imp-err-sensitive").user("column", column).user("property", label(property))
        }
    };
    FieldErrors::one("file", sentence)
}
