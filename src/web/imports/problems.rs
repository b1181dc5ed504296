//! The rows that were not imported, as a CSV file: streamed, whatever their number.

use std::collections::VecDeque;
use std::io::{self, BufWriter, Write};

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Bytes, Path};
use tokio::sync::mpsc::{Sender, channel};

use super::view::ProblemView;
use crate::app::App;
use crate::db::{imports, objects};
use crate::domain::export::Separator;
use crate::domain::import::{Import, Problem};
use crate::domain::property::PropertyType;
use crate::formats::csv_in::{ProblemRow, write_problem_report};
use crate::i18n::Locale;
use crate::web::disposition::content_disposition;
use crate::web::error::WebError;
use crate::web::viewer::Importer;

/// Problems read at once, fewer where their rows are long.
const BATCH: i64 = 200;

/// Bytes handed over at once.
const CHUNK: usize = 64 * 1024;

/// The report.
pub(in crate::web) async fn download(importer: Importer, id: Path<String>) -> Result<HttpResponse, WebError> {
    let viewer = importer.viewer.clone();
    let found = importer
        .app
        .db
        .read(move |c| {
            let Some(import) = imports::find_visible_to(c, &viewer, &id)? else { return Ok(None) };
            let is_hidden = !viewer.user.rights.may_see_sensitive() && imports::holds_sensitive(c, &import)?;
            Ok(Some((import, is_hidden)))
        })
        .await?;
    let (import, is_hidden) = found.filter(|(import, _)| import.rows_bad > 0).ok_or(WebError::NotFound)?;
    let (app, locale) = (importer.app.get_ref().clone(), importer.locale());
    let (sender, mut receiver) = channel(4);
    let object_id = import.object_id;
    let properties = importer.app.db.read(move |c| objects::properties(c, object_id)).await?;
    let kind =
        |id: &i64| properties.iter().find(|known| known.id == *id).map_or(PropertyType::Text, |known| known.kind);
    let columns: Vec<(String, PropertyType)> =
        import.options.headings.iter().cloned().zip(import.property_ids.iter().map(kind)).collect();
    let asked = import.clone();
    tokio::task::spawn_blocking(move || {
        if let Err(e) = write(&app, locale, &asked, columns, is_hidden, &sender) {
            // An error in the body breaks the connection off: half a report must not look like a whole one.
            drop(sender.blocking_send(Err(e)));
        }
    });
    let name = format!("{} {}.csv", import.stem(), importer.say("imp-errors-file"));
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, content_disposition(&name)))
        .streaming(futures_util::stream::poll_fn(move |context| receiver.poll_recv(context))))
}

fn write(
    app: &App,
    locale: Locale,
    import: &Import,
    mut columns: Vec<(String, PropertyType)>,
    is_hidden: bool,
    sender: &Sender<io::Result<Bytes>>,
) -> io::Result<()> {
    // An import from before the headings were kept: the row is one text.
    let has_columns = !columns.is_empty();
    if !has_columns {
        columns.push((locale.say("imp-errors-row").to_string(), PropertyType::Text));
    }
    let mut problems = Problems { app, import_id: import.id, after: 0, read: VecDeque::new(), failed: None };
    let out = BufWriter::with_capacity(CHUNK, Chunks(sender));
    let rows = problems.by_ref().map(|problem| row(locale, problem, has_columns, is_hidden));
    let separator = import.options.separator.unwrap_or_else(|| Separator::of(locale.lang()));
    write_problem_report(out, locale.lang(), separator, &columns, rows)?;
    problems.failed.map_or(Ok(()), Err)
}

fn row(locale: Locale, problem: Problem, has_columns: bool, is_hidden: bool) -> ProblemRow {
    let mut reason = ProblemView::sentence(locale, &problem);
    let is_one_text = problem.is_one_text() || !has_columns;
    let raw = if is_hidden {
        // A row that is bad may have its cells in the wrong columns, so none of them is shown (R8).
        reason = format!("{reason} {}", locale.say("imp-report-masked"));
        String::new()
    } else if problem.is_cut() {
        // Nothing of it: whoever mends the rest and imports it must not lose what was cut off.
        reason = format!("{reason} {}", locale.say("imp-report-cut"));
        String::new()
    } else {
        problem.raw
    };
    if is_one_text && !raw.is_empty() {
        // Whoever imports it as it is must not make a record of it.
        reason = format!("{reason} {}", locale.say("imp-row-one-text"));
    }
    ProblemRow { raw, is_one_text, reason }
}

/// The problems of an import, read in batches.
struct Problems<'a> {
    app: &'a App,
    import_id: i64,
    after: i64,
    read: VecDeque<Problem>,
    failed: Option<io::Error>,
}

impl Iterator for Problems<'_> {
    type Item = Problem;

    fn next(&mut self) -> Option<Problem> {
        if self.read.is_empty() {
            let (id, after) = (self.import_id, self.after);
            match self.app.db.read_now(|c| imports::problems_after(c, id, after, BATCH)) {
                Ok((problems, last)) => {
                    self.after = last?;
                    self.read = problems.into();
                }
                Err(e) => self.failed = Some(io::Error::other(e)),
            }
        }
        self.read.pop_front()
    }
}

/// Hands what is written to the connection; a client that is gone ends the writing.
struct Chunks<'a>(&'a Sender<io::Result<Bytes>>);

impl Write for Chunks<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let bytes = &bytes[..bytes.len().min(CHUNK)];
        self.0.blocking_send(Ok(Bytes::copy_from_slice(bytes))).map_err(|_| io::ErrorKind::BrokenPipe)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
