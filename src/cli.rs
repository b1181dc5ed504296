//! The command line.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line prints")]

mod admin;
mod demo;
mod import;
mod licenses;
mod password;

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::users;
use crate::jobs::{self, Stop};
use crate::{telemetry, web};

/// Waybill: a self-hosted export desk for customer records.
///
/// Who took which records out, when, how many, and who opened the file afterwards. Without any settings `waybill serve`
/// starts on http://127.0.0.1:8080 with everything it keeps under ./data; `waybill demo` does so in ./demo, with sample
/// people, records and exports to look at. Settings are environment variables; `waybill config` prints what is in force,
/// docs/settings.md explains each.
#[derive(Parser)]
#[command(name = "waybill", version, about, long_about, arg_required_else_help = true)]
struct Cli {
    /// Folder for database, files, mails and key, where no setting names another place [default: data; of `demo`: demo]
    #[arg(long, global = true, value_name = "FOLDER")]
    data: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the pages, and run exports, imports and mails in the same process
    Serve,
    /// Run exports, imports and mails only, beside one or more `waybill serve`
    Worker,
    /// Serve a folder of its own with sample people, records and exports; print how to sign in
    Demo(demo::Args),
    /// Make users without the pages
    #[command(subcommand)]
    Admin(admin::Command),
    /// Lay the tables or bring them up to date, and stop
    Migrate,
    /// Print the settings in force, secrets hidden
    Config,
    /// Print the licence notices of what is compiled in
    Licenses,
    /// Import a CSV file or a workbook: every row becomes a new record, or changes one with --update-by
    Import(import::Args),
}

/// Runs the command line; the exit code is 0 when all went well, 1 when not, 2 for a wrong call.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("waybill: {e:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<()> {
    if let Command::Demo(args) = &cli.command {
        return demo::run(args, cli.data.as_deref());
    }
    if let Command::Licenses = cli.command {
        print!("{}", licenses::text());
        return Ok(());
    }
    let config = Config::from_env(cli.data.as_deref().unwrap_or(Path::new("data")))?;
    telemetry::start(config.log_filter.as_deref(), config.log_json)?;
    if !matches!(cli.command, Command::Config) {
        warn_of_unknown();
    }
    match cli.command {
        Command::Serve => serve(App::build(config, Clock::system())?),
        Command::Demo(_) | Command::Licenses => Ok(()),
        Command::Admin(command) => admin::run(command, &App::build(config, Clock::system())?),
        Command::Worker => work(&App::build(config, Clock::system())?),
        Command::Migrate => {
            App::build(config, Clock::system())?;
            println!("The tables are up to date.");
            Ok(())
        }
        Command::Import(args) => import::run(&App::build(config, Clock::system())?, &args),
        Command::Config => {
            for (name, value) in config.describe() {
                println!("{name}={value}");
            }
            for unknown in Config::unknown_variables() {
                println!("# {unknown}.");
            }
            Ok(())
        }
    }
}

/// A setting that was written wrong does nothing, and nobody would notice. It stops no start: others put variables into the
/// environment too.
fn warn_of_unknown() {
    for unknown in Config::unknown_variables() {
        tracing::warn!(variable = unknown.name, nearest = unknown.nearest, "{unknown}");
    }
}

/// Pages and workers in one process, until a signal ends it.
fn serve(app: App) -> anyhow::Result<()> {
    let listener = web::server::bind(app.config.listen)?;
    serve_on(app, listener)
}

/// The same on an address that was taken already.
fn serve_on(app: App, listener: TcpListener) -> anyhow::Result<()> {
    let code = setup_code(&app)?;
    let origin = app.config.origin();
    match &code {
        Some(code) => println!(
            "Waybill runs on {origin}\nNobody has an account yet: open {origin}/setup and enter the one-time code {code}"
        ),
        None => println!("Waybill runs on {origin}"),
    }
    let stop = Stop::default();
    let workers = jobs::start(&app, &stop)?;
    let served = web::server::serve(app, listener, code);
    stop.now();
    workers.join();
    served
}

/// Workers alone, until a signal ends them.
fn work(app: &App) -> anyhow::Result<()> {
    let stop = Stop::default();
    let workers = jobs::start(app, &stop)?;
    println!("Waybill's workers run.");
    jobs::until_signal()?;
    stop.now();
    workers.join();
    Ok(())
}

/// The code that guards the setup of a new installation (R60); none once there is a user. It comes from the secret key, so
/// that each of several processes takes the code that another printed (R72).
fn setup_code(app: &App) -> anyhow::Result<Option<String>> {
    /// 128 bits, as in every other key.
    const CHARACTERS: usize = 22;
    let code = || app.config.secret_key.token("setup", "code").chars().take(CHARACTERS).collect();
    Ok((!app.db.read_now(users::any)?).then(code))
}
