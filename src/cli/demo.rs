//! `waybill demo`: the product with something in it, in a folder of its own (R70).

use std::path::Path;
use std::time::Instant;

use super::serve_on;
use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::demo::fill::{self, Size};
use crate::demo::folder::{self, Found};
use crate::{telemetry, web};

#[derive(clap::Args)]
pub(super) struct Args {
    /// Fill the folder and stop
    #[arg(long)]
    no_serve: bool,
}

pub(super) fn run(args: &Args, folder: Option<&Path>) -> anyhow::Result<()> {
    let folder = folder.unwrap_or(Path::new("demo"));
    let found = folder::prepare(folder)?;
    let config = Config::for_demo(folder)?;
    telemetry::start(config.log_filter.as_deref(), config.log_json)?;
    super::warn_of_unknown();
    // Taken before the filling: a port in use should be told at once.
    let listener = if args.no_serve { None } else { Some(web::server::bind(config.listen)?) };
    let app = App::build(config, Clock::system())?;
    let sign_in = match found {
        Found::Demo(text) => text,
        Found::Room => filled(&app, folder)?,
    };
    println!("The demo is in {}. Sign in at {} as\n\n{sign_in}", folder.display(), app.config.origin());
    match listener {
        Some(listener) => serve_on(app, listener),
        None => Ok(()),
    }
}

fn filled(app: &App, folder: &Path) -> anyhow::Result<String> {
    println!("Filling the demo:");
    let start = Instant::now();
    let sign_ins = fill::fill(app, Size::FULL, &mut |what| println!("  {what}"))?;
    println!("Filled in {} seconds.\n", start.elapsed().as_secs());
    folder::finish(folder, &sign_ins)
}
