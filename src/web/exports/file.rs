//! The download itself (R40 to R45): session, right, own page, row done and not expired, row committed, first byte.

use actix_web::body::SizedStream;
use actix_web::http::{Method, StatusCode, header};
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};
use futures_util::StreamExt;
use futures_util::stream::try_unfold;

use super::transfer::Transfer;
use crate::db::downloads::{self, Begin};
use crate::domain::export::{Export, FileKind, Lost, State};
use crate::domain::fetch_metadata::may_download;
use crate::domain::standing::NotDownloadable;
use crate::files::{ByteStream, Reading};
use crate::i18n::Phrase;
use crate::web::csrf::fetch_headers;
use crate::web::disposition::content_disposition;
use crate::web::error::WebError;
use crate::web::error_page::{self, WayOut};
use crate::web::html::IconName;
use crate::web::page::SettingsEntry;
use crate::web::range::{Served, parse_range};
use crate::web::routes;
use crate::web::sign_in::see;
use crate::web::viewer::{Exporter, Refusal};

/// What a finished export has, and no other.
struct Stored {
    key: String,
    size: u64,
    etag: String,
}

impl Stored {
    fn of(export: &Export) -> Option<Self> {
        Some(Self {
            key: export.details.file_key.clone()?,
            size: u64::try_from(export.file_bytes?).ok()?,
            etag: format!("\"{}\"", export.details.file_sha256.as_ref()?),
        })
    }
}

/// GET and HEAD of a file.
pub(in crate::web) async fn download(
    exporter: Exporter,
    id: Path<String>,
    req: HttpRequest,
) -> Result<HttpResponse, WebError> {
    let export = match super::visible(&exporter, &id).await {
        Err(WebError::NotFound) => {
            note_refusal(&exporter, None, &id, "not_found").await?;
            return Err(WebError::NotFound);
        }
        found => found?,
    };
    // Before anything is said of the file: its size and its sum tell what is in a short one.
    if let Some(lost) = super::lacked(&exporter, &export).await? {
        return forbidden(&exporter, &export, lost).await;
    }
    let now = exporter.now();
    let stored = match (export.downloadable(now), Stored::of(&export)) {
        (Ok(()), Some(stored)) => stored,
        (Ok(()), None) => return missing(&exporter, &export, "its row names no file").await,
        (Err(why), _) => return refuse(&exporter, &export, why).await,
    };
    let text = |name: header::HeaderName| req.headers().get(name).and_then(|value| value.to_str().ok());
    let served = parse_range(text(header::RANGE), text(header::IF_RANGE), &stored.etag, stored.size);
    let (start, end) = match served {
        Served::Whole => (0, stored.size),
        Served::Part { start, end_inclusive } => (start, end_inclusive + 1),
        Served::Unsatisfiable => (0, 0),
    };
    let (viewer, export_id) = (exporter.viewer.clone(), export.id);
    let continues =
        start > 0 && exporter.app.db.read(move |c| downloads::has_begun(c, &viewer, export_id, now)).await?;
    let is_ours = may_download(&fetch_headers(req.headers()), &exporter.app.config.own_origins());
    if !is_ours && !continues {
        return Ok(see(&routes::log_row_to_confirm(&export.public_id)));
    }
    if is_known(text(header::IF_NONE_MATCH), &stored.etag) {
        return Ok(HttpResponse::NotModified().insert_header((header::ETAG, stored.etag)).finish());
    }
    if served == Served::Unsatisfiable {
        let all = format!("bytes */{}", stored.size);
        return Ok(HttpResponse::RangeNotSatisfiable().insert_header((header::CONTENT_RANGE, all)).finish());
    }
    let reading = match exporter.app.files.open_read(&stored.key, start..end).await {
        Ok(Some(reading)) if reading.size == stored.size => reading,
        Ok(Some(Reading { size, .. })) => {
            return missing(&exporter, &export, &format!("it has {size} bytes instead of {}", stored.size)).await;
        }
        Ok(None) => return missing(&exporter, &export, "it is not in the store").await,
        Err(e) => return missing(&exporter, &export, &format!("{e:#}")).await,
    };
    let mut answer = head(&export, &stored, served, start, end);
    if req.method() == Method::HEAD {
        let nothing = futures_util::stream::empty::<std::io::Result<bytes::Bytes>>();
        return Ok(answer.body(SizedStream::new(end - start, nothing)));
    }
    // The row is committed before the first byte: a broken connection must still leave a trace (R40).
    let (viewer, agent) = (exporter.viewer.clone(), exporter.user_agent.clone());
    let begun = exporter.app.db.write(move |c| downloads::begin(c, &viewer, &agent, export_id, start, now)).await?;
    let row = match begin(&exporter, &export, begun).await? {
        Ok(row) => row,
        Err(refusal) => return Ok(refusal),
    };
    let is_whole = end - start == stored.size;
    let transfer = Transfer::new(&exporter.app, &exporter.viewer, &export, row, is_whole, end - start);
    Ok(answer.body(SizedStream::new(end - start, watched(reading.stream, transfer))))
}

