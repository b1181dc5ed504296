//! A file that waits for its import, read again: what its headings and first rows say.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::sample::Sample;
use super::visible;
use crate::db::imports::{self, Upload};
use crate::db::objects;
use crate::domain::export::Separator;
use crate::domain::fold::fold;
use crate::domain::import::Import;
use crate::domain::import::columns::{Choice, ColumnError, Places, language, named, sensitive_column};
use crate::domain::import::headings::{headings, nameless, repeats};
use crate::domain::lang::Lang;
use crate::domain::record::Property;
use crate::formats::csv_in::{HeaderError, Limits, Row, is_reason, reason_column};
use crate::formats::table_in::{self, Beginning};
use crate::web::error::WebError;
use crate::web::imports::upload::{self, column_refusal, header_refusal};
use crate::web::viewer::Importer;

/// Rows of the preview.
pub(super) const PREVIEW: usize = 10;
/// Rows that are looked at to see what the columns hold.
const SAMPLED: usize = 1_000;

/// A file that waits, and what is known of it.
pub(super) struct Sheet {
    pub(super) upload: Upload,
    /// What it is called, where a workbook has several.
    pub(super) name: Option<String>,
    pub(super) headings: Vec<String>,
    /// The same as they stand in the file, with the apostrophes of a guard.
    pub(super) written: Vec<String>,
    /// The language that they are in.
    pub(super) lang: Lang,
    /// Which columns bear a name that one before them has.
    pub(super) repeats: Vec<bool>,
    /// Which columns bear none.
    pub(super) nameless: Vec<bool>,
    /// Its first rows; a bad one is shown as it is.
    pub(super) rows: Vec<Vec<String>>,
    pub(super) sample: Sample,
    pub(super) separator: Option<Separator>,
    pub(super) guard: Guard,
    /// The import whose problem rows these are.
    pub(super) reported: Option<Import>,
    /// The properties that the importer may see (R8).
    pub(super) properties: Vec<Property>,
    /// What the headings say of their columns.
    pub(super) named: Vec<Option<Choice>>,
    pub(super) segments: Vec<String>,
    /// Names of segments that nothing can be added to.
    pub(super) active_segments: Vec<String>,
    /// Names of segments that others share.
    pub(super) others_segments: Vec<String>,
}

/// The apostrophes that the guard of an export puts before what looks like a formula (R33).
#[derive(Clone, Copy)]
pub(super) struct Guard {
    /// Some cells or headings look as though they had one.
    pub(super) is_asked: bool,
    /// They are taken off.
    pub(super) is_on: bool,
}

/// Reads the file again, and judges it again: its sender may have lost the right to sensitive data since, or a row that was
/// not looked at before breaks the workbook. Its sender is told what whoever sends such a file is told (R8). `ticked` is what a
/// form said of its guard.
pub(super) async fn read(
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
        let written = headings(&beginning.headers);
        let mut judged = written.clone();
        if guard.is_asked {
            judged.extend(headings(&beginning.unguarded_headers()));
        }
        let beginning = if guard.is_on { beginning.unguarded() } else { beginning };
        Ok::<_, HeaderError>((beginning, guard, written, judged, separator))
    })
    .await;
    let (beginning, guard, written, judged, separator) = match read.map_err(WebError::internal)? {
        Ok(read) => read,
        Err(error) => {
            let errors = header_refusal(importer, error)?;
            return upload::form(importer, &upload.object.name, StatusCode::UNPROCESSABLE_ENTITY, errors)
                .await
                .map(Err);
        }
    };
    let Beginning { sheet: name, headers, rows } = beginning;
    let (headings, repeats, nameless) = (headings(&headers), repeats(&headers), nameless(&headers));
    let (object_id, viewer, asked) = (upload.object.id, importer.viewer.clone(), headings.clone());
    let (reasons, file_name) = (reason_column(&headers), upload.file_name.clone());
    let (properties, earlier, reported, segments, active_segments, others_segments) = importer
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
                imports::active_segment_names(c, &viewer, object_id)?,
                imports::others_segment_names(c, &viewer, object_id)?,
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
    let earlier: Places = earlier.into_iter().collect();
    let places = reported.as_ref().map_or_else(Places::new, |import| {
        let places = import.property_ids.iter().map(|id| (*id != 0).then_some(*id));
        import.options.headings.iter().map(|heading| fold(heading)).zip(places).collect()
    });
    let reader = reported.as_ref().map_or_else(|| importer.locale().lang(), |import| import.options.lang);
    let lang = language(&headings, &properties, reader);
    let named = named(&headings, &properties, &places, &earlier, lang);
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
        written,
        lang,
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
