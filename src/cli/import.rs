//! `waybill import`: a CSV file into an object, without a browser.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, anyhow, bail};

use crate::app::App;
use crate::db::imports::NewImport;
use crate::db::{imports, objects};
use crate::domain::export::State;
use crate::domain::import::columns::{ColumnError, plan};
use crate::domain::import::{Import, Problem};
use crate::domain::lang::Lang;
use crate::domain::viewer::Actor;
use crate::formats::csv_in::{HeaderError, headers_of_rows};
use crate::i18n::Locale;
use crate::jobs::{self, Stop};
use crate::secret;

/// How many problems are printed; the page of the import has all.
const SHOWN: i64 = 10;

/// Imports a file; an error when not a single row became a record.
pub(super) fn run(app: &App, object: &str, path: &Path) -> anyhow::Result<()> {
    let words = Locale::new(Lang::En, chrono_tz::UTC);
    let id = request(app, object, path, words)?;
    let import = jobs::import_now(app, id, &Stop::default(), &mut |import| {
        eprint!(
            "\r{} of {} read, {} rows",
            words.bytes(import.bytes_done),
            words.bytes(import.file_bytes),
            words.number(import.rows_done)
        );
    })?;
    eprintln!();
    let problems = app.db.read_now(|c| imports::problems(c, id, SHOWN))?;
    report(&import, &problems, words);
    if import.state == State::Done && import.rows_added > 0 {
        return Ok(());
    }
    match import.failure {
        Some(failure) => {
            bail!("{}", words.say(failure.key()).with("n", 3).with("ref", import.public_id.as_str()))
        }
        None => bail!("nothing was imported"),
    }
}

fn report(import: &Import, problems: &[Problem], words: Locale) {
    println!("{}", words.say("imp-done").with("count", import.rows_added).with("n", words.number(import.rows_added)));
    if import.rows_bad > 0 {
        println!("{}", words.say("imp-errors").with("count", import.rows_bad).with("n", words.number(import.rows_bad)));
    }
    for problem in problems {
        let facts = problem.circumstance();
        let number = |n: Option<i64>| words.number(n.unwrap_or_default());
        let reason = words
            .say(problem.key())
            .with("expected", number(facts.expected))
            .with("found", number(facts.found))
            .with("line", number(facts.line));
        let column = if facts.column.is_empty() { String::new() } else { format!("{}: ", facts.column) };
        println!("  line {}: {column}{reason}", problem.line);
    }
}

/// Stores the file as an upload, so that the import can go on after a crash even if the file has moved, and asks for the
/// import.
fn request(app: &App, object: &str, path: &Path, words: Locale) -> anyhow::Result<i64> {
    let Some(object) = app.db.read_now(|c| objects::find(c, object))? else {
        let known: Vec<String> = app.db.read_now(objects::all)?.into_iter().map(|object| object.name).collect();
        bail!("there is no object {object}; there are {}", known.join(", "));
    };
    let open = || File::open(path).with_context(|| format!("open {}", path.display()));
    let headers = headers_of_rows(open()?).map_err(|e| refusal(&e, words))?;
    let properties = app.db.read_now(|c| objects::properties(c, object.id))?;
    // Whoever can run this command can read the database anyway: sensitive columns are taken.
    let targets =
        plan(&headers, &properties, true).map_err(|e| anyhow!("{}", column_refusal(e, &properties, words)))?;
    let (upload_key, file_bytes) = store(app, open()?)?;
    let new = NewImport {
        public_id: secret::public_id()?,
        object_id: object.id,
        file_name: path.file_name().map_or_else(String::new, |name| name.to_string_lossy().chars().take(200).collect()),
        upload_key,
        file_bytes,
        targets,
    };
    let by = Actor { name: Some("command line".into()), ..Actor::system() };
    let now = app.clock.now();
    Ok(app.db.write_now(|c| imports::request(c, &new, &by, now))?.id)
}

fn store(app: &App, mut file: File) -> anyhow::Result<(String, i64)> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
        let mut upload = app.files.start_upload().await?;
        let mut chunk = vec![0; 1024 * 1024];
        loop {
            match file.read(&mut chunk).context("read the file")? {
                0 => break,
                read => upload.write(&chunk[..read]).await.context("store the file")?,
            }
        }
        let bytes = i64::try_from(upload.written()).unwrap_or(i64::MAX);
        Ok((upload.finish().await?, bytes))
    })
}

fn refusal(error: &HeaderError, words: Locale) -> anyhow::Error {
    let Some(key) = error.key() else { return anyhow!("{error}") };
    let key = if matches!(error, HeaderError::TooLong) { "imp-row-long" } else { key };
    let (n, line) = match error {
        HeaderError::TooManyColumns(n) => (*n, 0),
        HeaderError::UnclosedQuote { line } => (0, *line),
        _ => (0, 0),
    };
    let number = |n: u64| words.number(i64::try_from(n).unwrap_or(i64::MAX));
    anyhow!(
        "{}",
        words.say(key).with("n", number(n as u64)).with("max", words.number(1_000)).with("line", number(line))
    )
}

fn column_refusal(error: ColumnError, properties: &[crate::domain::record::Property], words: Locale) -> String {
    let label = |id: i64| properties.iter().find(|p| p.id == id).map_or_else(String::new, |p| p.label_en.clone());
    match error {
        ColumnError::NoNames => words.say("imp-err-header").to_string(),
        ColumnError::TooLong => words.say("imp-err-header-long").with("max", words.number(200)).to_string(),
        ColumnError::SameProperty { column, other, property } => words
            .say("imp-err-property")
            .with("column", column)
            .with("other", other)
            .with("property", label(property))
            .to_string(),
        ColumnError::Sensitive { column, property } => {
            words.say("imp-err-sensitive").with("column", column).with("property", label(property)).to_string()
        }
    }
}