/// What the transaction said: the row of this download, or the answer to give instead of the file.
async fn begin(
    exporter: &Exporter,
    export: &Export,
    begun: Begin,
) -> Result<Result<Option<i64>, HttpResponse>, WebError> {
    match begun {
        Begin::Allowed(row) => Ok(Ok(row)),
        Begin::Forbidden(lost) => forbidden(exporter, export, lost).await.map(Err),
        Begin::Unknown => {
            note_refusal(exporter, Some(export.id), &export.public_id, "not_found").await?;
            Err(WebError::NotFound)
        }
        Begin::TooOften => too_often(exporter, export).await.map(Err),
        Begin::Refused(why) => {
            let export = super::visible(exporter, &export.public_id).await?;
            refuse(exporter, &export, why).await.map(Err)
        }
    }
}

fn head(export: &Export, stored: &Stored, served: Served, start: u64, end: u64) -> actix_web::HttpResponseBuilder {
    let mut answer = HttpResponse::Ok();
    if let Served::Part { .. } = served {
        answer.status(StatusCode::PARTIAL_CONTENT);
        answer.insert_header((header::CONTENT_RANGE, format!("bytes {start}-{}/{}", end - 1, stored.size)));
    }
    answer
        .content_type(FileKind::of_name(&stored.key).map_or("application/octet-stream", FileKind::media_type))
        .insert_header((header::CONTENT_DISPOSITION, content_disposition(&export.name)))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .insert_header((header::ACCEPT_RANGES, "bytes"))
        .insert_header((header::ETAG, stored.etag.as_str()))
        // Compressed, the length and the ranges would no longer be those of the file.
        .insert_header((header::CONTENT_ENCODING, "identity"));
    answer
}

/// `If-None-Match`: the browser has this very file.
fn is_known(header: Option<&str>, etag: &str) -> bool {
    header.is_some_and(|known| {
        known.split(',').map(str::trim).any(|known| known == "*" || known.trim_start_matches("W/") == etag)
    })
}

/// The bytes, with an eye on the right to them; how it ends is written when the last byte is handed over or the
/// connection is dropped. The last piece is held back until all of them have been summed up: a file that was changed behind us
/// is never whole (SECURITY.md S7).
fn watched(stream: ByteStream, transfer: Transfer) -> impl futures_util::Stream<Item = std::io::Result<bytes::Bytes>> {
    try_unfold((stream, transfer, None), |(mut stream, mut transfer, mut held)| async move {
        loop {
            transfer.check().await?;
            let next: Option<bytes::Bytes> = stream.next().await.transpose()?;
            match &next {
                Some(piece) => transfer.sum_up(piece)?,
                None => transfer.check_sum()?,
            }
            let is_end = next.is_none();
            if let Some(piece) = std::mem::replace(&mut held, next) {
                transfer.handed_over(piece.len());
                return Ok(Some((piece, (stream, transfer, held))));
            }
            if is_end {
                return Ok(None);
            }
        }
    })
}

