//! `waybill import`: a CSV file or a workbook into an object, without a browser.

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use clap::ValueEnum;

use crate::app::App;
use crate::db::imports::{NewImport, SegmentName};
use crate::db::{imports, objects};
use crate::domain::export::State;
use crate::domain::import::columns::{ColumnError, MAX_COLUMNS, MAX_LABEL, Target, language, plan};
use crate::domain::import::formats::{DateFormat, NumberFormat, Options};
use crate::domain::import::headings::{headings, nameless, repeats};
use crate::domain::import::mode::Mode;
use crate::domain::import::{Import, Problem};
use crate::domain::lang::Lang;
use crate::domain::record::Property;
use crate::domain::viewer::Actor;
use crate::formats::csv_in::{HeaderError, Limits, is_reason};
use crate::formats::table_in;
use crate::i18n::Locale;
use crate::jobs::{self, Stop};
use crate::secret;

/// How many problems are printed; the page of the import has all.
const SHOWN: i64 = 10;
/// How many columns are named whose names are not clear.
const NAMED: usize = 10;

/// What is imported, and how.
#[derive(clap::Args)]
pub(super) struct Args {
    /// What the rows are: contacts, companies, deals, tickets or an object of your own
    #[arg(long, value_name = "OBJECT")]
    object: String,
    /// Match rows with records by this unique property (its internal name): a row changes the record that has its value, or
    /// becomes a new one. An empty cell leaves the record's value alone
    #[arg(long, value_name = "PROPERTY")]
    update_by: Option<String>,
    /// With --update-by: only one of the two
    #[arg(long, value_enum, requires = "update_by")]
    only: Option<Only>,
    /// Add the records to this static segment; it is made when there is none of that name
    #[arg(long, value_name = "NAME")]
    segment: Option<String>,
    /// How the file writes days: iso, day-slash (16/10/2025), month-slash (10/16/2025), day-dot, day-dash or year-slash
    #[arg(long, value_name = "FORMAT", default_value = "iso", value_parser = dates)]
    dates: DateFormat,
    /// How the file writes numbers: comma-point (1,234.5), space-comma (1 234,5), point-comma (1.234,5) or quote-point
    #[arg(long, value_name = "FORMAT", default_value = "comma-point", value_parser = numbers)]
    numbers: NumberFormat,
    /// Take off the apostrophe that guards against formulas: for CSV files that Waybill exported with that guard
    #[arg(long)]
    guarded: bool,
    /// The file: CSV in UTF-8 or XLSX. Its first row names the columns, each by a name of its own; a column whose name is that
    /// of no property becomes a new one. Rows with a problem that were downloaded from Waybill can be imported as they are
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Which rows count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Only {
    /// Those that no record has: the others are skipped
    New,
    /// Those that a record has: the others are skipped
    Existing,
}

fn dates(text: &str) -> Result<DateFormat, String> {
    DateFormat::from_text(text).ok_or_else(|| list(DateFormat::ALL.map(DateFormat::as_str)))
}

fn numbers(text: &str) -> Result<NumberFormat, String> {
    NumberFormat::from_text(text).ok_or_else(|| list(NumberFormat::ALL.map(NumberFormat::as_str)))
}

fn list<const N: usize>(names: [&str; N]) -> String {
    format!("it is one of {}", names.join(", "))
}

/// Imports a file; an error when no row did anything and some should have.
pub(super) fn run(app: &App, args: &Args) -> anyhow::Result<()> {
    let words = Locale::new(Lang::En, chrono_tz::UTC);
    let (id, guarded) = request(app, args, words)?;
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
    if guarded > 0 {
        println!(
            "cells that begin with an apostrophe before = + - @ or a tab, as Waybill's exports write them: {}. It is \
             part of the values. If Waybill wrote the file, undo the import on its page and import it again with --guarded",
            words.number(i64::try_from(guarded).unwrap_or(i64::MAX))
        );
    }
    if import.state == State::Done && import.rows_added + import.rows_updated + import.rows_skipped > 0 {
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
    for (key, n) in [("imp-updated", import.rows_updated), ("imp-skipped", import.rows_skipped)] {
        if n > 0 {
            println!("{}", words.say(key).with("count", n).with("n", words.number(n)));
        }
    }
    if import.rows_bad > 0 {
        println!("{}", words.say("imp-errors").with("count", import.rows_bad).with("n", words.number(import.rows_bad)));
    }
    let faults = problems.iter().flat_map(|problem| problem.faults().into_iter().map(|fault| (problem.line, fault)));
    for (line, (key, facts)) in faults {
        let number = |n: Option<i64>| words.number(n.unwrap_or_default());
        let reason = words
            .say(key)
            .with("expected", number(facts.expected))
            .with("count", facts.found.unwrap_or_default())
            .with("found", number(facts.found))
            .with("line", number(facts.line))
            .with("sample", facts.sample.as_str());
        let column = if facts.column.is_empty() { String::new() } else { format!("{}: ", facts.column) };
        println!("  line {line}: {column}{reason}");
    }
}

/// Stores the file as an upload, so that the import can go on after a crash even if the file has moved, and asks for the
/// import. Also answers how many cells look guarded and are taken as they are.
fn request(app: &App, args: &Args, words: Locale) -> anyhow::Result<(i64, usize)> {
    let Some(object) = app.db.read_now(|c| objects::find(c, &args.object))? else {
        let known: Vec<String> = app.db.read_now(objects::all)?.into_iter().map(|object| object.name).collect();
        bail!("there is no object {}; there are {}", args.object, known.join(", "));
    };
    let open = || File::open(&args.file).with_context(|| format!("open {}", args.file.display()));
    let beginning = table_in::first_rows(open()?, Limits::default(), 1).map_err(|e| refusal(&e, words))?;
    let headers = if args.guarded { beginning.unguarded_headers() } else { beginning.headers };
    let separator = table_in::separator(&mut open()?).map_err(|e| refusal(&e, words))?;
    let properties = app.db.read_now(|c| objects::properties(c, object.id))?;
    // Whoever can run this command can read the database anyway: sensitive columns are taken.
    let lang = language(&headings(&headers), &properties, words.lang());
    let targets =
        plan(&headers, &properties, lang, true).map_err(|e| anyhow!("{}", column_refusal(e, &properties, words)))?;
    if let Some(unclear) = unclear_names(&headers) {
        bail!("{unclear}. Give each column a name of its own, or remove it");
    }
    let targets = targets.into_iter().zip(&headers).map(of_report).collect::<Vec<_>>();
    let key = args.update_by.as_deref().map(|name| key(name, &properties)).transpose()?;
    if let Some(key) = key
        && !targets.contains(&Target::Known(key.id))
    {
        bail!("the file has no column for the property {}", key.name);
    }
    let segment = args.segment.as_deref().map(str::trim);
    if let Some(name) = segment
        && app.db.read_now(|c| imports::is_active_segment(c, object.id, name))?
    {
        bail!("“{name}” is an active segment: its filter decides what belongs to it. Name a static one or a new one");
    }
    let guarded = if args.guarded {
        0
    } else {
        table_in::guarded_cells(open()?, Limits::default()).map_err(|e| refusal(&e, words))?
    };
    let (upload_key, file_bytes) = store(app, open()?)?;
    let new = NewImport {
        public_id: secret::public_id()?,
        object_id: object.id,
        file_name: file_name(&args.file),
        upload_key,
        upload_public_id: None,
        file_bytes,
        targets,
        mode: match (key, args.only) {
            (None, _) => Mode::Create,
            (Some(_), None) => Mode::Upsert,
            (Some(_), Some(Only::New)) => Mode::CreateNew,
            (Some(_), Some(Only::Existing)) => Mode::Update,
        },
        key_property_id: key.map(|property| property.id),
        options: Options {
            dates: args.dates,
            numbers: args.numbers,
            headings: headings(&headers),
            separator,
            is_guarded: args.guarded,
            lang,
        },
        segment: match segment {
            Some(name) => Some(SegmentName { name: name.to_owned(), public_id: secret::public_id()? }),
            None => None,
        },
    };
    let by = Actor { name: Some("command line".into()), ..Actor::system() };
    let now = app.clock.now();
    Ok((app.db.write_now(|c| imports::request(c, &new, &by, now))?.id, guarded))
}

/// What to say of columns without a name and of those that are called like one before them. Nobody is there to be asked what
/// such a column means, so nothing is guessed.
fn unclear_names(headers: &[String]) -> Option<String> {
    let repeats = repeats(headers).into_iter().zip(headers).enumerate().filter(|(_, (is, _))| *is);
    let repeats = repeats.map(|(at, (_, name))| format!("column {} is called “{name}” like one before it", at + 1));
    let nameless = nameless(headers).into_iter().enumerate().filter(|(_, is)| *is);
    let nameless = nameless.map(|(at, _)| format!("column {} has no name", at + 1));
    let mut unclear: Vec<String> = repeats.chain(nameless).collect();
    let more = unclear.len().saturating_sub(NAMED);
    unclear.truncate(NAMED);
    if more > 0 {
        unclear.push(format!("and {more} more"));
    }
    (!unclear.is_empty()).then(|| unclear.join(", "))
}

/// The reasons in a report of problem rows are no values.
fn of_report((target, heading): (Target, &String)) -> Target {
    match target {
        Target::New { .. } if is_reason(heading) => Target::Skip,
        target => target,
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().chars().take(200).collect())
}

/// The property that records are matched by.
fn key<'a>(name: &str, properties: &'a [Property]) -> anyhow::Result<&'a Property> {
    let unique: Vec<&Property> = properties.iter().filter(|property| property.is_unique).collect();
    if let Some(found) = unique.iter().find(|property| property.name == name) {
        return Ok(found);
    }
    let names: Vec<&str> = unique.iter().map(|property| property.name.as_str()).collect();
    let others = if names.is_empty() { "there is none".to_owned() } else { format!("there are {}", names.join(", ")) };
    bail!("records can only be matched by a unique property, which {name} is not; {others}")
}

fn store(app: &App, file: File) -> anyhow::Result<(String, i64)> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
        let mut upload = app.files.start_upload().await?;
        upload.write_file(file).await.context("copy the file into the store")?;
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
        words.say(key).with("n", number(n as u64)).with("max", number(MAX_COLUMNS as u64)).with("line", number(line))
    )
}

fn column_refusal(error: ColumnError, properties: &[Property], words: Locale) -> String {
    let label = |id: i64| properties.iter().find(|p| p.id == id).map_or_else(String::new, |p| p.label_en.clone());
    match error {
        ColumnError::NoNames => words.say("imp-err-header").to_string(),
        ColumnError::TooLong => words
            .say("imp-err-header-long")
            .with("max", words.number(i64::try_from(MAX_LABEL).unwrap_or(i64::MAX)))
            .to_string(),
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