async fn forbidden(exporter: &Exporter, export: &Export, lost: Lost) -> Result<HttpResponse, WebError> {
    note_refusal(exporter, Some(export.id), &export.public_id, lost.as_str()).await?;
    Err(WebError::Forbidden(Refusal::Lacks(lost)))
}

async fn refuse(exporter: &Exporter, export: &Export, why: NotDownloadable) -> Result<HttpResponse, WebError> {
    note_refusal(exporter, Some(export.id), &export.public_id, why.as_str()).await?;
    let locale = exporter.locale();
    let (status, sentence) = match (why, export.state, export.deleted_at) {
        (NotDownloadable::NotReady, _, _) => (StatusCode::CONFLICT, locale.say("deny-file-notready")),
        (NotDownloadable::NoFile, State::Failed, _) => (StatusCode::GONE, locale.say("deny-file-failed")),
        (NotDownloadable::NoFile, _, _) => (StatusCode::GONE, locale.say("deny-file-cancelled")),
        (NotDownloadable::Gone, _, Some(at)) => (
            StatusCode::GONE,
            locale
                .say("deny-file-deleted")
                .user("name", export.deleted_by_name.as_deref().unwrap_or_default())
                .with("date", locale.date_time(at)),
        ),
        (NotDownloadable::Gone, _, None) => {
            let days = export.days_kept().unwrap_or_else(|| exporter.app.config.file_retention_days.into());
            (StatusCode::GONE, locale.say("deny-file-gone").with("days", days))
        }
    };
    explain(exporter, export, status, sentence).await
}

async fn too_often(exporter: &Exporter, export: &Export) -> Result<HttpResponse, WebError> {
    note_refusal(exporter, Some(export.id), &export.public_id, "too_often").await?;
    let sentence = exporter.say("deny-file-too-often").with("max", exporter.locale().number(downloads::PER_MINUTE));
    let mut answer = explain(exporter, export, StatusCode::TOO_MANY_REQUESTS, sentence).await?;
    answer.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("60"));
    Ok(answer)
}

/// The file is not what its row says: nothing of it is sent (SECURITY.md S7).
async fn missing(exporter: &Exporter, export: &Export, cause: &str) -> Result<HttpResponse, WebError> {
    tracing::error!(
        request = exporter.request_id.as_str(),
        export = export.public_id.as_str(),
        cause,
        "the file of an export cannot be sent"
    );
    note_refusal(exporter, Some(export.id), &export.public_id, "missing").await?;
    let sentence = exporter.say("deny-file-missing").with("ref", exporter.request_id.as_str());
    explain(exporter, export, StatusCode::INTERNAL_SERVER_ERROR, sentence).await
}

async fn explain(
    exporter: &Exporter,
    export: &Export,
    status: StatusCode,
    sentence: Phrase,
) -> Result<HttpResponse, WebError> {
    let mut page = exporter.page(exporter.say("deny-file-title")).await?;
    page.settings = Some(SettingsEntry::ImportExport);
    let way_out = WayOut { label: exporter.say("det-back").to_string(), url: routes::log_row(&export.public_id) };
    error_page::answer(status, page, IconName::File, &sentence, way_out)
}

/// Tries that got no byte stand in the trail (R45).
async fn note_refusal(
    exporter: &Exporter,
    export_id: Option<i64>,
    asked_for: &str,
    reason: &'static str,
) -> Result<(), WebError> {
    let (actor, now, asked_for) = (exporter.viewer.actor(), exporter.now(), asked_for.to_owned());
    exporter
        .app
        .db
        .write(move |c| downloads::refused(c, &actor, export_id, &asked_for, reason, now))
        .await
        .map_err(WebError::from)
}
